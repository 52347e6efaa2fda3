import { factKey } from '@muster/domain';
import type { SimCode, SimEvent, SimEventBody } from './command.ts';
import type { Fixed } from './fixed.ts';
import type { Bodies } from './geometry/bodies.ts';
import { uniform } from './math/random.ts';
import type { SimState } from './state.ts';

/** What every part of the core works on. Everything that changes is in `state`; the rest is fixed, scratch or output. */
export type Sim = {
  readonly fixed: Fixed;
  readonly seed: number;
  readonly state: SimState;
  /** Output, newest last; not part of the state. */
  readonly events: SimEvent[];
  /** Derived from the state every tick. */
  readonly bodies: Bodies;
  /** Share of its speed that faults leave to each robot. Derived from the fault table. */
  readonly speedFactor: Float64Array;
  /** Piece of path per robot, see `motion/legs.ts`, and whether its path has doors. Derived from the motions. */
  readonly legs: Float64Array;
  readonly doorsAhead: Uint8Array;
  /** Free space around each robot at the last look, less what bodies can have moved since: skips looks that cannot find anything. */
  readonly slack: Float64Array;
  readonly slackTick: Int32Array;
  readonly staticSlack: Float64Array;
  /** Hands that are not yet where they should be. Derived. */
  readonly armsBusy: Uint8Array;
  /** Bodies that moved in this tick, for the contact check. */
  readonly moved: Uint8Array;
};

/** Forgets what is known of free space: bodies have come without moving there. */
export const forgetSlack = (sim: Sim): void => {
  sim.slack.fill(0);
  sim.staticSlack.fill(0);
};

/** Free space around a robot now: no body's circle comes nearer to its centre. */
export const slackOf = (sim: Sim, robot: number): number =>
  sim.slack[robot]! - (sim.state.tick - sim.slackTick[robot]! + 1) * sim.fixed.closing;

export const emit = (sim: Sim, body: SimEventBody): void => {
  const { tables } = sim.state;
  tables.sequence += 1;
  sim.events.push({ sequence: tables.sequence, tick: sim.state.tick, ...body } as SimEvent);
};

/** A check that failed, with the code that names it. */
export type Refusal = { readonly code: SimCode; readonly message: string };
export const refusal = (code: SimCode, message: string): Refusal => ({ code, message });

export const random = (sim: Sim, stream: string): number => uniform(sim.state.tables.streams, sim.seed, stream);

export const stateOf = (sim: Sim, entity: string, state: string): boolean =>
  sim.state.tables.states[factKey(state, entity)] === true;

/** Sets a boolean state and tells it when it changes. */
export const setState = (sim: Sim, entity: string, state: string, value: boolean): void => {
  const key = factKey(state, entity);
  const { states } = sim.state.tables;
  if ((states[key] === true) === value) return;
  if (value) states[key] = true;
  else delete states[key];
  emit(sim, { type: 'state', entity, state, value });
};

export const hasProperty = (sim: Sim, entity: string, property: string): boolean =>
  sim.fixed.model.entities[entity]?.properties[property] === true;

export const robotId = (sim: Sim, index: number): string => sim.fixed.robots[index] ?? '';

/** Ends the robot's travel or skill command with a result, unless it belongs to nobody. */
export const report = (
  sim: Sim,
  robot: number,
  command: string,
  outcome: 'succeeded' | 'failed' | 'canceled' | 'rejected',
  why?: Refusal,
  found?: string,
): void => {
  if (command === '') return;
  emit(sim, {
    type: 'result',
    robot: robotId(sim, robot),
    command,
    outcome,
    ...(why ? { code: why.code, message: why.message } : {}),
    ...(found ? { found } : {}),
  });
};
