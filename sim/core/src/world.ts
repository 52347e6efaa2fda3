import { canonicalJson, type Fault, InvariantError, type WorldModel } from '@muster/domain';
import { stepArms } from './arm/arms.ts';
import { stepBatteries } from './battery.ts';
import type { ApplyResult, SimCommand, SimEvent } from './command.ts';
import { applyCommand, faultProblem } from './commands.ts';
import { stepContacts } from './contacts.ts';
import { stepDevices } from './devices/step.ts';
import { addFault, refreshEffects, stepDrops, stepFaults } from './faults/schedule.ts';
import { type Fixed, layOut, TICK_SECONDS } from './fixed.ts';
import { Bodies } from './geometry/bodies.ts';
import { stepHolds } from './hold.ts';
import { initialState } from './initial.ts';
import { StateHash } from './math/state-hash.ts';
import { stepMotions } from './motion/follow.ts';
import { LEG_SIZE, loadAllLegs } from './motion/legs.ts';
import { stepPeople } from './people.ts';
import { createSenses, type Senses } from './sensors/senses.ts';
import { forgetSlack, type Sim } from './sim.ts';
import { stepRuns } from './skills/run.ts';
import type { SimSnapshot } from './snapshot.ts';
import type { Tables } from './state.ts';
import { factHolds, numberOf, type SimTruth, truthOf } from './truth.ts';
import { snapshotOf } from './view.ts';

/** A world at one tick, complete: plain JSON that `restore` takes. */
export type SavedWorld = {
  readonly version: 1;
  readonly scene: string;
  readonly revision: string;
  readonly seed: number;
  readonly tick: number;
  readonly floats: readonly number[];
  readonly integers: readonly number[];
  readonly arms: readonly number[];
  readonly tables: Tables;
};

export type LoggedCommand = { readonly tick: number; readonly command: SimCommand };

export type WorldOptions = {
  readonly seed: number;
  /** Beyond the scene's own. */
  readonly faults?: readonly Fault[];
};

export interface World {
  readonly model: WorldModel;
  readonly seed: number;
  /** Ticks of 50 ms since the start. */
  readonly tick: number;
  readonly seconds: number;
  /** Advances by `n` ticks. */
  step(n?: number): void;
  /** Does something at the present tick; logged. */
  apply(command: SimCommand): ApplyResult;
  /** What a view draws. */
  snapshot(): SimSnapshot;
  /** Everything, for `restore`. */
  save(): SavedWorld;
  /** @throws InvariantError when it is of another scene or layout */
  restore(saved: SavedWorld): void;
  /** 16 hexadecimal digits over every bit of the state. */
  hash(): string;
  /** Events with a sequence number above `since`, oldest first; only the newest 20,000 are kept. */
  events(since?: number): readonly SimEvent[];
  truth(): SimTruth;
  holds(predicate: string, args: readonly string[]): boolean;
  number(fluent: string, args: readonly string[]): number;
  /** Whether anything moves or works because of a command, or a fault is due: nothing happens in an idle world but drain. */
  isIdle(): boolean;
  /** Commands with the tick at which each was applied, since the start or the last restore. */
  log(): readonly LoggedCommand[];
  /** What robots can tell of themselves. */
  readonly senses: Senses;
  /** Raw parts, for tests and benchmarks. */
  readonly inside: Sim;
}

const MAX_EVENTS = 20_000;

/**
 * A world made of a grounded scene. Pure: the same model, seed and commands at the same ticks give the same state, bit for bit, in every
 * JavaScript engine.
 */
