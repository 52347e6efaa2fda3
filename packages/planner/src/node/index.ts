export {
  type CoherentBenchOptions,
  type CoherentTaskResult,
  runCoherentBench,
} from './coherent-bench.ts';
export { loadLibrary } from './load-library.ts';
export { type PlanningBenchOptions, runPlanningBench } from './planning-bench.ts';
