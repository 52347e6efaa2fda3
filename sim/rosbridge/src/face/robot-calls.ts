import type { RobotManifest, RosCall, WorldModel } from '@muster/domain';
import type { SimCommand, SimEvent, World } from '@muster/sim-core';
import type { GoalHandle } from '../graph/action-space.ts';
import type { RosGraph } from '../graph/ros-graph.ts';
import type { Registration, ServiceReply } from '../graph/service-space.ts';
import { floorOf, poseStamped, readWaypoints } from './frames.ts';
import { fillName, putAt, readTemplate } from './template.ts';

type ResultEvent = Extract<SimEvent, { type: 'result' }>;

/** A command that came over a call and waits for its result. */
type Pending = {
  readonly call: RosCall;
  readonly handle?: GoalHandle;
  readonly reply?: ServiceReply;
  readonly since: number;
};

/** The calls of one robot, as its manifest declares them: no kind of robot has code of its own. */
export interface RobotCalls {
  /** Hands a result to whoever asked. */
  settle(event: ResultEvent): void;
  /** Sends feedback of goals that run. */
  feedback(): void;
  readonly pending: number;
  close(): void;
}

/** Calls that share one name and type: told apart by the fixed parts of their goal templates. */
type Endpoint = { readonly name: string; readonly first: RosCall; readonly calls: [id: string, call: RosCall][] };

const endpointsOf = (calls: Readonly<Record<string, RosCall>>, robot: string): Endpoint[] => {
  const endpoints = new Map<string, Endpoint>();
  for (const [id, call] of Object.entries(calls).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = fillName(call.name, robot);
    const key = `${call.kind} ${name}`;
    const known = endpoints.get(key);
    if (known) known.calls.push([id, call]);
    else endpoints.set(key, { name, first: call, calls: [[id, call]] });
  }
  return [...endpoints.values()];
};

export const registerRobotCalls = (
  world: World,
  graph: RosGraph,
  model: WorldModel,
  robot: string,
  manifest: RobotManifest,
): RobotCalls => {
  const node = `/${robot}/driver`;
  const pending = new Map<string, Pending>();
  const registrations: Registration[] = [];
  const sequence = { next: 0 };
  const index = world.inside.fixed.robotIndex.get(robot)!;
  const commandId = (): string => {
    sequence.next += 1;
    return `${robot}-call-${sequence.next}`;
  };

  const understand = (
    endpoint: Endpoint,
    message: unknown,
    id: string,
  ): { command: SimCommand; call: RosCall } | string => {
    for (const [callId, call] of endpoint.calls) {
      const context = readTemplate(call.goal, message);
      if (!context) continue;
      const command = commandOf(world, model, robot, manifest, callId, context, id);
      return typeof command === 'string' ? command : { command, call };
    }
    return `no call of ${manifest.kind} is made like this`;
  };

  const start = (endpoint: Endpoint, message: unknown, id: string, waiting: Omit<Pending, 'call' | 'since'>): void => {
    const understood = understand(endpoint, message, id);
    const call = typeof understood === 'string' ? endpoint.first : understood.call;
    const entry: Pending = { call, since: world.seconds, ...waiting };
    if (typeof understood === 'string') {
      conclude(entry, { outcome: 'rejected', code: 'SIM_BAD_ARGUMENT', message: understood });
      return;
    }
    const { command } = understood;
    if (command.kind === 'hold' || command.kind === 'release') {
      const result = world.apply(command);
      conclude(entry, result.accepted ? { outcome: 'succeeded' } : { outcome: 'rejected', ...result });
      return;
    }
    pending.set(id, entry);
    const result = world.apply(command);
    if (result.accepted || !pending.delete(id)) return;
    conclude(entry, { outcome: 'rejected', code: result.code, message: result.message });
  };

  for (const endpoint of endpointsOf({ ...stockCalls(graph, manifest), ...manifest.calls }, robot)) {
    const { first, name } = endpoint;
    const type = typeOf(graph, first);
    if (first.kind === 'ros2-action' || first.kind === 'ros1-actionlib')
      registrations.push(
        graph.advertiseAction({
          name,
          type,
          node,
          concurrency: 'parallel',
          onGoal: (id, goal, handle) => start(endpoint, goal, id, { handle }),
          onCancel: (id) => world.apply({ kind: 'cancel', robot, id }).accepted,
        }),
      );
    else if (first.kind === 'service')
      registrations.push(
        graph.advertiseService(name, type, (request, reply) => start(endpoint, request, commandId(), { reply }), {
          node,
        }),
      );
    else
      registrations.push(graph.subscribe(name, type, (message) => start(endpoint, message, commandId(), {}), { node }));
  }

  return {
    get pending() {
      return pending.size;
    },
    settle: (event) => {
      const entry = pending.get(event.command);
      if (!entry) return;
      pending.delete(event.command);
      conclude(entry, event);
    },
    feedback: () => {
      for (const { call, handle, since } of pending.values())
        if (handle) handle.feedback(feedbackOf(world, model, robot, index, call, since));
    },
    close: () => {
      for (const registration of registrations) registration.close();
    },
  };
};

