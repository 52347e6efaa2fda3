import type { Budget } from './budget.ts';
import { type OperatorPrint, printOf } from './operator-print.ts';
import { optimalSearch } from './optimal-search.ts';
import {
  applicable,
  type GoalItem,
  goalHolds,
  type NumericTest,
  type PlanningTask,
  type State,
  successor,
  wayHolds,
} from './task.ts';

/** States along a sequence, the first one included; undefined when a step is not applicable or a rule forbids a state. */
export const statesAlong = (task: PlanningTask, start: State, plan: readonly number[]): State[] | undefined => {
  const states = [start];
  for (const index of plan) {
    const operator = task.operators[index]!;
    const state = states.at(-1)!;
    if (!applicable(task, operator, state)) return undefined;
    const next = successor(task, operator, state);
    if (task.forbidden.some((rule) => rule.ways.some((way) => wayHolds(task, way, next)))) return undefined;
    states.push(next);
  }
  return states;
};

export const reachesGoals = (
  task: PlanningTask,
  start: State,
  plan: readonly number[],
  goals: readonly GoalItem[],
): boolean => {
  const end = statesAlong(task, start, plan)?.at(-1);
  return end !== undefined && goals.every((goal) => goalHolds(task, goal, end));
};

/** Leaves out steps that nothing needs, each with the later steps that fall with it (action elimination: Nakhost & Müller, ICAPS 2010). */
export const eliminateSteps = (
  task: PlanningTask,
  start: State,
  plan: readonly number[],
  goals: readonly GoalItem[],
): readonly number[] => {
  let kept = [...plan];
  for (let at = 0; at < kept.length; ) {
    let state = statesAlong(task, start, kept.slice(0, at))!.at(-1)!;
    const rest: number[] = [];
    for (const index of kept.slice(at + 1)) {
      const operator = task.operators[index]!;
      if (!applicable(task, operator, state)) continue;
      state = successor(task, operator, state);
      rest.push(index);
    }
    const shorter = [...kept.slice(0, at), ...rest];
    if (reachesGoals(task, start, shorter, goals)) kept = shorter;
    else at += 1;
  }
  return kept;
};

/**
 * The same steps in another order that their facts allow, so that steps which build on each other are next to each other: stretches of the plan then hold
 * whole pieces of work.
 */
export const clusterSteps = (task: PlanningTask, plan: readonly number[]): number[] => {
  const prints = plan.map((index) => printOf(task, task.operators[index]!));
  const before: number[][] = plan.map(() => []);
  const after: number[][] = plan.map(() => []);
  for (let later = 0; later < plan.length; later += 1)
    for (let earlier = 0; earlier < later; earlier += 1)
      if (depends(prints[earlier]!, prints[later]!)) {
        before[later]!.push(earlier);
        after[earlier]!.push(later);
      }
  const missing = before.map((list) => list.length);
  const placed = plan.map(() => false);
  const order: number[] = [];
  const place = (at: number): void => {
    placed[at] = true;
    order.push(at);
    for (const next of after[at]!) missing[next] = missing[next]! - 1;
    for (const next of after[at]!) if (!placed[next] && missing[next] === 0) place(next);
  };
  for (let at = 0; at < plan.length; at += 1) if (!placed[at] && missing[at] === 0) place(at);
  return order.length === plan.length ? order.map((at) => plan[at]!) : [...plan];
};

const depends = (earlier: OperatorPrint, later: OperatorPrint): boolean => {
  const meet = (a: readonly number[], b: readonly number[]): boolean => a.some((entry) => b.includes(entry));
  return (
    meet(earlier.adds, later.reads) ||
    meet(earlier.deletes, later.reads) ||
    meet(earlier.reads, later.deletes) ||
    meet(earlier.listens, later.adds) ||
    meet(earlier.adds, later.deletes) ||
    meet(earlier.deletes, later.adds) ||
    meet(earlier.writes, later.numberReads) ||
    meet(earlier.numberReads, later.writes) ||
    meet(earlier.assigns, later.writes) ||
    meet(earlier.writes, later.assigns)
  );
};

/**
 * Replaces stretches of a plan by shortest ones, until no stretch of the given length can be shortened or the budget is spent (after Siddiqui & Haslum,
 * JAIR 54, 2015).
 */
