import { z } from 'zod';

/**
 * Conditions, numeric expressions and effects, as JSON arrays with PDDL 2.1 meaning
 * (Fox & Long, JAIR 20, 2003; ADL and numeric fluents, level 3 without continuous effects).
 *
 *   condition  ["and", c…] ["or", c…] ["not", c] ["imply", a, b] ["forall", [["?x","item"]…], c] ["exists", …, c]
 *              ["=", t, t]   ["<"|"<="|">"|">="|"==" , n, n]   ["predicate", t…]
 *   number     3.5   ["+"|"-"|"*"|"/", n…]   ["fluent", t…]
 *   effect     ["and", e…] ["predicate", t…] ["not", ["predicate", t…]] ["when", c, e] ["forall", vars, e]
 *              ["assign"|"increase"|"decrease"|"scale-up"|"scale-down", ["fluent", t…], n]
 *
 * A term is a variable `?name` or an entity id. `["=", t, t]` compares entities, `["==", n, n]` numbers.
 */
export type Term = string;
export type TypedVariables = readonly (readonly [variable: string, type: string])[];

export type NumericExpression = number | readonly [string, ...(NumericExpression | Term)[]];
export type Atom = readonly [predicate: string, ...terms: Term[]];
export type Comparison = '<' | '<=' | '>' | '>=' | '==';

export type Condition =
  | readonly ['and', ...Condition[]]
  | readonly ['or', ...Condition[]]
  | readonly ['not', Condition]
  | readonly ['imply', Condition, Condition]
  | readonly ['forall', TypedVariables, Condition]
  | readonly ['exists', TypedVariables, Condition]
  | readonly ['=', Term, Term]
  | readonly [Comparison, NumericExpression, NumericExpression]
  | Atom;

export type NumericChange = 'assign' | 'increase' | 'decrease' | 'scale-up' | 'scale-down';

export type Effect =
  | readonly ['and', ...Effect[]]
  | readonly ['not', Atom]
  | readonly ['when', Condition, Effect]
  | readonly ['forall', TypedVariables, Effect]
  | readonly [NumericChange, Atom, NumericExpression]
  | Atom;

export const COMPARISONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==']);
export const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/']);
export const NUMERIC_CHANGES: ReadonlySet<string> = new Set([
  'assign',
  'increase',
  'decrease',
  'scale-up',
  'scale-down',
]);
const CONNECTIVES: ReadonlySet<string> = new Set(['and', 'or', 'not', 'imply', 'forall', 'exists', 'when', '=']);

const MAX_DEPTH = 24;
const MAX_WIDTH = 256;
const NAME = /^[a-z][a-z0-9_-]{0,63}$/;
const TERM = /^\??[a-z][a-z0-9_-]{0,63}$/;

const isVariables = (value: unknown): value is TypedVariables =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= 8 &&
  value.every(
    (entry) =>
      Array.isArray(entry) &&
      entry.length === 2 &&
      typeof entry[0] === 'string' &&
      /^\?[a-z][a-z0-9_-]*$/.test(entry[0]) &&
      typeof entry[1] === 'string' &&
      NAME.test(entry[1]),
  );

const isTerm = (value: unknown): value is Term => typeof value === 'string' && TERM.test(value);

const isAtom = (value: unknown): value is Atom =>
  Array.isArray(value) &&
  value.length >= 1 &&
  value.length <= 9 &&
  typeof value[0] === 'string' &&
  NAME.test(value[0]) &&
  !CONNECTIVES.has(value[0]) &&
  !NUMERIC_CHANGES.has(value[0]) &&
  value.slice(1).every(isTerm);

const numberFault = (value: unknown, depth: number): string | undefined => {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'a number must be finite';
  if (depth > MAX_DEPTH) return 'nested too deeply';
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_WIDTH)
    return 'expected a number or ["fluent", …]';
  const head: unknown = value[0];
  if (typeof head === 'string' && ARITHMETIC.has(head)) {
    if (value.length < 3 && !(head === '-' && value.length === 2)) return `"${head}" needs two operands`;
    for (const part of value.slice(1)) {
      const fault = numberFault(part, depth + 1);
      if (fault) return fault;
    }
    return undefined;
  }
  return isAtom(value) ? undefined : `not a numeric expression: ${preview(value)}`;
};

const conditionFault = (value: unknown, depth: number): string | undefined => {
  if (depth > MAX_DEPTH) return 'nested too deeply';
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_WIDTH)
    return 'expected ["predicate", …] or ["and", …]';
  const [head, ...rest] = value as [unknown, ...unknown[]];
  if (head === 'and' || head === 'or') return firstFault(rest, (part) => conditionFault(part, depth + 1));
  if (head === 'not') return rest.length === 1 ? conditionFault(rest[0], depth + 1) : '"not" takes one condition';
  if (head === 'imply')
    return rest.length === 2
      ? firstFault(rest, (part) => conditionFault(part, depth + 1))
      : '"imply" takes two conditions';
  if (head === 'forall' || head === 'exists') {
    if (rest.length !== 2 || !isVariables(rest[0])) return `"${head}" takes [["?x","type"]…] and one condition`;
    return conditionFault(rest[1], depth + 1);
  }
  if (head === '=') return rest.length === 2 && rest.every(isTerm) ? undefined : '"=" compares two entities';
  if (typeof head === 'string' && COMPARISONS.has(head))
    return rest.length === 2 ? firstFault(rest, (part) => numberFault(part, depth + 1)) : `"${head}" takes two numbers`;
  return isAtom(value) ? undefined : `not a condition: ${preview(value)}`;
};

