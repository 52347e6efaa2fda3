export { ManualTimers, settle } from './manual-timers.ts';
export { ScriptedServer } from './scripted-server.ts';
export { testManifest } from './test-manifest.ts';
