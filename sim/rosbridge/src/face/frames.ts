import type { WorldModel } from '@muster/domain';
import { dmath, type SimPose, type Waypoint } from '@muster/sim-core';

/** Frame of a floor: `map` for the scene's first, `map_<floor>` for others. */
export const frameOf = (model: WorldModel, floor: string): string =>
  floor === model.scene.floors[0]?.id ? 'map' : `map_${floor}`;

/** Floor of a frame; undefined when it is none of the scene's. An empty frame is the robot's own floor. */
export const floorOf = (model: WorldModel, frame: string, own: string): string | undefined => {
  if (frame === '') return own;
  const bare = frame.startsWith('/') ? frame.slice(1) : frame;
  return model.scene.floors.find((floor) => frameOf(model, floor.id) === bare)?.id;
};

/** Quaternion of a turn about z. */
export const quaternionOf = (yaw: number): { x: number; y: number; z: number; w: number } => ({
  x: 0,
  y: 0,
  z: dmath.sin(yaw / 2),
  w: dmath.cos(yaw / 2),
});

type Quaternion = { readonly x?: number; readonly y?: number; readonly z?: number; readonly w?: number };

/** Turn about z of a quaternion; undefined for the all-zero one, which says "any". */
export const yawOf = ({ x = 0, y = 0, z = 0, w = 0 }: Quaternion): number | undefined =>
  x === 0 && y === 0 && z === 0 && w === 0 ? undefined : dmath.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z));

export const poseMessage = (pose: SimPose): object => ({
  position: { x: pose.x, y: pose.y, z: pose.z },
  orientation: quaternionOf(pose.yaw),
});

export const poseStamped = (model: WorldModel, pose: SimPose, seconds: number): object => ({
  header: { stamp: seconds, frame_id: frameOf(model, pose.floor) },
  pose: poseMessage(pose),
});

type PoseStampedMessage = {
  readonly header?: { readonly frame_id?: string };
  readonly pose?: { readonly position?: { x?: number; y?: number; z?: number }; readonly orientation?: Quaternion };
};

/** Way points of PoseStamped messages, or what is wrong with them. */
export const readWaypoints = (
  model: WorldModel,
  value: unknown,
  own: string,
): { readonly waypoints: readonly Waypoint[] } | { readonly problem: string } => {
  const list = listOf(value);
  if (!list) return { problem: 'the goal has no poses' };
  const waypoints: Waypoint[] = [];
  for (const entry of list) {
    const { header, pose } = entry as PoseStampedMessage;
    const floor = floorOf(model, header?.frame_id ?? '', own);
    if (floor === undefined) return { problem: `there is no frame "${header?.frame_id ?? ''}"` };
    const { x = 0, y = 0, z = 0 } = pose?.position ?? {};
    const yaw = yawOf(pose?.orientation ?? {});
    waypoints.push({ floor, x, y, z, ...(yaw === undefined ? {} : { yaw }) });
  }
  return { waypoints };
};

/** PoseStamped[], nav_msgs/Goals, or a single PoseStamped. */
const listOf = (value: unknown): readonly unknown[] | undefined => {
  if (Array.isArray(value)) return value;
  if (value === null || typeof value !== 'object') return undefined;
  const goals = (value as { goals?: unknown }).goals;
  if (Array.isArray(goals)) return goals;
  return 'pose' in value ? [value] : undefined;
};
