import { type RobotManifest, robotManifestSchema } from '@muster/domain';

const robot = '${' + 'robot}';
const value = (path: string): string => `\${${path}}`;

/** A mobile manipulator over ROS 2 as the library describes it, or the same over ROS 1. */
export const testManifest = (dialect: 'ros1' | 'ros2' = 'ros2'): RobotManifest => {
  const action = dialect === 'ros2' ? ('ros2-action' as const) : ('ros1-actionlib' as const);
  const type = (ros2: string, ros1: string): string => (dialect === 'ros2' ? ros2 : ros1);
  const trigger = (name: string) => ({
    kind: 'service' as const,
    name: `/${robot}/${name}`,
    type: type('std_srvs/srv/Trigger', 'std_srvs/Trigger'),
    goal: {},
    result: { success: { path: 'success', equals: true }, message: 'message' },
  });
  return robotManifestSchema.parse({
    version: 1,
    kind: 'tester',
    names: { en: ['tester'], zh: ['测试'] },
    class: 'mobile_manipulator',
    body: { length: 0.8, width: 0.6, height: 1, massKg: 60 },
    mobility: { mode: 'drive', drive: 'differential', maxSpeed: 1, maxAcceleration: 1, maxTurnRate: 1 },
    hands: [],
    capabilities: [
      { skill: 'pick', call: 'execute' },
      { skill: 'beep', call: 'beep' },
      { skill: 'shine', call: 'shine' },
    ],
    calls: {
      travel:
        dialect === 'ros2'
          ? {
              kind: action,
              name: `/${robot}/navigate_through_poses`,
              type: 'nav2_msgs/action/NavigateThroughPoses',
              goal: { poses: value('waypoints'), behavior_tree: '' },
              result: { success: { path: 'error_code', equals: 0 }, message: 'error_msg' },
            }
          : {
              kind: action,
              name: `/${robot}/move_base`,
              type: 'move_base_msgs/MoveBase',
              goal: { target_pose: value('target') },
            },
      execute: {
        kind: action,
        name: `/${robot}/execute_skill`,
        type: type('muster_msgs/action/ExecuteSkill', 'muster_msgs/ExecuteSkill'),
        goal: { skill: value('skill'), arguments: value('arguments') },
        feedback: { progress: 'progress', phase: 'phase' },
        result: { success: { path: 'success', equals: true }, message: 'message', outcome: 'outcome' },
      },
      beep: trigger('beep'),
      shine: {
        kind: 'topic',
        name: `/${robot}/lamp`,
        type: type('std_msgs/msg/String', 'std_msgs/String'),
        goal: { data: `lamp of ${robot}: ${value('args.colour')}` },
      },
      hold: trigger('hold'),
      release: trigger('release_hold'),
    },
    telemetry: {
      pose: { topic: `/${robot}/odom`, type: type('nav_msgs/msg/Odometry', 'nav_msgs/Odometry') },
      battery: {
        topic: `/${robot}/battery_state`,
        type: type('sensor_msgs/msg/BatteryState', 'sensor_msgs/BatteryState'),
      },
      observations: { topic: `/${robot}/observations`, type: type('std_msgs/msg/String', 'std_msgs/String') },
    },
    hold: {
      does: 'brake',
      keepsGrip: true,
      call: 'hold',
      release: 'release',
      confirmedBy: { maxSpeed: 0.02, withinSeconds: 1 },
    },
    look: { model: 'mobile-manipulator' },
  });
};
