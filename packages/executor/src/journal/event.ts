import type { Bilingual, Goal, Problem, RobotCommand, VerifiedSchedule } from '@muster/domain';
import type { BeliefChange, FactChange } from '../belief/change.ts';

/** Why something is delayed, blocked, failed or lost, and what a person can do about it. */
export type Cause = {
  /** Upper-snake literal, `EXECUTE_…`. */
  readonly code: string;
  readonly says: Bilingual;
  readonly tip?: Bilingual;
  readonly facts?: readonly string[];
};

export type CancelMode = 'return' | 'finish' | 'safe-place';

type MissionFact =
  | {
      readonly type: 'mission-created';
      readonly mission: string;
      readonly verified: VerifiedSchedule;
      readonly by?: string;
      /** Scene seconds before which nothing starts. */
      readonly notBeforeSeconds: number;
    }
  | { readonly type: 'mission-revised'; readonly mission: string; readonly verified: VerifiedSchedule }
  | {
      readonly type:
        | 'mission-started'
        | 'mission-paused'
        | 'mission-resumed'
        | 'mission-unblocked'
        | 'mission-completed'
        | 'mission-canceled';
      readonly mission: string;
      readonly by?: string;
    }
  | { readonly type: 'mission-blocked' | 'mission-failed'; readonly mission: string; readonly cause: Cause }
  | { readonly type: 'mission-canceling'; readonly mission: string; readonly mode: CancelMode; readonly by: string }
  | {
      readonly type: 'replan-requested';
      readonly mission: string;
      readonly goal: Goal;
      readonly cause: Cause;
    }
  | { readonly type: 'replan-refused'; readonly mission: string; readonly problems: readonly Problem[] };

type StepFact =
  | {
      readonly type: 'step-started';
      readonly mission: string;
      readonly step: string;
      readonly robots: readonly string[];
      /** What was believed of the facts that the step will change. */
      readonly before?: readonly FactChange[];
    }
  | { readonly type: 'step-reported'; readonly mission: string; readonly step: string; readonly found?: string }
  | {
      readonly type: 'step-completed';
      readonly mission: string;
      readonly step: string;
      /** `sensed`: seen to hold; `reported`: the robot's word, for a robot without own sensing; `person`: somebody said so. */
      readonly evidence: 'sensed' | 'reported' | 'person';
      readonly found?: string;
      readonly by?: string;
    }
  | {
      readonly type: 'step-delayed';
      readonly mission: string;
      readonly step: string;
      readonly cause: Cause;
      /** Scene seconds at which it is tried again or given up. */
      readonly dueSeconds: number;
      readonly next: 'retry' | 'give-up';
    }
  | {
      readonly type: 'step-resumed' | 'step-retried';
      readonly mission: string;
      readonly step: string;
      readonly by?: string;
    }
  | {
      readonly type: 'step-blocked' | 'step-failed';
      readonly mission: string;
      readonly step: string;
      readonly cause: Cause;
    }
  | {
      readonly type: 'step-canceled' | 'step-skipped';
      readonly mission: string;
      readonly step: string;
      readonly cause: Cause;
      readonly by?: string;
    }
  | {
      readonly type: 'visit-entered';
      readonly robot: string;
      /** Index in the robot's route: what its id ends with. */
      readonly index: number;
      /** Node or edge that is entered. */
      readonly element: string;
    };

type CommandFact =
  | {
      readonly type: 'command-released';
      readonly mission: string;
      readonly step: string;
      readonly robot: string;
      readonly command: RobotCommand;
      /** Travels: index after the last visit that it is told to make. */
      readonly untilVisit?: number;
      /** Seal of the proof that this command belongs to. */
      readonly proof: string;
      readonly dueSeconds: number;
      /** Age of the pose that it was released on, seconds. */
      readonly poseAgeSeconds: number;
    }
  | {
      readonly type: 'command-sent' | 'command-confirmed' | 'command-canceling';
      readonly robot: string;
      readonly id: string;
    }
  | {
      readonly type: 'command-succeeded' | 'command-failed' | 'command-rejected' | 'command-canceled';
      readonly robot: string;
      readonly id: string;
      readonly code?: string;
      readonly message?: string;
      readonly found?: string;
    }
  | { readonly type: 'command-lost'; readonly robot: string; readonly id: string; readonly cause: Cause }
  | {
      readonly type: 'command-adopted' | 'command-absent';
      readonly robot: string;
      readonly id: string;
      /** What it was concluded from. */
      readonly evidence: 'result' | 'progress' | 'motion' | 'effect' | 'standstill' | 'person';
    };

type RobotFact =
  | { readonly type: 'robot-joined'; readonly robot: string }
  | { readonly type: 'bridge-connected'; readonly robot: string }
  | { readonly type: 'bridge-disconnected'; readonly robot: string; readonly why?: string }
  | { readonly type: 'robot-lost'; readonly robot: string; readonly silentSeconds: number }
  | { readonly type: 'robot-recovered'; readonly robot: string }
  | { readonly type: 'robot-taken-over' | 'robot-handed-back'; readonly robot: string; readonly by: string }
  | { readonly type: 'lease-taken'; readonly robot: string; readonly epoch: number }
  | { readonly type: 'event-ignored'; readonly robot: string; readonly what: string; readonly code: string }
  | ({
      readonly type: 'belief-changed';
      readonly robot?: string;
      readonly mission?: string;
      readonly step?: string;
    } & BeliefChange);

type StopFact =
  | { readonly type: 'stop-latched'; readonly scope: string; readonly by: string }
  | { readonly type: 'stop-confirmed'; readonly robot: string; readonly seconds: number }
  | { readonly type: 'stop-unconfirmed'; readonly robot: string; readonly cause: Cause }
  | { readonly type: 'stop-reset'; readonly scope: string; readonly by: string; readonly reason: string };

type HostFact =
  | { readonly type: 'host-started'; readonly boot: number; readonly scene: string; readonly revision: string }
  | { readonly type: 'alarm-raised'; readonly code: string; readonly robot?: string; readonly detail: Bilingual };

/** What can stand in a journal. Names are noun and past verb; the same in journal, API stream and machines. */
export type JournalEvent = MissionFact | StepFact | CommandFact | RobotFact | StopFact | HostFact;
export type JournalEventType = JournalEvent['type'];

/** Scope of a stop that means every robot. */
export const ALL_ROBOTS = 'all';

/** An event as it is kept. */
export type JournalRecord = JournalEvent & {
  readonly v: 1;
  /** From 1, without gaps. */
  readonly sequence: number;
  /** Scene seconds. */
  readonly atSeconds: number;
  /** How many times the host had been started. */
  readonly boot: number;
  readonly says: Bilingual;
};