/**
 * What a stock mobile base offers besides the calls of its manifest: a single pose to go to. As everywhere, the simulator drives straight there and looks
 * for no way of its own.
 */
const stockCalls = (graph: RosGraph, manifest: RobotManifest): Readonly<Record<string, RosCall>> => {
  const isMobile = Object.values(manifest.calls).some((call) => JSON.stringify(call.goal).includes('${waypoints}'));
  if (!isMobile) return {};
  return {
    stock_navigation:
      graph.dialect === 'ros1'
        ? {
            kind: 'ros1-actionlib',
            name: '/${robot}/move_base',
            type: 'move_base_msgs/MoveBaseAction',
            goal: { target_pose: '${target}' },
          }
        : {
            kind: 'ros2-action',
            name: '/${robot}/navigate_to_pose',
            type: 'nav2_msgs/action/NavigateToPose',
            goal: { pose: '${target}' },
          },
  };
};

/** Type in the graph's own spelling, whichever the manifest uses. */
export const typeOf = (graph: RosGraph, call: Pick<RosCall, 'kind' | 'type'>): string => {
  const parts = call.type.split('/');
  const key = `${parts[0]}/${parts[parts.length - 1]!}`;
  if (call.kind === 'service') return graph.types.spell(key, 'srv');
  if (call.kind === 'topic') return graph.types.spell(key, 'msg');
  return graph.types.spell(key.replace(/Action$/, ''), 'action');
};

/** What the simulator is asked to do by a call, or why that is not clear. */
const commandOf = (
  world: World,
  model: WorldModel,
  robot: string,
  manifest: RobotManifest,
  callId: string,
  context: Readonly<Record<string, unknown>>,
  id: string,
): SimCommand | string => {
  if (callId === manifest.hold.call) return { kind: 'hold', robot };
  if (callId === manifest.hold.release) return { kind: 'release', robot };
  const poses = context.waypoints ?? context.target;
  if (poses !== undefined) {
    const own = world.inside.fixed.floors[world.inside.state.int.floor[world.inside.fixed.robotIndex.get(robot)!]!]!.id;
    const read = readWaypoints(model, poses, floorOf(model, '', own) ?? own);
    if ('problem' in read) return read.problem;
    const speed = typeof context.speed === 'number' ? context.speed : 0;
    return { kind: 'travel', robot, id, waypoints: read.waypoints, speed };
  }
  const claimed = manifest.capabilities.filter((capability) => capability.call === callId);
  const skill =
    typeof context.skill === 'string' ? context.skill : claimed.length === 1 ? claimed[0]!.skill : undefined;
  if (skill === undefined) return 'the call does not say which skill';
  const read = argumentsOf(model, skill, context);
  return typeof read === 'string' ? read : { kind: 'skill', robot, id, skill, ...read };
};

type SkillArguments = Pick<Extract<SimCommand, { kind: 'skill' }>, 'args' | 'role' | 'others'>;

/** Arguments from `${arguments}` (JSON text or object) or from single `${args.x}` values; `role` and `others` when they are given. */
const argumentsOf = (
  model: WorldModel,
  skill: string,
  context: Readonly<Record<string, unknown>>,
): SkillArguments | string => {
  let raw: unknown = context.arguments ?? {};
  if (typeof raw === 'string') {
    try {
      raw = raw.trim() === '' ? {} : JSON.parse(raw);
    } catch {
      return 'the arguments are not JSON';
    }
  }
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) return 'the arguments are not an object';
  const args: Record<string, string | number> = {};
  const parameters = new Set(model.library.skills[skill]?.parameters.map((parameter) => parameter.name.slice(1)) ?? []);
  const take = (name: string, value: unknown): void => {
    if (typeof value === 'string' || typeof value === 'number') args[name] = value;
  };
  const own = raw as Record<string, unknown>;
  for (const name of Object.keys(own)) take(name.replace(/^\?/, ''), own[name]);
  for (const [path, value] of Object.entries(context)) if (path.startsWith('args.')) take(path.slice(5), value);
  const role = parameters.has('role') ? undefined : (own.role ?? context.role);
  const others = parameters.has('others') ? undefined : (own.others ?? context.others);
  delete args.role;
  return {
    args,
    ...(typeof role === 'string' && role !== '' ? { role } : {}),
    ...(others !== null && typeof others === 'object' && !Array.isArray(others)
      ? { others: others as Readonly<Record<string, string>> }
      : {}),
  };
};

