import {
  bilingual,
  fail,
  type Goal,
  isOfClass,
  ok,
  type Plan,
  type PlanGoal,
  type Problem,
  type Proposition,
  type Result,
  type Situation,
  type VerifyPlan,
} from '@muster/domain';
import { buildTask, type RawGoal } from './build-task.ts';
import { forwardSearch, type SearchOutcome } from './forward-search.ts';
import { goalItems } from './goal-items.ts';
import { type Focus, groundOperators, makeGrounds, type RawOperator } from './ground-task.ts';
import { liftPlan } from './lift.ts';
import { conditionWays, type Grounds } from './normal-form.ts';
import { relaxationOf } from './relaxation.ts';
import { RelaxedPlanner } from './relaxed.ts';
import { forbiddenConditions } from './rule-filter.ts';
import { goalHolds, type PlanningTask, type State, successor } from './task.ts';
import { whyUnreachable } from './why-unreachable.ts';

export type SearchOptions = {
  /** Inner-loop steps of the search at most: for a first plan, and for making it shorter. */
  readonly effort?: number;
  readonly improvement?: number;
  readonly expired?: () => boolean;
};

/**
 * From a goal to a proved plan, by search. Tries the things that the goal names first, then everything; a goal that even the delete relaxation over
 * everything can't reach is proved impossible, with the facts that decide it.
 */
export const makePlanGoal =
  (options: SearchOptions = {}): PlanGoal =>
  (goal, situation, verify) => {
    const grounds = makeGrounds(situation);
    let refusal: readonly Problem[] = [];
    for (const focus of focusLevels(goal, situation)) {
      const found = searchGoal(goal, situation, grounds, focus, options);
      if (!found.ok) {
        refusal = found.problems;
        if (found.problems.some((problem) => problem.code === 'PLAN_SEARCH_LIMIT')) break;
        continue;
      }
      const { plan, verification } = proveOrdered(found.value, situation, verify);
      if (verification.verdict.status === 'valid') return ok({ plan, verification });
      const violation = verification.verdict.violations[0];
      refusal = [
        {
          code: violation?.rule ? 'PLAN_RULE_FORBIDS' : 'PLAN_NOT_PROVED',
          ...(violation?.rule ? { place: violation.rule } : {}),
          says: violation?.says ?? bilingual('The plan found could not be proved.', '找到的计划无法证明。'),
          ...(violation?.remedy ? { remedy: violation.remedy } : {}),
        },
      ];
    }
    return fail(...refusal);
  };

/** Makes a plan out of a sequence, with these pairs of steps ordered beyond what the facts force. */
type Lift = (orderings: readonly (readonly [number, number])[]) => Plan;

/** Orders pairs of steps that the proof finds to interfere, in the order of the sequence, until it finds no more. */
const proveOrdered = (lift: Lift, situation: Situation, verify: VerifyPlan) => {
  const orderings: [number, number][] = [];
  for (;;) {
    const plan = lift(orderings);
    const verification = verify(plan, situation);
    const position = new Map(plan.steps.map((step, index) => [step.id, index]));
    const known = orderings.length;
    for (const violation of verification.verdict.violations) {
      if (violation.code !== 'VERIFY_INTERFERENCE') continue;
      const [a, b] = [position.get(violation.step ?? ''), position.get(violation.other ?? '')];
      if (a !== undefined && b !== undefined) orderings.push([Math.min(a, b), Math.max(a, b)]);
    }
    if (orderings.length === known || orderings.length > 2000) return { plan, verification };
  }
};

/** Search for one focus: phases follow the goal's own order, each keeps what the ones before achieved. */
const searchGoal = (
  goal: Goal,
  situation: Situation,
  grounds: Grounds,
  focus: Focus,
  options: SearchOptions,
): Result<Lift> => {
  const raw = restrictActors(groundOperators(situation, grounds, focus), goal);
  const forbidden: RawGoal[] = forbiddenConditions(situation.rules).map((entry) => ({
    id: entry.id,
    ways: conditionWays(entry.condition, grounds),
  }));
  const costs = subjectCosts(situation, raw, goal);
  const items = goalItems(goal, situation, grounds, costs);
  const task = buildTask(situation, raw, items, forbidden);
  const phases = goalPhases(goal, task);
  let state: State = { facts: task.initialFacts, numbers: task.initialNumbers };
  const sequence: number[] = [];
  for (const phase of phases) {
    const part: PlanningTask = { ...task, initialFacts: state.facts, initialNumbers: state.numbers, goals: phase };
    const outcome = forwardSearch(part, {
      first: options.effort ?? 40_000_000,
      improvement: options.improvement ?? 20_000_000,
      ...(options.expired ? { expired: options.expired } : {}),
    });
    if (outcome.kind !== 'found') return fail(refusalOf(outcome, part, goal, situation));
    for (const index of outcome.plan) {
      state = successor(task, task.operators[index]!, state);
      sequence.push(index);
    }
  }
  const achievers = orderedAchievers(goal, task, sequence);
  return ok((orderings) => liftPlan(task, sequence, goal, situation, [...achievers, ...orderings]));
};

const refusalOf = (outcome: SearchOutcome, task: PlanningTask, goal: Goal, situation: Situation): Problem =>
  outcome.kind === 'limit'
    ? {
        code: 'PLAN_SEARCH_LIMIT',
        says: bilingual(
          'No plan was found within the search limit; that is a limit, not a proof.',
          '在搜索上限内没有找到计划；这是上限，不是不可能的证明。',
        ),
        remedy: bilingual('Ask for less at once, or name the robot.', '请把任务拆小，或者指定机器人。'),
      }
    : whyUnreachable(task, goal, situation);

