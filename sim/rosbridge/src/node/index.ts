export { type BenchRow, type RosbridgeBenchOptions, runRosbridgeBench } from './bench.ts';
export { isTrustedRequest } from './origin.ts';
export { type RunningSimulation, type RunSimulationOptions, runSimulation } from './run-simulation.ts';
export {
  type RosbridgeServer,
  type RosbridgeServerOptions,
  type RosbridgeServerStats,
  startRosbridgeServer,
} from './server.ts';
