import type { RobotEvent } from '@muster/domain';
import { isOpen } from '../machines/command.machine.ts';
import { robotOf } from '../state/evolve.ts';
import { type CommandRun, commandStatus, robotValue } from '../state/executor-state.ts';
import { causes } from './causes.ts';
import type { Decision, Telemetry } from './decision.ts';
import { isFinitePose } from './geometry.ts';

/** Speed below which a robot counts as standing, metres per second. */
export const STANDSTILL_SPEED = 0.02;

/** Charge changes smaller than this are not worth a record. */
const CHARGE_STEP = 0.01;

/** Folds what is only telemetry; returns false for a value that can't be true. */
export const updateTelemetry = (
  telemetry: Map<string, Telemetry>,
  event: RobotEvent,
  scene: number,
  monotonic: number,
): boolean => {
  let known = telemetry.get(event.robot);
  if (!known) {
    known = {
      speed: 0,
      poseMonotonic: Number.NEGATIVE_INFINITY,
      poseScene: Number.NEGATIVE_INFINITY,
      anyMonotonic: monotonic,
      anyScene: scene,
    };
    telemetry.set(event.robot, known);
  }
  if (event.type === 'link') {
    // A new connection proves nothing about where the robot is or whether it moves.
    if (!event.up) {
      delete known.stillSince;
      delete known.stillSinceMonotonic;
    }
    return true;
  }
  if (event.type === 'pose') {
    if (!isFinitePose(event.pose) || !Number.isFinite(event.speed)) return false;
    // Overtaken by a newer one on the way: it says nothing about now.
    if (known.pose && event.pose.at < known.pose.at && known.pose.at - event.pose.at < 60) return true;
    known.pose = event.pose;
    known.speed = Math.abs(event.speed);
    known.poseMonotonic = monotonic;
    known.poseScene = scene;
    if (known.speed > STANDSTILL_SPEED) {
      delete known.stillSince;
      delete known.stillSinceMonotonic;
    } else {
      known.stillSince ??= scene;
      known.stillSinceMonotonic ??= monotonic;
    }
  }
  known.anyMonotonic = monotonic;
  known.anyScene = scene;
  return true;
};

/** What a robot's event changes beyond its telemetry. Returns whether anything may now go on. */
export const takeRobotEvent = (decision: Decision, event: RobotEvent): boolean => {
  switch (event.type) {
    case 'link':
      takeLink(decision, event);
      return true;
    case 'pose':
      return false;
    case 'hold':
      return true;
    case 'battery':
      return takeBattery(decision, event);
    case 'observed':
      return takeObserved(decision, event);
    case 'progress':
      return takeProgress(decision, event);
    case 'result':
      takeResult(decision, event);
      return true;
  }
};

const takeLink = (decision: Decision, event: Extract<RobotEvent, { type: 'link' }>): void => {
  const robot = robotOf(decision.state, event.robot);
  const { link } = robotValue(robot);
  if (event.up) {
    if (link === 'lost') decision.emit({ type: 'robot-recovered', robot: robot.id });
    else if (link === 'down') decision.emit({ type: 'bridge-connected', robot: robot.id });
    return;
  }
  if (link === 'reachable')
    decision.emit({
      type: 'bridge-disconnected',
      robot: robot.id,
      ...(event.why === undefined ? {} : { why: event.why.slice(0, 200) }),
    });
  const open = robot.open === undefined ? undefined : decision.state.commands.get(robot.open);
  if (open && commandStatus(open) !== 'unknown') loseCommand(decision, open, causes.outcomeUnknown(causes.linkDown()));
};

/** A command of which it is not known whether it runs; its step waits, blocked, for that to be found out. */
export const loseCommand = (
  decision: Decision,
  run: CommandRun,
  cause: ReturnType<typeof causes.outcomeUnknown>,
): void => {
  decision.emit({ type: 'command-lost', robot: run.command.robot, id: run.command.id, cause });
  const step = decision.state.missions.get(run.mission)?.steps.get(run.step);
  if (step?.machine.can({ type: 'step-blocked' }))
    decision.emit({ type: 'step-blocked', mission: run.mission, step: run.step, cause });
};

