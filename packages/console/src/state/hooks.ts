import type { ConsoleState } from './console-state.ts';
import { store } from './store.ts';

/** What tests and support staff may read of the page; it changes nothing. */
export type MusterHooks = { readonly state: () => ConsoleState; readonly kept: () => number };

declare global {
  interface Window {
    __muster?: MusterHooks;
  }
}

export const installHooks = (): void => {
  window.__muster = { state: () => store.state, kept: () => store.history.size };
};
