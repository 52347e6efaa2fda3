import type { Commitment, MissionSummary, Result, VerifiedSchedule, WorldState } from '@muster/domain';
import type { ControlRequest } from '../decide/control.ts';
import type { ReviseRequest } from '../decide/take-replan.ts';
import type { JournalRecord } from '../journal/event.ts';
import type { RobotValue } from '../machines/robot.machine.ts';

export type CreateOptions = {
  /** Made by the host when absent. */
  readonly id?: string;
  /** Person who agreed to it; needed when the proof names steps that a person has to agree to. */
  readonly by?: string;
  /** Scene seconds before which nothing starts; default: at once. */
  readonly notBeforeSeconds?: number;
};

export type RobotSnapshot = RobotValue & {
  readonly id: string;
  readonly epoch: number;
  readonly command?: string;
  /** Seconds since its last pose; null: none yet. */
  readonly poseAgeSeconds: number | null;
};

/** Everything to draw, as plain JSON. */
export type HostSnapshot = {
  readonly sequence: number;
  readonly atSeconds: number;
  /** False once the journal failed: nothing new is sent, stop requests still are. */
  readonly healthy: boolean;
  readonly missions: readonly MissionSummary[];
  readonly robots: readonly RobotSnapshot[];
  readonly latches: readonly { readonly scope: string; readonly by: string; readonly atSeconds: number }[];
  readonly world: WorldState;
};

/**
 * Keeps and carries out missions: owns the journal, the leases and the timers. Nothing leaves for a robot before the record that caused it
 * is kept, but for a stop.
 */
export interface MissionHost {
  /**
   * Takes a proved schedule. When it returns a mission's id, the mission is kept.
   *
   * @returns `EXECUTE_NOT_PROVED` for anything that the verifier did not make, `EXECUTE_LINK_BROKEN` when the world has changed since the
   * proof, `EXECUTE_NEEDS_PERSON`, `EXECUTE_NO_ROUTE`, `EXECUTE_ROUTES_STALE`, `EXECUTE_UNKNOWN_ROBOT`, `EXECUTE_DUPLICATE_MISSION`,
   * `EXECUTE_JOURNAL_FAILED`
   */
  create(verified: VerifiedSchedule, options?: CreateOptions): Result<string>;
  send(request: ControlRequest | ReviseRequest): Result<void>;
  /** Asks robots to hold, at once: bypasses queue, journal and every decision; then latches it. Scope: a robot, or `all`. */
  stop(scope: string, by: string): void;
  snapshot(): HostSnapshot;
  /** Ends when the mission is over, or, with `blocked`, also when it waits for a person. Rejects with the signal's reason. */
  waitFor(
    mission: string,
    options?: { readonly blocked?: boolean; readonly signal?: AbortSignal },
  ): Promise<MissionSummary>;
  missionSummary(mission: string): MissionSummary | undefined;
  commitments(): readonly Commitment[];
  /** Records as they are kept; with `after`, those kept since that sequence number first. */
  subscribe(listener: (record: JournalRecord) => void, after?: number): () => void;
  /** Lets time pass; to be called several times a second. */
  tick(): void;
  close(): void;
}
