import type { RandomSource } from '../random.ts';
import { shuffle } from '../random.ts';
import type { MapfInstance, MapfPlan } from './instance.ts';
import type { StepGenerator } from './pibt.ts';

/** A constraint chain: agent `agent` must step to `vertex`, and so on up through `parent`. */
interface Constraint {
  readonly parent: Constraint | null;
  readonly agent: number;
  readonly vertex: number;
  readonly depth: number;
}

interface SearchNode {
  readonly config: Int32Array;
  readonly order: Int32Array;
  readonly priorities: Float64Array;
  readonly heuristic: number;
  readonly queue: Constraint[];
  readonly successors: Set<SearchNode>;
  queueHead: number;
  readonly depth: number;
  parent: SearchNode | null;
  cost: number;
}

export interface LacamOptions {
  /** asked now and then; true ends the search with the best plan so far */
  readonly isOver: () => boolean;
  /** go on after the first plan, rewiring, until `isOver`. Default false */
  readonly isAnytime?: boolean;
  /** told of each better plan, with its sum of loss */
  readonly onPlan?: (plan: MapfPlan, sumOfLoss: number) => void;
  /** configurations kept at most; the anytime search ends there. Default by agent count, about 256 MB */
  readonly maxNodes?: number;
  /** where the search may end. Default: everybody at its goal */
  readonly isGoal?: (config: Int32Array) => boolean;
  /** who goes first at the start, larger first. Default: the longest way */
  readonly priorities?: Float64Array;
}

export interface LacamResult {
  /** `exhausted`: with a plan it is optimal in the sum of loss; without one the instance has no solution */
  readonly status: 'solved' | 'exhausted' | 'stopped';
  readonly plan: MapfPlan | null;
  readonly sumOfLoss: number;
  readonly expanded: number;
}

/**
 * Lazy constraints addition search over whole configurations, complete, and with `isAnytime` eventually optimal.
 * Source: Okumura, "LaCAM: Search-Based Algorithm for Quick Multi-Agent Pathfinding", AAAI 2023; rewiring: Okumura,
 * "Improving LaCAM for Scalable Eventually Optimal Multi-Agent Pathfinding", IJCAI 2023.
 */
