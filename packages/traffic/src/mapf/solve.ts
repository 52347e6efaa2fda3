import { createRandom, type RandomSource } from '../random.ts';
import { createCostFiller, learnGuidance } from './guidance.ts';
import {
  distanceTable,
  lowerBound,
  type MapfBound,
  type MapfInstance,
  type MapfPlan,
  planCost,
  UNREACHABLE,
} from './instance.ts';
import { searchConfigurations } from './lacam.ts';
import { createPibt } from './pibt.ts';
import { padPaths, refinePaths, trimPaths } from './refine.ts';

export interface SolveOptions {
  readonly seed?: number;
  /** fraction of the budget that is spent; the search ends at 1 with the best plan so far. Default: never spent */
  readonly spent?: () => number;
  /** improvement rounds after the first plan. Default: until the budget is spent; must be given without `spent` */
  readonly rounds?: number;
  /** told of the first plan as soon as it is there */
  readonly onFirst?: (sumOfLoss: number) => void;
}

export interface SolveResult {
  /** `stopped`: the budget was spent before a first plan */
  readonly status: 'optimal' | 'solved' | 'unsolvable' | 'stopped';
  readonly plan: MapfPlan | null;
  readonly sumOfLoss: number;
  readonly bound: MapfBound;
  /** agents whose goal cannot be reached even alone */
  readonly unreachable: readonly number[];
}

/** Up to this many agents the rewiring search is given half of the budget: it can prove the optimum. */
const FEW_AGENTS = 12;
/** First plans worse than this many times the bound call for costs that also spread agents over the width. */
const DENSE = 1.8;
const GUIDED_STARTS = [0.75, 1, 0.9, 0.75, 0.6];

/**
 * Anytime one-shot path finding: a first plan by configuration search, better starts by guided search, then large-neighbourhood search. The same seed and `rounds` give the same plan while `spent` plays no part.
 */
export function solveMapf(instance: MapfInstance, options: SolveOptions): SolveResult {
  const spent = options.spent ?? (() => 0);
  if (options.spent === undefined && options.rounds === undefined) {
    throw new RangeError('solveMapf needs `spent` or `rounds`, or it would never end');
  }
  const random = createRandom(options.seed ?? 1);
  const agents = instance.starts.length;
  const distances = distanceTable(instance.graph, instance.goals);
  const bound = lowerBound(instance, distances);
  const none = { plan: null, sumOfLoss: Number.POSITIVE_INFINITY, bound };
  const unreachable: number[] = [];
  for (let agent = 0; agent < agents; agent += 1) {
    if (distances[agent * instance.graph.size + instance.starts[agent]!] === UNREACHABLE) unreachable.push(agent);
  }
  if (unreachable.length > 0) return { status: 'unsolvable', ...none, unreachable };
  const generator = createPibt(instance.graph, agents, { goals: instance.goals, distances }, random);
  const isAnytime = agents <= FEW_AGENTS;
  let isToldOfFirst = false;
  let looks = 0;
  const first = searchConfigurations(instance, distances, () => generator, random, {
    isOver: () => {
      looks += 1;
      if (isToldOfFirst && options.rounds !== undefined && looks > 200_000) return true;
      return spent() >= (isToldOfFirst ? 0.5 : 1);
    },
    isAnytime,
    onPlan: (_plan, sumOfLoss) => {
      if (!isToldOfFirst) options.onFirst?.(sumOfLoss);
      isToldOfFirst = true;
      looks = 0;
    },
  });
  if (first.plan === null) {
    return { status: first.status === 'exhausted' ? 'unsolvable' : 'stopped', ...none, unreachable };
  }
  if (first.sumOfLoss === bound.sumOfLoss || (isAnytime && first.status === 'exhausted')) {
    return { status: 'optimal', plan: first.plan, sumOfLoss: first.sumOfLoss, bound, unreachable };
  }
  let paths = trimPaths(first.plan.paths);
  let loss = first.sumOfLoss;
  const offer = (candidate: Int32Array[] | null): void => {
    if (candidate === null) return;
    const cost = planCost(instance, { paths: padPaths(candidate) }).sumOfLoss;
    if (cost >= loss) return;
    loss = cost;
    paths = candidate;
  };
  if (agents > FEW_AGENTS) startGuided(instance, distances, bound, first.sumOfLoss, random, spent, offer);
  const refined = refinePaths(instance, distances, paths, random, {
    isOver: () => spent() >= 1,
    rounds: options.rounds,
  });
  return {
    status: refined.sumOfLoss === bound.sumOfLoss ? 'optimal' : 'solved',
    plan: { paths: padPaths(paths) },
    sumOfLoss: refined.sumOfLoss,
    bound,
    unreachable,
  };
}

/**
 * Starts that follow learnt arc costs for the first part of the way and the plain distances after it: with the costs
 * alone the last agents may circle each other for ever.
 */
function startGuided(
  instance: MapfInstance,
  distances: Uint16Array,
  bound: MapfBound,
  firstLoss: number,
  random: RandomSource,
  spent: () => number,
  offer: (paths: Int32Array[]) => void,
): void {
  const { graph, starts, goals } = instance;
  const agents = starts.length;
  if (distances.length > 200e6) return;
  const isDense = firstLoss > DENSE * bound.sumOfLoss;
  let isFound = false;
  const isOver = (): boolean => spent() >= (isFound ? 0.3 : 0.7);
  const cost = learnGuidance(graph, starts, goals, random, {
    rounds: 1,
    strength: isDense ? 1 : 0.5,
    crowding: isDense ? 1 : 0,
    isOver,
    distances,
  });
  if (isOver()) return;
  const fillCosts = createCostFiller(graph, cost);
  const guided = new Uint16Array(distances.length);
  for (let agent = 0; agent < agents; agent += 1) {
    fillCosts(goals[agent]!, guided.subarray(agent * graph.size, (agent + 1) * graph.size));
  }
  const byCost = createPibt(graph, agents, { goals, distances: guided }, random);
  const byDistance = createPibt(graph, agents, { goals, distances }, random);
  for (const share of isDense ? GUIDED_STARTS : GUIDED_STARTS.slice(0, 2)) {
    const until = Math.ceil(share * bound.makespan);
    const maxNodes = 20 * (bound.makespan + 20);
    const result = searchConfigurations(instance, distances, (depth) => (depth < until ? byCost : byDistance), random, {
      isOver,
      maxNodes,
    });
    if (result.plan !== null) {
      isFound = true;
      offer(trimPaths(result.plan.paths));
    }
    if (isOver()) return;
  }
}
