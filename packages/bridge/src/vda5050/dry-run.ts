import { fail, ok, type Result, type RobotCommand, type RobotManifest } from '@muster/domain';
import type { FrameRules } from '../frames.ts';
import { actionOf } from './action-of.ts';
import { type VdaAddress, vdaTopic } from './address.ts';
import { actionIdOf, actionOrder, openOrder, orderIdOf, startNode } from './order-book.ts';

/**
 * The order that a command would become, without its header. Where it would begin is only known at that moment: the start node stands for
 * the vehicle's own last one.
 */
export const renderOrder = (
  command: RobotCommand,
  manifest: RobotManifest,
  address: VdaAddress,
  rules: FrameRules,
  speedCap?: number,
): Result<{ readonly topic: string; readonly message: object }> => {
  const start = startNode('LAST_NODE', { floor: rules.floors[0] ?? '', x: 0, y: 0, yaw: 0 }, rules);
  const { nodePosition: _unknown, ...bare } = start;
  const topic = vdaTopic(address, 'order');
  if (command.kind === 'travel')
    return ok({
      topic,
      message: openOrder(command, bare, { rules, ...(speedCap === undefined ? {} : { speedCap }) }).message!,
    });
  const action = actionOf(command, manifest, actionIdOf(orderIdOf(command.id)));
  return action.ok ? ok({ topic, message: actionOrder(command, bare, action.value) }) : fail(...action.problems);
};
