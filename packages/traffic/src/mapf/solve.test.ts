import { describe, expect, test } from 'vitest';
import { createRandom, type RandomSource } from '../random.ts';
import { checkMapfPlan } from './check-plan.ts';
import { createGraph, createGrid } from './graph.ts';
import { distanceTable, type MapfInstance, planCost, UNREACHABLE } from './instance.ts';
import { solveMapf } from './solve.ts';

function randomInstance(random: RandomSource, size: number, extra: number, agents: number): MapfInstance {
  const edges: [number, number][] = [];
  for (let vertex = 1; vertex < size; vertex += 1) edges.push([vertex, random.below(vertex)]);
  for (let edge = 0; edge < extra; edge += 1) edges.push([random.below(size), random.below(size)]);
  const draw = (): Int32Array => {
    const left = Array.from({ length: size }, (_, vertex) => vertex);
    return Int32Array.from({ length: agents }, () => left.splice(random.below(left.length), 1)[0]!);
  };
  return { graph: createGraph(size, edges), starts: draw(), goals: draw() };
}

/** Least sum of loss by uniform-cost search over whole configurations, or null. */
function bruteForce({ graph, starts, goals }: MapfInstance): number | null {
  const agents = starts.length;
  const best = new Map<string, number>([[starts.join(), 0]]);
  const buckets: number[][][] = [[[...starts]]];
  const nextOf = (vertex: number): number[] => [
    vertex,
    ...graph.target.subarray(graph.offset[vertex]!, graph.offset[vertex + 1]!),
  ];
  for (let cost = 0; cost < buckets.length; cost += 1) {
    for (const config of buckets[cost] ?? []) {
      if (best.get(config.join()) !== cost) continue;
      if (config.every((vertex, agent) => vertex === goals[agent])) return cost;
      const extend = (agent: number, chosen: number[], loss: number): void => {
        if (agent === agents) {
          const key = chosen.join();
          if ((best.get(key) ?? Number.POSITIVE_INFINITY) <= cost + loss) return;
          best.set(key, cost + loss);
          buckets[cost + loss] = [...(buckets[cost + loss] ?? []), chosen];
          return;
        }
        for (const vertex of nextOf(config[agent]!)) {
          if (chosen.includes(vertex)) continue;
          const swaps = chosen.some(
            (other, index) => other === config[agent] && config[index] === vertex && other !== vertex,
          );
          if (swaps) continue;
          extend(agent + 1, [...chosen, vertex], loss + (vertex === goals[agent] && config[agent] === vertex ? 0 : 1));
        }
      };
      extend(0, [], 0);
    }
  }
  return null;
}

describe('one-shot path finding on random graphs', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('agrees with brute force on three agents, seed %i', (seed) => {
    const instance = randomInstance(createRandom(seed), 7, 2, 3);
    const result = solveMapf(instance, { seed, rounds: 50 });
    const least = bruteForce(instance);
    expect(result.status === 'unsolvable').toBe(least === null);
    if (least === null) return;
    expect(checkMapfPlan(instance, result.plan!)).toEqual([]);
    expect(planCost(instance, result.plan!).sumOfLoss).toBe(result.sumOfLoss);
    expect(result.sumOfLoss).toBeGreaterThanOrEqual(least);
    if (result.status === 'optimal') expect(result.sumOfLoss).toBe(least);
  });

  test.each([21, 22, 23, 24])('finds plans without conflict for many agents, seed %i', (seed) => {
    const instance = randomInstance(createRandom(seed), 80, 60, 25);
    const result = solveMapf(instance, { seed, rounds: 100 });
    expect(result.plan).not.toBeNull();
    expect(checkMapfPlan(instance, result.plan!)).toEqual([]);
    expect(result.sumOfLoss).toBeGreaterThanOrEqual(result.bound.sumOfLoss);
  });
});

test('proves that two agents cannot pass on a line', () => {
  const graph = createGraph(3, [
    [0, 1],
    [1, 2],
  ]);
  const instance = { graph, starts: Int32Array.of(0, 2), goals: Int32Array.of(2, 0) };
  expect(solveMapf(instance, { rounds: 10 }).status).toBe('unsolvable');
});

test('names the agents whose goal lies in another part of the graph', () => {
  const graph = createGraph(4, [
    [0, 1],
    [2, 3],
  ]);
  const instance = { graph, starts: Int32Array.of(0, 2), goals: Int32Array.of(1, 1) };
  expect(solveMapf(instance, { rounds: 10 })).toMatchObject({ status: 'unsolvable', unreachable: [1] });
});

test('gives the same plan for the same seed and rounds', () => {
  const instance = randomInstance(createRandom(5), 60, 40, 20);
  const [one, other] = [1, 2].map(() => solveMapf(instance, { seed: 3, rounds: 60 }));
  expect(one).toEqual(other);
});

test('lets agents swap ends of an aisle by its only siding', () => {
  const free = Uint8Array.from([0, 0, 1, 0, 0, 1, 1, 1, 1, 1]);
  const grid = createGrid(5, 2, free);
  const at = (x: number, y: number): number => grid.vertexOf[y * 5 + x]!;
  const instance = {
    graph: grid.graph,
    starts: Int32Array.of(at(0, 1), at(4, 1)),
    goals: Int32Array.of(at(4, 1), at(0, 1)),
  };
  const result = solveMapf(instance, { rounds: 10 });
  expect(result.status).toBe('optimal');
  expect(checkMapfPlan(instance, result.plan!)).toEqual([]);
});

test('marks what cannot be reached in the distance table', () => {
  const graph = createGraph(3, [[0, 1]]);
  expect([...distanceTable(graph, Int32Array.of(0))]).toEqual([0, 1, UNREACHABLE]);
});
