import {
  type Fault,
  fail,
  type Goal,
  ok,
  type Plan,
  type Result,
  type Rule,
  type Schedule,
  type Situation,
  type VerifiedPlan,
  type VerifiedSchedule,
  type WorldModel,
} from '@muster/domain';
import { createEmbeddedHost, type Journal, type JournalRecord, releaseByDependencies } from '@muster/executor';
import { createRecorder, createWorld, type Recording, type World } from '@muster/sim-core';
import { isGenuine, verifyPlan, verifySchedule } from '@muster/verifier';
import type { Future } from '../api/rehearsal.ts';
import { planAgain } from '../pipeline/plan-again.ts';
import { GoalWitness } from '../site/goal-witness.ts';
import { truthState } from '../site/truth-state.ts';
import { createDirectRobots } from './direct-robots.ts';
import { drawTrouble } from './draw-trouble.ts';
import { whereItStands } from './where-it-stands.ts';

/** What is rehearsed: plain data, so that it can cross to a worker; each one proves it for itself. */
export type Script = { readonly plan: Plan; readonly schedule: Schedule; readonly rules: readonly Rule[] };

/** Ticks between two decisions. */
const DECIDE_TICKS = 4;
/** Seconds for which a mission may wait for a person before the future counts as stuck: longer than any trouble lasts. */
const WAIT_SECONDS = 100;
/** Longest future: this many times the schedule, and some more. */
const LONGEST = 3;
const GRACE_SECONDS = 240;

const NOWHERE: Journal = { read: () => [], append: () => undefined, close: () => undefined };

const situationOf = (model: WorldModel, rules: readonly Rule[]): Situation => ({
  model,
  state: model.initial,
  rules,
  commitments: [],
});

/** Proves a script on the world as it is at the start of the rehearsal. */
export const proveScript = (model: WorldModel, script: Script): Result<VerifiedSchedule> => {
  const situation = situationOf(model, script.rules);
  const plan = verifyPlan(script.plan, situation);
  const proof = plan.verified && verifySchedule(script.schedule, plan.verified as VerifiedPlan, situation);
  if (proof?.verified) return ok(proof.verified);
  const { violations } = proof ? proof.verdict : plan.verdict;
  return fail(...violations.map(({ code, says, step }) => ({ code, says, ...(step ? { place: step } : {}) })));
};

export type PlayedFuture = {
  readonly future: Future;
  readonly simulatedSeconds: number;
  readonly records: readonly JournalRecord[];
  readonly recording?: Recording;
};

export type PlayOptions = {
  /** Instead of what the seed draws. */
  readonly faults?: readonly Fault[];
  /** Keep what the simulator did, for a replay to look at. */
  readonly record?: boolean;
};

/**
 * Plays one future of a proved schedule: the real executor over a simulated world of its own, in that world's time. The same model, script and
 * seed play the same future, bit for bit.
 */
export const playFuture = async (
  model: WorldModel,
  verified: VerifiedSchedule,
  rules: readonly Rule[],
  seed: number,
  options: PlayOptions = {},
): Promise<PlayedFuture> => {
  const faults = options.faults ?? drawTrouble(model, verified.plan, verified.schedule, seed);
  const world = createWorld(model, { seed, faults });
  const recorder = options.record ? createRecorder(world, { faults }) : undefined;
  const robots = createDirectRobots(world, model);
  const records: JournalRecord[] = [];
  let over = false;
  let blockedAt: number | undefined;
  let asking: Promise<unknown> | undefined;
  let host: ReturnType<typeof createEmbeddedHost> | undefined;
  const clock = { sceneSeconds: () => world.seconds, monotonicSeconds: () => world.seconds };
  host = createEmbeddedHost({
    model,
    journal: NOWHERE,
    drivers: robots.drivers,
    clock,
    ids: () => 'rehearsal',
    isGenuine,
    releaseVisits: releaseByDependencies,
    defer: (work) => work(),
    replan: ({ goal }) => {
      const answer = Promise.resolve().then(() =>
        planAgain(goal, { ...situationOf(model, rules), state: host!.snapshot().world }),
      );
      asking = answer;
      return answer;
    },
  });
  host.subscribe((record) => {
    records.push(record);
    if (record.type === 'mission-blocked') blockedAt = world.seconds;
    else if (record.type === 'mission-unblocked') blockedAt = undefined;
    else if (['mission-completed', 'mission-failed', 'mission-canceled'].includes(record.type)) over = true;
  });
  const witness = new GoalWitness(verified.plan.goal, worldTruth(world, model), model);
  const created = host.create(verified, { by: 'rehearsal' });
  const limit = Math.max(verified.schedule.makespan * LONGEST, verified.schedule.makespan + GRACE_SECONDS);
  while (created.ok && !over && world.seconds < limit) {
    if (blockedAt !== undefined && world.seconds - blockedAt > WAIT_SECONDS) break;
    for (let tick = 0; tick < DECIDE_TICKS; tick += 1) {
      world.step(1);
      robots.flush();
    }
    host.tick();
    recorder?.note();
    if (world.tick % 20 === 0) witness.sample();
    if (asking) {
      await asking;
      // The host takes the answer in a microtask after it.
      await Promise.resolve();
      asking = undefined;
    }
  }
  const last = records.findLast(({ type }) => type.startsWith('mission-'))?.type;
  host.close();
  const report = witness.report(world.seconds, true, over && last === 'mission-completed' ? 'completed' : 'failed');
  const isDone = report.outcome === 'achieved' && last === 'mission-completed';
  const outcome: Future['outcome'] = isDone
    ? isLate(verified.plan.goal, model, world.seconds)
      ? 'late'
      : 'finished'
    : over
      ? 'failed'
      : 'waits';
  const { version: _version, ...where } = {
    version: 1,
    ...(isDone ? {} : whereItStands(records, world, model, verified)),
  };
  return {
    future: {
      seed,
      outcome,
      seconds: Math.round((isDone ? world.seconds : (blockedAt ?? world.seconds)) * 10) / 10,
      ...where,
      faults: faults.map(({ kind, target, at, seconds }) => ({
        kind,
        ...(target === undefined ? {} : { target }),
        ...(at === undefined ? {} : { at }),
        ...(seconds === undefined ? {} : { seconds }),
      })),
      contacts: world.events().filter((event) => event.type === 'contact' && event.commanded).length,
      hash: world.hash(),
    },
    simulatedSeconds: world.seconds,
    records,
    ...(recorder ? { recording: recorder.finish() } : {}),
  };
};

const worldTruth = (world: World, model: WorldModel) => ({
  witness: 'simulator' as const,
  holds: (predicate: string, args: readonly string[]) => world.holds(predicate, args),
  state: () => truthState(model, world),
});

/** Earliest deadline among the goal's propositions, scene seconds since tick 0. */
export const deadlineSeconds = (goal: Goal, model: WorldModel): number | undefined => {
  const due = goal.propositions.flatMap(({ beforeSeconds }) => beforeSeconds ?? []);
  return due.length === 0 ? undefined : Math.min(...due) - secondOfDay(model);
};

const isLate = (goal: Goal, model: WorldModel, seconds: number): boolean =>
  seconds > (deadlineSeconds(goal, model) ?? Number.POSITIVE_INFINITY);

/** Second of the day of the scene clock at tick 0. */
export const secondOfDay = (model: WorldModel): number => {
  const match = /T(\d\d):(\d\d)(?::(\d\d))?/.exec(model.scene.startsAt);
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0) : 0;
};
