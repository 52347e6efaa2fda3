import type { CompiledProblem } from './compiled-problem.ts';
import type { Random } from './random.ts';
import type { WorkingSchedule } from './working-schedule.ts';

/** Chooses the blocks to take out. Holds its own working memory. */
export interface Ruin {
  /** Chosen blocks, first `count` entries after `choose`. */
  readonly blocks: Int32Array;
  choose(work: WorkingSchedule, makespan: number, isLate: boolean, most: number): number;
}

/**
 * Small ruins around the critical path: a critical block first, then what is next to the chosen ones on their machines, in the order
 * of tasks, or in time; some at random. Small removals beat large ones (reference page 1.3).
 */
export function createRuin(problem: CompiledProblem, random: Random): Ruin {
  const blocks = new Int32Array(problem.blockCount);
  const critical = new Int32Array(problem.taskCount);
  const mark = new Int32Array(problem.blockCount);
  let stamp = 0;
  let count = 0;
  let criticalCount = 0;

  const add = (task: number): boolean => {
    const block = problem.taskBlock[task]!;
    if (problem.blockPinned[block] || mark[block] === stamp) return false;
    mark[block] = stamp;
    blocks[count++] = block;
    return true;
  };

  const listCritical = (work: WorkingSchedule, makespan: number, isLate: boolean): void => {
    criticalCount = 0;
    const slack = makespan * 1e-9 + 1e-9;
    for (let index = 0; index < work.length; index++) {
      const task = work.order[index]!;
      const onPath = isLate
        ? work.start[task]! + work.lateTail[task]! > slack
        : work.start[task]! + work.tail[task]! >= makespan - slack;
      if (onPath) critical[criticalCount++] = task;
    }
    if (criticalCount === 0 && work.length > 0) walkBack(work);
  };

  /** With calendars or charging no path is as long as the schedule: follow what ended last before each start instead. */
  const walkBack = (work: WorkingSchedule): void => {
    let task = work.order[0]!;
    for (let index = 1; index < work.length; index++) {
      if (work.end[work.order[index]!]! > work.end[task]!) task = work.order[index]!;
    }
    while (task >= 0 && criticalCount < work.length) {
      critical[criticalCount++] = task;
      let last = -1;
      const later = (other: number): void => {
        if (last < 0 || work.end[other]! > work.end[last]!) last = other;
      };
      for (let edge = problem.predecessorFrom[task]!; edge < problem.predecessorFrom[task + 1]!; edge++) {
        later(problem.predecessor[edge]!);
      }
      for (let slot = problem.slotFrom[task]!; slot < problem.slotFrom[task + 1]!; slot++) {
        if (work.previous[slot]! >= 0) later(problem.slotTask[work.previous[slot]!]!);
      }
      task = last;
    }
  };

  const neighbour = (work: WorkingSchedule, task: number): number => {
    const slots = problem.slotFrom[task + 1]! - problem.slotFrom[task]!;
    const kind = random.below(4);
    if (kind < 2 && slots > 0) {
      const slot = problem.slotFrom[task]! + random.below(slots);
      const beside = kind === 0 ? work.previous[slot]! : work.next[slot]!;
      if (beside >= 0) return problem.slotTask[beside]!;
    }
    if (kind === 2) {
      const from = problem.predecessorFrom[task]!;
      const before = problem.predecessorFrom[task + 1]! - from;
      const after = problem.successorFrom[task + 1]! - problem.successorFrom[task]!;
      if (before + after > 0) {
        const pick = random.below(before + after);
        return pick < before
          ? problem.predecessor[from + pick]!
          : problem.successor[problem.successorFrom[task]! + pick - before]!;
      }
    }
    const reach = Math.max(4, Math.min(30, work.length >> 3));
    const at = work.position[task]! + random.below(2 * reach + 1) - reach;
    return work.order[Math.max(0, Math.min(work.length - 1, at))]!;
  };

  return {
    blocks,
    choose(work, makespan, isLate, most) {
      stamp++;
      count = 0;
      const wanted = Math.min(1 + random.below(most), problem.blockCount);
      listCritical(work, makespan, isLate);
      for (let attempt = 0; count < wanted && attempt < wanted * 4 + 8; attempt++) {
        const kind = random.unit();
        if (count === 0 ? kind < 0.8 : kind < 0.3) {
          if (criticalCount > 0) {
            add(critical[random.below(criticalCount)]!);
            continue;
          }
        }
        if (count > 0 && kind < 0.85) {
          const block = blocks[random.below(count)]!;
          const from = problem.blockFrom[block]!;
          add(neighbour(work, problem.blockTask[from + random.below(problem.blockFrom[block + 1]! - from)]!));
          continue;
        }
        add(work.order[random.below(work.length)]!);
      }
      return count;
    },
  };
}
