import { createRandom, type RandomSource, shuffle } from '../random.ts';
import { checkRequest } from '../roadmap/check-request.ts';
import { compileRoadmap } from '../roadmap/compile-roadmap.ts';
import type { Route, RoutePlan, RouteResult, TrafficProblem, TrafficRequest, Visit } from '../types.ts';
import { searchRoutesByConfiguration } from './configuration-search.ts';
import { deriveDependencies, type NamedRoute } from './dependencies.ts';
import { createDraft, type Draft } from './draft.ts';
import { explainFailure, findStartProblems } from './explain-failure.ts';
import { improveDraft } from './improve-draft.ts';
import { routeByEviction } from './route-by-eviction.ts';
import { routeInOrder } from './route-in-order.ts';

export interface PlanRoutesOptions {
  /** true ends the improvement, and the search for a first plan after its second try. Default: never */
  readonly isOver?: () => boolean;
}

const ATTEMPTS = 4;
const EVICTION_ATTEMPTS = 2;
/** The second tier looks at every pair of robots in every step. */
const MAX_ROBOTS_IN_CONFIGURATIONS = 24;

/**
 * Conflict-free timed routes for all moves, and the order in which robots pass. Tier one routes robot by robot over safe
 * intervals, with restarts, and sends idle robots aside; tier two searches whole configurations when that fails; then
 * groups of robots are routed anew while it helps. Pure: the same request gives the same plan unless `isOver` says true.
 *
 * Every robot can stay for ever where its route ends, so whatever is planned later, nobody is run over. What is committed
 * is kept visit by visit. A committed route must begin and end with a node.
 *
 * @returns `blocked` with a `TrafficProblem` per cause; nothing is planned for a part of the moves
 */
export function planRoutes(request: TrafficRequest, options: PlanRoutesOptions = {}): RouteResult {
  const problems = checkRequest(request);
  if (problems.length > 0) return { status: 'blocked', problems };
  const compiled = compileRoadmap(request.roadmap, request.classes);
  const atStart = findStartProblems(request, compiled);
  if (atStart.length > 0) return { status: 'blocked', problems: atStart };
  const random = createRandom(request.seed ?? 1);
  const isOver = options.isOver ?? (() => false);
  const draft = createDraft(request, compiled);
  const isRouted = routeFirst(draft, request, random, isOver);
  if (isRouted) {
    improveDraft(draft, random, request.improvementRounds ?? 200, isOver);
    return { status: 'routed', plan: finishPlan(request, draft, 'safe-interval') };
  }
  for (let robot = 0; robot < draft.robots.length; robot += 1) draft.clear(robot);
  if (draft.robots.length <= MAX_ROBOTS_IN_CONFIGURATIONS && searchRoutesByConfiguration(draft, random, isOver)) {
    improveDraft(draft, random, request.improvementRounds ?? 200, isOver);
    return { status: 'routed', plan: finishPlan(request, draft, 'configuration-search') };
  }
  return { status: 'blocked', problems: explainFailure(request, compiled, draft) as readonly TrafficProblem[] };
}

function routeFirst(draft: Draft, request: TrafficRequest, random: RandomSource, isOver: () => boolean): boolean {
  const robots = draft.robots.length;
  const urgency = Float64Array.from({ length: robots }, (_, robot) => {
    let priority = 0;
    for (const move of draft.robots[robot]!.moves) priority = Math.max(priority, request.moves[move]!.priority ?? 0);
    const first = draft.robots[robot]!.moves[0];
    const start = draft.robots[robot]!.visits[draft.robots[robot]!.committedCount - 1]!.element;
    const way =
      first === undefined ? 0 : draft.finder.alone(draft.moves[first]!.travelClass, draft.moves[first]!.goal)[start]!;
    return priority * 1e9 + Math.min(way, 1e8) / 1000;
  });
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 1 && isOver()) return false;
    const order = Int32Array.from({ length: robots }, (_, robot) => robot).sort(
      (a, b) => urgency[b]! - urgency[a]! || a - b,
    );
    const stuck = routeInOrder(draft, order, { isLenient: attempt % 2 === 1 });
    if (stuck < 0) return true;
    for (let robot = 0; robot < robots; robot += 1) draft.clear(robot);
    urgency[stuck] = urgency.reduce((most, value) => Math.max(most, value), 0) + 1;
  }
  for (let attempt = 0; attempt < EVICTION_ATTEMPTS && !isOver(); attempt += 1) {
    const order = Int32Array.from({ length: robots }, (_, robot) => robot).sort(
      (a, b) => urgency[b]! - urgency[a]! || a - b,
    );
    if (attempt > 0) shuffle(order, robots, random);
    if (routeByEviction(draft, order, random, isOver)) return true;
    for (let robot = 0; robot < robots; robot += 1) draft.clear(robot);
  }
  return false;
}

function finishPlan(request: TrafficRequest, draft: Draft, tier: RoutePlan['tier']): RoutePlan {
  const { compiled } = draft;
  const named: NamedRoute[] = draft.robots.map((robot, index) => {
    const id = request.robots[index]!.id;
    const known = robot.committed?.visits ?? [];
    const last = known[known.length - 1];
    const next = last === undefined ? 0 : Number(last.id.slice(last.id.lastIndexOf('/') + 1)) + 1;
    const ids = robot.visits.map((_, position) => known[position]?.id ?? `${id}/${next + position - known.length}`);
    return { visits: robot.visits, ids };
  });
  const routes = named.map((route, index): Route => {
    const robot = request.robots[index]!.id;
    const known = draft.robots[index]!.committed?.visits ?? [];
    const visits = route.visits.map(
      (visit, position): Visit => ({
        id: route.ids[position]!,
        robot,
        class: compiled.classes[visit.shown]!.robotClass.id,
        move:
          known[position] === undefined
            ? visit.move < 0
              ? null
              : request.moves[visit.move]!.id
            : known[position].move,
        element: compiled.elementRef(visit.element),
        enterSeconds: visit.enter / 1000,
        leaveSeconds: visit.leave === Number.POSITIVE_INFINITY ? null : visit.leave / 1000,
      }),
    );
    return { robot, visits };
  });
  let makespan = 0;
  let totalTravel = 0;
  let lowerBound = 0;
  const arrivals = request.moves.map((move, index) => {
    const arrived = draft.arrive[index]!;
    const { robot, earliest, travelClass, goal } = draft.moves[index]!;
    makespan = Math.max(makespan, arrived);
    const position = draft.robots[robot]!.moves.indexOf(index);
    const before = position === 0 ? undefined : draft.robots[robot]!.moves[position - 1]!;
    const from =
      before === undefined
        ? draft.robots[robot]!.visits[draft.robots[robot]!.committedCount - 1]!.element
        : draft.moves[before]!.goal;
    const since =
      before === undefined ? earliest : Math.max(earliest, draft.arrive[before]! + draft.moves[before]!.dwell);
    totalTravel += arrived - since;
    lowerBound += draft.finder.alone(travelClass, goal)[from]!;
    return { move: move.id, setOffSeconds: draft.setOff[index]! / 1000, arriveSeconds: arrived / 1000 };
  });
  return {
    routes,
    dependencies: deriveDependencies(compiled, named, draft.moves),
    arrivals,
    makespan: makespan / 1000,
    totalTravel: totalTravel / 1000,
    lowerBound: lowerBound / 1000,
    tier,
    yielded: request.robots.filter((_, index) => draft.robots[index]!.yielded).map((robot) => robot.id),
  };
}
