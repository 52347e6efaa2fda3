import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BenchRow, VerifyPlan } from '@muster/domain';
import { runCassetteBench } from './cassette-bench.ts';
import { type CoherentTaskResult, runCoherentBench } from './coherent-bench.ts';

export type PlanningBenchOptions = {
  /** Folder of the test data; what it does not hold is left out. */
  readonly dataDir: string;
  /** An environment file of the COHERENT kind to try instead; a `yardstick.json` beside it is its reference. */
  readonly coherent?: string;
  /** Folder of recorded answers of a language model; none: no rows of it. */
  readonly cassettes?: string;
  /** The checker of stage one. */
  readonly verify: VerifyPlan;
  readonly onProgress?: (line: string) => void;
};

/**
 * The numbers of planning. With a file of one's own there is a row for each of its tasks as well.
 *
 * @throws ProblemError when the file can't be read as what it should be
 */
export const runPlanningBench = async (options: PlanningBenchOptions): Promise<BenchRow[]> => {
  const recorded =
    options.cassettes === undefined || options.coherent !== undefined
      ? []
      : await runCassetteBench(options.cassettes, options.verify, options.onProgress);
  const folder = options.coherent === undefined ? join(options.dataDir, 'coherent') : dirname(options.coherent);
  const files =
    options.coherent === undefined
      ? ['env0.json', 'env1.json'].map((name) => join(folder, name)).filter((file) => existsSync(file))
      : [options.coherent];
  if (files.length === 0) {
    options.onProgress?.('skipped: no COHERENT files in the data folder');
    return recorded;
  }
  const yardstick = join(folder, 'yardstick.json');
  const { rows, tasks } = await runCoherentBench({
    files,
    ...(existsSync(yardstick) ? { yardstick } : {}),
    verify: options.verify,
  });
  for (const task of tasks) if (task.outcome === 'failed') options.onProgress?.(`${task.id}: ${task.problem}`);
  return [...recorded, ...rows, ...(options.coherent === undefined ? [] : tasks.flatMap(rowsOfTask))];
};

const rowsOfTask = (task: CoherentTaskResult): BenchRow[] => {
  const row = (metric: string, ours: number | undefined, reference: number | undefined): BenchRow => ({
    name: 'planning-coherent',
    work: task.id,
    metric,
    ours: ours ?? null,
    peer:
      reference === undefined
        ? null
        : { name: 'proved bound', version: 'yardstick', value: reference, how: 'reference' },
    ratio: ours === undefined || !reference ? null : Math.round((ours / reference) * 1000) / 1000,
    target: 'reported',
    pass: null,
    repeats: [],
  });
  if (task.outcome !== 'solved')
    return [
      {
        ...row(`outcome: ${task.outcome}, ${task.problem ?? ''}`.slice(0, 300), undefined, undefined),
        target: 'solved, or proved infeasible',
        pass: task.outcome === 'infeasible',
      },
    ];
  return [row('steps', task.steps, task.optimalSteps), row('parallel makespan', task.makespan, task.makespanBound)];
};
