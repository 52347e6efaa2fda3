import type { MapfGraph } from './graph.ts';

/** One agent per entry of `starts` and `goals`: vertices of `graph`; starts differ, goals differ. */
export interface MapfInstance {
  readonly graph: MapfGraph;
  readonly starts: Int32Array;
  readonly goals: Int32Array;
}

/** `paths[agent][step]` is the vertex at that step; every path starts at step 0 and all have the same length. */
export interface MapfPlan {
  readonly paths: readonly Int32Array[];
}

export const UNREACHABLE = 65535;

/**
 * Steps to each agent's goal: entry `agent * graph.size + vertex`, `UNREACHABLE` where there is no way.
 * Source: breadth-first search from each goal.
 *
 * @throws RangeError when a distance would reach 65535: the table has 16 bits
 */
export function distanceTable(graph: MapfGraph, goals: Int32Array): Uint16Array {
  const table = new Uint16Array(goals.length * graph.size).fill(UNREACHABLE);
  const queue = new Int32Array(graph.size);
  const rowOfGoal = new Map<number, number>();
  for (let agent = 0; agent < goals.length; agent += 1) {
    const goal = goals[agent]!;
    const row = agent * graph.size;
    const known = rowOfGoal.get(goal);
    if (known !== undefined) {
      table.copyWithin(row, known, known + graph.size);
      continue;
    }
    rowOfGoal.set(goal, row);
    fillDistances(graph, goal, table.subarray(row, row + graph.size), queue);
  }
  return table;
}

/** Breadth-first distances from `source` into `row` (filled with UNREACHABLE before); `queue` is scratch of graph.size. */
export function fillDistances(graph: MapfGraph, source: number, row: Uint16Array, queue: Int32Array): void {
  const { offset, target } = graph;
  let tail = 0;
  row[source] = 0;
  queue[tail++] = source;
  for (let head = 0; head < tail; head += 1) {
    const vertex = queue[head]!;
    const next = row[vertex]! + 1;
    if (next >= UNREACHABLE) throw new RangeError('a shortest path of 65535 steps or more does not fit the table');
    for (let arc = offset[vertex]!; arc < offset[vertex + 1]!; arc += 1) {
      const neighbour = target[arc]!;
      if (row[neighbour] === UNREACHABLE) {
        row[neighbour] = next;
        queue[tail++] = neighbour;
      }
    }
  }
}

export interface MapfCost {
  /** steps that are not a rest at the goal, summed over agents (LaCAM's sum of loss) */
  readonly sumOfLoss: number;
  /** last arrival, summed over agents */
  readonly sumOfCosts: number;
  readonly makespan: number;
}

/** Costs of a plan; `sumOfLoss` counts a step from `a` to `b` unless both are the agent's goal. */
export function planCost(instance: MapfInstance, plan: MapfPlan): MapfCost {
  let sumOfLoss = 0;
  let sumOfCosts = 0;
  let makespan = 0;
  for (let agent = 0; agent < plan.paths.length; agent += 1) {
    const path = plan.paths[agent]!;
    const goal = instance.goals[agent]!;
    let last = 0;
    for (let step = 1; step < path.length; step += 1) {
      if (path[step] !== goal || path[step - 1] !== goal) {
        sumOfLoss += 1;
        last = step;
      }
    }
    sumOfCosts += last;
    makespan = Math.max(makespan, last);
  }
  return { sumOfLoss, sumOfCosts, makespan };
}

export interface MapfBound {
  readonly sumOfLoss: number;
  readonly makespan: number;
}

/** Sum and maximum of the agents' own shortest paths: no plan costs less. */
export function lowerBound(instance: MapfInstance, distances: Uint16Array): MapfBound {
  let sumOfLoss = 0;
  let makespan = 0;
  for (let agent = 0; agent < instance.starts.length; agent += 1) {
    const steps = distances[agent * instance.graph.size + instance.starts[agent]!]!;
    sumOfLoss += steps;
    makespan = Math.max(makespan, steps);
  }
  return { sumOfLoss, makespan };
}
