import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { fail, type Library, ok, type Result, type WorldModel } from '@muster/domain';
import type { Recording } from '@muster/sim-core';
import type { Future, Rehearsal } from '../api/rehearsal.ts';
import type { Script } from './play-future.ts';
import type { RehearsalStage, RehearseOptions } from './stage.ts';
import { tellRehearsal } from './tell-rehearsal.ts';
import type { WorkerAnswer, WorkerOrder } from './worker.ts';

export type { RehearsalStage, RehearseOptions } from './stage.ts';

/** Workers that are kept ready: the first rehearsal pays for starting them, later ones don't. */
export const openStage = (
  library: Library,
  workers = Math.max(1, Math.min(8, availableParallelism())),
): RehearsalStage => {
  const data = { library };
  const pool = Array.from({ length: workers }, () => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: data });
    worker.unref();
    return worker;
  });
  const ready = Promise.all(
    pool.map((worker) => new Promise<void>((resolve) => worker.once('message', () => resolve()))),
  );
  let jobs = 0;
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;

  const play = async (model: WorldModel, script: Script, options: RehearseOptions): Promise<Result<Rehearsal>> => {
    await ready;
    jobs += 1;
    const job = jobs;
    const first = options.first ?? 1;
    const start = performance.now();
    const futures: Future[] = [];
    let next = 0;
    let simulated = 0;
    let problem: { en: string; zh: string } | undefined;
    const isOver = (): boolean =>
      closed ||
      problem !== undefined ||
      next >= options.seeds ||
      (options.budget !== undefined && performance.now() - start > options.budget);
    await Promise.all(
      pool.map(
        (worker) =>
          new Promise<void>((resolve) => {
            const give = (): void => {
              if (isOver()) {
                worker.off('message', take);
                worker.off('error', broke);
                resolve();
                return;
              }
              tell(worker, { type: 'seed', job, seed: first + next });
              next += 1;
            };
            const take = (answer: WorkerAnswer): void => {
              if (answer.type === 'ready' || answer.job !== job) return;
              if (answer.type === 'broke') problem ??= answer.says;
              else {
                futures.push(answer.future);
                simulated += answer.simulatedSeconds;
                options.onProgress?.(futures.length);
              }
              give();
            };
            const broke = (error: Error): void => {
              problem ??= { en: `A worker broke: ${error.message}`, zh: `推演线程出错：${error.message}` };
              next = options.seeds;
              worker.off('message', take);
              resolve();
            };
            worker.on('message', take);
            worker.once('error', broke);
            tell(worker, { type: 'script', job, scene: model.scene, script });
            give();
          }),
      ),
    );
    if (problem) return fail({ code: 'REHEARSAL_BROKE', says: problem });
    futures.sort((a, b) => a.seed - b.seed);
    return ok(tellRehearsal(model, script.plan, futures, options.seeds, performance.now() - start, simulated));
  };

  const record = async (model: WorldModel, script: Script, seed: number): Promise<Result<Recording>> => {
    await ready;
    jobs += 1;
    const job = jobs;
    const [worker] = pool;
    if (!worker || closed)
      return fail({ code: 'REHEARSAL_BROKE', says: { en: 'No worker is left.', zh: '没有可用的线程。' } });
    return new Promise((resolve) => {
      const take = (answer: WorkerAnswer): void => {
        if (answer.type === 'ready' || answer.job !== job) return;
        worker.off('message', take);
        resolve(
          answer.type === 'played' && answer.recording
            ? ok(answer.recording)
            : fail({
                code: 'REHEARSAL_BROKE',
                says: answer.type === 'broke' ? answer.says : { en: 'Nothing was recorded.', zh: '没有记录。' },
              }),
        );
      };
      worker.on('message', take);
      tell(worker, { type: 'script', job, scene: model.scene, script });
      tell(worker, { type: 'seed', job, seed, record: true });
    });
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const answer = turn.then(work);
    turn = answer.catch(() => undefined);
    return answer;
  };

  return {
    record: (model, script, seed) => inTurn(() => record(model, script, seed)),
    rehearse: (model, script, options) => inTurn(() => play(model, script, options)),
    close: () => {
      closed = true;
      for (const worker of pool) void worker.terminate();
    },
  };
};

const tell = (worker: Worker, order: WorkerOrder): void => worker.postMessage(order);