const takeBattery = (decision: Decision, event: Extract<RobotEvent, { type: 'battery' }>): boolean => {
  if (!Number.isFinite(event.charge) || event.charge < 0 || event.charge > 1.01) {
    ignore(decision, event.robot, `charge ${event.charge}`, 'EXECUTE_BAD_VALUE');
    return false;
  }
  const fact = `battery(${event.robot})`;
  const before = decision.state.belief.numbers[fact];
  if (before && before.source === 'sensed' && Math.abs(before.value - event.charge) < CHARGE_STEP) return false;
  decision.emit({
    type: 'belief-changed',
    source: 'sensed',
    robot: event.robot,
    facts: [],
    numbers: [{ fact, value: event.charge }],
  });
  return true;
};

const takeObserved = (decision: Decision, event: Extract<RobotEvent, { type: 'observed' }>): boolean => {
  const { belief } = decision.state;
  const facts = [];
  const numbers = [];
  for (const { fact, value } of event.facts) {
    if (!isKnownFact(decision, fact)) {
      ignore(decision, event.robot, `observation ${fact.slice(0, 80)}`, 'EXECUTE_UNKNOWN_FACT');
      continue;
    }
    if (typeof value === 'boolean') {
      const before = belief.facts[fact];
      // Repeating what is known is not worth a record; confirming what was only expected is.
      if ((before?.value ?? false) === value && before?.source !== 'expected' && before?.source !== 'reported')
        continue;
      facts.push({ fact, value });
    } else if (Number.isFinite(value)) {
      const before = belief.numbers[fact];
      if (before?.value === value && before.source === 'sensed') continue;
      numbers.push({ fact, value });
    }
  }
  if (facts.length + numbers.length === 0) return false;
  decision.emit({ type: 'belief-changed', source: 'sensed', robot: event.robot, facts, numbers });
  return true;
};

const FACT = /^[a-z][a-z0-9_-]{0,63}\(([a-z][a-z0-9_-]{0,63}(,[a-z][a-z0-9_-]{0,63}){0,3})?\)$/;
const isKnownFact = (decision: Decision, fact: string): boolean => {
  if (!FACT.test(fact)) return false;
  const inner = fact.slice(fact.indexOf('(') + 1, -1);
  return inner === '' || inner.split(',').every((term) => decision.inputs.model.entities[term] !== undefined);
};

const takeProgress = (decision: Decision, event: Extract<RobotEvent, { type: 'progress' }>): boolean => {
  const run = decision.state.commands.get(event.command);
  if (!run || run.command.robot !== event.robot) return false;
  const status = commandStatus(run);
  if (status === 'sent') decision.emit({ type: 'command-confirmed', robot: event.robot, id: event.command });
  else if (status === 'unknown') adopt(decision, run, 'progress');
  else return false;
  return true;
};

/** A command in doubt was found to be running: its step goes on as if nothing had been. */
export const adopt = (decision: Decision, run: CommandRun, evidence: 'progress' | 'motion'): void => {
  decision.emit({ type: 'command-adopted', robot: run.command.robot, id: run.command.id, evidence });
  const step = decision.state.missions.get(run.mission)?.steps.get(run.step);
  if (step?.machine.can({ type: 'step-resumed' }))
    decision.emit({ type: 'step-resumed', mission: run.mission, step: run.step });
};

const RESULTS = {
  succeeded: 'command-succeeded',
  failed: 'command-failed',
  rejected: 'command-rejected',
  canceled: 'command-canceled',
} as const;

const takeResult = (decision: Decision, event: Extract<RobotEvent, { type: 'result' }>): void => {
  const run = decision.state.commands.get(event.command);
  if (!run || run.command.robot !== event.robot) {
    ignore(decision, event.robot, `result for ${event.command.slice(0, 120)}`, 'EXECUTE_UNKNOWN_COMMAND');
    return;
  }
  if (!isOpen(commandStatus(run))) {
    ignore(decision, event.robot, `second result for ${event.command}`, 'EXECUTE_RESULT_TWICE');
    return;
  }
  if (event.outcome === 'unknown') {
    if (commandStatus(run) !== 'unknown') loseCommand(decision, run, causes.outcomeUnknown(causes.unknownResult()));
    return;
  }
  decision.emit({
    type: RESULTS[event.outcome],
    robot: event.robot,
    id: event.command,
    ...(event.code === undefined ? {} : { code: event.code.slice(0, 80) }),
    ...(event.message === undefined ? {} : { message: event.message.slice(0, 300) }),
    ...(event.found === undefined ? {} : { found: event.found.slice(0, 64) }),
  });
};

export const ignore = (decision: Decision, robot: string, what: string, code: string): void => {
  decision.emit({ type: 'event-ignored', robot, what, code });
};
