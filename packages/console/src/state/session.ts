import type { Problem } from '@muster/domain';
import { useSyncExternalStore } from 'react';
import { api } from './api.ts';
import { LiveClient } from './live-client.ts';
import { signature } from './settings.ts';
import { store } from './store.ts';

export const live = new LiveClient(store);

/** What the person is doing right now; not the server's business. */
type Draft = {
  readonly text: string;
  /** Conversation that the next sentence continues; null: a new one. */
  readonly conversation: string | null;
  readonly isSending: boolean;
  /** It was spoken: names and numbers are read back before it can be sent. */
  readonly isHeard: boolean;
  readonly problems: readonly Problem[];
};

let draft: Draft = { text: '', conversation: null, isSending: false, isHeard: false, problems: [] };
const listeners = new Set<() => void>();
export const setDraft = (change: Partial<Draft>): void => {
  draft = { ...draft, ...change };
  for (const listener of listeners) listener();
};
export const getDraft = (): Draft => draft;
export const useDraft = (): Draft =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, getDraft);

/** Says a sentence. Never starts anything by itself: approval is its own act. */
export const say = async (text: string, conversation: string | null = draft.conversation): Promise<void> => {
  const utterance = text.trim();
  if (utterance === '' || draft.isSending) return;
  setDraft({ isSending: true, problems: [] });
  const answer = await api.say({
    utterance,
    approve: false,
    by: signature(),
    ...(conversation ? { conversation } : {}),
  });
  if (!answer.ok) {
    setDraft({ isSending: false, problems: answer.problems });
    return;
  }
  const asks = answer.value.result?.interpretation.kind === 'clarify';
  setDraft({ isSending: false, isHeard: false, text: '', conversation: asks ? answer.value.conversation : null });
  store.dispatch({ type: 'show-run', run: answer.value.id });
  store.dispatch({ type: 'cursor', seconds: null });
};

/** Both ways at once; whichever works. The outcome of each is shown. */
export const stop = async (scope = 'all'): Promise<void> => {
  const by = signature();
  const socket = live.send({ type: 'stop', scope, by }) ? 'sent' : 'failed';
  const atMs = performance.now();
  store.dispatch({ type: 'stop', stop: { scope, atMs, socket, http: 'pending' } });
  const answer = await api.stop(scope, by);
  store.dispatch({ type: 'stop', stop: { scope, atMs, socket, http: answer.ok ? 'accepted' : 'failed' } });
};
