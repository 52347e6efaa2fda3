import { expect, test } from 'vitest';
import { SnapshotHistory } from './history.ts';
import { snapshotAt } from './testing-views.ts';

const item = (x: number) => ({
  id: 'tote',
  pose: { floor: 'f', x, y: 0, z: 0, yaw: 0 },
  parent: { kind: 'floor' as const },
});

test('looking back finds the newest snapshot that is not later', () => {
  const history = new SnapshotHistory();
  for (const seconds of [0, 1, 2, 3]) history.push(snapshotAt(seconds));
  expect([history.at(1.9)?.seconds, history.at(2)?.seconds, history.at(-5)?.seconds, history.at(99)?.seconds]).toEqual([
    1, 2, 0, 3,
  ]);
  expect(history.range()).toEqual([0, 3]);
});

test('old snapshots thin out and the beginning stays in reach', () => {
  const history = new SnapshotHistory();
  for (let k = 0; k < 9000; k += 1) history.push(snapshotAt(k / 10));
  expect(history.size).toBeLessThanOrEqual(3000);
  expect(history.range()).toEqual([0, 899.9]);
});

test('what did not change is shared, what changed is not', () => {
  const history = new SnapshotHistory();
  history.push(snapshotAt(0, { items: [item(1)] }));
  history.push(snapshotAt(1, { items: [item(1)] }));
  history.push(snapshotAt(2, { items: [item(2)] }));
  expect(history.at(1)?.items[0]).toBe(history.at(0)?.items[0]);
  expect(history.at(2)?.items[0]?.pose.x).toBe(2);
});

test('a clock that goes back starts the history anew', () => {
  const history = new SnapshotHistory();
  history.push(snapshotAt(50));
  history.push(snapshotAt(1));
  expect(history.range()).toEqual([1, 1]);
});
