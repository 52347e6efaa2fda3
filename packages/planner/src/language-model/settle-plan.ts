import type { Goal, Plan, PlanVerification, Situation, VerifyPlan } from '@muster/domain';
import { makePlanGoal } from '../built-in/search/plan-goal.ts';
import { type StatedSteps, toPlan } from './to-plan.ts';

export type Settled = { readonly plan: Plan; readonly verification: PlanVerification };

const MOST_ROUNDS = 40;
/** Plans with more steps than this are taken as they stand: leaving out each in turn would cost more than it brings. */
const TIDY_LIMIT = 40;

/** Proves stated steps; steps that interfere are put in the order in which they were listed, until no more do. */
export const proveSteps = (
  stated: StatedSteps,
  goal: Goal,
  assumptions: Plan['assumptions'],
  situation: Situation,
  verify: VerifyPlan,
): Settled => {
  const orderings: [number, number][] = [];
  for (let round = 0; ; round += 1) {
    const plan = toPlan(stated, goal, assumptions, situation, orderings);
    const verification = verify(plan, situation);
    const position = new Map(plan.steps.map((step, index) => [step.id, index]));
    const known = orderings.length;
    for (const violation of verification.verdict.violations) {
      if (violation.code !== 'VERIFY_INTERFERENCE') continue;
      const [a, b] = [position.get(violation.step ?? ''), position.get(violation.other ?? '')];
      if (a !== undefined && b !== undefined) orderings.push([Math.min(a, b), Math.max(a, b)]);
    }
    if (orderings.length === known || round >= MOST_ROUNDS) return { plan, verification };
  }
};

/**
 * A proved plan without what the goal does not need: a step that can be left out is left out, and where search knows a plan with fewer steps that one
 * is taken. So nothing that a model adds beyond the goal is ever carried out.
 */
export const tidyPlan = (
  stated: StatedSteps,
  proved: Settled,
  situation: Situation,
  verify: VerifyPlan,
): Settled & { readonly isChanged: boolean } => {
  let [steps, best] = [stated, proved];
  for (let at = steps.steps.length - 1; at >= 0 && steps.steps.length <= TIDY_LIMIT; at -= 1) {
    const fewer = without(steps, at);
    const attempt = proveSteps(fewer, proved.plan.goal, proved.plan.assumptions, situation, verify);
    if (attempt.verification.verdict.status === 'valid') [steps, best] = [fewer, attempt];
  }
  const searched = makePlanGoal({ effort: 8_000_000, improvement: 0 })(proved.plan.goal, situation, verify);
  if (searched.ok && searched.value.plan.steps.length < best.plan.steps.length)
    return { ...searched.value, isChanged: true };
  return { ...best, isChanged: best !== proved };
};

const without = ({ steps, order }: StatedSteps, at: number): StatedSteps => {
  const move = (index: number): number => (index > at ? index - 1 : index);
  return {
    steps: steps.filter((_, index) => index !== at),
    order: order.filter(([a, b]) => a !== at && b !== at).map(([a, b]): [number, number] => [move(a), move(b)]),
  };
};