export const createWorld = (model: WorldModel, options: WorldOptions): World => {
  const fixed: Fixed = layOut(model);
  const sim: Sim = {
    fixed,
    seed: options.seed >>> 0,
    state: initialState(fixed),
    events: [],
    bodies: new Bodies(fixed),
    speedFactor: new Float64Array(fixed.robots.length).fill(1),
    legs: new Float64Array(fixed.robots.length * LEG_SIZE),
    doorsAhead: new Uint8Array(fixed.robots.length),
    slack: new Float64Array(fixed.robots.length),
    slackTick: new Int32Array(fixed.robots.length),
    staticSlack: new Float64Array(fixed.robots.length),
    armsBusy: new Uint8Array(fixed.handOffset[fixed.robots.length]!),
    moved: new Uint8Array(fixed.robots.length + fixed.people.length),
  };
  for (const fault of [...(model.scene.faults ?? []), ...(options.faults ?? [])]) {
    const problem = faultProblem(sim, fault.kind, fault.id);
    if (problem) throw new InvariantError(`fault ${fault.id}: ${problem.message}`);
    addFault(sim, fault);
  }
  let log: LoggedCommand[] = [];
  sim.bodies.refresh(sim.state);
  return {
    model,
    seed: sim.seed,
    get tick() {
      return sim.state.tick;
    },
    get seconds() {
      return sim.state.tick * TICK_SECONDS;
    },
    step: (n = 1) => {
      for (let k = 0; k < n; k += 1) stepOnce(sim);
    },
    apply: (command) => {
      log.push({ tick: sim.state.tick, command });
      return applyCommand(sim, command);
    },
    snapshot: () => snapshotOf(sim),
    save: () => save(sim),
    restore: (saved) => {
      restore(sim, saved);
      log = [];
    },
    hash: () => hashOf(sim),
    events: (since = 0) => {
      const first = sim.events[0]?.sequence ?? 1;
      return sim.events.slice(Math.max(0, since + 1 - first));
    },
    truth: () => truthOf(sim),
    holds: (predicate, args) => factHolds(sim, [predicate, ...args]),
    number: (fluent, args) => numberOf(sim, [fluent, ...args]),
    isIdle: () =>
      sim.state.tables.motions.every((motion) => motion === null) &&
      sim.state.tables.runs.every((run) => run === null) &&
      !sim.state.lane.vx.some((v) => v !== 0) &&
      !sim.state.lane.vy.some((v) => v !== 0),
    log: () => log,
    senses: createSenses(sim),
    inside: sim,
  };
};

const stepOnce = (sim: Sim): void => {
  const { state } = sim;
  state.tick += 1;
  stepFaults(sim);
  stepDevices(sim);
  stepPeople(sim);
  stepRuns(sim);
  stepHolds(sim);
  sim.moved.fill(0);
  stepMotions(sim);
  stepDrops(sim);
  stepArms(sim);
  markMoved(sim);
  sim.bodies.refresh(state);
  stepContacts(sim);
  stepBatteries(sim);
  if (sim.events.length > 2 * MAX_EVENTS) sim.events.splice(0, sim.events.length - MAX_EVENTS);
};

/** A body has moved when it is not where the last tick's copy says. */
const markMoved = (sim: Sim): void => {
  const { bodies, moved } = sim;
  const { lane, tables } = sim.state;
  for (let i = 0; i < bodies.robots; i += 1)
    if (
      bodies.x[i] !== lane.x[i] ||
      bodies.y[i] !== lane.y[i] ||
      bodies.yaw[i] !== lane.yaw[i] ||
      bodies.z[i] !== lane.z[i]
    )
      moved[i] = 1;
  for (let p = 0; p < bodies.people; p += 1) {
    const person = tables.people[p]!;
    if (bodies.x[bodies.robots + p] !== person.x || bodies.y[bodies.robots + p] !== person.y)
      moved[bodies.robots + p] = 1;
  }
};

const save = (sim: Sim): SavedWorld => ({
  version: 1,
  scene: sim.fixed.model.scene.id,
  revision: sim.fixed.model.revision,
  seed: sim.seed,
  tick: sim.state.tick,
  floats: [...sim.state.floats],
  integers: [...sim.state.integers],
  arms: [...sim.state.arms],
  tables: copy(sim.state.tables),
});

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const restore = (sim: Sim, saved: SavedWorld): void => {
  if (saved.revision !== sim.fixed.model.revision || saved.floats.length !== sim.state.floats.length)
    throw new InvariantError(`a world saved from scene ${saved.scene} does not fit ${sim.fixed.model.scene.id}`);
  sim.state.tick = saved.tick;
  sim.state.floats.set(saved.floats);
  sim.state.integers.set(saved.integers);
  sim.state.arms.set(saved.arms);
  sim.state.tables = copy(saved.tables);
  sim.events.length = 0;
  refreshEffects(sim);
  loadAllLegs(sim);
  forgetSlack(sim);
  sim.armsBusy.fill(1);
  sim.bodies.refresh(sim.state);
};

const hashOf = (sim: Sim): string => {
  const hash = new StateHash();
  hash.word(sim.state.tick);
  hash.word(sim.seed);
  for (const table of [sim.state.floats, sim.state.arms]) {
    for (const value of table) if (Number.isNaN(value)) throw new InvariantError('NaN in the state');
    hash.words(table.buffer);
  }
  hash.words(sim.state.integers.buffer);
  hash.text(canonicalJson(sim.state.tables));
  return hash.digest();
};
