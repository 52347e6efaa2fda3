import type { Goal } from '@muster/domain';
import { type GoalItem, goalHolds, type PlanningTask, type State, successor } from './task.ts';

/** Proposition or condition that a goal item belongs to. */
export const baseOf = (item: string): string => item.split('/')[0] ?? item;

/**
 * Layers of the goal's own order; without one, everything at once. Each layer holds what the layers before it asked. What has to hold only at some moment
 * has a layer of its own and is then let go.
 */
export const goalPhases = (goal: Goal, goals: readonly GoalItem[]): GoalItem[][] => {
  const passing = goal.propositions.filter((entry) => entry.holds === 'sometime').map((entry) => entry.id);
  const momentary = goals.filter((item) => passing.includes(baseOf(item.id)));
  const lasting = goals.filter((item) => !momentary.includes(item));
  if (passing.length > 0 && (goal.order ?? []).length === 0)
    return [...passing.map((id) => momentary.filter((item) => baseOf(item.id) === id)), lasting];
  const order = goal.order ?? [];
  if (order.length === 0) return [[...goals]];
  const level = new Map<string, number>();
  const ids = [...goal.propositions.map((entry) => entry.id), ...(goal.conditions ?? []).map((entry) => entry.id)];
  const depth = (id: string, trail: readonly string[]): number =>
    trail.includes(id)
      ? 0
      : Math.max(
          0,
          ...order.filter((entry) => entry.after === id).map((entry) => depth(entry.before, [...trail, id]) + 1),
        );
  for (const id of ids) level.set(id, depth(id, []));
  // What nothing orders joins the first phase: it can only be done earlier.
  const count = Math.max(0, ...level.values()) + 1;
  return Array.from({ length: count }, (_, phase) =>
    goals.filter((item) => {
      const own = level.get(baseOf(item.id)) ?? 0;
      return momentary.includes(item) ? own === phase : own <= phase;
    }),
  );
};

/** Steps that make each goal item true for good, by position in the sequence; -1 for what holds from the start. */
export const achievers = (task: PlanningTask, sequence: readonly number[]): Map<string, number> => {
  const states: State[] = [{ facts: task.initialFacts, numbers: task.initialNumbers }];
  for (const index of sequence) states.push(successor(task, task.operators[index]!, states.at(-1)!));
  const found = new Map<string, number>();
  for (const item of task.goals) {
    let at = sequence.length;
    while (at >= 0 && goalHolds(task, item, states[at]!)) at -= 1;
    found.set(item.id, at >= sequence.length ? -1 : at);
  }
  return found;
};

/** For each ordered pair of the goal: the step that makes the first true for good, and the step that makes the second true. */
export const orderedAchievers = (goal: Goal, task: PlanningTask, sequence: readonly number[]): [number, number][] => {
  if (!goal.order || goal.order.length === 0) return [];
  const by = achievers(task, sequence);
  const stepsOf = (id: string): number[] =>
    task.goals.filter((item) => baseOf(item.id) === id).map((item) => by.get(item.id) ?? -1);
  return goal.order.flatMap(({ before, after }) =>
    stepsOf(before).flatMap((a) =>
      stepsOf(after).flatMap((b): [number, number][] => (a >= 0 && b > a ? [[a, b]] : [])),
    ),
  );
};
