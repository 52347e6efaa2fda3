import type { ActionTable, TypeTables } from './table.ts';

/** Nav2 distributions whose layouts differ. */
export type NavigationDistribution = 'humble' | 'iron' | 'jazzy' | 'kilted';

const stamped = 'geometry_msgs/PoseStamped';
const progress = `
  ${stamped} current_pose; duration navigation_time; duration estimated_time_remaining; int16 number_of_recoveries
  float32 distance_remaining`;

interface Outcome {
  /** Fields that a result gains after `humble`. */
  readonly fields: string;
  readonly hasErrorMessage: boolean;
}

const outcomes: Readonly<Record<NavigationDistribution, Outcome>> = {
  humble: { fields: '', hasErrorMessage: false },
  iron: { fields: 'uint16 error_code', hasErrorMessage: false },
  jazzy: { fields: 'uint16 error_code; string error_msg', hasErrorMessage: true },
  kilted: { fields: 'uint16 error_code; string error_msg', hasErrorMessage: true },
};

function codes(distribution: NavigationDistribution, list: string): string {
  return distribution === 'humble' ? '' : `uint16 NONE=0; ${list}`;
}

/** Layouts of nav2_msgs, nav_msgs/Goals included, as one distribution has them. Source: ros-navigation/navigation2 `nav2_msgs`. */
export function navigationTypes(distribution: NavigationDistribution): TypeTables {
  const isHumble = distribution === 'humble';
  const isKilted = distribution === 'kilted';
  const hasDocking = distribution === 'jazzy' || isKilted;
  const { fields } = outcomes[distribution];
  const navigated = isHumble ? 'std_msgs/Empty result' : fields;
  const checks = isKilted ? '; bool disable_collision_checks false' : '';
  const waypointStatuses = isKilted ? '; WaypointStatus[] waypoint_statuses' : '';
  const poses = isKilted ? 'nav_msgs/Goals poses' : `${stamped}[] poses`;
  const missed = isHumble
    ? 'int32[] missed_waypoints'
    : isKilted
      ? 'WaypointStatus[] missed_waypoints'
      : 'MissedWaypoint[] missed_waypoints';
  const spinCodes = codes(
    distribution,
    'uint16 UNKNOWN=700; uint16 TIMEOUT=701; uint16 TF_ERROR=702; uint16 COLLISION_AHEAD=703',
  );
  const elapsed = `duration total_elapsed_time; ${fields}`;

  const actions: ActionTable = {
    'nav2_msgs/NavigateToPose': [`${stamped} pose; string behavior_tree`, navigated, progress],
    'nav2_msgs/NavigateThroughPoses': [
      `${poses}; string behavior_tree`,
      `${navigated}${waypointStatuses}`,
      `${progress}; int16 number_of_poses_remaining${waypointStatuses}`,
    ],
    'nav2_msgs/FollowWaypoints': [
      isHumble ? `${stamped}[] poses` : `uint32 number_of_loops; uint32 goal_index 0; ${stamped}[] poses`,
      isHumble || distribution === 'iron' ? missed : `${missed}; ${fields}`,
      'uint32 current_waypoint',
    ],
    'nav2_msgs/Spin': [
      `float32 target_yaw; duration time_allowance${checks}`,
      `${spinCodes}; ${elapsed}`,
      'float32 angular_distance_traveled',
    ],
    'nav2_msgs/BackUp': [
      `geometry_msgs/Point target; float32 speed; duration time_allowance${checks}`,
      elapsed,
      'float32 distance_traveled',
    ],
    'nav2_msgs/DriveOnHeading': [
      `geometry_msgs/Point target; float32 speed; duration time_allowance${checks}`,
      elapsed,
      'float32 distance_traveled',
    ],
    'nav2_msgs/Wait': ['duration time', elapsed, 'duration time_left'],
    'nav2_msgs/AssistedTeleop': ['duration time_allowance', elapsed, 'duration current_teleop_duration'],
    'nav2_msgs/ComputePathToPose': [
      `${stamped} goal; ${stamped} start; string planner_id; bool use_start`,
      `nav_msgs/Path path; duration planning_time; ${fields}`,
      '',
    ],
    'nav2_msgs/FollowPath': [
      `nav_msgs/Path path; string controller_id; string goal_checker_id${isHumble ? '' : '; string progress_checker_id'}`,
      `std_msgs/Empty result; ${fields}`,
      'float32 distance_to_goal; float32 speed',
    ],
    ...(hasDocking ? dockingActions : {}),
  };

  return {
    messages: {
      'nav2_msgs/SpeedLimit': 'Header header; bool percentage; float64 speed_limit',
      ...(isHumble
        ? {}
        : {
            'nav2_msgs/CollisionMonitorState': `
              uint8 DO_NOTHING=0; uint8 STOP=1; uint8 SLOWDOWN=2; uint8 APPROACH=3; uint8 LIMIT=4
              uint8 action_type; string polygon_name`,
            'nav2_msgs/MissedWaypoint': `uint32 index; ${stamped} goal; uint16 error_code`,
          }),
      ...(isKilted
        ? {
            'nav_msgs/Goals': `Header header; ${stamped}[] goals`,
            'nav2_msgs/WaypointStatus': `
              uint8 PENDING=0; uint8 COMPLETED=1; uint8 SKIPPED=2; uint8 FAILED=3
              uint8 waypoint_status; uint32 waypoint_index; ${stamped} waypoint_pose; uint16 error_code; string error_msg`,
          }
        : {}),
    },
    services: {
      'nav2_msgs/ClearEntireCostmap': ['std_msgs/Empty request', 'std_msgs/Empty response'],
      'nav2_msgs/LoadMap': ['string map_url', 'nav_msgs/OccupancyGrid map; uint8 result'],
      'nav2_msgs/ManageLifecycleNodes': ['uint8 command', 'bool success'],
    },
    actions,
  };
}

const dockingActions: ActionTable = {
  'nav2_msgs/DockRobot': [
    `bool use_dock_id true; string dock_id; ${stamped} dock_pose; string dock_type
     float32 max_staging_time 1000.0; bool navigate_to_staging_pose true`,
    `uint16 NONE=0; uint16 DOCK_NOT_IN_DB=901; uint16 DOCK_NOT_VALID=902; uint16 FAILED_TO_STAGE=903
     uint16 FAILED_TO_DETECT_DOCK=904; uint16 FAILED_TO_CONTROL=905; uint16 FAILED_TO_CHARGE=906; uint16 UNKNOWN=999
     bool success true; uint16 error_code 0; uint16 num_retries 0; string error_msg`,
    'uint16 state; duration docking_time; uint16 num_retries 0',
  ],
  'nav2_msgs/UndockRobot': [
    'string dock_type; float32 max_undocking_time 30.0',
    'bool success true; uint16 error_code 0; string error_msg',
    '',
  ],
};
