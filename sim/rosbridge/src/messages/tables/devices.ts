import type { TypeTables } from './table.ts';

/** Doors, lifts and machines as building systems speak of them. Source: open-rmf/rmf_internal_msgs. */
export const deviceTypes: TypeTables = {
  messages: {
    'rmf_door_msgs/DoorMode':
      'uint32 MODE_CLOSED=0; uint32 MODE_MOVING=1; uint32 MODE_OPEN=2; uint32 MODE_OFFLINE=3; uint32 MODE_UNKNOWN=4; uint32 value',
    'rmf_door_msgs/DoorRequest': 'time request_time; string requester_id; string door_name; DoorMode requested_mode',
    'rmf_door_msgs/DoorState': 'time door_time; string door_name; DoorMode current_mode',
    'rmf_lift_msgs/LiftRequest': `
      uint8 REQUEST_END_SESSION=0; uint8 REQUEST_AGV_MODE=1; uint8 REQUEST_HUMAN_MODE=2; uint8 DOOR_CLOSED=0
      uint8 DOOR_OPEN=2; string lift_name; time request_time; string session_id; uint8 request_type
      string destination_floor; uint8 door_state`,
    'rmf_lift_msgs/LiftState': `
      uint8 DOOR_CLOSED=0; uint8 DOOR_MOVING=1; uint8 DOOR_OPEN=2; uint8 MOTION_STOPPED=0; uint8 MOTION_UP=1
      uint8 MOTION_DOWN=2; uint8 MOTION_UNKNOWN=3; uint8 MODE_UNKNOWN=0; uint8 MODE_HUMAN=1; uint8 MODE_AGV=2
      uint8 MODE_FIRE=3; uint8 MODE_OFFLINE=4; uint8 MODE_EMERGENCY=5; time lift_time; string lift_name
      string[] available_floors; string current_floor; string destination_floor; uint8 door_state; uint8 motion_state
      uint8[] available_modes; uint8 current_mode; string session_id`,
    'rmf_dispenser_msgs/DispenserRequestItem': 'string type_guid; int32 quantity; string compartment_name',
    'rmf_dispenser_msgs/DispenserRequest': `
      time time; string request_guid; string target_guid; string transporter_type; DispenserRequestItem[] items`,
    'rmf_dispenser_msgs/DispenserResult': `
      uint8 ACKNOWLEDGED=0; uint8 SUCCESS=1; uint8 FAILED=2; time time; string request_guid; string source_guid
      uint8 status`,
    'rmf_dispenser_msgs/DispenserState': `
      int32 IDLE=0; int32 BUSY=1; int32 OFFLINE=2; time time; string guid; int32 mode; string[] request_guid_queue
      float32 seconds_remaining`,
  },
};
