import { parseFactKey, type Situation } from '@muster/domain';
import type { RawGoal } from './build-task.ts';
import type { RawGroup, RawOperator } from './ground-task.ts';
import type { RawWay } from './normal-form.ts';

export type RawProblem = {
  readonly operators: readonly RawOperator[];
  readonly goals: readonly RawGoal[];
  readonly forbidden: readonly RawGoal[];
};

/**
 * Keeps what can matter: operators and conditional effects that the delete relaxation reaches, without conditions that always hold, and of these the
 * ones that can help towards the goal. No plan that is as short as any is lost.
 */
export const pruneProblem = (problem: RawProblem, situation: Situation): RawProblem => {
  const functional = functionalPrefix(situation);
  const reachable = reachableOperators(problem.operators, situation, functional);
  const folded = foldConstants(reachable, situation, functional);
  return { ...problem, operators: relevantOperators(folded, problem, functional) };
};

/** For a fact of a functional predicate the part before its value; two facts that share it exclude each other. */
export const functionalPrefix = (situation: Situation): ((key: string) => string | undefined) => {
  const functional = new Set(
    situation.model.library.vocabulary.predicates.filter((entry) => entry.functional).map((entry) => entry.id),
  );
  const memo = new Map<string, string | undefined>();
  return (key) => {
    if (memo.has(key)) return memo.get(key);
    const [head, ...terms] = parseFactKey(key);
    const prefix = functional.has(head) && terms.length > 0 ? `${head}(${terms.slice(0, -1).join(',')}` : undefined;
    memo.set(key, prefix);
    return prefix;
  };
};

type Prefix = (key: string) => string | undefined;

/** Literals of a way, negative ones marked by `!`. */
const literals = (way: RawWay): string[] => [...way.positive, ...way.negative.map((key) => `!${key}`)];

const reachableOperators = (
  operators: readonly RawOperator[],
  situation: Situation,
  functional: Prefix,
): RawOperator[] => {
  const { facts } = situation.state;
  const reached = new Set<string>();
  const holds = (literal: string): boolean =>
    reached.has(literal) ||
    (literal.startsWith('!')
      ? (facts[literal.slice(1)]?.value ?? false) === false || functional(literal.slice(1)) !== undefined
      : facts[literal]?.value === true);
  type Part = { readonly operator: number; readonly group: number };
  const parts: Part[] = [];
  const missing: number[] = [];
  const waiting = new Map<string, number[]>();
  const fired: boolean[] = [];
  const queue: number[] = [];
  operators.forEach((operator, index) => {
    const own = literals(operator.way);
    operator.groups.forEach((group, position) => {
      const id = parts.length;
      parts.push({ operator: index, group: position });
      fired.push(false);
      const needs = new Set((position === 0 ? own : [...own, ...literals(group.way)]).filter((entry) => !holds(entry)));
      missing.push(needs.size);
      for (const need of needs) {
        const list = waiting.get(need);
        if (list) list.push(id);
        else waiting.set(need, [id]);
      }
      if (needs.size === 0) queue.push(id);
    });
  });
  const reach = (literal: string): void => {
    if (holds(literal)) return;
    reached.add(literal);
    for (const id of waiting.get(literal) ?? []) {
      missing[id] = missing[id]! - 1;
      if (missing[id] === 0) queue.push(id);
    }
  };
  while (queue.length > 0) {
    const id = queue.pop()!;
    if (fired[id]) continue;
    fired[id] = true;
    const { operator, group } = parts[id]!;
    const effects = operators[operator]!.groups[group]!;
    for (const key of effects.add) reach(key);
    for (const key of effects.remove) reach(`!${key}`);
  }
  const kept: RawOperator[] = [];
  let at = 0;
  for (const operator of operators) {
    const groups = operator.groups.filter((_, position) => fired[at + position]);
    if (fired[at]) kept.push(groups.length === operator.groups.length ? operator : { ...operator, groups });
    at += operator.groups.length;
  }
  return kept;
};

