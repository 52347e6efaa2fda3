import { performance } from 'node:perf_hooks';
import type { BenchRow } from '@muster/domain';
import { TICKS_PER_SECOND } from '../fixed.ts';
import { yard } from '../testing/scenes.ts';
import { createErrands } from '../testing/traffic.ts';
import { createWorld } from '../world.ts';

export type SimBenchOptions = {
  /** Simulated seconds of every measured repeat. Default 60. */
  readonly seconds?: number;
  /** Default 3. */
  readonly repeats?: number;
  readonly seed?: number;
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const CASES = [
  { robots: 100, rays: 0, target: 300 },
  { robots: 500, rays: 0, target: 100 },
  { robots: 1000, rays: 0, target: 30 },
  { robots: 100, rays: 9, target: 50 },
] as const;

/**
 * Simulated seconds a wall second, with every robot driving without pause among people and furniture, contacts and protective fields on.
 * Each case warms up first, as a cold engine is several times slower. The figure by CPU seconds shows what a machine that is shared with others
 * would do alone.
 */
export const runSimBench = (options: SimBenchOptions = {}): BenchRow[] => {
  const seconds = options.seconds ?? 60;
  const seed = options.seed ?? 1;
  const rows: BenchRow[] = [];
  for (const { robots, rays, target } of CASES) {
    const world = createWorld(yard(robots), { seed });
    const errands = createErrands(world, seed);
    const run = (ticks: number): void => {
      for (let tick = 0; tick < ticks; tick += 1) {
        if (tick % 10 === 0) errands();
        world.step(1);
        if (rays > 0 && tick % 4 === 0) for (const id of world.inside.fixed.robots) world.senses.scan(id, rays, 10);
      }
    };
    run(30 * TICKS_PER_SECOND);
    const repeats: number[] = [];
    const byCpu: number[] = [];
    for (let k = 0; k < (options.repeats ?? 3); k += 1) {
      const start = performance.now();
      const before = process.cpuUsage();
      run(seconds * TICKS_PER_SECOND);
      repeats.push(seconds / ((performance.now() - start) / 1000));
      byCpu.push(seconds / (process.cpuUsage(before).user / 1e6));
    }
    const ours = median(repeats);
    rows.push({
      name: rays > 0 ? `sim-${robots}-robots-${rays}-rays` : `sim-${robots}-robots`,
      work: `${robots} robots of six kinds driving${rays > 0 ? `, ${rays} rays each at 5 Hz` : ''}, ${seconds} simulated seconds; ${median(byCpu).toFixed(0)} times by CPU seconds`,
      metric: 'times real time',
      ours,
      peer: null,
      ratio: null,
      target: `>= ${target}`,
      pass: ours >= target,
      repeats,
    });
  }
  return rows;
};
