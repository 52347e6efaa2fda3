import type { Atom, Condition } from '@muster/domain';
import { describe, expect, test } from 'vitest';
import {
  type ActionSchema,
  checkTimeline,
  compileAction,
  compileClosed,
  GroundState,
  type TimelineOptions,
  type TimelineResult,
  Universe,
} from './index.ts';

type Call = readonly [name: string, args: readonly string[], start: number, duration?: number];

const options: TimelineOptions = { instantWidth: 1e-4, durationTolerance: 1e-3, requiresDefinedNumbers: true };

const run = (
  schemas: readonly ActionSchema[],
  calls: readonly Call[],
  world: { facts?: readonly Atom[]; unknown?: readonly Atom[]; numbers?: readonly (readonly [string, number])[] },
  goal?: Condition,
): { result: TimelineResult; state: GroundState; universe: Universe } => {
  const universe = new Universe(
    [],
    ['a', 'b', 'c'].map((name) => ({ name, types: ['object'] })),
  );
  const state = new GroundState(universe);
  for (const [predicate, ...terms] of world.facts ?? []) state.setNamedFact(predicate, terms, 1);
  for (const [predicate, ...terms] of world.unknown ?? []) state.setNamedFact(predicate, terms, 2);
  for (const [name, value] of world.numbers ?? []) state.setNamedFluent(name, [], value);
  const steps = calls.map(([name, args, start, duration]) => ({
    action: compileAction(universe, schemas.find((schema) => schema.name === name)!).ground(
      args.map((arg) => universe.objectIndex(arg)),
    ),
    start,
    duration: duration ?? 0,
  }));
  const result = checkTimeline(steps, state, goal && compileClosed(universe, goal), options);
  return { result, state, universe };
};

const move: ActionSchema = {
  name: 'move',
  parameters: [
    ['?from', 'object'],
    ['?to', 'object'],
  ],
  duration: [{ at: 'start', comparison: '==', value: 10 }],
  start: { condition: ['at', '?from'], effect: ['not', ['at', '?from']] },
  overAll: ['power'],
  end: { condition: ['free', '?to'], effect: ['at', '?to'] },
};
const cut: ActionSchema = { name: 'cut', parameters: [], start: { condition: ['and'], effect: ['not', ['power']] } };
const restore: ActionSchema = { name: 'restore', parameters: [], start: { condition: ['and'], effect: ['power'] } };
const world = { facts: [['at', 'a'], ['power'], ['free', 'b']] as const };

describe('durative steps', () => {
  test('act at their start and at their end', () => {
    const { result } = run([move], [['move', ['a', 'b'], 0, 10]], world, ['and', ['at', 'b'], ['not', ['at', 'a']]]);
    expect(result).toEqual({ instants: 2, makespan: 10, metric: undefined });
  });

  test('an over-all condition that breaks inside is named with the step that broke it', () => {
    const { result } = run(
      [move, cut],
      [
        ['move', ['a', 'b'], 0, 10],
        ['cut', [], 4],
      ],
      world,
    );
    expect(result.failure).toMatchObject({ kind: 'invariant', step: 0, at: 4 });
    expect(result.failure?.unmet).toEqual([
      { expression: 'power()', wanted: true, found: 'false', isNumeric: false, fact: expect.any(Number), changedBy: 1 },
    ]);
  });

  test('an over-all condition is free to break at the very end, and to come about at the very start', () => {
    expect(
      run(
        [move, cut],
        [
          ['move', ['a', 'b'], 0, 10],
          ['cut', [], 10],
        ],
        world,
      ).result.failure,
    ).toBeUndefined();
    const dark = { facts: world.facts.filter(([predicate]) => predicate !== 'power') };
    expect(
      run(
        [move, restore],
        [
          ['move', ['a', 'b'], 0, 10],
          ['restore', [], 0],
        ],
        dark,
      ).result.failure,
    ).toBeUndefined();
    expect(run([move], [['move', ['a', 'b'], 0, 10]], dark).result.failure).toMatchObject({
      kind: 'invariant',
      step: 0,
    });
  });

  test('a break that is mended inside the interval still counts', () => {
    const calls: Call[] = [
      ['move', ['a', 'b'], 0, 10],
      ['cut', [], 4],
      ['restore', [], 5],
    ];
    expect(run([move, cut, restore], calls, world).result.failure).toMatchObject({ kind: 'invariant', at: 4 });
  });

  test.each([
    [10.0009, undefined],
    [9.9991, undefined],
    [10.002, 'duration'],
    [9.99, 'duration'],
    [-1, 'duration'],
  ])('a duration of %f where 10 is asked for: %s', (duration, kind) => {
    expect(run([move], [['move', ['a', 'b'], 0, duration]], world).result.failure?.kind).toBe(kind);
  });

  test('a condition at the end is read before the effects of that instant', () => {
    const late = { facts: [['at', 'a'], ['power']] as const };
    const open: ActionSchema = { name: 'open', parameters: [], start: { condition: ['and'], effect: ['free', 'b'] } };
    const at = (time: number): string | undefined =>
      run(
        [move, open],
        [
          ['move', ['a', 'b'], 0, 10],
          ['open', [], time],
        ],
        late,
      ).result.failure?.kind;
    expect(at(9.9)).toBeUndefined();
    expect(at(10)).toBe('precondition');
    expect(at(10.1)).toBe('precondition');
  });
});

