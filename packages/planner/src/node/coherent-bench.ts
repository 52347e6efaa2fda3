import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BenchRow, bilingual, type Library, type Problem, ProblemError, type VerifyPlan } from '@muster/domain';
import { z } from 'zod';
import { makePlanGoal } from '../built-in/search/plan-goal.ts';
import { type EnvTask, envFileSchema, readHousehold } from '../coherent/env-file.ts';
import { householdTask } from '../coherent/household-situation.ts';
import { parallelLayers, replayLayers } from '../coherent/parallel-plan.ts';
import { loadLibrary } from './load-library.ts';

/** What the yardstick says of one task. Tasks that it does not list have no reference. */
const yardstickSchema = z.array(
  z.object({
    id: z.string(),
    feasible: z.boolean(),
    optimal_steps: z.number().nullable(),
    parallel_makespan_bound: z.number().nullable(),
    lamaFirst: z.object({ steps: z.number(), search_s: z.number() }).nullable().optional(),
  }),
);
type Yardstick = z.infer<typeof yardstickSchema>[number];

export type CoherentTaskResult = {
  readonly id: string;
  /** `solved`: proved by the verifier and by the independent replay; `infeasible`: refused on a proof; `failed`: neither. */
  readonly outcome: 'solved' | 'infeasible' | 'failed';
  readonly steps?: number;
  readonly optimalSteps?: number;
  readonly makespan?: number;
  readonly makespanBound?: number;
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  /** Why not, or what the replay objects to. */
  readonly problem?: string;
  readonly feasible?: boolean;
};

export type CoherentBenchOptions = {
  /** Environment files of the benchmark; read, never kept. */
  readonly files: readonly string[];
  /** Reference file; without it the rows have no peer. */
  readonly yardstick?: string;
  /** The checker of stage one. */
  readonly verify: VerifyPlan;
  /** Effort of the search, by default that of the product. */
  readonly effort?: number;
};

/** Proofs of impossibility: any other refusal is only a limit. */
const PROVED = /^PLAN_(?!SEARCH_LIMIT|NOT_PROVED|CANNOT_SENSE)/;

/**
 * Plans every task of the given files with the product's own search over the library of household skills, proves each plan, plays it by the rules, one
 * action at a time and in parallel, and compares with the yardstick.
 *
 * @throws ProblemError when a file can't be read as what it should be
 */
export const runCoherentBench = async (
  options: CoherentBenchOptions,
): Promise<{ readonly rows: readonly BenchRow[]; readonly tasks: readonly CoherentTaskResult[] }> => {
  const library = loadLibrary(join(import.meta.dirname, '../coherent/library'));
  const yardstick = new Map(
    options.yardstick === undefined
      ? []
      : parseFile(options.yardstick, yardstickSchema).map((entry) => [entry.id, entry]),
  );
  const tasks = options.files.flatMap((file) =>
    parseFile(file, envFileSchema).map((task) => {
      const id = `coherent/${basename(file, '.json')}/${task.task_id}`;
      return benchTask(id, task, library, yardstick.get(id), options);
    }),
  );
  return { tasks, rows: rowsOf(tasks, [...yardstick.values()]) };
};

const parseFile = <T>(file: string, schema: z.ZodType<T>): T => {
  const problem = (says: string): ProblemError =>
    new ProblemError([{ code: 'COHERENT_BAD_FILE', place: file, says: bilingual(says, says) }]);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw problem(error instanceof Error ? error.message : String(error));
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw problem(`/${issue.path.map(String).join('/')}: ${issue.message}`);
};

