/**
 * What can go wrong. `opportunity`: strikes when the named thing is tried; `condition`: lasts from its start for its seconds, or until it is
 * cleared; `instant`: happens once. The bridge to ROS reads the `link` ones, the core all others.
 */
export type FaultMode = 'opportunity' | 'condition' | 'instant';
export type FaultKind = {
  readonly mode: FaultMode;
  readonly target: 'robot' | 'item' | 'device' | 'person' | 'node';
  /** Parameters, with what they mean. */
  readonly params?: Readonly<Record<string, string>>;
  readonly says: string;
};

export const FAULT_KINDS: Readonly<Record<string, FaultKind>> = {
  slip: { mode: 'opportunity', target: 'robot', says: 'a grasp or a load fails: the item stays where it is' },
  drop: { mode: 'opportunity', target: 'robot', says: 'what the robot holds falls while it travels' },
  wrong_item: { mode: 'opportunity', target: 'robot', says: 'the gripper takes another item from the same place' },
  false_success: { mode: 'opportunity', target: 'robot', says: 'the robot reports success and nothing was done' },
  false_failure: { mode: 'opportunity', target: 'robot', says: 'the robot reports failure and the work is done' },
  misread: { mode: 'opportunity', target: 'robot', says: 'an observed fact is told the wrong way round' },
  observation_dropout: { mode: 'opportunity', target: 'robot', says: 'an observation is not told at all' },
  jam: { mode: 'opportunity', target: 'device', says: 'a door or lid does not open at this try' },
  reject: { mode: 'opportunity', target: 'robot', says: 'the robot refuses a command that it could carry out' },
  stuck: { mode: 'condition', target: 'robot', says: 'the robot cannot move' },
  slow: {
    mode: 'condition',
    target: 'robot',
    params: { factor: 'share of its speed, 0..1 (0.4)' },
    says: 'the robot is slower',
  },
  stall: { mode: 'condition', target: 'robot', says: 'a skill makes no progress' },
  slow_skill: {
    mode: 'condition',
    target: 'robot',
    params: { factor: 'times the duration (3)' },
    says: 'skills take longer',
  },
  reboot: {
    mode: 'condition',
    target: 'robot',
    says: 'the robot is off, 20 seconds by default; its commands are lost',
  },
  emergency_stop: {
    mode: 'condition',
    target: 'robot',
    says: 'somebody pressed the button on the robot: it holds by itself',
  },
  battery_drop: {
    mode: 'instant',
    target: 'robot',
    params: { to: 'state of charge (0.05)' },
    says: 'the battery is suddenly low',
  },
  localisation_jump: {
    mode: 'instant',
    target: 'robot',
    params: { dx: 'metres (1)', dy: 'metres (0)', dyaw: 'radians (0)' },
    says: 'the robot reports a pose that is off',
  },
  localisation_noise: {
    mode: 'condition',
    target: 'robot',
    params: { metres: 'deviation (0.2)' },
    says: 'reported poses are noisy',
  },
  wind: {
    mode: 'condition',
    target: 'robot',
    params: { factor: 'share of its speed (0.5)' },
    says: 'flyers make little way',
  },
  blocked_aisle: {
    mode: 'condition',
    target: 'node',
    params: { radius: 'metres (0.4)' },
    says: 'an obstacle stands at a node, or in the middle of an edge',
  },
  person_in_zone: {
    mode: 'condition',
    target: 'person',
    params: { place: 'where the person goes' },
    says: 'a person walks somewhere and stays',
  },
  door_stuck: { mode: 'condition', target: 'device', says: 'a door or lid does not move' },
  door_closed: { mode: 'condition', target: 'device', says: 'an automatic door stays shut, an open one falls shut' },
  lift_stuck: { mode: 'condition', target: 'device', says: 'the lift does not move' },
  machine_alarm: { mode: 'condition', target: 'device', says: 'the machine stops and does not start' },
  charger_fault: { mode: 'condition', target: 'robot', says: 'docking does not charge' },
  object_moved: { mode: 'instant', target: 'item', params: { to: 'place' }, says: 'somebody has moved the item' },
  object_missing: { mode: 'instant', target: 'item', says: 'the item is gone' },
  knocked_off: { mode: 'instant', target: 'robot', says: 'all that the robot holds or carries falls' },
  sensor_dropout: {
    mode: 'condition',
    target: 'robot',
    params: { sensor: 'camera, barcode, scan, battery or odom' },
    says: 'a sensor is silent',
  },
  link_lost: { mode: 'condition', target: 'robot', says: 'nothing crosses between the robot and the server' },
  late_messages: { mode: 'condition', target: 'robot', params: { seconds: 'delay (2)' }, says: 'messages come late' },
  duplicate_messages: { mode: 'condition', target: 'robot', says: 'messages come twice' },
  reordered_messages: {
    mode: 'condition',
    target: 'robot',
    params: { seconds: 'spread (1)' },
    says: 'messages overtake each other',
  },
  lost_messages: {
    mode: 'condition',
    target: 'robot',
    params: { share: '0..1 (0.3)' },
    says: 'some messages are lost',
  },
};
