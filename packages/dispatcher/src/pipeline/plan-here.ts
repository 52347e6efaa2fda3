import type { Goal, Planner, PlanRequest, Result, Situation, VerifiedSchedule } from '@muster/domain';
import { planAgain } from './plan-again.ts';
import { type Prepared, prepare } from './prepare.ts';

/** Where sentences become proved schedules. Nothing that it does moves anything. */
export type PlanningDesk = {
  prepare(request: PlanRequest, situation: Situation): Promise<Prepared>;
  /** A new plan for a goal from the world as it is believed now. */
  planAgain(goal: Goal, situation: Situation): Promise<Result<VerifiedSchedule>>;
  close(): void;
};

/** In this thread: for runs at full simulated speed, whose clock must not run on meanwhile. */
export const planHere = (planner: Planner): PlanningDesk => ({
  prepare: (request, situation) => prepare(planner, request, situation),
  planAgain: async (goal, situation) => planAgain(goal, situation),
  close: () => {},
});