const benchTask = (
  id: string,
  entry: EnvTask,
  library: Library,
  reference: Yardstick | undefined,
  options: CoherentBenchOptions,
): CoherentTaskResult => {
  const shared = {
    id,
    ...(reference?.optimal_steps ? { optimalSteps: reference.optimal_steps } : {}),
    ...(reference?.parallel_makespan_bound ? { makespanBound: reference.parallel_makespan_bound } : {}),
    ...(reference ? { feasible: reference.feasible } : {}),
  };
  const started = performance.now();
  const cpu = process.cpuUsage();
  const spent = () => {
    const used = process.cpuUsage(cpu);
    return { milliseconds: performance.now() - started, cpuMilliseconds: (used.user + used.system) / 1000 };
  };
  const say = (problems: readonly Problem[]): string =>
    problems.map((problem) => `${problem.code}: ${problem.says.en}`).join(' ');
  const household = readHousehold(entry);
  if (!household.ok) return { ...shared, outcome: 'failed', ...spent(), problem: say(household.problems) };
  const task = householdTask(household.value, library, 'household');
  if (!task.ok) return { ...shared, outcome: 'failed', ...spent(), problem: say(task.problems) };
  const result = makePlanGoal(options.effort === undefined ? {} : { effort: options.effort })(
    task.value.goal,
    task.value.situation,
    options.verify,
  );
  const time = spent();
  if (!result.ok)
    return {
      ...shared,
      outcome: result.problems.every((problem) => PROVED.test(problem.code)) ? 'infeasible' : 'failed',
      ...time,
      problem: say(result.problems),
    };
  const { plan } = result.value;
  const layers = parallelLayers(plan);
  const fault =
    replayLayers(
      plan.steps.map((step) => [step.id]),
      plan,
      task.value,
      household.value,
    ) ?? replayLayers(layers, plan, task.value, household.value);
  return {
    ...shared,
    outcome: fault ? 'failed' : 'solved',
    steps: plan.steps.length,
    makespan: layers.length,
    ...time,
    ...(fault ? { problem: `replay: ${fault}` } : {}),
  };
};

const rowsOf = (tasks: readonly CoherentTaskResult[], yardstick: readonly Yardstick[]): BenchRow[] => {
  const work = `${tasks.length} COHERENT tasks`;
  const solved = tasks.filter((task) => task.outcome === 'solved');
  const settled = tasks.filter((task) =>
    task.feasible === undefined
      ? task.outcome !== 'failed'
      : task.outcome === (task.feasible ? 'solved' : 'infeasible'),
  );
  const sum = (values: readonly (number | undefined)[]): number =>
    values.reduce<number>((total, value) => total + (value ?? 0), 0);
  const compared = solved.filter((task) => task.optimalSteps !== undefined);
  const timed = solved.filter((task) => task.makespanBound !== undefined);
  const times = tasks.map((task) => task.milliseconds).sort((a, b) => a - b);
  const p95 = times[Math.min(times.length - 1, Math.ceil(times.length * 0.95) - 1)] ?? 0;
  const ids = new Set(compared.map((task) => task.id));
  const lama = yardstick.filter((entry) => ids.has(entry.id) && entry.lamaFirst);
  const reference = (value: number, name: string, version: string): BenchRow['peer'] => ({
    name,
    version,
    value,
    how: 'reference',
  });
  const row = (
    metric: string,
    ours: number,
    peer: BenchRow['peer'],
    target: string,
    pass: boolean | null,
  ): BenchRow => ({
    name: 'planning-coherent',
    work,
    metric,
    ours: round(ours),
    peer,
    ratio: peer?.value ? round(ours / peer.value) : null,
    target,
    pass,
    repeats: [],
  });
  const optimal = sum(compared.map((task) => task.optimalSteps));
  const bound = sum(timed.map((task) => task.makespanBound));
  // Without a reference the sum is over what was solved, and nobody says whether it is good.
  const steps = sum((compared.length > 0 ? compared : solved).map((task) => task.steps));
  const makespan = sum((timed.length > 0 ? timed : solved).map((task) => task.makespan));
  return [
    row(
      'tasks solved, or proved infeasible where they are',
      settled.length,
      null,
      `= ${tasks.length}`,
      settled.length === tasks.length,
    ),
    row(
      'steps in total',
      steps,
      optimal > 0 ? reference(optimal, 'proved optimum', 'exhaustive search') : null,
      '≤ 1.02 × optimum',
      optimal > 0 ? steps <= optimal * 1.02 : null,
    ),
    ...(lama.length > 0
      ? [
          row(
            "steps in total beside LAMA's first plans",
            sum(compared.filter((task) => lama.some((entry) => entry.id === task.id)).map((task) => task.steps)),
            reference(sum(lama.map((entry) => entry.lamaFirst?.steps)), 'Fast Downward', 'LAMA, first plan'),
            '≤ 1.02 × optimum',
            steps <= optimal * 1.02,
          ),
        ]
      : []),
    row(
      'parallel makespan in total',
      makespan,
      bound > 0 ? reference(bound, 'makespan bound', 'rules page, section 7') : null,
      '≤ 1.05 × bound',
      bound > 0 ? makespan <= bound * 1.05 : null,
    ),
    row('planning and proof, p95, ms', p95, null, '< 1000', p95 < 1000),
    row(
      'planning and proof, median, ms',
      times[times.length >> 1] ?? 0,
      null,
      '< 1000',
      (times[times.length >> 1] ?? 0) < 1000,
    ),
  ];
};

const round = (value: number): number => Math.round(value * 1000) / 1000;
