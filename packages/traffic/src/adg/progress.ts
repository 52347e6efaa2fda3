import type { Visit } from '../types.ts';
import type { DependencyGraph } from './dependency-graph.ts';
import { InvalidPlanError } from './invalid-plan.ts';

/** How far each robot is along its route; plain JSON, keyed by robot id. Indices point into `route.visits` at nodes. */
export interface RouteProgress {
  readonly [robot: string]: {
    /** the node last reached; everything before it is finished */
    readonly at: number;
    /** the node up to which it may move */
    readonly released: number;
    /** seconds: when it reached `at`, or was released from standing there */
    readonly sinceSeconds: number;
  };
}

export interface Release {
  readonly robot: string;
  /** edges and nodes that may now be entered, in order */
  readonly visits: readonly Visit[];
}

/** Everybody at the first node of its route, nothing released. */
export function startProgress(graph: DependencyGraph, nowSeconds = 0): RouteProgress {
  return Object.fromEntries(graph.robots.map((robot) => [robot, { at: 0, released: 0, sinceSeconds: nowSeconds }]));
}

/**
 * The robot has come to rest or passed at the node of `visit`, sensed, not assumed. Reports of nodes that are behind it are
 * ignored, so that a report may come twice.
 *
 * @throws InvalidPlanError when the visit is no node of its route or was never released
 */
export function recordArrival(
  graph: DependencyGraph,
  progress: RouteProgress,
  robot: string,
  visit: string,
  nowSeconds: number,
): RouteProgress {
  const place = graph.position(visit);
  const own = progress[robot];
  if (place === undefined || own === undefined || place.robot !== robot || place.index % 2 !== 0) {
    throw new InvalidPlanError(`visit ${visit} is no node on the route of ${robot}`);
  }
  if (place.index > own.released)
    throw new InvalidPlanError(`${robot} reports ${visit}, which was never released to it`);
  if (place.index <= own.at) return progress;
  return { ...progress, [robot]: { ...own, at: place.index, sinceSeconds: nowSeconds } };
}

/** True when the robot of the visit has left it for good. Visits that are no part of the plan were finished before it. */
export function isFinished(graph: DependencyGraph, progress: RouteProgress, visit: string): boolean {
  const place = graph.position(visit);
  if (place === undefined) return true;
  return place.index < (progress[place.robot]?.at ?? 0);
}

export interface ReleaseOptions {
  /**
   * True keeps the robot where its released part ends: it is busy with a step, its next move may not start yet, it is
   * stopped. `move` is null for a robot that is sent aside. Default: nobody is held
   */
  readonly isHeld?: (robot: string, move: string | null) => boolean;
  /** metres released beyond the stopping distance. Default 0: stopping distance and one element */
  readonly extraMetres?: number;
}

/**
 * Releases to each robot as many hops (an edge with the node at its end) as its stopping distance needs, and one more;
 * each only when all its dependencies are finished. Nothing that is released is ever taken back. A robot is not released
 * from the end of one move into the next before it has arrived.
 *
 * Releases of one call do not meddle with each other: conflicting visits are ordered, and the later of two is released only
 * after the earlier is finished, which no release of this call changes.
 */
export function releaseVisits(
  graph: DependencyGraph,
  progress: RouteProgress,
  nowSeconds: number,
  options: ReleaseOptions = {},
): { readonly progress: RouteProgress; readonly releases: readonly Release[] } {
  const releases: Release[] = [];
  const updated: Record<string, RouteProgress[string]> = { ...progress };
  for (const robot of graph.robots) {
    const own = progress[robot]!;
    const { visits } = graph.route(robot);
    let released = own.released;
    while (released + 2 < visits.length && needsMore(graph, visits, own.at, released, options.extraMetres ?? 0)) {
      const edge = visits[released + 1]!;
      const node = visits[released + 2]!;
      if (options.isHeld?.(robot, edge.move) === true) break;
      if (edge.move !== visits[released]!.move && released > 0 && own.at < released) break;
      if (![edge, node].every((visit) => isReleasable(graph, progress, visit.id))) break;
      released += 2;
    }
    if (released === own.released) continue;
    releases.push({ robot, visits: visits.slice(own.released + 1, released + 1) });
    const isStanding = own.at === own.released;
    updated[robot] = { ...own, released, sinceSeconds: isStanding ? nowSeconds : own.sinceSeconds };
  }
  return { progress: updated, releases };
}

function isReleasable(graph: DependencyGraph, progress: RouteProgress, visit: string): boolean {
  return graph.dependenciesOf(visit).every((dependency) => isFinished(graph, progress, dependency.after));
}

function needsMore(
  graph: DependencyGraph,
  visits: readonly Visit[],
  at: number,
  released: number,
  extraMetres: number,
): boolean {
  if (released === at) return true;
  let metres = 0;
  for (let index = at + 1; index < released - 1; index += 2) metres += graph.lengthOf(visits[index]!);
  return metres < graph.stoppingDistance(visits[released - 1]!) + extraMetres;
}
