import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createLifelongTraffic, type LifelongOptions, learnLifelongGuidance } from '../mapf/lifelong.ts';
import { parseMap } from '../mapf/movingai.ts';
import { createRandom } from '../random.ts';
import { type BenchRow, benchRow, median, ratioOf } from './bench-row.ts';

export interface LifelongCase {
  readonly map: string;
  readonly robots: number;
  readonly ticks: number;
}

export interface LifelongRun {
  readonly delivered: number;
  readonly p99Ms: number;
  readonly conflicts: number;
  readonly longestWait: number;
}

/** The same stream of goals for every policy: goal k of a robot depends on the seed, the robot and k alone. */
export function runLifelong(work: LifelongCase, seed: number, policy: 'guided' | 'pibt'): LifelongRun {
  const { graph } = parseMap(readFileSync(work.map, 'utf8'), work.map);
  const places = Int32Array.from({ length: graph.size }, (_, vertex) => vertex);
  const random = createRandom(seed);
  for (let index = places.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    [places[index], places[other]] = [places[other]!, places[index]!];
  }
  const streams = Array.from({ length: work.robots }, (_, robot) => createRandom(seed * 100_003 + robot));
  const goals = Int32Array.from(streams, (stream) => stream.below(graph.size));
  const options: LifelongOptions =
    policy === 'pibt' ? { seed, swap: 'never' } : { seed, guidance: learnLifelongGuidance(graph, places, { seed }) };
  const traffic = createLifelongTraffic(graph, places.slice(0, work.robots), goals, options);
  const since = new Int32Array(work.robots);
  const milliseconds: number[] = [];
  let [delivered, conflicts, longestWait] = [0, 0, 0];
  for (let tick = 1; tick <= work.ticks; tick += 1) {
    const before = traffic.positions.slice();
    const begin = performance.now();
    for (const robot of traffic.tick()) {
      delivered += 1;
      longestWait = Math.max(longestWait, tick - since[robot]!);
      since[robot] = tick;
      traffic.setGoal(robot, streams[robot]!.below(graph.size));
    }
    milliseconds.push(performance.now() - begin);
    conflicts += countConflicts(graph.offset, graph.target, before, traffic.positions);
  }
  for (const last of since) longestWait = Math.max(longestWait, work.ticks - last);
  milliseconds.sort((a, b) => a - b);
  return { delivered, p99Ms: milliseconds[Math.floor(milliseconds.length * 0.99)]!, conflicts, longestWait };
}

function countConflicts(offset: Int32Array, target: Int32Array, before: Int32Array, after: Int32Array): number {
  const at = new Map<number, number>();
  let count = 0;
  for (const [robot, vertex] of after.entries()) {
    if (at.has(vertex)) count += 1;
    at.set(vertex, robot);
  }
  for (const [robot, vertex] of before.entries()) {
    const to = after[robot]!;
    if (to === vertex) continue;
    if (!target.subarray(offset[vertex]!, offset[vertex + 1]!).includes(to)) count += 1;
    const other = at.get(vertex);
    if (other !== undefined && other > robot && before[other] === to) count += 1;
  }
  return count;
}

export function lifelongRows(
  work: LifelongCase,
  ours: readonly LifelongRun[],
  baseline: readonly LifelongRun[],
): BenchRow[] {
  const label = `${basename(work.map, '.map')}, ${work.robots} robots, ${work.ticks} ticks`;
  const own = median(ours.map((run) => run.delivered));
  const plain = median(baseline.map((run) => run.delivered));
  const ratio = ratioOf(own, plain);
  const row = (metric: string, values: readonly number[], more: Partial<BenchRow> = {}): BenchRow =>
    benchRow('traffic-lifelong', label, metric, values, more);
  return [
    row(
      'goals reached',
      ours.map((run) => run.delivered),
      {
        peer: { name: 'plain PIBT, same machine and goals', version: 'own', value: plain, how: 'measured' },
        ratio,
        target: '≥ 1.2 × peer',
        pass: ratio !== null && ratio >= 1.2,
      },
    ),
    row(
      'tick p99, milliseconds',
      ours.map((run) => run.p99Ms),
      {
        target: '< 100',
        pass: ours.every((run) => run.p99Ms < 100),
      },
    ),
    row(
      'conflicts',
      ours.map((run) => run.conflicts),
      { target: '0', pass: ours.every((run) => run.conflicts === 0) },
    ),
    row(
      'longest time of a robot without reaching a goal, ticks',
      ours.map((run) => run.longestWait),
      {
        peer: {
          name: 'plain PIBT, same machine and goals',
          version: 'own',
          value: median(baseline.map((run) => run.longestWait)),
          how: 'measured',
        },
        target: '< all ticks: nobody is locked',
        pass: ours.every((run) => run.longestWait < work.ticks),
      },
    ),
  ];
}
