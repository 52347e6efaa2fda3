import type {
  Atom,
  Comparison,
  Condition,
  Effect,
  NumericChange,
  NumericExpression,
  Term,
  TypedVariables,
} from '@muster/domain';
import { FALSE, TRUE, type Truth } from './ground-state.ts';
import type { AtomTable, Universe } from './universe.ts';

/** The number that the plan chose as duration of a step, in numeric expressions: `["?duration"]`. */
export const DURATION = '?duration';
/** Instant of the current happening, seconds since the start: `["total-time"]` in a metric. */
export const TOTAL_TIME = 'total-time';

export type CompiledNumber =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'fluent'; readonly table: AtomTable; readonly terms: Int32Array }
  | { readonly kind: 'arithmetic'; readonly operator: '+' | '-' | '*' | '/'; readonly parts: readonly CompiledNumber[] }
  | { readonly kind: 'duration' }
  | { readonly kind: 'time' };

export type CompiledCondition =
  | { readonly kind: 'constant'; readonly value: Truth }
  | { readonly kind: 'fact'; readonly table: AtomTable; readonly terms: Int32Array }
  | { readonly kind: 'same'; readonly left: number; readonly right: number }
  | { readonly kind: 'not'; readonly part: CompiledCondition }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly CompiledCondition[] }
  | {
      readonly kind: 'every' | 'some';
      readonly slot: number;
      readonly objects: Int32Array;
      readonly body: CompiledCondition;
    }
  | {
      readonly kind: 'compare';
      readonly comparison: Comparison;
      readonly left: CompiledNumber;
      readonly right: CompiledNumber;
    };

export type CompiledEffect =
  | { readonly kind: 'add' | 'delete'; readonly table: AtomTable; readonly terms: Int32Array }
  | {
      readonly kind: 'number';
      readonly change: NumericChange;
      readonly table: AtomTable;
      readonly terms: Int32Array;
      readonly value: CompiledNumber;
    }
  | { readonly kind: 'when'; readonly condition: CompiledCondition; readonly effects: readonly CompiledEffect[] }
  | {
      readonly kind: 'each';
      readonly slot: number;
      readonly objects: Int32Array;
      readonly effects: readonly CompiledEffect[];
    };

/** Thrown when a formula names something that is not there. Callers check names first; this is the last line. */
export class CompileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CompileError';
  }
}

const COMPARISONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==']);
const CHANGES: ReadonlySet<string> = new Set(['assign', 'increase', 'decrease', 'scale-up', 'scale-down']);

/**
 * Turns formulas with variables into programs over slots: parameters first, then one slot for every quantified variable
 * on the way down. One compiler serves one action or one closed formula; `slots` is the size of the bindings it needs.
 */
export class FormulaCompiler {
  readonly #universe: Universe;
  readonly #scope = new Map<string, number>();
  #depth = 0;
  #slots = 0;

  constructor(universe: Universe, parameters: TypedVariables = []) {
    this.#universe = universe;
    for (const [variable] of parameters) this.#scope.set(variable, this.#open());
  }

  get slots(): number {
    return this.#slots;
  }

  condition(condition: Condition): CompiledCondition {
    const [head] = condition;
    switch (head) {
      case 'and':
      case 'or': {
        const parts = (condition.slice(1) as Condition[]).map((part) => this.condition(part));
        return { kind: head === 'and' ? 'all' : 'any', parts };
      }
      case 'not':
        return { kind: 'not', part: this.condition(condition[1] as Condition) };
      case 'imply': {
        const [, premise, conclusion] = condition as readonly ['imply', Condition, Condition];
        return { kind: 'any', parts: [{ kind: 'not', part: this.condition(premise) }, this.condition(conclusion)] };
      }
      case 'forall':
      case 'exists': {
        const [, variables, body] = condition as readonly ['forall' | 'exists', TypedVariables, Condition];
        return this.#quantified(
          variables,
          () => this.condition(body),
          (slot, objects, inner) => ({ kind: head === 'forall' ? 'every' : 'some', slot, objects, body: inner }),
        );
      }
      case '=':
        return this.#same(condition as readonly ['=', Term, Term]);
      default:
        if (COMPARISONS.has(head)) {
          const [comparison, left, right] = condition as readonly [Comparison, NumericExpression, NumericExpression];
          return { kind: 'compare', comparison, left: this.number(left), right: this.number(right) };
        }
        return { kind: 'fact', ...this.#atom(condition as Atom, 'facts') };
    }
  }