export const shortenWindows = (
  task: PlanningTask,
  start: State,
  plan: readonly number[],
  goals: readonly GoalItem[],
  budget: Budget,
): readonly number[] => {
  const clustered = clusterSteps(task, plan);
  let best = reachesGoals(task, start, clustered, goals) ? clustered : [...plan];
  for (const length of [6, 10, 16]) {
    if (length > best.length + 4) break;
    const stride = Math.max(1, length >> 1);
    for (let from = 0; from < best.length && !budget.over; from += stride) {
      const states = statesAlong(task, start, best);
      if (!states) return best;
      const to = Math.min(best.length, from + length);
      const { task: wider, goals: needed } = neededAfter(task, states, best, to, goals);
      const part = budget.part(Math.max(100_000, budget.limit >> 5));
      // Only what the stretch itself is about: the rest of the world would cost time and seldom helps.
      const about = new Set(best.slice(from, to).flatMap((index) => Object.values(task.operators[index]!.args)));
      const chosen = task.operators.filter((operator) =>
        Object.values(operator.args).every((value) => about.has(value)),
      );
      const narrow = { ...wider, operators: chosen.map((operator, index) => ({ ...operator, index })) };
      const outcome = optimalSearch(narrow, states[from]!, to - from, part, needed);
      budget.settle(part);
      if (outcome.kind !== 'found') continue;
      const steps = outcome.plan.map((index) => chosen[index]!.index);
      const shorter = [...best.slice(0, from), ...steps, ...best.slice(to)];
      if (!reachesGoals(task, start, shorter, goals)) continue;
      best = shorter;
      from = Math.max(-stride, from - length);
    }
  }
  return best;
};

/** What the steps from `to` on and the goals need of the state before them: facts by regression, and the values of all numbers they read. */
const neededAfter = (
  task: PlanningTask,
  states: readonly State[],
  plan: readonly number[],
  to: number,
  goals: readonly GoalItem[],
): { readonly task: PlanningTask; readonly goals: readonly GoalItem[] } => {
  const end = states.at(-1)!;
  const facts = new Set<number>();
  const fluents = new Set<number>();
  const tests = (list: readonly number[]): void => {
    for (const test of list) for (const fluent of task.tests[test]!.fluents) fluents.add(fluent);
  };
  for (const goal of goals) {
    const way = goal.ways.find((entry) => wayHolds(task, entry, end));
    for (const fact of way?.facts ?? []) facts.add(fact);
    tests(way?.tests ?? []);
  }
  for (let at = plan.length - 1; at >= to; at -= 1) {
    const operator = task.operators[plan[at]!]!;
    const state = states[at]!;
    operator.groups.forEach((group, position) => {
      if (position > 0 && !wayHolds(task, group, state)) return;
      for (const fact of group.add) facts.delete(fact);
      for (const fact of group.remove) if (task.complement[fact]! >= 0) facts.delete(task.complement[fact]!);
    });
    for (const group of operator.groups.slice(1)) {
      if (wayHolds(task, group, state)) for (const fact of group.facts) facts.add(fact);
      tests(group.tests);
    }
    for (const fact of operator.facts) facts.add(fact);
    tests(operator.tests);
    for (const group of operator.groups)
      for (const update of group.updates)
        if (fluents.has(update.fluent)) for (const fluent of update.fluents) fluents.add(fluent);
  }
  const before = states[to]!;
  const equalities: NumericTest[] = [...fluents].flatMap((fluent) => {
    const value = before.numbers[fluent]!;
    return [
      { fluents: [fluent], coefficients: [1], constant: -value, strict: false },
      { fluents: [fluent], coefficients: [-1], constant: value, strict: false },
    ];
  });
  const wider: PlanningTask = { ...task, tests: [...task.tests, ...equalities] };
  return {
    task: wider,
    goals: [
      ...[...facts].map((fact) => ({ id: `fact ${fact}`, ways: [{ facts: [fact], tests: [] }] })),
      ...equalities.map((_, index) => ({
        id: `number ${index}`,
        ways: [{ facts: [], tests: [task.tests.length + index] }],
      })),
    ],
  };
};
