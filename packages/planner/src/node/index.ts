export { estimateTokens } from '../language-model/tokens.ts';
export { bodyOfText, type CassetteRequest, keyOfRequest, readCassette, replayRequest } from './cassette.ts';
export { replayCassette, runCassetteBench, taskInterval } from './cassette-bench.ts';
export {
  type CoherentBenchOptions,
  type CoherentTaskResult,
  runCoherentBench,
} from './coherent-bench.ts';
export { loadLibrary } from './load-library.ts';
export { type PlanningBenchOptions, runPlanningBench } from './planning-bench.ts';
