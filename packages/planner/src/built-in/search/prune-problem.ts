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
  const words = new Literals(situation);
  const reachable = reachableOperators(
    problem.operators.map((operator) => words.operator(operator)),
    words,
  );
  const folded = foldConstants(reachable, words);
  const kept = relevantOperators(folded, problem, words);
  return { ...problem, operators: kept.map((operator) => words.raw(operator)) };
};

/** For a fact of a functional predicate the part before its value; two facts that share it exclude each other. */
export const functionalPrefix = (situation: Situation): ((key: string) => string | undefined) => {
  const functional = new Set(
    situation.model.library.vocabulary.predicates.filter((entry) => entry.functional).map((entry) => entry.id),
  );
  return (key) => {
    if (!functional.has(key.slice(0, key.indexOf('(')))) return undefined;
    const [head, ...terms] = parseFactKey(key);
    return terms.length > 0 ? `${head}(${terms.slice(0, -1).join(',')}` : undefined;
  };
};

type Part = {
  readonly needs: readonly number[];
  readonly gives: readonly number[];
  readonly group: RawGroup;
};
type IndexedOperator = {
  readonly raw: RawOperator;
  readonly needs: readonly number[];
  readonly parts: readonly Part[];
};

/** Literals as numbers: `2n` for a fact, `2n + 1` for its negation. */
class Literals {
  readonly #ids = new Map<string, number>();
  readonly keys: string[] = [];
  /** Of each fact: true, false or unknown at the start. */
  readonly start: (boolean | 'unknown')[] = [];
  /** Group of facts that exclude each other, or -1. */
  readonly family: number[] = [];
  readonly #families = new Map<string, number>();
  readonly #prefix: (key: string) => string | undefined;
  readonly #situation: Situation;

  constructor(situation: Situation) {
    this.#situation = situation;
    this.#prefix = functionalPrefix(situation);
  }

  fact(key: string): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.keys.length * 2;
    this.#ids.set(key, id);
    this.keys.push(key);
    this.start.push(this.#situation.state.facts[key]?.value ?? false);
    const prefix = this.#prefix(key);
    if (prefix === undefined) this.family.push(-1);
    else {
      const family = this.#families.get(prefix) ?? this.#families.size;
      this.#families.set(prefix, family);
      this.family.push(family);
    }
    return id;
  }

  way(way: RawWay): number[] {
    return [...way.positive.map((key) => this.fact(key)), ...way.negative.map((key) => this.fact(key) + 1)];
  }

  operator(raw: RawOperator): IndexedOperator {
    return {
      raw,
      needs: this.way(raw.way),
      parts: raw.groups.map((group) => ({
        needs: this.way(group.way),
        gives: [...group.add.map((key) => this.fact(key)), ...group.remove.map((key) => this.fact(key) + 1)],
        group,
      })),
    };
  }

  /** Back to keys, with conditions as they are after folding. */
  raw(operator: IndexedOperator): RawOperator {
    const way = (needs: readonly number[], tests: RawWay['tests']): RawWay => ({
      positive: needs.filter((literal) => literal % 2 === 0).map((literal) => this.keys[literal >> 1]!),
      negative: needs.filter((literal) => literal % 2 === 1).map((literal) => this.keys[literal >> 1]!),
      tests,
    });
    return {
      ...operator.raw,
      way: way(operator.needs, operator.raw.way.tests),
      groups: operator.parts.map((part) => ({ ...part.group, way: way(part.needs, part.group.way.tests) })),
    };
  }
}

const reachableOperators = (operators: readonly IndexedOperator[], words: Literals): IndexedOperator[] => {
  const reached = new Uint8Array(words.keys.length * 2);
  for (let fact = 0; fact < words.keys.length; fact += 1) {
    if (words.start[fact] === true) reached[fact * 2] = 1;
    if (words.start[fact] === false || words.family[fact]! >= 0) reached[fact * 2 + 1] = 1;
  }
  const owner: number[] = [];
  const position: number[] = [];
  const missing: number[] = [];
  const waiting: number[][] = Array.from({ length: reached.length }, () => []);
  const queue: number[] = [];
  operators.forEach((operator, index) => {
    operator.parts.forEach((part, at) => {
      const id = owner.length;
      owner.push(index);
      position.push(at);
      const needs = new Set([...operator.needs, ...part.needs].filter((literal) => reached[literal] === 0));
      missing.push(needs.size);
      for (const need of needs) waiting[need]!.push(id);
      if (needs.size === 0) queue.push(id);
    });
  });
  const fired = new Uint8Array(owner.length);
  while (queue.length > 0) {
    const id = queue.pop()!;
    if (fired[id] === 1) continue;
    fired[id] = 1;
    for (const literal of operators[owner[id]!]!.parts[position[id]!]!.gives) {
      if (reached[literal] === 1) continue;
      reached[literal] = 1;
      for (const other of waiting[literal]!) {
        missing[other] = missing[other]! - 1;
        if (missing[other] === 0) queue.push(other);
      }
    }
  }
  const kept: IndexedOperator[] = [];
  let at = 0;
  for (const operator of operators) {
    const start = at;
    at += operator.parts.length;
    if (fired[start] === 1)
      kept.push({ ...operator, parts: operator.parts.filter((_, index) => fired[start + index] === 1) });
  }
  return kept;
};

