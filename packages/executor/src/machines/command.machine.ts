import { setup } from 'xstate';

export type CommandMachineEvent =
  | { readonly type: 'command-sent' }
  | { readonly type: 'command-confirmed' }
  | { readonly type: 'command-canceling' }
  | { readonly type: 'command-succeeded' }
  | { readonly type: 'command-failed' }
  | { readonly type: 'command-rejected' }
  | { readonly type: 'command-canceled' }
  | { readonly type: 'command-lost' }
  | { readonly type: 'command-adopted' }
  | { readonly type: 'command-absent' };

/**
 * One wire message for one attempt. Its actions are the outbox: the names in {@link OUTBOX_EFFECTS} are all that the host can do to a
 * robot in its normal lane, and none of them runs before the record that caused it is durable.
 * The protocol has no "accepted", so `confirmed` rests on evidence: feedback, motion or a result.
 */
export const commandMachine = setup({
  types: { events: {} as CommandMachineEvent },
  actions: { 'send-command': () => undefined, 'cancel-command': () => undefined },
}).createMachine({
  id: 'command',
  initial: 'released',
  states: {
    released: {
      entry: 'send-command',
      on: { 'command-sent': 'sent', 'command-rejected': 'rejected', 'command-lost': 'unknown' },
    },
    sent: {
      on: {
        'command-confirmed': 'confirmed',
        'command-canceling': 'canceling',
        'command-succeeded': 'succeeded',
        'command-failed': 'failed',
        'command-rejected': 'rejected',
        'command-canceled': 'canceled',
        'command-lost': 'unknown',
      },
    },
    confirmed: {
      on: {
        'command-canceling': 'canceling',
        'command-succeeded': 'succeeded',
        'command-failed': 'failed',
        'command-rejected': 'rejected',
        'command-canceled': 'canceled',
        'command-lost': 'unknown',
      },
    },
    canceling: {
      entry: 'cancel-command',
      on: {
        'command-succeeded': 'succeeded',
        'command-failed': 'failed',
        'command-rejected': 'rejected',
        'command-canceled': 'canceled',
        'command-lost': 'unknown',
      },
    },
    /** Link lost or deadline passed: it may be running. */
    unknown: {
      on: {
        'command-adopted': 'confirmed',
        'command-canceling': { actions: 'cancel-command' },
        'command-succeeded': 'succeeded',
        'command-failed': 'failed',
        'command-rejected': 'rejected',
        'command-canceled': 'canceled',
        'command-absent': 'absent',
      },
    },
    succeeded: { type: 'final' },
    failed: { type: 'final' },
    rejected: { type: 'final' },
    canceled: { type: 'final' },
    /** Proved not to be running. */
    absent: { type: 'final' },
  },
});

export const OUTBOX_EFFECTS = ['send-command', 'cancel-command'] as const;
export type OutboxEffect = (typeof OUTBOX_EFFECTS)[number];

export type CommandStatus =
  | 'released'
  | 'sent'
  | 'confirmed'
  | 'canceling'
  | 'unknown'
  | 'succeeded'
  | 'failed'
  | 'rejected'
  | 'canceled'
  | 'absent';

const OPEN: ReadonlySet<CommandStatus> = new Set(['released', 'sent', 'confirmed', 'canceling', 'unknown']);
export const isOpen = (status: CommandStatus): boolean => OPEN.has(status);
