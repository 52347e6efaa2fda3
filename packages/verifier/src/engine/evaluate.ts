import type { Comparison } from '@muster/domain';
import type { CompiledCondition, CompiledNumber } from './compile.ts';
import { FALSE, type GroundState, TRUE, type Truth, UNKNOWN } from './ground-state.ts';

/** Values that a formula reads besides the state. */
export type Moment = {
  /** Objects bound to the slots; quantifiers write their own slots. */
  readonly bindings: Int32Array;
  /** Seconds; NaN outside a durative step. */
  readonly duration: number;
  /** Seconds since the start of the plan. */
  readonly time: number;
};

/** Relative slack that separates "greater" from rounding. */
const ROUNDING = 1e-12;

/** NaN when a number that it needs is undefined, or the result is not finite. */
export const evaluateNumber = (number: CompiledNumber, state: GroundState, moment: Moment): number => {
  switch (number.kind) {
    case 'number':
      return number.value;
    case 'fluent':
      return state.fluent(number.table.find(number.terms, moment.bindings));
    case 'duration':
      return moment.duration;
    case 'time':
      return moment.time;
    case 'arithmetic': {
      const { operator, parts } = number;
      let total = evaluateNumber(parts[0]!, state, moment);
      if (parts.length === 1) return operator === '-' ? -total : total;
      for (let index = 1; index < parts.length; index += 1) {
        const part = evaluateNumber(parts[index]!, state, moment);
        if (operator === '+') total += part;
        else if (operator === '-') total -= part;
        else if (operator === '*') total *= part;
        else total /= part;
      }
      return Number.isFinite(total) ? total : Number.NaN;
    }
  }
};

export const compareNumbers = (comparison: Comparison, left: number, right: number, tolerance: number): Truth => {
  const difference = left - right;
  if (Number.isNaN(difference)) return UNKNOWN;
  const rounding = ROUNDING * Math.max(Math.abs(left), Math.abs(right));
  const slack = Math.max(tolerance, rounding);
  switch (comparison) {
    case '<':
      return difference < -rounding ? TRUE : FALSE;
    case '>':
      return difference > rounding ? TRUE : FALSE;
    case '<=':
      return difference <= slack ? TRUE : FALSE;
    case '>=':
      return difference >= -slack ? TRUE : FALSE;
    case '==':
      return Math.abs(difference) <= slack ? TRUE : FALSE;
  }
};

/** Strong Kleene evaluation. @throws EvaluationLimitError */
export const evaluate = (condition: CompiledCondition, state: GroundState, moment: Moment): Truth => {
  switch (condition.kind) {
    case 'constant':
      return condition.value;
    case 'fact':
      return state.fact(condition.table.find(condition.terms, moment.bindings));
    case 'same':
      return objectAt(condition.left, moment.bindings) === objectAt(condition.right, moment.bindings) ? TRUE : FALSE;
    case 'not': {
      const value = evaluate(condition.part, state, moment);
      return value === UNKNOWN ? UNKNOWN : value === TRUE ? FALSE : TRUE;
    }
    case 'all':
    case 'any': {
      const decisive = condition.kind === 'all' ? FALSE : TRUE;
      let result: Truth = decisive === FALSE ? TRUE : FALSE;
      for (const part of condition.parts) {
        const value = evaluate(part, state, moment);
        if (value === decisive) return decisive;
        if (value === UNKNOWN) result = UNKNOWN;
      }
      return result;
    }
    case 'every':
    case 'some': {
      const decisive = condition.kind === 'every' ? FALSE : TRUE;
      let result: Truth = decisive === FALSE ? TRUE : FALSE;
      for (const object of condition.objects) {
        state.spend(1);
        moment.bindings[condition.slot] = object;
        const value = evaluate(condition.body, state, moment);
        if (value === decisive) return decisive;
        if (value === UNKNOWN) result = UNKNOWN;
      }
      return result;
    }
    case 'compare':
      return compareNumbers(
        condition.comparison,
        evaluateNumber(condition.left, state, moment),
        evaluateNumber(condition.right, state, moment),
        state.numericTolerance,
      );
  }
};

const objectAt = (term: number, bindings: Int32Array): number => (term < 0 ? ~term : bindings[term]!);
