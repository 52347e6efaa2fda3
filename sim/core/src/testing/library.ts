import {
  bilingual,
  type DeviceManifest,
  type Library,
  type Primitive,
  type RobotManifest,
  type Skill,
} from '@muster/domain';

const names = (id: string) => ({ en: [id], zh: [id] });
const says = (id: string) => bilingual(id, id);

type Body = Partial<Pick<RobotManifest, 'hands' | 'carrier' | 'battery' | 'sensors'>> & {
  readonly mobility: RobotManifest['mobility'];
  readonly skills: readonly string[];
  readonly body?: Partial<RobotManifest['body']>;
};

/** A robot manifest with the calls and topics of the conventions. */
const robotKind = (kind: string, { mobility, skills, body, hands, ...rest }: Body): RobotManifest => ({
  version: 1,
  kind,
  names: names(kind),
  class: 'robot',
  body: { length: 0.8, width: 0.6, height: 0.5, massKg: 60, ...body },
  mobility,
  hands: hands ?? [],
  ...rest,
  capabilities: skills.map((skill) => ({ skill, call: 'execute' })),
  calls: {
    travel: {
      kind: 'ros2-action',
      name: `/\${robot}/navigate_through_poses`,
      type: 'nav2_msgs/action/NavigateThroughPoses',
      goal: { poses: `\${waypoints}` },
      result: { success: { path: 'error_code', equals: 0 }, message: 'error_msg' },
    },
    execute: {
      kind: 'ros2-action',
      name: `/\${robot}/execute_skill`,
      type: 'muster_msgs/action/ExecuteSkill',
      goal: { skill: `\${skill}`, arguments: `\${arguments}` },
      feedback: { progress: 'progress', phase: 'phase' },
      result: { success: { path: 'success', equals: true }, message: 'message', outcome: 'outcome' },
    },
    hold: { kind: 'service', name: `/\${robot}/hold`, type: 'std_srvs/srv/Trigger', goal: {} },
    release: { kind: 'service', name: `/\${robot}/release_hold`, type: 'std_srvs/srv/Trigger', goal: {} },
  },
  telemetry: {
    pose: { topic: `/\${robot}/odom`, type: 'nav_msgs/msg/Odometry' },
    battery: { topic: `/\${robot}/battery_state`, type: 'sensor_msgs/msg/BatteryState' },
    observations: { topic: `/\${robot}/observations`, type: 'std_msgs/msg/String' },
  },
  hold: {
    does: mobility.mode === 'fly' ? 'hover-then-land' : 'brake',
    keepsGrip: true,
    call: 'hold',
    release: 'release',
    confirmedBy: { maxSpeed: 0.02, withinSeconds: 2 },
  },
  look: { model: 'box' },
});

type SkillParts = {
  readonly parameters?: readonly (readonly [name: string, type: string])[];
  readonly roles?: Skill['roles'];
  readonly does: Primitive[];
  readonly seconds?: number;
  readonly effects?: Skill['effects']['end'];
  readonly outcomes?: Skill['outcomes'];
};

const skill = (
  id: string,
  { parameters = [], roles, does, seconds = 4, effects = [], outcomes }: SkillParts,
): Skill => ({
  version: 1,
  id,
  names: names(id),
  says: says(id),
  parameters: parameters.map(([name, type]) => ({ name, type })),
  roles: roles ?? [{ name: '?robot', at: '?where' }],
  conditions: { start: [] },
  effects: { end: effects },
  duration: { expected: seconds, maximum: 2 * seconds },
  timeoutSeconds: 60,
  success: { sensed: [] },
  ...(outcomes ? { outcomes } : {}),
  idempotent: false,
  simulation: does,
});

const itemAt = [
  ['?item', 'item'],
  ['?where', 'place'],
] as const;

const SKILLS: readonly Skill[] = [
  skill('pick', {
    parameters: itemAt,
    does: [{ do: 'grasp', role: '?robot', item: '?item' }],
    effects: [['held', '?item', '?robot']],
  }),
  skill('place', {
    parameters: itemAt,
    does: [{ do: 'release', role: '?robot', item: '?item', onto: '?where' }],
    effects: [['on', '?item', '?where']],
  }),
  skill('load_item', { parameters: itemAt, does: [{ do: 'load', role: '?robot', item: '?item' }] }),
  skill('unload_item', { parameters: itemAt, does: [{ do: 'unload', role: '?robot', item: '?item', onto: '?where' }] }),
  skill('open', {
    parameters: [['?where', 'place']],
    does: [{ do: 'set-state', role: '?robot', of: '?where', state: 'open', value: true }],
  }),
  skill('photograph', {
    parameters: [['?where', 'place']],
    does: [{ do: 'observe', role: '?robot', target: '?where', record: 'photographed' }],
    outcomes: [
      { id: 'normal', says: says('normal'), effects: [['not', ['abnormal', '?where']]] },
      { id: 'abnormal', says: says('abnormal'), effects: [['abnormal', '?where']] },
    ],
  }),
  skill('take_off', { roles: [{ name: '?robot' }], does: [{ do: 'posture', role: '?robot', posture: 'fly' }] }),
  skill('land', { parameters: [['?where', 'place']], does: [{ do: 'posture', role: '?robot', posture: 'land' }] }),
  skill('charge', {
    parameters: [['?where', 'place']],
    does: [{ do: 'posture', role: '?robot', posture: 'dock' }, { do: 'dwell' }],
  }),
  skill('hand_over', {
    parameters: itemAt,
    roles: [
      { name: '?giver', at: '?where', capability: 'hand_over' },
      { name: '?receiver', at: '?where', capability: 'hand_over' },
    ],
    does: [{ do: 'transfer', from: '?giver', to: '?receiver', item: '?item' }],
  }),
  skill('load_carrier', {
    parameters: itemAt,
    roles: [
      { name: '?loader', at: '?where', capability: 'load_carrier' },
      { name: '?carrier', at: '?where', capability: 'carry' },
    ],
    does: [{ do: 'release', role: '?loader', item: '?item', onto: '?carrier' }],
  }),
  skill('lift_together', {
    parameters: [...itemAt, ['?to', 'place']],
    roles: [
      { name: '?a', at: '?where', capability: 'lift_together' },
      { name: '?b', at: '?where', capability: 'lift_together' },
    ],
    does: [
      { do: 'grasp-together', roles: ['?a', '?b'], item: '?item' },
      { do: 'carry-together', roles: ['?a', '?b'], item: '?item', onto: '?to' },
    ],
  }),
  skill('pass_door', {
    parameters: [
      ['?door', 'place'],
      ['?to', 'region'],
    ],
    roles: [{ name: '?robot' }],
    does: [{ do: 'pass', role: '?robot', through: '?door', to: '?to' }],
  }),
  skill('wash', {
    parameters: [['?where', 'place']],
    does: [{ do: 'set-state', role: '?robot', of: '?where', state: 'running', value: true }],
  }),
];

