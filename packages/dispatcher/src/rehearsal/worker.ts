import { parentPort, workerData } from 'node:worker_threads';
import {
  type Bilingual,
  groundScene,
  type Library,
  type Result,
  type Scene,
  type VerifiedSchedule,
  type WorldModel,
} from '@muster/domain';
import type { Recording } from '@muster/sim-core';
import type { Future } from '../api/rehearsal.ts';
import { playFuture, proveScript, type Script } from './play-future.ts';

/** What a worker is told: first what is rehearsed and where, then one seed after the other. */
export type WorkerOrder =
  | { readonly type: 'script'; readonly job: number; readonly scene: Scene; readonly script: Script }
  | { readonly type: 'seed'; readonly job: number; readonly seed: number; readonly record?: boolean };
export type WorkerAnswer =
  | { readonly type: 'ready' }
  | {
      readonly type: 'played';
      readonly job: number;
      readonly future: Future;
      readonly simulatedSeconds: number;
      readonly recording?: Recording;
    }
  | { readonly type: 'broke'; readonly job: number; readonly says: Bilingual };

type Staged = { readonly model: WorldModel; readonly script: Script; readonly verified: VerifiedSchedule };

const { library } = workerData as { library: Library };
const answer = (message: WorkerAnswer): void => parentPort?.postMessage(message);

const stage = (scene: Scene, script: Script): Result<Staged> => {
  const model = groundScene(scene, library);
  if (!model.ok) return model;
  const proof = proveScript(model.value, script);
  return proof.ok ? { ok: true, value: { model: model.value, script, verified: proof.value } } : proof;
};

let staged: Result<Staged> | undefined;
const NOTHING: Bilingual = { en: 'There is nothing to rehearse.', zh: '没有可推演的内容。' };

parentPort?.on('message', async (order: WorkerOrder) => {
  const { job } = order;
  try {
    if (order.type === 'script') {
      staged = stage(order.scene, order.script);
      return;
    }
    if (!staged?.ok) {
      answer({ type: 'broke', job, says: staged?.problems[0]?.says ?? NOTHING });
      return;
    }
    const { model, verified, script } = staged.value;
    const { future, simulatedSeconds, recording } = await playFuture(model, verified, script.rules, order.seed, {
      record: order.record === true,
    });
    answer({ type: 'played', job, future, simulatedSeconds, ...(recording ? { recording } : {}) });
  } catch (error) {
    answer({
      type: 'broke',
      job,
      says: { en: `The rehearsal broke: ${String(error)}`, zh: `推演出错：${String(error)}` },
    });
  }
});
answer({ type: 'ready' });
