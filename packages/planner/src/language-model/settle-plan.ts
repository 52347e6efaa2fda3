import type { Goal, Plan, PlanVerification, Situation, VerifyPlan } from '@muster/domain';
import { makePlanGoal } from '../built-in/search/plan-goal.ts';
import { proveOrdered } from '../built-in/search/prove-plan.ts';
import { type StatedSteps, toPlan } from './to-plan.ts';

export type Settled = { readonly plan: Plan; readonly verification: PlanVerification };

/** Plans with more steps than this are taken as they stand: leaving out each in turn would cost more than it brings. */
const TIDY_LIMIT = 40;

/** Proves stated steps; steps that interfere are put in the order in which they were listed, until no more do. */
export const proveSteps = (
  stated: StatedSteps,
  goal: Goal,
  assumptions: Plan['assumptions'],
  situation: Situation,
  verify: VerifyPlan,
): Settled => proveOrdered((orderings) => toPlan(stated, goal, assumptions, situation, orderings), situation, verify);

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
