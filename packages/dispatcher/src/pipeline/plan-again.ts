import type { Goal, Result, Situation, VerifiedSchedule } from '@muster/domain';
import { makePlanGoal } from '@muster/planner';
import { verifyPlan } from '@muster/verifier';
import { scheduleGoal } from './schedule-goal.ts';

/** A new plan for a goal from the world as it is believed now. */
export const planAgain = (goal: Goal, situation: Situation): Result<VerifiedSchedule> => {
  const found = makePlanGoal()(goal, situation, verifyPlan);
  if (!found.ok) return found;
  const scheduled = scheduleGoal(found.value.verification, situation);
  return scheduled.ok ? { ok: true, value: scheduled.value.ready } : scheduled;
};