describe('one instant', () => {
  const set = (
    name: string,
    effect: ActionSchema['start']['effect'],
    condition: Condition = ['and'],
  ): ActionSchema => ({
    name,
    parameters: [],
    start: { condition, effect },
  });
  const together = (
    one: ActionSchema,
    other: ActionSchema,
    numbers: readonly (readonly [string, number])[] = [
      ['x', 1],
      ['y', 1],
    ],
  ) => {
    const both = run(
      [one, other],
      [
        [one.name, [], 1],
        [other.name, [], 1.00005],
      ],
      { facts: [['p']], numbers },
    );
    const turned = run(
      [other, one],
      [
        [other.name, [], 1],
        [one.name, [], 1.00005],
      ],
      { facts: [['p']], numbers },
    );
    expect(turned.result.failure?.kind).toBe(both.result.failure?.kind);
    return both.result.failure?.kind;
  };

  test.each<[string, ActionSchema, ActionSchema, string | undefined]>([
    ['read and delete', set('a', ['q'], ['p']), set('b', ['not', ['p']]), 'mutex'],
    ['read and add again', set('a', ['q'], ['p']), set('b', ['p']), 'mutex'],
    ['add and delete', set('a', ['r']), set('b', ['not', ['r']]), 'mutex'],
    ['add and add', set('a', ['r']), set('b', ['r']), undefined],
    ['delete and delete', set('a', ['not', ['r']]), set('b', ['not', ['r']]), undefined],
    ['increase and decrease', set('a', ['increase', ['x'], 1]), set('b', ['decrease', ['x'], 2]), undefined],
    ['increase and assign', set('a', ['increase', ['x'], 1]), set('b', ['assign', ['x'], 2]), 'mutex'],
    ['scale and scale', set('a', ['scale-up', ['x'], 2]), set('b', ['scale-up', ['x'], 2]), 'mutex'],
    ['increase and compare', set('a', ['increase', ['x'], 1]), set('b', ['q'], ['>=', ['x'], 1]), 'mutex'],
    [
      'increase by what the other changes',
      set('a', ['increase', ['x'], ['y']]),
      set('b', ['increase', ['y'], 1]),
      'mutex',
    ],
    ['read a fact in a disjunction', set('a', ['q'], ['or', ['p'], ['r']]), set('b', ['r']), 'mutex'],
    ['an effect whose condition holds', set('a', ['when', ['p'], ['q']]), set('b', ['not', ['p']]), 'mutex'],
    ['an effect whose condition does not hold', set('a', ['when', ['r'], ['q']]), set('b', ['r']), undefined],
  ])('%s', (_, one, other, kind) => {
    expect(together(one, other)).toBe(kind);
  });

  test('a little later is another instant', () => {
    const [take, give] = [set('take', ['q'], ['p']), set('give', ['not', ['p']])];
    const { result } = run(
      [take, give],
      [
        ['take', [], 1],
        ['give', [], 1.001],
      ],
      { facts: [['p']] },
    );
    expect(result).toMatchObject({ instants: 2 });
    expect(result.failure).toBeUndefined();
  });

  test('one step that adds and deletes the same fact leaves it true', () => {
    const { result } = run([set('blink', ['and', ['p'], ['not', ['p']]])], [['blink', [], 0]], {}, ['p']);
    expect(result.failure).toBeUndefined();
  });

  test('one step that assigns a number twice has no meaning', () => {
    const twice = set('twice', ['and', ['assign', ['x'], 1], ['increase', ['x'], 1]]);
    expect(run([twice], [['twice', [], 0]], { numbers: [['x', 0]] }).result.failure).toMatchObject({
      kind: 'mutex',
      atom: 'x()',
    });
  });

  test('effects read the state before the instant', () => {
    const swap = set('swap', ['and', ['assign', ['x'], ['y']], ['assign', ['y'], ['x']]]);
    const { state, universe } = run([swap], [['swap', [], 0]], {
      numbers: [
        ['x', 1],
        ['y', 2],
      ],
    });
    const value = (name: string): number =>
      state.fluent(universe.fluents.table(name, 0).find(new Int32Array(0), new Int32Array(0)));
    expect([value('x'), value('y')]).toEqual([2, 1]);
  });

  test('an effect that needs an undefined number fails, or leaves it undefined where that is allowed', () => {
    const raise = set('raise', ['increase', ['z'], 1]);
    expect(run([raise], [['raise', [], 0]], {}).result.failure).toMatchObject({
      kind: 'undefined-number',
      atom: 'z()',
    });
  });
});

