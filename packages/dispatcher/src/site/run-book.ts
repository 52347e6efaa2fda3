import { type Bilingual, bilingual, type Report, type Rule, type RunResult, type WorldModel } from '@muster/domain';
import type { MissionHost } from '@muster/executor';
import type { LiveMessage, RunView } from '../api/index.ts';
import type { Prepared } from '../pipeline/prepare.ts';
import type { Script } from '../rehearsal/play-future.ts';
import type { GoalWitness, TruthSource } from './goal-witness.ts';
import type { KeptSite } from './site-ground.ts';

/** One thing that was asked for, from the sentence to the report. */
export type Run = {
  view: RunView;
  prepared?: Prepared;
  witness?: GoalWitness;
  startedAt?: number;
  /** What its rehearsal began with. */
  rehearsed?: { readonly model: WorldModel; readonly script: Script };
  waiters: ((result: RunResult) => void)[];
};

/** Of a run that was cut off before it was understood. */
const NO_RESULT: RunResult = {
  interpretation: { kind: 'refuse', says: bilingual('It was cut off.', '已中断。') },
  usage: { calls: 0, inputTokens: 0, outputTokens: 0 },
};

const RUNS_KEPT = 500;

export type RunBookParts = {
  readonly model: WorldModel;
  readonly kept: KeptSite;
  readonly host: () => MissionHost;
  readonly truth: () => TruthSource;
  readonly broadcast: (message: LiveMessage) => void;
};

/** All runs of a site with the standing rules that people added, shown to clients and kept for the next process as they change. */
export class RunBook {
  readonly runs = new Map<string, Run>();
  #rules: readonly Rule[];
  #count: number;
  readonly #parts: RunBookParts;

  constructor(parts: RunBookParts) {
    const { model, kept } = parts;
    this.#parts = parts;
    this.#rules = [...model.scene.rules.filter((rule) => !kept.rules.some(({ id }) => id === rule.id)), ...kept.rules];
    this.#count = Math.max(0, ...kept.runs.map(({ id }) => Number(/^run-(\d+)$/.exec(id)?.[1] ?? 0)));
    for (const view of kept.runs) this.runs.set(view.id, { view, waiters: [] });
  }

  get rules(): readonly Rule[] {
    return this.#rules;
  }

  addRule(rule: Rule): void {
    this.#rules = [...this.#rules.filter(({ id }) => id !== rule.id), rule];
  }

  nextId(): string {
    this.#count += 1;
    return `run-${String(this.#count).padStart(2, '0')}`;
  }

  open(view: RunView): Run {
    const run: Run = { view, waiters: [] };
    this.runs.set(view.id, run);
    this.show(run);
    return run;
  }

  /** Tells clients how a run stands, and keeps nothing. */
  show(run: Run, change: Partial<RunView> = {}): RunView {
    run.view = { ...run.view, ...change };
    this.#parts.broadcast({ type: 'run', run: run.view });
    return run.view;
  }

  update(run: Run, change: Partial<RunView>): RunView {
    this.show(run, change);
    this.#keep();
    return run.view;
  }

  finish(run: Run, report: Report): RunView {
    const mission = run.view.mission === undefined ? undefined : this.#parts.host().missionSummary(run.view.mission);
    const result: RunResult = { ...(run.view.result ?? NO_RESULT), ...(mission ? { mission } : {}), report };
    this.update(run, { state: 'over', result });
    for (const waiter of run.waiters.splice(0)) waiter(result);
    return run.view;
  }

  /** Ends a run that no mission came of. */
  close(run: Run, outcome: Report['outcome'], says: Bilingual): RunView {
    return this.finish(run, { outcome, goal: [], witness: this.#parts.truth().witness, seconds: 0, says });
  }

  #keep(): void {
    this.#parts.kept.writeRuns?.({
      runs: [...this.runs.values()].map(({ view }) => view).slice(-RUNS_KEPT),
      rules: this.#rules.filter((rule) => rule.addedAtSeconds !== undefined),
    });
  }
}
