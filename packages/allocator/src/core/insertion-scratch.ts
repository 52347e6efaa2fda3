import type { CompiledProblem } from './compiled-problem.ts';
import type { Random } from './random.ts';

/** Weights of the insertion estimate, beside the longest path through the inserted tasks. */
export interface InsertionWeights {
  /** Per second of machine time that the insertion adds (detour and work). */
  readonly load: number;
  /** Per second of lateness on the worst path. */
  readonly lateness: number;
  /** Per second of worst path towards a deadline, even when met: pulls urgent tasks forward. */
  readonly blink: number;
}

/** Working memory of the insertion functions, and the answer of the last call. */
export interface InsertionScratch {
  readonly random: Random;
  weights: InsertionWeights;
  /** Slot → machine of the found insertion; only the inserted block's slots are meaningful. */
  readonly machines: Int32Array;
  index: number;
  /** Estimated longest path through the inserted block. */
  path: number;
  score: number;

  /** Window of indices, and paths from and to what is placed outside, per task of the block. */
  low: number;
  high: number;
  readonly head: Float64Array;
  readonly afterEnd: Float64Array;
  readonly afterStart: Float64Array;
  readonly lateAfterEnd: Float64Array;
  readonly lateAfterStart: Float64Array;

  readonly gapPrevious: Int32Array;
  readonly arrival: Float64Array;
  readonly after: Float64Array;
  readonly lateAfter: Float64Array;
  readonly detour: Float64Array;
  readonly mark: Int32Array;
  stamp: number;

  readonly shortlist: Int32Array;
  readonly shortlistScore: Float64Array;
  readonly laneMachine: Int32Array;
  readonly bestMachine: Int32Array;
  readonly blockLanes: Int32Array;
  readonly simulatedStart: Float64Array;
  readonly simulatedEnd: Float64Array;
  readonly simulatedTail: Float64Array;
  readonly simulatedLate: Float64Array;
  readonly lastInBlock: Int32Array;
}

export function createInsertionScratch(
  problem: CompiledProblem,
  random: Random,
  weights: InsertionWeights,
): InsertionScratch {
  const { taskCount, machineCount, slotCount, laneCount } = problem;
  return {
    random,
    weights,
    machines: new Int32Array(slotCount).fill(-1),
    index: -1,
    path: 0,
    score: 0,
    low: 0,
    high: 0,
    head: new Float64Array(taskCount),
    afterEnd: new Float64Array(taskCount),
    afterStart: new Float64Array(taskCount),
    lateAfterEnd: new Float64Array(taskCount),
    lateAfterStart: new Float64Array(taskCount),
    gapPrevious: new Int32Array(machineCount),
    arrival: new Float64Array(machineCount),
    after: new Float64Array(machineCount),
    lateAfter: new Float64Array(machineCount),
    detour: new Float64Array(machineCount),
    mark: new Int32Array(machineCount),
    stamp: 0,
    shortlist: new Int32Array(machineCount),
    shortlistScore: new Float64Array(machineCount),
    laneMachine: new Int32Array(laneCount).fill(-1),
    bestMachine: new Int32Array(laneCount),
    blockLanes: new Int32Array(laneCount),
    simulatedStart: new Float64Array(taskCount),
    simulatedEnd: new Float64Array(taskCount),
    simulatedTail: new Float64Array(taskCount),
    simulatedLate: new Float64Array(taskCount),
    lastInBlock: new Int32Array(machineCount).fill(-1),
  };
}
