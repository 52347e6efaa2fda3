import type { Amount, Operator } from '../logical-form.ts';
import { choice, entry, map, memo, optional, type Rule, seq, word } from './rules.ts';

const amountRule: Rule<Amount> = map(seq(entry('number'), optional(word('unit'))), ([number, unit]) => ({
  value: number.value,
  ...(number.percent ? { percent: true } : {}),
  ...(unit ? { unit: unit.value } : {}),
}));
/** 每秒0.5米: the per comes first. */
const perSecond: Rule<Amount> = map(
  seq(word('unit', 'per-second'), entry('number'), word('unit', 'm')),
  ([, number]) => ({ value: number.value, unit: 'm/s' }),
);

/** A number with the unit that was said. */
export const amount: Rule<Amount> = memo(choice<Amount>(amountRule, perSecond));

/** "over 5 kg", 低于20%. */
export const comparison: Rule<{ operator: Operator; amount: Amount }> = memo(
  map(seq(word('compare'), amount), ([compare, value]) => ({ operator: compare.value as Operator, amount: value })),
);
