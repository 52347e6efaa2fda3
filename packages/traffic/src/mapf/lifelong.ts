import { createRandom } from '../random.ts';
import type { MapfGraph } from './graph.ts';
import { BASE_COST, fillCosts, learnGuidance } from './guidance.ts';
import { createPibt, type PibtOptions } from './pibt.ts';

export interface LifelongTraffic {
  /** vertex per agent, after the last tick */
  readonly positions: Int32Array;
  readonly goals: Int32Array;
  /** may be called at any time; takes effect with the next tick */
  setGoal(agent: number, vertex: number): void;
  /** one step for everyone. @returns agents that stand at their goal after it */
  tick(): readonly number[];
}

export interface LifelongOptions {
  readonly seed?: number;
  /** cost per arc as `learnLifelongGuidance` gives it; absent: shortest paths */
  readonly guidance?: Uint8Array;
  /** Default `bridges`; plain PIBT has none */
  readonly swap?: PibtOptions['swap'];
}

/**
 * Tick-based operation in which goals keep arriving: one step of priority inheritance per tick, each agent going down the
 * learnt costs to its goal. An agent's priority grows until it arrives, so that nobody waits for ever on a graph in which
 * every edge lies on a cycle. Source: Okumura et al., PIBT, AIJ 2022.
 *
 * A step is a proper configuration: no two agents on a vertex, no two change places. When the generator fails everybody waits.
 *
 * @param starts distinct vertices; goals may coincide
 */
export function createLifelongTraffic(
  graph: MapfGraph,
  starts: Int32Array,
  goals: Int32Array,
  options: LifelongOptions = {},
): LifelongTraffic {
  const agents = starts.length;
  const random = createRandom(options.seed ?? 1);
  const cost = options.guidance ?? new Uint8Array(graph.target.length).fill(BASE_COST);
  const table = new Uint16Array(agents * graph.size);
  const ownGoals = goals.slice();
  const priorities = Float64Array.from({ length: agents }, () => random.next());
  const order = Int32Array.from({ length: agents }, (_, agent) => agent);
  let positions = starts.slice();
  let next = new Int32Array(agents);
  const pibt = createPibt(graph, agents, { goals: ownGoals, distances: table }, random, {
    swap: options.swap ?? 'bridges',
  });
  const setGoal = (agent: number, vertex: number): void => {
    ownGoals[agent] = vertex;
    fillCosts(graph, cost, vertex, table.subarray(agent * graph.size, (agent + 1) * graph.size));
  };
  for (let agent = 0; agent < agents; agent += 1) setGoal(agent, goals[agent]!);
  return {
    get positions() {
      return positions;
    },
    goals: ownGoals,
    setGoal,
    tick() {
      order.sort((a, b) => priorities[b]! - priorities[a]!);
      next.fill(-1);
      pibt.step(positions, order, next);
      const before = positions;
      positions = next;
      next = before;
      const arrived: number[] = [];
      for (let agent = 0; agent < agents; agent += 1) {
        const isThere = positions[agent] === ownGoals[agent];
        priorities[agent] = isThere ? priorities[agent]! % 1 : priorities[agent]! + 1;
        if (isThere) arrived.push(agent);
      }
      return arrived;
    },
  };
}

/**
 * Learns arc costs for traffic between places drawn evenly from `places`; done once per map and fleet size, seconds.
 *
 * @param places vertices that goals come from
 */
export function learnLifelongGuidance(
  graph: MapfGraph,
  places: Int32Array,
  options: {
    readonly seed?: number;
    readonly demands?: number;
    readonly strength?: number;
    readonly crowding?: number;
  } = {},
): Uint8Array {
  const random = createRandom(options.seed ?? 1);
  const demands = options.demands ?? 1500;
  const draw = (): Int32Array => Int32Array.from({ length: demands }, () => places[random.below(places.length)]!);
  const starts = draw();
  const goals = draw();
  return learnGuidance(graph, starts, goals, random, {
    rounds: 2,
    strength: options.strength ?? 0.5,
    crowding: options.crowding ?? 0,
  });
}
