import { bilingual, fail, type Goal, type Result, type Situation, type VerifiedSchedule } from '@muster/domain';
import { makePlanGoal } from '@muster/planner';
import { verifyPlan } from '@muster/verifier';
import { scheduleVerified } from '../pipeline/prepare.ts';

/** A new plan for a goal from the world as it is believed now. */
export const planAgain = (goal: Goal, situation: Situation): Result<VerifiedSchedule> => {
  const found = makePlanGoal()(goal, situation, verifyPlan);
  if (!found.ok) return found;
  const { verified } = found.value.verification;
  return verified
    ? scheduleVerified(verified, situation)
    : fail({ code: 'PLAN_NOT_PROVED', says: bilingual('The new plan could not be proved.', '新计划无法证明。') });
};
