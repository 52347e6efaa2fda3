import type { RandomSource } from '../random.ts';
import { findBridges } from './bridges.ts';
import type { MapfGraph } from './graph.ts';

/** Where agents go, read by the step generator; `goals` and `distances` may change between steps (lifelong use). */
export interface StepGuide {
  /** vertex per agent */
  readonly goals: Int32Array;
  /** entry `agent * size + vertex` */
  readonly distances: Uint16Array;
  /** start of each agent's row in `distances`; absent: `agent * size` */
  readonly rows?: Int32Array;
}

/** One configuration to the next, agent by agent in order of priority. */
export interface StepGenerator {
  /**
   * @param current vertex per agent
   * @param order   agents, most urgent first
   * @param next    out: vertex per agent; entries that are ≥ 0 on entry are kept as constraints
   * @returns false when the constraints admit no step in this order
   */
  step(current: Int32Array, order: Int32Array, next: Int32Array): boolean;
}

export interface PibtOptions {
  /**
   * Where two agents who want to pass each other are made to back out: everywhere, only on edges that lie on no cycle
   * (elsewhere the costs of `learnGuidance` and the swap rule may undo each other for ever), or nowhere. Default `always`
   */
  readonly swap?: 'always' | 'bridges' | 'never';
}

const NONE = -1;

/**
 * Priority inheritance with backtracking, with the swap rule for aisles and dead ends.
 * Source: Okumura, Machida, Défago, Tamura, "Priority Inheritance with Backtracking for Iterative Multi-agent Path
 * Finding", AIJ 2022; swap rule: Okumura, "Improving LaCAM for Scalable Eventually Optimal Multi-Agent Pathfinding",
 * IJCAI 2023, appendix.
 */
