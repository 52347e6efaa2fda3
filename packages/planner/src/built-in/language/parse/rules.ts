import type { Edge, Lattice } from '../lattice.ts';
import type { Entry, WordKind } from '../lexicon/entry.ts';

/** One way to read the text from a position: what it means, where it ends, and how far-fetched it is. */
export type Parse<T> = { readonly value: T; readonly end: number; readonly cost: number };

/** A grammar rule: all readings that start at a position, cheapest first. Rules are pure, so their results can be kept. */
export type Rule<T> = (lattice: Lattice, at: number) => readonly Parse<T>[];

/** Readings kept per end position; more would only be worse ones of the same stretch. */
const KEPT_PER_END = 5;

const MAX_INTERNED = 200_000;
let interned = new Map<string, number>();
let known = new WeakMap<object, number>();

/** A number that is the same for equal plain values: parts that readings share are looked at once. */
const identity = (value: unknown): number => {
  const isObject = typeof value === 'object' && value !== null;
  const before = isObject ? known.get(value) : undefined;
  if (before !== undefined) return before;
  const key = Array.isArray(value)
    ? `[${value.map(identity).join()}`
    : isObject
      ? `{${Object.entries(value)
          .map(([name, part]) => `${name}:${identity(part)}`)
          .join()}`
      : `${typeof value}${String(value)}`;
  let id = interned.get(key);
  if (id === undefined) {
    id = interned.size;
    interned.set(key, id);
  }
  if (isObject) known.set(value, id);
  return id;
};

/** Keeps the cheapest readings per end, in a stable order. */
export const prune = <T>(parses: readonly Parse<T>[], perEnd = KEPT_PER_END): Parse<T>[] => {
  if (parses.length < 2) return [...parses];
  if (interned.size > MAX_INTERNED) {
    interned = new Map();
    known = new WeakMap();
  }
  const byEnd = new Map<number, Parse<T>[]>();
  for (const parse of parses) {
    const list = byEnd.get(parse.end) ?? [];
    list.push(parse);
    byEnd.set(parse.end, list);
  }
  return [...byEnd.values()]
    .flatMap((list) => {
      if (list.length === 1) return list;
      const seen = new Set<number>();
      return [...list]
        .sort((a, b) => a.cost - b.cost)
        .filter((parse) => {
          if (seen.size >= perEnd) return false;
          const key = identity(parse.value);
          if (seen.has(key)) return false;
          seen.add(key);
          return true;
        });
    })
    .sort((a, b) => a.cost - b.cost);
};

/** A rule whose results are computed once per lattice and position (a chart). */
export const memo = <T>(rule: Rule<T>, perEnd = KEPT_PER_END): Rule<T> => {
  const charts = new WeakMap<Lattice, Map<number, readonly Parse<T>[]>>();
  return (lattice, at) => {
    let chart = charts.get(lattice);
    if (!chart) {
      chart = new Map();
      charts.set(lattice, chart);
    }
    const known = chart.get(at);
    if (known) return known;
    // A rule that reaches itself at the same place finds nothing there; grammar rules below are not left-recursive.
    chart.set(at, []);
    const found = prune(rule(lattice, at), perEnd);
    chart.set(at, found);
    return found;
  };
};

export const edgesAt = (lattice: Lattice, at: number): readonly Edge[] => lattice.edges[at] ?? [];

type Word = Extract<Entry, { category: 'word' }>;

/** Function word of a kind, and of a value when one is given. */
export const word =
  (kind: WordKind, value?: string): Rule<Word> =>
  (lattice, at) =>
    edgesAt(lattice, at).flatMap((edge) =>
      edge.entry.category === 'word' && edge.entry.kind === kind && (value === undefined || edge.entry.value === value)
        ? [{ value: edge.entry, end: edge.end, cost: 1 }]
        : [],
    );

/** Word of one of several kinds. */
export const anyWord =
  (...kinds: readonly WordKind[]): Rule<Word> =>
  (lattice, at) =>
    edgesAt(lattice, at).flatMap((edge) =>
      edge.entry.category === 'word' && kinds.includes(edge.entry.kind)
        ? [{ value: edge.entry, end: edge.end, cost: 1 }]
        : [],
    );

export const entry =
  <C extends Entry['category']>(category: C): Rule<Extract<Entry, { category: C }>> =>
  (lattice, at) =>
    edgesAt(lattice, at).flatMap((edge) =>
      edge.entry.category === category
        ? [{ value: edge.entry as Extract<Entry, { category: C }>, end: edge.end, cost: 1 }]
        : [],
    );

export const map =
  <A, B>(rule: Rule<A>, change: (value: A) => B | undefined, extra = 0): Rule<B> =>
  (lattice, at) =>
    rule(lattice, at).flatMap((parse) => {
      const value = change(parse.value);
      return value === undefined ? [] : [{ value, end: parse.end, cost: parse.cost + extra }];
    });

export const choice =
  <T>(...rules: readonly Rule<T>[]): Rule<T> =>
  (lattice, at) =>
    rules.flatMap((rule) => rule(lattice, at));

export const optional =
  <T>(rule: Rule<T>): Rule<T | undefined> =>
  (lattice, at) => [...rule(lattice, at), { value: undefined, end: at, cost: 0 }];

/** Nothing, or any number of words of these kinds. */
export const skipWords =
  (...kinds: readonly WordKind[]): Rule<undefined> =>
  (lattice, at) => {
    const found: Parse<undefined>[] = [{ value: undefined, end: at, cost: 0 }];
    for (let index = 0; index < found.length && found.length < 12; index += 1) {
      const here = found[index]!;
      for (const next of anyWord(...kinds)(lattice, here.end))
        if (!found.some((known) => known.end === next.end))
          found.push({ value: undefined, end: next.end, cost: here.cost + next.cost });
    }
    return found;
  };

/** Like {@link choice}, for rules with different values. */
export const either =
  <R extends readonly Rule<unknown>[]>(...rules: R): Rule<Values<R>[number]> =>
  (lattice, at) =>
    rules.flatMap((rule) => rule(lattice, at)) as Parse<Values<R>[number]>[];

type Values<R extends readonly Rule<unknown>[]> = { [K in keyof R]: R[K] extends Rule<infer T> ? T : never };

export const seq =
  <R extends readonly Rule<unknown>[]>(...rules: R): Rule<Values<R>> =>
  (lattice, at) => {
    let partial: Parse<unknown[]>[] = [{ value: [], end: at, cost: 0 }];
    for (const rule of rules) {
      const next: Parse<unknown[]>[] = [];
      for (const parse of partial)
        for (const found of rule(lattice, parse.end))
          next.push({ value: [...parse.value, found.value], end: found.end, cost: parse.cost + found.cost });
      partial = prune(next, 6);
      if (partial.length === 0) return [];
    }
    return partial as unknown as Parse<Values<R>>[];
  };

/** A rule defined later, for recursion. */
export const lazy =
  <T>(get: () => Rule<T>): Rule<T> =>
  (lattice, at) =>
    get()(lattice, at);

export const textBetween = (lattice: Lattice, from: number, to: number): string => lattice.text.slice(from, to).trim();
