import type { PoseStamped, RobotCommand, RobotManifest, Skill } from '@muster/domain';
import type { FrameRules } from '../frames.ts';
import type { VdaAction, VdaNode } from './messages.ts';
import { fromVdaPosition } from './positions.ts';

type WithoutHeader<T> = T extends RobotCommand ? Omit<T, 'id' | 'robot' | 'epoch' | 'deadlineSeconds'> : never;
/** What a body is told to do; whoever tells it adds who and by when. */
export type BodyCommand = WithoutHeader<RobotCommand>;

type Ground = { readonly rules: FrameRules; readonly elevation: (floor: string) => number };

/**
 * A stretch of an order as a drive. Where an order leaves the heading open the body looks along its way.
 *
 * @param from where the body is, where that is known
 */
export const driveOf = (
  nodes: readonly VdaNode[],
  maxSpeed: number,
  from: { readonly x: number; readonly y: number } | undefined,
  { mobility }: RobotManifest,
  { rules, elevation }: Ground,
): BodyCommand => {
  const speed = Math.min(maxSpeed, mobility.mode === 'fixed' ? 0 : mobility.maxSpeed);
  let behind = from;
  const waypoints = nodes.map((node, index) => {
    const place = fromVdaPosition(node.nodePosition!, rules)!;
    const next = nodes[index + 1]?.nodePosition;
    const before = behind ?? place;
    behind = place;
    const ahead = next && fromVdaPosition(next, rules);
    const yaw =
      node.nodePosition?.theta !== undefined
        ? place.yaw
        : ahead
          ? Math.atan2(ahead.y - place.y, ahead.x - place.x)
          : Math.atan2(place.y - before.y, place.x - before.x);
    return { ...place, z: elevation(place.floor), yaw };
  });
  return { kind: 'travel', waypoints, nodes: nodes.map(({ nodeId }) => nodeId), speed, last: true };
};

/** An action of an order as a skill: by the manifest's mapping, else by its own name and parameters. */
export const skillOf = (
  action: VdaAction,
  manifest: RobotManifest,
  skills: Readonly<Record<string, Skill>> | undefined,
): BodyCommand => {
  const mapped = Object.entries(manifest.vda5050?.actions ?? {}).find(
    ([, entry]) => entry.actionType === action.actionType,
  );
  const skill = mapped?.[0] ?? action.actionType;
  const given = Object.fromEntries((action.actionParameters ?? []).map(({ key, value }) => [key, value]));
  const { role, others, ...rest } = given;
  const args = Object.fromEntries(
    Object.entries(rest).flatMap(([key, value]) => {
      const name = argumentOf(mapped?.[1].parameters?.[key], key);
      return typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [];
    }),
  );
  return {
    kind: 'skill',
    skill,
    role: typeof role === 'string' ? role : (skills?.[skill]?.roles[0]?.name.replace(/^\?/, '') ?? 'robot'),
    args,
    others: (others !== null && typeof others === 'object' ? others : {}) as Readonly<Record<string, string>>,
  };
};

/** Where `initPosition` says that the vehicle is; undefined when it doesn't say it with numbers on a known map. */
export const placedAt = (action: VdaAction, { rules, elevation }: Ground): PoseStamped | undefined => {
  const value = (key: string): unknown => action.actionParameters?.find((entry) => entry.key === key)?.value;
  const [x, y, theta, mapId] = [Number(value('x')), Number(value('y')), Number(value('theta')), String(value('mapId'))];
  if (![x, y, theta].every(Number.isFinite)) return undefined;
  const pose = fromVdaPosition({ x, y, theta, mapId }, rules);
  return pose && { ...pose, z: elevation(pose.floor) };
};

/** Argument that a parameter was filled from: `${args.item}` under another key. */
const argumentOf = (template: unknown, key: string): string => {
  const match = typeof template === 'string' ? /^\$\{args\.([\w]+)\}$/.exec(template) : null;
  return match?.[1] ?? key;
};
