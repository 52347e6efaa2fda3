export type { ConsoleState } from './state/console-state.ts';
export type { MusterHooks } from './state/hooks.ts';
