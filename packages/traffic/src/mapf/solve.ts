import { createRandom } from '../random.ts';
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
import { planInOrder } from './prioritised.ts';
import { padPaths, refinePaths, trimPaths } from './refine.ts';

export interface SolveOptions {
  readonly seed?: number;
  /** asked often; true ends the search with the best plan so far */
  readonly isOver: () => boolean;
  /** true ends the try at planning in order, made once a first plan is there. Default: `isOver` */
  readonly isOrderOver?: () => boolean;
  /** improvement rounds after the first plan. Default: until `isOver` */
  readonly rounds?: number;
  /** told of the first plan as soon as it is there */
  readonly onFirst?: (sumOfLoss: number) => void;
}

export interface SolveResult {
  readonly status: 'optimal' | 'solved' | 'unsolvable' | 'stopped';
  readonly plan: MapfPlan | null;
  readonly sumOfLoss: number;
  readonly bound: MapfBound;
  /** agents whose goal cannot be reached even alone */
  readonly unreachable: readonly number[];
}

/**
 * Anytime one-shot path finding: a first plan by configuration search, then better ones. Small instances go on with the
 * rewiring search, which can prove the optimum; large ones with large-neighbourhood search.
 * The same seed and the same `rounds` give the same plan as long as `isOver` never says true.
 */
export function solveMapf(instance: MapfInstance, options: SolveOptions): SolveResult {
  const random = createRandom(options.seed ?? 1);
  const agents = instance.starts.length;
  const distances = distanceTable(instance.graph, instance.goals);
  const bound = lowerBound(instance, distances);
  const unreachable: number[] = [];
  for (let agent = 0; agent < agents; agent += 1) {
    if (distances[agent * instance.graph.size + instance.starts[agent]!] === UNREACHABLE) unreachable.push(agent);
  }
  if (unreachable.length > 0) {
    return { status: 'unsolvable', plan: null, sumOfLoss: Number.POSITIVE_INFINITY, bound, unreachable };
  }
  const generator = createPibt(instance.graph, agents, { goals: instance.goals, distances }, random);
  const first = searchConfigurations(instance, distances, generator, random, { isOver: options.isOver });
  if (first.plan === null) {
    const status = first.status === 'exhausted' ? 'unsolvable' : 'stopped';
    return { status, plan: null, sumOfLoss: Number.POSITIVE_INFINITY, bound, unreachable };
  }
  options.onFirst?.(first.sumOfLoss);
  let paths = trimPaths(first.plan.paths);
  const isOrderOver = options.isOrderOver ?? options.isOver;
  if (first.sumOfLoss > bound.sumOfLoss) {
    const ordered = planInOrder(instance, distances, random, isOrderOver);
    if (ordered !== null && planCost(instance, { paths: padPaths(ordered) }).sumOfLoss < first.sumOfLoss)
      paths = ordered;
  }
  const refined = refinePaths(instance, distances, paths, random, { isOver: options.isOver, rounds: options.rounds });
  return {
    status: refined.sumOfLoss === bound.sumOfLoss ? 'optimal' : 'solved',
    plan: { paths: padPaths(paths) },
    sumOfLoss: refined.sumOfLoss,
    bound,
    unreachable,
  };
}
