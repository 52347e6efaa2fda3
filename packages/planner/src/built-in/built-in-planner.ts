import {
  bilingual,
  type Goal,
  type Interpretation,
  type Planner,
  type PlanResponse,
  type Problem,
  type Reason,
  type Situation,
  type Usage,
  type VerifyPlan,
} from '@muster/domain';
import { interpret } from './language/index.ts';
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
  const whole = makePlanGoal(options)(goal, situation, verify);
  if (whole.ok) {
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
  const part = largestPart(goal, situation, verify, options);
  const reasons = whole.problems.map(reasonOf);
  if (part)
    return answer(
      {
        ...interpretation,
        kind: 'partial',
        goal: part.plan.goal,
        reasons: [...(interpretation.reasons ?? []), ...reasons],
        says: partialSentence(interpretation, reasons),
      },
      { plan: part.plan, verification: part.verification },
    );
  return answer({
    ...interpretation,
    kind: 'refuse',
    reasons,
    says: reasons[0]?.says ?? bilingual('That can not be done.', '做不到。'),
  });
};

const partialSentence = (interpretation: Interpretation, reasons: readonly Reason[]) =>
  bilingual(
    `Only part of this can be done: ${interpretation.says.en} What can't: ${reasons.map((reason) => reason.says.en).join(' ')}`,
    `只能完成一部分：${interpretation.says.zh}做不到的：${reasons.map((reason) => reason.says.zh).join('')}`,
  );

/** What is left of a goal with several propositions when the ones that can't be met, each on its own, are taken out. Ordered goals stay whole. */
const largestPart = (goal: Goal, situation: Situation, verify: VerifyPlan, options: SearchOptions) => {
  if (goal.propositions.length < 2 || (goal.order?.length ?? 0) > 0 || (goal.constraints?.length ?? 0) > 0)
    return undefined;
  const planGoal = makePlanGoal({ ...options, effort: 8_000_000, improvement: 0 });
  const feasible = goal.propositions.filter(
    (proposition) => planGoal({ ...goal, propositions: [proposition], conditions: [] }, situation, verify).ok,
  );
  if (feasible.length === 0 || feasible.length === goal.propositions.length) return undefined;
  const result = planGoal({ ...goal, propositions: feasible }, situation, verify);
  return result.ok && result.value.plan.steps.length > 0 ? result.value : undefined;
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
