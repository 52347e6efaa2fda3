import {
  bilingual,
  type Goal,
  type Interpretation,
  type Plan,
  type Planner,
  type PlanResponse,
  type PlanVerification,
  type Problem,
  type Reason,
  type Situation,
  type Usage,
  type VerifyPlan,
} from '@muster/domain';
import { sayGoal } from '../says/say-goal.ts';
import { interpret, ruleAgainstGoal, ruleAgainstStart } from './language/index.ts';
import { makePlanGoal, type SearchOptions } from './search/plan-goal.ts';

const NO_USAGE: Usage = { calls: 0, inputTokens: 0, outputTokens: 0 };

/** The planner that needs no key and no network: a bilingual grammar for the language, forward search for the steps. Deterministic. */
export const createBuiltInPlanner = (options: SearchOptions = {}): Planner => ({
  name: 'built-in',
  respond: async (request, situation, verify) => {
    const interpretation = interpret(request.utterance, request.conversation, situation, request.history);
    return planInterpretation(interpretation, situation, verify, options);
  },
});

/** From an understood goal to a proved plan, or to the honest refusal; other kinds of answer pass through. */
export const planInterpretation = (
  interpretation: Interpretation,
  situation: Situation,
  verify: VerifyPlan,
  options: SearchOptions = {},
): PlanResponse => {
  const answer = (entry: Interpretation, more: Partial<PlanResponse> = {}): PlanResponse => ({
    interpretation: entry,
    usage: NO_USAGE,
    planner: 'built-in',
    notices: [],
    ...more,
  });
  const { goal } = interpretation;
  if (goal === undefined || !['plan', 'partial', 'confirm'].includes(interpretation.kind))
    return answer(interpretation);
  const untimely = interpretation.standing && ruleAgainstStart(goal, interpretation.standing, situation);
  if (untimely) return answer(refusal(interpretation, [untimely]));
  const forbidden = ruleAgainstGoal(goal, situation);
  if (forbidden && isIndivisible(goal)) return answer(refusal(interpretation, [forbidden]));
  const whole = forbidden ? undefined : makePlanGoal(options)(goal, situation, verify);
  if (whole?.ok) {
    const { plan, verification } = whole.value;
    const mustConfirm = verification.verdict.confirm ?? [];
    const kind = interpretation.kind === 'plan' && mustConfirm.length > 0 ? 'confirm' : interpretation.kind;
    const reasons: Reason[] = [
      ...(interpretation.reasons ?? []),
      ...mustConfirm.map(
        (entry): Reason => ({
          code: 'PLAN_NEEDS_CONFIRMATION',
          says: entry.says,
          ...(entry.rule ? { rule: entry.rule } : {}),
          facts: [entry.step],
        }),
      ),
    ];
    return answer({ ...interpretation, kind, ...(reasons.length > 0 ? { reasons } : {}) }, { plan, verification });
  }
  const found = whole ? whole.problems.map(reasonOf) : forbidden ? [forbidden] : [];
  const part = largestPart(goal, situation, verify, options);
  if (part) {
    const reasons = part.reasons.length > 0 ? part.reasons : found;
    return answer(
      {
        ...interpretation,
        kind: 'partial',
        goal: part.plan.goal,
        reasons: [...(interpretation.reasons ?? []), ...reasons],
        says: partialSentence(part.plan.goal, reasons, situation),
      },
      { plan: part.plan, verification: part.verification },
    );
  }
  return answer(refusal(interpretation, found));
};

const refusal = (interpretation: Interpretation, reasons: readonly Reason[]): Interpretation => {
  const [first] = reasons;
  const says = first?.says ?? bilingual('That can not be done.', '做不到。');
  return {
    ...interpretation,
    kind: 'refuse',
    reasons: [...reasons],
    says: first?.nearest ? bilingual(`${says.en} ${first.nearest.en}`, `${says.zh}${first.nearest.zh}`) : says,
  };
};

/** Ordered or constrained goals, and those about one thing, stand or fall as a whole. */
const isIndivisible = (goal: Goal): boolean =>
  (goal.order?.length ?? 0) > 0 || (goal.constraints?.length ?? 0) > 0 || piecesOf(goal).length < 2;

/** Every proposition by itself, and "all of them" thing by thing. */
const piecesOf = (goal: Goal): Goal['propositions'] =>
  goal.propositions.flatMap((proposition) =>
    proposition.quantifier.kind === 'all' && proposition.subjects.length > 1
      ? proposition.subjects.map((subject, index) => ({
          ...proposition,
          id: `${proposition.id}-${index + 1}`,
          subjects: [subject],
        }))
      : [proposition],
  );

const partialSentence = (goal: Goal, reasons: readonly Reason[], { model }: Situation) => {
  const can = sayGoal(goal, model);
  return bilingual(
    `Only part of this can be done: ${can.en} What can't: ${reasons.map((reason) => reason.says.en).join(' ')}`,
    `只能完成一部分：${can.zh}做不到的：${reasons.map((reason) => reason.says.zh).join('')}`,
  );
};

const MAX_PIECES = 12;

type Part = { readonly plan: Plan; readonly verification: PlanVerification; readonly reasons: readonly Reason[] };

/** What is left of a goal when the pieces that can't be met, each on its own, are taken out, with why. Ordered goals stay whole. */
const largestPart = (
  goal: Goal,
  situation: Situation,
  verify: VerifyPlan,
  options: SearchOptions,
): Part | undefined => {
  const pieces = piecesOf(goal);
  if (isIndivisible(goal) || pieces.length > MAX_PIECES) return undefined;
  const planGoal = makePlanGoal({ ...options, effort: 8_000_000, improvement: 0 });
  const reasons: Reason[] = [];
  const feasible = pieces.filter((proposition) => {
    const alone: Goal = { ...goal, propositions: [proposition], conditions: [] };
    const rule = ruleAgainstGoal(alone, situation);
    const result = rule ? undefined : planGoal(alone, situation, verify);
    if (result?.ok) return true;
    const why = rule ?? (result && !result.ok ? result.problems.map(reasonOf)[0] : undefined);
    if (why && !reasons.some((known) => known.says.en === why.says.en)) reasons.push(why);
    return false;
  });
  if (feasible.length === 0 || feasible.length === pieces.length) return undefined;
  const result = planGoal({ ...goal, propositions: joined(feasible) }, situation, verify);
  return result.ok && result.value.plan.steps.length > 0 ? { ...result.value, reasons } : undefined;
};

/** Pieces of one proposition become one again, so that the read-back stays short. */
const joined = (pieces: Goal['propositions']): Goal['propositions'] => {
  const groups = new Map<string, Goal['propositions'][number]>();
  for (const piece of pieces) {
    const key = piece.id.split('-')[0] ?? piece.id;
    const known = groups.get(key);
    groups.set(key, known ? { ...known, subjects: [...known.subjects, ...piece.subjects] } : { ...piece, id: key });
  }
  return [...groups.values()];
};

const reasonOf = (problem: Problem): Reason => ({
  code: problem.code,
  says: problem.says,
  ...(problem.place
    ? problem.code === 'PLAN_RULE_FORBIDS'
      ? { rule: problem.place }
      : { facts: [problem.place] }
    : {}),
  ...(problem.remedy ? { nearest: problem.remedy } : {}),
});
