import type { Bilingual, Result, RunResult, Turn } from '@muster/domain';
import type { Recording } from '@muster/sim-core';
import type {
  EditRequest,
  EventView,
  HostSnapshot,
  LiveMessage,
  MissionControl,
  RobotControl,
  RunView,
  SiteInfo,
  TaskRequest,
  WorldView,
} from '../api/index.ts';

/** A scene that is being served: what the HTTP API, the command line and the MCP server drive. */
export interface Site {
  info(): SiteInfo;
  world(): WorldView;
  host(): HostSnapshot;
  runs(): readonly RunView[];
  events(after: number): readonly EventView[];
  /** Understands, plans and proves; starts when that was asked for and allowed. Ends when the answer stands, not when the mission does. */
  submit(request: TaskRequest): Promise<RunView>;
  approve(run: string, by: string): Result<RunView>;
  reject(run: string, by: string): Result<RunView>;
  edit(run: string, request: EditRequest): Result<RunView>;
  /** One future of a run's rehearsal again, as a recording. */
  future(run: string, seed: number): Promise<Result<Recording>>;
  /** Ends when the run is over: mission ended and judged, or an answer without a mission. */
  finished(run: string, signal?: AbortSignal): Promise<RunResult>;
  stop(scope: string, by: string): void;
  reset(scope: string, by: string, reason: string): Result<void>;
  control(mission: string, control: MissionControl): Result<void>;
  controlRobot(robot: string, control: RobotControl): Result<void>;
  fault(
    kind: string,
    target: string | undefined,
    seconds: number | undefined,
    params: Readonly<Record<string, unknown>> | undefined,
  ): Result<void>;
  speed(factor: number): Result<void>;
  /** Everything that a live client is sent. */
  subscribe(listener: (message: LiveMessage) => void): () => void;
  /** What was said in a conversation, newest last. */
  turns(conversation: string): readonly Turn[];
  restoreTurns(conversation: string, turns: readonly Turn[]): void;
  hello(): LiveMessage;
  /** One line about each of the robots' links, for the start-up message. */
  notices(): readonly Bilingual[];
  close(): Promise<void>;
}
