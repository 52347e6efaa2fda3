import type { Atom, Condition } from '@muster/domain';
import type { FactIndex } from './fact-index.ts';
import type { Variable } from './lifted-rule.ts';

export type JoinBody = {
  readonly variables: readonly Variable[];
  readonly facts: readonly Atom[];
  readonly tests: readonly { readonly condition: Condition; readonly variables: readonly string[] }[];
};

export type JoinWorld = {
  readonly facts: FactIndex;
  /** Whether a value may stand for a variable. */
  readonly admits: (variable: Variable, value: string) => boolean;
  readonly domain: (variable: Variable) => readonly string[];
  /** False when a test can't hold under these values whatever happens; all its variables are bound. */
  readonly mayHold: (test: JoinBody['tests'][number], bindings: Readonly<Record<string, string>>) => boolean;
};

/**
 * All bindings of a body over the known facts: facts first, the most selective at each step, then what is left by its domain; tests as soon as
 * their variables are bound.
 *
 * @param preset values that some variables have already
 * @param fixed position in `facts` whose value is taken from `news` alone (semi-naive evaluation); -1 for none
 */
export const joinBody = (
  body: JoinBody,
  world: JoinWorld,
  fixed: number,
  news: readonly (readonly string[])[],
  found: (bindings: Readonly<Record<string, string>>) => void,
  preset: Readonly<Record<string, string>> = {},
): void => {
  const bindings: Record<string, string> = { ...preset };
  const variables = new Map(body.variables.map((variable) => [variable.name, variable]));
  const done = body.facts.map(() => false);
  const tested = body.tests.map(() => false);
  const value = (term: string): string | undefined => (term.startsWith('?') ? bindings[term] : term);

  const testsHold = (): number[] | undefined => {
    const now: number[] = [];
    for (let index = 0; index < body.tests.length; index += 1) {
      const test = body.tests[index]!;
      if (tested[index] || test.variables.some((name) => bindings[name] === undefined)) continue;
      if (!world.mayHold(test, bindings)) {
        for (const at of now) tested[at] = false;
        return undefined;
      }
      tested[index] = true;
      now.push(index);
    }
    return now;
  };

  const bind = (names: readonly string[], then: () => void): void => {
    const now = testsHold();
    if (now) {
      then();
      for (const at of now) tested[at] = false;
    }
    for (const name of names) delete bindings[name];
  };

  const tryBind = (variable: Variable, candidate: string): boolean => {
    if (!world.admits(variable, candidate)) return false;
    if (variable.role)
      for (const other of body.variables)
        if (other.role && other.name !== variable.name && bindings[other.name] === candidate) return false;
    bindings[variable.name] = candidate;
    return true;
  };

  const matchFact = (atom: Atom, tuples: readonly (readonly string[])[]): void => {
    for (const tuple of tuples) {
      const bound: string[] = [];
      let fits = tuple.length === atom.length - 1;
      for (let position = 0; fits && position < tuple.length; position += 1) {
        const term = atom[position + 1]!;
        const known = value(term);
        if (known !== undefined) fits = known === tuple[position];
        else {
          const variable = variables.get(term);
          fits = variable !== undefined && tryBind(variable, tuple[position]!);
          if (fits) bound.push(term);
        }
      }
      if (fits) bind(bound, advance);
      else for (const name of bound) delete bindings[name];
    }
  };

  const advance = (): void => {
    let best = -1;
    let tuples: readonly (readonly string[])[] = [];
    for (let index = 0; index < body.facts.length; index += 1) {
      if (done[index]) continue;
      const candidates = world.facts.candidates(body.facts[index]!, value);
      if (best < 0 || candidates.length < tuples.length) {
        best = index;
        tuples = candidates;
      }
    }
    if (best >= 0) {
      done[best] = true;
      matchFact(body.facts[best]!, tuples);
      done[best] = false;
      return;
    }
    const open = body.variables.find((variable) => bindings[variable.name] === undefined);
    if (!open) {
      found(bindings);
      return;
    }
    for (const candidate of world.domain(open)) if (tryBind(open, candidate)) bind([open.name], advance);
  };

  if (fixed >= 0) {
    done[fixed] = true;
    matchFact(body.facts[fixed]!, news);
  } else bind([], advance);
};
