import { Worker } from 'node:worker_threads';
import {
  bilingual,
  fail,
  ok,
  type Planner,
  type Problem,
  type Result,
  type Situation,
  type VerifiedPlan,
  type VerifiedSchedule,
  type WorldModel,
} from '@muster/domain';
import { verifyPlan, verifySchedule } from '@muster/verifier';
import type { PlanningDesk } from './plan-here.ts';
import type { Draft, PlanningAnswer, PlanningOrder } from './planning-worker.ts';
import { type Prepared, prepare, refuseUnscheduled } from './prepare.ts';

/**
 * In a thread of its own, so that stop requests, robots' links and the console never wait for a search. What comes back is plain data and is proved again
 * here, on the same situation: a seal is never taken from elsewhere. A language model is asked from this thread, as it only waits; its plan is timed and
 * routed in the other.
 */
export const planAside = (planner: Planner, model: WorldModel): PlanningDesk => {
  let worker: Worker | undefined;
  let orders = 0;
  const waiting = new Map<number, (answer: PlanningAnswer) => void>();
  const breakAll = (why: string): void => {
    worker = undefined;
    for (const [id, settle] of [...waiting]) settle({ id, broke: why });
  };
  const hire = (): Worker => {
    const fresh = new Worker(new URL('./planning-worker.ts', import.meta.url), { workerData: { model } });
    fresh.unref();
    fresh.on('message', (answer: PlanningAnswer) => waiting.get(answer.id)?.(answer));
    fresh.on('error', (error) => breakAll(error.message));
    fresh.on('exit', () => {
      if (worker === fresh) breakAll('the planning thread ended');
    });
    return fresh;
  };
  worker = hire();
  const ask = (order: DistributiveOmit<PlanningOrder, 'id'>): Promise<PlanningAnswer> =>
    new Promise((resolve) => {
      orders += 1;
      const id = orders;
      waiting.set(id, (answer) => {
        waiting.delete(id);
        resolve(answer);
      });
      worker ??= hire();
      worker.postMessage({ ...order, id });
    });
  const bare = ({ model: _model, ...situation }: Situation): Omit<Situation, 'model'> => situation;

  return {
    prepare: async (request, situation) => {
      if (planner.name !== 'built-in') {
        const response = await planner.respond(request, situation, verifyPlan);
        const { interpretation, verification } = response;
        if (!response.plan || !verification) return { response, interpretation };
        if (!verification.verified) return { response, interpretation, verdict: verification.verdict };
        const answer = await ask({ type: 'schedule', plan: response.plan, situation: bare(situation) });
        const sealed = seal(answer, situation);
        if (!sealed.ok) return refuseUnscheduled(response, verification, sealed.problems);
        return preparedOf({ ...response, plan: sealed.value.verified.plan }, interpretation, sealed.value);
      }
      const answer = await ask({ type: 'prepare', request, situation: bare(situation) });
      if ('broke' in answer) return prepare(planner, request, situation);
      const { draft } = answer;
      const response = draft.response!;
      const interpretation = draft.interpretation!;
      if (!draft.schedule) return { response, interpretation, ...(draft.verdict ? { verdict: draft.verdict } : {}) };
      const sealed = seal(answer, situation);
      return sealed.ok ? preparedOf(response, interpretation, sealed.value) : prepare(planner, request, situation);
    },
    planAgain: async (goal, situation) => {
      const sealed = seal(await ask({ type: 'again', goal, situation: bare(situation) }), situation);
      return sealed.ok ? ok(sealed.value.ready) : sealed;
    },
    close: () => {
      const last = worker;
      worker = undefined;
      void last?.terminate();
    },
  };
};

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Sealed = { readonly verified: VerifiedPlan; readonly ready: VerifiedSchedule };

const preparedOf = (
  response: Prepared['response'],
  interpretation: Prepared['interpretation'],
  { verified, ready }: Sealed,
): Prepared => ({
  response: { ...response, plan: verified.plan },
  interpretation,
  verdict: ready.verdict,
  verified,
  schedule: ready.schedule,
  ready,
});

/** Proves what another thread has drawn up. */
const seal = (answer: PlanningAnswer, situation: Situation): Result<Sealed> => {
  if ('broke' in answer)
    return fail({
      code: 'PLANNING_BROKE',
      says: bilingual(`Planning broke off: ${answer.broke}.`, `规划中断：${answer.broke}。`),
    });
  const { plan, schedule, problems }: Draft = answer.draft;
  if (!plan || !schedule)
    return fail(
      ...(problems ?? [{ code: 'PLAN_NOT_PROVED', says: bilingual('No plan was found.', '没有找到计划。') }]),
    );
  const proof = verifyPlan(plan, situation);
  const timed = proof.verified && verifySchedule(schedule, proof.verified, situation);
  if (proof.verified && timed?.verified) return ok({ verified: proof.verified, ready: timed.verified });
  const violations = timed ? timed.verdict.violations : proof.verdict.violations;
  return fail(...violations.map(({ code, says }): Problem => ({ code, says })));
};