export function createPibt(
  graph: MapfGraph,
  agents: number,
  guide: StepGuide,
  random: RandomSource,
  options: PibtOptions = {},
): StepGenerator {
  const { size, offset, target, maxDegree } = graph;
  const { goals, distances } = guide;
  const rows = guide.rows ?? Int32Array.from({ length: agents }, (_, agent) => agent * size);
  const swap = options.swap ?? 'always';
  const isBridge = swap === 'bridges' ? findBridges(graph) : null;
  const occupiedNow = new Int32Array(size).fill(NONE);
  const occupiedNext = new Int32Array(size).fill(NONE);
  const width = maxDegree + 1;
  const candidates = new Int32Array(agents * width);
  const keys = new Float64Array(agents * width);
  let current: Int32Array = new Int32Array(agents);
  let next: Int32Array = new Int32Array(agents);

  /** A neighbour that no pusher can use: the way back, or a dead end that is someone's goal. */
  const isClosed = (vertex: number, from: number): boolean => {
    if (vertex === from) return true;
    if (offset[vertex + 1]! - offset[vertex]! !== 1) return false;
    const owner = occupiedNow[vertex]!;
    return owner !== NONE && goals[owner] === vertex;
  };

  const isSwapRequired = (pusher: number, puller: number, pusherOrigin: number, pullerOrigin: number): boolean => {
    const pusherRow = rows[pusher]!;
    const pullerRow = rows[puller]!;
    let pusherAt = pusherOrigin;
    let pullerAt = pullerOrigin;
    while (distances[pusherRow + pullerAt]! < distances[pusherRow + pusherAt]!) {
      let exits = 0;
      let onward = NONE;
      for (let arc = offset[pullerAt]!; arc < offset[pullerAt + 1]!; arc += 1) {
        const vertex = target[arc]!;
        if (isClosed(vertex, pusherAt)) continue;
        exits += 1;
        onward = vertex;
      }
      if (exits >= 2) return false;
      if (exits === 0) break;
      pusherAt = pullerAt;
      pullerAt = onward;
    }
    return (
      distances[pullerRow + pusherAt]! < distances[pullerRow + pullerAt]! &&
      (distances[pusherRow + pusherAt] === 0 || distances[pusherRow + pullerAt]! < distances[pusherRow + pusherAt]!)
    );
  };

  const isSwapPossible = (pusherOrigin: number, pullerOrigin: number): boolean => {
    let pusherAt = pusherOrigin;
    let pullerAt = pullerOrigin;
    while (pullerAt !== pusherOrigin) {
      let exits = 0;
      let onward = NONE;
      for (let arc = offset[pullerAt]!; arc < offset[pullerAt + 1]!; arc += 1) {
        const vertex = target[arc]!;
        if (isClosed(vertex, pusherAt)) continue;
        exits += 1;
        onward = vertex;
      }
      if (exits >= 2) return true;
      if (exits === 0) return false;
      pusherAt = pullerAt;
      pullerAt = onward;
    }
    return false;
  };

  const isOnBridge = (from: number, to: number): boolean => {
    for (let arc = offset[from]!; arc < offset[from + 1]!; arc += 1)
      if (target[arc] === to) return isBridge![arc] === 1;
    return false;
  };

  const findSwapPartner = (agent: number, best: number): number => {
    const here = current[agent]!;
    if (best === here || (isBridge !== null && !isOnBridge(here, best))) return NONE;
    const ahead = occupiedNow[best]!;
    if (
      ahead !== NONE &&
      next[ahead] === NONE &&
      isSwapRequired(agent, ahead, here, best) &&
      isSwapPossible(best, here)
    ) {
      return ahead;
    }
    for (let arc = offset[here]!; arc < offset[here + 1]!; arc += 1) {
      const behind = occupiedNow[target[arc]!]!;
      if (behind === NONE || target[arc] === best) continue;
      if (isSwapRequired(behind, agent, here, best) && isSwapPossible(best, here)) return behind;
    }
    return NONE;
  };

  const place = (agent: number): boolean => {
    const here = current[agent]!;
    const row = rows[agent]!;
    const base = agent * width;
    let count = 0;
    const insert = (vertex: number, key: number): void => {
      let slot = count;
      while (slot > 0 && keys[base + slot - 1]! > key) {
        keys[base + slot] = keys[base + slot - 1]!;
        candidates[base + slot] = candidates[base + slot - 1]!;
        slot -= 1;
      }
      keys[base + slot] = key;
      candidates[base + slot] = vertex;
      count += 1;
    };
    for (let arc = offset[here]!; arc < offset[here + 1]!; arc += 1) {
      const vertex = target[arc]!;
      insert(vertex, distances[row + vertex]! + random.next() * 0.5 + (occupiedNow[vertex] === NONE ? 0 : 0.25));
    }
    insert(here, distances[row + here]! + random.next() * 0.5);
    const partner = swap === 'never' ? NONE : findSwapPartner(agent, candidates[base]!);
    if (partner !== NONE) candidates.subarray(base, base + count).reverse();
    for (let slot = 0; slot < count; slot += 1) {
      const vertex = candidates[base + slot]!;
      if (occupiedNext[vertex] !== NONE) continue;
      const other = occupiedNow[vertex]!;
      if (other !== NONE && other !== agent && next[other] === here) continue;
      occupiedNext[vertex] = agent;
      next[agent] = vertex;
      if (other !== NONE && other !== agent && next[other] === NONE && !place(other)) continue;
      if (slot === 0 && partner !== NONE && next[partner] === NONE && occupiedNext[here] === NONE) {
        next[partner] = here;
        occupiedNext[here] = partner;
      }
      return true;
    }
    occupiedNext[here] = agent;
    next[agent] = here;
    return false;
  };

  const arrange = (order: Int32Array): boolean => {
    for (let agent = 0; agent < agents; agent += 1) {
      const vertex = next[agent]!;
      if (vertex === NONE) continue;
      if (occupiedNext[vertex] !== NONE) return false;
      occupiedNext[vertex] = agent;
      const other = occupiedNow[vertex]!;
      if (other !== NONE && other !== agent && next[other] === current[agent]) return false;
    }
    for (let index = 0; index < agents; index += 1) {
      const agent = order[index]!;
      if (next[agent] === NONE && !place(agent)) return false;
    }
    return true;
  };

  return {
    step(from, order, into) {
      current = from;
      next = into;
      for (let agent = 0; agent < agents; agent += 1) occupiedNow[from[agent]!] = agent;
      const isArranged = arrange(order);
      for (let agent = 0; agent < agents; agent += 1) {
        occupiedNow[from[agent]!] = NONE;
        if (into[agent]! >= 0) occupiedNext[into[agent]!] = NONE;
      }
      return isArranged;
    },
  };
}
