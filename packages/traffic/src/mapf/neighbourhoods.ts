import type { RandomSource } from '../random.ts';
import type { MapfInstance } from './instance.ts';
import type { Reservations } from './reservations.ts';

export interface Neighbourhoods {
  /** 4 to 16 agents (fewer when there are fewer) */
  pick(): Int32Array;
  /** what the last pick gained: shifts the choice of rule */
  reward(gain: number): void;
}

/**
 * Chooses which agents to plan anew: those that stand in the way of a late agent, those that meet at one place, those
 * that use its goal, or any. The rule that gains most is used most.
 *
 * @param paths, loss live arrays of the caller
 */
export function createNeighbourhoods(
  instance: MapfInstance,
  distances: Uint16Array,
  paths: readonly Int32Array[],
  loss: Int32Array,
  shortest: Int32Array,
  reservations: Reservations,
  random: RandomSource,
): Neighbourhoods {
  const { graph, goals } = instance;
  const agents = goals.length;
  const { offset, target, size } = graph;
  const isIn = new Uint8Array(agents);
  const group = new Int32Array(16);
  let count = 0;
  let wanted = 4;
  const queue: number[] = [];
  const visited = new Int32Array(size);
  let stamp = 0;

  const add = (agent: number): void => {
    if (agent < 0 || isIn[agent] === 1 || count >= wanted) return;
    isIn[agent] = 1;
    group[count++] = agent;
  };
  const lateAgent = (): number => {
    let best = random.below(agents);
    for (let draw = 0; draw < 6; draw += 1) {
      const other = random.below(agents);
      if (loss[other]! - shortest[other]! > loss[best]! - shortest[best]!) best = other;
    }
    return best;
  };
  /** Follows ways that would be faster than the agent's own and collects who is met there. */
  const walkInTheWay = (agent: number): void => {
    const path = paths[agent]!;
    const row = agent * size;
    for (let attempt = 0; attempt < 12 && count < wanted; attempt += 1) {
      let step = attempt === 0 ? 0 : random.below(path.length);
      let vertex = path[step]!;
      while (count < wanted) {
        const here = offset[vertex]!;
        const choices = offset[vertex + 1]! - here + 1;
        const first = random.below(choices);
        let moved = -1;
        for (let turn = 0; turn < choices; turn += 1) {
          const choice = (first + turn) % choices;
          const onward = choice === choices - 1 ? vertex : target[here + choice]!;
          if (step + 1 + distances[row + onward]! < path.length - 1) {
            moved = onward;
            break;
          }
        }
        if (moved < 0) break;
        step += 1;
        add(reservations.occupant(moved, step));
        const coming = reservations.occupant(moved, step - 1);
        if (coming >= 0 && reservations.occupant(vertex, step) === coming) add(coming);
        vertex = moved;
      }
    }
  };
  const meetAtPlace = (agent: number): void => {
    const path = paths[agent]!;
    const middle = random.below(path.length);
    stamp += 1;
    queue.length = 0;
    queue.push(path[middle]!);
    visited[path[middle]!] = stamp;
    for (let head = 0; head < queue.length && head < 60 && count < wanted; head += 1) {
      const vertex = queue[head]!;
      for (let step = Math.max(0, middle - 8); step < middle + 8; step += 1) add(reservations.occupant(vertex, step));
      for (let arc = offset[vertex]!; arc < offset[vertex + 1]!; arc += 1) {
        const onward = target[arc]!;
        if (visited[onward] === stamp) continue;
        visited[onward] = stamp;
        queue.push(onward);
      }
    }
  };
  const useGoal = (agent: number): void => {
    const goal = goals[agent]!;
    for (let step = shortest[agent]!; step < paths[agent]!.length; step += 1) add(reservations.occupant(goal, step));
    const path = paths[agent]!;
    for (let step = 0; step < path.length && count < wanted; step += 1) {
      add(reservations.occupant(path[step]!, reservations.horizon));
    }
    walkInTheWay(agent);
  };
  const rules = [walkInTheWay, meetAtPlace, useGoal, () => undefined];
  const weights = new Float64Array(rules.length).fill(1);
  let used = 0;

  return {
    pick() {
      count = 0;
      wanted = Math.min(agents, 4 + random.below(random.below(13) + 1));
      const total = weights.reduce((sum, value) => sum + value, 0);
      let draw = random.next() * total;
      used = 0;
      while (used < rules.length - 1 && draw >= weights[used]!) {
        draw -= weights[used]!;
        used += 1;
      }
      const seed = lateAgent();
      add(seed);
      rules[used]!(seed);
      if (used === rules.length - 1) while (count < wanted) add(random.below(agents));
      for (let index = 0; index < count; index += 1) isIn[group[index]!] = 0;
      return group.slice(0, count);
    },
    reward(gain) {
      weights[used] = Math.max(0.05, 0.99 * weights[used]! + 0.01 * gain);
    },
  };
}
