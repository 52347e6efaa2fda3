import type { Goal, Situation } from '@muster/domain';
import { focusLevels } from './focus.ts';
import { baseOf } from './goal-order.ts';
import { makeGrounds } from './make-grounds.ts';
import { relaxationOf } from './relaxation.ts';
import { RelaxedPlanner } from './relaxed.ts';
import { type SearchOptions, searchGoal } from './search-goal.ts';

const ROUNDS = 6;

/**
 * What is left of a goal when the parts that are proved impossible are taken out: subjects out of reach, and as many as there is no room for.
 *
 * @returns undefined when nothing is left, when nothing had to go, or when the goal's parts depend on each other
 */
export const partialGoal = (goal: Goal, situation: Situation, options: SearchOptions = {}): Goal | undefined => {
  if ((goal.constraints?.length ?? 0) > 0 || (goal.branches?.length ?? 0) > 0 || (goal.order?.length ?? 0) > 0)
    return undefined;
  const grounds = makeGrounds(situation);
  let left = goal;
  for (let round = 0; round < ROUNDS; round += 1) {
    const focus = focusLevels(left, situation).find((entry) => entry.items && !entry.places)!;
    const attempt = searchGoal(left, situation, grounds, focus, { ...options, improvement: 0 });
    if (attempt.kind === 'found') return left === goal ? undefined : left;
    let dropped: string[] = [];
    if (attempt.kind === 'unreachable') {
      const { task } = attempt;
      const costs = new RelaxedPlanner(relaxationOf(task)).goalCosts(
        { facts: task.initialFacts, numbers: task.initialNumbers },
        task.goals.length,
      );
      dropped = task.goals.filter((_, index) => costs[index] === Number.POSITIVE_INFINITY).map((item) => item.id);
    } else if (attempt.kind === 'shortage') {
      const { fluent, items, room } = attempt.shortage;
      const free = Math.max(0, Math.floor(situation.state.numbers[fluent]?.value ?? room));
      dropped = [...items].slice(free > 0 ? Math.min(free, room) : room);
    }
    const smaller = without(left, dropped);
    if (!smaller || dropped.length === 0) return undefined;
    left = smaller;
  }
  return undefined;
};

const without = (goal: Goal, items: readonly string[]): Goal | undefined => {
  const propositions = goal.propositions.flatMap((proposition) => {
    if (items.includes(proposition.id)) return [];
    const gone = new Set(
      items.filter((item) => baseOf(item) === proposition.id).map((item) => item.slice(item.indexOf('/') + 1)),
    );
    if (gone.size === 0) return [proposition];
    if (proposition.quantifier.kind !== 'all') return [];
    const subjects = proposition.subjects.filter((subject) => !gone.has(subject));
    return subjects.length > 0 ? [{ ...proposition, subjects }] : [];
  });
  const conditions = (goal.conditions ?? []).filter((entry) => !items.includes(entry.id));
  if (propositions.length + conditions.length === 0) return undefined;
  const ids = new Set([...propositions, ...conditions].map((entry) => entry.id));
  const together = (goal.together ?? []).filter((group) => group.every((id) => ids.has(id)));
  return {
    ...goal,
    propositions,
    ...(goal.conditions ? { conditions } : {}),
    ...(goal.together ? { together } : {}),
  };
};
