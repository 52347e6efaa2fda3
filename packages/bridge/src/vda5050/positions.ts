import type { PoseStamped } from '@muster/domain';
import { type FrameRules, floorOf, frameOf, toRobotMap, toScene } from '../frames.ts';

export type VdaPosition = { readonly x: number; readonly y: number; readonly theta: number; readonly mapId: string };

/** Angle in −π … π, as `theta` has to be. */
export const wrapAngle = (angle: number): number => Math.atan2(Math.sin(angle), Math.cos(angle));

/** Position in the vehicle's map; a floor's map is named like its ROS frame. */
export const toVdaPosition = (
  pose: Omit<PoseStamped, 'z'> & { readonly z?: number },
  rules: FrameRules,
): VdaPosition => {
  const { x, y, yaw } = toRobotMap({ z: 0, ...pose }, rules.map);
  return { x, y, theta: wrapAngle(yaw), mapId: frameOf(pose.floor, rules) };
};

/** Pose in the scene; undefined when the map is none of the scene's. Maps may also be named like the floors themselves. */
export const fromVdaPosition = (
  position: { readonly x: number; readonly y: number; readonly theta?: number; readonly mapId: string },
  rules: FrameRules,
): Omit<PoseStamped, 'z'> | undefined => {
  const floor = floorOf(position.mapId, rules) ?? rules.floors.find((entry) => entry === position.mapId);
  if (floor === undefined) return undefined;
  return { floor, ...toScene(position.x, position.y, position.theta ?? 0, rules.map) };
};
