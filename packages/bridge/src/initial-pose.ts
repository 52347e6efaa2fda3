import type { PoseStamped, RobotManifest } from '@muster/domain';
import { fillName, type Json } from './fill-template.ts';
import { type FrameRules, toPoseStamped } from './frames.ts';

/** Half a metre and fifteen degrees: what somebody who puts a robot on its mark can promise. Variances, square metres and radians. */
const SPREAD = { x: 0.25, y: 0.25, yaw: 0.0685 } as const;

/** What localisation is told of where the robot is: geometry_msgs/PoseWithCovarianceStamped on `initialpose` beside the pose topic. */
export const initialPoseMessage = (
  pose: PoseStamped,
  manifest: RobotManifest,
  robot: string,
  rules: FrameRules,
): { readonly topic: string; readonly type: string; readonly msg: Json } => {
  const { header, pose: placed } = toPoseStamped(pose, rules) as { header: Json; pose: Json };
  const covariance = Array.from({ length: 36 }, (_, index) =>
    index === 0 ? SPREAD.x : index === 7 ? SPREAD.y : index === 35 ? SPREAD.yaw : 0,
  );
  const poseTopic = fillName(manifest.telemetry.pose.topic, robot);
  return {
    topic: `${poseTopic.slice(0, poseTopic.lastIndexOf('/'))}/initialpose`,
    type:
      rules.dialect === 'ros1'
        ? 'geometry_msgs/PoseWithCovarianceStamped'
        : 'geometry_msgs/msg/PoseWithCovarianceStamped',
    msg: { header, pose: { pose: placed, covariance } },
  };
};
