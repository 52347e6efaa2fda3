import { isOpen } from '../machines/command.machine.ts';
import { robotOf } from '../state/evolve.ts';
import { type CommandRun, commandStatus, robotValue, statusOf } from '../state/executor-state.ts';
import { causes } from './causes.ts';
import { type Decision, isFixed, poseAge, silence } from './decision.ts';
import { nodeOf, planarDistance } from './geometry.ts';
import { adopt, loseCommand, STANDSTILL_SPEED } from './robot-events.ts';
import { judge, seenSince, stepContext } from './step-conditions.ts';

/** Puts a bound on every wait for a robot, and finds out about commands in doubt. */
export const watchCommands = (decision: Decision): void => {
  for (const robot of decision.state.robots.values()) {
    watchSilence(decision, robot.id);
    const run = robot.open === undefined ? undefined : decision.state.commands.get(robot.open);
    if (!run || !isOpen(commandStatus(run))) continue;
    if (commandStatus(run) === 'unknown') reconcile(decision, run);
    else watchCommand(decision, run);
  }
};

const watchSilence = (decision: Decision, robot: string): void => {
  const run = robotOf(decision.state, robot);
  const { link } = robotValue(run);
  if (link === 'lost') {
    if (decision.inputs.connected(robot) && silence(decision, robot) < decision.inputs.limits.poseAgeParked)
      decision.emit({ type: 'robot-recovered', robot });
    return;
  }
  const quiet =
    link === 'down' || !decision.inputs.telemetry.has(robot)
      ? decision.scene - run.linkSince
      : Math.max(0, silence(decision, robot));
  if (quiet < decision.inputs.limits.robotLost) return;
  if (!decision.isPast(`lost ${robot}`, decision.scene - quiet, decision.inputs.limits.robotLost)) return;
  decision.emit({ type: 'robot-lost', robot, silentSeconds: quiet });
  const open = run.open === undefined ? undefined : decision.state.commands.get(run.open);
  if (open && commandStatus(open) !== 'unknown') loseCommand(decision, open, causes.outcomeUnknown(causes.linkDown()));
};

const watchCommand = (decision: Decision, run: CommandRun): void => {
  const { id, robot } = run.command;
  const status = commandStatus(run);
  const speed = decision.inputs.telemetry.get(robot)?.speed ?? 0;
  if (status === 'sent' && run.command.kind === 'travel' && speed > STANDSTILL_SPEED) {
    decision.emit({ type: 'command-confirmed', robot, id });
    return;
  }
  if (status === 'sent' && decision.isPast(`evidence ${id}`, run.releasedAt, decision.inputs.limits.firstEvidence)) {
    loseCommand(decision, run, causes.outcomeUnknown(causes.noEvidence()));
    return;
  }
  if (decision.isPast(`deadline ${id}`, run.dueSeconds, 0)) {
    if (status === 'sent' || status === 'confirmed') decision.emit({ type: 'command-canceling', robot, id });
    if (status !== 'released') loseCommand(decision, run, causes.outcomeUnknown(causes.overdue()));
    return;
  }
  if (status === 'canceling') {
    // Its motion must end; a cancel that was only sent proves nothing.
    const since = run.cancelAt ?? run.releasedAt;
    if (decision.isPast(`cancel ${id}`, since, decision.inputs.limits.cancelHonoured * 5))
      loseCommand(decision, run, causes.outcomeUnknown(causes.overdue()));
  }
};

/**
 * Finds out about a command in doubt, in the order of evidence: its result or feedback (taken as they come in), the effect in fresh
 * sensing, standstill. Nothing is sent meanwhile but a cancel, once, so that what may be running ends.
 */
const reconcile = (decision: Decision, run: CommandRun): void => {
  const { robot, id } = run.command;
  const { limits, telemetry, model } = decision.inputs;
  if (robotValue(robotOf(decision.state, robot)).link !== 'reachable' || !decision.inputs.connected(robot)) return;
  const fresh = isFixed(model, robot) ? silence(decision, robot) : poseAge(decision, robot);
  const heardSince = (telemetry.get(robot)?.anyScene ?? -1) >= (run.lostAt ?? 0);
  if (fresh > limits.poseAgeMoving || !heardSince) return;
  if (effectShows(decision, run)) {
    decision.emit({ type: 'command-succeeded', robot, id, code: 'EXECUTE_EFFECT_SEEN' });
    return;
  }
  const still = stillSeconds(decision, robot);
  if (still === 0) {
    if (run.command.kind === 'travel' && statusOfStep(decision, run) === 'blocked') adopt(decision, run, 'motion');
    return;
  }
  const link = robotOf(decision.state, robot).linkSince;
  const doubtSince = Math.max(run.lostAt ?? 0, link);
  if (!run.cancelAt && decision.isPast(`recancel ${id}`, doubtSince, limits.standstill / 2)) {
    decision.emit({ type: 'command-canceling', robot, id });
    return;
  }
  const settle = run.command.kind === 'travel' || isFixed(model, robot) ? limits.standstill : 2 * limits.standstill;
  // A hand at work stands as still as an idle one: only when its time is over is it known to have ended.
  if (run.command.kind === 'skill' && !decision.isPast(`ended ${id}`, run.releasedAt, run.command.deadlineSeconds))
    return;
  if (run.cancelAt && still >= settle && decision.isPast(`absent ${id}`, Math.max(doubtSince, run.cancelAt), settle))
    proveAbsent(decision, run, 'standstill');
};

/**
 * A command was found not to be running. The lease is taken anew with it: should the lost message still arrive, a robot that fences will
 * know it for an old one.
 */
export const proveAbsent = (decision: Decision, run: CommandRun, evidence: 'standstill' | 'person'): void => {
  const { robot, id } = run.command;
  decision.emit({ type: 'command-absent', robot, id, evidence });
  decision.emit({ type: 'lease-taken', robot, epoch: robotOf(decision.state, robot).epoch + 1 });
};

const statusOfStep = (decision: Decision, run: CommandRun): string | undefined => {
  const step = decision.state.missions.get(run.mission)?.steps.get(run.step);
  return step && statusOf(step);
};

/** Seconds for which fresh telemetry has shown standstill; a fixed robot that says nothing of speed stands. */
export const stillSeconds = (decision: Decision, robot: string): number => {
  const known = decision.inputs.telemetry.get(robot);
  if (!known) return 0;
  if (known.stillSince === undefined) return isFixed(decision.inputs.model, robot) && known.speed === 0 ? 1e6 : 0;
  return Math.max(0, known.poseScene - known.stillSince);
};

/** Whether what the command was for is seen to be so, by sensing that is younger than the doubt. */
const effectShows = (decision: Decision, run: CommandRun): boolean => {
  const mission = decision.state.missions.get(run.mission);
  const step = mission?.steps.get(run.step);
  if (!mission || !step) return false;
  if (run.command.kind === 'travel') {
    const goal = run.command.nodes.at(-1);
    const node = goal === undefined ? undefined : nodeOf(decision.inputs.model, goal);
    const pose = decision.inputs.telemetry.get(run.command.robot)?.pose;
    return (
      node !== undefined &&
      pose !== undefined &&
      planarDistance(node, pose) <= decision.inputs.limits.arriveMetres &&
      stillSeconds(decision, run.command.robot) >= decision.inputs.limits.standstill / 2
    );
  }
  const context = stepContext(decision, mission, step);
  if (!context || context.skill.success.sensed.length === 0) return false;
  return (
    judge(decision, context.skill.success.sensed, context.binding, 'evidenced').truth === true &&
    seenSince(decision, context, step.startedAt ?? 0)
  );
};
