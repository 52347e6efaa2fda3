import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { checkMapfPlan } from '../mapf/check-plan.ts';
import { planCost } from '../mapf/instance.ts';
import { parseMap, parseScenario } from '../mapf/movingai.ts';
import { solveMapf } from '../mapf/solve.ts';
import { type BenchRow, benchRow, median, ratioOf } from './bench-row.ts';
import { LACAM3, LACAM3_MEASURED } from './lacam3-reference.ts';

export interface OneShotCase {
  /** path of a MovingAI map, and path or text of a scenario */
  readonly map: string;
  readonly scen: string;
  readonly scenText?: string;
  readonly agents: number;
  readonly seconds: number;
}

export interface OneShotRun {
  readonly firstMs: number | null;
  readonly sumOfLoss: number | null;
  readonly bound: number;
  readonly makespan: number | null;
  readonly conflicts: number | null;
  /** `unsolvable` is an answer too */
  readonly status: string;
  readonly wallSeconds: number;
}

/** Reads, solves and checks one scenario; times include reading the files. @throws MapfFileError for a bad file */
export function runOneShot(work: OneShotCase, seed: number): OneShotRun {
  const begin = performance.now();
  const grid = parseMap(readFileSync(work.map, 'utf8'), work.map);
  const scenario = work.scenText ?? readFileSync(work.scen, 'utf8');
  const instance = parseScenario(scenario, grid, work.agents, work.scen);
  let firstMs: number | null = null;
  const result = solveMapf(instance, {
    seed,
    spent: () => (performance.now() - begin) / (work.seconds * 1000),
    onFirst: () => {
      firstMs = performance.now() - begin;
    },
  });
  const wallSeconds = (performance.now() - begin) / 1000;
  const cost = result.plan === null ? null : planCost(instance, result.plan);
  return {
    firstMs,
    sumOfLoss: cost?.sumOfLoss ?? null,
    bound: result.bound.sumOfLoss,
    makespan: cost?.makespan ?? null,
    conflicts: result.plan === null ? null : checkMapfPlan(instance, result.plan).length,
    status: result.status,
    wallSeconds,
  };
}

/** Rows for one case: solved, time to the first plan, sum of loss over its bound, wall time, memory. */
export function oneShotRows(work: OneShotCase, runs: readonly OneShotRun[]): BenchRow[] {
  const map = basename(work.map, '.map');
  const label = `${map}, ${work.agents} agents, ${work.seconds} s`;
  const measured = LACAM3_MEASURED.find((one) => one.map === map && one.agents === work.agents);
  const isStandard = /random-1\.scen$/.test(work.scen) && work.seconds === 10;
  const reference = isStandard ? measured : undefined;
  const peerOf = (value: number | undefined): BenchRow['peer'] =>
    reference === undefined ? null : { ...LACAM3, value: value ?? null, how: 'reference' };
  const isWarehouse = map.startsWith('warehouse');
  const clean = runs.map((run) => (run.conflicts === 0 ? 1 : 0));
  const firsts = runs.map((run) => run.firstMs);
  const losses = runs.map((run) => (run.sumOfLoss === null || run.bound === 0 ? null : run.sumOfLoss / run.bound));
  const first = median(firsts);
  const loss = median(losses);
  const peerLoss = reference === undefined ? undefined : reference.sumOfLoss / reference.bound;
  const firstRatio = ratioOf(first, reference?.firstMs ?? null);
  const lossRatio = ratioOf(loss, peerLoss ?? null);
  const row = (metric: string, values: readonly (number | null)[], more: Partial<BenchRow> = {}): BenchRow =>
    benchRow('traffic-one-shot', label, metric, values, more);
  return [
    row('solved without conflict', clean, { target: 'every repeat', pass: clean.every((one) => one === 1) }),
    row('milliseconds to the first plan, files included', firsts, {
      peer: peerOf(reference?.firstMs),
      ratio: firstRatio,
      target: reference === undefined ? 'reported' : '≤ 3 × peer',
      pass: firstRatio === null ? null : firstRatio <= 3,
    }),
    row('sum of loss / sum of shortest paths', losses, {
      peer: peerOf(peerLoss),
      ratio: lossRatio,
      target: reference === undefined || !isWarehouse ? 'reported' : '≤ 1.05 × peer',
      pass: lossRatio === null || !isWarehouse ? null : lossRatio <= 1.05,
    }),
    row(
      'makespan, steps',
      runs.map((run) => run.makespan),
      {
        peer: peerOf(reference?.makespan),
        ratio: ratioOf(median(runs.map((run) => run.makespan)), reference?.makespan ?? null),
      },
    ),
    row(
      'wall seconds',
      runs.map((run) => run.wallSeconds),
    ),
    row('peak memory of this process so far, MB', [Math.round(process.resourceUsage().maxRSS / 1024)], {
      peer: peerOf(reference === undefined ? undefined : Math.round(reference.peakKilobytes / 1024)),
    }),
  ];
}
