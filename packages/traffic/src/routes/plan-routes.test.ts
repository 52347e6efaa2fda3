import { describe, expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { CART, DRONE, FORKLIFT, randomRequest, twoWay } from '../testing-roadmap.ts';
import type { RoadmapEdge, RoadmapNode, RoutePlan, TrafficProblem, TrafficRequest } from '../types.ts';
import { checkRoutes } from './check-routes.ts';
import { planRoutes } from './plan-routes.ts';

const at = (id: string, x: number, y: number, more: Partial<RoadmapNode> = {}): RoadmapNode => ({
  id,
  x,
  y,
  z: 0,
  floor: 'ground',
  ...more,
});
const [a, b, c, d, siding] = [at('a', 0, 0), at('b', 3, 0), at('c', 6, 0), at('d', 9, 0), at('s', 6, 3)] as const;
const lanes = [...twoWay(a, b), ...twoWay(b, c), ...twoWay(c, d)];

function request(edges: RoadmapEdge[], more: Partial<TrafficRequest>): TrafficRequest {
  const roadmap = { id: 'test', nodes: [a, b, c, d, siding], edges };
  return { roadmap, classes: [CART, FORKLIFT, DRONE], robots: [], moves: [], ...more };
}
function routed(input: TrafficRequest): RoutePlan {
  const result = planRoutes(input);
  if (result.status === 'blocked') throw new Error(result.problems.map((problem) => problem.message).join('; '));
  expect(checkRoutes(input, result.plan)).toEqual([]);
  return result.plan;
}
function problems(input: TrafficRequest): readonly TrafficProblem[] {
  const result = planRoutes(input);
  return result.status === 'blocked' ? result.problems : [];
}
const cart = (id: string, node: string): TrafficRequest['robots'][number] => ({ id, class: 'cart', node });
const ways = (plan: RoutePlan, robot: string): string[] =>
  plan.routes.find((route) => route.robot === robot)!.visits.map((visit) => visit.element.id);

describe('random roadmaps with carts and forklifts', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('routes without any fault, or says why not, seed %i', (seed) => {
    const input = { ...randomRequest(createRandom(seed), 6), improvementRounds: 10 };
    const result = planRoutes(input);
    if (result.status === 'routed') expect(checkRoutes(input, result.plan)).toEqual([]);
    else expect(result.problems.map((problem) => problem.code)).not.toContain('TRAFFIC_BAD_VALUE');
  });

  test('gives the same plan for the same request', () => {
    const input = { ...randomRequest(createRandom(3), 5), improvementRounds: 10 };
    expect(planRoutes(input)).toEqual(planRoutes(input));
  });
});

test('two robots head-on in an aisle pass by the siding', () => {
  const plan = routed(
    request([...lanes, ...twoWay(c, siding)], {
      robots: [cart('one', 'a'), cart('two', 'd')],
      moves: [
        { id: 'go', robot: 'one', to: 'd' },
        { id: 'come', robot: 'two', to: 'a' },
      ],
    }),
  );
  expect([...ways(plan, 'one'), ...ways(plan, 'two')]).toContain('s');
});

test('says that two robots cannot pass where there is no siding', () => {
  const input = request(lanes, {
    robots: [cart('one', 'a'), cart('two', 'd')],
    moves: [
      { id: 'go', robot: 'one', to: 'd' },
      { id: 'come', robot: 'two', to: 'a' },
    ],
  });
  expect(problems(input).map((problem) => problem.code)).toEqual(['TRAFFIC_NO_ROUTE', 'TRAFFIC_NO_ROUTE']);
});

test('sends an idle robot aside, and reports when it may not be', () => {
  const input = request([...lanes, ...twoWay(c, siding)], {
    robots: [cart('one', 'a'), cart('idle', 'c')],
    moves: [{ id: 'go', robot: 'one', to: 'd' }],
  });
  expect(routed(input).yielded).toEqual(['idle']);
  const fixed = { ...input, robots: [cart('one', 'a'), { ...cart('idle', 'c'), mayYield: false }] };
  expect(problems(fixed)[0]).toMatchObject({ code: 'TRAFFIC_NO_ROUTE', moveId: 'go' });
});

