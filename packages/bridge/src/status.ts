import type { Dialect } from './frames.ts';

export type GoalPhase = 'waiting' | 'running' | 'succeeded' | 'canceled' | 'failed' | 'rejected' | 'unknown';

/**
 * Meaning of a goal status number. The two enumerations differ: 4 is success in ROS 2 and failure in ROS 1, so the dialect of the link
 * decides, never the number. Sources: action_msgs/GoalStatus, actionlib_msgs/GoalStatus.
 */
export const goalPhase = (status: unknown, dialect: Dialect): GoalPhase => {
  const number = typeof status === 'number' ? status : Number.NaN;
  return (dialect === 'ros1' ? ROS1 : ROS2)[number] ?? 'unknown';
};

const ROS2: readonly GoalPhase[] = ['unknown', 'running', 'running', 'running', 'succeeded', 'canceled', 'failed'];

const ROS1: readonly GoalPhase[] = [
  'waiting',
  'running',
  'canceled',
  'succeeded',
  'failed',
  'rejected',
  'running',
  'running',
  'canceled',
  'unknown',
];
