import type { CompiledProblem } from './compiled-problem.ts';
import type { Retime } from './construct.ts';
import { findInsertion } from './insertion.ts';
import type { InsertionScratch } from './insertion-scratch.ts';
import { type CostScale, costOf, latenessOf, makespanOf, scoreOfSchedule } from './objective.ts';
import { exponentialTable, type Random } from './random.ts';
import { createRuin } from './ruin.ts';
import { compareScores, type ScheduleScore } from './schedule.ts';
import {
  copySchedule,
  createWorkingSchedule,
  insertBlock,
  orderByStart,
  propagateBackward,
  removeBlocks,
  type WorkingSchedule,
} from './working-schedule.ts';

/** How far a chain is, 0..1, or ≥ 1 when its budget is spent. Asked between moves. */
export type Progress = (iterations: number) => number;

export interface ChainOptions {
  readonly scale: CostScale;
  /** Most blocks taken out at once. */
  readonly most: number;
  /** Temperatures as parts of the measured spread of cost changes. */
  readonly hot: number;
  readonly cold: number;
}

export interface Search {
  readonly best: WorkingSchedule;
  bestScore: ScheduleScore;
  iterations: number;
  /** Value of `iterations` at the last better answer. */
  improvedAt: number;
  /** Runs one annealing chain from `from`; the best answer is kept over chains. */
  run(from: WorkingSchedule, options: ChainOptions, progress: Progress): void;
}

const TABLE = exponentialTable(4096);
const PROBES = 60;

/**
 * Annealing whose only move is ruin and recreate with exact insertion. A move is given up as soon as the estimated longest path
 * through an inserted block passes the acceptance threshold, which is drawn before the move.
 *
 * @param onBest called on each improvement of the best answer
 */
export function createSearch(
  problem: CompiledProblem,
  random: Random,
  scratch: InsertionScratch,
  retime: Retime,
  start: WorkingSchedule,
  onBest: (iteration: number, score: ScheduleScore) => void,
): Search {
  const work = createWorkingSchedule(problem);
  const current = createWorkingSchedule(problem);
  const best = createWorkingSchedule(problem);
  const ruin = createRuin(problem, random);
  const chosen = new Int32Array(problem.blockCount);
  copySchedule(best, start);

  const search: Search = { best, bestScore: scoreOfSchedule(problem, start), iterations: 0, improvedAt: 0, run };

  /** Mixes the removed blocks, then those with long tails tend to come first. */
  const arrange = (count: number): void => {
    for (let index = 0; index < count; index++) chosen[index] = ruin.blocks[index]!;
    for (let index = count - 1; index > 0; index--) {
      const other = random.below(index + 1);
      const held = chosen[index]!;
      chosen[index] = chosen[other]!;
      chosen[other] = held;
    }
    if (random.below(3) === 0) return;
    for (let index = 1; index < count; index++) {
      const block = chosen[index]!;
      const tail = problem.staticTail[problem.blockTask[problem.blockFrom[block]!]!]!;
      let at = index;
      while (at > 0 && problem.staticTail[problem.blockTask[problem.blockFrom[chosen[at - 1]!]!]!]! < tail) {
        chosen[at] = chosen[at - 1]!;
        at--;
      }
      chosen[at] = block;
    }
  };

  /** One move on `work`; false when it was given up. */
  const move = (makespan: number, isLate: boolean, most: number, limit: number): boolean => {
    const count = ruin.choose(work, makespan, isLate, most);
    if (count === 0) return false;
    let first = work.length;
    let last = 0;
    for (let index = 0; index < count; index++) {
      const block = ruin.blocks[index]!;
      for (let member = problem.blockFrom[block]!; member < problem.blockFrom[block + 1]!; member++) {
        const position = work.position[problem.blockTask[member]!]!;
        if (position < first) first = position;
        if (position > last) last = position;
      }
    }
    removeBlocks(problem, work, ruin.blocks, count);
    retime(problem, work, first);
    propagateBackward(problem, work, Math.min(last, work.length - 1));
    arrange(count);
    for (let index = 0; index < count; index++) {
      const block = chosen[index]!;
      if (!findInsertion(problem, work, block, scratch)) return false;
      if (scratch.path > limit) return false;
      const size = problem.blockFrom[block + 1]! - problem.blockFrom[block]!;
      const at = scratch.index;
      insertBlock(problem, work, block, at, scratch.machines);
      retime(problem, work, at);
      propagateBackward(problem, work, at + size - 1);
    }
    return true;
  };

  function run(from: WorkingSchedule, options: ChainOptions, progress: Progress): void {
    copySchedule(work, from);
    copySchedule(current, from);
    let cost = costOf(problem, current, options.scale);
    let makespan = makespanOf(current);
    let isLate = latenessOf(problem, current) > 0;
    let spread = 0;
    let probes = 0;
    let temperature = 0;
    let sinceCheck = 0;
    const checkEvery = Math.max(1, Math.min(32, Math.floor(2000 / (problem.taskCount + 1))));
    for (let iteration = 0; ; iteration++) {
      if (sinceCheck-- <= 0) {
        const done = progress(iteration);
        if (done >= 1) return;
        sinceCheck = checkEvery;
        if (probes > 0) temperature = (spread / probes) * options.hot * (options.cold / options.hot) ** done;
      }
      search.iterations++;
      const draw = TABLE[random.next() & 4095]!;
      const threshold = cost + (probes < PROBES ? Number.POSITIVE_INFINITY : temperature * draw);
      const pathLimit =
        problem.hasDeadlines || probes < PROBES
          ? Number.POSITIVE_INFINITY
          : makespan + (threshold - cost) + 0.25 * makespan * options.scale.soft;
      const done = move(makespan, isLate, options.most, pathLimit);
      const changed = done ? costOf(problem, work, options.scale) : Number.POSITIVE_INFINITY;
      if (probes < PROBES && done) {
        probes++;
        spread += Math.abs(changed - cost);
      }
      if (changed > threshold || (probes < PROBES && changed > cost)) {
        copySchedule(work, current);
        continue;
      }
      cost = changed;
      makespan = makespanOf(work);
      isLate = problem.hasDeadlines && latenessOf(problem, work) > 0;
      orderByStart(problem, work);
      copySchedule(current, work);
      if (makespan > search.bestScore.makespan + 1e-9 && !problem.hasDeadlines && problem.changePenalty === 0) continue;
      const score = scoreOfSchedule(problem, work);
      if (compareScores(score, search.bestScore, problem.changePenalty) >= 0) continue;
      const gained = score.makespan < search.bestScore.makespan || score.lateness < search.bestScore.lateness;
      search.bestScore = score;
      search.improvedAt = search.iterations;
      copySchedule(best, work);
      if (gained) onBest(search.iterations, score);
    }
  }
  return search;
}
