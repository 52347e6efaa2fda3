import { loadWorld } from '@muster/dispatcher/library';
import { type Goal, type Plan, type Proposition, type Situation, unwrap } from '@muster/domain';
import { makePlanGoal } from '@muster/planner';
import { verifyPlan } from '@muster/verifier';
import { describe, expect, it } from 'vitest';

const situationOf = (scene: string): Situation => {
  const model = unwrap(loadWorld(scene));
  return { model, state: model.initial, rules: model.scene.rules, commitments: [] };
};

const wish = (
  id: string,
  predicate: string,
  subjects: readonly string[],
  target?: readonly string[],
  more: Partial<Proposition> = {},
): Proposition => ({
  id,
  predicate,
  subjects: [...subjects],
  args: target === undefined ? [] : [[...target]],
  quantifier: { kind: 'all' },
  holds: 'end',
  ...more,
});

const plan = (scene: string, goal: Omit<Goal, 'version'>) =>
  makePlanGoal()({ version: 1, ...goal }, situationOf(scene), verifyPlan);

const steps = (found: Plan): string[] =>
  found.steps.map((step) => `${step.skill} ${Object.values(step.args).join(' ')}`);

describe('search from a goal, on real scenes with the checker behind it', () => {
  it('uses a machine twice: what ran during a step has stopped after it', () => {
    const result = plan('line', {
      propositions: [
        wish('g1', 'processed', ['blank_1'], ['cnc_1']),
        wish('g2', 'processed', ['blank_1'], ['washer_1']),
      ],
      order: [{ before: 'g1', after: 'g2' }],
    });
    const done = steps(unwrap(result).plan);
    expect(done.filter((step) => step === 'open cnc_1')).toHaveLength(2);
    expect(done.indexOf('process blank_1 cnc_1')).toBeLessThan(done.indexOf('process blank_1 washer_1'));
  });

  it('gives each of several counts things of its own', () => {
    const meals = ['meal_1', 'meal_2', 'meal_3'];
    const result = plan('hospital', {
      propositions: ['1', '2', '3'].map((ward) =>
        wish(`g${ward}`, 'on', meals, [`bed_${ward}`], { quantifier: { kind: 'at-least', n: 1 } }),
      ),
    });
    expect(unwrap(result).verification.verdict.status).toBe('valid');
  });

  it('exact counts over the same things do not choose the same ones', () => {
    const totes = ['red_tote', 'blue_tote', 'green_tote', 'white_tote'];
    const result = plan('warehouse', {
      propositions: [
        wish('g1', 'on', totes, ['packing_station_1'], { quantifier: { kind: 'exactly', n: 2 } }),
        wish('g2', 'on', totes, ['packing_station_2'], { quantifier: { kind: 'exactly', n: 2 } }),
      ],
    });
    expect(unwrap(result).verification.verdict.status).toBe('valid');
  });

  it('closes again what a rule wants closed, also where opening was asked for', () => {
    const result = plan('home', {
      propositions: [
        wish('g1', 'open', ['fridge'], undefined, { holds: 'sometime' }),
        wish('g2', 'open', ['fridge'], undefined, { quantifier: { kind: 'none' } }),
      ],
      order: [{ before: 'g1', after: 'g2' }],
    });
    expect(steps(unwrap(result).plan)).toEqual(['open fridge', 'close fridge']);
  });

  it('says how much room there is where more is asked for, even if others could be moved away', () => {
    const totes = ['red', 'blue', 'green', 'white', 'black', 'grey', 'orange'].map((colour) => `${colour}_tote`);
    const result = plan('warehouse', { propositions: [wish('g1', 'on', totes, ['packing_station_1'])] });
    expect(result.ok ? [] : result.problems.map((problem) => problem.code)).toEqual(['PLAN_NO_ROOM']);
  });
});
