import { bilingual } from '@muster/domain';
import { isOpen } from '../machines/command.machine.ts';
import { commandStatus, isMissionOver, robotValue } from '../state/executor-state.ts';
import { causes } from './causes.ts';
import type { Decision } from './decision.ts';
import { loseCommand } from './robot-events.ts';

/**
 * First turn of a process. Whatever the journal says is running is in doubt until it is found out: every open command is lost, every robot
 * is out of reach until its link comes up, every lease is taken anew with a higher epoch. A latched stop stays latched.
 */
export const recover = (decision: Decision, robots: readonly string[]): void => {
  const { state } = decision;
  decision.emit({
    type: 'host-started',
    boot: state.boot + 1,
    scene: decision.inputs.model.scene.id,
    revision: decision.inputs.model.revision,
  });
  for (const id of robots) if (!state.robots.has(id)) decision.emit({ type: 'robot-joined', robot: id });
  for (const command of state.commands.values())
    if (isOpen(commandStatus(command)) && commandStatus(command) !== 'unknown')
      loseCommand(decision, command, causes.outcomeUnknown(causes.restart()));
  for (const robot of state.robots.values()) {
    if (robotValue(robot).link === 'reachable')
      decision.emit({ type: 'bridge-disconnected', robot: robot.id, why: 'restart' });
    if (robots.includes(robot.id)) decision.emit({ type: 'lease-taken', robot: robot.id, epoch: robot.epoch + 1 });
  }
  for (const mission of state.missions.values())
    if (!isMissionOver(mission) && mission.replanning)
      decision.emit({
        type: 'replan-refused',
        mission: mission.id,
        problems: [
          { code: 'EXECUTE_RESTARTED', says: bilingual('The dispatcher was restarted.', '调度程序已重新启动。') },
        ],
      });
};
