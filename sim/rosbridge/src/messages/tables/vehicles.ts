import type { TypeTables } from './table.ts';

const command = 'bool success; uint8 result';

/** mavros_msgs: equal in both dialects. Source: mavlink/mavros. */
export const vehicleTypes: TypeTables = {
  messages: {
    'mavros_msgs/State': `
      Header header; bool connected; bool armed; bool guided; bool manual_input; string mode; uint8 system_status`,
    'mavros_msgs/ExtendedState': `
      uint8 LANDED_STATE_UNDEFINED=0; uint8 LANDED_STATE_ON_GROUND=1; uint8 LANDED_STATE_IN_AIR=2
      uint8 LANDED_STATE_TAKEOFF=3; uint8 LANDED_STATE_LANDING=4; Header header; uint8 vtol_state; uint8 landed_state`,
    'mavros_msgs/PositionTarget': `
      Header header; uint8 coordinate_frame; uint16 type_mask; geometry_msgs/Point position
      geometry_msgs/Vector3 velocity; geometry_msgs/Vector3 acceleration_or_force; float32 yaw; float32 yaw_rate`,
    'mavros_msgs/StatusText': 'Header header; uint8 severity; string text',
  },
  services: {
    'mavros_msgs/CommandBool': ['bool value', command],
    'mavros_msgs/SetMode': ['uint8 base_mode; string custom_mode', 'bool mode_sent'],
    'mavros_msgs/CommandTOL': [
      'float32 min_pitch; float32 yaw; float32 latitude; float32 longitude; float32 altitude',
      command,
    ],
    'mavros_msgs/CommandTOLLocal': [
      'float32 min_pitch; float32 offset; float32 rate; float32 yaw; geometry_msgs/Vector3 position',
      command,
    ],
  },
};
