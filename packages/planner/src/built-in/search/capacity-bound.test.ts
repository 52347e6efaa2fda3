import { describe, expect, it } from 'vitest';
import { findShortage } from './capacity-bound.ts';
import type { Operator, PlanningTask } from './task.ts';

/** Boxes that can be put on a shelf with some room, and taken off again. */
const shelf = (boxes: number, room: number, already: number): PlanningTask => {
  const names = Array.from({ length: boxes }, (_, box) => [`on(box_${box},shelf)`, `held(box_${box},arm)`]).flat();
  const put = (box: number, index: number): Operator => ({
    index,
    skill: 'put',
    args: {},
    roles: {},
    facts: [box * 2 + 1],
    tests: [0],
    groups: [
      {
        facts: [],
        tests: [],
        add: [box * 2],
        remove: [box * 2 + 1],
        updates: [{ fluent: 0, kind: 'increase', fluents: [], coefficients: [], constant: -1 }],
      },
    ],
    cost: 1,
  });
  const take = (box: number, index: number): Operator => ({
    ...put(box, index),
    skill: 'take',
    facts: [box * 2],
    tests: [],
    groups: [
      {
        facts: [],
        tests: [],
        add: [box * 2 + 1],
        remove: [box * 2],
        updates: [{ fluent: 0, kind: 'increase', fluents: [], coefficients: [], constant: 1 }],
      },
    ],
  });
  const initialFacts = new Uint8Array(names.length);
  for (let box = 0; box < boxes; box += 1) initialFacts[box * 2 + (box < already ? 0 : 1)] = 1;
  return {
    factNames: names,
    complement: new Int32Array(names.length).fill(-1),
    fluentNames: ['free_space(shelf)'],
    tests: [{ fluents: [0], coefficients: [1], constant: -1, strict: false }],
    operators: Array.from({ length: boxes }, (_, box) => [put(box, box * 2), take(box, box * 2 + 1)]).flat(),
    initialFacts,
    initialNumbers: Float64Array.from([room - already]),
    goals: Array.from({ length: boxes }, (_, box) => ({ id: `g/box_${box}`, ways: [{ facts: [box * 2], tests: [] }] })),
    forbidden: [],
  };
};

describe('room', () => {
  it('is short when more things are asked for than fit, however many are there already', () => {
    expect(findShortage(shelf(5, 4, 0))).toMatchObject({ fluent: 'free_space(shelf)', room: 4, wanted: 5 });
    expect(findShortage(shelf(5, 4, 3))).toMatchObject({ room: 4, wanted: 5 });
  });

  it('is not short when all fit', () => {
    expect(findShortage(shelf(4, 4, 0))).toBeUndefined();
    expect(findShortage(shelf(4, 4, 4))).toBeUndefined();
  });

  it('proves nothing when some step makes room for nothing', () => {
    const task = shelf(5, 4, 0);
    const magic: Operator = {
      ...task.operators[0]!,
      index: task.operators.length,
      facts: [],
      tests: [],
      groups: [
        {
          facts: [],
          tests: [],
          add: [],
          remove: [],
          updates: [{ fluent: 0, kind: 'increase', fluents: [], coefficients: [], constant: 1 }],
        },
      ],
    };
    expect(findShortage({ ...task, operators: [...task.operators, magic] })).toBeUndefined();
  });
});