const foldConstants = (
  operators: readonly RawOperator[],
  situation: Situation,
  functional: Prefix,
): readonly RawOperator[] => {
  const { facts } = situation.state;
  const added = new Set<string>();
  const removed = new Set<string>();
  const moved = new Set<string>();
  for (const operator of operators)
    for (const group of operator.groups) {
      for (const key of group.add) {
        added.add(key);
        const prefix = functional(key);
        if (prefix !== undefined) moved.add(prefix);
      }
      for (const key of group.remove) removed.add(key);
    }
  const staysTrue = (key: string): boolean => {
    if (facts[key]?.value !== true || removed.has(key)) return false;
    const prefix = functional(key);
    return prefix === undefined || !moved.has(prefix);
  };
  const staysFalse = (key: string): boolean => (facts[key]?.value ?? false) === false && !added.has(key);
  const fold = (way: RawWay): RawWay | undefined => {
    if (way.positive.some(staysFalse) || way.negative.some(staysTrue)) return undefined;
    return {
      positive: way.positive.filter((key) => !staysTrue(key)),
      negative: way.negative.filter((key) => !staysFalse(key)),
      tests: way.tests,
    };
  };
  return operators.flatMap((operator) => {
    const way = fold(operator.way);
    if (!way) return [];
    const [main, ...conditional] = operator.groups as [RawGroup, ...RawGroup[]];
    const add = [...main.add];
    const remove = [...main.remove];
    const updates = [...main.updates];
    const groups: RawGroup[] = [];
    for (const group of conditional) {
      const folded = fold(group.way);
      if (!folded) continue;
      const rest: RawWay = {
        positive: folded.positive.filter((key) => !way.positive.includes(key)),
        negative: folded.negative.filter((key) => !way.negative.includes(key)),
        tests: folded.tests,
      };
      if (
        rest.positive.some((key) => way.negative.includes(key)) ||
        rest.negative.some((key) => way.positive.includes(key))
      )
        continue;
      if (rest.positive.length + rest.negative.length + rest.tests.length === 0) {
        add.push(...group.add);
        remove.push(...group.remove);
        updates.push(...group.updates);
      } else groups.push({ ...group, way: rest });
    }
    return [{ ...operator, way, groups: [{ way: main.way, add, remove, updates }, ...groups] }];
  });
};

const relevantOperators = (
  operators: readonly RawOperator[],
  problem: RawProblem,
  functional: Prefix,
): readonly RawOperator[] => {
  const wanted = new Set<string>();
  const fluents = new Set<string>();
  const values = new Set<string>();
  const want = (literal: string): boolean => {
    if (wanted.has(literal)) return false;
    wanted.add(literal);
    const prefix = literal.startsWith('!') ? functional(literal.slice(1)) : undefined;
    if (prefix !== undefined) values.add(prefix);
    return true;
  };
  const wantWay = (way: RawWay, both = false): void => {
    for (const literal of literals(way)) {
      want(literal);
      if (both) want(literal.startsWith('!') ? literal.slice(1) : `!${literal}`);
    }
    for (const test of way.tests) for (const [fluent] of test.terms) fluents.add(fluent);
  };
  for (const goal of problem.goals) for (const way of goal.ways) wantWay(way);
  for (const rule of problem.forbidden) for (const way of rule.ways) wantWay(way, true);
  const helps = (group: RawGroup): boolean =>
    group.add.some((key) => wanted.has(key) || (functional(key) !== undefined && values.has(functional(key)!))) ||
    group.remove.some((key) => wanted.has(`!${key}`)) ||
    group.updates.some((update) => fluents.has(update.fluent));
  // An operator that does nothing but make p true gives no reason to make p false first.
  const onlyMakes = (operator: RawOperator): string | undefined => {
    const [main, ...more] = operator.groups as [RawGroup, ...RawGroup[]];
    if (more.length > 0 || main.updates.some((update) => fluents.has(update.fluent))) return undefined;
    const gives = [
      ...main.add.filter((key) => wanted.has(key) || functional(key) !== undefined),
      ...main.remove.filter((key) => wanted.has(`!${key}`)).map((key) => `!${key}`),
    ];
    return gives.length === 1 ? gives[0] : undefined;
  };
  const opposite = (literal: string): string => (literal.startsWith('!') ? literal.slice(1) : `!${literal}`);
  const relevant: boolean[] = operators.map(() => false);
  for (let size = -1; size !== wanted.size + fluents.size; ) {
    size = wanted.size + fluents.size;
    operators.forEach((operator, index) => {
      const useful = operator.groups.filter(helps);
      if (useful.length === 0) return;
      relevant[index] = true;
      const single = onlyMakes(operator);
      for (const literal of literals(operator.way))
        if (single === undefined || literal !== opposite(single)) want(literal);
      for (const test of operator.way.tests) for (const [fluent] of test.terms) fluents.add(fluent);
      for (const group of useful) {
        if (group !== operator.groups[0]) wantWay(group.way);
        for (const update of group.updates)
          if (fluents.has(update.fluent)) for (const [fluent] of update.terms) fluents.add(fluent);
      }
    });
  }
  return operators.filter((_, index) => relevant[index]);
};
