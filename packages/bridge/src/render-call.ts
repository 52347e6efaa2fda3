import {
  bilingual,
  capabilityFor,
  fail,
  ok,
  type Result,
  type RobotCommand,
  type RobotManifest,
  type RosCall,
  type Skill,
} from '@muster/domain';
import { fillName, fillTemplate, type Json } from './fill-template.ts';
import { type FrameRules, toPoseStamped } from './frames.ts';
import { bridgeProblem } from './problems.ts';

/** A command as it is made over ROS: exactly the frame that is sent. */
export type RenderedCall = {
  readonly call: RosCall;
  readonly name: string;
  readonly type: string;
  /** rosbridge v2 operation. */
  readonly frame: { readonly op: string; readonly id: string; readonly [key: string]: Json };
};

export type RenderOptions = FrameRules & {
  /** Needed where a role claims another capability than the skill's own. */
  readonly skills?: Readonly<Record<string, Skill>>;
  /** Upper bound on commanded speeds, metres per second. */
  readonly speedCap?: number;
};

/**
 * The exact ROS call that a command becomes. Used for sending and for `--dry-run` alike.
 *
 * @returns `BRIDGE_NO_CALL` when the manifest has none for it, `BRIDGE_TEMPLATE_VALUE` when it can't be filled in
 */
export const renderCall = (
  command: RobotCommand,
  manifest: RobotManifest,
  options: RenderOptions,
): Result<RenderedCall> => {
  const call = callOf(command, manifest, options.skills);
  if (!call) {
    const what = command.kind === 'travel' ? 'travel' : command.skill;
    return fail(
      bridgeProblem(
        'BRIDGE_NO_CALL',
        bilingual(`${manifest.kind} has no call for ${what}.`, `${manifest.kind} 没有 ${what} 的调用。`),
        command.robot,
        bilingual('Add it to its manifest.', '请在清单中添加。'),
      ),
    );
  }
  return renderFrame(call, command.id, contextOf(command, options), command.robot, options);
};

/** A call of the manifest that takes no command, e.g. its hold. */
export const renderBareCall = (call: RosCall, id: string, robot: string, options: FrameRules): Result<RenderedCall> =>
  renderFrame(call, id, { robot, command: id, args: {}, arguments: '{}', skill: '' }, robot, options);

const callOf = (
  command: RobotCommand,
  manifest: RobotManifest,
  skills: Readonly<Record<string, Skill>> | undefined,
): RosCall | undefined => {
  if (command.kind === 'travel') return manifest.calls.travel;
  const skill = skills?.[command.skill];
  const capability = skill
    ? capabilityFor(manifest, skill, `?${command.role}`)
    : manifest.capabilities.find((entry) => entry.skill === command.skill);
  return capability && manifest.calls[capability.call];
};

const contextOf = (command: RobotCommand, options: RenderOptions): Json => {
  const common = { robot: command.robot, command: command.id };
  if (command.kind === 'travel')
    return {
      ...common,
      skill: 'travel',
      args: {},
      arguments: '{}',
      waypoints: command.waypoints.map((pose) => toPoseStamped(pose, options)),
      ...(command.waypoints.length > 0
        ? { target: toPoseStamped(command.waypoints[command.waypoints.length - 1]!, options) }
        : {}),
      speed: Math.min(command.speed, options.speedCap ?? Number.MAX_VALUE),
    };
  const isJoint = Object.keys(command.others).length > 0;
  return {
    ...common,
    skill: command.skill,
    role: command.role,
    others: { ...command.others },
    args: { ...command.args },
    arguments: JSON.stringify({
      ...command.args,
      ...(isJoint ? { role: command.role, others: command.others } : {}),
    }),
    ...(command.target ? { target: toPoseStamped(command.target, options) } : {}),
  };
};

const renderFrame = (
  call: RosCall,
  id: string,
  context: Json,
  robot: string,
  options: FrameRules,
): Result<RenderedCall> => {
  const name = fillName(call.name, robot);
  const filled = fillTemplate(call.goal as Json, context, `calls/${name}`);
  if (!filled.ok) return filled;
  const goal = filled.value;
  switch (call.kind) {
    case 'ros2-action':
      return ok({
        call,
        name,
        type: call.type,
        frame: { op: 'send_action_goal', id, action: name, action_type: call.type, args: goal, feedback: true },
      });
    case 'ros1-actionlib':
      return ok({
        call,
        name,
        type: call.type,
        frame: {
          op: 'publish',
          id,
          topic: `${name}/goal`,
          msg: { goal_id: { stamp: zeroStamp(options), id }, goal },
        },
      });
    case 'service':
      return ok({
        call,
        name,
        type: call.type,
        frame: { op: 'call_service', id, service: name, type: call.type, args: goal },
      });
    case 'topic':
      return ok({ call, name, type: call.type, frame: { op: 'publish', id, topic: name, msg: goal } });
  }
};

const zeroStamp = (options: FrameRules): Json =>
  options.dialect === 'ros1' ? { secs: 0, nsecs: 0 } : { sec: 0, nanosec: 0 };
