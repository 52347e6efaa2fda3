import type {
  Interpretation,
  Planner,
  PlanRequest,
  PlanResponse,
  PlanVerification,
  Problem,
  Reason,
  Schedule,
  Situation,
  Verdict,
  VerifiedPlan,
  VerifiedSchedule,
} from '@muster/domain';
import { verifyPlan } from '@muster/verifier';
import { scheduleGoal } from './schedule-goal.ts';

/** A sentence, understood, planned, proved, allocated, routed and proved again; or the honest answer why not. */
export type Prepared = {
  readonly response: PlanResponse;
  readonly interpretation: Interpretation;
  readonly verdict?: Verdict;
  readonly verified?: VerifiedPlan;
  readonly schedule?: Schedule;
  readonly ready?: VerifiedSchedule;
};

/** Takes one utterance as far as a proof allows. Never moves anything. */
export const prepare = async (
  planner: Planner,
  request: PlanRequest,
  situation: Situation,
  signal?: AbortSignal,
): Promise<Prepared> => {
  const response = await planner.respond(request, situation, verifyPlan, signal);
  const { interpretation } = response;
  const verification: PlanVerification | undefined = response.verification;
  if (!response.plan || !verification) return { response, interpretation };
  if (!verification.verified) return { response, interpretation, verdict: verification.verdict };
  const scheduled = scheduleGoal(verification, situation);
  if (!scheduled.ok) return refuseUnscheduled(response, verification, scheduled.problems);
  const { verified, ready } = scheduled.value;
  return {
    response: { ...response, plan: verified.plan, verification: scheduled.value.verification },
    interpretation,
    verdict: ready.verdict,
    verified,
    schedule: ready.schedule,
    ready,
  };
};

/** A plan that is right, and for which no proved schedule was found. */
export const refuseUnscheduled = (
  response: PlanResponse,
  verification: PlanVerification,
  problems: readonly Problem[],
): Prepared => ({
  response,
  interpretation: {
    ...response.interpretation,
    kind: 'refuse',
    reasons: problems.map(reasonOf),
    says: problems[0]?.says ?? response.interpretation.says,
  },
  verdict: verification.verdict,
  ...(verification.verified ? { verified: verification.verified } : {}),
});

export const reasonOf = (problem: Problem): Reason => ({
  code: problem.code,
  says: problem.says,
  ...(problem.place ? { facts: [problem.place] } : {}),
  ...(problem.remedy ? { nearest: problem.remedy } : {}),
});
