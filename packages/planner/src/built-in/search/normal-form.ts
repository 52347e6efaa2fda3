import {
  ARITHMETIC,
  type Atom,
  atomKey,
  bindCondition,
  COMPARISONS,
  type Condition,
  type NumericExpression,
  type Term,
  type TypedVariables,
} from '@muster/domain';

/** A literal over ground facts, or a linear test over ground fluents, both by key. */
export type RawTest = {
  readonly terms: readonly (readonly [fluent: string, coefficient: number])[];
  readonly constant: number;
  readonly strict: boolean;
};
export type RawWay = {
  readonly positive: readonly string[];
  readonly negative: readonly string[];
  readonly tests: readonly RawTest[];
};

/** What the normaliser has to know of the world: everything that no skill changes is a constant. */
export type Grounds = {
  readonly dynamicPredicate: (predicate: string) => boolean;
  readonly dynamicFluent: (fluent: string) => boolean;
  /** Truth of a constant fact; undefined: not known. */
  readonly constantFact: (key: string) => boolean | undefined;
  /** Value of a constant fluent, or undefined where it has none. */
  readonly constantNumber: (key: string) => number | undefined;
  readonly members: (className: string) => readonly string[];
  /** Bounds of a fluent by its name, from the vocabulary. */
  readonly bounds: (fluent: string) => { readonly min: number; readonly max: number };
};

const MAX_WAYS = 64;
const ALWAYS: readonly RawWay[] = [{ positive: [], negative: [], tests: [] }];
const NEVER: readonly RawWay[] = [];

export const joinWays = (a: readonly RawWay[], b: readonly RawWay[]): readonly RawWay[] => {
  if (a === ALWAYS) return b;
  if (b === ALWAYS) return a;
  const ways: RawWay[] = [];
  for (const left of a)
    for (const right of b) {
      const way = {
        positive: [...left.positive, ...right.positive],
        negative: [...left.negative, ...right.negative],
        tests: [...left.tests, ...right.tests],
      };
      if (!way.positive.some((key) => way.negative.includes(key))) ways.push(way);
      if (ways.length > MAX_WAYS) return ways;
    }
  return ways;
};

/** Disjunctive normal form of a ground condition with constants folded; an empty list can't hold, at most 64 ways are kept. */
export const conditionWays = (condition: Condition, grounds: Grounds, negated = false): readonly RawWay[] => {
  const [head, ...rest] = condition as readonly [string, ...unknown[]];
  switch (head) {
    case 'and':
    case 'or': {
      const parts = rest as Condition[];
      if ((head === 'and') !== negated) {
        let ways = ALWAYS;
        for (const part of parts) {
          ways = joinWays(ways, conditionWays(part, grounds, negated));
          if (ways.length === 0) return NEVER;
        }
        return ways;
      }
      const ways: RawWay[] = [];
      for (const part of parts) {
        const found = conditionWays(part, grounds, negated);
        if (found === ALWAYS) return ALWAYS;
        ways.push(...found);
      }
      return ways.slice(0, MAX_WAYS);
    }
    case 'not':
      return conditionWays(rest[0] as Condition, grounds, !negated);
    case 'imply':
      return conditionWays(['or', ['not', rest[0] as Condition], rest[1] as Condition], grounds, negated);
    case 'forall':
    case 'exists': {
      const parts = expand(rest[0] as TypedVariables, rest[1] as Condition, grounds);
      return conditionWays(head === 'forall' ? ['and', ...parts] : ['or', ...parts], grounds, negated);
    }
    case '=':
      return (rest[0] === rest[1]) !== negated ? ALWAYS : NEVER;
    default:
      break;
  }
  if (COMPARISONS.has(head))
    return comparisonWays(head, rest[0] as NumericExpression, rest[1] as NumericExpression, grounds, negated);
  const atom = condition as Atom;
  const key = atomKey(atom);
  if (!grounds.dynamicPredicate(atom[0])) {
    const value = grounds.constantFact(key);
    return value === undefined ? NEVER : value !== negated ? ALWAYS : NEVER;
  }
  return [{ positive: negated ? [] : [key], negative: negated ? [key] : [], tests: [] }];
};

