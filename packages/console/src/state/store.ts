import { useRef, useSyncExternalStore } from 'react';
import { type ConsoleAction, type ConsoleState, INITIAL_STATE, reduce } from './console-state.ts';
import { SnapshotHistory } from './history.ts';

/** State with one writer function; React components listen to the part that they draw. */
export class ConsoleStore {
  #state: ConsoleState = INITIAL_STATE;
  readonly #listeners = new Set<() => void>();
  readonly history = new SnapshotHistory();

  get state(): ConsoleState {
    return this.#state;
  }

  dispatch = (action: ConsoleAction): void => {
    if (action.type === 'message') {
      const { message } = action;
      if (message.type === 'sim') this.history.push(message.snapshot);
      if (message.type === 'hello' && message.sim) this.history.push(message.sim);
    }
    const next = reduce(this.#state, action);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  };

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export const store = new ConsoleStore();

const sameShallow = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.is((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
};

/** Part of the state; draws again only when that part changed (compared one level deep). */
export const useConsole = <T>(select: (state: ConsoleState) => T): T => {
  const kept = useRef<{ readonly value: T } | null>(null);
  return useSyncExternalStore(store.subscribe, () => {
    const value = select(store.state);
    if (kept.current && sameShallow(kept.current.value, value)) return kept.current.value;
    kept.current = { value };
    return value;
  });
};
