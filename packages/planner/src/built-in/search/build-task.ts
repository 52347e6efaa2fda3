import type { Situation } from '@muster/domain';
import type { RawOperator, RawUpdate } from './ground-task.ts';
import type { RawTest, RawWay } from './normal-form.ts';
import { functionalPrefix, pruneProblem } from './prune-problem.ts';
import type { EffectGroup, GoalItem, GoalWay, NumericTest, NumericUpdate, Operator, PlanningTask } from './task.ts';

export type RawGoal = { readonly id: string; readonly ways: readonly RawWay[] };

/**
 * Indexes raw operators and goals, keeping only what matters: operators that the relaxation reaches, facts and fluents that some condition or goal
 * reads. What nobody reads (a robot's place, when no goal asks for it) would only multiply states.
 */
export const buildTask = (
  situation: Situation,
  raw: readonly RawOperator[],
  goals: readonly RawGoal[],
  forbidden: readonly RawGoal[],
): PlanningTask => {
  const { state, model } = situation;
  const holds = (key: string): boolean => state.facts[key]?.value === true;
  const unknown = (key: string): boolean => state.facts[key]?.value === 'unknown';
  const { operators } = pruneProblem({ operators: raw, goals, forbidden }, situation);

  const facts = new Map<string, number>();
  const negated = new Set<string>();
  const fluents = new Map<string, number>();
  const tests = new Map<string, number>();
  const testList: NumericTest[] = [];
  const fact = (key: string): number => {
    const known = facts.get(key);
    if (known !== undefined) return known;
    facts.set(key, facts.size);
    return facts.size - 1;
  };
  const fluent = (key: string): number => {
    const known = fluents.get(key);
    if (known !== undefined) return known;
    fluents.set(key, fluents.size);
    return fluents.size - 1;
  };
  const test = (entry: RawTest): number => {
    const key = JSON.stringify(entry);
    const known = tests.get(key);
    if (known !== undefined) return known;
    tests.set(key, testList.length);
    testList.push({
      fluents: entry.terms.map(([name]) => fluent(name)),
      coefficients: entry.terms.map(([, value]) => value),
      constant: entry.constant,
      strict: entry.strict,
    });
    return testList.length - 1;
  };
  const register = (way: RawWay): void => {
    for (const key of way.positive) fact(key);
    for (const key of way.negative) {
      fact(key);
      negated.add(key);
    }
    for (const entry of way.tests) test(entry);
  };
  for (const goal of [...goals, ...forbidden]) for (const way of goal.ways) register(way);
  for (const operator of operators) {
    register(operator.way);
    for (const group of operator.groups) register(group.way);
  }
  // Fluents that feed another fluent's update are read as well.
  for (let grown = true; grown; ) {
    grown = false;
    for (const operator of operators)
      for (const group of operator.groups)
        for (const update of group.updates)
          if (fluents.has(update.fluent))
            for (const [name] of update.terms)
              if (!fluents.has(name)) {
                fluent(name);
                grown = true;
              }
  }
  const complementOf = new Map([...negated].map((key) => [key, fact(`not ${key}`)]));
  const functional = functionalFacts(situation, [...facts.keys()]);
  const indexWay = (way: RawWay): GoalWay => ({
    facts: [...way.positive.map((key) => facts.get(key)!), ...way.negative.map((key) => complementOf.get(key)!)],
    tests: way.tests.map(test),
  });
  const indexUpdate = (update: RawUpdate): NumericUpdate[] =>
    fluents.has(update.fluent)
      ? [
          {
            fluent: fluents.get(update.fluent)!,
            kind: update.kind,
            fluents: update.terms.map(([name]) => fluents.get(name)!),
            coefficients: update.terms.map(([, value]) => value),
            constant: update.constant,
          },
        ]
      : [];
  const list: Operator[] = [];
  for (const operator of operators) {
    const groups = operator.groups.map((group): EffectGroup => {
      const adds = group.add.filter((key) => facts.has(key)).map((key) => facts.get(key)!);
      const ended = group.add
        .flatMap((key) => functional(key).filter((other) => other !== key))
        .map((key) => facts.get(key)!);
      const removes = [...group.remove.filter((key) => facts.has(key)).map((key) => facts.get(key)!), ...ended];
      return {
        ...indexWay(group.way),
        add: [...new Set(adds)],
        remove: [...new Set(removes)].filter((id) => !adds.includes(id)),
        updates: group.updates.flatMap(indexUpdate),
      };
    });
    const kept = groups.filter(
      (group, index) => index === 0 || group.add.length + group.remove.length + group.updates.length > 0,
    );
    if (kept.every((group) => group.add.length + group.remove.length + group.updates.length === 0)) continue;
    const { facts: needed, tests: neededTests } = indexWay(operator.way);
    list.push({
      index: list.length,
      skill: operator.skill.id,
      args: operator.args,
      roles: operator.roles,
      facts: needed,
      tests: neededTests,
      groups: kept,
      cost: 1,
    });
  }
  const names = [...facts.keys()];
  const complement = new Int32Array(names.length).fill(-1);
  for (const [key, other] of complementOf) {
    complement[facts.get(key)!] = other;
    complement[other] = facts.get(key)!;
  }
  const initialFacts = new Uint8Array(names.length);
  for (const [key, index] of facts) if (!key.startsWith('not ') && holds(key)) initialFacts[index] = 1;
  // What is unknown is neither true nor false: a plan may rely on neither.
  for (const [key, other] of complementOf) initialFacts[other] = holds(key) || unknown(key) ? 0 : 1;
  const initialNumbers = new Float64Array(fluents.size);
  for (const [key, index] of fluents)
    initialNumbers[index] = state.numbers[key]?.value ?? model.staticNumbers[key] ?? 0;
  const indexGoal = (goal: RawGoal): GoalItem => ({ id: goal.id, ways: goal.ways.map(indexWay) });
  return {
    factNames: names,
    complement,
    fluentNames: [...fluents.keys()],
    tests: testList,
    operators: list,
    initialFacts,
    initialNumbers,
    goals: goals.map(indexGoal),
    forbidden: forbidden.map(indexGoal),
  };
};

/** For a fact of a functional predicate: all read facts that differ from it in the last argument only. */
const functionalFacts = (situation: Situation, keys: readonly string[]): ((key: string) => readonly string[]) => {
  const prefix = functionalPrefix(situation);
  const groups = new Map<string, string[]>();
  for (const key of keys) {
    const group = key.startsWith('not ') ? undefined : prefix(key);
    if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), key]);
  }
  return (key) => {
    const group = prefix(key);
    return group === undefined ? [] : (groups.get(group) ?? []);
  };
};