export function searchConfigurations(
  instance: MapfInstance,
  distances: Uint16Array,
  generatorAt: (depth: number) => StepGenerator,
  random: RandomSource,
  options: LacamOptions,
): LacamResult {
  const { graph, starts, goals } = instance;
  const agents = starts.length;
  const { offset, target, size } = graph;
  const maxNodes = options.maxNodes ?? Math.max(2000, Math.floor(256e6 / (agents * 16 + 600)));
  const explored = new Map<number, SearchNode[]>();
  const scratch = new Int32Array(graph.maxDegree + 1);
  const next = new Int32Array(agents);
  let nodes = 0;
  let expanded = 0;

  const estimate = (config: Int32Array): number => {
    let sum = 0;
    for (let agent = 0; agent < agents; agent += 1) sum += distances[agent * size + config[agent]!]!;
    return sum;
  };
  const stepCost = (from: Int32Array, to: Int32Array): number => {
    let sum = 0;
    for (let agent = 0; agent < agents; agent += 1) {
      if (from[agent] !== goals[agent] || to[agent] !== goals[agent]) sum += 1;
    }
    return sum;
  };
  const createNode = (config: Int32Array, key: number, parent: SearchNode | null): SearchNode => {
    const priorities = new Float64Array(agents);
    const order = parent === null ? Int32Array.from({ length: agents }, (_, index) => index) : parent.order.slice();
    for (let agent = 0; agent < agents; agent += 1) {
      const left = distances[agent * size + config[agent]!]!;
      const before = parent === null ? 0 : parent.priorities[agent]!;
      if (parent === null) priorities[agent] = options.priorities?.[agent] ?? left / 100_000;
      else priorities[agent] = left !== 0 ? before + 1 : before - Math.floor(before);
    }
    sortByPriority(order, priorities);
    const node: SearchNode = {
      config,
      order,
      priorities,
      heuristic: estimate(config),
      queue: [{ parent: null, agent: -1, vertex: -1, depth: 0 }],
      successors: new Set(),
      queueHead: 0,
      depth: parent === null ? 0 : parent.depth + 1,
      parent,
      cost: parent === null ? 0 : parent.cost + stepCost(parent.config, config),
    };
    const chain = explored.get(key);
    if (chain === undefined) explored.set(key, [node]);
    else chain.push(node);
    nodes += 1;
    return node;
  };
  const find = (config: Int32Array, key: number): SearchNode | undefined =>
    explored.get(key)?.find((node) => areEqual(node.config, config));

  const isGoal = options.isGoal ?? ((config: Int32Array) => areEqual(config, goals));
  const open: SearchNode[] = [];
  let goalNode: SearchNode | null = null;
  let best: MapfPlan | null = null;
  let bestLoss = Number.POSITIVE_INFINITY;
  const report = (): void => {
    if (goalNode === null || goalNode.cost >= bestLoss) return;
    bestLoss = goalNode.cost;
    best = tracePlan(goalNode, agents);
    options.onPlan?.(best, bestLoss);
  };
  const rewire = (from: SearchNode, to: SearchNode): void => {
    from.successors.add(to);
    const pending = [from];
    while (pending.length > 0) {
      const node = pending.pop()!;
      for (const successor of node.successors) {
        const cost = node.cost + stepCost(node.config, successor.config);
        if (cost >= successor.cost) continue;
        successor.cost = cost;
        successor.parent = node;
        pending.push(successor);
        if (successor !== goalNode && successor.cost + successor.heuristic < bestLoss) open.push(successor);
      }
    }
    report();
  };

  const startNode = createNode(Int32Array.from(starts), hashConfig(starts), null);
  open.push(startNode);
  let isStopped = false;
  while (open.length > 0) {
    if (options.isOver() || nodes >= maxNodes) {
      isStopped = true;
      break;
    }
    const node = open[open.length - 1]!;
    if (node.cost + node.heuristic >= bestLoss) {
      open.pop();
      continue;
    }
    if (goalNode === null && isGoal(node.config)) {
      goalNode = node;
      report();
      if (options.isAnytime !== true) break;
      open.pop();
      continue;
    }
    if (node.queueHead >= node.queue.length) {
      open.pop();
      continue;
    }
    const constraint = node.queue[node.queueHead]!;
    node.queueHead += 1;
    if (node.queueHead > 1024 && node.queueHead * 2 > node.queue.length) {
      node.queue.splice(0, node.queueHead);
      node.queueHead = 0;
    }
    expanded += 1;
    if (constraint.depth < agents) {
      const agent = node.order[constraint.depth]!;
      const here = node.config[agent]!;
      let count = 0;
      for (let arc = offset[here]!; arc < offset[here + 1]!; arc += 1) scratch[count++] = target[arc]!;
      scratch[count++] = here;
      shuffle(scratch, count, random);
      for (let index = 0; index < count; index += 1) {
        node.queue.push({ parent: constraint, agent, vertex: scratch[index]!, depth: constraint.depth + 1 });
      }
    }
    next.fill(-1);
    for (let link: Constraint | null = constraint; link !== null && link.agent >= 0; link = link.parent) {
      next[link.agent] = link.vertex;
    }
    if (!generatorAt(node.depth).step(node.config, node.order, next)) continue;
    const key = hashConfig(next);
    const known = find(next, key);
    if (known !== undefined) {
      rewire(node, known);
      if (known.cost + known.heuristic < bestLoss)
        open.push(goalNode !== null && random.next() < 0.01 ? startNode : known);
    } else {
      const created = createNode(next.slice(), key, node);
      node.successors.add(created);
      if (created.cost + created.heuristic < bestLoss) open.push(created);
    }
  }
  const status = isStopped ? (best === null ? 'stopped' : 'solved') : open.length === 0 ? 'exhausted' : 'solved';
  return { status, plan: best, sumOfLoss: bestLoss, expanded };
}

/** Insertion sort, most urgent first: the order changes little from one configuration to the next. */
function sortByPriority(order: Int32Array, priorities: Float64Array): void {
  const isOrdered = (a: number, b: number): boolean => priorities[a]! >= priorities[b]!;
  let disorder = 0;
  for (let index = 1; index < order.length; index += 1) {
    if (!isOrdered(order[index - 1]!, order[index]!)) disorder += 1;
  }
  if (disorder > 40) {
    order.sort((a, b) => priorities[b]! - priorities[a]! || a - b);
    return;
  }
  for (let index = 1; index < order.length; index += 1) {
    const agent = order[index]!;
    let slot = index;
    while (slot > 0 && !isOrdered(order[slot - 1]!, agent)) {
      order[slot] = order[slot - 1]!;
      slot -= 1;
    }
    order[slot] = agent;
  }
}

function hashConfig(config: Int32Array): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < config.length; index += 1)
    hash = Math.imul(hash ^ config[index]!, 0x01000193) ^ (hash >>> 15);
  return hash | 0;
}

function areEqual(a: Int32Array, b: Int32Array): boolean {
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

function tracePlan(goal: SearchNode, agents: number): MapfPlan {
  const chain: Int32Array[] = [];
  for (let node: SearchNode | null = goal; node !== null; node = node.parent) chain.push(node.config);
  chain.reverse();
  const paths: Int32Array[] = [];
  for (let agent = 0; agent < agents; agent += 1) {
    paths.push(Int32Array.from(chain, (config) => config[agent]!));
  }
  return { paths };
}
