export { createLocalSite, type LocalSiteOptions } from './local-site.ts';
export { runSimulation, type SimRunner } from './sim-runner.ts';
export type { Site } from './site.ts';
export { WorldFile } from './site-files.ts';