const DEVICES: readonly DeviceManifest[] = (
  [
    ['hinged_door', 'door', false, 2],
    ['sliding_door', 'door', true, 2],
    ['lift', 'lift', false, 4],
    ['washer', 'machine', false, 10],
    ['charger', 'charger', false, 0],
  ] as const
).map(([kind, behaviour, automatic, seconds]) => ({
  version: 1,
  kind,
  names: names(kind),
  class: 'device',
  behaviour,
  automatic,
  seconds,
  calls: {
    open: { kind: 'service', name: `/\${device}/command`, type: 'std_srvs/srv/SetBool', goal: { data: true } },
    close: { kind: 'service', name: `/\${device}/command`, type: 'std_srvs/srv/SetBool', goal: { data: false } },
  },
  telemetry: { state: { topic: `/\${device}/state`, type: 'std_msgs/msg/String' } },
}));

const hand = { id: 'hand', reach: 1, minHeight: 0, maxHeight: 1.5, payloadKg: 5, maxWidth: 0.3 };
const drive = (kind: 'differential' | 'omni' | 'ackermann'): RobotManifest['mobility'] => ({
  mode: 'drive',
  drive: kind,
  maxSpeed: 1.5,
  maxAcceleration: 1,
  maxTurnRate: 1.5,
});

const manual = [
  'pick',
  'place',
  'open',
  'photograph',
  'charge',
  'hand_over',
  'load_carrier',
  'pass_door',
  'lift_together',
  'wash',
];

const ROBOTS: readonly RobotManifest[] = [
  robotKind('cart', {
    mobility: drive('differential'),
    skills: ['load_item', 'unload_item', 'carry', 'charge', 'photograph', 'pass_door'],
    carrier: { kind: 'deck', slots: 2, payloadKg: 30, height: 0.5, selfLoading: { minHeight: 0.3, maxHeight: 1 } },
    sensors: { lidar: { range: 10 }, camera: { range: 5 } },
    battery: { capacityWh: 100, idleW: 10, movingW: 50, workingW: 20, chargeW: 400, reserve: 0.1 },
  }),
  robotKind('helper', { mobility: drive('omni'), skills: manual, hands: [hand], sensors: { camera: { range: 5 } } }),
  robotKind('truck', { mobility: drive('ackermann'), skills: ['carry'], body: { length: 1.6, width: 0.9 } }),
  robotKind('dog', {
    mobility: { mode: 'walk', maxSpeed: 1.2, maxAcceleration: 1.5, maxTurnRate: 2, climbsStairs: true },
    skills: manual,
    hands: [hand],
    body: { length: 0.7, width: 0.4 },
  }),
  robotKind('drone', {
    mobility: { mode: 'fly', maxSpeed: 3, maxAcceleration: 2, maxTurnRate: 2, climbRate: 1, cruiseAltitude: 2 },
    skills: ['take_off', 'land', 'photograph', 'carry', 'charge'],
    body: { length: 0.5, width: 0.5, height: 0.2, radius: 0.3, massKg: 2 },
    carrier: { kind: 'basket', slots: 1, payloadKg: 1, height: 0.2 },
    sensors: { camera: { range: 6 } },
  }),
  robotKind('arm', { mobility: { mode: 'fixed' }, skills: manual, hands: [hand], body: { length: 0.3, width: 0.3 } }),
];

const byId = <T>(list: readonly T[], id: (entry: T) => string): Record<string, T> =>
  Object.fromEntries(list.map((entry) => [id(entry), entry]));

/** A small library of every kind of body, for tests and benchmarks of the core alone. */
export const testLibrary: Library = {
  vocabulary: {
    version: 1,
    classes: (['table', 'fridge', 'door_place', 'pad', 'zone_area', 'charging', 'washer_place'] as const).map((id) => ({
      id,
      parent: id === 'door_place' || id === 'washer_place' ? 'device' : 'place',
      names: names(id),
      properties: {
        surface: id === 'table' || id === 'pad',
        container: id === 'fridge' || id === 'washer_place',
        openable: id === 'fridge',
        landable: id === 'pad',
        charger: id === 'charging',
      },
    })),
    predicates: [],
    fluents: [],
  },
  skills: byId(SKILLS, (entry) => entry.id),
  robots: byId(ROBOTS, (entry) => entry.kind),
  devices: byId(DEVICES, (entry) => entry.kind),
};
