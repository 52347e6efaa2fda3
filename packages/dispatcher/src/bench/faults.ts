import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type BenchRow, bilingual, ProblemError } from '@muster/domain';
import { ownRow } from './bench-row.ts';

/** The campaign is a test of the source tree, and this bench runs it: it is found beside the packages, not imported. */
const CAMPAIGN = new URL('../../../../test/faults/campaign/worker.ts', import.meta.url);

/** As the campaign's worker answers; its own types stay with the tests. */
type Violation = { readonly invariant: string; readonly at: number; readonly detail: string };
type SeedResult = {
  readonly seed: number;
  readonly profile?: string;
  readonly violations?: readonly Violation[];
  readonly hash?: string;
  readonly records?: number;
  readonly completed?: number;
  readonly broke?: string;
};

export type FaultsBenchOptions = {
  /** Default 1000. */
  readonly seeds?: number;
  /** First seed; alone: that one seed. Default 1. */
  readonly first?: number;
  readonly onProgress?: (line: string) => void;
};

const DEFAULT_SEEDS = 1000;
/** Every so many seeds one is run a second time, on whichever worker is free. */
const AGAIN_EVERY = 50;

const problemOf = (result: SeedResult): string | undefined => {
  if (result.broke !== undefined) return result.broke;
  const [first] = result.violations ?? [];
  return first && `${first.invariant} at ${first.at.toFixed(1)} s: ${first.detail}`;
};

/** Runs seeds over all workers, in any order; the answers in the order of the seeds. */
const runSeeds = async (seeds: readonly number[], onDone: (result: SeedResult) => void): Promise<SeedResult[]> => {
  const results: SeedResult[] = [];
  let next = 0;
  const workers = Array.from(
    { length: Math.max(1, Math.min(availableParallelism(), seeds.length)) },
    () => new Worker(CAMPAIGN),
  );
  try {
    await Promise.all(
      workers.map(
        (worker) =>
          new Promise<void>((resolve, reject) => {
            const give = (): void => {
              const seed = seeds[next];
              next += 1;
              if (seed === undefined) resolve();
              else worker.postMessage(seed);
            };
            worker.on('error', reject);
            worker.on('message', (answer: { readonly result?: SeedResult }) => {
              if (answer.result) {
                results.push(answer.result);
                onDone(answer.result);
              }
              give();
            });
          }),
      ),
    );
  } finally {
    for (const worker of workers) void worker.terminate();
  }
  return results.sort((a, b) => a.seed - b.seed);
};

/**
 * The fault campaign: executor, network and robots in virtual time, one seed a run. Names every seed that breaks a promise; the same
 * seed gives the same journal, byte for byte, which a sample of them is run twice for.
 */
export const runFaultsBench = async (options: FaultsBenchOptions = {}): Promise<BenchRow[]> => {
  if (!existsSync(CAMPAIGN))
    throw new ProblemError([
      {
        code: 'BENCH_NO_CAMPAIGN',
        place: fileURLToPath(CAMPAIGN),
        says: bilingual('The fault campaign is not in this copy of Muster.', '此副本不含故障测试。'),
        remedy: bilingual('Run it in a checkout of the source.', '请在源代码目录中运行。'),
      },
    ]);
  const tell = options.onProgress ?? (() => undefined);
  const first = options.first ?? 1;
  const count = Math.floor(options.seeds ?? (options.first === undefined ? DEFAULT_SEEDS : 1));
  const seeds = Array.from({ length: count }, (_, index) => first + index);
  const start = performance.now();
  let done = 0;
  const note = (result: SeedResult): void => {
    done += 1;
    const problem = problemOf(result);
    if (problem !== undefined) tell(`seed ${result.seed} (${result.profile ?? '?'}): ${problem}`);
    if (done % 500 === 0) tell(`${done} of ${count} seeds, ${((performance.now() - start) / 1000).toFixed(0)} s`);
  };
  const results = await runSeeds(seeds, note);
  const seconds = (performance.now() - start) / 1000;
  const failing = results.filter((result) => problemOf(result) !== undefined);
  const sample = [
    ...new Set([...failing.map(({ seed }) => seed), ...seeds.filter((_, index) => index % AGAIN_EVERY === 0)]),
  ];
  const again = await runSeeds(sample, () => undefined);
  const hashes = new Map(results.map(({ seed, hash }) => [seed, hash]));
  const differing = again.filter(({ seed, hash }) => hash !== hashes.get(seed));
  for (const { seed } of differing) tell(`seed ${seed} is another run the second time`);
  const of = (profile: string): SeedResult[] => results.filter((result) => result.profile === profile);
  const work = `${count} seeds from ${first}`;
  const row = (
    name: string,
    metric: string,
    ours: number,
    target: string,
    pass: boolean | null,
    detail = work,
  ): BenchRow => ownRow({ name, work: detail, metric, ours, target, pass });
  const violating = (list: readonly SeedResult[]): number =>
    list.filter((result) => problemOf(result) !== undefined).length;
  const worked = results.filter(({ completed }) => (completed ?? 0) > 0).length;
  return [
    ...['stock', 'fencing'].map((profile) => {
      const list = of(profile);
      return row(
        `faults ${profile}`,
        'seeds that break a promise',
        violating(list),
        '0',
        violating(list) === 0,
        `${list.length} of ${work}`,
      );
    }),
    row(
      'faults broken',
      'seeds that end in an error',
      results.filter(({ broke }) => broke !== undefined).length,
      '0',
      results.every(({ broke }) => broke === undefined),
    ),
    row(
      'faults replay',
      'seeds whose journal is another the second time',
      differing.length,
      '0',
      differing.length === 0,
      `${sample.length} of ${work} run twice`,
    ),
    row(
      'faults worked',
      'share of seeds in which a mission is completed all the same',
      worked / Math.max(1, count),
      count >= 100 ? '> 0.7' : 'reported',
      count >= 100 ? worked / count > 0.7 : null,
    ),
    row('faults pace', 'seeds a second', count / seconds, 'reported', null),
    ...failing.map((result) =>
      row(
        `faults seed ${result.seed}`,
        'promises broken',
        Math.max(1, result.violations?.length ?? 1),
        '0',
        false,
        `${result.profile ?? '?'}: ${problemOf(result)}; again with --seed ${result.seed}`,
      ),
    ),
  ];
};
