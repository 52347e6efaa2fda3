import type { Result, WorldModel } from '@muster/domain';
import type { Recording } from '@muster/sim-core';
import type { Rehearsal } from '../api/rehearsal.ts';
import type { Script } from './play-future.ts';

export type RehearseOptions = {
  readonly seeds: number;
  /** Seed of the first future; the others follow it. Default 1. */
  readonly first?: number;
  /** Milliseconds after which no further future is begun; what was played counts. */
  readonly budget?: number;
  readonly onProgress?: (played: number) => void;
};

export type RehearsalStage = {
  /** Plays a script through its futures, over all workers. One rehearsal at a time. The model's initial world is where each begins. */
  rehearse(model: WorldModel, script: Script, options: RehearseOptions): Promise<Result<Rehearsal>>;
  /** One future again, with what the simulator did: a recording that can be looked at from any second. */
  record(model: WorldModel, script: Script, seed: number): Promise<Result<Recording>>;
  close(): void;
};
