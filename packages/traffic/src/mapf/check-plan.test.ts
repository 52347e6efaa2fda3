import { expect, test } from 'vitest';
import { checkMapfPlan } from './check-plan.ts';
import { createGraph } from './graph.ts';

const graph = createGraph(4, [
  [0, 1],
  [1, 2],
  [2, 3],
]);
const instance = { graph, starts: Int32Array.of(0, 1), goals: Int32Array.of(1, 2) };
const kinds = (...paths: number[][]): string[] =>
  checkMapfPlan(instance, { paths: paths.map((path) => Int32Array.from(path)) }).map((conflict) => conflict.kind);

test('accepts a plan in which one follows the other', () => {
  expect(kinds([0, 1], [1, 2])).toEqual([]);
});

test.each([
  [
    'two at one vertex',
    [
      [0, 1, 1],
      [1, 1, 2],
    ],
    'vertex',
  ],
  [
    'two that change places',
    [
      [0, 1, 1],
      [1, 0, 2],
    ],
    'swap',
  ],
  [
    'a jump',
    [
      [0, 2, 1],
      [1, 3, 2],
    ],
    'jump',
  ],
  [
    'a wrong start',
    [
      [1, 1],
      [1, 2],
    ],
    'start',
  ],
  [
    'a missed goal',
    [
      [0, 0],
      [1, 2],
    ],
    'goal',
  ],
  [
    'paths of unlike length',
    [
      [0, 1],
      [1, 2, 2],
    ],
    'length',
  ],
])('finds %s', (_name, paths, kind) => {
  expect(kinds(...(paths as number[][]))).toContain(kind);
});
