import { expect, test } from 'vitest';
import { createRandom, type RandomSource } from '../random.ts';
import { turningRadius } from '../roadmap/swept-volume.ts';
import { planRoutes } from '../routes/plan-routes.ts';
import { CART, DRONE, randomRequest, twoWay } from '../testing-roadmap.ts';
import type { RoadmapNode, RoutePlan, TrafficRequest } from '../types.ts';
import { createDependencyGraph, type DependencyGraph, findCycle } from './dependency-graph.ts';
import { explainWait } from './explain-wait.ts';
import { InvalidPlanError } from './invalid-plan.ts';
import { predictTimes } from './predict-times.ts';
import { type RouteProgress, recordArrival, releaseVisits, startProgress } from './progress.ts';
import { replanRequest, resumeProgress } from './replan-request.ts';

function routed(request: TrafficRequest): RoutePlan {
  const result = planRoutes(request);
  if (result.status === 'blocked') throw new Error(result.problems.map((problem) => problem.message).join('; '));
  return result.plan;
}

/** Places every robot anywhere on what it may be driving on and measures the gaps, by disc and distance alone. */
function smallestGap(
  request: TrafficRequest,
  graph: DependencyGraph,
  progress: RouteProgress,
  random: RandomSource,
): number {
  const nodes = new Map(request.roadmap.nodes.map((node) => [node.id, node]));
  const bodies = graph.robots.map((robot) => {
    const { at, released } = progress[robot]!;
    const { visits } = graph.route(robot);
    const from = nodes.get(visits[at]!.element.id)!;
    const to = nodes.get(visits[Math.min(at + 2, released)]!.element.id)!;
    const share = random.next();
    const robotClass = request.classes.find((one) => one.id === visits[at]!.class)!;
    return {
      x: from.x + share * (to.x - from.x),
      y: from.y + share * (to.y - from.y),
      radius: turningRadius(robotClass),
    };
  });
  let gap = Number.POSITIVE_INFINITY;
  for (const [index, one] of bodies.entries()) {
    for (const other of bodies.slice(index + 1)) {
      const width = one.radius === other.radius ? one.radius * 2 : one.radius + other.radius;
      gap = Math.min(gap, Math.hypot(one.x - other.x, one.y - other.y) - width);
    }
  }
  return gap;
}

/** Runs to the end with random delays. @returns steps taken, or −1 when nothing moves any more */
function run(request: TrafficRequest, first: RoutePlan, random: RandomSource, replanAt: number): number {
  let graph = createDependencyGraph(first, request.roadmap, request.classes);
  let progress = startProgress(graph);
  for (let step = 0; step < 5000; step += 1) {
    progress = releaseVisits(graph, progress, step).progress;
    if (step === replanAt) {
      const again = planRoutes(replanRequest(request, graph, progress, { nowSeconds: step }));
      if (again.status === 'routed') {
        const fresh = createDependencyGraph(again.plan, request.roadmap, request.classes);
        progress = resumeProgress(progress, graph, fresh);
        graph = fresh;
      }
    }
    expect(smallestGap(request, graph, progress, random)).toBeGreaterThan(0);
    const moving = graph.robots.filter((robot) => progress[robot]!.released > progress[robot]!.at);
    if (graph.robots.every((robot) => progress[robot]!.at === graph.route(robot).visits.length - 1)) return step;
    if (moving.length === 0) return -1;
    const slow = graph.robots[step % graph.robots.length];
    for (const robot of moving) {
      if (robot === slow || random.next() < 0.6) continue;
      const visit = graph.route(robot).visits[progress[robot]!.at + 2]!;
      progress = recordArrival(graph, progress, robot, visit.id, step);
    }
  }
  return -1;
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])('completes without contact under random delays, seed %i', (seed) => {
  const random = createRandom(seed);
  const request = { ...randomRequest(random, 6), improvementRounds: 5 };
  const result = planRoutes(request);
  if (result.status === 'blocked') return expect(result.problems.length).toBeGreaterThan(0);
  expect(run(request, result.plan, random, seed % 2 === 0 ? 12 : -1)).toBeGreaterThanOrEqual(0);
});

const at = (id: string, x: number, y: number): RoadmapNode => ({ id, x, y, z: 0, floor: 'ground' });
const [a, b, c, d, siding] = [at('a', 0, 0), at('b', 3, 0), at('c', 6, 0), at('d', 9, 0), at('s', 6, 3)] as const;
const aisle: TrafficRequest = {
  roadmap: {
    id: 'aisle',
    nodes: [a, b, c, d, siding],
    edges: [...twoWay(a, b), ...twoWay(b, c), ...twoWay(c, d), ...twoWay(c, siding)],
  },
  classes: [CART, DRONE],
  robots: [
    { id: 'one', class: 'cart', node: 'a' },
    { id: 'two', class: 'cart', node: 'd' },
  ],
  moves: [
    { id: 'go', robot: 'one', to: 'd' },
    { id: 'come', robot: 'two', to: 'a' },
  ],
};

