import type { Fault } from '@muster/domain';
import type { Streams } from './math/random.ts';
import type { SimParent } from './snapshot.ts';

/** Lanes of the floating-point state, one value per robot each. */
export const LANES = [
  'x',
  'y',
  'z',
  'yaw',
  'vx',
  'vy',
  'vz',
  'turn',
  'battery',
  'odometer',
  'fixX',
  'fixY',
  'fixYaw',
] as const;
export type Lane = (typeof LANES)[number];
/** Lanes of the integer state. */
export const INTEGER_LANES = [
  'floor',
  'posture',
  'holding',
  'offUntil',
  'charging',
  'lastPlace',
  'waited',
  'heldFor',
] as const;
export type IntegerLane = (typeof INTEGER_LANES)[number];

export const POSTURES = ['stand', 'sit', 'fly', 'land', 'dock'] as const;
export const POSTURE = { stand: 0, sit: 1, fly: 2, land: 3, dock: 4 } as const;

/** A path being followed. Points are flat: x, y, z, floor index. */
export type Motion = {
  /** Command id; empty when it is a part of a skill. */
  command: string;
  points: number[];
  /** Speed allowed at each point, metres per second. */
  limits: number[];
  /** Index of the point that is approached; the first is where it began. */
  next: number;
  /** Final heading, or null for any. */
  yaw: number | null;
  speed: number;
  /** What the robot waits for, or ''. */
  blockedBy: string;
  /** For each point the lift that is ridden to it, as an index into places; -1: it goes there by itself. */
  lifts: number[];
  /** Doors on the way, as indices into places. */
  doors: number[];
  /** Tick at which a fault makes it drop what it holds; -1 never. */
  dropAt: number;
};

export type SkillRun = {
  command: string;
  skill: string;
  role: string;
  args: Record<string, string | number>;
  /** Robot index by role, this one's included; -1 while a partner has not been commanded. */
  team: Record<string, number>;
  /** Tick at which it was commanded. */
  since: number;
  started: boolean;
  elapsed: number;
  /** Ticks that it will take, waiting left out. */
  duration: number;
  /** Next primitive, and the tick at which it began; -1: not yet. */
  step: number;
  begun: number;
  /** Outcome id found by a sensing primitive, or ''. */
  found: string;
  /** Fault that will falsify the result, or ''. */
  falsified: '' | 'false_success' | 'false_failure';
  phase: string;
};

export type ItemState = {
  parent: SimParent;
  /** Slot on the surface, hand or carrier slot. */
  slot: number;
  /** Pose where it lies on the floor or between robots; else derived from the parent. */
  x: number;
  y: number;
  z: number;
  yaw: number;
  floor: number;
};

export type DeviceState = {
  /** 0 closed … 1 open. */
  opening: number;
  /** Opening it moves to. */
  wanted: number;
  /** Lifts: height of the car, absolute metres, where it goes, which robot it serves (-1 none), and how far the ride is. */
  height: number;
  goal: number;
  rider: number;
  stage: number;
  /** Machines: ticks left of the running cycle. */
  cycle: number;
  /** Automatic doors: tick until which they stay open. */
  openUntil: number;
};

export type PersonState = {
  x: number;
  y: number;
  z: number;
  yaw: number;
  floor: number;
  speed: number;
  /** Next entry of the walk. */
  next: number;
  /** +1 or -1 along the walk. */
  step: number;
  waited: number;
  /** Where a fault sends this person: x, y, ticks left; or null. */
  sent: { x: number; y: number; floor: number; until: number } | null;
};

export type FaultState = {
  fault: Fault;
  /** Tick of the next change: start when inactive, end when active; -1 never. */
  at: number;
  active: boolean;
  done: boolean;
};

export type ObstacleState = { id: string; x: number; y: number; z: number; floor: number; radius: number };

/** The part of the state that is not numbers by robot: plain JSON. */
export type Tables = {
  motions: (Motion | null)[];
  runs: (SkillRun | null)[];
  items: ItemState[];
  /** True boolean states by fact key, e.g. `open(fridge)`. */
  states: Record<string, boolean>;
  numbers: Record<string, number>;
  /** Tick at which a record became true. */
  records: Record<string, number>;
  devices: DeviceState[];
  people: PersonState[];
  faults: FaultState[];
  obstacles: ObstacleState[];
  /** Pairs that are near (1) or in contact (2), by a key over both bodies, ascending; see `contacts.ts`. */
  pairs: { keys: number[]; levels: number[] };
  streams: Streams;
  sequence: number;
};

/** Everything that changes. Numeric lanes are views of one buffer each, so that hashing and copying are cheap. */
export type SimState = {
  tick: number;
  readonly floats: Float64Array;
  readonly integers: Int32Array;
  /** Joint angles, six per hand, then targets in the same order, then grip and grip target per hand. */
  readonly arms: Float64Array;
  readonly lane: Readonly<Record<Lane, Float64Array>>;
  readonly int: Readonly<Record<IntegerLane, Int32Array>>;
  tables: Tables;
};

export const createState = (robots: number, hands: number, tables: Tables): SimState => {
  const floats = new Float64Array(LANES.length * robots);
  const integers = new Int32Array(INTEGER_LANES.length * robots);
  const lane = {} as Record<Lane, Float64Array>;
  LANES.forEach((name, k) => {
    lane[name] = floats.subarray(k * robots, (k + 1) * robots);
  });
  const int = {} as Record<IntegerLane, Int32Array>;
  INTEGER_LANES.forEach((name, k) => {
    int[name] = integers.subarray(k * robots, (k + 1) * robots);
  });
  return { tick: 0, floats, integers, arms: new Float64Array(hands * 14), lane, int, tables };
};
