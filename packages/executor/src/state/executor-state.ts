import type { RobotCommand, StepStatus, VerifiedSchedule, Visit, WorldModel } from '@muster/domain';
import { initialTransition, type SnapshotFrom } from 'xstate';
import type { MutableWorldState } from '../belief/change.ts';
import type { CancelMode, Cause } from '../journal/event.ts';
import type { CommandStatus, commandMachine } from '../machines/command.machine.ts';
import type { missionMachine } from '../machines/mission.machine.ts';
import { type RobotValue, robotMachine } from '../machines/robot.machine.ts';
import { type stepMachine, stepStatus } from '../machines/step.machine.ts';

/** A step or a travel of a mission, as it runs. Owned and changed by `evolve` alone. */
export type StepRun = {
  readonly mission: string;
  /** Unique within the mission over all revisions of its schedule. */
  readonly id: string;
  readonly kind: 'step' | 'travel';
  /** Id in the plan (`step`) or in the schedule (`travel`). */
  readonly source: string;
  readonly revision: number;
  readonly robots: readonly string[];
  machine: SnapshotFrom<typeof stepMachine>;
  /** Commands of the attempt that is running, or ran last. */
  commands: string[];
  /** Stretches released so far, over all attempts: travels only. */
  stretches: number;
  /** What was believed of the facts and numbers that this attempt changed, before it did. */
  previousFacts: Map<string, boolean | 'unknown'>;
  previousNumbers: Map<string, number>;
  startedAt?: number;
  reportedAt?: number;
  endedAt?: number;
  cause?: Cause;
  dueSeconds?: number;
  next?: 'retry' | 'give-up';
  found?: string;
};

export type MissionRun = {
  readonly id: string;
  readonly by?: string;
  readonly createdAt: number;
  readonly notBeforeSeconds: number;
  machine: SnapshotFrom<typeof missionMachine>;
  verified: VerifiedSchedule;
  revision: number;
  /** In the order of the schedule; those of earlier revisions stay. */
  steps: Map<string, StepRun>;
  /** Robot → ids of runs, in the order in which it works; of the current revision. */
  lanes: Record<string, readonly string[]>;
  /** Value of each fact before a step of this mission changed it. */
  before: Map<string, boolean | 'unknown'>;
  replans: number;
  /** A replan was asked for and has not been answered. */
  replanning: boolean;
  cancel?: CancelMode;
  /** A cancel's own plan (return, set down) has been asked for. */
  undoAsked?: boolean;
  cause?: Cause;
};

/** A visit of a robot's route, and the travel that it is made in. */
export type PlannedVisit = { readonly visit: Visit; readonly mission: string; readonly step: string | null };

/** The route of a robot through all its missions. Indices are those that visit ids end with, from `first` on without gaps. */
export type RouteRun = {
  first: number;
  visits: PlannedVisit[];
  /** Index of the next visit that it has not entered. */
  entered: number;
  /** Index after the last visit that it was told to make. */
  released: number;
};

export type CommandRun = {
  readonly command: RobotCommand;
  readonly mission: string;
  readonly step: string;
  readonly releasedAt: number;
  readonly dueSeconds: number;
  machine: SnapshotFrom<typeof commandMachine>;
  /** Travels: index after the last visit that it goes to. */
  readonly untilVisit?: number;
  lostAt?: number;
  cancelAt?: number;
  endedAt?: number;
  found?: string;
  code?: string;
  message?: string;
};

export type RobotRun = {
  readonly id: string;
  machine: SnapshotFrom<typeof robotMachine>;
  /** Fencing epoch of our lease; rises with every take. */
  epoch: number;
  /** Command that may be running. */
  open?: string;
  /** Scene seconds since which the link is what it is. */
  linkSince: number;
  stopSince?: number;
};

export type Latch = { readonly by: string; readonly atSeconds: number };

/** What the journal folds to. Plain but for the machines' snapshots and two maps; see {@link stateView} for JSON. */
export type ExecutorState = {
  sequence: number;
  boot: number;
  atSeconds: number;
  belief: MutableWorldState;
  missions: Map<string, MissionRun>;
  robots: Map<string, RobotRun>;
  /** Open commands, and those of steps that are not over. */
  commands: Map<string, CommandRun>;
  /** Scope (`all` or a robot) → who asked; a latch outlives the process. */
  latches: Map<string, Latch>;
  routes: Map<string, RouteRun>;
  /** Visit id → visits that must have been left before it is entered. */
  dependencies: Map<string, readonly string[]>;
  /** Scene seconds of the last replans, over all missions. */
  replansAt: number[];
};

export const createState = (model: WorldModel): ExecutorState => ({
  sequence: 0,
  boot: 0,
  atSeconds: model.initial.at,
  belief: {
    version: 1,
    at: model.initial.at,
    facts: { ...model.initial.facts },
    numbers: { ...model.initial.numbers },
    poses: { ...model.initial.poses },
  },
  missions: new Map(),
  robots: new Map(),
  commands: new Map(),
  latches: new Map(),
  routes: new Map(),
  dependencies: new Map(),
  replansAt: [],
});

export const createRobotRun = (id: string, at: number): RobotRun => ({
  id,
  machine: initialTransition(robotMachine)[0],
  epoch: 0,
  linkSince: at,
});

export const statusOf = (run: StepRun): StepStatus => stepStatus(run.machine.value);
export const isChecking = (run: StepRun): boolean =>
  typeof run.machine.value === 'object' && (run.machine.value as { underway?: string }).underway === 'checking';
export const isOver = (run: StepRun): boolean => run.machine.status === 'done';
export const isMissionOver = (mission: MissionRun): boolean => mission.machine.status === 'done';
export const robotValue = (robot: RobotRun): RobotValue => robot.machine.value as RobotValue;
export const commandStatus = (run: CommandRun): CommandStatus => run.machine.value as CommandStatus;
export const isLatched = (state: ExecutorState, robot: string): boolean =>
  state.latches.has('all') || state.latches.has(robot);

/** The state as plain JSON, equal for equal histories: what a replay is compared by. */
export const stateView = (state: ExecutorState): unknown => ({
  sequence: state.sequence,
  boot: state.boot,
  atSeconds: state.atSeconds,
  belief: state.belief,
  missions: [...state.missions.values()].map(({ machine, verified, steps, before, ...rest }) => ({
    ...rest,
    machine: machine.value,
    proof: verified.seal,
    before: [...before],
    steps: [...steps.values()].map(({ machine: step, previousFacts, previousNumbers, ...run }) => ({
      ...run,
      previousFacts: [...previousFacts],
      previousNumbers: [...previousNumbers],
      machine: step.value,
      attempts: step.context.attempts,
    })),
  })),
  robots: [...state.robots.values()].map(({ machine, ...rest }) => ({ ...rest, machine: machine.value })),
  commands: [...state.commands.values()].map(({ machine, ...rest }) => ({ ...rest, machine: machine.value })),
  latches: [...state.latches],
  routes: [...state.routes].map(([robot, { visits, ...route }]) => ({
    robot,
    ...route,
    visits: visits.map(({ visit, ...planned }) => ({ ...planned, visit: visit.id, element: visit.element.id })),
  })),
  dependencies: [...state.dependencies],
  replansAt: state.replansAt,
});
