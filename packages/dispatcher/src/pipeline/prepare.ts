import { type AllocateOptions, makeAllocate } from '@muster/allocator';
import {
  fail,
  type Interpretation,
  ok,
  type Planner,
  type PlanRequest,
  type PlanResponse,
  type PlanVerification,
  type Problem,
  type Reason,
  type Result,
  type Schedule,
  type Situation,
  type Verdict,
  type VerifiedPlan,
  type VerifiedSchedule,
} from '@muster/domain';
import { makeRoute } from '@muster/traffic';
import { verifyPlan, verifySchedule } from '@muster/verifier';

/** A sentence, understood, planned, proved, allocated, routed and proved again; or the honest answer why not. */
export type Prepared = {
  readonly response: PlanResponse;
  readonly interpretation: Interpretation;
  readonly verdict?: Verdict;
  readonly verified?: VerifiedPlan;
  readonly schedule?: Schedule;
  readonly ready?: VerifiedSchedule;
};

/** Attempts at a schedule, in order: the full choice of robots first, then the planner's own binding, then robot after robot. */
const ATTEMPTS: readonly { readonly allocate: AllocateOptions; readonly seed: number }[] = [
  { allocate: { seed: 1 }, seed: 1 },
  { allocate: { seed: 2 }, seed: 7 },
  { allocate: { keepBinding: true }, seed: 1 },
  { allocate: { keepBinding: true }, seed: 13 },
  { allocate: { seed: 1, inTurn: true }, seed: 1 },
  { allocate: { keepBinding: true, inTurn: true }, seed: 1 },
];

/**
 * From a proved plan to a proved schedule.
 *
 * @returns the problems of the last attempt when none of them leads to a proof
 */
export const scheduleVerified = (verified: VerifiedPlan, situation: Situation): Result<VerifiedSchedule> => {
  let problems: readonly Problem[] = [];
  for (const attempt of ATTEMPTS) {
    const allocated = makeAllocate(attempt.allocate)(verified, situation);
    if (!allocated.ok) {
      problems = problems.length > 0 ? problems : allocated.problems;
      continue;
    }
    const routed = makeRoute({ seed: attempt.seed })(allocated.value, verified, situation);
    if (!routed.ok) {
      problems = routed.problems;
      continue;
    }
    const proof = verifySchedule(routed.value, verified, situation);
    if (proof.verified) return ok(proof.verified);
    problems = proof.verdict.violations.map((violation) => ({
      code: violation.code,
      says: violation.says,
      ...(violation.step ? { place: violation.step } : {}),
      ...(violation.remedy ? { remedy: violation.remedy } : {}),
    }));
  }
  return fail(...problems);
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
  const scheduled = scheduleVerified(verification.verified, situation);
  if (!scheduled.ok)
    return {
      response,
      interpretation: {
        ...interpretation,
        kind: 'refuse',
        reasons: scheduled.problems.map(reasonOf),
        says: scheduled.problems[0]?.says ?? interpretation.says,
      },
      verdict: verification.verdict,
      verified: verification.verified,
    };
  return {
    response,
    interpretation,
    verdict: scheduled.value.verdict,
    verified: verification.verified,
    schedule: scheduled.value.schedule,
    ready: scheduled.value,
  };
};

export const reasonOf = (problem: Problem): Reason => ({
  code: problem.code,
  says: problem.says,
  ...(problem.place ? { facts: [problem.place] } : {}),
  ...(problem.remedy ? { nearest: problem.remedy } : {}),
});