  number(expression: NumericExpression): CompiledNumber {
    if (typeof expression === 'number') return { kind: 'number', value: expression };
    const [head, ...parts] = expression;
    if (head === DURATION) return { kind: 'duration' };
    if (head === TOTAL_TIME && parts.length === 0) return { kind: 'time' };
    if (head === '+' || head === '-' || head === '*' || head === '/')
      return {
        kind: 'arithmetic',
        operator: head,
        parts: parts.map((part) => this.number(part as NumericExpression)),
      };
    return { kind: 'fluent', ...this.#atom(expression as unknown as Atom, 'fluents') };
  }

  effects(effect: Effect): readonly CompiledEffect[] {
    const [head] = effect;
    switch (head) {
      case 'and':
        return (effect.slice(1) as Effect[]).flatMap((part) => this.effects(part));
      case 'not':
        return [{ kind: 'delete', ...this.#atom(effect[1] as Atom, 'facts') }];
      case 'when': {
        const [, condition, then] = effect as readonly ['when', Condition, Effect];
        return [{ kind: 'when', condition: this.condition(condition), effects: this.effects(then) }];
      }
      case 'forall': {
        const [, variables, body] = effect as readonly ['forall', TypedVariables, Effect];
        return this.#quantified(
          variables,
          () => this.effects(body),
          (slot, objects, inner) => [{ kind: 'each', slot, objects, effects: inner }],
        );
      }
      default:
        if (CHANGES.has(head)) {
          const [change, fluent, value] = effect as readonly [NumericChange, Atom, NumericExpression];
          return [{ kind: 'number', change, value: this.number(value), ...this.#atom(fluent, 'fluents') }];
        }
        return [{ kind: 'add', ...this.#atom(effect as Atom, 'facts') }];
    }
  }

  #quantified<T>(
    variables: TypedVariables,
    inner: () => T,
    wrap: (slot: number, objects: Int32Array, inner: T) => T,
  ): T {
    const shadowed: [string, number | undefined][] = [];
    const opened: { slot: number; objects: Int32Array }[] = [];
    for (const [variable, type] of variables) {
      shadowed.push([variable, this.#scope.get(variable)]);
      const slot = this.#open();
      this.#scope.set(variable, slot);
      opened.push({ slot, objects: this.#universe.objectsOf(type) });
    }
    let result = inner();
    for (const { slot, objects } of opened.reverse()) result = wrap(slot, objects, result);
    for (const [variable, slot] of shadowed.reverse()) {
      if (slot === undefined) this.#scope.delete(variable);
      else this.#scope.set(variable, slot);
      this.#depth -= 1;
    }
    return result;
  }

  #open(): number {
    const slot = this.#depth;
    this.#depth += 1;
    this.#slots = Math.max(this.#slots, this.#depth);
    return slot;
  }

  #same([, left, right]: readonly ['=', Term, Term]): CompiledCondition {
    const [one, other] = [this.#term(left), this.#term(right)];
    if (one < 0 && other < 0) return { kind: 'constant', value: one === other ? TRUE : FALSE };
    return { kind: 'same', left: one, right: other };
  }

  #atom(atom: Atom, space: 'facts' | 'fluents'): { table: AtomTable; terms: Int32Array } {
    const [name, ...terms] = atom;
    return {
      table: this.#universe[space].table(name, terms.length),
      terms: Int32Array.from(terms, (term) => this.#term(term)),
    };
  }

  #term(term: Term): number {
    if (term.startsWith('?')) {
      const slot = this.#scope.get(term);
      if (slot === undefined) throw new CompileError(`variable ${term} is not bound`);
      return slot;
    }
    const object = this.#universe.objectIndex(term);
    if (object < 0) throw new CompileError(`there is no object ${term}`);
    return ~object;
  }
}
