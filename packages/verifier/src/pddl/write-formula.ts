import type { Atom, Condition, Effect, NumericExpression, TypedVariables } from '@muster/domain';
import { DURATION, TOTAL_TIME } from '../engine/index.ts';

/** A name, number or formula that PDDL can't express: a defect of the caller, whose names are ids. */
export class PddlWriteError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PddlWriteError';
  }
}

const NAME = /^\??[a-z_][a-z0-9_-]*$/i;
const COMPARISONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==']);
const CHANGES: ReadonlySet<string> = new Set(['assign', 'increase', 'decrease', 'scale-up', 'scale-down']);

export const word = (name: string): string => {
  if (!NAME.test(name)) throw new PddlWriteError(`${JSON.stringify(name)} is no PDDL name`);
  return name;
};

export const list = (...parts: readonly string[]): string => `(${parts.join(' ')})`;

/** Plain decimals only: PDDL has no exponents. @throws PddlWriteError when not finite or out of range */
export const writeNumber = (value: number): string => {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15)
    throw new PddlWriteError(`${value} can't be written as a number`);
  const text = String(value);
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text;
};

export const writeType = (type: string): string => {
  const members = type.split('|').map(word);
  return members.length === 1 ? members[0]! : list('either', ...members);
};

export const writeAtom = (atom: Atom): string => list(...atom.map(word));

export const writeExpression = (expression: NumericExpression): string => {
  if (typeof expression === 'number') return writeNumber(expression);
  const [head, ...parts] = expression;
  if (head === DURATION || head === TOTAL_TIME) return head;
  if (head !== '+' && head !== '-' && head !== '*' && head !== '/') return writeAtom(expression as unknown as Atom);
  const operands = parts.map((part) => writeExpression(part as NumericExpression));
  // Operators take two operands in PDDL 2.1; longer sums are nested from the left.
  return operands.length < 2
    ? list(head, ...operands)
    : operands.slice(1).reduce((left, right) => list(head, left, right), operands[0]!);
};

/** `(and)` is true and `(or)` is false; inside a formula PDDL 2.1 has neither, so they are folded away. */
export const simplify = (condition: Condition): Condition => {
  const [head, ...parts] = condition as readonly [string, ...unknown[]];
  if (head === 'and' || head === 'or') {
    const neutral = head;
    const decisive = head === 'and' ? 'or' : 'and';
    const kept: Condition[] = [];
    for (const part of (parts as Condition[]).map(simplify)) {
      if (isEmpty(part, decisive)) return part;
      if (isEmpty(part, neutral)) continue;
      if (part[0] === head) kept.push(...(part.slice(1) as Condition[]));
      else kept.push(part);
    }
    return kept.length === 1 ? kept[0]! : ([head, ...kept] as unknown as Condition);
  }
  if (head === 'not') {
    const part = simplify(parts[0] as Condition);
    if (isEmpty(part, 'and')) return ['or'];
    return isEmpty(part, 'or') ? ['and'] : ['not', part];
  }
  if (head === 'imply') {
    const [premise, conclusion] = (parts as Condition[]).map(simplify) as [Condition, Condition];
    if (isEmpty(premise, 'or') || isEmpty(conclusion, 'and')) return ['and'];
    if (isEmpty(premise, 'and')) return conclusion;
    return isEmpty(conclusion, 'or') ? simplify(['not', premise]) : ['imply', premise, conclusion];
  }
  if (head === 'forall' || head === 'exists') {
    const [, variables, body] = condition as readonly ['forall' | 'exists', TypedVariables, Condition];
    const inner = simplify(body);
    if (head === 'forall') return isEmpty(inner, 'and') ? inner : ['forall', variables, inner];
    return isEmpty(inner, 'or') ? inner : ['exists', variables, inner];
  }
  return condition;
};

const isEmpty = (condition: Condition, head: 'and' | 'or'): boolean => condition[0] === head && condition.length === 1;

