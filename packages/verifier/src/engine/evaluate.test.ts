import type { Condition } from '@muster/domain';
import { describe, expect, test } from 'vitest';
import {
  compileClosed,
  EvaluationLimitError,
  evaluateGround,
  GroundState,
  type StateOptions,
  type Truth,
  Universe,
} from './index.ts';

const universe = (): Universe =>
  new Universe(
    [
      { name: 'vehicle', parents: ['object'] },
      { name: 'truck', parents: ['vehicle'] },
      { name: 'crate', parents: ['object'] },
    ],
    [
      { name: 'van', types: ['vehicle'] },
      { name: 'lorry', types: ['truck'] },
      { name: 'box', types: ['crate'] },
    ],
  );

const truthOf = (
  condition: Condition,
  prepare: (state: GroundState) => void = () => {},
  options: StateOptions = {},
): Truth => {
  const world = universe();
  const state = new GroundState(world, options);
  prepare(state);
  const closed = compileClosed(world, condition);
  return evaluateGround(closed.condition, state, { bindings: closed.bindings, duration: Number.NaN, time: 0 });
};

describe('three-valued conditions', () => {
  const facts = (state: GroundState): void => {
    state.setNamedFact('yes', [], 1);
    state.setNamedFact('no', [], 0);
    state.setNamedFact('maybe', [], 2);
  };
  const [yes, no, maybe]: readonly Condition[] = [['yes'], ['no'], ['maybe']];

  test.each<[Condition, Truth]>([
    [['not', maybe!], 2],
    [['and', maybe!, no!], 0],
    [['and', maybe!, yes!], 2],
    [['or', maybe!, yes!], 1],
    [['or', maybe!, no!], 2],
    [['imply', maybe!, no!], 2],
    [['imply', no!, maybe!], 1],
    [['or', maybe!, ['not', maybe!]], 2],
    [['and'], 1],
    [['or'], 0],
  ])('%j is %i', (condition, truth) => {
    expect(truthOf(condition, facts)).toBe(truth);
  });

  test('a fact nobody mentioned is false, or unknown where the world is open', () => {
    expect(truthOf(['seen', 'box'])).toBe(0);
    expect(truthOf(['seen', 'box'], undefined, { unmentioned: 2 })).toBe(2);
    expect(truthOf(['not', ['seen', 'box']], undefined, { unmentioned: 2 })).toBe(2);
  });

  test('one unknown instance keeps "all" from being proved, one true instance proves "some"', () => {
    const some = (state: GroundState): void => {
      state.setNamedFact('full', ['van'], 1);
      state.setNamedFact('full', ['lorry'], 2);
    };
    expect(truthOf(['forall', [['?v', 'vehicle']], ['full', '?v']], some)).toBe(2);
    expect(truthOf(['exists', [['?v', 'vehicle']], ['full', '?v']], some)).toBe(1);
  });
});

describe('quantifiers', () => {
  test('range over subtypes and unions, and over nothing', () => {
    const fill = (state: GroundState): void => {
      state.setNamedFact('ready', ['lorry'], 1);
      state.setNamedFact('ready', ['box'], 1);
    };
    expect(truthOf(['forall', [['?v', 'truck']], ['ready', '?v']], fill)).toBe(1);
    expect(truthOf(['forall', [['?v', 'vehicle']], ['ready', '?v']], fill)).toBe(0);
    expect(truthOf(['forall', [['?v', 'crate|truck']], ['ready', '?v']], fill)).toBe(1);
    expect(truthOf(['exists', [['?v', 'nothing']], ['ready', '?v']], fill)).toBe(0);
    expect(truthOf(['forall', [['?v', 'nothing']], ['ready', '?v']], fill)).toBe(1);
  });

  test('an inner variable hides an outer one of the same name, and only inside', () => {
    const fill = (state: GroundState): void => void state.setNamedFact('tows', ['lorry', 'van'], 1);
    const inner: Condition = ['exists', [['?v', 'vehicle']], ['tows', '?v', 'van']];
    expect(truthOf(['exists', [['?v', 'truck']], ['and', inner, ['tows', '?v', 'van']]], fill)).toBe(1);
    expect(truthOf(['forall', [['?v', 'vehicle']], ['and', inner, ['tows', '?v', 'van']]], fill)).toBe(0);
  });

  test('equality compares objects under nested quantifiers', () => {
    const pair: Condition = [
      'exists',
      [
        ['?a', 'vehicle'],
        ['?b', 'vehicle'],
      ],
      ['and', ['not', ['=', '?a', '?b']], ['=', '?a', 'van']],
    ];
    expect(truthOf(pair)).toBe(1);
    expect(
      truthOf([
        'forall',
        [
          ['?a', 'crate'],
          ['?b', 'crate'],
        ],
        ['=', '?a', '?b'],
      ]),
    ).toBe(1);
  });

  test('a formula that would take for ever is stopped', () => {
    const deep: Condition = [
      'forall',
      [
        ['?a', 'object'],
        ['?b', 'object'],
        ['?c', 'object'],
      ],
      ['=', '?a', '?a'],
    ];
    expect(() => truthOf(deep, undefined, { evaluationLimit: 20 })).toThrow(EvaluationLimitError);
  });
});

describe('numbers', () => {
  const fill = (state: GroundState): void => {
    state.setNamedFluent('load', ['van'], 0.1);
    state.setNamedFluent('limit', ['van'], 0.3);
  };
  const threeLoads: readonly ['+', ...(readonly ['load', 'van'])[]] = [
    '+',
    ['load', 'van'],
    ['load', 'van'],
    ['load', 'van'],
  ];

  test('rounding makes nothing greater than itself', () => {
    expect(truthOf(['>', threeLoads, ['limit', 'van']], fill)).toBe(0);
    expect(truthOf(['>=', threeLoads, ['limit', 'van']], fill)).toBe(1);
    expect(truthOf(['==', threeLoads, ['limit', 'van']], fill)).toBe(1);
    expect(truthOf(['<', ['limit', 'van'], threeLoads], fill)).toBe(0);
  });

  test('an undefined number, and a division by zero, leave a comparison unknown', () => {
    expect(truthOf(['>', ['load', 'lorry'], 0], fill)).toBe(2);
    expect(truthOf(['not', ['>', ['load', 'lorry'], 0]], fill)).toBe(2);
    expect(truthOf(['>', ['/', 1, ['-', ['load', 'van'], 0.1]], 0], fill)).toBe(2);
  });

  test('a tolerance widens <=, >= and == but not < and >', () => {
    const slack = { numericTolerance: 0.01 };
    expect(truthOf(['>=', ['load', 'van'], 0.105], fill, slack)).toBe(1);
    expect(truthOf(['>', ['load', 'van'], 0.105], fill, slack)).toBe(0);
    expect(truthOf(['>', ['load', 'van'], 0.1], fill, slack)).toBe(0);
  });
});
