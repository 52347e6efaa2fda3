import type { RandomSource } from '../random.ts';
import { shuffle } from '../random.ts';
import type { MapfGraph } from './graph.ts';
import { fillDistances, UNREACHABLE } from './instance.ts';

/** Cost of an arc without traffic. */
export const BASE_COST = 4;
const MAX_COST = 40;

export interface GuidanceOptions {
  /** times that every demand is routed. Default 3 */
  readonly rounds?: number;
  /** weight of traffic the other way, 0 = shortest paths. Default 1 */
  readonly strength?: number;
  /** weight of traffic through the same vertex. Default 0 */
  readonly crowding?: number;
  /** true ends the learning with the costs so far */
  readonly isOver?: () => boolean;
  /** steps to the goal of each demand, entry `demand * size + vertex`. Absent: found when needed */
  readonly distances?: Uint16Array;
}

/**
 * Arc costs that send opposing traffic along different aisles: every demand is routed in turn, and an arc grows dearer
 * with the traffic that comes the other way.
 * Source: Chen, Harabor, Li, Stuckey, "Traffic Flow Optimisation for Lifelong Multi-Agent Path Finding", AAAI 2024
 * (contraflow cost); here the costs, not the paths, guide the agents.
 *
 * @param starts, goals one demand per entry
 * @returns one cost per arc, `BASE_COST` or more
 */
export function learnGuidance(
  graph: MapfGraph,
  starts: Int32Array,
  goals: Int32Array,
  random: RandomSource,
  options: GuidanceOptions = {},
): Uint8Array {
  const { offset, target, reverse, size } = graph;
  const strength = options.strength ?? 1;
  const crowding = options.crowding ?? 0;
  const demands = starts.length;
  const flow = new Float64Array(target.length);
  const load = new Float64Array(size);
  const cost = new Uint8Array(target.length).fill(BASE_COST);
  const routes: Int32Array[] = Array.from({ length: demands }, () => new Int32Array(0));
  const order = Int32Array.from({ length: demands }, (_, index) => index);
  const ownDistances = new Uint16Array(size);
  const queue = new Int32Array(size);
  const best = new Int32Array(size);
  const via = new Int32Array(size);
  let travelled = 0;

  const refresh = (arc: number): void => {
    const typical = Math.max(1, travelled / target.length);
    const against = flow[reverse[arc]!]! / typical;
    const crowd = load[target[arc]!]! / (4 * typical);
    const price = BASE_COST * (1 + strength * Math.min(4, against) + crowding * Math.min(4, crowd));
    cost[arc] = Math.min(MAX_COST, Math.round(price));
  };
  const count = (route: Int32Array, sign: number): void => {
    for (const arc of route) {
      flow[arc] = flow[arc]! + sign;
      load[target[arc]!] = load[target[arc]!]! + sign;
      travelled += sign;
    }
    for (const arc of route) {
      refresh(arc);
      refresh(reverse[arc]!);
    }
  };
  const buckets: number[][] = [];
  const findRoute = (demand: number): Int32Array => {
    const start = starts[demand]!;
    const goal = goals[demand]!;
    const toGoal = options.distances?.subarray(demand * size, (demand + 1) * size) ?? ownDistances;
    if (options.distances === undefined) {
      ownDistances.fill(UNREACHABLE);
      fillDistances(graph, goal, ownDistances, queue);
    }
    best.fill(0x7fffffff);
    for (const bucket of buckets) bucket.length = 0;
    const first = toGoal[start]! * BASE_COST;
    const push = (vertex: number, total: number): void => {
      const slot = total - first;
      while (buckets.length <= slot) buckets.push([]);
      buckets[slot]!.push(vertex);
    };
    best[start] = 0;
    via[start] = -1;
    push(start, first);
    for (let slot = 0; slot < buckets.length; slot += 1) {
      for (let vertex = buckets[slot]!.pop(); vertex !== undefined; vertex = buckets[slot]!.pop()) {
        const spent = best[vertex]!;
        if (spent + toGoal[vertex]! * BASE_COST !== first + slot) continue;
        if (vertex === goal) return traceRoute(start, goal);
        for (let arc = offset[vertex]!; arc < offset[vertex + 1]!; arc += 1) {
          const onward = target[arc]!;
          const total = spent + cost[arc]!;
          if (total >= best[onward]!) continue;
          best[onward] = total;
          via[onward] = arc;
          push(onward, total + toGoal[onward]! * BASE_COST);
        }
      }
    }
    return new Int32Array(0);
  };
  const traceRoute = (start: number, goal: number): Int32Array => {
    const arcs: number[] = [];
    for (let vertex = goal; vertex !== start; ) {
      const arc = via[vertex]!;
      arcs.push(arc);
      vertex = target[reverse[arc]!]!;
    }
    return Int32Array.from(arcs);
  };

  const rounds = options.rounds ?? 3;
  for (let round = 0; round < rounds; round += 1) {
    shuffle(order, demands, random);
    for (const demand of order) {
      if (options.isOver?.() === true) return cost;
      count(routes[demand]!, -1);
      routes[demand] = findRoute(demand);
      count(routes[demand]!, 1);
    }
  }
  for (let arc = 0; arc < target.length; arc += 1) refresh(arc);
  return cost;
}

/**
 * Least cost to `goal` from every vertex over arcs with small whole costs: call the result once per goal.
 * `row` is filled anew; `UNREACHABLE` where there is no way or the cost does not fit 16 bits. Source: Dial's bucket queue.
 */
export function createCostFiller(graph: MapfGraph, cost: Uint8Array): (goal: number, row: Uint16Array) => void {
  const { offset, target, reverse, size } = graph;
  const slots = MAX_COST + 1;
  const heads = new Int32Array(slots);
  const vertexOf = new Int32Array(target.length + size + 1);
  const nextOf = new Int32Array(target.length + size + 1);
  return (goal, row) => {
    row.fill(UNREACHABLE);
    heads.fill(-1);
    let entries = 0;
    const push = (vertex: number, value: number): void => {
      const slot = value % slots;
      vertexOf[entries] = vertex;
      nextOf[entries] = heads[slot]!;
      heads[slot] = entries++;
    };
    row[goal] = 0;
    push(goal, 0);
    let empty = 0;
    for (let value = 0; empty < slots && value < UNREACHABLE; value += 1) {
      const slot = value % slots;
      empty = heads[slot]! < 0 ? empty + 1 : 0;
      while (heads[slot]! >= 0) {
        const entry = heads[slot]!;
        heads[slot] = nextOf[entry]!;
        const vertex = vertexOf[entry]!;
        if (row[vertex] !== value) continue;
        for (let arc = offset[vertex]!; arc < offset[vertex + 1]!; arc += 1) {
          const before = target[arc]!;
          const total = value + cost[reverse[arc]!]!;
          if (total >= row[before]!) continue;
          row[before] = total;
          push(before, total);
        }
      }
    }
  };
}
