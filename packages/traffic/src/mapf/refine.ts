import type { RandomSource } from '../random.ts';
import { shuffle } from '../random.ts';
import type { MapfInstance } from './instance.ts';
import { createNeighbourhoods } from './neighbourhoods.ts';
import { createReservations } from './reservations.ts';
import { createSafeIntervalSearch } from './safe-interval.ts';

export interface RefineOptions {
  readonly isOver: () => boolean;
  /** rounds at most. Default: until `isOver` */
  readonly rounds?: number;
}

export interface RefineResult {
  readonly sumOfLoss: number;
  readonly rounds: number;
  readonly accepted: number;
}

/**
 * Large-neighbourhood search: 4 to 16 agents are taken out and planned anew among the rest; kept when no worse.
 * Source: Li, Chen, Harabor, Stuckey, Koenig, "Anytime Multi-Agent Path Finding via Large Neighborhood Search",
 * IJCAI 2021.
 *
 * @param paths improved in place; each ends with the last arrival of its agent
 */
export function refinePaths(
  instance: MapfInstance,
  distances: Uint16Array,
  paths: Int32Array[],
  random: RandomSource,
  options: RefineOptions,
): RefineResult {
  const { graph, starts, goals } = instance;
  const agents = starts.length;
  const row = (agent: number): Uint16Array => distances.subarray(agent * graph.size, (agent + 1) * graph.size);
  const shortest = Int32Array.from({ length: agents }, (_, agent) => row(agent)[starts[agent]!]!);
  const loss = Int32Array.from(paths, (path, agent) => pathLoss(path, goals[agent]!));
  let longest = 0;
  for (const path of paths) longest = Math.max(longest, path.length);
  const reservations = createReservations(graph, longest + 32);
  for (let agent = 0; agent < agents; agent += 1) reservations.add(agent, paths[agent]!);
  const search = createSafeIntervalSearch(graph, reservations);
  const neighbourhoods = createNeighbourhoods(instance, distances, paths, loss, shortest, reservations, random);
  let sumOfLoss = loss.reduce((sum, value) => sum + value, 0);
  const least = shortest.reduce((sum, value) => sum + value, 0);
  const maxRounds = options.rounds ?? Number.POSITIVE_INFINITY;
  let rounds = 0;
  let accepted = 0;

  while (rounds < maxRounds && sumOfLoss > least && !options.isOver()) {
    rounds += 1;
    const group = neighbourhoods.pick();
    if (group.length === 0) continue;
    shuffle(group, group.length, random);
    let before = 0;
    let floor = 0;
    for (const agent of group) {
      before += loss[agent]!;
      floor += shortest[agent]!;
    }
    if (before === floor) {
      neighbourhoods.reward(0);
      continue;
    }
    for (const agent of group) reservations.remove(agent, paths[agent]!);
    const fresh: Int32Array[] = [];
    let spent = 0;
    for (const agent of group) {
      floor -= shortest[agent]!;
      const path = search.find(starts[agent]!, goals[agent]!, row(agent), before - spent - floor);
      if (path === null) break;
      fresh.push(path);
      spent += pathLoss(path, goals[agent]!);
      reservations.add(agent, path);
    }
    const isKept = fresh.length === group.length && spent <= before;
    if (!isKept) for (const [index, path] of fresh.entries()) reservations.remove(group[index]!, path);
    for (const [index, agent] of group.entries()) {
      if (isKept) {
        paths[agent] = fresh[index]!;
        loss[agent] = pathLoss(fresh[index]!, goals[agent]!);
      } else reservations.add(agent, paths[agent]!);
    }
    if (isKept && spent < before) {
      accepted += 1;
      sumOfLoss -= before - spent;
    }
    neighbourhoods.reward(isKept ? before - spent : 0);
  }
  return { sumOfLoss, rounds, accepted };
}

/** Steps that are not a rest at the goal. */
export function pathLoss(path: Int32Array, goal: number): number {
  let sum = 0;
  for (let step = 1; step < path.length; step += 1) if (path[step] !== goal || path[step - 1] !== goal) sum += 1;
  return sum;
}

/** Cuts each path after its last arrival. */
export function trimPaths(paths: readonly Int32Array[]): Int32Array[] {
  return paths.map((path) => {
    let end = path.length;
    while (end > 1 && path[end - 2] === path[end - 1]) end -= 1;
    return path.slice(0, end);
  });
}

/** Lets every agent rest at its goal until all have arrived. */
export function padPaths(paths: readonly Int32Array[]): Int32Array[] {
  let longest = 1;
  for (const path of paths) longest = Math.max(longest, path.length);
  return paths.map((path) => {
    const padded = new Int32Array(longest).fill(path[path.length - 1]!);
    padded.set(path);
    return padded;
  });
}
