/** Position of a body: floor id, metres in `map` (z absolute), yaw in radians. */
export type SimPose = {
  readonly floor: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
};

export type SimLed = 'idle' | 'moving' | 'working' | 'waiting' | 'blocked' | 'holding' | 'charging' | 'fault' | 'off';
export type SimPosture = 'stand' | 'sit' | 'fly' | 'land' | 'dock';

export type SimRobot = {
  readonly id: string;
  readonly kind: string;
  readonly pose: SimPose;
  /** Metres per second in `map`, and turn rate in radians per second. */
  readonly velocity: { readonly x: number; readonly y: number; readonly z: number; readonly yaw: number };
  /** Metres travelled since tick 0: turns wheels and drives gaits. */
  readonly odometer: number;
  readonly posture: SimPosture;
  /** Six joint angles (radians) for every hand, in the manifest's order. */
  readonly joints: readonly (readonly number[])[];
  /** 0 open … 1 closed, one for every hand. */
  readonly grips: readonly number[];
  readonly held: readonly string[];
  readonly loaded: readonly string[];
  /** 0..1. */
  readonly battery: number;
  readonly led: SimLed;
  readonly holding: boolean;
  readonly command?: {
    readonly id: string;
    readonly kind: 'travel' | 'skill';
    /** Skill id, or `travel`. */
    readonly skill: string;
    readonly args: Readonly<Record<string, string | number>>;
    /** 0..1. */
    readonly progress: number;
    readonly phase: string;
  };
  /** Way points not yet reached. */
  readonly path: readonly SimPose[];
  /** What stops it, when something does. */
  readonly blockedBy?: string;
  readonly faults: readonly string[];
};

export type SimParent =
  | { readonly kind: 'place' | 'item' | 'hand' | 'carrier' | 'person'; readonly id: string }
  /** Between several robots that carry it together. */
  | { readonly kind: 'together'; readonly ids: readonly string[] }
  | { readonly kind: 'floor' }
  | { readonly kind: 'gone' };

export type SimItem = { readonly id: string; readonly pose: SimPose; readonly parent: SimParent };

export type SimDevice = {
  readonly id: string;
  readonly behaviour: string;
  /** Boolean states that hold. */
  readonly states: readonly string[];
  readonly numbers: Readonly<Record<string, number>>;
  /** Door leaf, drawer or lid: 0 closed … 1 open. */
  readonly opening: number;
  /** Lifts: height of the car's floor, metres absolute. */
  readonly liftHeight?: number;
  /** Machines: 0..1 of the running cycle. */
  readonly cycle?: number;
  readonly faults: readonly string[];
};

export type SimPerson = { readonly id: string; readonly pose: SimPose; readonly speed: number };

/** All that a view needs to draw one instant; plain JSON. */
export type SimSnapshot = {
  readonly version: 1;
  readonly scene: string;
  readonly tick: number;
  /** Simulated seconds since tick 0. */
  readonly seconds: number;
  readonly robots: readonly SimRobot[];
  readonly items: readonly SimItem[];
  /** Devices, and every place that opens. */
  readonly devices: readonly SimDevice[];
  readonly people: readonly SimPerson[];
  /** Pairs that overlap now. */
  readonly contacts: readonly (readonly [string, string])[];
  readonly faults: readonly { readonly id: string; readonly kind: string; readonly target: string }[];
  /** Obstacles that faults have put in the way. */
  readonly obstacles: readonly { readonly id: string; readonly pose: SimPose; readonly radius: number }[];
};