type Ending = Pick<ResultEvent, 'outcome' | 'code' | 'message' | 'found'>;

/** Navigation error numbers of Nav2 by what went wrong; Source: nav2_msgs (kilted): 9100 unknown, 9103 timeout. */
const NAVIGATION_FAILED = 9100;

/** Result values as the manifest's result paths want them, and whatever the type itself has a place for. */
const resultOf = (call: RosCall, ending: Ending): Record<string, unknown> => {
  const values: Record<string, unknown> = {};
  const done = ending.outcome === 'succeeded';
  const { success, message, outcome } = call.result ?? {};
  const name = call.type.slice(call.type.lastIndexOf('/') + 1);
  if (name === 'ExecuteSkill' || name === 'ExecuteSkillAction')
    Object.assign(values, {
      success: done,
      code: ending.code ?? '',
      message: ending.message ?? '',
      outcome: ending.found ?? '',
    });
  else if (call.kind === 'service') Object.assign(values, { success: done, message: ending.message ?? '' });
  if (success) putAt(values, success.path, done ? success.equals : opposite(success.equals));
  if (message && ending.message !== undefined)
    putAt(
      values,
      message,
      ending.code && values.code === undefined ? `${ending.code}: ${ending.message}` : ending.message,
    );
  if (outcome && ending.found !== undefined) putAt(values, outcome, ending.found);
  return values;
};

const opposite = (value: string | number | boolean): string | number | boolean =>
  typeof value === 'boolean' ? !value : typeof value === 'number' ? (value === 0 ? NAVIGATION_FAILED : 0) : 'failed';

const conclude = ({ call, handle, reply }: Pending, ending: Ending): void => {
  const values = resultOf(call, ending);
  const text = ending.code === undefined ? '' : `${ending.code}: ${ending.message ?? ''}`;
  if (reply) reply.succeed(values);
  else if (handle) {
    if (ending.outcome === 'succeeded') handle.succeed(values);
    else if (ending.outcome === 'canceled' && ending.code !== 'SIM_PREEMPTED') handle.canceled(values);
    else handle.abort(values, text);
  }
};

const feedbackOf = (
  world: World,
  model: WorldModel,
  robot: string,
  index: number,
  call: RosCall,
  since: number,
): object => {
  const values: Record<string, unknown> = {};
  const command = world.senses.command(robot);
  const { progress, phase } = call.feedback ?? {};
  const type = call.type.slice(call.type.lastIndexOf('/') + 1);
  if (progress) putAt(values, progress, command?.progress ?? 0);
  if (phase) putAt(values, phase, command?.phase ?? '');
  if (type.startsWith('MoveBase')) values.base_position = poseStamped(model, world.senses.pose(robot)!, world.seconds);
  if (type.startsWith('Navigate')) {
    const motion = world.inside.state.tables.motions[index];
    const points = motion?.points ?? [];
    let left = 0;
    const { x, y } = world.inside.state.lane;
    let px = x[index]!;
    let py = y[index]!;
    for (let k = motion?.next ?? 0; motion && k < motion.limits.length; k += 1) {
      const dx = points[k * 4]! - px;
      const dy = points[k * 4 + 1]! - py;
      left += Math.sqrt(dx * dx + dy * dy);
      px = points[k * 4]!;
      py = points[k * 4 + 1]!;
    }
    values.current_pose = poseStamped(model, world.senses.pose(robot)!, world.seconds);
    values.navigation_time = world.seconds - since;
    values.estimated_time_remaining = left / (motion?.speed || 1);
    values.distance_remaining = left;
    if (type.startsWith('NavigateThroughPoses'))
      values.number_of_poses_remaining = motion ? Math.max(0, motion.limits.length - motion.next) : 0;
  }
  return values;
};