test('a robot at its goal steps aside for another and comes back', () => {
  const plan = routed(
    request([...lanes, ...twoWay(c, siding)], {
      robots: [cart('one', 'a'), { ...cart('two', 'c'), mayYield: false }],
      moves: [
        { id: 'go', robot: 'one', to: 'd' },
        { id: 'stay', robot: 'two', to: 'c' },
      ],
    }),
  );
  expect(ways(plan, 'two')).toContain('s');
  expect(ways(plan, 'two').at(-1)).toBe('c');
});

test('keeps orders, dwell and earliest starts', () => {
  const plan = routed(
    request([...lanes, ...twoWay(c, siding)], {
      robots: [cart('one', 'a'), cart('two', 's')],
      moves: [
        { id: 'fetch', robot: 'one', to: 'b', dwellSeconds: 10 },
        { id: 'bring', robot: 'one', to: 'c', earliestStart: 5 },
        { id: 'late', robot: 'two', to: 'd', after: ['fetch'], earliestStart: 2 },
      ],
    }),
  );
  const times = new Map(plan.arrivals.map((arrival) => [arrival.move, arrival]));
  expect(times.get('bring')!.setOffSeconds).toBeGreaterThanOrEqual(times.get('fetch')!.arriveSeconds + 10);
  expect(times.get('late')!.setOffSeconds).toBeGreaterThanOrEqual(times.get('fetch')!.arriveSeconds);
  expect(plan.dependencies.some(({ reason }) => reason.kind === 'order' && reason.move === 'late')).toBe(true);
});

test('respects one-way lanes, narrow lanes and modes', () => {
  const oneWay = lanes.filter((edge) => edge.id !== 'b>a');
  const back = request(oneWay, { robots: [cart('one', 'c')], moves: [{ id: 'back', robot: 'one', to: 'a' }] });
  expect(problems(back)[0]).toMatchObject({ code: 'TRAFFIC_UNREACHABLE', moveId: 'back', robotId: 'one' });
  const narrow = [...lanes, ...twoWay(a, siding), ...twoWay(siding, c)].map((edge) =>
    edge.id === 'b>c' ? { ...edge, width: 0.8 } : edge,
  );
  const moves = [{ id: 'go', robot: 'one', to: 'c' }];
  expect(ways(routed(request(narrow, { robots: [cart('one', 'a')], moves })), 'one')).toContain('b>c');
  const wide = request(narrow, { robots: [{ id: 'one', class: 'forklift', node: 'a' }], moves });
  expect(ways(routed(wide), 'one')).toContain('s');
  const onFoot = lanes.map((edge) => ({ ...edge, modes: ['walk'] as const }));
  expect(problems(request(onFoot, { robots: [cart('one', 'a')], moves }))[0]!.code).toBe('TRAFFIC_UNREACHABLE');
});

test('goes round a closure and an obstacle, or waits until they end', () => {
  const edges = [...lanes, ...twoWay(b, siding), ...twoWay(siding, d)];
  const base = { robots: [cart('one', 'a')], moves: [{ id: 'go', robot: 'one', to: 'd' }] };
  expect(ways(routed(request(edges, base)), 'one')).not.toContain('s');
  const closures = [{ id: 'x', element: { kind: 'edge', id: 'b>c' } as const }];
  expect(ways(routed(request(edges, { ...base, closures })), 'one')).toContain('s');
  const obstacles = [{ id: 'person', x: 6, y: 0, floor: 'ground', radius: 0.3 }];
  expect(ways(routed(request(edges, { ...base, obstacles })), 'one')).toContain('s');
  const brief = [{ ...obstacles[0]!, untilSeconds: 60 }];
  expect(routed(request(lanes, { ...base, obstacles: brief })).makespan).toBeGreaterThan(60);
  const others = [{ ...closures[0]!, robots: ['someone'] }];
  expect(ways(routed(request(edges, { ...base, closures: others })), 'one')).toContain('b>c');
});

