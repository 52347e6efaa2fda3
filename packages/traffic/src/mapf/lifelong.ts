import { createRandom } from '../random.ts';
import type { MapfGraph } from './graph.ts';
import { BASE_COST, createCostFiller, learnGuidance } from './guidance.ts';
import { distanceTable, UNREACHABLE } from './instance.ts';
import { searchConfigurations } from './lacam.ts';
import { createPibt, type PibtOptions } from './pibt.ts';

const PATIENCE = 80;

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
  /** Default `bridges`; `never` is plain PIBT, which leads nobody out either */
  readonly swap?: PibtOptions['swap'];
}

/**
 * Tick-based operation in which goals keep arriving: one step of priority inheritance per tick, each agent going down the
 * learnt costs to its goal. An agent's priority grows until it arrives, so that nobody waits for ever on a graph in which
 * every edge lies on a cycle. Elsewhere agents in dead ends can lock each other: one that has come no nearer for
 * `PATIENCE` ticks is led out by a configuration search that ends when it is at its goal, and everybody follows that plan.
 * Source: Okumura et al., PIBT, AIJ 2022; Okumura, LaCAM, AAAI 2023.
 *
 * A step is a proper configuration: no two agents on a vertex, no two change places.
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
  const fillCosts = createCostFiller(graph, cost);
  const table = new Uint16Array(agents * graph.size);
  const ownGoals = goals.slice();
  const priorities = Float64Array.from({ length: agents }, () => random.next());
  const order = Int32Array.from({ length: agents }, (_, agent) => agent);
  let positions = starts.slice();
  let next = new Int32Array(agents);
  const nearest = new Int32Array(agents).fill(UNREACHABLE);
  const nearestAt = new Int32Array(agents);
  const plan: Int32Array[] = [];
  let now = 0;
  const pibt = createPibt(graph, agents, { goals: ownGoals, distances: table }, random, {
    swap: options.swap ?? 'bridges',
  });
  const setGoal = (agent: number, vertex: number): void => {
    ownGoals[agent] = vertex;
    fillCosts(vertex, table.subarray(agent * graph.size, (agent + 1) * graph.size));
    nearest[agent] = UNREACHABLE;
    nearestAt[agent] = now;
  };
  const stuckAgent = (): number => {
    let stuck = -1;
    for (let agent = 0; agent < agents; agent += 1) {
      const left = table[agent * graph.size + positions[agent]!]!;
      if (left < nearest[agent]! || left === 0) {
        nearest[agent] = left;
        nearestAt[agent] = now;
      }
      if (left === UNREACHABLE || now - nearestAt[agent]! < PATIENCE) continue;
      if (stuck < 0 || priorities[agent]! > priorities[stuck]!) stuck = agent;
    }
    return stuck;
  };
  const leadOut = (stuck: number): void => {
    nearestAt[stuck] = now;
    const urgent = priorities.slice();
    urgent[stuck] = Number.MAX_SAFE_INTEGER / 2;
    const distances = distanceTable(graph, ownGoals);
    const instance = { graph, starts: positions.slice(), goals: ownGoals };
    const generator = createPibt(graph, agents, { goals: ownGoals, distances }, random);
    let looks = 0;
    const maxLooks = 400 + Math.ceil(100_000 / agents);
    const found = searchConfigurations(instance, distances, () => generator, random, {
      isOver: () => {
        looks += 1;
        return looks > maxLooks;
      },
      isGoal: (config) => config[stuck] === ownGoals[stuck],
      priorities: urgent,
    });
    const paths = found.plan?.paths;
    for (let step = 1; step < (paths?.[0]?.length ?? 0); step += 1) {
      plan.push(Int32Array.from(paths!, (path) => path[step]!));
    }
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
      now += 1;
      const stuck = options.swap === 'never' || plan.length > 0 ? -1 : stuckAgent();
      if (stuck >= 0) leadOut(stuck);
      const planned = plan.shift();
      if (planned === undefined) {
        next.fill(-1);
        pibt.step(positions, order, next);
      } else next.set(planned);
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
