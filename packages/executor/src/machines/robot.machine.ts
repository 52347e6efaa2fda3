import { setup } from 'xstate';

export type RobotMachineEvent =
  | { readonly type: 'bridge-connected' }
  | { readonly type: 'bridge-disconnected' }
  | { readonly type: 'robot-lost' }
  | { readonly type: 'robot-recovered' }
  | { readonly type: 'robot-taken-over' }
  | { readonly type: 'robot-handed-back' }
  | { readonly type: 'stop-latched' }
  | { readonly type: 'stop-confirmed' }
  | { readonly type: 'stop-unconfirmed' }
  | { readonly type: 'stop-reset' }
  | { readonly type: 'command-released' }
  | { readonly type: 'command-ended' }
  | { readonly type: 'command-lost' }
  | { readonly type: 'command-adopted' };

/**
 * One robot as the executor sees it, in four independent regions: can it be reached, who drives it, is it stopped, what is it at.
 * A new command needs `reachable`, `automatic`, `clear` and `idle`.
 */
export const robotMachine = setup({ types: { events: {} as RobotMachineEvent } }).createMachine({
  id: 'robot',
  type: 'parallel',
  states: {
    link: {
      initial: 'down',
      states: {
        down: { on: { 'bridge-connected': 'reachable', 'robot-lost': 'lost' } },
        reachable: { on: { 'bridge-disconnected': 'down', 'robot-lost': 'lost' } },
        /** Silent for too long: its missions are told. */
        lost: { on: { 'robot-recovered': 'reachable' } },
      },
    },
    control: {
      initial: 'automatic',
      states: {
        automatic: { on: { 'robot-taken-over': 'manual' } },
        manual: { on: { 'robot-handed-back': 'automatic' } },
      },
    },
    stop: {
      initial: 'clear',
      states: {
        clear: { on: { 'stop-latched': 'requested' } },
        requested: {
          on: { 'stop-confirmed': 'confirmed', 'stop-unconfirmed': 'unconfirmed', 'stop-reset': 'clear' },
        },
        /** A second of asking, and it is not known to stand. */
        unconfirmed: { on: { 'stop-confirmed': 'confirmed', 'stop-reset': 'clear' } },
        confirmed: { on: { 'stop-latched': 'requested', 'stop-unconfirmed': 'unconfirmed', 'stop-reset': 'clear' } },
      },
    },
    work: {
      initial: 'idle',
      states: {
        idle: { on: { 'command-released': 'busy' } },
        busy: { on: { 'command-ended': 'idle', 'command-lost': 'uncertain' } },
        /** A command may or may not be running: nothing new until that is known. */
        uncertain: { on: { 'command-adopted': 'busy', 'command-ended': 'idle' } },
      },
    },
  },
});

export type RobotValue = {
  readonly link: 'down' | 'reachable' | 'lost';
  readonly control: 'automatic' | 'manual';
  readonly stop: 'clear' | 'requested' | 'unconfirmed' | 'confirmed';
  readonly work: 'idle' | 'busy' | 'uncertain';
};

export const mayCommand = (value: RobotValue): boolean =>
  value.link === 'reachable' && value.control === 'automatic' && value.stop === 'clear' && value.work === 'idle';
