import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { BenchRow } from '@muster/domain';
import { judgePddl, validatePddl, writePddlDomain, writePddlPlan, writePddlProblem } from '../pddl/index.ts';
import { generateFleet } from './generated-fleet.ts';

/** One case of a file of verdicts, and what we say to it. */
export type ProofCase = {
  readonly id: string;
  readonly expected: 'valid' | 'invalid';
  readonly got: 'valid' | 'invalid';
  readonly agrees: boolean;
  readonly expectedReason: string | null;
  readonly reason: string | null;
  readonly milliseconds: number;
  /** Sentence for an invalid plan. */
  readonly detail?: string;
  /** False when both give a metric and the two differ by more than 1e-5 of it. */
  readonly metricAgrees?: boolean;
};

type CaseLine = {
  readonly id: string;
  readonly domain: string;
  readonly problem: string;
  readonly plan: string;
  readonly verdict: 'valid' | 'invalid';
  readonly reason?: string | null;
  readonly metric?: number | null;
  readonly flags?: readonly string[];
};

const VAL = { name: 'VAL', version: '3c7a1f3' } as const;

/**
 * Judges every case of a JSON-lines file: `{id, domain, problem, plan, verdict, reason?, metric?, flags?}`, paths relative to the file.
 * `-t N` in the flags is the tolerance.
 *
 * @throws Error when the file or a file of a case can't be read
 */
export const runProofCases = (
  casesFile: string,
): { readonly rows: readonly BenchRow[]; readonly cases: readonly ProofCase[] } => {
  const folder = dirname(resolve(casesFile));
  const lines = readFileSync(casesFile, 'utf8').split('\n');
  const cases = lines.filter((line) => line.trim() !== '').map((line) => judgeCase(readCase(line), folder));
  const agreeing = cases.filter(({ agrees }) => agrees).length;
  const invalid = cases.filter(({ expected, got }) => expected === 'invalid' && got === 'invalid');
  const sameReason = invalid.filter(
    ({ expectedReason, reason }) => expectedReason === null || expectedReason === reason,
  );
  const metrics = cases.filter(({ metricAgrees }) => metricAgrees !== undefined);
  const work = `${cases.length} cases`;
  const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  return {
    cases,
    rows: [
      row('proof-agreement', work, 'verdicts that agree, share', share(agreeing, cases.length), 1, {
        ...VAL,
        value: 1,
        how: 'reference',
      }),
      row(
        'proof-reasons',
        `${invalid.length} invalid plans`,
        'reasons that agree, share',
        share(sameReason.length, invalid.length),
        0.95,
        null,
      ),
      row(
        'proof-metrics',
        `${metrics.length} plans with a metric`,
        'metric values that agree, share',
        share(metrics.filter(({ metricAgrees }) => metricAgrees).length, metrics.length),
        1,
        null,
      ),
      row(
        'proof-false-accept',
        work,
        'invalid plans accepted',
        cases.filter(({ expected, got }) => expected === 'invalid' && got === 'valid').length,
        0,
        null,
      ),
      row(
        'proof-false-reject',
        work,
        'valid plans rejected',
        cases.filter(({ expected, got }) => expected === 'valid' && got === 'invalid').length,
        0,
        null,
      ),
      timeRow(
        'proof-time',
        work,
        'ms a case, parsing included, median',
        cases.map(({ milliseconds }) => milliseconds),
        null,
      ),
    ],
  };
};

const readCase = (line: string): CaseLine => {
  const value: unknown = JSON.parse(line);
  const record = value as Record<string, unknown>;
  for (const field of ['id', 'domain', 'problem', 'plan', 'verdict'])
    if (typeof record[field] !== 'string') throw new Error(`a case has no "${field}": ${line.slice(0, 120)}`);
  return value as CaseLine;
};

const judgeCase = (line: CaseLine, folder: string): ProofCase => {
  const read = (path: string): string => readFileSync(resolve(folder, path), 'utf8');
  const flag = line.flags?.indexOf('-t') ?? -1;
  const tolerance = flag >= 0 ? Number(line.flags?.[flag + 1]) : 0.001;
  const input = { domain: read(line.domain), problem: read(line.problem), plan: read(line.plan), tolerance };
  const began = performance.now();
  const verdict = validatePddl(input);
  const milliseconds = performance.now() - began;
  const metric = verdict.status === 'valid' ? verdict.metric : undefined;
  return {
    id: line.id,
    expected: line.verdict,
    got: verdict.status,
    agrees: verdict.status === line.verdict,
    expectedReason: line.reason ?? null,
    reason: verdict.status === 'invalid' ? verdict.reason : null,
    milliseconds,
    ...(verdict.status === 'invalid' ? { detail: verdict.detail.en } : {}),
    ...(metric !== undefined && typeof line.metric === 'number'
      ? { metricAgrees: Math.abs(metric - line.metric) <= 1e-5 * Math.max(1, Math.abs(line.metric)) }
      : {}),
  };
};

