import type { Goal, Situation } from '@muster/domain';
import { restrictActors } from './actors.ts';
import { buildTask, type RawGoal } from './build-task.ts';
import { type CapacityShortage, findShortage } from './capacity-bound.ts';
import { forwardSearch, type SearchLimits, type SearchOutcome } from './forward-search.ts';
import { goalItems } from './goal-items.ts';
import { goalPhases, heldBack, orderAsLimits, orderedAchievers } from './goal-order.ts';
import { type Focus, groundOperators } from './ground-task.ts';
import { liftPlan } from './lift.ts';
import { conditionWays, type Grounds } from './normal-form.ts';
import type { Lift } from './prove-plan.ts';
import { relaxationOf } from './relaxation.ts';
import { RelaxedPlanner } from './relaxed.ts';
import { forbiddenConditions, rulesAtEnd } from './rule-filter.ts';
import { subjectCosts } from './subject-costs.ts';
import { type GoalItem, type Operator, type PlanningTask, type State, successor, wayHolds } from './task.ts';
import { achieversOfGroups } from './together.ts';

export type SearchOptions = {
  /** Inner-loop steps of the search at most: for a first plan, and for making it shorter. */
  readonly effort?: number;
  readonly improvement?: number;
  readonly expired?: () => boolean;
};

/** What one search over one focus comes to. */
export type Attempt =
  | { readonly kind: 'found'; readonly lift: Lift; readonly optimal: boolean }
  /** More goals than there is room for. */
  | { readonly kind: 'shortage'; readonly shortage: CapacityShortage; readonly task: PlanningTask }
  /** What is asked for is what a rule forbids. */
  | { readonly kind: 'forbidden'; readonly rule: string }
  /** Not even the delete relaxation gets there. */
  | { readonly kind: 'unreachable'; readonly task: PlanningTask }
  /** The search was complete. */
  | { readonly kind: 'unsolvable'; readonly task: PlanningTask }
  | { readonly kind: 'limit'; readonly task: PlanningTask };

const FIRST = 40_000_000;
const IMPROVEMENT = 32_000_000;

/** One search over the things in focus: phases follow the goal's own order, each keeps what the ones before achieved. */
export const searchGoal = (
  goal: Goal,
  situation: Situation,
  grounds: Grounds,
  focus: Focus,
  options: SearchOptions,
): Attempt => {
  const raw = restrictActors(groundOperators(situation, grounds, focus), goal);
  const items = [
    ...goalItems(goal, situation, grounds, subjectCosts(situation, raw, goal)),
    ...rulesAtEnd(situation.rules).map((entry) => ({ id: entry.id, ways: conditionWays(entry.condition, grounds) })),
  ];
  const forbidden: RawGoal[] = forbiddenConditions(situation.rules, goal).map((entry) => ({
    id: entry.id,
    ways: conditionWays(entry.condition, grounds),
  }));
  const built = buildTask(situation, raw, items, forbidden);
  const start: State = { facts: built.initialFacts, numbers: built.initialNumbers };
  // What is broken before the plan begins is not the plan's doing.
  const task = withoutBreakers({
    ...built,
    forbidden: built.forbidden.filter((rule) => !rule.ways.some((way) => wayHolds(built, way, start))),
  });
  const rule = forbiddenGoal(task);
  if (rule !== undefined) return { kind: 'forbidden', rule };
  const reached = new RelaxedPlanner(relaxationOf(task)).goalCosts(start, task.goals.length);
  if (reached.includes(Number.POSITIVE_INFINITY)) return { kind: 'unreachable', task };
  const shortage = findShortage(task);
  if (shortage) return { kind: 'shortage', shortage, task };
  const limits = {
    first: options.effort ?? FIRST,
    improvement: options.improvement ?? IMPROVEMENT,
    ...(options.expired ? { expired: options.expired } : {}),
  };
  const found = (sequence: readonly number[], optimal: boolean): Attempt => {
    const ordered = orderedAchievers(goal, task, sequence);
    const together = achieversOfGroups(goal, task, sequence);
    return {
      kind: 'found',
      optimal,
      lift: (orderings) => liftPlan(task, sequence, goal, situation, [...ordered, ...orderings], together),
    };
  };
  const phases = goalPhases(goal, task.goals);
  const whole = phases.length === 1 && phases[0]!.length === task.goals.length;
  const inPhases = searchPhases(goal, task, phases, limits);
  if (inPhases.kind === 'found') return found(inPhases.plan, inPhases.optimal && whole);
  if (whole) return { kind: inPhases.kind, task };
  // A phase can lead to where the next can't go on: then all at once, with the order as a limit on the states between.
  const between = orderAsLimits(goal, task);
  if (between) {
    const limited = { ...task, forbidden: [...task.forbidden, ...between] };
    const atOnce = forwardSearch(limited, limits);
    if (atOnce.kind === 'found') return found(atOnce.plan, false);
  }
  // What can't be reached in any order is proved to be out of reach; what only the order stops is not.
  return {
    kind: forwardSearch(task, { ...limits, improvement: 0 }).kind === 'unsolvable' ? 'unsolvable' : 'limit',
    task,
  };
};

