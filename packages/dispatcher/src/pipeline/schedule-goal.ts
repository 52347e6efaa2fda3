import {
  fail,
  type Goal,
  ok,
  type PlanVerification,
  type Problem,
  type Result,
  type Situation,
  sealPlan,
  type VerifiedPlan,
  type VerifiedSchedule,
} from '@muster/domain';
import { makePlanGoal } from '@muster/planner';
import { verifyPlan } from '@muster/verifier';
import { scheduleVerified } from './schedule-verified.ts';

export type ScheduledGoal = {
  readonly verification: PlanVerification;
  readonly verified: VerifiedPlan;
  readonly ready: VerifiedSchedule;
};

/** What says that a plan is right and yet has no way to be carried out side by side: too many robots for a room, or for its door. */
const CROWDED = /^(TRAFFIC_|VERIFY_ROUTE|ALLOCATE_NO_SCHEDULE)/;

/** Robots that are left out at most before the search for a plan with fewer of them ends. */
const MOST_LEFT_OUT = 3;

/**
 * A proved schedule for a proved plan, and where its robots are in each other's way, for another plan to the same goal that does with fewer of them. The
 * other plan is proved against the goal as it was asked for.
 *
 * @returns the problems of the plan as it was given when no other one helps
 */
export const scheduleGoal = (verification: PlanVerification, situation: Situation): Result<ScheduledGoal> => {
  const { verified } = verification;
  if (!verified) return fail(...verification.verdict.violations.map(({ code, says }): Problem => ({ code, says })));
  const first = scheduleVerified(verified, situation);
  if (first.ok) return ok({ verification, verified, ready: first.value });
  if (!first.problems.some((problem) => CROWDED.test(problem.code))) return first;
  const left: string[] = [];
  let crowd = robotsOf(verified);
  while (left.length < MOST_LEFT_OUT && crowd.length > 1) {
    let next: { readonly robot: string; readonly verified: VerifiedPlan } | undefined;
    for (const robot of crowd) {
      const again = planWithout([...left, robot], verified.plan.goal, situation);
      if (!again?.verified) continue;
      const scheduled = scheduleVerified(again.verified, situation);
      if (scheduled.ok) return ok({ verification: again, verified: again.verified, ready: scheduled.value });
      next ??= { robot, verified: again.verified };
    }
    if (!next) break;
    left.push(next.robot);
    crowd = robotsOf(next.verified);
  }
  return first;
};

const planWithout = (robots: readonly string[], goal: Goal, situation: Situation): PlanVerification | undefined => {
  const avoid = { ...goal.avoid, robots: [...(goal.avoid?.robots ?? []), ...robots] };
  const found = makePlanGoal()({ ...goal, avoid }, situation, verifyPlan);
  if (!found.ok) return undefined;
  const { hash: _hash, ...content } = found.value.plan;
  return verifyPlan(sealPlan({ ...content, goal }), situation);
};

/** Robots of a plan as the planner bound them, the busiest last: the first can best be done without. */
const robotsOf = ({ plan }: VerifiedPlan): string[] => {
  const steps = new Map<string, number>();
  for (const step of plan.steps)
    for (const role of Object.values(step.roles)) {
      const robot = plan.binding?.[role] ?? role;
      steps.set(robot, (steps.get(robot) ?? 0) + 1);
    }
  return [...steps.keys()].sort((a, b) => steps.get(a)! - steps.get(b)! || (a < b ? -1 : 1));
};