test('lets one robot at a time into a lift and two into an aisle for two', () => {
  const [p, q, r, s] = [at('p', 0, 0), at('q', 10, 0), at('r', 0, 20), at('z', 10, 20)];
  const edges = [...twoWay(p, r, { resource: 'shared' }), ...twoWay(q, s, { resource: 'shared' })];
  const input = (capacity: number): TrafficRequest => ({
    roadmap: { id: 'lift', nodes: [p, q, r, s], edges, resources: [{ id: 'shared', kind: 'lift', capacity }] },
    classes: [CART],
    robots: [cart('one', 'p'), cart('two', 'q')],
    moves: [
      { id: 'm1', robot: 'one', to: 'r' },
      { id: 'm2', robot: 'two', to: 'z' },
    ],
  });
  const single = routed(input(1));
  expect(single.dependencies.map(({ reason }) => reason.kind)).toContain('resource');
  expect(single.makespan).toBeGreaterThan(1.9 * routed(input(2)).makespan);
});

test('a drone flies over a cart, not through a forklift of its own height', () => {
  const high = (node: RoadmapNode): RoadmapNode => ({ ...node, id: `${node.id}-air`, z: 3 });
  const air = twoWay(high(a), high(d), { modes: ['fly'] });
  const input: TrafficRequest = {
    roadmap: { id: 'air', nodes: [a, b, c, d, high(a), high(d)], edges: [...lanes, ...air] },
    classes: [CART, FORKLIFT, DRONE, { ...FORKLIFT, id: 'tall', height: 3 }],
    robots: [
      { id: 'fly', class: 'drone', node: 'a-air' },
      { ...cart('low', 'b'), mayYield: false },
    ],
    moves: [{ id: 'over', robot: 'fly', to: 'd-air' }],
  };
  expect(routed(input).dependencies).toEqual([]);
  const tall = { ...input, robots: [input.robots[0]!, { id: 'low', class: 'tall', node: 'b', mayYield: false }] };
  expect(problems(tall)[0]!.code).toBe('TRAFFIC_NO_ROUTE');
});

test.each<[string, Partial<TrafficRequest>, TrafficProblem['code']]>([
  ['an unknown node', { robots: [cart('one', 'nowhere')] }, 'TRAFFIC_UNKNOWN_NODE'],
  ['a robot given twice', { robots: [cart('one', 'a'), cart('one', 'c')] }, 'TRAFFIC_DUPLICATE_ID'],
  ['an unknown class', { robots: [{ id: 'one', class: 'tram', node: 'a' }] }, 'TRAFFIC_UNKNOWN_CLASS'],
  ['robots inside each other', { robots: [cart('one', 'a'), cart('two', 'a')] }, 'TRAFFIC_START_OVERLAP'],
  [
    'goals inside each other',
    {
      robots: [cart('one', 'a'), cart('two', 'd')],
      moves: [
        { id: 'x', robot: 'one', to: 'b' },
        { id: 'y', robot: 'two', to: 'b' },
      ],
    },
    'TRAFFIC_GOAL_OVERLAP',
  ],
  [
    'moves that wait for each other',
    {
      robots: [cart('one', 'a'), cart('two', 'd')],
      moves: [
        { id: 'x', robot: 'one', to: 'b', after: ['y'] },
        { id: 'y', robot: 'two', to: 'c', after: ['x'] },
      ],
    },
    'TRAFFIC_ORDER_CYCLE',
  ],
  ['a speed of nothing', { classes: [{ ...CART, speed: 0 }] }, 'TRAFFIC_BAD_VALUE'],
  [
    'a commitment that jumps',
    {
      robots: [cart('one', 'a')],
      committed: [
        {
          robot: 'one',
          visits: [
            {
              id: 'one/0',
              robot: 'one',
              class: 'cart',
              move: null,
              element: { kind: 'edge', id: 'a>b' },
              enterSeconds: 0,
              leaveSeconds: 1,
            },
          ],
        },
      ],
    },
    'TRAFFIC_COMMITMENT_BROKEN',
  ],
])('refuses %s', (_name, more, code) => {
  expect(problems(request(lanes, more)).map((problem) => problem.code)).toContain(code);
});
