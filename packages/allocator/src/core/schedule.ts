/** What fixed the start of a task: without it, the task would start earlier. */
export type StartBinding =
  | { readonly type: 'origin' }
  | { readonly type: 'fixed' }
  | { readonly type: 'release'; readonly at: number }
  | { readonly type: 'precedence'; readonly task: string }
  | { readonly type: 'robot'; readonly robot: string; readonly after: string | null; readonly travel: number }
  | { readonly type: 'charge'; readonly robot: string; readonly charger: string; readonly until: number }
  | { readonly type: 'resource'; readonly resource: string; readonly after: string }
  | { readonly type: 'availability'; readonly robot: string };

/** Why a robot does not do a task, as data. Seconds. */
export type NotChosen = { readonly robot: string } & (
  | { readonly code: 'incapable'; readonly reason: string; readonly message?: string }
  | { readonly code: 'chain'; readonly message: string }
  | { readonly code: 'busy'; readonly until: number; readonly with: string; readonly laterBy: number }
  | { readonly code: 'farther'; readonly travel: number; readonly laterBy: number }
  | { readonly code: 'slower'; readonly duration: number; readonly laterBy: number }
  | { readonly code: 'unavailable'; readonly laterBy: number }
  | { readonly code: 'needed-elsewhere'; readonly task: string; readonly delayedBy: number }
  | { readonly code: 'no-gain'; readonly laterBy: number }
);

export interface TaskSchedule {
  readonly task: string;
  /** One per expanded slot, in slot order. */
  readonly robots: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly binding: StartBinding;
  /** Seconds it could slip without moving the makespan; 0 on the critical path. */
  readonly slack: number;
  /** max(0, end − deadline). */
  readonly lateness: number;
  /** Present when the problem is small enough, or asked for; else see `explainTask`. */
  readonly notChosen?: readonly NotChosen[];
}

/** A drive, in the order driven. `for` names the task or the charger that it leads to. */
export interface Leg {
  readonly robot: string;
  readonly from: string;
  readonly to: string;
  readonly depart: number;
  readonly arrive: number;
  readonly for: string;
}

export interface ChargeStop {
  readonly robot: string;
  readonly charger: string;
  readonly start: number;
  readonly end: number;
  readonly levelBefore: number;
  readonly levelAfter: number;
}

export interface LowerBound {
  readonly name: 'critical-path' | 'energetic-union' | 'resource-load' | 'assignment-lp';
  readonly value: number;
}

/** Compared in this order: lateness, makespan + change penalty, energy, balance. Smaller is better. */
export interface ScheduleScore {
  /** Σ weight × lateness. */
  readonly lateness: number;
  readonly makespan: number;
  /** Robots that differ from the hints. */
  readonly changes: number;
  readonly energy: number;
  /** Busiest robot's working seconds over the fleet's mean. */
  readonly balance: number;
}

export interface Schedule extends ScheduleScore {
  readonly status: 'scheduled';
  /** By start, then id. */
  readonly tasks: readonly TaskSchedule[];
  readonly legs: readonly Leg[];
  readonly charges: readonly ChargeStop[];
  /** The greatest of `bounds`. */
  readonly lowerBound: LowerBound;
  readonly bounds: readonly LowerBound[];
  /** What the constructive rule alone gave. */
  readonly constructed: ScheduleScore;
  readonly iterations: number;
  readonly seed: number;
  /** Each improvement of the best answer. */
  readonly trace: readonly { readonly iteration: number; readonly lateness: number; readonly makespan: number }[];
}

/** A set of tasks with the constraint that no robot, or no set of robots, can meet. */
export interface Conflict {
  readonly code:
    | 'ALLOCATE_UNKNOWN_ID'
    | 'ALLOCATE_DUPLICATE_ID'
    | 'ALLOCATE_BAD_NUMBER'
    | 'ALLOCATE_PRECEDENCE_CYCLE'
    | 'ALLOCATE_NO_CAPABLE_ROBOT'
    | 'ALLOCATE_TOO_FEW_ROBOTS'
    | 'ALLOCATE_CHAIN_WITHOUT_ROBOT'
    | 'ALLOCATE_UNREACHABLE'
    | 'ALLOCATE_NEVER_AVAILABLE'
    | 'ALLOCATE_BATTERY_TOO_SMALL'
    | 'ALLOCATE_FIXED_CONFLICT'
    | 'ALLOCATE_NO_SCHEDULE_FOUND';
  readonly tasks: readonly string[];
  readonly message: string;
  readonly tip: string;
  /** Robots looked at, each with its own reason where there is one. */
  readonly robots?: readonly { readonly robot: string; readonly reason: string }[];
}

export interface Unschedulable {
  readonly status: 'unschedulable';
  readonly conflicts: readonly Conflict[];
}

export type ScheduleAnswer = Schedule | Unschedulable;

/** Negative when `left` is better. Source: lexicographic goal order of issue 5. */
export function compareScores(left: ScheduleScore, right: ScheduleScore, changePenalty = 0): number {
  const tolerance = 1e-6;
  const pairs: readonly (readonly [number, number])[] = [
    [left.lateness, right.lateness],
    [left.makespan + changePenalty * left.changes, right.makespan + changePenalty * right.changes],
    [left.energy, right.energy],
    [left.balance, right.balance],
  ];
  for (const [a, b] of pairs) if (Math.abs(a - b) > tolerance * (1 + Math.abs(b))) return a - b;
  return 0;
}
