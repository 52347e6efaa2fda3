import { Worker } from 'node:worker_threads';
import type { ScheduleProblem } from '../core/problem.ts';
import type { ScheduleAnswer } from '../core/schedule.ts';

export interface WorkerOptions {
  readonly seed?: number;
  readonly iterations?: number;
  /** Wall time from the call to the answer, worker start included. */
  readonly seconds?: number;
  readonly patience?: number;
  readonly reasons?: boolean;
  /** Adds the LP bound; costs its solving time out of the budget. Default false. */
  readonly useLp?: boolean;
  /** Aborting ends the search with the best answer so far; it does not reject. */
  readonly signal?: AbortSignal;
  readonly onImproved?: (best: {
    readonly iteration: number;
    readonly lateness: number;
    readonly makespan: number;
  }) => void;
}

/** What the worker gets: plain data only. */
export interface WorkerRequest {
  readonly problem: ScheduleProblem;
  readonly options: Pick<WorkerOptions, 'seed' | 'iterations' | 'seconds' | 'patience' | 'reasons'>;
  readonly useLp: boolean;
  readonly stop: SharedArrayBuffer;
  /** When the caller asked, milliseconds since the epoch: what the worker's start took counts against the budget. */
  readonly askedAt: number;
}

type WorkerMessage =
  | {
      readonly type: 'improved';
      readonly best: { readonly iteration: number; readonly lateness: number; readonly makespan: number };
    }
  | { readonly type: 'answer'; readonly answer: ScheduleAnswer }
  | { readonly type: 'failed'; readonly message: string };

/**
 * Solves in a worker thread, so that the caller's event loop stays free.
 *
 * @throws TypeError when the problem's travel is a function: it cannot be sent. Rejects when the worker dies.
 */
export async function solveInWorker(problem: ScheduleProblem, options: WorkerOptions): Promise<ScheduleAnswer> {
  if (problem.travel.type === 'function')
    throw new TypeError('A travel function cannot be sent to a worker; give a matrix or planar places');
  const stop = new SharedArrayBuffer(4);
  const flag = new Int32Array(stop);
  const { seed, iterations, seconds, patience, reasons } = options;
  const request: WorkerRequest = {
    problem,
    options: { seed, iterations, seconds, patience, reasons },
    useLp: options.useLp ?? false,
    stop,
    askedAt: performance.timeOrigin + performance.now(),
  };
  const abort = (): void => {
    Atomics.store(flag, 0, 1);
  };
  if (options.signal?.aborted) abort();
  options.signal?.addEventListener('abort', abort);
  const worker = new Worker(new URL('./schedule-worker.ts', import.meta.url), { workerData: request });
  try {
    return await new Promise<ScheduleAnswer>((resolve, reject) => {
      worker.on('message', (message: WorkerMessage) => {
        if (message.type === 'improved') options.onImproved?.(message.best);
        else if (message.type === 'answer') resolve(message.answer);
        else reject(new Error(message.message));
      });
      worker.on('error', reject);
      worker.on('exit', (code) =>
        reject(new Error(`The scheduling worker ended with code ${code} before it answered`)),
      );
    });
  } finally {
    options.signal?.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
