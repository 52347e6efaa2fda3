import type { Cause } from '../journal/event.ts';
import { isOpen } from '../machines/command.machine.ts';
import { isEnding } from '../machines/mission.machine.ts';
import { commandStatus, type MissionRun, type StepRun, statusOf } from '../state/executor-state.ts';
import { causes } from './causes.ts';
import type { Decision } from './decision.ts';
import { expectEffects } from './expect-effects.ts';
import { changes, reportsOnly, stepContext } from './step-conditions.ts';

/** Blocked steps of which more may still be found out. */
const DOUBTS: ReadonlySet<string> = new Set(['EXECUTE_OUTCOME_UNKNOWN', 'EXECUTE_DOUBT_NEEDS_PERSON']);

/** Draws a step's conclusion once all commands of its attempt have ended. */
export const settleCommands = (decision: Decision, mission: MissionRun, run: StepRun): void => {
  const status = statusOf(run);
  if (status !== 'underway' && !(status === 'blocked' && DOUBTS.has(run.cause?.code ?? ''))) return;
  const commands = run.commands.flatMap((id) => decision.state.commands.get(id) ?? []);
  const bad = commands.find((command) => ['failed', 'rejected', 'canceled', 'absent'].includes(commandStatus(command)));
  const open = commands.filter((command) => isOpen(commandStatus(command)));
  if (open.length > 0) {
    // A partner that failed leaves the others without a purpose.
    if (bad)
      for (const command of open)
        if (commandStatus(command) === 'sent' || commandStatus(command) === 'confirmed')
          decision.emit({ type: 'command-canceling', robot: command.command.robot, id: command.command.id });
    return;
  }
  if (!bad) {
    if (commands.length === 0 || run.reportedAt !== undefined) return;
    if (status === 'blocked') decision.emit({ type: 'step-resumed', mission: mission.id, step: run.id });
    if (run.kind === 'travel') return;
    const found = commands.find((command) => command.found !== undefined)?.found;
    decision.emit({
      type: 'step-reported',
      mission: mission.id,
      step: run.id,
      ...(found === undefined ? {} : { found }),
    });
    expectEffects(decision, mission, run);
    return;
  }
  const { robot } = bad.command;
  const detail = bad.message ?? bad.code ?? '';
  switch (commandStatus(bad)) {
    case 'rejected':
      settleFailure(
        decision,
        mission,
        run,
        causes.refused(robot, detail),
        commands.every((c) => commandStatus(c) === 'rejected') ? 'nothing-done' : 'known-ended',
      );
      return;
    case 'failed':
      settleFailure(decision, mission, run, causes.failed(robot, detail), 'known-ended');
      return;
    case 'canceled':
      settleFailure(decision, mission, run, causes.endedEarly(robot), 'known-ended');
      return;
    default:
      settleFailure(decision, mission, run, causes.doubt(robot), 'doubt');
  }
};

/**
 * A step did not do what it should. Another attempt is made when doing it twice is the same as once, or when it is proved that nothing
 * was done; else a new plan is asked for; else a person decides.
 *
 * @param knowledge `doubt`: it ran without our seeing it, so without proof of absence only a person may repeat it
 */
export const settleFailure = (
  decision: Decision,
  mission: MissionRun,
  run: StepRun,
  cause: Cause,
  knowledge: 'nothing-done' | 'known-ended' | 'doubt',
): void => {
  const { limits } = decision.inputs;
  if (statusOf(run) === 'delayed') return;
  const isAbsent = knowledge === 'nothing-done' || isProvedAbsent(decision, mission, run);
  if (knowledge === 'known-ended' && !isAbsent && mayStillBeSeen(decision, mission, run)) return;
  takeBack(decision, mission, run, isAbsent);
  if (isEnding(mission.machine.value) && mission.undoAsked !== true && knowledge !== 'doubt') {
    decision.emit({ type: 'step-canceled', mission: mission.id, step: run.id, cause });
    return;
  }
  const attempts = run.machine.context.attempts;
  const repeatable = run.kind === 'travel' || isAbsent || decision.skillOf(mission, run)?.idempotent === true;
  if (repeatable && attempts < limits.attempts) {
    decision.emit({
      type: 'step-delayed',
      mission: mission.id,
      step: run.id,
      cause,
      dueSeconds: decision.scene + limits.retryBackOff * 2 ** Math.max(0, attempts - 1),
      next: 'retry',
    });
    return;
  }
  if (knowledge !== 'doubt' && decision.inputs.canReplan && mission.replans < limits.replansPerMission) {
    decision.emit({ type: 'step-failed', mission: mission.id, step: run.id, cause });
    return;
  }
  block(decision, mission, run, cause);
};

