/** Why a (slot, robot) pair is out; 0 means capable. */
export const CAPABLE = 0;
export const NOT_LISTED = 1;
export const UNREACHABLE = 2;
export const NEVER_AVAILABLE = 3;
export const BATTERY_TOO_SMALL = 4;

/** Stands for "no way" where arithmetic must stay finite; a schedule that reaches it is refused. */
export const FAR = 1e9;

export interface CompiledBattery {
  /** One entry per robot; capacity 0 marks a robot without a battery to watch. */
  readonly capacity: Float64Array;
  readonly level: Float64Array;
  readonly reserve: Float64Array;
  readonly chargePerSecond: Float64Array;
  readonly chargerPlaces: Int32Array;
  readonly chargerIds: readonly string[];
  /** `charger * robotCount + robot`: 1 where the robot fits. */
  readonly fits: Uint8Array;
  /** Seconds to the nearest fitting charger, `robot * placeCount + place`. */
  readonly toCharger: Float64Array;
}

/**
 * A {@link ScheduleProblem} as typed arrays. A *slot* is one robot needed by one task, or one resource held by it; a *machine* is
 * what fills a slot: robots first (0..robotCount−1), then resources. A *lane* is a set of slots that share one robot (a chain, or a
 * single slot). A *block* is a set of tasks that are placed together, in `blockTask` order; blocks form an acyclic order.
 * Lists of lists are stored flat: entries of item i are at `from[i]..from[i + 1] − 1`.
 */
export interface CompiledProblem {
  readonly taskCount: number;
  readonly robotCount: number;
  readonly machineCount: number;
  readonly slotCount: number;
  readonly placeCount: number;
  readonly laneCount: number;
  readonly blockCount: number;
  readonly taskIds: readonly string[];
  readonly machineIds: readonly string[];
  readonly placeIds: readonly string[];

  readonly slotFrom: Int32Array;
  /** End (exclusive) of the robot slots of each task; the rest are resource slots. */
  readonly robotSlotEnd: Int32Array;
  readonly slotTask: Int32Array;
  readonly slotLane: Int32Array;
  /** `slot * machineCount + machine`; −1 where that machine cannot fill the slot. */
  readonly durationOf: Float64Array;
  readonly energyOf: Float64Array | null;
  /** `slot * robotCount + robot`: one of the codes above. */
  readonly incapable: Uint8Array;
  readonly laneFrom: Int32Array;
  readonly laneSlot: Int32Array;
  readonly laneCandidateFrom: Int32Array;
  readonly laneCandidate: Int32Array;

  readonly minimumDuration: Float64Array;
  /** Shortest possible duration. */
  readonly leastDuration: Float64Array;
  readonly place: Int32Array;
  readonly endPlace: Int32Array;
  readonly release: Float64Array;
  /** `Infinity` where there is no deadline. */
  readonly deadline: Float64Array;
  readonly weight: Float64Array;
  readonly priority: Float64Array;
  readonly hasDeadlines: boolean;
  readonly hasPriorities: boolean;
  /** `NaN` where free. */
  readonly fixedStart: Float64Array;
  readonly fixedEnd: Float64Array;
  /** Fixed tasks by start: always the head of the order. */
  readonly fixedTasks: Int32Array;

  readonly predecessorFrom: Int32Array;
  readonly predecessor: Int32Array;
  readonly predecessorLag: Float64Array;
  /** 1 for start-start. */
  readonly predecessorFromStart: Uint8Array;
  readonly successorFrom: Int32Array;
  readonly successor: Int32Array;
  readonly successorLag: Float64Array;
  readonly successorFromStart: Uint8Array;
  /** Least seconds from the start of a task to the end of its longest successor chain. */
  readonly staticTail: Float64Array;

  readonly blockFrom: Int32Array;
  readonly blockTask: Int32Array;
  readonly taskBlock: Int32Array;
  /** 1: never removed by the search (fixed tasks, and what continues a fixed chain). */
  readonly blockPinned: Uint8Array;
  readonly hasChains: boolean;
  /** First and last index within the block at which the lane is used. */
  readonly laneFirst: Int32Array;
  readonly laneLast: Int32Array;

  readonly startPlace: Int32Array;
  readonly readyAt: Float64Array;
  readonly travelEnergy: Float64Array;
  /** Offset of the machine's table in `travel`, −1 where it never travels. */
  readonly travelOffset: Int32Array;
  readonly travel: Float64Array;
  /** Like `travel`, with the least that ways take which lead through tasks. */
  readonly through: Float64Array;
  /** Every leg takes as long as its way back: lookups may then keep to one row of the table. */
  readonly symmetric: boolean;
  /** Every leg takes whole seconds. */
  readonly isTravelWhole: boolean;
  /** Windows per robot, or null when every robot is always available. */
  readonly windowFrom: Int32Array | null;
  readonly windowStart: Float64Array;
  readonly windowEnd: Float64Array;
  readonly battery: CompiledBattery | null;

  /** Hinted robot per slot, −1 without. Null when there are no hints. */
  readonly hintRobot: Int32Array | null;
  readonly hintStart: Float64Array | null;
  readonly changePenalty: number;
}

/** Seconds for `machine` to get from place to place; resources do not travel. */
export function travelSeconds(problem: CompiledProblem, machine: number, from: number, to: number): number {
  const offset = problem.travelOffset[machine]!;
  return offset < 0 ? 0 : problem.travel[offset + from * problem.placeCount + to]!;
}

/** Earliest instant ≥ `earliest` at which `robot` is available for `length` seconds on end; at least FAR when there is none. */
export function fitWindow(problem: CompiledProblem, robot: number, earliest: number, length: number): number {
  const from = problem.windowFrom;
  if (from === null || robot >= problem.robotCount) return earliest;
  const first = from[robot]!;
  const end = from[robot + 1]!;
  if (first === end) return earliest;
  for (let window = first; window < end; window++) {
    const start = Math.max(earliest, problem.windowStart[window]!);
    if (start + length <= problem.windowEnd[window]! + 1e-9) return start;
  }
  return Math.max(FAR, earliest);
}
