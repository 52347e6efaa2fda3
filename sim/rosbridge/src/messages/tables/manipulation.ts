import type { TypeTables } from './table.ts';

const shapes = `
  shape_msgs/SolidPrimitive[] primitives; geometry_msgs/Pose[] primitive_poses; shape_msgs/Mesh[] meshes
  geometry_msgs/Pose[] mesh_poses`;

const solids = 'uint8 BOX=1; uint8 SPHERE=2; uint8 CYLINDER=3; uint8 CONE=4';

const errorCodes = `
  int32 SUCCESS=1; int32 FAILURE=99999; int32 PLANNING_FAILED=-1; int32 INVALID_MOTION_PLAN=-2
  int32 MOTION_PLAN_INVALIDATED_BY_ENVIRONMENT_CHANGE=-3; int32 CONTROL_FAILED=-4; int32 TIMED_OUT=-6; int32 PREEMPTED=-7
  int32 START_STATE_IN_COLLISION=-10; int32 GOAL_IN_COLLISION=-12; int32 NO_IK_SOLUTION=-31`;

/** MoveIt's editions whose layouts differ: ROS 1, ROS 2 humble, later ROS 2. */
export type ManipulationEdition = 'ros1' | 'humble' | 'later';

/** moveit_msgs as far as a move-group goal, its result and collision objects need it. Source: moveit/moveit_msgs. */
export function manipulationTypes(edition: ManipulationEdition): TypeTables {
  const speedLink = edition === 'humble' ? 'cartesian_speed_end_effector_link' : 'cartesian_speed_limited_link';
  const explanation = edition === 'later' ? '; string message; string source' : '';
  return {
    messages: {
      ...planningMessages,
      'shape_msgs/SolidPrimitive':
        edition === 'ros1'
          ? `${solids}; uint8 type; float64[] dimensions`
          : `${solids}; uint8 PRISM=5; uint8 type; float64[<=3] dimensions; geometry_msgs/Polygon polygon`,
      'moveit_msgs/MoveItErrorCodes': `${errorCodes}; int32 val${explanation}`,
      'moveit_msgs/MotionPlanRequest': `
        WorkspaceParameters workspace_parameters; RobotState start_state; Constraints[] goal_constraints
        Constraints path_constraints; TrajectoryConstraints trajectory_constraints
        GenericTrajectory[] reference_trajectories; string pipeline_id; string planner_id; string group_name
        int32 num_planning_attempts; float64 allowed_planning_time; float64 max_velocity_scaling_factor
        float64 max_acceleration_scaling_factor; string ${speedLink}; float64 max_cartesian_speed`,
    },
    actions: {
      'moveit_msgs/MoveGroup': [
        'MotionPlanRequest request; PlanningOptions planning_options',
        `MoveItErrorCodes error_code; RobotState trajectory_start; RobotTrajectory planned_trajectory
         RobotTrajectory executed_trajectory; float64 planning_time`,
        'string state',
      ],
      'moveit_msgs/ExecuteTrajectory': [
        edition === 'later' ? 'RobotTrajectory trajectory; string[] controller_names' : 'RobotTrajectory trajectory',
        'MoveItErrorCodes error_code',
        'string state',
      ],
    },
  };
}

