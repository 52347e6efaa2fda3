import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { BenchRow } from '@muster/domain';
import { checkSchedule } from '../core/check-schedule.ts';
import type { ScheduleProblem } from '../core/problem.ts';
import type { Schedule } from '../core/schedule.ts';
import { solveSchedule } from '../core/solve.ts';
import { generateFleet } from '../formats/generate-fleet.ts';
import { readInstance } from '../formats/read-instance.ts';
import { type Reference, readBestKnown, readReferences } from './references.ts';

/** A row of `muster bench --json` with what stands behind it. `ratio` is the mean over instances of ours / peer. */
export interface ScheduleBenchRow extends BenchRow {
  /** Greatest less least of `repeats`. */
  readonly spread: number;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface ScheduleBenchOptions {
  /** Folder with `mrta/` and `fjsp/`; null runs what needs no files. */
  readonly dataDir: string | null;
  /** Default 5, interleaved: every instance once, then every instance again. */
  readonly repeats?: number;
  /** Overrides each group's own budget. */
  readonly seconds?: number;
  /** Names of groups to run; default all. */
  readonly only?: readonly string[];
  readonly onProgress?: (line: string) => void;
}

interface Group {
  readonly name: string;
  readonly seconds: number;
  readonly target: number;
  readonly metric: string;
  readonly peer: { readonly name: string; readonly version: string; readonly how: 'measured' | 'reference' };
  readonly instances: readonly {
    readonly name: string;
    readonly load: () => ScheduleProblem;
    readonly peer: (schedule: Schedule) => number;
  }[];
}

interface Run {
  readonly instance: string;
  readonly schedule: Schedule;
  readonly peer: number;
  readonly milliseconds: number;
  readonly isAccepted: boolean;
}

/** Solves one instance with parsing inside the measured time, and has the independent checker judge the answer. */
function runOnce(name: string, load: () => ScheduleProblem, seconds: number, seed: number): Omit<Run, 'peer'> {
  const startedAt = performance.now();
  const problem = load();
  const parsed = performance.now() - startedAt;
  const answer = solveSchedule(problem, {
    seed,
    seconds: Math.max(0.05, seconds - parsed / 1000),
    now: () => performance.now(),
    reasons: false,
  });
  const milliseconds = performance.now() - startedAt;
  if (answer.status !== 'scheduled')
    throw new Error(`${name}: ${answer.conflicts.map((conflict) => conflict.message).join(' ')}`);
  return { instance: name, schedule: answer, milliseconds, isAccepted: checkSchedule(problem, answer).length === 0 };
}

const cpSat = { name: 'OR-Tools CP-SAT, pairwise model, 2 workers, 30 s', version: '9.15', how: 'reference' } as const;

function groupsFor(options: ScheduleBenchOptions): Group[] {
  const groups: Group[] = [];
  if (options.dataDir !== null) {
    const folder = join(options.dataDir, 'mrta');
    const references = readReferences(join(folder, 'references.json'));
    const txr = (
      name: string,
      prefix: string,
      seconds: number,
      target: number,
      metric: string,
      value: (row: Reference) => number | null,
    ): Group => ({
      name,
      seconds,
      target,
      metric,
      peer: cpSat,
      instances: references
        .filter((row) => row.instance.startsWith(prefix) && value(row) !== null)
        .map((row) => ({
          name: row.instance,
          load: () => readInstance(readFileSync(join(folder, `${row.instance}.json`), 'utf8')),
          peer: () => value(row)!,
        })),
    });
    groups.push(
      txr('schedule-20x5', '20x5', 1, 1.005, 'mean makespan / proved optimum', (row) => row.optimum),
      txr('schedule-50x8', '50x8', 5, 0.965, "mean makespan / CP-SAT's", (row) => row.value),
      txr('schedule-100x12', '100x12', 5, 0.8, "mean makespan / CP-SAT's", (row) => row.value),
    );
    const shop = join(options.dataDir, 'fjsp');
    const known = readBestKnown(join(shop, 'bks.json'));
    const names = readdirSync(shop)
      .filter((file) => /^mk\d+\.txt$/.test(file))
      .sort();
    groups.push({
      name: 'schedule-fjsp',
      seconds: 10,
      target: 1.01,
      metric: 'mean makespan / best known',
      peer: { name: 'best known values, ScheduleOpt/benchmarks', version: '2026', how: 'reference' },
      instances: names
        .map((file) => basename(file, '.txt'))
        .filter((name) => known.has(name))
        .map((name) => ({
          name,
          load: () => readInstance(readFileSync(join(shop, `${name}.txt`), 'utf8')),
          peer: () => known.get(name)!,
        })),
    });
  }
  groups.push({
    name: 'schedule-fleet',
    seconds: 5,
    target: 0.9,
    metric: 'mean makespan / own constructive start',
    peer: { name: 'own constructive rule', version: 'this build', how: 'measured' },
    instances: [1, 2].map((seed) => ({
      name: `300 robots x 2,000 tasks, seed ${seed}`,
      load: () => generateFleet({ tasks: 2000, robots: 300, seed }),
      peer: (schedule: Schedule) => schedule.constructed.makespan,
    })),
  });
  return groups.filter((group) => options.only === undefined || options.only.includes(group.name));
}

/**
 * Measures the scheduling core on the stored families and a generated large fleet.
 *
 * @returns one row per family; `pass` needs the target met and every answer accepted by `checkSchedule`
 */
export function runScheduleBench(options: ScheduleBenchOptions): ScheduleBenchRow[] {
  const groups = groupsFor(options);
  const runs = new Map<string, Run[][]>(groups.map((group) => [group.name, []]));
  for (let repeat = 0; repeat < (options.repeats ?? 5); repeat++) {
    for (const group of groups) {
      const round = group.instances.map((instance) => {
        const run = runOnce(instance.name, instance.load, options.seconds ?? group.seconds, repeat + 1);
        const peer = instance.peer(run.schedule);
        options.onProgress?.(
          `${group.name} ${instance.name} repeat ${repeat + 1}: ${run.schedule.makespan} (peer ${peer}) in ${Math.round(run.milliseconds)} ms`,
        );
        return { ...run, peer };
      });
      runs.get(group.name)!.push(round);
    }
  }
  return groups.map((group) => rowOf(group, runs.get(group.name)!, options.seconds ?? group.seconds));
}

function rowOf(group: Group, rounds: readonly (readonly Run[])[], seconds: number): ScheduleBenchRow {
  const repeats = rounds.map((round) => mean(round.map((run) => run.schedule.makespan / run.peer)));
  const all = rounds.flat();
  const ratio = median(repeats);
  const isAccepted = all.every((run) => run.isAccepted);
  return {
    name: group.name,
    work: `${group.instances.length} instances, ${seconds} s each, in process, parsing included`,
    metric: group.metric,
    ours: median(rounds.map((round) => mean(round.map((run) => run.schedule.makespan)))),
    peer: { ...group.peer, value: mean(all.map((run) => run.peer)) },
    ratio,
    target: `ratio <= ${group.target}`,
    pass: group.instances.length > 0 && ratio <= group.target && isAccepted,
    repeats,
    spread: Math.max(...repeats) - Math.min(...repeats),
    details: {
      makespans: Object.fromEntries(
        group.instances.map((instance, index) => [
          instance.name,
          rounds.map((round) => round[index]!.schedule.makespan),
        ]),
      ),
      lowerBounds: Object.fromEntries(
        group.instances.map((instance, index) => [instance.name, rounds[0]![index]!.schedule.lowerBound]),
      ),
      constructed: Object.fromEntries(
        group.instances.map((instance, index) => [instance.name, rounds[0]![index]!.schedule.constructed.makespan]),
      ),
      iterations: median(all.map((run) => run.schedule.iterations)),
      slowestMilliseconds: Math.max(...all.map((run) => run.milliseconds)),
      acceptedByChecker: isAccepted,
      residentMegabytes: Math.round(process.memoryUsage().rss / 1e6),
      machine: machine(),
    },
  };
}

/**
 * Measures one instance file, TxR JSON or FJSP text. A stored reference beside the file
 * (`references.json`, `bks.json`) serves as the peer where it has the instance.
 *
 * @throws FormatError when the file cannot be read as an instance
 */
export function benchScheduleFile(file: string, seconds: number, repeats = 5): ScheduleBenchRow[] {
  const text = readFileSync(file, 'utf8');
  const name = basename(file).replace(/\.[^.]*$/, '');
  const reference = readReferences(join(dirname(file), 'references.json')).find((row) => row.instance === name);
  const known = readBestKnown(join(dirname(file), 'bks.json')).get(name);
  const peer = reference?.optimum ?? reference?.value ?? known ?? null;
  const runs = Array.from({ length: repeats }, (_, repeat) =>
    runOnce(name, () => readInstance(text), seconds, repeat + 1),
  );
  const makespans = runs.map((run) => run.schedule.makespan);
  const isAccepted = runs.every((run) => run.isAccepted);
  const first = runs[0]!.schedule;
  const named = reference
    ? cpSat
    : {
        name: known === undefined ? 'none stored for this instance' : 'best known value',
        version: '',
        how: 'reference' as const,
      };
  return [
    {
      name: `schedule ${name}`,
      work: `${first.tasks.length} tasks, ${seconds} s, in process, parsing included`,
      metric: 'makespan',
      ours: median(makespans),
      peer: { ...named, value: peer },
      ratio: peer === null ? null : median(makespans) / peer,
      target: 'accepted by the checker',
      pass: isAccepted,
      repeats: makespans,
      spread: Math.max(...makespans) - Math.min(...makespans),
      details: {
        lowerBound: first.lowerBound,
        constructed: first.constructed.makespan,
        iterations: median(runs.map((run) => run.schedule.iterations)),
        slowestMilliseconds: Math.max(...runs.map((run) => run.milliseconds)),
        acceptedByChecker: isAccepted,
        machine: machine(),
      },
    },
  ];
}

function machine(): string {
  return `${availableParallelism()} x ${cpus()[0]?.model ?? 'unknown'}, node ${process.version}, load ${loadavg()[0]!.toFixed(1)}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
