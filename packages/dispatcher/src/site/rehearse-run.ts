import {
  bilingual,
  fail,
  groundScene,
  type Library,
  type Result,
  type Situation,
  type VerifiedSchedule,
} from '@muster/domain';
import type { Recording } from '@muster/sim-core';
import { sceneAsBelieved } from '../rehearsal/scene-as-believed.ts';
import type { RehearsalStage } from '../rehearsal/stage.ts';
import type { Run, RunBook } from './run-book.ts';

/** Milliseconds after which a rehearsal tells what it has played by then. */
const REHEARSAL_MS = 10_000;

/** Odds of plans that wait for approval. */
export type RunRehearsals = {
  /** Plays a plan through its futures; the odds come in on the run a moment later. */
  rehearse(run: Run, ready: VerifiedSchedule, situation: Situation): Promise<void>;
  /** One of the futures again, as the simulator's recording. */
  future(run: Run | undefined, seed: number): Promise<Result<Recording>>;
  close(): void;
};

/**
 * @param seeds futures of each rehearsal; 0: none is played
 * @param openStage workers that play them, opened when the first is wanted; absent where there are none
 */
export const createRunRehearsals = (
  book: RunBook,
  seeds: number,
  openStage: ((library: Library) => RehearsalStage) | undefined,
): RunRehearsals => {
  let stage: RehearsalStage | undefined;
  return {
    rehearse: async (run, ready, situation) => {
      if (seeds === 0) return;
      const { library } = situation.model;
      stage ??= openStage?.(library);
      if (!stage) return;
      book.update(run, { rehearsal: { state: 'running' } });
      const grounded = groundScene(sceneAsBelieved(situation.model, situation.state), library);
      const script = { plan: ready.plan, schedule: ready.schedule, rules: situation.rules };
      if (grounded.ok) run.rehearsed = { model: grounded.value, script };
      const answer = grounded.ok
        ? await stage.rehearse(grounded.value, script, { seeds, budget: REHEARSAL_MS })
        : grounded;
      if (run.view.state !== 'awaiting-approval' || run.prepared?.ready !== ready) return;
      book.update(run, {
        rehearsal: answer.ok
          ? { state: 'done', rehearsal: answer.value }
          : { state: 'failed', says: answer.problems[0]?.says ?? bilingual('No rehearsal.', '无法推演。') },
      });
    },
    future: async (run, seed) => {
      if (!stage || !run?.rehearsed)
        return fail({
          code: 'SITE_NOT_REHEARSED',
          place: run?.view.id ?? '',
          says: bilingual('This run was not rehearsed.', '这次任务没有推演过。'),
        });
      return stage.record(run.rehearsed.model, run.rehearsed.script, seed);
    },
    close: () => stage?.close(),
  };
};