/**
 * Times the plan check on generated plans of 20 robots: 100 steps, growth to 2,000, memory. Prints nothing. The sizes take turns, so that
 * a busy machine slows all of them alike; growth compares the fastest runs.
 */
export const runProofTiming = (repeats = 41): readonly BenchRow[] => {
  const rows: BenchRow[] = [];
  const sizes = [100, 200, 500, 1000, 2000];
  const runs = sizes.map((steps) => {
    const { domain, problem, plan } = generateFleet(steps, 20, 7);
    return () => {
      const judged = judgePddl(domain, problem, plan.steps);
      if (judged.status !== 'valid') throw new Error(`the generated plan is refused: ${judged.detail.en}`);
    };
  });
  const times = sample(repeats, runs);
  for (const [index, steps] of sizes.entries())
    rows.push(
      timeRow(
        'proof-steps',
        `${steps} durative steps × 20 robots`,
        'ms a plan, warm, median',
        times[index]!,
        steps === 100 ? 5 : null,
      ),
    );
  const fastest = times.map((series) => Math.min(...series));
  const exponent = Math.log(fastest.at(-1)! / fastest[0]!) / Math.log(sizes.at(-1)! / sizes[0]!);
  rows.push(
    row(
      'proof-growth',
      '100 → 2,000 steps',
      'exponent of growth, 1 is linear',
      exponent,
      1.25,
      null,
      (value) => value <= 1.25,
    ),
  );

  const { domain, problem, plan } = generateFleet(100, 20, 7);
  const input = {
    domain: writePddlDomain(domain),
    problem: writePddlProblem(problem, domain),
    plan: writePddlPlan(plan),
  };
  const [fromText] = sample(repeats, [
    () => {
      const verdict = validatePddl(input);
      if (verdict.status !== 'valid') throw new Error(`the generated plan is refused: ${verdict.detail.en}`);
    },
  ]);
  rows.push(
    timeRow('proof-from-text', '100 durative steps × 20 robots, PDDL text', 'ms a plan, warm, median', fromText!, 5),
  );
  rows.push(memoryRow());
  return rows;
};

/** Largest growth of the heap over five checks of 2,000 steps; an upper bound of what one check holds. */
const memoryRow = (): BenchRow => {
  const { domain, problem, plan } = generateFleet(2000, 20, 7);
  const collect = exposeCollector();
  const megabytes = Array.from({ length: 5 }, () => {
    collect();
    const before = process.memoryUsage().heapUsed;
    judgePddl(domain, problem, plan.steps);
    return (process.memoryUsage().heapUsed - before) / 1e6;
  });
  return {
    ...row(
      'proof-memory',
      '2,000 durative steps × 20 robots',
      'MB of heap',
      Math.max(...megabytes),
      64,
      null,
      (value) => value <= 64,
    ),
    repeats: megabytes,
  };
};

const exposeCollector = (): (() => void) => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
};

/** Milliseconds of each run, one series a function, in turns; the first runs measure the compiler of the engine and don't count. */
const sample = (repeats: number, runs: readonly (() => void)[]): number[][] => {
  for (const run of runs) {
    const warmUntil = performance.now() + 400;
    for (let index = 0; index < 25 || performance.now() < warmUntil; index += 1) run();
  }
  const times: number[][] = runs.map(() => []);
  for (let repeat = 0; repeat < repeats; repeat += 1)
    for (const [index, run] of runs.entries()) {
      const began = performance.now();
      run();
      times[index]!.push(performance.now() - began);
    }
  return times;
};

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

const timeRow = (
  name: string,
  work: string,
  metric: string,
  times: readonly number[],
  target: number | null,
): BenchRow => ({
  ...row(name, work, metric, median(times), target ?? 0, null, (value) => target === null || value < target),
  target: target === null ? '' : `< ${target}`,
  pass: target === null ? null : median(times) < target,
  repeats: [...times],
});

const row = (
  name: string,
  work: string,
  metric: string,
  ours: number | null,
  target: number,
  peer: BenchRow['peer'],
  passes: (value: number) => boolean = (value) => (target === 0 ? value === 0 : value >= target),
): BenchRow => ({
  name,
  work,
  metric,
  ours,
  peer,
  ratio: ours !== null && peer?.value ? ours / peer.value : null,
  target: String(target),
  pass: ours === null ? null : passes(ours),
  repeats: [],
});
