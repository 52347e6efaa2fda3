import { parentPort, workerData } from 'node:worker_threads';
import { solveSchedule } from '../core/solve.ts';
import { lpBound } from './lp-bound.ts';
import type { WorkerRequest } from './solve-in-worker.ts';

const request = workerData as WorkerRequest;
const stop = new Int32Array(request.stop);
const clock = (): number => performance.timeOrigin + performance.now() - request.askedAt;

async function run(): Promise<void> {
  let extraBounds: Parameters<typeof solveSchedule>[1]['extraBounds'] = [];
  if (request.useLp) {
    // A problem with conflicts has no relaxation; the solve below names them.
    const probe = solveSchedule(request.problem, { iterations: 0, reasons: false });
    const bound = probe.status === 'scheduled' ? await lpBound(request.problem) : null;
    extraBounds = bound ? [bound] : [];
  }
  let isFirst = true;
  const answer = solveSchedule(request.problem, {
    ...request.options,
    extraBounds,
    // The first reading is taken as the start: report 0 so that loading and the LP count against the budget.
    now: () => {
      if (!isFirst) return clock();
      isFirst = false;
      return 0;
    },
    shouldStop: () => Atomics.load(stop, 0) !== 0,
    onImproved: (best) => parentPort?.postMessage({ type: 'improved', best }),
  });
  parentPort?.postMessage({ type: 'answer', answer });
}

void run().catch((error: unknown) => {
  parentPort?.postMessage({
    type: 'failed',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
});
