import type { Dependency, Roadmap, RobotClass, Route, RoutePlan, Visit } from '../types.ts';
import { InvalidPlanError } from './invalid-plan.ts';

/**
 * A route plan, indexed for execution.
 *
 * **Why no delay becomes a collision.** A robot holds a visit from its release until it has reached the next node of its
 * route. An edge and the node at its end are released together, and only when every dependency of both is finished. Two
 * visits that conflict are always ordered by a dependency (directly, or through the order inside a route), so the later one
 * is released only after the robot of the earlier one has reached a node from which its body is clear: the volume of an edge
 * contains the volumes of its two nodes. Times play no part, so neither do delays.
 *
 * **Why there is no deadlock.** The graph of hops, with dependencies and the order inside each route as arcs, has no cycle:
 * in the plan every arc points from a hop that ends no later than the other begins, and every hop takes time. `findCycle`
 * asserts it for every plan, also for plans from elsewhere. Take, at any moment, an unfinished hop that no unfinished hop
 * precedes: there is one, since the graph is finite and acyclic. All its dependencies are finished, its robot stands at its
 * start, so it is released; any robot that finishes its released hops in finite time lets it finish. By induction all hops
 * finish. Holding a robot back (`isHeld`: it is busy with a step, its move may not start yet) only adds waiting; it cannot
 * close a cycle as long as what it waits for comes earlier in the plan's order, which `Move.after` states.
 * A robot that never finishes a released hop (switched off in an aisle) is no deadlock of the graph: close its elements and
 * replan the suffixes of the others.
 *
 * Source: Hönig, Kiesel, Tinka, Durham, Ayanian, "Persistent and Robust Execution of MAPF Schedules in Warehouses",
 * RA-L 2019; Ma, Kumar, Koenig, "Multi-Agent Path Finding with Delay Probabilities", AAAI 2017.
 */
export interface DependencyGraph {
  readonly plan: RoutePlan;
  readonly robots: readonly string[];
  /** @throws InvalidPlanError for an unknown robot */
  route(robot: string): Route;
  /** place of a visit in its route; undefined when it is no part of the plan (finished before a replan) */
  position(visit: string): { readonly robot: string; readonly index: number } | undefined;
  dependenciesOf(visit: string): readonly Dependency[];
  /** metres of the edge of a visit; 0 for a node */
  lengthOf(visit: Visit): number;
  /** metres that a robot needs to stop from its top speed on this visit */
  stoppingDistance(visit: Visit): number;
}

/**
 * @throws InvalidPlanError when routes do not alternate between nodes and edges, or the dependencies have a cycle
 */
export function createDependencyGraph(
  plan: RoutePlan,
  roadmap: Roadmap,
  classes: readonly RobotClass[],
): DependencyGraph {
  const routes = new Map(plan.routes.map((route) => [route.robot, route]));
  const positions = new Map<string, { robot: string; index: number }>();
  for (const route of plan.routes) {
    for (const [index, visit] of route.visits.entries()) {
      if ((visit.element.kind === 'node') !== (index % 2 === 0)) {
        throw new InvalidPlanError(
          `route of ${route.robot}: visit ${visit.id} breaks the alternation of node and edge`,
        );
      }
      positions.set(visit.id, { robot: route.robot, index });
    }
    if (route.visits.length % 2 === 0) throw new InvalidPlanError(`route of ${route.robot} does not end with a node`);
  }
  const dependencies = new Map<string, Dependency[]>();
  for (const dependency of plan.dependencies) {
    const list = dependencies.get(dependency.visit);
    if (list === undefined) dependencies.set(dependency.visit, [dependency]);
    else list.push(dependency);
  }
  const cycle = findCycle(plan);
  if (cycle !== null) throw new InvalidPlanError(`visits wait for each other: ${cycle.join(' → ')}`);
  const lengths = new Map(roadmap.edges.map((edge) => [edge.id, edge]));
  const classById = new Map(classes.map((one) => [one.id, one]));
  const none: readonly Dependency[] = [];
  return {
    plan,
    robots: plan.routes.map((route) => route.robot),
    route(robot) {
      const route = routes.get(robot);
      if (route === undefined) throw new InvalidPlanError(`no route for robot ${robot}`);
      return route;
    },
    position: (visit) => positions.get(visit),
    dependenciesOf: (visit) => dependencies.get(visit) ?? none,
    lengthOf: (visit) => (visit.element.kind === 'edge' ? (lengths.get(visit.element.id)?.length ?? 0) : 0),
    stoppingDistance(visit) {
      const robotClass = classById.get(visit.class);
      if (robotClass?.deceleration === undefined) return 0;
      const speed = Math.min(robotClass.speed, lengths.get(visit.element.id)?.speedCap ?? robotClass.speed);
      return (speed * speed) / (2 * robotClass.deceleration);
    },
  };
}

/**
 * A cycle of visits over the order in routes and the dependencies, or null. An edge and its end node count as one, for they
 * are released together. Source: Kahn's topological order.
 */
export function findCycle(plan: Pick<RoutePlan, 'routes' | 'dependencies'>): readonly string[] | null {
  const hopOf = new Map<string, number>();
  const firstVisit: string[] = [];
  const next: number[][] = [];
  const waiting: number[] = [];
  const addHop = (visit: string): number => {
    firstVisit.push(visit);
    next.push([]);
    waiting.push(0);
    return firstVisit.length - 1;
  };
  for (const route of plan.routes) {
    let hop = -1;
    for (const [index, visit] of route.visits.entries()) {
      if (index === 0 || visit.element.kind === 'edge') {
        const before = hop;
        hop = addHop(visit.id);
        if (before >= 0) link(before, hop);
      }
      hopOf.set(visit.id, hop);
    }
  }
  for (const { visit, after } of plan.dependencies) {
    const to = hopOf.get(visit);
    const from = hopOf.get(after);
    if (to === undefined || from === undefined) continue;
    link(from, to);
  }
  function link(from: number, to: number): void {
    next[from]!.push(to);
    waiting[to] = waiting[to]! + 1;
  }
  const ready: number[] = [];
  for (const [hop, count] of waiting.entries()) if (count === 0) ready.push(hop);
  let done = 0;
  for (let hop = ready.pop(); hop !== undefined; hop = ready.pop()) {
    done += 1;
    for (const onward of next[hop]!) {
      waiting[onward] = waiting[onward]! - 1;
      if (waiting[onward] === 0) ready.push(onward);
    }
  }
  if (done === firstVisit.length) return null;
  const trail: number[] = [];
  const seen = new Map<number, number>();
  let at = waiting.findIndex((count) => count > 0);
  const previous = (hop: number): number => waiting.findIndex((count, from) => count > 0 && next[from]!.includes(hop));
  while (!seen.has(at)) {
    seen.set(at, trail.length);
    trail.push(at);
    at = previous(at);
  }
  return trail
    .slice(seen.get(at)!)
    .reverse()
    .map((hop) => firstVisit[hop]!);
}
