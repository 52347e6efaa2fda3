import {
  ARITHMETIC,
  type Atom,
  atomKey,
  COMPARISONS,
  type Condition,
  factKey,
  type NumericExpression,
  type Term,
  type TypedVariables,
  type WorldModel,
  type WorldState,
} from '@muster/domain';

/** Kleene's strong three-valued truth. */
export type Truth = true | false | 'unknown';

/** What a condition is read from: facts and numbers by key. `undefined` numbers make a comparison unknown. */
export type Reading = {
  readonly fact: (key: string) => Truth;
  readonly number: (key: string) => number | undefined;
};

/** A condition with its variables bound as it is evaluated: variable → entity, or a number for a number parameter. */
export type Binding = Readonly<Record<string, string | number>>;

/** Reads everything that is believed, whatever its source. Static facts come from the model. */
export const believed = (model: WorldModel, state: WorldState): Reading => ({
  fact: (key) => (model.staticFacts[key] ? true : (state.facts[key]?.value ?? false)),
  number: (key) => state.numbers[key]?.value ?? model.staticNumbers[key],
});

/**
 * Reads only what was observed or told: a fact whose value is merely expected from an effect is unknown.
 * That is what decides whether a step has succeeded.
 */
export const evidenced = (model: WorldModel, state: WorldState): Reading => ({
  fact: (key) => {
    if (model.staticFacts[key]) return true;
    const belief = state.facts[key];
    if (!belief) return false;
    return belief.source === 'expected' ? 'unknown' : belief.value;
  },
  number: (key) => state.numbers[key]?.value ?? model.staticNumbers[key],
});

/**
 * Three-valued truth of a condition.
 *
 * @param binding variable (`?x`) → entity id or number
 * @throws RangeError when a variable is neither bound nor quantified: a defect of the skill, found by `check` earlier
 */
export const evaluateCondition = (
  condition: Condition,
  binding: Binding,
  reading: Reading,
  model: WorldModel,
): Truth => {
  const [head] = condition;
  switch (head) {
    case 'and':
      return all(condition.slice(1) as Condition[], (part) => evaluateCondition(part, binding, reading, model));
    case 'or':
      return any(condition.slice(1) as Condition[], (part) => evaluateCondition(part, binding, reading, model));
    case 'not':
      return negate(evaluateCondition(condition[1] as Condition, binding, reading, model));
    case 'imply': {
      const [, premise, conclusion] = condition as readonly ['imply', Condition, Condition];
      return any([premise, conclusion], (part) => {
        const truth = evaluateCondition(part, binding, reading, model);
        return part === premise ? negate(truth) : truth;
      });
    }
    case 'forall':
    case 'exists': {
      const [, variables, body] = condition as readonly ['forall', TypedVariables, Condition];
      const choose = head === 'forall' ? all : any;
      return choose(instances(variables, model), (instance) =>
        evaluateCondition(body, { ...binding, ...instance }, reading, model),
      );
    }
    case '=':
      return bindTerm(condition[1] as Term, binding) === bindTerm(condition[2] as Term, binding);
    default:
      break;
  }
  if (COMPARISONS.has(head)) {
    const left = evaluateNumber(condition[1] as unknown as NumericExpression, binding, reading);
    const right = evaluateNumber(condition[2] as unknown as NumericExpression, binding, reading);
    return left === undefined || right === undefined ? 'unknown' : compare(head, left, right);
  }
  return reading.fact(boundKey(condition as Atom, binding));
};

/** Value of a numeric expression; `undefined` when a fluent that it reads has no value. */
export const evaluateNumber = (
  expression: NumericExpression,
  binding: Binding,
  reading: Reading,
): number | undefined => {
  if (typeof expression === 'number') return expression;
  const [head, ...parts] = expression;
  if (!ARITHMETIC.has(head)) {
    // A number parameter of the skill stands where a fluent without arguments would.
    const direct = parts.length === 0 ? (binding[`?${head}`] ?? binding[head]) : undefined;
    if (typeof direct === 'number') return direct;
    return reading.number(factKey(head, ...parts.map((part) => bindTerm(part as Term, binding))));
  }
  const values: number[] = [];
  for (const part of parts) {
    const value = evaluateNumber(part as NumericExpression, binding, reading);
    if (value === undefined) return undefined;
    values.push(value);
  }
  const [first = 0, ...rest] = values;
  if (head === '-') return rest.length === 0 ? -first : rest.reduce((sum, value) => sum - value, first);
  if (head === '+') return rest.reduce((sum, value) => sum + value, first);
  if (head === '*') return rest.reduce((product, value) => product * value, first);
  return rest.reduce((quotient, value) => quotient / value, first);
};

/** Facts that a condition names once bound, quantifiers expanded; for asking what to look at. */
export const factsRead = (condition: Condition, binding: Binding, model: WorldModel): string[] => {
  const keys = new Set<string>();
  evaluateAll(condition, binding, model, keys);
  return [...keys];
};

const evaluateAll = (condition: Condition, binding: Binding, model: WorldModel, keys: Set<string>): void => {
  const [head] = condition;
  if (head === 'forall' || head === 'exists') {
    const [, variables, body] = condition as readonly ['forall', TypedVariables, Condition];
    for (const instance of instances(variables, model)) evaluateAll(body, { ...binding, ...instance }, model, keys);
  } else if (head === 'and' || head === 'or' || head === 'not' || head === 'imply')
    for (const part of condition.slice(1) as Condition[]) evaluateAll(part, binding, model, keys);
  else if (head !== '=' && !COMPARISONS.has(head)) keys.add(boundKey(condition as Atom, binding));
};

/** Every way to fill quantified variables with members of their classes. */
export function* instances(variables: TypedVariables, model: WorldModel): Generator<Record<string, string>> {
  const [first, ...rest] = variables;
  if (!first) {
    yield {};
    return;
  }
  for (const member of model.members[first[1]] ?? [])
    for (const others of instances(rest, model)) yield { [first[0]]: member, ...others };
}

/** Key of an atom under a binding. */
export const boundKey = (atom: Atom, binding: Binding): string =>
  atomKey([atom[0], ...atom.slice(1).map((term) => bindTerm(term, binding))] as unknown as Atom);

const bindTerm = (term: Term, binding: Binding): string => {
  if (!term.startsWith('?')) return term;
  const value = binding[term];
  if (value === undefined) throw new RangeError(`variable ${term} is not bound`);
  return String(value);
};

const negate = (truth: Truth): Truth => (truth === 'unknown' ? truth : !truth);

const all = <T>(parts: Iterable<T>, test: (part: T) => Truth): Truth => {
  let result: Truth = true;
  for (const part of parts) {
    const truth = test(part);
    if (truth === false) return false;
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
};

const any = <T>(parts: Iterable<T>, test: (part: T) => Truth): Truth => {
  let result: Truth = false;
  for (const part of parts) {
    const truth = test(part);
    if (truth === true) return true;
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
};

/** Slack for sums of measured numbers; the same order of magnitude as a double's error over a long schedule. */
const EPSILON = 1e-9;

const compare = (operator: string, left: number, right: number): boolean => {
  switch (operator) {
    case '<':
      return left < right - EPSILON;
    case '<=':
      return left <= right + EPSILON;
    case '>':
      return left > right + EPSILON;
    case '>=':
      return left >= right - EPSILON;
    default:
      return Math.abs(left - right) <= EPSILON;
  }
};
