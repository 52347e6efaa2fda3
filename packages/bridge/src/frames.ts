import type { Pose, PoseStamped } from '@muster/domain';
import type { Json } from './fill-template.ts';

export type Dialect = 'ros1' | 'ros2';

/** Where a robot's own map lies in the scene: its origin, metres, and its turn, radians. */
export type MapTransform = { readonly x: number; readonly y: number; readonly yaw: number };

/** How poses are written for one robot. */
export type FrameRules = {
  /** Floors of the scene; the first one's frame is `map`, the others' `map_<floor>`. */
  readonly floors: readonly string[];
  readonly dialect: Dialect;
  /** Default: the robot's map is the scene's. */
  readonly map?: MapTransform;
};

export const frameOf = (floor: string, rules: FrameRules): string =>
  floor === rules.floors[0] ? 'map' : `map_${floor}`;

/** Floor of a frame; undefined for a frame that is no floor's. */
export const floorOf = (frame: string, rules: FrameRules): string | undefined => {
  const bare = frame.startsWith('/') ? frame.slice(1) : frame;
  return rules.floors.find((floor) => frameOf(floor, rules) === bare);
};

/** geometry_msgs/PoseStamped in the robot's map. The stamp is zero: the newest transform will do. */
export const toPoseStamped = (pose: PoseStamped, rules: FrameRules): Json => {
  const { x, y, yaw } = toRobotMap(pose, rules.map);
  return {
    header: {
      stamp: rules.dialect === 'ros1' ? { secs: 0, nsecs: 0 } : { sec: 0, nanosec: 0 },
      frame_id: frameOf(pose.floor, rules),
    },
    pose: {
      position: { x, y, z: pose.z },
      orientation: { x: 0, y: 0, z: Math.sin(yaw / 2), w: Math.cos(yaw / 2) },
    },
  };
};

/** A scene pose in the robot's own map. */
export const toRobotMap = (pose: PoseStamped, map: MapTransform | undefined): { x: number; y: number; yaw: number } => {
  if (!map) return pose;
  const dx = pose.x - map.x;
  const dy = pose.y - map.y;
  const [c, s] = [Math.cos(map.yaw), Math.sin(map.yaw)];
  return { x: c * dx + s * dy, y: c * dy - s * dx, yaw: pose.yaw - map.yaw };
};

/** A pose of the robot's own map in the scene. */
export const toScene = (x: number, y: number, yaw: number, map: MapTransform | undefined) => {
  if (!map) return { x, y, yaw };
  const [c, s] = [Math.cos(map.yaw), Math.sin(map.yaw)];
  return { x: map.x + c * x - s * y, y: map.y + s * x + c * y, yaw: yaw + map.yaw };
};

type Reading = { readonly pose: Pose; readonly linear: number; readonly angular: number };

/**
 * Pose and speed of nav_msgs/Odometry, geometry_msgs/PoseStamped or PoseWithCovarianceStamped.
 *
 * @returns what is wrong with it instead, for anything that can't be a pose: NaN (which arrives as null), no rotation, a foreign frame
 */
export const readPose = (message: unknown, at: number, rules: FrameRules): Reading | string => {
  const outer = member(message, 'pose');
  const pose = member(outer, 'pose') ?? outer;
  const position = member(pose, 'position');
  const orientation = member(pose, 'orientation');
  const frame = member(member(message, 'header'), 'frame_id');
  if (typeof frame !== 'string') return 'no frame';
  const floor = floorOf(frame, rules);
  if (floor === undefined) return `frame "${frame.slice(0, 60)}" is no floor's`;
  const numbers = [position, orientation].flatMap((part, index) =>
    (index === 0 ? ['x', 'y', 'z'] : ['x', 'y', 'z', 'w']).map((key) => member(part, key)),
  );
  if (!numbers.every(isSane)) return 'not a finite pose';
  const [x, y, z, qx, qy, qz, qw] = numbers as [number, number, number, number, number, number, number];
  const norm = Math.hypot(qx, qy, qz, qw);
  if (Math.abs(norm - 1) > 0.1) return 'not a rotation';
  const yaw = Math.atan2(2 * (qw * qz + qx * qy), 1 - 2 * (qy * qy + qz * qz));
  const placed = toScene(x, y, yaw, rules.map);
  const twist = member(member(message, 'twist'), 'twist');
  const speed = ['x', 'y', 'z'].map((key) => member(member(twist, 'linear'), key) ?? 0);
  const turn = member(member(twist, 'angular'), 'z') ?? 0;
  if (![...speed, turn].every(isSane)) return 'not a finite speed';
  return {
    pose: { floor, ...placed, z, at },
    linear: Math.hypot(...(speed as number[])),
    angular: Math.abs(turn as number),
  };
};

const member = (value: unknown, key: string): unknown =>
  value !== null && typeof value === 'object' && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

const isSane = (value: unknown): boolean =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e5;
