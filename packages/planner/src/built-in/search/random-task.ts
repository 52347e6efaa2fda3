import type { EffectGroup, GoalItem, NumericTest, Operator, PlanningTask, State } from './task.ts';
import { Transitions } from './transitions.ts';

/** Small random planning tasks with negations, conditional effects, numbers, alternatives and forbidden states, for property tests. Seeded. */
export const randomTask = (seed: number): PlanningTask => {
  let state = seed >>> 0;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
  const pairs = 4 + random(3);
  // Fact 2n and its negation 2n + 1.
  const facts = pairs * 2;
  const complement = Int32Array.from({ length: facts }, (_, fact) => fact ^ 1);
  const withNumber = random(2) === 1;
  const tests: NumericTest[] = withNumber
    ? [
        { fluents: [0], coefficients: [1], constant: -1, strict: false },
        { fluents: [0], coefficients: [-1], constant: 1, strict: false },
      ]
    : [];
  const some = (count: number): number[] => [...new Set(Array.from({ length: count }, () => random(facts)))];
  const consistent = (list: readonly number[]): number[] =>
    list.filter((fact) => !list.includes(fact ^ 1) || fact % 2 === 0);
  const group = (conditional: boolean): EffectGroup => {
    const changed = consistent(some(1 + random(2)));
    return {
      facts: conditional ? consistent(some(1)) : [],
      tests: conditional && withNumber && random(3) === 0 ? [0] : [],
      add: changed.filter((fact) => fact % 2 === 0),
      remove: changed.filter((fact) => fact % 2 === 1).map((fact) => fact ^ 1),
      updates:
        withNumber && !conditional && random(3) === 0
          ? [{ fluent: 0, kind: 'increase', fluents: [], coefficients: [], constant: random(2) === 0 ? -1 : 1 }]
          : [],
    };
  };
  const operators: Operator[] = Array.from({ length: 7 + random(7) }, (_, index) => {
    const main = group(false);
    const spends = main.updates.some((update) => update.constant < 0);
    return {
      index,
      skill: `skill_${index}`,
      args: {},
      roles: {},
      facts: consistent(some(1 + random(2))),
      tests: spends ? [0] : [],
      groups: [main, ...(random(3) === 0 ? [group(true)] : [])],
      cost: 1,
    };
  });
  const initialFacts = new Uint8Array(facts);
  for (let pair = 0; pair < pairs; pair += 1) initialFacts[pair * 2 + random(2)] = 1;
  const goals: GoalItem[] = Array.from({ length: 2 + random(2) }, (_, index) => ({
    id: `g${index}`,
    ways: Array.from({ length: 1 + (random(3) >> 1) }, () => ({
      facts: consistent(some(1 + random(2))),
      tests: withNumber && random(4) === 0 ? [random(2)] : [],
    })),
  }));
  return {
    factNames: Array.from({ length: facts }, (_, fact) => (fact % 2 === 0 ? `f${fact >> 1}()` : `not f${fact >> 1}()`)),
    complement,
    fluentNames: withNumber ? ['n()'] : [],
    tests,
    operators,
    initialFacts,
    initialNumbers: Float64Array.from(withNumber ? [random(3)] : []),
    goals,
    forbidden: random(4) === 0 ? [{ id: 'rule', ways: [{ facts: consistent(some(2)), tests: [] }] }] : [],
  };
};

/** States reached from the start, by breadth, with their distance; numbers are kept within bounds so that the search ends. */
export const bruteForce = (
  task: PlanningTask,
  start: State,
  met: (state: State) => boolean,
  limit = 4000,
): number | 'none' | 'limit' => {
  const transitions = new Transitions(task);
  const seen = new Set<string>();
  const key = (state: State): string => `${state.facts.join('')} ${state.numbers.join(' ')}`;
  let frontier = [start];
  seen.add(key(start));
  for (let depth = 0; frontier.length > 0; depth += 1) {
    if (frontier.some(met)) return depth;
    const next: State[] = [];
    for (const state of frontier)
      for (const operator of transitions.applicable(state)) {
        const after = transitions.next(state, operator);
        if (!after || seen.has(key(after))) continue;
        if (seen.size > limit) return 'limit';
        seen.add(key(after));
        next.push(after);
      }
    frontier = next;
  }
  return 'none';
};
