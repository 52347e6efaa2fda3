import type { TypeTables } from './table.ts';

const point = 'trajectory_msgs/JointTrajectoryPoint';

/** control_msgs: what is equal in both dialects. */
export const controlTypes: TypeTables = {
  messages: {
    'control_msgs/JointTolerance': 'string name; float64 position; float64 velocity; float64 acceleration',
    'control_msgs/GripperCommand': 'float64 position; float64 max_effort',
  },
  actions: {
    'control_msgs/FollowJointTrajectory': [
      `trajectory_msgs/JointTrajectory trajectory; JointTolerance[] path_tolerance; JointTolerance[] goal_tolerance
       duration goal_time_tolerance`,
      `int32 SUCCESSFUL=0; int32 INVALID_GOAL=-1; int32 INVALID_JOINTS=-2; int32 OLD_HEADER_TIMESTAMP=-3
       int32 PATH_TOLERANCE_VIOLATED=-4; int32 GOAL_TOLERANCE_VIOLATED=-5; int32 error_code; string error_string`,
      `Header header; string[] joint_names; ${point} desired; ${point} actual; ${point} error`,
    ],
    'control_msgs/GripperCommand': [
      'GripperCommand command',
      'float64 position; float64 effort; bool stalled; bool reached_goal',
      'float64 position; float64 effort; bool stalled; bool reached_goal',
    ],
  },
};

const multiPoint = 'trajectory_msgs/MultiDOFJointTrajectoryPoint';

/** control_msgs as ROS 2 extends it. */
export const controlTypesRos2: TypeTables = {
  messages: {
    'control_msgs/JointComponentTolerance':
      'string joint_name; uint16 component; float64 position; float64 velocity; float64 acceleration',
  },
  actions: {
    'control_msgs/FollowJointTrajectory': [
      `trajectory_msgs/JointTrajectory trajectory; trajectory_msgs/MultiDOFJointTrajectory multi_dof_trajectory
       JointTolerance[] path_tolerance; JointComponentTolerance[] component_path_tolerance
       JointTolerance[] goal_tolerance; JointComponentTolerance[] component_goal_tolerance; duration goal_time_tolerance`,
      `int32 SUCCESSFUL=0; int32 INVALID_GOAL=-1; int32 INVALID_JOINTS=-2; int32 OLD_HEADER_TIMESTAMP=-3
       int32 PATH_TOLERANCE_VIOLATED=-4; int32 GOAL_TOLERANCE_VIOLATED=-5; int32 error_code; string error_string`,
      `Header header; string[] joint_names; ${point} desired; ${point} actual; ${point} error
       string[] multi_dof_joint_names; ${multiPoint} multi_dof_desired; ${multiPoint} multi_dof_actual
       ${multiPoint} multi_dof_error`,
    ],
    'control_msgs/ParallelGripperCommand': [
      'sensor_msgs/JointState command',
      'sensor_msgs/JointState state; bool stalled; bool reached_goal',
      'sensor_msgs/JointState state',
    ],
  },
};