const effectFault = (value: unknown, depth: number): string | undefined => {
  if (depth > MAX_DEPTH) return 'nested too deeply';
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_WIDTH)
    return 'expected ["predicate", …] or ["and", …]';
  const [head, ...rest] = value as [unknown, ...unknown[]];
  if (head === 'and') return firstFault(rest, (part) => effectFault(part, depth + 1));
  if (head === 'not') return rest.length === 1 && isAtom(rest[0]) ? undefined : '"not" in an effect takes one fact';
  if (head === 'when')
    return rest.length === 2
      ? (conditionFault(rest[0], depth + 1) ?? effectFault(rest[1], depth + 1))
      : '"when" takes a condition and an effect';
  if (head === 'forall') {
    if (rest.length !== 2 || !isVariables(rest[0])) return '"forall" takes [["?x","type"]…] and one effect';
    return effectFault(rest[1], depth + 1);
  }
  if (typeof head === 'string' && NUMERIC_CHANGES.has(head)) {
    if (rest.length !== 2 || !isAtom(rest[0])) return `"${head}" takes ["fluent", …] and a number`;
    return numberFault(rest[1], depth + 1);
  }
  return isAtom(value) ? undefined : `not an effect: ${preview(value)}`;
};

const firstFault = (parts: readonly unknown[], check: (part: unknown) => string | undefined): string | undefined => {
  for (const part of parts) {
    const fault = check(part);
    if (fault) return fault;
  }
  return undefined;
};

const preview = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

const checked = <T>(fault: (value: unknown, depth: number) => string | undefined, title: string) =>
  z
    .custom<T>()
    .superRefine((value, context) => {
      const message = fault(value, 0);
      if (message) context.addIssue({ code: 'custom', message });
    })
    .meta({ title, description: `${title}; see the formula language` });

export const conditionSchema = checked<Condition>(conditionFault, 'condition');
export const effectSchema = checked<Effect>(effectFault, 'effect');
export const numericExpressionSchema = checked<NumericExpression>(numberFault, 'numeric expression');

/** Key of a ground fact or fluent, `on(red_tote,shelf_a2)`; no spaces. */
export const factKey = (predicate: string, ...terms: readonly Term[]): string => `${predicate}(${terms.join(',')})`;
export const atomKey = (atom: Atom): string => `${atom[0]}(${atom.slice(1).join(',')})`;

/** Inverse of {@link factKey}. */
export const parseFactKey = (key: string): Atom => {
  const open = key.indexOf('(');
  if (open < 1 || !key.endsWith(')')) return [key];
  const inner = key.slice(open + 1, -1);
  return inner === '' ? [key.slice(0, open)] : [key.slice(0, open), ...inner.split(',')];
};

type Bindings = Readonly<Record<string, Term>>;
const bindTerm = (term: Term, bindings: Bindings): Term => (term.startsWith('?') ? (bindings[term] ?? term) : term);

/** Replaces variables; variables bound by an inner quantifier are left alone. */
export const bindCondition = (condition: Condition, bindings: Bindings): Condition => {
  const [head] = condition;
  if (head === 'forall' || head === 'exists') {
    const [, variables, body] = condition as readonly ['forall', TypedVariables, Condition];
    return [head as 'forall', variables, bindCondition(body, without(bindings, variables))];
  }
  if (head === 'and' || head === 'or' || head === 'not' || head === 'imply')
    return [
      head,
      ...(condition.slice(1) as Condition[]).map((part) => bindCondition(part, bindings)),
    ] as unknown as Condition;
  if (COMPARISONS.has(head))
    return [
      head,
      ...(condition.slice(1) as NumericExpression[]).map((part) => bindNumber(part, bindings)),
    ] as unknown as Condition;
  return [head, ...(condition.slice(1) as Term[]).map((term) => bindTerm(term, bindings))] as unknown as Condition;
};

export const bindNumber = (expression: NumericExpression, bindings: Bindings): NumericExpression => {
  if (typeof expression === 'number') return expression;
  const [head, ...parts] = expression;
  if (ARITHMETIC.has(head)) return [head, ...parts.map((part) => bindNumber(part as NumericExpression, bindings))];
  return [head, ...parts.map((part) => bindTerm(part as Term, bindings))];
};

export const bindEffect = (effect: Effect, bindings: Bindings): Effect => {
  const [head] = effect;
  if (head === 'and') return ['and', ...(effect.slice(1) as Effect[]).map((part) => bindEffect(part, bindings))];
  if (head === 'not') return ['not', bindAtom(effect[1] as Atom, bindings)];
  if (head === 'when')
    return ['when', bindCondition(effect[1] as Condition, bindings), bindEffect(effect[2] as Effect, bindings)];
  if (head === 'forall') {
    const [, variables, body] = effect as readonly ['forall', TypedVariables, Effect];
    return ['forall', variables, bindEffect(body, without(bindings, variables))];
  }
  if (NUMERIC_CHANGES.has(head))
    return [
      head as NumericChange,
      bindAtom(effect[1] as Atom, bindings),
      bindNumber(effect[2] as NumericExpression, bindings),
    ];
  return bindAtom(effect as Atom, bindings);
};

export const bindAtom = (atom: Atom, bindings: Bindings): Atom =>
  [atom[0], ...atom.slice(1).map((term) => bindTerm(term, bindings))] as unknown as Atom;

const without = (bindings: Bindings, variables: TypedVariables): Bindings =>
  Object.fromEntries(Object.entries(bindings).filter(([name]) => !variables.some(([variable]) => variable === name)));
