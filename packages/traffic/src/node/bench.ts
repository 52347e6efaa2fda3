import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LifelongCase, type LifelongRun, lifelongRows, runLifelong } from './bench-lifelong.ts';
import { type OneShotCase, type OneShotRun, oneShotRows, runOneShot } from './bench-one-shot.ts';
import type { BenchRow } from './bench-row.ts';
import { LACAM3_MEASURED } from './lacam3-reference.ts';
import { TINY_SCENARIOS, tinyScenario } from './tiny-scenarios.ts';

export type { BenchRow } from './bench-row.ts';

export interface TrafficBenchOptions {
  /** folder with the MovingAI maps and scenarios; a case whose files are not there is left out and named in `skipped` */
  readonly dataDir: string;
  /** Default 5 */
  readonly repeats?: number;
  /** seconds per one-shot run. Default 10, for which peer values are stored */
  readonly seconds?: number;
  /** only cases whose label contains this */
  readonly only?: string;
  /** agents of a one-shot case at most. Default 1000 */
  readonly maxAgents?: number;
  readonly onProgress?: (line: string) => void;
}

const LIFELONG_MAP = 'warehouse-10-20-10-2-1';
const LIFELONG_ROBOTS = [200, 300, 400];
const TICKS = 1000;
const TINY_SECONDS = 2;

/**
 * All traffic benchmarks: the cells that LaCAM3 was measured on, the six tiny maps, lifelong traffic against plain PIBT.
 * Repeats are interleaved: every case once, then every case again, with seeds 1, 2, ….
 */
export function runTrafficBench(options: TrafficBenchOptions): {
  readonly rows: readonly BenchRow[];
  readonly skipped: readonly string[];
} {
  const repeats = options.repeats ?? 5;
  const skipped: string[] = [];
  const isWanted = (label: string): boolean => options.only === undefined || label.includes(options.only);
  const fileOf = (name: string): string => join(options.dataDir, name);
  const hasFiles = (label: string, ...names: string[]): boolean => {
    const missing = names.filter((name) => !existsSync(fileOf(name)));
    if (missing.length > 0) skipped.push(`${label}: no ${missing.join(', ')}`);
    return missing.length === 0;
  };
  const oneShots: { work: OneShotCase; runs: OneShotRun[] }[] = [];
  for (const { map } of TINY_SCENARIOS) {
    if (!isWanted(map) || !hasFiles(map, `${map}.map`)) continue;
    const { text, agents } = tinyScenario(map);
    const work = { map: fileOf(`${map}.map`), scen: `${map}.scen`, scenText: text, agents, seconds: TINY_SECONDS };
    oneShots.push({ work, runs: [] });
  }
  for (const { map, agents } of LACAM3_MEASURED) {
    const label = `${map} ${agents}`;
    if (agents > (options.maxAgents ?? 1000) || !isWanted(label)) continue;
    if (!hasFiles(label, `${map}.map`, `${map}-random-1.scen`)) continue;
    const work = {
      map: fileOf(`${map}.map`),
      scen: fileOf(`${map}-random-1.scen`),
      agents,
      seconds: options.seconds ?? 10,
    };
    oneShots.push({ work, runs: [] });
  }
  const lifelong: { work: LifelongCase; ours: LifelongRun[]; baseline: LifelongRun[] }[] = [];
  for (const robots of LIFELONG_ROBOTS) {
    const label = `lifelong ${LIFELONG_MAP} ${robots}`;
    if (!isWanted(label) || !hasFiles(label, `${LIFELONG_MAP}.map`)) continue;
    lifelong.push({ work: { map: fileOf(`${LIFELONG_MAP}.map`), robots, ticks: TICKS }, ours: [], baseline: [] });
  }
  for (let seed = 1; seed <= repeats; seed += 1) {
    for (const { work, runs } of oneShots) {
      runs.push(runOneShot(work, seed));
      options.onProgress?.(`repeat ${seed}: ${work.map} ${work.agents}`);
    }
    for (const { work, ours, baseline } of lifelong) {
      baseline.push(runLifelong(work, seed, 'pibt'));
      ours.push(runLifelong(work, seed, 'guided'));
      options.onProgress?.(`repeat ${seed}: lifelong ${work.robots}`);
    }
  }
  const rows = [
    ...oneShots.flatMap(({ work, runs }) => oneShotRows(work, runs)),
    ...lifelong.flatMap(({ work, ours, baseline }) => lifelongRows(work, ours, baseline)),
  ];
  return { rows, skipped };
}

export interface TrafficFileOptions {
  /** paths of a MovingAI map and scenario */
  readonly map: string;
  readonly scen: string;
  readonly agents: number;
  readonly seconds: number;
  readonly seed?: number;
  /** Default 1 */
  readonly repeats?: number;
}

/** The one-shot rows for any map. @throws MapfFileError with file and line when one cannot be read */
export function benchTrafficFile(options: TrafficFileOptions): readonly BenchRow[] {
  const first = options.seed ?? 1;
  const work = { map: options.map, scen: options.scen, agents: options.agents, seconds: options.seconds };
  const runs = Array.from({ length: options.repeats ?? 1 }, (_, index) => runOneShot(work, first + index));
  return oneShotRows(work, runs);
}
