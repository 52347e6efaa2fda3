import type { WorldModel } from '@muster/domain';
import type { JournalRecord } from '../journal/event.ts';
import { evolve } from './evolve.ts';
import { createState, stateView } from './executor-state.ts';

/** The state that a journal folds to, as plain JSON. Equal journals give equal views; a live host's own view equals its journal's. */
export const replayJournal = (records: Iterable<JournalRecord>, model: WorldModel): unknown => {
  const state = createState(model);
  for (const record of records) evolve(state, record, model);
  return stateView(state);
};
