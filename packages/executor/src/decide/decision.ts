import {
  type Bilingual,
  bilingual,
  type Clock,
  type Goal,
  type Pose,
  type RobotManifest,
  type Skill,
  type WorldModel,
} from '@muster/domain';
import { describeEvent } from '../describe.ts';
import type { Cause, JournalEvent, JournalRecord } from '../journal/event.ts';
import type { ReleaseVisits } from '../release-visits.ts';
import { evolve, type OutboxRow } from '../state/evolve.ts';
import type { ExecutorState, MissionRun, StepRun } from '../state/executor-state.ts';

/** Bounds; seconds. Defaults from the reliability reference. */
export type ExecutorLimits = {
  /** Pose age up to which a moving / parked robot may be sent on. */
  readonly poseAgeMoving: number;
  readonly poseAgeParked: number;
  /** Evidence (feedback, motion) after a command was sent. */
  readonly firstEvidence: number;
  /** Effect seen after a robot said "succeeded". */
  readonly effectSensed: number;
  /** A start condition may be unmet for so long before the plan counts as broken. */
  readonly patience: number;
  /** Silence after which a robot is lost. */
  readonly robotLost: number;
  /** Standstill that proves that nothing is running, after a doubt. */
  readonly standstill: number;
  readonly retryBackOff: number;
  readonly attempts: number;
  readonly replansPerMission: number;
  readonly replansPerMinute: number;
  /** A stop that is not confirmed within it is shown as not confirmed. */
  readonly stopConfirmed: number;
  readonly stopRepeat: number;
  /** A cancel whose robot moves on after it is escalated to a hold. */
  readonly cancelHonoured: number;
  /** Distance at which a node counts as reached, metres. */
  readonly arriveMetres: number;
};

export const DEFAULT_LIMITS: ExecutorLimits = {
  poseAgeMoving: 1,
  poseAgeParked: 5,
  firstEvidence: 5,
  effectSensed: 5,
  patience: 30,
  robotLost: 10,
  standstill: 1,
  retryBackOff: 1,
  attempts: 3,
  replansPerMission: 3,
  replansPerMinute: 10,
  stopConfirmed: 1,
  stopRepeat: 0.2,
  cancelHonoured: 2,
  arriveMetres: 0.35,
};

/** Last word of a robot; not journalled, gone after a restart. */
export type Telemetry = {
  pose?: Pose;
  speed: number;
  poseMonotonic: number;
  /** Scene seconds at which the pose came in. */
  poseScene: number;
  anyMonotonic: number;
  anyScene: number;
  /** Since when it has stood still, scene seconds; undefined: it moves, or isn't known. */
  stillSince?: number;
  stillSinceMonotonic?: number;
};

export type ReplanRequest = {
  readonly mission: string;
  readonly goal: Goal;
  readonly cause: Cause;
};

/** What a decision may read. Nothing here acts. */
export type DecisionInputs = {
  readonly model: WorldModel;
  readonly clock: Clock;
  readonly limits: ExecutorLimits;
  readonly releaseVisits: ReleaseVisits;
  readonly telemetry: ReadonlyMap<string, Telemetry>;
  /** Fact → what was last seen of it and when, scene seconds; repeated sightings count, though only changes are journalled. */
  readonly seen: ReadonlyMap<string, { readonly value: boolean; readonly at: number }>;
  readonly connected: (robot: string) => boolean;
  readonly canReplan: boolean;
};

/**
 * One turn of deciding: events are journalled-to-be and folded at once, so that what is decided next sees them. Effects wait in `outbox`
 * until the whole turn is kept.
 */
export class Decision {
  readonly records: JournalRecord[] = [];
  readonly outbox: OutboxRow[] = [];
  readonly replans: ReplanRequest[] = [];
  readonly senseRequests: { mission: string; step: string; facts: string[] }[] = [];
  readonly state: ExecutorState;
  readonly inputs: DecisionInputs;
  readonly waits: Map<string, { scene: number; monotonic: number }>;
  readonly scene: number;
  readonly monotonic: number;

  constructor(state: ExecutorState, inputs: DecisionInputs, waits: Map<string, { scene: number; monotonic: number }>) {
    this.state = state;
    this.inputs = inputs;
    this.waits = waits;
    this.scene = inputs.clock.sceneSeconds();
    this.monotonic = inputs.clock.monotonicSeconds();
  }

  emit(event: JournalEvent): void {
    const record = {
      v: 1,
      ...event,
      sequence: this.state.sequence + 1,
      atSeconds: this.scene,
      boot: this.state.boot,
      says: describeEvent(event, this.state, this.inputs.model),
    } as JournalRecord;
    this.outbox.push(...evolve(this.state, record, this.inputs.model));
    this.records.push(record);
  }

  skillOf(mission: MissionRun, run: StepRun): Skill | undefined {
    const step = mission.verified.plan.steps.find((entry) => entry.id === run.source);
    return step && this.inputs.model.library.skills[step.skill];
  }

  /**
   * Whether a wait that began at scene second `since` is over. Both clocks have to agree: a scene that runs fast must not
   * outrun the network, and a scene that stands still must not time out.
   */
  isPast(key: string, since: number, seconds: number): boolean {
    const name = `${key}@${since}`;
    let begun = this.waits.get(name);
    if (!begun) {
      begun = { scene: since, monotonic: this.monotonic };
      this.waits.set(name, begun);
    }
    return this.scene - since >= seconds && this.monotonic - begun.monotonic >= Math.min(seconds, 1);
  }
}

/** Age of the last pose in seconds: since it came in (the younger by the two clocks), or since it was measured if that is longer ago. */
export const poseAge = (decision: Decision, robot: string): number => {
  const telemetry = decision.inputs.telemetry.get(robot);
  if (!telemetry?.pose) return Number.POSITIVE_INFINITY;
  const heard = Math.min(decision.scene - telemetry.poseScene, decision.monotonic - telemetry.poseMonotonic);
  // A stamp that was plausible when it came in; one of another clock is no measure of age.
  const lag = telemetry.poseScene - telemetry.pose.at;
  return Math.max(0, heard + (lag > 0 && lag < 60 ? lag : 0));
};

export const silence = (decision: Decision, robot: string): number => {
  const telemetry = decision.inputs.telemetry.get(robot);
  if (!telemetry) return Number.POSITIVE_INFINITY;
  return Math.max(0, Math.min(decision.scene - telemetry.anyScene, decision.monotonic - telemetry.anyMonotonic));
};

const manifests = new WeakMap<WorldModel, Map<string, RobotManifest>>();
export const manifestOf = (model: WorldModel, robot: string): RobotManifest | undefined => {
  let known = manifests.get(model);
  if (!known) {
    known = new Map();
    for (const entry of model.scene.robots) {
      const manifest = model.library.robots[entry.kind];
      if (manifest) known.set(entry.id, manifest);
    }
    manifests.set(model, known);
  }
  return known.get(robot);
};

export const isFixed = (model: WorldModel, robot: string): boolean =>
  manifestOf(model, robot)?.mobility.mode === 'fixed';

export const cause = (code: string, says: Bilingual, tip?: Bilingual, facts?: readonly string[]): Cause => ({
  code,
  says,
  ...(tip === undefined ? {} : { tip }),
  ...(facts === undefined ? {} : { facts }),
});

export const says = bilingual;
