import { Budget } from './budget.ts';
import { greedySearch } from './greedy-search.ts';
import { eliminateSteps, shortenWindows } from './improve-plan.ts';
import { optimalSearch } from './optimal-search.ts';
import type { PlanningTask, State } from './task.ts';

export type SearchLimits = {
  /** Inner-loop steps at most for a first plan; the search reads no clock, so that equal input gives equal output. */
  readonly first: number;
  /** The same for making it shorter or proving that it can't be. */
  readonly improvement: number;
  /** Asked now and then; true ends the search with what it has. */
  readonly expired?: () => boolean;
};

export type SearchOutcome = {
  readonly kind: 'found' | 'unsolvable' | 'limit';
  /** Operators in order. */
  readonly plan: readonly number[];
  /** Inner-loop steps spent. */
  readonly work: number;
  /** True when it is proved that no plan has fewer steps. */
  readonly optimal: boolean;
};

/** Plans longer than this are shortened stretch by stretch before A* is tried. */
const LONG = 30;

/**
 * Anytime forward search: greedy for a first plan, then steps that nothing needs go, then A* for the shortest plan or the proof that this is it, and
 * where A* is too dear, stretches of the plan one by one.
 */
export const forwardSearch = (task: PlanningTask, limits: SearchLimits): SearchOutcome => {
  const start: State = { facts: task.initialFacts, numbers: task.initialNumbers };
  const firstBudget = new Budget(limits.first, limits.expired);
  const first = greedySearch(task, start, firstBudget);
  if (first.kind !== 'found')
    return { kind: first.kind, plan: [], work: firstBudget.spent, optimal: first.kind === 'unsolvable' };
  let plan = eliminateSteps(task, start, first.plan, task.goals);
  // A long plan is improved by stretches, which need less than a proof does.
  const budget = new Budget(plan.length > LONG ? limits.improvement >> 2 : limits.improvement, limits.expired);
  const done = (steps: readonly number[], optimal: boolean): SearchOutcome => ({
    kind: 'found',
    plan: steps,
    work: firstBudget.spent + budget.spent,
    optimal,
  });
  // A long plan is out of reach of A*: its stretches come first.
  if (plan.length > LONG) {
    const part = budget.part(Math.floor(budget.limit * 0.7));
    plan = shortenWindows(task, start, plan, task.goals, part);
    budget.settle(part);
  }
  // Each search looks only below the best plan so far; the last weight, 1, proves it shortest.
  for (const [weight, share] of [
    [3, 0.1],
    [1.5, 0.15],
    [1, 1],
  ] as const) {
    const part = budget.part(Math.floor(budget.limit * share * (weight === 1 && plan.length <= LONG ? 0.6 : 1)));
    const shorter = optimalSearch(task, start, plan.length, part, task.goals, weight);
    budget.settle(part);
    if (shorter.kind === 'none') return done(plan, true);
    if (shorter.kind === 'found') plan = shorter.plan;
    if (shorter.kind === 'found' && weight === 1) return done(plan, true);
  }
  plan = shortenWindows(task, start, plan, task.goals, budget);
  return done(plan, false);
};
