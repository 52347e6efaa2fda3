export { createLocalSite } from './node-ground.ts';
export { runSimulation, type SimRunner } from './sim-runner.ts';
export type { Site } from './site.ts';
export { WorldFile } from './site-files.ts';
export type { LocalSiteOptions } from './site-options.ts';
export { openWireLogs } from './wire-log.ts';
