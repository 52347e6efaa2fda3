import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { randomRequest } from '../testing-roadmap.ts';
import type { RoutePlan, Visit } from '../types.ts';
import { checkRoutes } from './check-routes.ts';
import { planRoutes } from './plan-routes.ts';

const input = { ...randomRequest(createRandom(2), 5), improvementRounds: 0 };
const result = planRoutes(input);
if (result.status === 'blocked') throw new Error('the example must be routable');
const { plan } = result;
const kinds = (changed: RoutePlan): Set<string> => new Set(checkRoutes(input, changed).map((fault) => fault.kind));
const withVisits = (robot: number, change: (visits: Visit[]) => Visit[]): RoutePlan => ({
  ...plan,
  routes: plan.routes.map((route, index) =>
    index === robot ? { ...route, visits: change([...route.visits]) } : route,
  ),
});

test('has nothing against the plan itself', () => {
  expect(checkRoutes(input, plan)).toEqual([]);
});

test('misses no dependency that is taken away', () => {
  const needed = plan.dependencies.filter((dependency) =>
    checkRoutes(input, { ...plan, dependencies: plan.dependencies.filter((one) => one !== dependency) }).some(
      (fault) => fault.kind === 'unordered',
    ),
  );
  expect(needed.length).toBeGreaterThan(0);
  expect(kinds({ ...plan, dependencies: [] })).toContain('unordered');
});

test('finds a robot that drives too fast, one that jumps, one that stops short', () => {
  const mover = plan.routes.findIndex((route) => route.visits.length > 3);
  const faster = withVisits(mover, (visits) =>
    visits.map((visit, index) => ({
      ...visit,
      enterSeconds: index < 2 ? visit.enterSeconds : visit.enterSeconds * 0.1,
      leaveSeconds: visit.leaveSeconds === null ? null : index < 1 ? visit.leaveSeconds : visit.leaveSeconds * 0.1,
    })),
  );
  expect(kinds(faster)).toContain('time');
  expect(kinds(withVisits(mover, (visits) => [visits[0]!, ...visits.slice(3)]))).toContain('link');
  expect(kinds(withVisits(mover, (visits) => visits.slice(0, -2)))).toContain('goal');
});

test('finds bodies that meet when one robot starts earlier', () => {
  const all = plan.routes.map((_, robot) =>
    kinds(
      withVisits(robot, (visits) =>
        visits.map((visit) => ({
          ...visit,
          enterSeconds: visit.enterSeconds + 4,
          leaveSeconds: visit.leaveSeconds === null ? null : visit.leaveSeconds + 4,
        })),
      ),
    ),
  );
  expect(all.some((faults) => faults.has('overlap'))).toBe(true);
});
