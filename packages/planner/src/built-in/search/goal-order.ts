import type { Goal } from '@muster/domain';
import { type GoalItem, type GoalWay, goalHolds, type PlanningTask, type State, successor, wayHolds } from './task.ts';

/** How the ids of goal items begin that a rule asks for, not the goal. */
export const RULE_ITEM = 'rule ';

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
      // What a rule asks for the end is asked for when the end has come.
      if (item.id.startsWith(RULE_ITEM)) return phase === count - 1;
      const own = level.get(baseOf(item.id)) ?? 0;
      return momentary.includes(item) ? own === phase : own <= phase;
    }),
  );
};

/** Steps that make each goal item true for good, by position in the sequence; -1 for what holds from the start. */
export const achievers = (task: PlanningTask, sequence: readonly number[]): Map<string, number> => {
  const states = statesOf(task, sequence);
  const found = new Map<string, number>();
  for (const item of task.goals) {
    let at = sequence.length;
    while (at >= 0 && goalHolds(task, item, states[at]!)) at -= 1;
    found.set(item.id, at >= sequence.length ? -1 : at);
  }
  return found;
};

/** Steps that make each goal item true for the first time; -1 for what holds from the start or never. */
const firstAchievers = (task: PlanningTask, sequence: readonly number[]): Map<string, number> => {
  const states = statesOf(task, sequence);
  return new Map(
    task.goals.map((item) => [item.id, Math.max(-1, states.findIndex((state) => goalHolds(task, item, state)) - 1)]),
  );
};

const statesOf = (task: PlanningTask, sequence: readonly number[]): State[] => {
  const states: State[] = [{ facts: task.initialFacts, numbers: task.initialNumbers }];
  for (const index of sequence) states.push(successor(task, task.operators[index]!, states.at(-1)!));
  return states;
};

/** More alternatives than this are too many to forbid. */
const MAX_WAYS = 16;

/** The ways in which every item of a proposition holds, or undefined where they are too many. */
const waysOfAll = (goals: readonly GoalItem[], id: string): GoalWay[] | undefined => {
  let ways: GoalWay[] = [{ facts: [], tests: [] }];
  for (const item of goals) {
    if (baseOf(item.id) !== id) continue;
    ways = ways.flatMap((left) =>
      item.ways.map((right) => ({ facts: [...left.facts, ...right.facts], tests: [...left.tests, ...right.tests] })),
    );
    if (ways.length > MAX_WAYS) return undefined;
  }
  return ways[0]?.facts.length === 0 && ways[0].tests.length === 0 ? undefined : ways;
};

/**
 * What may not hold yet while one phase is searched: whatever the goal wants only after something that this phase, or one to come, brings about. What holds
 * from the start needs nothing before it.
 */
export const heldBack = (goal: Goal, task: PlanningTask, phase: readonly GoalItem[]): PlanningTask['forbidden'] => {
  const start: State = { facts: task.initialFacts, numbers: task.initialNumbers };
  const now = new Set(phase.map((item) => baseOf(item.id)));
  const later = new Set((goal.order ?? []).map((entry) => entry.after).filter((id) => !now.has(id)));
  return [...later].flatMap((id) => {
    const ways = waysOfAll(task.goals, id);
    return ways && !ways.some((way) => wayHolds(task, way, start)) ? [{ id: `order ${id}`, ways }] : [];
  });
};

/**
 * The goal's order as states that no plan may pass through: what comes after holds while what comes before does not. Stricter than the order itself, which
 * lets the first be undone again; undefined where it can't be written so.
 */
export const orderAsLimits = (goal: Goal, task: PlanningTask): PlanningTask['forbidden'] | undefined => {
  if (goal.propositions.some((entry) => entry.holds === 'sometime')) return undefined;
  const start: State = { facts: task.initialFacts, numbers: task.initialNumbers };
  const limits: PlanningTask['forbidden'][number][] = [];
  for (const { before, after } of goal.order ?? []) {
    const ways = waysOfAll(task.goals, after);
    if (!ways) return undefined;
    if (ways.some((way) => wayHolds(task, way, start))) continue;
    for (const item of task.goals) {
      if (baseOf(item.id) !== before) continue;
      // Without one of the facts of its only way the item does not hold.
      const [only] = item.ways;
      if (item.ways.length !== 1 || !only || only.tests.length > 0) return undefined;
      const missing = only.facts.map((fact) => task.complement[fact]!);
      if (missing.some((fact) => fact < 0)) return undefined;
      limits.push({
        id: `order ${before} ${after}`,
        ways: missing.flatMap((fact) => ways.map((way) => ({ facts: [...way.facts, fact], tests: way.tests }))),
      });
    }
  }
  return limits;
};

/** For each ordered pair of the goal: the steps that first make it true, before and after. */
export const orderedAchievers = (goal: Goal, task: PlanningTask, sequence: readonly number[]): [number, number][] => {
  if (!goal.order || goal.order.length === 0) return [];
  const by = firstAchievers(task, sequence);
  const stepsOf = (id: string): number[] =>
    task.goals.filter((item) => baseOf(item.id) === id).map((item) => by.get(item.id) ?? -1);
  return goal.order.flatMap(({ before, after }) =>
    stepsOf(before).flatMap((a) =>
      stepsOf(after).flatMap((b): [number, number][] => (a >= 0 && b > a ? [[a, b]] : [])),
    ),
  );
};
