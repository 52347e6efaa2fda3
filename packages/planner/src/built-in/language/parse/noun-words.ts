import type { Edge, Lattice } from '../lattice.ts';
import type { Entry } from '../lexicon/entry.ts';
import type { Determiner, Head, Modifier, NounPhrase, Operator } from '../logical-form.ts';
import { amount } from './amount.ts';
import { anyWord, optional, seq, word } from './rules.ts';

/** A noun phrase that is still being read. Stages: 0 determiners, 1 adjectives, 2 after the head. */
export type Partial = {
  readonly at: number;
  readonly cost: number;
  readonly stage: 0 | 1 | 2;
  readonly determiner: Determiner;
  readonly plural: boolean;
  readonly count?: NounPhrase['count'];
  readonly countKind?: 'exactly' | 'at-least' | 'at-most';
  readonly modifiers: readonly Modifier[];
  readonly head?: Head;
  readonly except: readonly NounPhrase[];
};

/** What a word that nobody knows costs; any reading without it is better. */
export const UNKNOWN_COST = 6;

/** What half of a name costs where the whole of it could be read. */
export const CUT_COST = 4;

/** Chinese: 3号, B排 before the noun. */
export const signed = (lattice: Lattice, at: number, partial: Partial, code: string, next: Partial[]): void => {
  for (const sign of seq(word('number-sign'), optional(word('possessive')))(lattice, at))
    next.push({
      ...partial,
      at: sign.end,
      cost: partial.cost + 1.5,
      stage: 1,
      modifiers: [...partial.modifiers, { kind: 'code', text: code }],
    });
};

export type Move = (change: globalThis.Partial<Partial>, extra?: number) => void;

export const readHead = (edge: Edge, partial: Partial, move: Move): void => {
  const found = edge.entry;
  if (found.category === 'name') {
    // A definite plural of a name that several things share means all of them.
    move(
      { stage: 2, head: { kind: 'name', ids: found.ids }, plural: found.plural === true },
      (found.wide ? 0.8 : 0) + (edge.cut ? CUT_COST : 0),
    );
  } else if (found.category === 'class')
    move(
      {
        stage: 2,
        head: { kind: 'class', class: found.class },
        plural: found.plural === true,
        ...(partial.determiner === 'bare' && /^(?:any|some)(?:one|body|thing)$/i.test(edge.text)
          ? { determiner: 'any' as const }
          : /^every(?:one|body)$/i.test(edge.text)
            ? { determiner: 'all' as const }
            : {}),
      },
      0.1 + (edge.cut ? CUT_COST : 0),
    );
  else if (found.category === 'quote') move({ stage: 2, head: { kind: 'quote', text: found.text } });
  else if (found.category === 'unknown')
    move({ stage: 2, head: { kind: 'unknown', text: found.text } }, UNKNOWN_COST - 0.5 + (found.extended ? 2 : 0));
  else if (found.category === 'word') {
    const isBare = partial.stage === 0 && partial.modifiers.length === 0;
    if (found.kind === 'pronoun' && isBare && partial.determiner === 'bare' && !partial.count)
      move({ stage: 2, head: { kind: 'pronoun', value: found.value } }, 0.1);
    if (found.kind === 'pro-noun' && found.value === 'one')
      move({ stage: 2, head: { kind: 'one' }, plural: /s$/.test(edge.text) }, isBare ? 1.5 : 0.3);
    if (found.kind === 'pro-noun' && found.value === 'rest' && partial.modifiers.length === 0)
      move({ stage: 2, head: { kind: 'rest' }, determiner: 'all', plural: true }, 0.2);
    if (found.kind === 'quantifier' && (found.value === 'all' || found.value === 'both') && isBare)
      move({ stage: 2, head: { kind: 'one' }, determiner: found.value, plural: true }, 2);
  }
};

export const readWord = (
  lattice: Lattice,
  edge: Edge,
  found: Extract<Entry, { category: 'word' }>,
  partial: Partial,
  move: Move,
  withModifier: (modifier: Modifier, extra?: number) => void,
): void => {
  switch (found.kind) {
    case 'determiner':
      // 四十八公斤的那个周转箱: after what describes it.
      if (partial.stage === 1 && partial.determiner === 'bare' && /^[这那该]/.test(edge.text)) {
        move({ determiner: 'definite' });
        return;
      }
      if (partial.stage === 0 && (partial.determiner === 'bare' || partial.determiner === 'all'))
        move({
          determiner: partial.determiner === 'all' ? 'all' : (found.value as Determiner),
          plural: partial.plural || /^(?:these|those|这些|那些)$/.test(edge.text),
        });
      return;
    case 'quantifier':
      if (found.value === 'at-least' || found.value === 'at-most' || found.value === 'exactly')
        move({ countKind: found.value });
      else if (found.value === 'neither') return;
      else if (partial.stage === 0 || partial.modifiers.every((modifier) => modifier.kind === 'code'))
        move({ determiner: found.value as Determiner });
      return;
    case 'classifier':
      if (partial.count || partial.modifiers.at(-1)?.kind === 'ordinal' || partial.determiner !== 'bare')
        move({}, -0.6);
      return;
    case 'other':
      withModifier({ kind: 'other' });
      return;
    case 'side':
      withModifier({ kind: 'side', side: found.value });
      return;
    case 'measure': {
      const [fluent = '', order = 'most'] = found.value.split(':');
      withModifier({ kind: 'measure', fluent, order: order as 'most' });
      return;
    }
    case 'empty':
      withModifier({ kind: 'empty', holds: true });
      return;
    case 'same':
      withModifier({ kind: 'same' });
      return;
    case 'different':
      withModifier({ kind: 'different' });
      return;
    case 'compare':
      for (const value of amount(lattice, edge.end))
        for (const of of optional(anyWord('possessive'))(lattice, value.end))
          move(
            {
              at: of.end,
              stage: 1,
              modifiers: [
                ...partial.modifiers,
                { kind: 'compare', operator: found.value as Operator, amount: value.value },
              ],
            },
            1,
          );
      return;
    default:
      return;
  }
};
