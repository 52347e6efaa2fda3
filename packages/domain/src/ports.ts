import type { Goal } from './goal.ts';
import type { Interpretation } from './interpretation.ts';
import type { Plan } from './plan.ts';
import type { Result } from './problem.ts';
import type { Rule } from './rule.ts';
import type { Usage } from './run.ts';
import type { Schedule } from './schedule.ts';
import type { Bilingual } from './text.ts';
import type { Verdict, VerifiedPlan, VerifiedSchedule } from './verdict.ts';
import type { WorldModel } from './world-model.ts';
import type { Pose, WorldState } from './world-state.ts';

/** What a stage of the pipeline knows of the world. */
export type Situation = {
  readonly model: WorldModel;
  readonly state: WorldState;
  /** Rules of the scene and standing rules added since. */
  readonly rules: readonly Rule[];
  /** Unfinished parts of running missions, proved jointly with anything new. */
  readonly commitments: readonly Commitment[];
};

/** What a running mission has claimed: its remaining steps under their binding, the things they touch, robots until when. */
export type Commitment = {
  readonly mission: string;
  readonly plan: Plan;
  readonly schedule: Schedule;
  /** Steps that are not over. */
  readonly remaining: readonly string[];
  readonly claims: readonly string[];
};

export type PlanVerification = { readonly verdict: Verdict; readonly verified?: VerifiedPlan };
export type ScheduleVerification = { readonly verdict: Verdict; readonly verified?: VerifiedSchedule };
export type VerifyPlan = (plan: Plan, situation: Situation) => PlanVerification;
export type VerifySchedule = (schedule: Schedule, plan: VerifiedPlan, situation: Situation) => ScheduleVerification;

/** One turn of a conversation, for pronouns and for short answers to a question. */
export type Turn = { readonly utterance: string; readonly interpretation: Interpretation; readonly plan?: Plan };

export type PlanRequest = {
  readonly utterance: string;
  readonly conversation: readonly Turn[];
  /** Journal lines that questions are answered from. */
  readonly history?: readonly { readonly at: number; readonly says: Bilingual; readonly event: string }[];
  /** Told of steps as they come in; round 1 and above replace what was told before. */
  readonly onDraft?: (draft: PlanDraft) => void;
};

/** A step that a planner has in mind while it is still at work: not proved, only shown. */
export type PlanDraft = { readonly round: number; readonly number: number; readonly says: Bilingual };

export type PlanResponse = {
  readonly interpretation: Interpretation;
  readonly plan?: Plan;
  /** Present when the plan was proved. */
  readonly verification?: PlanVerification;
  readonly usage: Usage;
  /** Which planner answered, and what is worth knowing about how (fall-back, budget). */
  readonly planner: string;
  readonly notices: readonly Bilingual[];
};

/** The part of an `AbortSignal` that a pure package may know. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
}

/** Turns a sentence into an interpretation and, where there is a goal, into a plan that `verify` accepted. */
export interface Planner {
  readonly name: string;
  respond(request: PlanRequest, situation: Situation, verify: VerifyPlan, signal?: CancelSignal): Promise<PlanResponse>;
}

/** From a stated goal to a plan: search without language. Used for repair and replanning. */
export type PlanGoal = (
  goal: Goal,
  situation: Situation,
  verify: VerifyPlan,
) => Result<{ readonly plan: Plan; readonly verification: PlanVerification }>;

/** Binds robots and times. */
export type Allocate = (plan: VerifiedPlan, situation: Situation) => Result<Schedule>;
/** Fills a schedule's `routes` and corrects its times. */
export type Route = (schedule: Schedule, plan: VerifiedPlan, situation: Situation) => Result<Schedule>;

/** Seconds of the scene clock, and of a clock that never jumps. */
export interface Clock {
  sceneSeconds(): number;
  monotonicSeconds(): number;
}

export type PoseStamped = {
  readonly floor: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
};

/** What a driver is asked to do. Ids are `mission/step/attempt/epoch`, or with `/n` for the n-th released stretch of a travel. */
export type RobotCommand = {
  readonly id: string;
  readonly robot: string;
  readonly epoch: number;
  readonly deadlineSeconds: number;
} & (
  | {
      readonly kind: 'travel';
      readonly waypoints: readonly PoseStamped[];
      readonly nodes: readonly string[];
      readonly speed: number;
      readonly last: boolean;
      /** Where it will go after that, once it is told: planned and not released. For robots that like to know ahead. */
      readonly ahead?: { readonly nodes: readonly string[]; readonly waypoints: readonly PoseStamped[] };
    }
  | {
      readonly kind: 'skill';
      readonly skill: string;
      /** Role this robot plays. */
      readonly role: string;
      readonly args: Readonly<Record<string, string | number>>;
      /** Pose of the place it works at, when it has one. */
      readonly target?: PoseStamped;
      readonly others: Readonly<Record<string, string>>;
    }
);

export type RobotEvent =
  | { readonly type: 'link'; readonly robot: string; readonly up: boolean; readonly why?: string }
  | { readonly type: 'pose'; readonly robot: string; readonly pose: Pose; readonly speed: number }
  | { readonly type: 'battery'; readonly robot: string; readonly charge: number }
  | {
      readonly type: 'observed';
      readonly robot: string;
      readonly facts: readonly { readonly fact: string; readonly value: boolean | number }[];
    }
  | {
      readonly type: 'progress';
      readonly robot: string;
      readonly command: string;
      readonly progress: number;
      readonly phase?: string;
    }
  | {
      readonly type: 'result';
      readonly robot: string;
      readonly command: string;
      readonly outcome: 'succeeded' | 'failed' | 'canceled' | 'rejected' | 'unknown';
      readonly code?: string;
      readonly message?: string;
      /** Outcome id of a sensing skill. */
      readonly found?: string;
    }
  | { readonly type: 'hold'; readonly robot: string; readonly confirmed: boolean; readonly seconds: number };

/** Port to one robot. Never queues: a command given while the link is down is refused with a `result` of `rejected`. */
export interface RobotDriver {
  readonly robot: string;
  connected(): boolean;
  send(command: RobotCommand): void;
  cancel(command: string): void;
  /** The robot's own hold, by every route it has; bypasses everything. */
  hold(): void;
  release(): void;
  on(listener: (event: RobotEvent) => void): () => void;
  close(): void;
}