/** Only robots that the goal allows may take part in making its propositions true. */
const restrictActors = (raw: RawOperator[], goal: Goal): RawOperator[] => {
  const restricted = goal.propositions.filter((proposition) => proposition.by !== undefined);
  if (restricted.length === 0) return raw;
  return raw.filter((operator) =>
    restricted.every((proposition) => {
      const achieves = operator.groups.some((group) => group.add.some((key) => matches(proposition, key)));
      return !achieves || Object.values(operator.roles).some((robot) => proposition.by?.includes(robot));
    }),
  );
};

const matches = (proposition: Proposition, key: string): boolean => {
  const open = key.indexOf('(');
  if (key.slice(0, open) !== proposition.predicate) return false;
  const terms = key.slice(open + 1, -1).split(',');
  return (
    (proposition.subjects.length === 0 || proposition.subjects.includes(terms[0] ?? '')) &&
    proposition.args.every((slot, index) => slot.includes(terms[index + 1] ?? ''))
  );
};

/** Relaxed cost of making one of some facts true, from the start. */
const subjectCosts = (
  situation: Situation,
  raw: readonly RawOperator[],
  goal: Goal,
): ((keys: readonly string[]) => number) => {
  const needed =
    goal.propositions.some((entry) => !['all', 'none'].includes(entry.quantifier.kind)) ||
    (goal.constraints?.length ?? 0) > 0;
  if (!needed) return () => 0;
  const memo = new Map<string, number>();
  return (keys) => {
    const id = keys.join(' ');
    const known = memo.get(id);
    if (known !== undefined) return known;
    const task = buildTask(
      situation,
      raw,
      [{ id: 'cost', ways: keys.map((key) => ({ positive: [key], negative: [], tests: [] })) }],
      [],
    );
    const { value } = new RelaxedPlanner(relaxationOf(task)).evaluate({
      facts: task.initialFacts,
      numbers: task.initialNumbers,
    });
    memo.set(id, value);
    return value;
  };
};

/** Layers of the goal's own order; without one, everything at once. */
const goalPhases = (goal: Goal, task: PlanningTask): PlanningTask['goals'][] => {
  const order = goal.order ?? [];
  if (order.length === 0) return [[...task.goals]];
  const level = new Map<string, number>();
  const ids = [...goal.propositions.map((entry) => entry.id), ...(goal.conditions ?? []).map((entry) => entry.id)];
  const depth = (id: string, trail: readonly string[]): number => {
    if (trail.includes(id)) return 0;
    return Math.max(
      0,
      ...order.filter((entry) => entry.after === id).map((entry) => depth(entry.before, [...trail, id]) + 1),
    );
  };
  for (const id of ids) level.set(id, depth(id, []));
  // What nothing orders joins the first phase: it can only be done earlier.
  const count = Math.max(0, ...level.values()) + 1;
  const base = (item: string): string => item.split('/')[0] ?? item;
  return Array.from({ length: count }, (_, phase) =>
    task.goals.filter((item) => (level.get(base(item.id)) ?? 0) <= phase),
  );
};

/** For each ordered pair: the step that last makes the first true, and the step that first makes the second true. */
const orderedAchievers = (goal: Goal, task: PlanningTask, sequence: readonly number[]): [number, number][] => {
  const pairs: [number, number][] = [];
  if (!goal.order || goal.order.length === 0) return pairs;
  const itemsOf = (id: string) => task.goals.filter((item) => (item.id.split('/')[0] ?? '') === id);
  const states: State[] = [{ facts: task.initialFacts, numbers: task.initialNumbers }];
  for (const index of sequence) states.push(successor(task, task.operators[index]!, states.at(-1)!));
  for (const { before, after } of goal.order)
    for (const first of itemsOf(before))
      for (const second of itemsOf(after)) {
        const achieved = (item: PlanningTask['goals'][number]): number => {
          for (let at = sequence.length; at > 0; at -= 1)
            if (!goalHolds(task, item, states[at - 1]!) && goalHolds(task, item, states[at]!)) return at - 1;
          return -1;
        };
        const [a, b] = [achieved(first), achieved(second)];
        if (a >= 0 && b > a) pairs.push([a, b]);
      }
  return pairs;
};

/** Small first: what the goal names, what stands on or in it, and what holds it; then everything. */
const focusLevels = (goal: Goal, situation: Situation): Focus[] => {
  const { model, state } = situation;
  const avoidRobots = new Set(goal.avoid?.robots ?? []);
  const avoidSkills = new Set(goal.avoid?.skills ?? []);
  const named = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string') named.add(value);
    else if (Array.isArray(value)) for (const part of value) collect(part);
  };
  for (const proposition of goal.propositions) collect([proposition.subjects, proposition.args]);
  for (const entry of goal.conditions ?? []) collect(entry.condition);
  const items = new Set([...named].filter((id) => isOfClass(model, id, 'item')));
  const relations = Object.entries(state.facts)
    .filter(([key, belief]) => belief.value !== false && /^(on|in|held|loaded)\(/.test(key))
    .map(([key]) => key.slice(key.indexOf('(') + 1, -1).split(',') as [string, string]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [item, support] of relations)
      if (
        (items.has(support) || items.has(item)) &&
        (!items.has(item) || (isOfClass(model, support, 'item') && !items.has(support)))
      ) {
        items.add(item);
        if (isOfClass(model, support, 'item')) items.add(support);
        grown = true;
      }
  }
  return [
    { items, avoidRobots, avoidSkills },
    { avoidRobots, avoidSkills },
  ];
};