/** A moment to look at what a broken-off step left behind, before anything is concluded from not having seen it. */
const mayStillBeSeen = (decision: Decision, mission: MissionRun, run: StepRun): boolean =>
  run.kind === 'step' &&
  decision.skillOf(mission, run)?.idempotent !== true &&
  !reportsOnly(decision, run) &&
  !decision.isPast(`after ${mission.id} ${run.id}`, attemptEnd(decision, run), decision.inputs.limits.effectSensed);

export const block = (decision: Decision, mission: MissionRun, run: StepRun, cause: Cause): void => {
  if (statusOf(run) === 'blocked' && run.cause?.code === cause.code) return;
  decision.emit({ type: 'step-blocked', mission: mission.id, step: run.id, cause });
};

/**
 * Whether it is seen that nothing was done: since the attempt ended, every fact that the step would have made true was seen false, and every
 * one that it would have ended was seen true. What nobody has looked at since proves nothing.
 */
export const isProvedAbsent = (decision: Decision, mission: MissionRun, run: StepRun): boolean => {
  const context = stepContext(decision, mission, run);
  if (!context) return false;
  const since = attemptEnd(decision, run);
  const { facts } = changes(decision, context.skill.effects.end, context.binding, 'expected');
  const wasSeen = (fact: string, value: boolean): boolean => {
    const sight = decision.inputs.seen.get(fact);
    return sight !== undefined && sight.at >= since && sight.value === value;
  };
  const made = facts.filter(({ value }) => value === true);
  return (
    made.length > 0 &&
    made.every(({ fact }) => wasSeen(fact, false)) &&
    facts.every(({ fact, value }) => value === true || !heldBefore(decision, run, fact) || wasSeen(fact, true))
  );
};

/** Whether it was so before this attempt changed it, as far as was believed. */
const heldBefore = (decision: Decision, run: StepRun, fact: string): boolean =>
  (run.previousFacts.get(fact) ?? decision.state.belief.facts[fact]?.value ?? false) !== false;

/** When the last command of the attempt ended, or was last in doubt. */
const attemptEnd = (decision: Decision, run: StepRun): number =>
  Math.max(
    run.startedAt ?? 0,
    ...run.commands.map((id) => {
      const command = decision.state.commands.get(id);
      return Math.max(command?.endedAt ?? 0, command?.lostAt ?? 0, command?.cancelAt ?? 0);
    }),
  );

/**
 * What was expected of a failed step and was never seen is believed no longer: it is as it was when nothing was done, else unknown.
 * Numbers go back to what they were, as no number can be unknown.
 */
const takeBack = (decision: Decision, mission: MissionRun, run: StepRun, isAbsent: boolean): void => {
  const { belief } = decision.state;
  const since = run.startedAt ?? Number.POSITIVE_INFINITY;
  const facts = [...run.previousFacts].flatMap(([fact, before]) => {
    const now = belief.facts[fact];
    if (run.kind === 'travel' || now?.source !== 'expected' || now.at < since) return [];
    const value = isAbsent ? before : ('unknown' as const);
    return now.value === value ? [] : [{ fact, value }];
  });
  const numbers = [...run.previousNumbers].flatMap(([fact, value]) => {
    const now = belief.numbers[fact];
    return now?.source === 'expected' && now.at >= since && now.value !== value ? [{ fact, value }] : [];
  });
  if (facts.length + numbers.length === 0) return;
  decision.emit({ type: 'belief-changed', source: 'expected', facts, numbers, mission: mission.id, step: run.id });
};