const planningMessages = {
  'shape_msgs/MeshTriangle': 'uint32[3] vertex_indices',
  'shape_msgs/Mesh': 'MeshTriangle[] triangles; geometry_msgs/Point[] vertices',
  'shape_msgs/Plane': 'float64[4] coef',
  'object_recognition_msgs/ObjectType': 'string key; string db',
  'octomap_msgs/Octomap': 'Header header; bool binary; string id; float64 resolution; int8[] data',
  'octomap_msgs/OctomapWithPose': 'Header header; geometry_msgs/Pose origin; Octomap octomap',
  'moveit_msgs/BoundingVolume': shapes,
  'moveit_msgs/JointConstraint':
    'string joint_name; float64 position; float64 tolerance_above; float64 tolerance_below; float64 weight',
  'moveit_msgs/PositionConstraint': `
    Header header; string link_name; geometry_msgs/Vector3 target_point_offset; BoundingVolume constraint_region
    float64 weight`,
  'moveit_msgs/OrientationConstraint': `
    Header header; geometry_msgs/Quaternion orientation; string link_name; float64 absolute_x_axis_tolerance
    float64 absolute_y_axis_tolerance; float64 absolute_z_axis_tolerance; uint8 parameterization; float64 weight`,
  'moveit_msgs/VisibilityConstraint': `
    float64 target_radius; geometry_msgs/PoseStamped target_pose; int32 cone_sides; geometry_msgs/PoseStamped sensor_pose
    float64 max_view_angle; float64 max_range_angle; uint8 sensor_view_direction; float64 weight`,
  'moveit_msgs/Constraints': `
    string name; JointConstraint[] joint_constraints; PositionConstraint[] position_constraints
    OrientationConstraint[] orientation_constraints; VisibilityConstraint[] visibility_constraints`,
  'moveit_msgs/TrajectoryConstraints': 'Constraints[] constraints',
  'moveit_msgs/WorkspaceParameters':
    'Header header; geometry_msgs/Vector3 min_corner; geometry_msgs/Vector3 max_corner',
  'moveit_msgs/CartesianPoint':
    'geometry_msgs/Pose pose; geometry_msgs/Twist velocity; geometry_msgs/Accel acceleration',
  'moveit_msgs/CartesianTrajectoryPoint': 'CartesianPoint point; duration time_from_start',
  'moveit_msgs/CartesianTrajectory': 'Header header; string tracked_frame; CartesianTrajectoryPoint[] points',
  'moveit_msgs/GenericTrajectory':
    'Header header; trajectory_msgs/JointTrajectory[] joint_trajectory; CartesianTrajectory[] cartesian_trajectory',
  'moveit_msgs/RobotTrajectory':
    'trajectory_msgs/JointTrajectory joint_trajectory; trajectory_msgs/MultiDOFJointTrajectory multi_dof_joint_trajectory',
  'moveit_msgs/CollisionObject': `
    byte ADD=0; byte REMOVE=1; byte APPEND=2; byte MOVE=3; Header header; geometry_msgs/Pose pose; string id
    object_recognition_msgs/ObjectType type; ${shapes}; shape_msgs/Plane[] planes; geometry_msgs/Pose[] plane_poses
    string[] subframe_names; geometry_msgs/Pose[] subframe_poses; byte operation`,
  'moveit_msgs/AttachedCollisionObject': `
    string link_name; CollisionObject object; string[] touch_links; trajectory_msgs/JointTrajectory detach_posture
    float64 weight`,
  'moveit_msgs/RobotState': `
    sensor_msgs/JointState joint_state; sensor_msgs/MultiDOFJointState multi_dof_joint_state
    AttachedCollisionObject[] attached_collision_objects; bool is_diff`,
  'moveit_msgs/AllowedCollisionEntry': 'bool[] enabled',
  'moveit_msgs/AllowedCollisionMatrix': `
    string[] entry_names; AllowedCollisionEntry[] entry_values; string[] default_entry_names
    bool[] default_entry_values`,
  'moveit_msgs/LinkPadding': 'string link_name; float64 padding',
  'moveit_msgs/LinkScale': 'string link_name; float64 scale',
  'moveit_msgs/ObjectColor': 'string id; std_msgs/ColorRGBA color',
  'moveit_msgs/PlanningSceneWorld': 'CollisionObject[] collision_objects; octomap_msgs/OctomapWithPose octomap',
  'moveit_msgs/PlanningScene': `
    string name; RobotState robot_state; string robot_model_name
    geometry_msgs/TransformStamped[] fixed_frame_transforms; AllowedCollisionMatrix allowed_collision_matrix
    LinkPadding[] link_padding; LinkScale[] link_scale; ObjectColor[] object_colors; PlanningSceneWorld world
    bool is_diff`,
  'moveit_msgs/PlanningOptions': `
    PlanningScene planning_scene_diff; bool plan_only; bool look_around; int32 look_around_attempts
    float64 max_safe_execution_cost; bool replan; int32 replan_attempts; float64 replan_delay`,
};
