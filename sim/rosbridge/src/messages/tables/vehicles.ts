import type { TypeTables } from './table.ts';

const commanded = 'bool success; uint8 result';
const parameters = 'float32 param1; float32 param2; float32 param3; float32 param4';
const target = `
  geometry_msgs/Vector3 velocity; geometry_msgs/Vector3 acceleration_or_force; float32 yaw; float32 yaw_rate`;

/** mavros_msgs, equal in both dialects. Source: mavlink/mavros. */
export const vehicleTypes: TypeTables = {
  messages: {
    'geographic_msgs/GeoPoint': 'float64 latitude; float64 longitude; float64 altitude',
    'mavros_msgs/State': `
      Header header; bool connected; bool armed; bool guided; bool manual_input; string mode; uint8 system_status`,
    'mavros_msgs/ExtendedState': `
      uint8 VTOL_STATE_UNDEFINED=0; uint8 LANDED_STATE_UNDEFINED=0; uint8 LANDED_STATE_ON_GROUND=1
      uint8 LANDED_STATE_IN_AIR=2; uint8 LANDED_STATE_TAKEOFF=3; uint8 LANDED_STATE_LANDING=4
      Header header; uint8 vtol_state; uint8 landed_state`,
    'mavros_msgs/PositionTarget': `
      uint8 FRAME_LOCAL_NED=1; uint8 FRAME_LOCAL_OFFSET_NED=7; uint8 FRAME_BODY_NED=8; uint8 FRAME_BODY_OFFSET_NED=9
      Header header; uint8 coordinate_frame; uint16 type_mask; geometry_msgs/Point position; ${target}`,
    'mavros_msgs/GlobalPositionTarget': `
      Header header; uint8 coordinate_frame; uint16 type_mask; float64 latitude; float64 longitude; float32 altitude
      ${target}`,
    'mavros_msgs/AttitudeTarget': `
      Header header; uint8 type_mask; geometry_msgs/Quaternion orientation; geometry_msgs/Vector3 body_rate
      float32 thrust`,
    'mavros_msgs/Altitude': `
      Header header; float32 monotonic; float32 amsl; float32 local; float32 relative; float32 terrain
      float32 bottom_clearance`,
    'mavros_msgs/HomePosition': `
      Header header; geographic_msgs/GeoPoint geo; geometry_msgs/Point position; geometry_msgs/Quaternion orientation
      geometry_msgs/Vector3 approach`,
    'mavros_msgs/StatusText': `
      uint8 EMERGENCY=0; uint8 ALERT=1; uint8 CRITICAL=2; uint8 ERROR=3; uint8 WARNING=4; uint8 NOTICE=5; uint8 INFO=6
      uint8 DEBUG=7; Header header; uint8 severity; string text`,
    'mavros_msgs/Waypoint': `
      uint8 frame; uint16 command; bool is_current; bool autocontinue; ${parameters}; float64 x_lat; float64 y_long
      float64 z_alt`,
    'mavros_msgs/WaypointList': 'uint16 current_seq; Waypoint[] waypoints',
  },
  services: {
    'mavros_msgs/CommandBool': ['bool value', commanded],
    'mavros_msgs/CommandHome': [
      'bool current_gps; float32 yaw; float32 latitude; float32 longitude; float32 altitude',
      commanded,
    ],
    'mavros_msgs/CommandLong': [
      `bool broadcast; uint16 command; uint8 confirmation; ${parameters}; float32 param5; float32 param6; float32 param7`,
      commanded,
    ],
    'mavros_msgs/CommandTOL': [
      'float32 min_pitch; float32 yaw; float32 latitude; float32 longitude; float32 altitude',
      commanded,
    ],
    'mavros_msgs/CommandTOLLocal': [
      'float32 min_pitch; float32 offset; float32 rate; float32 yaw; geometry_msgs/Vector3 position',
      commanded,
    ],
    'mavros_msgs/SetMode': ['uint8 base_mode; string custom_mode', 'bool mode_sent'],
    'mavros_msgs/StreamRate': ['uint8 stream_id; uint16 message_rate; bool on_off', ''],
    'mavros_msgs/WaypointClear': ['', 'bool success'],
    'mavros_msgs/WaypointPull': ['', 'bool success; uint32 wp_received'],
    'mavros_msgs/WaypointPush': ['uint16 start_index; Waypoint[] waypoints', 'bool success; uint32 wp_transfered'],
    'mavros_msgs/WaypointSetCurrent': ['uint16 wp_seq', 'bool success'],
  },
};

/** Quadrupeds with interfaces of their own: Unitree Go2 and B2, Spot. ROS 2 only. Source: unitree_ros2, spot_ros2. */
export const leggedTypes: TypeTables = {
  messages: {
    'unitree_api/RequestIdentity': 'int64 id; int64 api_id',
    'unitree_api/RequestLease': 'int64 id',
    'unitree_api/RequestPolicy': 'int32 priority; bool noreply',
    'unitree_api/RequestHeader': 'RequestIdentity identity; RequestLease lease; RequestPolicy policy',
    'unitree_api/Request': 'RequestHeader header; string parameter; uint8[] binary',
    'unitree_api/ResponseStatus': 'int32 code',
    'unitree_api/ResponseHeader': 'RequestIdentity identity; ResponseStatus status',
    'unitree_api/Response': 'ResponseHeader header; string data; int8[] binary',
    'unitree_go/TimeSpec': 'int32 sec; uint32 nanosec',
    'unitree_go/IMUState':
      'float32[4] quaternion; float32[3] gyroscope; float32[3] accelerometer; float32[3] rpy; int8 temperature',
    'unitree_go/SportModeState': `
      TimeSpec stamp; uint32 error_code; IMUState imu_state; uint8 mode; float32 progress; uint8 gait_type
      float32 foot_raise_height; float32[3] position; float32 body_height; float32[3] velocity; float32 yaw_speed
      float32[4] range_obstacle; int16[4] foot_force; float32[12] foot_position_body; float32[12] foot_speed_body`,
    'unitree_go/BmsState': `
      uint8 version_high; uint8 version_low; uint8 status; uint8 soc; int32 current; uint16 cycle; int8[2] bq_ntc
      int8[2] mcu_ntc; uint16[15] cell_vol`,
    'unitree_go/MotorState': `
      uint8 mode; float32 q; float32 dq; float32 ddq; float32 tau_est; float32 q_raw; float32 dq_raw; float32 ddq_raw
      int8 temperature; uint32 lost; uint32[2] reserve`,
    'unitree_go/LowState': `
      uint8[2] head; uint8 level_flag; uint8 frame_reserve; uint32[2] sn; uint32[2] version; uint16 bandwidth
      IMUState imu_state; MotorState[20] motor_state; BmsState bms_state; int16[4] foot_force; int16[4] foot_force_est
      uint32 tick; uint8[40] wireless_remote; uint8 bit_flag; float32 adc_reel; int8 temperature_ntc1
      int8 temperature_ntc2; float32 power_v; float32 power_a; uint16[4] fan_frequency; uint32 reserve; uint32 crc`,
  },
  actions: {
    'spot_msgs/Trajectory': [
      `geometry_msgs/PoseStamped target_pose; duration duration; bool precise_positioning
       bool disable_obstacle_avoidance false`,
      'bool success; string message',
      'string feedback',
    ],
    'spot_msgs/NavigateTo': ['string waypoint_id', 'bool success; string message', 'string waypoint_id'],
  },
};