/** One phase after the other, each from where the one before ended. */
const searchPhases = (
  goal: Goal,
  task: PlanningTask,
  phases: readonly GoalItem[][],
  limits: SearchLimits,
): SearchOutcome => {
  let state: State = { facts: task.initialFacts, numbers: task.initialNumbers };
  let optimal = true;
  let work = 0;
  const plan: number[] = [];
  for (const phase of phases) {
    const outcome = forwardSearch(
      {
        ...task,
        initialFacts: state.facts,
        initialNumbers: state.numbers,
        goals: phase,
        forbidden: [...task.forbidden, ...heldBack(goal, task, phase)],
      },
      limits,
    );
    work += outcome.work;
    if (outcome.kind !== 'found') return { ...outcome, work };
    optimal &&= outcome.optimal;
    for (const index of outcome.plan) {
      state = successor(task, task.operators[index]!, state);
      plan.push(index);
    }
  }
  return { kind: 'found', plan, work, optimal };
};

/** Leaves out operators that break a rule wherever they are applied: what then is out of reach shows at once. */
const withoutBreakers = (task: PlanningTask): PlanningTask => {
  if (task.forbidden.length === 0) return task;
  const breaks = (operator: Operator): boolean => {
    const main = operator.groups[0]!;
    const others = operator.groups.slice(1);
    const after = (fact: number): boolean => {
      const opposite = task.complement[fact]!;
      if (main.add.includes(fact) || (opposite >= 0 && main.remove.includes(opposite) && !main.add.includes(opposite)))
        return !others.some((group) => group.remove.includes(fact) || (opposite >= 0 && group.add.includes(opposite)));
      return (
        operator.facts.includes(fact) &&
        !operator.groups.some((group) => group.remove.includes(fact) || (opposite >= 0 && group.add.includes(opposite)))
      );
    };
    return task.forbidden.some((rule) =>
      rule.ways.some((way) => way.tests.length === 0 && way.facts.length > 0 && way.facts.every(after)),
    );
  };
  const operators = task.operators.filter((operator) => !breaks(operator));
  return operators.length === task.operators.length
    ? task
    : { ...task, operators: operators.map((operator, index) => ({ ...operator, index })) };
};

/** A rule that every state with the goal in it breaks: each way to meet some goal item, with what the others need for certain, holds what it forbids. */
const forbiddenGoal = (task: PlanningTask): string | undefined => {
  const certain = new Set(task.goals.flatMap((goal) => (goal.ways.length === 1 ? goal.ways[0]!.facts : [])));
  for (const goal of task.goals) {
    if (goal.ways.length === 0) continue;
    const broken = goal.ways.map(
      (way) =>
        task.forbidden.find((rule) =>
          rule.ways.some(
            (entry) =>
              entry.tests.length === 0 && entry.facts.every((fact) => certain.has(fact) || way.facts.includes(fact)),
          ),
        )?.id,
    );
    if (broken.every((id) => id !== undefined)) return broken[0];
  }
  return undefined;
};
