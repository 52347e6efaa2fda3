import type { TransportFactory } from '@muster/bridge';
import type { Library, Planner, Rule, WorldModel } from '@muster/domain';
import type { Simulation } from '@muster/sim-rosbridge/face';
import type { RunView } from '../api/index.ts';
import type { PlanningDesk } from '../pipeline/plan-here.ts';
import type { RehearsalStage } from '../rehearsal/stage.ts';
import type { LocalSiteOptions } from './site-options.ts';

/** The simulator's rosbridge, as the bridge reaches it. */
export type SimulatorAddress = {
  readonly url: string;
  /** Instead of a socket. */
  readonly transportFactory?: TransportFactory;
  close(): Promise<void>;
};

/** What was kept by a process before this one, and where to keep more. */
export type KeptSite = {
  /** Bodies of robots and things. */
  readonly world?: { keep(): void; save(): void };
  readonly writeRuns?: (content: { readonly runs: readonly RunView[]; readonly rules: readonly Rule[] }) => void;
  readonly runs: readonly RunView[];
  readonly rules: readonly Rule[];
};

/** What differs between the places that a site runs in: a process with sockets and files, or a page's worker with neither. */
export type SiteGround = {
  serve(simulation: Simulation, port: number): Promise<SimulatorAddress>;
  /** @throws ProblemError when what was kept can't be read or is of another scene */
  restore(options: LocalSiteOptions, simulation: Simulation): KeptSite;
  /** Plans in a thread of its own; absent where there is but one. */
  readonly openDesk?: (planner: Planner, model: WorldModel) => PlanningDesk;
  /** Workers that play futures; absent where there are none. */
  readonly openStage?: (library: Library) => RehearsalStage;
};
