import { parentPort, workerData } from 'node:worker_threads';
import type {
  Goal,
  Interpretation,
  Plan,
  PlanRequest,
  PlanResponse,
  Problem,
  Schedule,
  Situation,
  Verdict,
  WorldModel,
} from '@muster/domain';
import { createBuiltInPlanner, makePlanGoal } from '@muster/planner';
import { verifyPlan } from '@muster/verifier';
import { prepare } from './prepare.ts';
import { scheduleGoal } from './schedule-goal.ts';

/** A situation without its model, which the worker has already. */
export type BareSituation = Omit<Situation, 'model'>;

export type PlanningOrder =
  | { readonly id: number; readonly type: 'prepare'; readonly request: PlanRequest; readonly situation: BareSituation }
  /** A plan from elsewhere, to be timed and routed. */
  | { readonly id: number; readonly type: 'schedule'; readonly plan: Plan; readonly situation: BareSituation }
  | { readonly id: number; readonly type: 'again'; readonly goal: Goal; readonly situation: BareSituation };

/** Plain data: seals don't cross threads, whoever gets this proves it again. */
export type Draft = {
  readonly response?: Omit<PlanResponse, 'verification'>;
  readonly interpretation?: Interpretation;
  readonly verdict?: Verdict;
  readonly plan?: Plan;
  readonly schedule?: Schedule;
  readonly problems?: readonly Problem[];
};
export type PlanningAnswer =
  | { readonly id: number; readonly draft: Draft }
  | { readonly id: number; readonly broke: string };

const { model } = workerData as { model: WorldModel };
const planner = createBuiltInPlanner();

const scheduled = (verification: Parameters<typeof scheduleGoal>[0], situation: Situation): Draft => {
  const answer = scheduleGoal(verification, situation);
  return answer.ok
    ? { plan: answer.value.verified.plan, schedule: answer.value.ready.schedule }
    : { problems: answer.problems };
};

const draw = async (order: PlanningOrder): Promise<Draft> => {
  const situation: Situation = { ...order.situation, model };
  if (order.type === 'schedule') return scheduled(verifyPlan(order.plan, situation), situation);
  if (order.type === 'again') {
    const found = makePlanGoal()(order.goal, situation, verifyPlan);
    return found.ok ? scheduled(found.value.verification, situation) : { problems: found.problems };
  }
  const prepared = await prepare(planner, order.request, situation);
  const { verification: _seal, ...response } = prepared.response;
  return {
    response,
    interpretation: prepared.interpretation,
    ...(prepared.verdict ? { verdict: prepared.verdict } : {}),
    ...(prepared.verified ? { plan: prepared.verified.plan } : {}),
    ...(prepared.schedule ? { schedule: prepared.schedule } : {}),
  };
};

parentPort?.on('message', async (order: PlanningOrder) => {
  const { id } = order;
  let answer: PlanningAnswer;
  try {
    answer = { id, draft: await draw(order) };
  } catch (error) {
    answer = { id, broke: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
});
