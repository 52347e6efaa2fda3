import { bilingual } from '@muster/domain';
import { ALL_ROBOTS } from '../journal/event.ts';
import { commandStatus, isMissionOver, type RobotRun, robotValue } from '../state/executor-state.ts';
import { causes } from './causes.ts';
import { type Decision, isFixed, manifestOf, poseAge, silence } from './decision.ts';
import { stillSeconds } from './watch-commands.ts';

/** Standstill must have been measured for so long, on telemetry no older than this; seconds. */
const STILL_SECONDS = 0.5;
const FRESH_SECONDS = 0.3;

/** Keeps a stop request that the stop lane has already sent: latches it, asks open commands to end, pauses the missions it touches. */
export const latchStop = (decision: Decision, scope: string, by: string): void => {
  decision.emit({ type: 'stop-latched', scope, by });
  const { state } = decision;
  const stopped = [...state.robots.values()].filter((robot) => scope === ALL_ROBOTS || robot.id === scope);
  for (const robot of stopped) {
    const open = robot.open === undefined ? undefined : state.commands.get(robot.open);
    const status = open && commandStatus(open);
    if (open && (status === 'sent' || status === 'confirmed'))
      decision.emit({ type: 'command-canceling', robot: robot.id, id: open.command.id });
  }
  const ids = new Set(stopped.map((robot) => robot.id));
  for (const mission of state.missions.values())
    if (
      !isMissionOver(mission) &&
      mission.machine.can({ type: 'mission-paused' }) &&
      Object.keys(mission.lanes).some((robot) => ids.has(robot))
    )
      decision.emit({ type: 'mission-paused', mission: mission.id, by });
};

/** Confirms a stop by measured standstill, or names the robot whose standstill is not known after a second. */
export const watchStops = (decision: Decision): void => {
  const { limits, model, telemetry } = decision.inputs;
  for (const robot of decision.state.robots.values()) {
    const { stop } = robotValue(robot);
    if (stop === 'clear') continue;
    const since = robot.stopSince ?? decision.scene;
    const age = isFixed(model, robot.id) ? silence(decision, robot.id) : poseAge(decision, robot.id);
    const fresh = decision.inputs.connected(robot.id) && age <= Math.max(FRESH_SECONDS, 0);
    const maxSpeed = manifestOf(model, robot.id)?.hold.confirmedBy.maxSpeed ?? 0.02;
    const speed = telemetry.get(robot.id)?.speed ?? Number.POSITIVE_INFINITY;
    if (stop === 'confirmed') {
      if (fresh && speed > Math.max(0.05, maxSpeed))
        decision.emit({
          type: 'stop-unconfirmed',
          robot: robot.id,
          cause: causes.notConfirmed(bilingual('It moves again.', '它又在移动。')),
        });
      continue;
    }
    const still = Math.min(stillSeconds(decision, robot.id), decision.scene - since);
    // A hand at work stands as still as an idle one: its work has to be known to have ended, too.
    const atWork = isAtWork(decision, robot);
    if (fresh && speed <= maxSpeed && still >= STILL_SECONDS && !atWork) {
      decision.emit({ type: 'stop-confirmed', robot: robot.id, seconds: decision.scene - since });
      continue;
    }
    if (stop === 'requested' && decision.isPast(`stop ${robot.id}`, since, limits.stopConfirmed))
      decision.emit({
        type: 'stop-unconfirmed',
        robot: robot.id,
        cause: causes.notConfirmed(
          !decision.inputs.connected(robot.id)
            ? bilingual('It cannot be reached.', '无法联系。')
            : fresh && atWork && speed <= maxSpeed
              ? bilingual('It may still be at its work.', '它可能仍在作业。')
              : fresh
                ? bilingual(`It moves at ${speed.toFixed(2)} m/s.`, `它仍以 ${speed.toFixed(2)} 米/秒移动。`)
                : bilingual('Its motion is not known.', '不知道它是否在动。'),
        ),
      });
  }
};

/** Whether a skill may be running: it was told, and neither its result nor its time-out has come. */
const isAtWork = (decision: Decision, robot: RobotRun): boolean => {
  const open = robot.open === undefined ? undefined : decision.state.commands.get(robot.open);
  if (open?.command.kind !== 'skill') return false;
  const { id, deadlineSeconds } = open.command;
  return commandStatus(open) !== 'released' && !decision.isPast(`ended ${id}`, open.releasedAt, deadlineSeconds);
};