/**
 * Writes formulas. In a domain with types every variable gets one, also `object`, without which some readers fail; in a domain
 * without, none does.
 */
export class FormulaWriter {
  readonly #isTyped: boolean;

  constructor(isTyped: boolean) {
    this.#isTyped = isTyped;
  }

  typed(entries: readonly (readonly [name: string, type: string])[]): string {
    return entries.map(([name, type]) => (this.#isTyped ? `${word(name)} - ${writeType(type)}` : word(name))).join(' ');
  }

  variables(variables: TypedVariables): string {
    return list(this.typed(variables));
  }

  /** @throws PddlWriteError when the condition can never be true */
  condition(condition: Condition): string {
    return this.#condition(simplify(condition));
  }

  #condition(condition: Condition): string {
    const [head, ...parts] = condition as readonly [string, ...unknown[]];
    if (head === 'and' || head === 'or' || head === 'not' || head === 'imply') {
      if (head === 'or' && parts.length === 0) throw new PddlWriteError('a condition that is never true');
      return list(head, ...(parts as Condition[]).map((part) => this.#condition(part)));
    }
    if (head === 'forall' || head === 'exists')
      return list(head, this.variables(parts[0] as TypedVariables), this.#condition(parts[1] as Condition));
    if (head === '=') return list('=', ...(parts as string[]).map(word));
    if (COMPARISONS.has(head))
      return list(head === '==' ? '=' : head, ...(parts as NumericExpression[]).map(writeExpression));
    return writeAtom(condition as Atom);
  }

  effect(effect: Effect): string {
    const [head, ...parts] = effect as readonly [string, ...unknown[]];
    if (head === 'and') return list('and', ...(parts as Effect[]).map((part) => this.effect(part)));
    if (head === 'not') return list('not', writeAtom(parts[0] as Atom));
    if (head === 'when') {
      const condition = simplify(parts[0] as Condition);
      const then = this.effect(parts[1] as Effect);
      return isEmpty(condition, 'and') ? then : list('when', this.#condition(condition), then);
    }
    if (head === 'forall')
      return list('forall', this.variables(parts[0] as TypedVariables), this.effect(parts[1] as Effect));
    if (CHANGES.has(head))
      return list(head, writeAtom(parts[0] as Atom), writeExpression(parts[1] as NumericExpression));
    return writeAtom(effect as Atom);
  }

  /** `(at start c1)`, `(at start c2)`, … for each conjunct. */
  timedConditions(when: 'at start' | 'over all' | 'at end', condition: Condition | undefined): string[] {
    const simple = condition && simplify(condition);
    if (!simple) return [];
    const parts = simple[0] === 'and' ? (simple.slice(1) as Condition[]) : [simple];
    return parts.map((part) => list(when, this.#condition(part)));
  }

  /** PDDL puts the time inside: `(forall (…) (when (at start c) (at start e)))`. */
  timedEffects(when: 'at start' | 'at end', effect: Effect | undefined): string[] {
    return conjuncts(effect).flatMap((part): string[] => {
      const [head] = part;
      if (head === 'forall') {
        const [, variables, body] = part as readonly ['forall', TypedVariables, Effect];
        return [list('forall', this.variables(variables), list('and', ...this.timedEffects(when, body)))];
      }
      if (head === 'when') {
        const [, condition, then] = part as readonly ['when', Condition, Effect];
        const conditions = this.timedConditions(when, condition);
        const effects = this.timedEffects(when, then);
        return conditions.length === 0 ? effects : [list('when', list('and', ...conditions), list('and', ...effects))];
      }
      return [list(when, this.effect(part))];
    });
  }
}

export const conjuncts = (effect: Effect | undefined): readonly Effect[] => {
  if (!effect) return [];
  return effect[0] === 'and' ? (effect.slice(1) as unknown as Effect[]).flatMap((part) => conjuncts(part)) : [effect];
};
