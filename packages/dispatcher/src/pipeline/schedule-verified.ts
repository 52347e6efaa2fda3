import { type AllocateOptions, makeAllocate } from '@muster/allocator';
import {
  fail,
  ok,
  type Problem,
  type Result,
  type Situation,
  type VerifiedPlan,
  type VerifiedSchedule,
} from '@muster/domain';
import { makeRoute } from '@muster/traffic';
import { verifySchedule } from '@muster/verifier';

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
