import type { Closure, Move, Obstacle, Route, TrafficRequest } from '../types.ts';
import type { DependencyGraph } from './dependency-graph.ts';
import { predictTimes } from './predict-times.ts';
import { isFinished, type RouteProgress } from './progress.ts';

export interface ReplanChange {
  readonly nowSeconds: number;
  /** replaces the closures, obstacles of the request */
  readonly closures?: readonly Closure[];
  readonly obstacles?: readonly Obstacle[];
  /** moves that come on top, and ids of moves that are given up */
  readonly added?: readonly Move[];
  readonly dropped?: readonly string[];
}

/** What robots hold or may already be driving on: from the node last reached to the end of the released part. */
export function commitmentOf(graph: DependencyGraph, progress: RouteProgress, nowSeconds: number): readonly Route[] {
  return predictTimes(graph, progress, nowSeconds).map((route) => {
    const { at, released } = progress[route.robot]!;
    const visits = route.visits.slice(at, released + 1);
    const last = visits[visits.length - 1]!;
    return { robot: route.robot, visits: [...visits.slice(0, -1), { ...last, leaveSeconds: null }] };
  });
}

/** Has the move arrived: its last visit is reached. A move without visits (it was there already) counts as arrived. */
export function hasArrived(graph: DependencyGraph, progress: RouteProgress, move: Move): boolean {
  const visits = graph.route(move.robot).visits;
  for (let index = visits.length - 1; index >= 0; index -= 1) {
    if (visits[index]!.move === move.id) return index <= progress[move.robot]!.at;
  }
  return isFirstOpen(graph, progress, move);
}

function isFirstOpen(graph: DependencyGraph, progress: RouteProgress, move: Move): boolean {
  const visits = graph.route(move.robot).visits;
  return isFinished(graph, progress, visits[0]!.id) || visits[progress[move.robot]!.at]!.element.id === move.to;
}

/**
 * The request for what is left: same roadmap and robots, moves that have not arrived, all that is released as commitment.
 * Give it to `planRoutes`, build a graph from the answer, and go on with `resumeProgress`.
 */
export function replanRequest(
  request: TrafficRequest,
  graph: DependencyGraph,
  progress: RouteProgress,
  change: ReplanChange,
): TrafficRequest {
  const dropped = new Set(change.dropped ?? []);
  const arrived = new Map<string, Move>();
  for (const move of request.moves) if (hasArrived(graph, progress, move)) arrived.set(move.id, move);
  const isLeft = (move: Move): boolean => !arrived.has(move.id) && !dropped.has(move.id);
  const previous = new Map<string, Move>();
  const moves = [...request.moves, ...(change.added ?? [])].flatMap((move) => {
    const before = previous.get(move.robot);
    previous.set(move.robot, move);
    if (!isLeft(move)) return [];
    const dwell = before !== undefined && arrived.has(before.id) ? (before.dwellSeconds ?? 0) : 0;
    const ready = dwell === 0 ? 0 : (progress[move.robot]?.sinceSeconds ?? 0) + dwell;
    const after = (move.after ?? []).filter((id) => !arrived.has(id) && !dropped.has(id));
    return [{ ...move, after, earliestStart: Math.max(move.earliestStart ?? 0, ready) }];
  });
  return {
    ...request,
    moves,
    committed: commitmentOf(graph, progress, change.nowSeconds),
    closures: change.closures ?? request.closures,
    obstacles: change.obstacles ?? request.obstacles,
    nowSeconds: change.nowSeconds,
  };
}

/** Progress on a plan that was made from `replanRequest`: what was released stays released. */
export function resumeProgress(before: RouteProgress, old: DependencyGraph, fresh: DependencyGraph): RouteProgress {
  const entries = fresh.robots.map((robot) => {
    const own = before[robot]!;
    const visits = old.route(robot).visits;
    const find = (index: number): number => fresh.position(visits[index]!.id)?.index ?? 0;
    return [robot, { at: find(own.at), released: find(own.released), sinceSeconds: own.sinceSeconds }] as const;
  });
  return Object.fromEntries(entries);
}
