import type { ChainOptions } from './anneal.ts';
import type { CompiledProblem } from './compiled-problem.ts';
import type { ScheduleScore } from './schedule.ts';

/** One annealing chain of a search. */
export interface PlannedChain {
  /** Part of the budget still left when it starts. */
  readonly share: number;
  /** From the constructed start instead of the best answer so far. */
  readonly fresh: boolean;
  readonly load: number;
  readonly blink: number;
  readonly options: ChainOptions;
}

/**
 * Several short chains instead of a long one: the spread between seeds is larger than what a long chain gains (reference page 1.3).
 * The last is a short cool one that weighs energy, for the goals behind the makespan.
 */
export function planChains(problem: CompiledProblem, start: ScheduleScore, lateWeight: number): PlannedChain[] {
  const size = problem.taskCount;
  const perEnergy = start.energy > 0 ? start.makespan / start.energy : 0;
  const options = (soft: number, energy: number, hot: number, cold: number): ChainOptions => ({
    scale: { lateness: lateWeight > 0 ? 20 : 0, soft, energy: energy * perEnergy, priority: 0.1 },
    most: size > 1000 ? 4 : 7,
    hot,
    cold,
  });
  const main = size > 1000 ? 1 : size > 40 ? 2 : 3;
  const chains: PlannedChain[] = Array.from({ length: main }, (_, index) => ({
    share: 0.94 / (main - index * 0.94),
    fresh: index < 2 && size <= 40,
    load: 0.1,
    blink: size > 1000 ? 0.02 : index % 2 === 0 ? 0.1 : 0.04,
    options: options(0.3, 0.002, 2, 0.05),
  }));
  chains.push({ share: 1, fresh: false, load: 0.3, blink: 0.05, options: options(0.05, 0.2, 0.1, 0.01) });
  return chains;
}
