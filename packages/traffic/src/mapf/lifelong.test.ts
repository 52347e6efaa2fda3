import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { findBridges } from './bridges.ts';
import { createGraph, createGrid } from './graph.ts';
import { createLifelongTraffic, learnLifelongGuidance } from './lifelong.ts';

/** A block of open cells with two dead ends. */
function yardWithDeadEnds(): ReturnType<typeof createGrid> {
  const rows = ['..........', '..........', '..........', '@.@@@@@.@@', '@.@@@@@.@@', '@.@@@@@.@@'];
  return createGrid(
    10,
    6,
    Uint8Array.from(rows.join(''), (cell) => (cell === '.' ? 1 : 0)),
  );
}

test('tells edges on no cycle from the rest', () => {
  const graph = createGraph(5, [
    [0, 1],
    [1, 2],
    [2, 0],
    [2, 3],
    [3, 4],
  ]);
  const flags = findBridges(graph);
  const bridges: string[] = [];
  for (let vertex = 0; vertex < 5; vertex += 1) {
    for (let arc = graph.offset[vertex]!; arc < graph.offset[vertex + 1]!; arc += 1) {
      if (flags[arc] === 1 && vertex < graph.target[arc]!) bridges.push(`${vertex}-${graph.target[arc]}`);
    }
  }
  expect(bridges.sort()).toEqual(['2-3', '3-4']);
});

test.each([2, 3])('keeps every robot apart and at work, dead ends included, seed %i', (seed) => {
  const { graph } = yardWithDeadEnds();
  const random = createRandom(seed);
  const robots = 12;
  const places = Int32Array.from({ length: graph.size }, (_, vertex) => vertex);
  const starts = places.slice(0, robots);
  const goals = Int32Array.from({ length: robots }, () => random.below(graph.size));
  const guidance = learnLifelongGuidance(graph, places, { seed, demands: 100 });
  const traffic = createLifelongTraffic(graph, starts, goals, { seed, guidance });
  const reached = new Int32Array(robots);
  for (let tick = 0; tick < 400; tick += 1) {
    const before = traffic.positions.slice();
    for (const robot of traffic.tick()) {
      reached[robot] = reached[robot]! + 1;
      traffic.setGoal(robot, random.below(graph.size));
    }
    const after = traffic.positions;
    expect(new Set(after).size).toBe(robots);
    for (let robot = 0; robot < robots; robot += 1) {
      const [from, to] = [before[robot]!, after[robot]!];
      const near = graph.target.subarray(graph.offset[from]!, graph.offset[from + 1]!);
      expect(from === to || near.includes(to)).toBe(true);
      const other = after.indexOf(from);
      expect(from !== to && other >= 0 && before[other] === to).toBe(false);
    }
  }
  expect(Math.min(...reached)).toBeGreaterThan(0);
});
