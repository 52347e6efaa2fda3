import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { createGrid } from './graph.ts';
import { distanceTable } from './instance.ts';
import { createReservations } from './reservations.ts';
import { createSafeIntervalSearch } from './safe-interval.ts';

const HORIZON = 40;

/** Breadth-first search over (vertex, step): arrival after which the goal stays free. */
function earliestArrival(
  grid: ReturnType<typeof createGrid>,
  fixed: Int32Array[],
  start: number,
  goal: number,
): number | null {
  const { graph } = grid;
  const at = (path: Int32Array, step: number): number => path[Math.min(step, path.length - 1)]!;
  let front = new Set([start]);
  for (let step = 0; step < HORIZON; step += 1) {
    const isKept = (from: number): boolean => {
      for (let later = from; later <= HORIZON; later += 1)
        if (fixed.some((path) => at(path, later) === goal)) return false;
      return true;
    };
    if (front.has(goal) && isKept(step)) return step;
    const next = new Set<number>();
    for (const vertex of front) {
      for (const onward of [vertex, ...graph.target.subarray(graph.offset[vertex]!, graph.offset[vertex + 1]!)]) {
        const isHit = fixed.some((path) => at(path, step + 1) === onward);
        const isSwap = fixed.some((path) => at(path, step) === onward && at(path, step + 1) === vertex);
        if (!isHit && !isSwap) next.add(onward);
      }
    }
    front = next;
  }
  return null;
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])('arrives as early as a search over every step, seed %i', (seed) => {
  const random = createRandom(seed);
  const grid = createGrid(
    5,
    4,
    Uint8Array.from({ length: 20 }, () => (random.next() < 0.85 ? 1 : 0)),
  );
  const { graph } = grid;
  const taken = new Set<number>();
  const fixed: Int32Array[] = [];
  const reservations = createReservations(graph, HORIZON);
  for (let agent = 0; agent < 3; agent += 1) {
    const ends = [random.below(graph.size), random.below(graph.size)];
    const search = createSafeIntervalSearch(graph, reservations);
    const distances = distanceTable(graph, Int32Array.of(ends[1]!));
    const path = search.find(ends[0]!, ends[1]!, distances, HORIZON - 5);
    const expected = earliestArrival(grid, fixed, ends[0]!, ends[1]!);
    const isStartFree = !fixed.some((other) => other[0] === ends[0]);
    if (isStartFree && (expected === null || expected <= HORIZON - 5)) {
      expect(path === null ? null : path.length - 1).toBe(expected);
    }
    if (path === null || taken.has(ends[1]!)) continue;
    taken.add(ends[1]!);
    reservations.add(agent, path);
    fixed.push(path);
  }
});

test('forgets a path that is taken out', () => {
  const grid = createGrid(3, 1, Uint8Array.of(1, 1, 1));
  const reservations = createReservations(grid.graph, 10);
  const path = Int32Array.of(0, 1, 2);
  reservations.add(7, path);
  expect([reservations.occupant(1, 1), reservations.occupant(2, 9), reservations.nextFree(2, 2)]).toEqual([
    7,
    7,
    Infinity,
  ]);
  reservations.remove(7, path);
  expect([reservations.occupant(1, 1), reservations.nextBusy(2, 0), reservations.lastBusy(2)]).toEqual([
    -1,
    Infinity,
    -1,
  ]);
});
