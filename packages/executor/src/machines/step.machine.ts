import type { StepStatus } from '@muster/domain';
import { assign, setup } from 'xstate';

/** Journal events that a step (or a travel, which is a step of its own) goes through. */
export type StepEvent =
  | { readonly type: 'step-started' }
  | { readonly type: 'step-reported' }
  | { readonly type: 'step-completed' }
  | { readonly type: 'step-delayed' }
  | { readonly type: 'step-resumed' }
  | { readonly type: 'step-retried' }
  | { readonly type: 'step-blocked' }
  | { readonly type: 'step-failed' }
  | { readonly type: 'step-canceled' }
  | { readonly type: 'step-skipped' };

/**
 * One step of a mission. `executing`: robots were told; `checking`: they say done, and nobody has seen it yet.
 * Statuses say who must act. Source: open-rmf/rmf_task `Event.hpp`.
 */
export const stepMachine = setup({
  types: { context: {} as { attempts: number }, events: {} as StepEvent },
  actions: { countAttempt: assign({ attempts: ({ context }) => context.attempts + 1 }) },
}).createMachine({
  id: 'step',
  initial: 'standby',
  context: { attempts: 0 },
  states: {
    standby: {
      on: {
        'step-started': { target: 'underway', actions: 'countAttempt' },
        'step-delayed': 'delayed',
        'step-blocked': 'blocked',
        'step-failed': 'failed',
        'step-canceled': 'canceled',
        'step-skipped': 'skipped',
      },
    },
    underway: {
      initial: 'executing',
      states: {
        executing: { on: { 'step-reported': 'checking' } },
        checking: {},
      },
      on: {
        'step-completed': 'completed',
        'step-delayed': 'delayed',
        'step-blocked': 'blocked',
        'step-failed': 'failed',
        'step-canceled': 'canceled',
      },
    },
    /** Held up for now: the executor itself goes on with it. */
    delayed: {
      on: {
        'step-resumed': 'underway',
        'step-retried': 'standby',
        'step-completed': 'completed',
        'step-blocked': 'blocked',
        'step-failed': 'failed',
        'step-canceled': 'canceled',
        'step-skipped': 'skipped',
      },
    },
    /** Stuck until its robot's state is known, or a person acts. */
    blocked: {
      on: {
        'step-blocked': 'blocked',
        'step-delayed': 'delayed',
        'step-resumed': 'underway',
        'step-retried': 'standby',
        'step-completed': 'completed',
        'step-failed': 'failed',
        'step-canceled': 'canceled',
        'step-skipped': 'skipped',
      },
    },
    completed: { type: 'final' },
    failed: { type: 'final' },
    canceled: { type: 'final' },
    skipped: { type: 'final' },
  },
});

/** Status of a step's snapshot value. */
export const stepStatus = (value: unknown): StepStatus =>
  (typeof value === 'string' ? value : Object.keys(value as object)[0]) as StepStatus;
