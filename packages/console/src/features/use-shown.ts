import { useMemo } from 'react';
import { buildLanes, type Lanes } from '../state/lanes.ts';
import { store, useConsole } from '../state/store.ts';
import type { RunView, SimSnapshot } from '../state/types.ts';

/** Snapshot at the time cursor. */
export const useSnapshot = (): SimSnapshot | null => {
  const { sim, cursor } = useConsole((state) => ({ sim: state.sim, cursor: state.cursor }));
  return useMemo(() => (cursor === null ? sim : store.history.at(cursor)), [sim, cursor]);
};

export const useShownRun = (): RunView | undefined =>
  useConsole((state) => state.runs.find((run) => run.id === state.run));

/** Scene seconds that are looked at, in whole tenths. */
export const useShownSeconds = (): number =>
  useConsole((state) => Math.round((state.cursor ?? state.sim?.seconds ?? state.host?.atSeconds ?? 0) * 4) / 4);

const EMPTY: Lanes = { origin: null, lanes: [], links: [], end: 0, finish: 0 };

export const useLanes = (run: RunView | undefined): Lanes => {
  const events = useConsole((state) => state.events);
  const seconds = useShownSeconds();
  return useMemo(() => (run ? buildLanes(run, events, seconds) : EMPTY), [run, events, seconds]);
};
