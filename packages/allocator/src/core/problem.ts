/** Index into {@link ScheduleProblem.travel}'s classes: robots of one class share travel times. */
export type TravelClass = number;

/** Half-open in meaning, closed in arithmetic: work may touch both ends. Seconds on the schedule's own clock. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/**
 * Energy store of a robot, in any one unit (joules, watt-hours, ratio) used alike for every number of that robot.
 * The decoder sends the robot to a charger before a task (never inside a chain) when it could not do the task and still reach a
 * charger with `reserve` left.
 */
export interface BatteryInput {
  readonly capacity: number;
  /** Level at time 0, ≤ capacity. */
  readonly level: number;
  /** Level that is never undercut. Default 0. */
  readonly reserve?: number;
  /** Energy gained per second at a charger, > 0. */
  readonly chargePerSecond: number;
}

export interface RobotInput {
  readonly id: string;
  /** Where it is at time 0 (or at `readyAt`). */
  readonly place: string;
  /** Default 0. */
  readonly travelClass?: TravelClass;
  /** First instant at which it may move. Default 0. */
  readonly readyAt?: number;
  /** When it may work; every leg and every task lies inside one window. Sorted, disjoint. Absent: always. */
  readonly available?: readonly TimeWindow[];
  readonly battery?: BatteryInput;
  /** Energy per second of travel; also the weight of its travel in the energy objective. Default 1. */
  readonly travelEnergyPerSecond?: number;
}

/** Why a robot is not among the candidates of a slot, for the reasons given to people. */
export interface ExclusionInput {
  readonly robot: string;
  /** Machine-readable, for example `payload`. */
  readonly code: string;
  readonly message?: string;
}

/** One role of a task. `count` equal roles (a coalition of `count` alike) may be written as one slot. */
export interface SlotInput {
  readonly role?: string;
  /** Robots needed in this role at once, ≥ 1. Default 1. */
  readonly count?: number;
  /** Ids of the robots able to fill the role: capability, payload, reach and floor are already decided here. */
  readonly robots: readonly string[];
  /** Seconds, for robots that `durationByRobot` does not name. */
  readonly duration: number;
  readonly durationByRobot?: Readonly<Record<string, number>>;
  /** Battery use of the task itself. Default 0. */
  readonly energy?: number;
  readonly energyByRobot?: Readonly<Record<string, number>>;
  readonly excluded?: readonly ExclusionInput[];
}

/** A commitment: these robots, this start. Taken as it is; the decoder only plans behind it. */
export interface FixedInput {
  /** One id per expanded slot, in slot order. */
  readonly robots: readonly string[];
  readonly start: number;
  /** Default: start + duration. */
  readonly end?: number;
}

/** What a running plan says about a task that may still change. */
export interface HintInput {
  /** One id per expanded slot, in slot order. */
  readonly robots: readonly string[];
  readonly start: number;
}

/**
 * One piece of work. All robots of all slots start together and end together; its duration is the longest over the chosen
 * members (and at least `minimumDuration`). A hand-over is one task with the two slots `giver` and `receiver`.
 */
export interface TaskInput {
  readonly id: string;
  /** Where the robots must be when it starts. */
  readonly place: string;
  /** Where they are when it ends. Default: `place`. */
  readonly endPlace?: string;
  readonly slots: readonly SlotInput[];
  /** Ids of unary resources held from start to end (machine, station, door). */
  readonly resources?: readonly string[];
  readonly minimumDuration?: number;
  /** Earliest start. Default 0. */
  readonly release?: number;
  /** Wanted latest end; being later costs `weight` per second. */
  readonly deadline?: number;
  /** Cost of a second of lateness, > 0. Default 1 + priority. */
  readonly weight?: number;
  /** ≥ 0: urgent tasks are preferred among equals. Default 0. */
  readonly priority?: number;
  readonly fixed?: FixedInput;
  readonly hint?: HintInput;
}

/** `end-start`: after ≥ end of before + lag. `start-start`: after ≥ start of before + lag. */
export interface PrecedenceInput {
  readonly before: string;
  readonly after: string;
  readonly kind?: 'end-start' | 'start-start';
  /** Seconds ≥ 0. Default 0. */
  readonly lag?: number;
}

/**
 * Done by one robot with nothing of that robot's other tasks in between, in the order given. Without `slot`, slot i of every
 * task goes to one robot (a coalition that stays together); with it, only that expanded slot of that task is meant.
 */
export interface ChainInput {
  readonly id: string;
  readonly members: readonly { readonly task: string; readonly slot?: number }[];
}

export interface ChargerInput {
  readonly id: string;
  readonly place: string;
  /** Robots that fit; absent: every robot with a battery. One robot at a time. */
  readonly robots?: readonly string[];
}

/**
 * Seconds from place to place, per travel class. `Infinity` where no way exists.
 * `matrix` and `planar` are plain data and can go to a worker; a function cannot. Triangle inequality is assumed by the
 * search's estimates, never by the times it reports.
 */
export type TravelInput =
  | {
      readonly type: 'matrix';
      /** `[class][from][to]`, places in the order of `ScheduleProblem.places`. */
      readonly seconds: readonly (readonly (readonly number[])[])[];
      /**
       * Where some ways lead through tasks (a door, a lift): the least that getting there takes with them, of the same shape. `seconds` then holds only the
       * ways without; whether a robot can get to a task, and how early, is told by this.
       */
      readonly through?: readonly (readonly (readonly number[])[])[];
    }
  | {
      readonly type: 'function';
      readonly classes: number;
      /** Called with indices into `places`. Must be pure. */
      readonly seconds: (travelClass: TravelClass, from: number, to: number) => number;
    }
  | {
      readonly type: 'planar';
      /** Metres, one entry per place. */
      readonly x: readonly number[];
      readonly y: readonly number[];
      /** Metres per second, one entry per class. */
      readonly speeds: readonly number[];
      /** Whole seconds, rounded up. Default false. */
      readonly roundUp?: boolean;
    }
  | { readonly type: 'none' };

/**
 * A scheduling problem of class ST-MR-TA-TD (single-task robots, multi-robot tasks, time-extended, with cross-schedule
 * dependencies). Times are seconds ≥ 0 from the schedule's start; ids are unique per list. Plain JSON unless `travel` is a
 * function.
 */
export interface ScheduleProblem {
  readonly robots: readonly RobotInput[];
  readonly tasks: readonly TaskInput[];
  readonly places: readonly string[];
  readonly travel: TravelInput;
  readonly precedence?: readonly PrecedenceInput[];
  readonly chains?: readonly ChainInput[];
  readonly resources?: readonly { readonly id: string }[];
  readonly chargers?: readonly ChargerInput[];
  /** Seconds of makespan that one robot differing from a `hint` must be worth. Default 0. */
  readonly changePenalty?: number;
}

/** Slots with `count` written out: one entry per robot needed. */
export function expandSlots(task: TaskInput): SlotInput[] {
  return task.slots.flatMap((slot) => Array.from({ length: slot.count ?? 1 }, () => slot));
}

/** Seconds of the slot's work when this robot does it. */
export function slotDuration(slot: SlotInput, robot: string): number {
  return slot.durationByRobot?.[robot] ?? slot.duration;
}

/** Battery use of the slot's work when this robot does it. */
export function slotEnergy(slot: SlotInput, robot: string): number {
  return slot.energyByRobot?.[robot] ?? slot.energy ?? 0;
}
