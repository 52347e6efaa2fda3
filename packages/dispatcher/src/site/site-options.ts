import type { Planner, Problem, WorldModel } from '@muster/domain';
import type { Journal } from '@muster/executor';
import type { RobotAddresses } from './robot-links.ts';
import type { RobotSettings } from './robot-settings.ts';
import type { WireLogs } from './wire-log.ts';

export type LocalSiteOptions = {
  readonly model: WorldModel;
  readonly planner: Planner;
  /** Model name, when the planner is a language model. */
  readonly modelName?: string;
  readonly speed: number | 'max';
  readonly seed?: number;
  readonly journal?: Journal;
  /** Begins the names of the files beside the journal: what a process that dies leaves to the next one. */
  readonly files?: string;
  /** Robots that are not simulated: id → rosbridge address. */
  readonly robots?: RobotAddresses;
  readonly robotSettings?: ReadonlyMap<string, RobotSettings>;
  /** What goes over each robot's link is written down here. */
  readonly wire?: WireLogs;
  readonly autoApprove: boolean;
  readonly rosbridgePort?: number;
  readonly onAlarm?: (problem: Problem) => void;
  /** Plays a plan that waits for approval through this many seeded futures. Default 0: none. */
  readonly rehearsalSeeds?: number;
  /** Records what the simulator does, from the first tick. Default false. */
  readonly record?: boolean;
};
