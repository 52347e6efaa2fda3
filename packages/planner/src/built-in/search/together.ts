import type { Goal } from '@muster/domain';
import { achievers, baseOf } from './goal-order.ts';
import type { PlanningTask } from './task.ts';

/**
 * Pairs of steps that have to start at one instant: for each group of the goal the steps that make its propositions true, the first of them with each of
 * the others. Steps of one robot can't.
 */
export const achieversOfGroups = (goal: Goal, task: PlanningTask, sequence: readonly number[]): [number, number][] => {
  if (!goal.together || goal.together.length === 0) return [];
  const by = achievers(task, sequence);
  return goal.together.flatMap((group) => {
    const steps = group.map((id) => {
      const found = task.goals.filter((item) => baseOf(item.id) === id).map((item) => by.get(item.id) ?? -1);
      return Math.max(-1, ...found);
    });
    const [first, ...others] = [...new Set(steps.filter((step) => step >= 0))].sort((a, b) => a - b);
    return first === undefined ? [] : others.map((other): [number, number] => [first, other]);
  });
};
