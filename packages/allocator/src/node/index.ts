export { benchScheduleFile, runScheduleBench, type ScheduleBenchOptions, type ScheduleBenchRow } from './bench.ts';
export { lpBound } from './lp-bound.ts';
export { solveInWorker, type WorkerOptions } from './solve-in-worker.ts';