describe('what is unknown', () => {
  const conditional: ActionSchema = {
    name: 'probe',
    parameters: [],
    start: { condition: ['and'], effect: ['and', ['when', ['q'], ['r']], ['when', ['q'], ['not', ['p']]]] },
  };

  test('does not meet a condition', () => {
    const needs: ActionSchema = { name: 'needs', parameters: [], start: { condition: ['q'], effect: ['r'] } };
    const { result } = run([needs], [['needs', [], 0]], { unknown: [['q']] });
    expect(result.failure).toMatchObject({ kind: 'precondition', unmet: [{ expression: 'q()', found: 'unknown' }] });
  });

  test('spreads through conditional effects', () => {
    const goal = (condition: Condition): string | undefined =>
      run([conditional], [['probe', [], 0]], { facts: [['p']], unknown: [['q']] }, condition).result.failure?.kind;
    expect(goal(['r'])).toBe('goal');
    expect(goal(['not', ['r']])).toBe('goal');
    expect(goal(['p'])).toBe('goal');
    expect(goal(['not', ['p']])).toBe('goal');
  });
});

describe('effects that carry a condition from the start to the end', () => {
  const haul: ActionSchema = {
    name: 'haul',
    parameters: [],
    duration: [],
    start: { condition: ['and'], effect: ['and'] },
    end: { condition: ['and'], effect: ['done'] },
    carried: [
      {
        variables: [['?x', 'object']],
        start: ['wet', '?x'],
        overAll: ['cold'],
        end: ['and'],
        effect: ['ruined', '?x'],
      },
    ],
  };
  const warm: ActionSchema = { name: 'warm', parameters: [], start: { condition: ['and'], effect: ['not', ['cold']] } };
  const dry: ActionSchema = {
    name: 'dry',
    parameters: [],
    start: { condition: ['and'], effect: ['not', ['wet', 'a']] },
  };
  const ruined = (calls: readonly Call[]): boolean =>
    run([haul, warm, dry], calls, { facts: [['wet', 'a'], ['cold']] }, ['ruined', 'a']).result.failure === undefined;

  test('happen by what held at the start, not at the end', () => {
    expect(ruined([['haul', [], 0, 10]])).toBe(true);
    expect(
      ruined([
        ['haul', [], 0, 10],
        ['dry', [], 5],
      ]),
    ).toBe(true);
    expect(
      ruined([
        ['haul', [], 1, 10],
        ['dry', [], 0],
      ]),
    ).toBe(false);
  });

  test('lapse when what should hold all along stops holding', () => {
    expect(
      ruined([
        ['haul', [], 0, 10],
        ['warm', [], 5],
      ]),
    ).toBe(false);
    expect(
      ruined([
        ['haul', [], 0, 10],
        ['warm', [], 11],
      ]),
    ).toBe(true);
  });
});
