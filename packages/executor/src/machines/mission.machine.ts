import type { MissionStatus } from '@muster/domain';
import { setup } from 'xstate';

export type MissionEvent =
  | { readonly type: 'mission-started' }
  | { readonly type: 'mission-paused' }
  | { readonly type: 'mission-resumed' }
  | { readonly type: 'mission-blocked' }
  | { readonly type: 'mission-unblocked' }
  | { readonly type: 'mission-revised' }
  | { readonly type: 'mission-canceling' }
  | { readonly type: 'mission-completed' }
  | { readonly type: 'mission-failed' }
  | { readonly type: 'mission-canceled' };

/** One schedule being carried out. `ending`: a person said cancel, and what was begun is being ended, returned or set down. */
export const missionMachine = setup({ types: { events: {} as MissionEvent } }).createMachine({
  id: 'mission',
  initial: 'standby',
  states: {
    standby: {
      on: {
        'mission-started': 'underway',
        'mission-paused': 'paused',
        'mission-canceling': 'ending',
        'mission-canceled': 'canceled',
      },
    },
    underway: {
      on: {
        'mission-paused': 'paused',
        'mission-blocked': 'blocked',
        'mission-revised': 'underway',
        'mission-canceling': 'ending',
        'mission-completed': 'completed',
        'mission-failed': 'failed',
      },
    },
    paused: {
      on: {
        'mission-resumed': 'underway',
        'mission-canceling': 'ending',
        'mission-revised': 'paused',
        'mission-completed': 'completed',
        'mission-failed': 'failed',
      },
    },
    /** No step can go on until a person acts. */
    blocked: {
      on: {
        'mission-blocked': 'blocked',
        'mission-unblocked': 'underway',
        'mission-revised': 'underway',
        'mission-paused': 'paused',
        'mission-canceling': 'ending',
        'mission-completed': 'completed',
        'mission-failed': 'failed',
      },
    },
    ending: {
      initial: 'working',
      states: {
        working: { on: { 'mission-blocked': 'stuck', 'mission-paused': 'held' } },
        stuck: { on: { 'mission-unblocked': 'working', 'mission-paused': 'held' } },
        held: { on: { 'mission-resumed': 'working' } },
      },
      on: { 'mission-revised': '.working', 'mission-canceling': '.working', 'mission-canceled': 'canceled' },
    },
    completed: { type: 'final' },
    failed: { type: 'final' },
    canceled: { type: 'final' },
  },
});

/** Status of a mission's snapshot value; while ending it is what it is doing, with `ending` told apart by {@link isEnding}. */
export const missionStatus = (value: unknown): MissionStatus => {
  if (typeof value === 'string') return value as MissionStatus;
  const inner = (value as { ending?: string }).ending;
  return inner === 'stuck' ? 'blocked' : inner === 'held' ? 'paused' : 'underway';
};

export const isEnding = (value: unknown): boolean => typeof value === 'object' && value !== null && 'ending' in value;
