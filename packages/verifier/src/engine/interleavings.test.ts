import type { Atom, Condition, Effect } from '@muster/domain';
import { describe, expect, test } from 'vitest';
import {
  type ActionSchema,
  checkTimeline,
  compileAction,
  findInterference,
  type GroundAction,
  GroundState,
  Universe,
  wholeFootprint,
} from './index.ts';
import { createRandom } from './random.ts';

/**
 * Small random plans with a partial order are executed in every order that the partial order allows. Where the engine says
 * that no two unordered steps interfere, all orders must agree: all run or none does, and all end in one state.
 */
const FACTS = ['p', 'q', 'r', 's', 't', 'u'] as const;
const NUMBERS = ['x', 'y'] as const;
const options = { instantWidth: 0, durationTolerance: 0, requiresDefinedNumbers: true };

type Random = () => number;
const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const pick = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)]!;

const randomFact = (random: Random): Atom => [pick(random, FACTS), pick(random, ['a', 'b'])];
const randomLiteral = (random: Random): Condition => {
  const roll = random();
  if (roll < 0.15) return [pick(random, ['>=', '<', '=='] as const), [pick(random, NUMBERS)], below(random, 4)];
  return roll < 0.6 ? randomFact(random) : ['not', randomFact(random)];
};
const randomCondition = (random: Random): Condition => {
  const roll = random();
  if (roll < 0.3) return ['and'];
  if (roll < 0.8) return randomLiteral(random);
  if (roll < 0.9) return ['or', randomLiteral(random), randomLiteral(random)];
  return ['exists', [['?o', 'object']], [pick(random, FACTS), '?o']];
};
const randomEffect = (random: Random): Effect => {
  const roll = random();
  if (roll < 0.4) return randomFact(random);
  if (roll < 0.65) return ['not', randomFact(random)];
  if (roll < 0.8)
    return [
      pick(random, ['increase', 'decrease', 'assign'] as const),
      [pick(random, NUMBERS)],
      random() < 0.7 ? 1 + below(random, 3) : [pick(random, NUMBERS)],
    ];
  if (roll < 0.93) return ['when', randomLiteral(random), randomFact(random)];
  return ['forall', [['?o', 'object']], ['not', [pick(random, FACTS), '?o']]];
};

type Trial = { universe: Universe; actions: GroundAction[]; before: boolean[][]; start: GroundState };

const randomTrial = (random: Random): Trial => {
  const universe = new Universe(
    [],
    ['a', 'b'].map((name) => ({ name, types: ['object'] })),
  );
  const count = 3 + below(random, 3);
  const actions = Array.from({ length: count }, (_, index) => {
    const schema: ActionSchema = {
      name: `step${index}`,
      parameters: [],
      start: {
        condition: randomCondition(random),
        effect: ['and', ...Array.from({ length: 1 + below(random, 2) }, () => randomEffect(random))],
      },
    };
    return compileAction(universe, schema).ground([]);
  });
  const before = actions.map((_, later) => actions.map((__, earlier) => earlier < later && random() < 0.35));
  for (const [middle] of actions.entries())
    for (const [later] of actions.entries())
      for (const [earlier] of actions.entries())
        if (before[later]![middle] && before[middle]![earlier]) before[later]![earlier] = true;
  const start = new GroundState(universe);
  for (const fact of FACTS) for (const object of ['a', 'b']) start.setNamedFact(fact, [object], random() < 0.5 ? 1 : 0);
  for (const name of NUMBERS) start.setNamedFluent(name, [], below(random, 4));
  return { universe, actions, before, start };
};

const allOrders = (before: readonly (readonly boolean[])[], done: number[] = []): number[][] => {
  if (done.length === before.length) return [done];
  return before.flatMap((row, step) =>
    done.includes(step) || row.some((isBefore, earlier) => isBefore && !done.includes(earlier))
      ? []
      : allOrders(before, [...done, step]),
  );
};

const outcome = ({ universe, actions, start }: Trial, order: readonly number[]): string => {
  const state = start.copy();
  const steps = order.map((step, index) => ({ action: actions[step]!, start: index, duration: 0 }));
  if (checkTimeline(steps, state, undefined, options).failure) return 'fails';
  const facts = Array.from({ length: universe.facts.count }, (_, fact) => state.fact(fact));
  const numbers = Array.from({ length: universe.fluents.count }, (_, fluent) => state.fluent(fluent));
  return JSON.stringify([facts, numbers]);
};

