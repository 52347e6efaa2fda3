import type { Amount, Operator } from '../logical-form.ts';
import { entry, map, memo, optional, type Rule, seq, word } from './rules.ts';

const amountRule: Rule<Amount> = map(seq(entry('number'), optional(word('unit'))), ([number, unit]) => ({
  value: number.value,
  ...(number.percent ? { percent: true } : {}),
  ...(unit ? { unit: unit.value } : {}),
}));
/** A number with the unit that was said. */
export const amount: Rule<Amount> = memo(amountRule);

/** "over 5 kg", 低于20%. */
export const comparison: Rule<{ operator: Operator; amount: Amount }> = memo(
  map(seq(word('compare'), amount), ([compare, value]) => ({ operator: compare.value as Operator, amount: value })),
);
