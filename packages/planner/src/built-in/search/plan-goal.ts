import {
  bilingual,
  fail,
  type Goal,
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
import { focusLevels } from './focus.ts';
import { forwardSearch, type SearchOutcome } from './forward-search.ts';
import { goalItems } from './goal-items.ts';
import { goalPhases, orderedAchievers } from './goal-order.ts';
import { type Focus, groundOperators, makeGrounds, type RawOperator } from './ground-task.ts';
import { liftPlan } from './lift.ts';
import { conditionWays, type Grounds } from './normal-form.ts';
import { relaxationOf } from './relaxation.ts';
import { RelaxedPlanner } from './relaxed.ts';
import { forbiddenConditions } from './rule-filter.ts';
import { type PlanningTask, type State, successor } from './task.ts';
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
  const phases = goalPhases(goal, task.goals);
  let state: State = { facts: task.initialFacts, numbers: task.initialNumbers };
  const sequence: number[] = [];
  for (const phase of phases) {
    const part: PlanningTask = { ...task, initialFacts: state.facts, initialNumbers: state.numbers, goals: phase };
    const outcome = forwardSearch(part, {
      first: options.effort ?? 40_000_000,
      improvement: options.improvement ?? 32_000_000,
      ...(options.expired ? { expired: options.expired } : {}),
    });
    if (outcome.kind !== 'found') return fail(refusalOf(outcome, part, goal, situation));
    for (const index of outcome.plan) {
      state = successor(task, task.operators[index]!, state);
      sequence.push(index);
    }
  }
  const ordered = orderedAchievers(goal, task, sequence);
  return ok((orderings) => liftPlan(task, sequence, goal, situation, [...ordered, ...orderings]));
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
