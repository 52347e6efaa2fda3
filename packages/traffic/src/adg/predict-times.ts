import type { Route, Visit } from '../types.ts';
import type { DependencyGraph } from './dependency-graph.ts';
import type { RouteProgress } from './progress.ts';

/**
 * When each visit will be entered and left, seen from now: delays only push later visits back. Planned durations of edges
 * hold; a robot sets off on a move no earlier than planned, and between the hops of a move as soon as it may.
 * Source: longest path over the dependency graph, linear in its size.
 *
 * @returns the routes with new times; visits that are finished keep theirs
 */
export function predictTimes(graph: DependencyGraph, progress: RouteProgress, nowSeconds: number): readonly Route[] {
  const left = new Map<string, number>();
  const routes = new Map<string, Visit[]>();
  const cursor = new Map<string, number>();
  for (const robot of graph.robots) {
    const { visits } = graph.route(robot);
    const { at, sinceSeconds } = progress[robot]!;
    const timed = visits.slice();
    for (const visit of visits.slice(0, at)) left.set(visit.id, Number.NEGATIVE_INFINITY);
    timed[at] = { ...visits[at]!, enterSeconds: Math.min(sinceSeconds, nowSeconds) };
    routes.set(robot, timed);
    cursor.set(robot, at);
  }
  for (let isProgress = true; isProgress; ) {
    isProgress = false;
    for (const robot of graph.robots) {
      const timed = routes.get(robot)!;
      const { at, released, sinceSeconds } = progress[robot]!;
      for (let node = cursor.get(robot)!; node + 2 < timed.length; node = cursor.get(robot)!) {
        const edge = graph.route(robot).visits[node + 1]!;
        const waits = [edge, timed[node + 2]!].flatMap((visit) => graph.dependenciesOf(visit.id));
        const clear = latest(
          waits.map((dependency) =>
            graph.position(dependency.after) === undefined ? Number.NEGATIVE_INFINITY : left.get(dependency.after),
          ),
        );
        if (clear === undefined) break;
        const isUnderWay = node === at && released > at;
        const isSettingOff = edge.move !== timed[node]!.move;
        let enter = Math.max(timed[node]!.enterSeconds, clear);
        if (isUnderWay) enter = Math.max(timed[node]!.enterSeconds, Math.min(sinceSeconds, nowSeconds));
        else enter = Math.max(enter, nowSeconds, isSettingOff ? edge.enterSeconds : Number.NEGATIVE_INFINITY);
        const leave = Math.max(nowSeconds, enter + (edge.leaveSeconds! - edge.enterSeconds));
        left.set(timed[node]!.id, enter);
        left.set(edge.id, leave);
        timed[node] = { ...timed[node]!, leaveSeconds: enter };
        timed[node + 1] = { ...edge, enterSeconds: enter, leaveSeconds: leave };
        timed[node + 2] = { ...timed[node + 2]!, enterSeconds: leave, leaveSeconds: null };
        cursor.set(robot, node + 2);
        isProgress = true;
      }
    }
  }
  return graph.robots.map((robot) => ({ robot, visits: routes.get(robot)! }));
}

/** The largest; undefined as soon as one is not known yet. */
function latest(times: readonly (number | undefined)[]): number | undefined {
  let most = Number.NEGATIVE_INFINITY;
  for (const time of times) {
    if (time === undefined) return undefined;
    most = Math.max(most, time);
  }
  return most;
}