test('explains who waits for whom from a dependency', () => {
  const graph = createDependencyGraph(routed(aisle), aisle.roadmap, aisle.classes);
  let progress = startProgress(graph);
  let explained = 0;
  for (let step = 0; step < 40; step += 1) {
    progress = releaseVisits(graph, progress, step).progress;
    for (const robot of graph.robots) {
      const why = explainWait(graph, progress, robot);
      if (why === null) continue;
      explained += 1;
      expect(why.waitsFor[0]!.robot).not.toBe(robot);
      expect(graph.plan.dependencies).toContainEqual(why.waitsFor[0]!.dependency);
      expect(why.says.en).toContain(robot);
    }
    const mover = graph.robots.find((robot) => progress[robot]!.released > progress[robot]!.at);
    if (mover === undefined) break;
    progress = recordArrival(graph, progress, mover, graph.route(mover).visits[progress[mover]!.at + 2]!.id, step);
  }
  expect(explained).toBeGreaterThan(0);
  expect(graph.robots.every((robot) => progress[robot]!.at === graph.route(robot).visits.length - 1)).toBe(true);
});

test('releases the stopping distance and one more element, and nothing to a held robot', () => {
  const slow = { ...CART, deceleration: 0.1 };
  const request = { ...aisle, classes: [slow], robots: aisle.robots.slice(0, 1), moves: aisle.moves.slice(0, 1) };
  const graph = createDependencyGraph(routed(request), request.roadmap, request.classes);
  const start = startProgress(graph);
  const { releases } = releaseVisits(graph, start, 0);
  expect(releases[0]!.visits.map((visit) => visit.element.id)).toEqual(['a>b', 'b', 'b>c', 'c', 'c>d', 'd']);
  const quick = createDependencyGraph(graph.plan, request.roadmap, [{ ...CART, deceleration: 10 }]);
  expect(releaseVisits(quick, start, 0).releases[0]!.visits.map((visit) => visit.element.id)).toEqual([
    'a>b',
    'b',
    'b>c',
    'c',
  ]);
  expect(releaseVisits(graph, start, 0, { isHeld: () => true }).releases).toEqual([]);
});

test('refuses an arrival that was never released, and takes one that comes twice', () => {
  const graph = createDependencyGraph(routed(aisle), aisle.roadmap, aisle.classes);
  const start = startProgress(graph);
  const target = graph.route('one').visits[2]!.id;
  expect(() => recordArrival(graph, start, 'one', target, 1)).toThrow(InvalidPlanError);
  const mover = releaseVisits(graph, start, 0);
  const robot = mover.releases[0]!.robot;
  const visit = graph.route(robot).visits[2]!.id;
  const once = recordArrival(graph, mover.progress, robot, visit, 1);
  expect(recordArrival(graph, once, robot, visit, 2)).toBe(once);
});

test('finds a cycle and names its visits', () => {
  const plan = routed(aisle);
  const [one, two] = plan.routes.map((route) => route.visits.filter((visit) => visit.element.kind === 'edge'));
  const reason = { kind: 'resource', resource: 'x' } as const;
  const broken = {
    ...plan,
    dependencies: [
      { visit: one![0]!.id, after: two![0]!.id, reason },
      { visit: two![0]!.id, after: one![0]!.id, reason },
    ],
  };
  expect(findCycle(plan)).toBeNull();
  expect(new Set(findCycle(broken))).toEqual(new Set([one![0]!.id, two![0]!.id]));
  expect(() => createDependencyGraph(broken, aisle.roadmap, aisle.classes)).toThrow(InvalidPlanError);
});

test('a delay pushes predicted times back and never forward', () => {
  const plan = routed(aisle);
  const graph = createDependencyGraph(plan, aisle.roadmap, aisle.classes);
  const late = predictTimes(graph, startProgress(graph, 0), 50);
  for (const [index, route] of late.entries()) {
    const planned = plan.routes[index]!.visits;
    expect(route.visits.map((visit) => visit.id)).toEqual(planned.map((visit) => visit.id));
    for (const [position, visit] of route.visits.entries()) {
      if (position > 0) expect(visit.enterSeconds).toBeGreaterThanOrEqual(planned[position]!.enterSeconds);
    }
  }
});

test('replans the suffix behind what is released when an edge is blocked', () => {
  const detour = { ...aisle.roadmap, edges: [...aisle.roadmap.edges, ...twoWay(b, siding), ...twoWay(siding, d)] };
  const request = { ...aisle, roadmap: detour, robots: aisle.robots.slice(0, 1), moves: aisle.moves.slice(0, 1) };
  const graph = createDependencyGraph(routed(request), request.roadmap, request.classes);
  const { progress } = releaseVisits(graph, startProgress(graph), 0);
  const committed = graph
    .route('one')
    .visits.slice(0, progress.one!.released + 1)
    .map((visit) => visit.id);
  const closures = [{ id: 'pallet', element: { kind: 'edge', id: 'c>d' } as const }];
  const plan = routed(replanRequest(request, graph, progress, { nowSeconds: 1, closures }));
  const ids = plan.routes[0]!.visits.map((visit) => visit.id);
  expect(ids.slice(0, committed.length)).toEqual(committed);
  expect(plan.routes[0]!.visits.map((visit) => visit.element.id)).not.toContain('c>d');
  expect(plan.routes[0]!.visits.at(-1)!.element.id).toBe('d');
  const fresh = createDependencyGraph(plan, request.roadmap, request.classes);
  expect(resumeProgress(progress, graph, fresh).one!.released).toBe(committed.length - 1);
});
