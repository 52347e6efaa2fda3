export type { LintSources } from './finding.ts';
export { lintLibrary } from './lint-library.ts';
export { lintScene } from './lint-scene.ts';
