import type { Atom, Condition, Effect, Skill, TypedVariables } from '@muster/domain';

export type Variable = {
  readonly name: string;
  readonly type: string;
  /** Roles are robots, one each. */
  readonly role: boolean;
};

/** A condition taken apart into what can be joined over (facts) and what is tested once its variables are bound (everything else). */
export type Conjunction = {
  readonly variables: readonly Variable[];
  readonly facts: readonly Atom[];
  readonly negated: readonly Atom[];
  readonly tests: readonly { readonly condition: Condition; readonly variables: readonly string[] }[];
};

/** One effect of a skill, with the quantified variables and the conditions that it stands under. */
export type LiftedEffect = {
  readonly variables: readonly Variable[];
  readonly conditions: readonly Condition[];
  readonly effect: Effect;
  /** What a step ends at its end was true only while it ran, even where it began it itself. */
  readonly moment: 'start' | 'end';
};

const MAX_CONJUNCTIONS = 24;

type Draft = { variables: Variable[]; facts: Atom[]; negated: Atom[]; tests: Condition[] };

/**
 * Disjunctive normal form of a condition with variables. Existential variables become variables of the conjunction; whatever has no cheap form (a
 * universal condition, a disjunction that would multiply) stays a test.
 */
export const conjunctionsOf = (conditions: readonly Condition[], comparisons: ReadonlySet<string>): Conjunction[] => {
  let fresh = 0;
  const both = (left: readonly Draft[], right: readonly Draft[]): Draft[] =>
    left.flatMap((a) =>
      right.map((b) => ({
        variables: [...a.variables, ...b.variables],
        facts: [...a.facts, ...b.facts],
        negated: [...a.negated, ...b.negated],
        tests: [...a.tests, ...b.tests],
      })),
    );
  const empty = (): Draft => ({ variables: [], facts: [], negated: [], tests: [] });
  const split = (condition: Condition, negated: boolean): Draft[] => {
    const [head, ...rest] = condition as readonly [string, ...unknown[]];
    const keep = (): Draft[] => [{ ...empty(), tests: [negated ? ['not', condition] : condition] }];
    if (head === 'not') return split(rest[0] as Condition, !negated);
    if (head === 'imply') return split(['or', ['not', rest[0] as Condition], rest[1] as Condition], negated);
    if (head === 'and' || head === 'or') {
      const parts = (rest as Condition[]).map((part) => split(part, negated));
      if ((head === 'and') !== negated) {
        const joined = parts.reduce(both, [empty()]);
        return joined.length <= MAX_CONJUNCTIONS ? joined : keep();
      }
      const all = parts.flat();
      return all.length <= MAX_CONJUNCTIONS ? all : keep();
    }
    if ((head === 'exists' && !negated) || (head === 'forall' && negated)) {
      const renamed = (rest[0] as TypedVariables).map(([name, type]) => {
        fresh += 1;
        return { name, to: `${name}__${fresh}`, type };
      });
      const body = renameVariables(rest[1] as Condition, new Map(renamed.map((entry) => [entry.name, entry.to])));
      return split(body as Condition, negated).map((draft) => ({
        ...draft,
        variables: [...renamed.map((entry) => ({ name: entry.to, type: entry.type, role: false })), ...draft.variables],
      }));
    }
    if (head === 'forall' || head === 'exists' || head === '=' || comparisons.has(head)) return keep();
    return [{ ...empty(), ...(negated ? { negated: [condition as Atom] } : { facts: [condition as Atom] }) }];
  };
  return split(['and', ...conditions], false).map((draft) => ({
    ...draft,
    tests: draft.tests.map((condition) => ({ condition, variables: freeVariables(condition) })),
  }));
};

const renameVariables = (value: unknown, names: ReadonlyMap<string, string>): unknown =>
  typeof value === 'string'
    ? (names.get(value) ?? value)
    : Array.isArray(value)
      ? value.map((part) => renameVariables(part, names))
      : value;

/** Variables that a condition leaves to be bound from outside. */
export const freeVariables = (value: unknown): string[] => {
  const found = new Set<string>();
  const visit = (part: unknown, bound: readonly string[]): void => {
    if (typeof part === 'string') {
      if (part.startsWith('?') && !bound.includes(part)) found.add(part);
    } else if (Array.isArray(part)) {
      if (part[0] === 'forall' || part[0] === 'exists')
        visit(part[2], [...bound, ...(part[1] as TypedVariables).map(([name]) => name)]);
      else for (const entry of part) visit(entry, bound);
    }
  };
  visit(value, []);
  return [...found];
};

/** The effects of a skill one by one, each under its own quantifiers and conditions. */
export const liftedEffects = (skill: Skill): LiftedEffect[] => {
  const found: LiftedEffect[] = [];
  let fresh = 0;
  let moment: LiftedEffect['moment'] = 'start';
  const visit = (effect: Effect, variables: readonly Variable[], conditions: readonly Condition[]): void => {
    const [head] = effect;
    if (head === 'and') for (const part of effect.slice(1) as Effect[]) visit(part, variables, conditions);
    else if (head === 'forall') {
      const renamed = (effect[1] as TypedVariables).map(([name, type]) => {
        fresh += 1;
        return { from: name, name: `${name}__e${fresh}`, type, role: false };
      });
      const body = renameVariables(effect[2], new Map(renamed.map((entry) => [entry.from, entry.name]))) as Effect;
      visit(body, [...variables, ...renamed.map(({ name, type, role }) => ({ name, type, role }))], conditions);
    } else if (head === 'when') visit(effect[2] as Effect, variables, [...conditions, effect[1] as Condition]);
    else found.push({ variables, conditions, effect, moment });
  };
  for (const effect of skill.effects.start ?? []) visit(effect, [], []);
  moment = 'end';
  for (const effect of skill.effects.end) visit(effect, [], []);
  return found;
};

/** Variables of a skill: roles first, then the parameters that are things. */
export const skillVariables = (skill: Skill): Variable[] => [
  ...skill.roles.map((role) => ({ name: role.name, type: 'robot', role: true })),
  ...skill.parameters
    .filter((parameter) => parameter.type !== 'number' && parameter.type !== 'text')
    .map((parameter) => ({ name: parameter.name, type: parameter.type, role: false })),
];

/** What a role with a place asks: a region that the robot is in and that serves the place. */
export const travelConditions = (skill: Skill): Condition[] =>
  skill.roles.flatMap((role): Condition[] =>
    role.at
      ? [['exists', [['?served', 'region']], ['and', ['region', role.name, '?served'], ['within', role.at, '?served']]]]
      : [],
  );
