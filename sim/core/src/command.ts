import type { Fault } from '@muster/domain';

/** A point to drive or fly through, in `map`; `z` is absolute (floor elevation included). */
export type Waypoint = {
  readonly floor: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Heading to stop with; only the last way point's counts. Absent: any. */
  readonly yaw?: number;
};

/** What can be done to a world from outside; each one is logged with the tick at which it was applied. */
export type SimCommand =
  | {
      readonly kind: 'travel';
      readonly robot: string;
      readonly id: string;
      readonly waypoints: readonly Waypoint[];
      /** Metres per second; absent or 0: the robot's own maximum. */
      readonly speed?: number;
    }
  | {
      readonly kind: 'skill';
      readonly robot: string;
      readonly id: string;
      readonly skill: string;
      /** Role this robot plays; absent: found from the skill and the robot's capabilities. */
      readonly role?: string;
      readonly args: Readonly<Record<string, string | number>>;
      /** Robots of the other roles, by role without `?`. */
      readonly others?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'cancel'; readonly robot: string; readonly id?: string }
  | { readonly kind: 'hold'; readonly robot: string }
  | { readonly kind: 'release'; readonly robot: string }
  | {
      readonly kind: 'device';
      readonly device: string;
      /** State to set, e.g. `open`, `running`, `powered`; a lift also takes `floor`. */
      readonly state: string;
      readonly value: boolean | string;
    }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'clear-fault'; readonly id: string };

export type ApplyResult =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly code: SimCode; readonly message: string };

/** Why something failed or was refused. Codes keep their meaning. */
export type SimCode =
  | 'SIM_UNKNOWN_ROBOT'
  | 'SIM_UNKNOWN_SKILL'
  | 'SIM_UNKNOWN_DEVICE'
  | 'SIM_UNKNOWN_ENTITY'
  | 'SIM_UNKNOWN_FAULT'
  | 'SIM_BAD_ARGUMENT'
  | 'SIM_NOT_CAPABLE'
  | 'SIM_CANNOT_TRAVEL'
  | 'SIM_NO_WAY'
  | 'SIM_NOT_FLYING'
  | 'SIM_NOT_LANDED'
  | 'SIM_NOT_LANDABLE'
  | 'SIM_HELD'
  | 'SIM_BUSY'
  | 'SIM_OFF'
  | 'SIM_BATTERY_EMPTY'
  | 'SIM_NOT_AT_PLACE'
  | 'SIM_OUT_OF_REACH'
  | 'SIM_TOO_HIGH'
  | 'SIM_TOO_LOW'
  | 'SIM_TOO_HEAVY'
  | 'SIM_TOO_WIDE'
  | 'SIM_HANDS_FULL'
  | 'SIM_NOT_HELD'
  | 'SIM_NOT_LOADED'
  | 'SIM_NO_FREE_SLOT'
  | 'SIM_NO_CARRIER'
  | 'SIM_NO_SPACE'
  | 'SIM_NOT_A_SURFACE'
  | 'SIM_CLOSED'
  | 'SIM_ITEM_NOT_THERE'
  | 'SIM_ITEM_COVERED'
  | 'SIM_ITEM_ATTACHED'
  | 'SIM_PARTNER_ABSENT'
  | 'SIM_PARTNER_FAILED'
  | 'SIM_TOO_FAR_FROM_PARTNER'
  | 'SIM_NOT_IN_RANGE'
  | 'SIM_NO_LINE_OF_SIGHT'
  | 'SIM_NOT_A_CHARGER'
  | 'SIM_DOOR_CLOSED'
  | 'SIM_NO_PASSAGE'
  | 'SIM_LIFT_OUT_OF_ORDER'
  | 'SIM_DEVICE_STUCK'
  | 'SIM_GRASP_SLIPPED'
  | 'SIM_DROPPED'
  | 'SIM_STALLED'
  | 'SIM_REBOOTED'
  | 'SIM_MACHINE_ALARM'
  | 'SIM_SKILL_FAILED'
  | 'SIM_CANCELED'
  | 'SIM_PREEMPTED';

/** Two bodies that touch or pass closely. */
type Touch = {
  readonly a: string;
  readonly b: string;
  /** True when a body moved by a command took part. */
  readonly commanded: boolean;
  readonly x: number;
  readonly y: number;
  readonly floor: string;
  /** Gap in metres; negative: overlap. */
  readonly gap: number;
};
/** An item that has got another parent. */
type Move = { readonly item: string; readonly to: string; readonly robot: string };

/** One thing that happened. `sequence` counts from 1 and has no gaps. */
export type SimEvent = { readonly sequence: number; readonly tick: number } & (
  | { readonly type: 'accepted'; readonly robot: string; readonly command: string }
  | {
      readonly type: 'result';
      readonly robot: string;
      readonly command: string;
      readonly outcome: 'succeeded' | 'failed' | 'canceled' | 'rejected';
      readonly code?: SimCode;
      readonly message?: string;
      /** Outcome id of a sensing skill. */
      readonly found?: string;
    }
  | { readonly type: 'holding'; readonly robot: string; readonly holding: boolean }
  | ({ readonly type: 'contact' } & Touch)
  | ({ readonly type: 'near_miss' } & Touch)
  | { readonly type: 'blocked'; readonly robot: string; readonly by: string }
  | { readonly type: 'unblocked'; readonly robot: string; readonly by: string }
  | ({ readonly type: 'attached' } & Move)
  | ({ readonly type: 'detached' } & Move)
  | { readonly type: 'dropped'; readonly item: string; readonly robot: string; readonly onto: string }
  | { readonly type: 'state'; readonly entity: string; readonly state: string; readonly value: boolean }
  | {
      readonly type: 'fault';
      readonly fault: string;
      readonly kind: string;
      readonly target: string;
      readonly on: boolean;
    }
  | { readonly type: 'battery_empty'; readonly robot: string }
  | { readonly type: 'rebooted'; readonly robot: string; readonly up: boolean }
  /** What a robot senses of itself or of what is before it, truth unless a fault distorts it. */
  | {
      readonly type: 'observed';
      readonly robot: string;
      readonly facts: readonly { readonly fact: string; readonly value: boolean | number }[];
    }
);

/** An event before it is numbered. */
export type SimEventBody = SimEvent extends infer E
  ? E extends SimEvent
    ? Omit<E, 'sequence' | 'tick'>
    : never
  : never;