describe('non-interference against every interleaving', () => {
  test('steps that do not interfere reach one end state in every order (3,000 plans, seed 11)', {
    timeout: 120_000,
  }, () => {
    const random = createRandom(11);
    const charge = { spend: () => {} };
    let [accepted, severalOrders, ran, differing] = [0, 0, 0, 0];
    for (let round = 0; round < 3000; round += 1) {
      const trial = randomTrial(random);
      const { actions, before, universe } = trial;
      const footprints = actions.map((action) => wholeFootprint(action, charge));
      const isUnordered = (one: number, other: number): boolean => !before[one]![other] && !before[other]![one];
      const clash = findInterference(footprints, universe, isUnordered);
      const outcomes = new Set(allOrders(before).map((order) => outcome(trial, order)));
      if (clash) {
        if (outcomes.size > 1) differing += 1;
        continue;
      }
      accepted += 1;
      if (allOrders(before).length > 1) severalOrders += 1;
      if (!outcomes.has('fails')) ran += 1;
      expect([...outcomes], `round ${round}`).toHaveLength(1);
    }
    // The generator has to reach both sides, or the property says nothing.
    expect(accepted).toBeGreaterThan(150);
    expect(severalOrders).toBeGreaterThan(50);
    expect(ran).toBeGreaterThan(30);
    expect(differing).toBeGreaterThan(300);
  });

  test('happenings accepted at one instant have the effect of each order, one after the other (3,000 pairs, seed 5)', {
    timeout: 120_000,
  }, () => {
    const random = createRandom(5);
    let accepted = 0;
    for (let round = 0; round < 3000; round += 1) {
      const trial = randomTrial(random);
      const { actions, start, universe } = trial;
      const pair = actions.slice(0, 2).map((action) => ({ action, start: 1, duration: 0 }));
      const state = start.copy();
      if (checkTimeline(pair, state, undefined, options).failure) continue;
      accepted += 1;
      const facts = Array.from({ length: universe.facts.count }, (_, fact) => state.fact(fact));
      const numbers = Array.from({ length: universe.fluents.count }, (_, fluent) => state.fluent(fluent));
      const atOnce = JSON.stringify([facts, numbers]);
      // Conditional effects are judged by what holds at the instant, so an order may still show one that another enabled.
      if (actions.slice(0, 2).some((action) => action.start.effects.some(({ kind }) => kind === 'when'))) continue;
      for (const order of [
        [0, 1],
        [1, 0],
      ])
        expect(outcome(trial, order), `round ${round}`).toBe(atOnce);
    }
    expect(accepted).toBeGreaterThan(300);
  });

  test('durative steps that do not interfere end in one state however they overlap (1,500 sets, seed 23)', {
    timeout: 120_000,
  }, () => {
    const random = createRandom(23);
    const charge = { spend: () => {} };
    let [accepted, ran] = [0, 0];
    for (let round = 0; round < 1500; round += 1) {
      const { universe, start } = randomTrial(random);
      const actions = Array.from({ length: 3 }, (_, index) =>
        compileAction(universe, {
          name: `task${index}`,
          parameters: [],
          duration: [],
          start: { condition: randomCondition(random), effect: randomEffect(random) },
          overAll: random() < 0.4 ? randomLiteral(random) : ['and'],
          end: { condition: ['and'], effect: randomEffect(random) },
        }).ground([]),
      );
      const footprints = actions.map((action) => wholeFootprint(action, charge));
      if (findInterference(footprints, universe)) continue;
      accepted += 1;
      const outcomes = new Set<string>();
      for (let timing = 0; timing < 12; timing += 1) {
        const state = start.copy();
        const steps = actions.map((action) => ({ action, start: below(random, 6), duration: 1 + below(random, 6) }));
        const { failure } = checkTimeline(steps, state, undefined, options);
        const facts = Array.from({ length: universe.facts.count }, (_, fact) => state.fact(fact));
        const numbers = Array.from({ length: universe.fluents.count }, (_, fluent) => state.fluent(fluent));
        outcomes.add(failure ? 'fails' : JSON.stringify([facts, numbers]));
      }
      if (!outcomes.has('fails')) ran += 1;
      expect([...outcomes], `round ${round}`).toHaveLength(1);
    }
    expect(accepted).toBeGreaterThan(100);
    expect(ran).toBeGreaterThan(20);
  });
});
