import { join } from 'node:path';
import type { Goal } from '@muster/domain';
import { describe, expect, it } from 'vitest';
import { loadSituation } from '../node/load-scene.ts';
import { sayClock, sayCondition, sayDuration, sayFact, sayGoal, sayStep } from './index.ts';

const { model } = loadSituation(join(import.meta.dirname, '../../../../scenes'), 'warehouse');

describe('read-back from data', () => {
  it('reads facts and their negation in both languages', () => {
    expect(sayFact('on(red_tote,shelf_a2)', model)).toEqual({
      en: 'the red tote is on shelf A2',
      zh: '红色周转箱在A2货架上',
    });
    expect(sayFact('on(red_tote,shelf_a2)', model, false).en).toContain('not');
  });

  it('reads a goal with order, counts, deadline and who', () => {
    const goal: Goal = {
      version: 1,
      propositions: [
        {
          id: 'g1',
          predicate: 'photographed',
          subjects: ['shelf_b3'],
          args: [],
          quantifier: { kind: 'all' },
          holds: 'end',
          by: ['drone_1'],
        },
        {
          id: 'g2',
          predicate: 'on',
          subjects: ['red_tote', 'blue_tote'],
          args: [['dock_1']],
          quantifier: { kind: 'exactly', n: 1 },
          holds: 'end',
          beforeSeconds: 52_200,
        },
      ],
      order: [{ before: 'g1', after: 'g2' }],
    };
    const says = sayGoal(goal, model);
    expect(says.en).toBe(
      'First shelf B3 has been photographed, done by drone 1. Then exactly 1 of the red tote and the blue tote is on loading dock 1, by 14:30.',
    );
    expect(says.zh).toContain('14:30之前');
    expect(says.zh).toContain('恰好1个');
  });

  it('reads what is left out and what depends on a look', () => {
    const goal: Goal = {
      version: 1,
      propositions: [],
      avoid: { robots: ['drone_1'] },
      branches: [
        {
          id: 'b1',
          if: ['open', 'cage_door'],
          says: { en: 'the cage door is open', zh: '围栏库门开着' },
          met: { version: 1, propositions: [] },
        },
      ],
    };
    expect(sayGoal(goal, model).en).toBe('Without drone 1. If the cage door is open: nothing more (looking first).');
  });

  it('reads formulas, steps and times', () => {
    expect(sayCondition(['and', ['open', 'cage_door'], ['<', ['battery', 'drone_1'], 0.3]], model).en).toBe(
      'the cage door is open and the battery charge of drone 1 is below 0.3',
    );
    const step = { id: 's1', skill: 'photograph', args: { target: 'shelf_b3' }, roles: { robot: '?r1' }, edges: [] };
    expect(sayStep(step, model).en).toContain('shelf B3');
    expect(sayStep(step, model).en.toLowerCase()).toContain('robot 1');
    expect(sayClock(52_200)).toBe('14:30');
    expect(sayDuration(600, 'zh')).toBe('10分钟');
  });
});
