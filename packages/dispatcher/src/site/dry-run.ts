import { dialectOf, type FrameRules, initialPoseMessage, renderCall } from '@muster/bridge';
import { hidePassword, parseVdaAddress, renderOrder } from '@muster/bridge/vda5050';
import type { Problem, RobotCommand, RunResult, WorldModel } from '@muster/domain';
import { placePose, speedOn, wayPoses } from '@muster/executor';
import { REAL_SPEED_CAP, type RobotAddresses } from './robot-links.ts';
import type { RobotSettings } from './robot-settings.ts';

/** One message as it would leave: a rosbridge frame, or an MQTT topic and its message. */
export type DryRunCall = {
  readonly step: string;
  readonly robot: string;
  /** Where it would go; `simulator` for a robot without an address of its own. */
  readonly to: string;
  readonly protocol: 'ros1' | 'ros2' | 'vda5050';
  readonly name: string;
  readonly type: string;
  readonly message: object;
  /** Seconds that would be waited for its end. */
  readonly deadlineSeconds: number;
};
export type DryRun = { readonly calls: readonly DryRunCall[]; readonly problems: readonly Problem[] };

/**
 * What carrying a schedule out would send, in the order of its expected starts: the same rendering that sends it for real, each travel as one
 * stretch. Opens no connection. Ids are those of a first mission's first attempt.
 */
export const dryRun = (
  result: Pick<RunResult, 'plan' | 'schedule'>,
  model: WorldModel,
  addresses: RobotAddresses,
  settings: ReadonlyMap<string, RobotSettings> = new Map(),
): DryRun => {
  const calls: DryRunCall[] = [];
  const problems: Problem[] = [];
  for (const command of commandsOf(result, model)) {
    const kind = model.scene.robots.find(({ id }) => id === command.robot)?.kind;
    const manifest = kind === undefined ? undefined : model.library.robots[kind];
    if (!manifest) continue;
    const address = addresses.get(command.robot);
    const own = address === undefined ? undefined : { speedCap: REAL_SPEED_CAP, ...settings.get(command.robot) };
    const rules: FrameRules = {
      floors: model.scene.floors.map(({ id }) => id),
      dialect: dialectOf(manifest),
      ...(own?.map ? { map: own.map } : {}),
    };
    const isFirst = !calls.some(({ robot }) => robot === command.robot);
    const base = {
      step: command.id.split('/')[1] ?? '',
      robot: command.robot,
      to: address === undefined ? 'simulator' : hidePassword(address),
      deadlineSeconds: command.deadlineSeconds,
    };
    const vehicle = address === undefined ? undefined : parseVdaAddress(address);
    if (vehicle?.ok) {
      const order = renderOrder(command, manifest, vehicle.value, rules, own?.speedCap);
      if (order.ok)
        calls.push({
          ...base,
          protocol: 'vda5050',
          name: order.value.topic,
          type: 'order',
          message: order.value.message,
        });
      else problems.push(...order.problems);
      continue;
    }
    if (isFirst && own?.initialPose) {
      const { topic, type, msg } = initialPoseMessage(own.initialPose, manifest, command.robot, rules);
      calls.push({ ...base, protocol: rules.dialect, name: topic, type, message: { op: 'publish', topic, msg } });
    }
    const rendered = renderCall(command, manifest, {
      ...rules,
      skills: model.library.skills,
      ...(own ? { speedCap: own.speedCap } : {}),
    });
    if (rendered.ok) {
      const { name, type, frame } = rendered.value;
      calls.push({ ...base, protocol: rules.dialect, name, type, message: frame });
    } else problems.push(...rendered.problems);
  }
  return { calls, problems };
};

const commandsOf = ({ plan, schedule }: Pick<RunResult, 'plan' | 'schedule'>, model: WorldModel): RobotCommand[] => {
  if (!plan || !schedule) return [];
  const timed: { start: number; command: RobotCommand }[] = [];
  for (const travel of schedule.travels ?? []) {
    const visits = (schedule.routes?.[travel.robot] ?? []).filter(({ move }) => move === travel.id);
    const nodes = visits.flatMap(({ element }) => (element.kind === 'node' ? [element.id] : []));
    if (nodes.length === 0) continue;
    const edges = visits.flatMap(({ element }) => (element.kind === 'edge' ? [element.id] : []));
    const from = model.scene.graph.nodes.find(({ id }) => id === travel.from);
    const here = from && { floor: from.floor, x: from.x, y: from.y, z: 0, yaw: from.yaw ?? 0, at: 0 };
    const speed = speedOn(model, travel.robot, edges);
    timed.push({
      start: travel.start,
      command: {
        id: `mission-01/${travel.id}/1/1/1`,
        robot: travel.robot,
        epoch: 1,
        deadlineSeconds: Math.round(30 + (3 * travel.metres) / speed),
        kind: 'travel',
        nodes,
        waypoints: wayPoses(model, here, nodes, travel.place),
        speed,
        last: true,
      },
    });
  }
  for (const assignment of schedule.assignments) {
    const step = plan.steps.find(({ id }) => id === assignment.step);
    const skill = step && model.library.skills[step.skill];
    if (!skill) continue;
    for (const role of skill.roles) {
      const name = role.name.slice(1);
      const robot = assignment.roles[name];
      if (robot === undefined) continue;
      const place = role.at === undefined ? undefined : step.args[role.at.slice(1)];
      const target = typeof place === 'string' ? placePose(model, place) : undefined;
      timed.push({
        start: assignment.start,
        command: {
          id: `mission-01/${step.id}/1/1${skill.roles.length > 1 ? `/${name}` : ''}`,
          robot,
          epoch: 1,
          deadlineSeconds: skill.timeoutSeconds,
          kind: 'skill',
          skill: skill.id,
          role: name,
          args: step.args,
          ...(target ? { target } : {}),
          others: Object.fromEntries(Object.entries(assignment.roles).filter(([other]) => other !== name)),
        },
      });
    }
  }
  return timed.sort((a, b) => a.start - b.start).map(({ command }) => command);
};