const expand = (variables: TypedVariables, body: Condition, grounds: Grounds): Condition[] => {
  let bodies = [body];
  for (const [name, type] of variables)
    bodies = bodies.flatMap((part) => grounds.members(type).map((id) => bindCondition(part, { [name]: id })));
  return bodies;
};

export type Linear = { readonly terms: ReadonlyMap<string, number>; readonly constant: number };

/** Linear form of an expression, or undefined when it is not linear or reads a fluent that has no value. */
export const linearForm = (expression: NumericExpression, grounds: Grounds): Linear | undefined => {
  if (typeof expression === 'number') return { terms: new Map(), constant: expression };
  const [head, ...parts] = expression;
  if (!ARITHMETIC.has(head)) {
    const key = atomKey([head, ...(parts as Term[])]);
    if (grounds.dynamicFluent(head)) return { terms: new Map([[key, 1]]), constant: 0 };
    const value = grounds.constantNumber(key);
    return value === undefined ? undefined : { terms: new Map(), constant: value };
  }
  const forms = parts.map((part) => linearForm(part as NumericExpression, grounds));
  let result = forms[0];
  if (!result) return undefined;
  if (head === '-' && forms.length === 1) return scale(result, -1);
  for (const form of forms.slice(1)) {
    if (!form) return undefined;
    if (head === '+') result = add(result, form, 1);
    else if (head === '-') result = add(result, form, -1);
    else if (head === '*') {
      if (form.terms.size === 0) result = scale(result, form.constant);
      else if (result.terms.size === 0) result = scale(form, result.constant);
      else return undefined;
    } else if (form.terms.size > 0 || form.constant === 0) return undefined;
    else result = scale(result, 1 / form.constant);
  }
  return result;
};

const scale = (form: Linear, factor: number): Linear => ({
  terms: new Map([...form.terms].map(([key, value]) => [key, value * factor])),
  constant: form.constant * factor,
});

const add = (a: Linear, b: Linear, sign: number): Linear => {
  const terms = new Map(a.terms);
  for (const [key, value] of b.terms) terms.set(key, (terms.get(key) ?? 0) + sign * value);
  for (const [key, value] of terms) if (value === 0) terms.delete(key);
  return { terms, constant: a.constant + sign * b.constant };
};

const comparisonWays = (
  operator: string,
  left: NumericExpression,
  right: NumericExpression,
  grounds: Grounds,
  negated: boolean,
): readonly RawWay[] => {
  const a = linearForm(left, grounds);
  const b = linearForm(right, grounds);
  if (!a || !b) return NEVER;
  const difference = add(a, b, -1);
  const atLeast = (form: Linear, strict: boolean): readonly RawWay[] => {
    if (form.terms.size === 0) return (strict ? form.constant > 0 : form.constant >= 0) ? ALWAYS : NEVER;
    // The most that the bounds of its fluents allow: a test that fails there never holds.
    let most = form.constant;
    for (const [key, factor] of form.terms) {
      const { min, max } = grounds.bounds(key.slice(0, key.indexOf('(')));
      most += factor > 0 ? factor * max : factor * min;
    }
    if (strict ? most <= 0 : most < 0) return NEVER;
    return [{ positive: [], negative: [], tests: [{ terms: [...form.terms], constant: form.constant, strict }] }];
  };
  const flipped = scale(difference, -1);
  switch (operator) {
    case '>=':
      return negated ? atLeast(flipped, true) : atLeast(difference, false);
    case '>':
      return negated ? atLeast(flipped, false) : atLeast(difference, true);
    case '<=':
      return negated ? atLeast(difference, true) : atLeast(flipped, false);
    case '<':
      return negated ? atLeast(difference, false) : atLeast(flipped, true);
    default:
      return negated
        ? [...atLeast(difference, true), ...atLeast(flipped, true)]
        : joinWays(atLeast(difference, false), atLeast(flipped, false));
  }
};