const foldConstants = (operators: readonly IndexedOperator[], words: Literals): IndexedOperator[] => {
  const given = new Uint8Array(words.keys.length * 2);
  const moved = new Set<number>();
  for (const operator of operators)
    for (const part of operator.parts)
      for (const literal of part.gives) {
        given[literal] = 1;
        if (literal % 2 === 0 && words.family[literal >> 1]! >= 0) moved.add(words.family[literal >> 1]!);
      }
  const staysTrue = (fact: number): boolean =>
    words.start[fact] === true && given[fact * 2 + 1] === 0 && !moved.has(words.family[fact]!);
  const staysFalse = (fact: number): boolean => words.start[fact] === false && given[fact * 2] === 0;
  const always = (literal: number): boolean => (literal % 2 === 0 ? staysTrue : staysFalse)(literal >> 1);
  const never = (literal: number): boolean => (literal % 2 === 0 ? staysFalse : staysTrue)(literal >> 1);
  return operators.flatMap((operator) => {
    if (operator.needs.some(never)) return [];
    const needs = operator.needs.filter((literal) => !always(literal));
    const own = new Set(needs);
    const [main, ...conditional] = operator.parts as [Part, ...Part[]];
    let plain = main.group;
    const gives = [...main.gives];
    const parts: Part[] = [];
    for (const part of conditional) {
      if (part.needs.some(never) || part.needs.some((literal) => own.has(literal ^ 1))) continue;
      const rest = part.needs.filter((literal) => !always(literal) && !own.has(literal));
      if (rest.length > 0 || part.group.way.tests.length > 0) {
        parts.push({ ...part, needs: rest });
        continue;
      }
      plain = {
        ...plain,
        add: [...plain.add, ...part.group.add],
        remove: [...plain.remove, ...part.group.remove],
        updates: [...plain.updates, ...part.group.updates],
      };
      gives.push(...part.gives);
    }
    return [{ ...operator, needs, parts: [{ needs: [], gives, group: plain }, ...parts] }];
  });
};

const relevantOperators = (
  operators: readonly IndexedOperator[],
  problem: RawProblem,
  words: Literals,
): IndexedOperator[] => {
  const goalLiterals = problem.goals.flatMap((goal) => goal.ways.flatMap((way) => words.way(way)));
  const ruleLiterals = problem.forbidden.flatMap((rule) => rule.ways.flatMap((way) => words.way(way)));
  const size = words.keys.length * 2;
  const read = new Uint8Array(size);
  for (const literal of [...goalLiterals, ...ruleLiterals, ...ruleLiterals.map((entry) => entry ^ 1)])
    read[literal] = 1;
  const givers: number[][] = Array.from({ length: size }, () => []);
  const movers = new Map<number, number[]>();
  const changers = new Map<string, number[]>();
  const into = <K>(map: Map<K, number[]>, key: K, value: number): void => {
    const list = map.get(key);
    if (list) list.push(value);
    else map.set(key, [value]);
  };
  operators.forEach((operator, index) => {
    for (const literal of operator.needs) read[literal] = 1;
    for (const part of operator.parts) {
      for (const literal of part.needs) read[literal] = 1;
      for (const literal of part.gives) {
        givers[literal]!.push(index);
        const family = words.family[literal >> 1]!;
        if (literal % 2 === 0 && family >= 0) into(movers, family, index);
      }
      for (const update of part.group.updates) into(changers, update.fluent, index);
    }
  });
  // An operator that does nothing but make p true gives no reason to make p false first.
  const onlyGives = (operator: IndexedOperator): number => {
    if (operator.parts.length > 1 || operator.parts[0]!.group.updates.length > 0) return -1;
    const used = new Set(operator.parts[0]!.gives.filter((literal) => read[literal] === 1));
    return used.size === 1 ? [...used][0]! : -1;
  };
  const relevant = new Uint8Array(operators.length);
  const wanted = new Uint8Array(size);
  const families = new Set<number>();
  const fluents = new Set<string>();
  const queue: number[] = [];
  const mark = (index: number): void => {
    if (relevant[index] === 1) return;
    relevant[index] = 1;
    queue.push(index);
  };
  const wantFluent = (fluent: string): void => {
    if (fluents.has(fluent)) return;
    fluents.add(fluent);
    for (const index of changers.get(fluent) ?? []) mark(index);
  };
  const want = (literal: number): void => {
    if (wanted[literal] === 1) return;
    wanted[literal] = 1;
    for (const index of givers[literal]!) mark(index);
    const family = words.family[literal >> 1]!;
    if (literal % 2 === 1 && family >= 0 && !families.has(family)) {
      families.add(family);
      for (const index of movers.get(family) ?? []) mark(index);
    }
  };
  for (const literal of goalLiterals) want(literal);
  for (const literal of ruleLiterals) {
    want(literal);
    want(literal ^ 1);
  }
  for (const goal of [...problem.goals, ...problem.forbidden])
    for (const way of goal.ways) for (const test of way.tests) for (const [fluent] of test.terms) wantFluent(fluent);
  while (queue.length > 0) {
    const operator = operators[queue.pop()!]!;
    const single = onlyGives(operator);
    for (const literal of operator.needs) if (literal !== (single ^ 1) || single < 0) want(literal);
    for (const test of operator.raw.way.tests) for (const [fluent] of test.terms) wantFluent(fluent);
    for (const part of operator.parts) {
      for (const literal of part.needs) want(literal);
      for (const test of part.group.way.tests) for (const [fluent] of test.terms) wantFluent(fluent);
      for (const update of part.group.updates) for (const [fluent] of update.terms) wantFluent(fluent);
    }
  }
  return operators.filter((_, index) => relevant[index] === 1);
};
