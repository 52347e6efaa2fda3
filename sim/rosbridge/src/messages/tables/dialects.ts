import type { TypeTables } from './table.ts';

/** What only a ROS 1 graph has, or has in another layout. */
export const ros1Types: TypeTables = {
  messages: {
    'std_msgs/Header': 'uint32 seq; time stamp; string frame_id',
    'std_msgs/Time': 'time data',
    'std_msgs/Duration': 'duration data',
    'geometry_msgs/Quaternion': 'float64 x; float64 y; float64 z; float64 w',
    'rosgraph_msgs/Clock': 'time clock',
    'rosgraph_msgs/Log': `
      byte DEBUG=1; byte INFO=2; byte WARN=4; byte ERROR=8; byte FATAL=16
      Header header; byte level; string name; string msg; string file; string function; uint32 line; string[] topics`,
    'actionlib_msgs/GoalID': 'time stamp; string id',
    'actionlib_msgs/GoalStatus': `
      uint8 PENDING=0; uint8 ACTIVE=1; uint8 PREEMPTED=2; uint8 SUCCEEDED=3; uint8 ABORTED=4; uint8 REJECTED=5
      uint8 PREEMPTING=6; uint8 RECALLING=7; uint8 RECALLED=8; uint8 LOST=9
      GoalID goal_id; uint8 status; string text`,
    'actionlib_msgs/GoalStatusArray': 'Header header; GoalStatus[] status_list',
  },
  actions: {
    'move_base_msgs/MoveBase': ['geometry_msgs/PoseStamped target_pose', '', 'geometry_msgs/PoseStamped base_position'],
    // ROS 1 has no stock action for a way of several poses: manifests that name Nav2's get it as an actionlib action of the same fields.
    'nav2_msgs/NavigateThroughPoses': [
      'geometry_msgs/PoseStamped[] poses; string behavior_tree',
      'uint16 error_code; string error_msg',
      `geometry_msgs/PoseStamped current_pose; duration navigation_time; duration estimated_time_remaining
       int16 number_of_recoveries; float32 distance_remaining; int16 number_of_poses_remaining`,
    ],
  },
};

/** What only a ROS 2 graph has, or has in another layout. */
export const ros2Types: TypeTables = {
  messages: {
    'std_msgs/Header': 'time stamp; string frame_id',
    'geometry_msgs/Quaternion': 'float64 x 0; float64 y 0; float64 z 0; float64 w 1',
    'rosgraph_msgs/Clock': 'time clock',
    'rcl_interfaces/Log': `
      byte DEBUG=10; byte INFO=20; byte WARN=30; byte ERROR=40; byte FATAL=50
      time stamp; uint8 level; string name; string msg; string file; string function; uint32 line`,
    'unique_identifier_msgs/UUID': 'uint8[16] uuid',
    'action_msgs/GoalInfo': 'unique_identifier_msgs/UUID goal_id; time stamp',
    'action_msgs/GoalStatus': `
      int8 STATUS_UNKNOWN=0; int8 STATUS_ACCEPTED=1; int8 STATUS_EXECUTING=2; int8 STATUS_CANCELING=3
      int8 STATUS_SUCCEEDED=4; int8 STATUS_CANCELED=5; int8 STATUS_ABORTED=6; GoalInfo goal_info; int8 status`,
    'action_msgs/GoalStatusArray': 'GoalStatus[] status_list',
  },
  services: {
    'action_msgs/CancelGoal': [
      'GoalInfo goal_info',
      `int8 ERROR_NONE=0; int8 ERROR_REJECTED=1; int8 ERROR_UNKNOWN_GOAL_ID=2; int8 ERROR_GOAL_TERMINATED=3
       int8 return_code; GoalInfo[] goals_canceling`,
    ],
  },
};

/** Muster's own interfaces: for robots that have no stock one, and for the simulator's controls. */
export const musterTypes: TypeTables = {
  messages: {
    'muster_msgs/Detection':
      'string object_id; string object_class; geometry_msgs/PoseStamped pose; float32 confidence',
    'muster_msgs/DetectionArray': 'Header header; Detection[] detections',
    'muster_msgs/Barcode': 'Header header; string code; string object_id',
    'muster_msgs/Event': 'time stamp; string kind; string robot; string detail',
  },
  services: {
    'muster_msgs/SetFault': [
      'string fault; string target; string arguments; float64 start_seconds; float64 duration_seconds',
      'bool success; string message; string fault_id',
    ],
    'muster_msgs/ClearFault': ['string fault_id', 'bool success; string message'],
    'muster_msgs/SetState': ['string state', 'bool success; string message'],
    'muster_msgs/Query': ['string query; string arguments', 'bool success; string message; string answer'],
  },
  actions: {
    'muster_msgs/ExecuteSkill': [
      'string skill; string arguments',
      'bool success; string code; string message; string outcome',
      'string phase; float32 progress',
    ],
  },
};
