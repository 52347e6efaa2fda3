import type { Edge, Lattice } from '../lattice.ts';
import type { Entry } from '../lexicon/entry.ts';
import type { Amount, Determiner, Head, Modifier, NounPhrase, Operator, Phrase, Relation } from '../logical-form.ts';
import {
  anyWord,
  choice,
  edgesAt,
  entry,
  lazy,
  map,
  memo,
  optional,
  type Parse,
  type Rule,
  seq,
  textBetween,
  word,
} from './rules.ts';

/** A noun phrase that is still being read. Stages: 0 determiners, 1 adjectives, 2 after the head. */
type Partial = {
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

const MAX_PARTIALS = 240;
const UNKNOWN_COST = 6;

const amountRule: Rule<Amount> = map(seq(entry('number'), optional(word('unit'))), ([number, unit]) => ({
  value: number.value,
  ...(number.percent ? { percent: true } : {}),
  ...(unit ? { unit: unit.value } : {}),
}));
export const amount: Rule<Amount> = memo(amountRule);

const comparison: Rule<{ operator: Operator; amount: Amount }> = memo(
  map(seq(word('compare'), amount), ([compare, value]) => ({ operator: compare.value as Operator, amount: value })),
);

/** "on shelf A2", "next to the door": a preposition and its noun phrase. */
const prepositional: Rule<{ relation: Relation | 'any'; of: NounPhrase }> = memo(
  map(
    seq(
      word('preposition'),
      lazy(() => hosts),
      optional(choice(word('postposition'), word('side'))),
    ),
    ([preposition, of, post]) => {
      const relation = locative(preposition.value);
      if (!relation) return undefined;
      return { relation: post?.kind === 'postposition' ? (post.value as Relation) : relation, of };
    },
  ),
);

const locative = (value: string): Relation | 'any' | undefined => {
  if (value === 'on' || value === 'in' || value === 'at' || value === 'near' || value === 'under') return value;
  return value === 'from' ? 'any' : undefined;
};

const steps = (lattice: Lattice, partial: Partial): Partial[] =>
  partial.stage === 2 ? afterHead(lattice, partial) : beforeHead(lattice, partial);

const beforeHead = (lattice: Lattice, partial: Partial): Partial[] => {
  const next: Partial[] = [];
  for (const edge of edgesAt(lattice, partial.at)) {
    const move = (change: globalThis.Partial<Partial>, extra = 0): void => {
      next.push({ ...partial, at: edge.end, cost: partial.cost + 1 + extra, ...change });
    };
    const withModifier = (modifier: Modifier, extra = 0): void => {
      move({ stage: 1, modifiers: [...partial.modifiers, modifier] }, extra);
      for (const of of anyWord('possessive')(lattice, edge.end))
        next.push({
          ...partial,
          at: of.end,
          cost: partial.cost + 1.2 + extra,
          stage: 1,
          modifiers: [...partial.modifiers, modifier],
        });
    };
    const found = edge.entry;
    readHead(edge, partial, move);
    if (found.category === 'value')
      withModifier({ kind: 'value', property: found.property, values: [found.value], text: edge.text });
    else if (found.category === 'state')
      withModifier({ kind: 'state', predicate: found.predicate, holds: found.holds, text: edge.text }, 0.4);
    else if (found.category === 'ordinal') withModifier({ kind: 'ordinal', n: found.n });
    else if (found.category === 'unknown') withModifier({ kind: 'unknown', text: found.text }, UNKNOWN_COST);
    else if (found.category === 'name') withModifier({ kind: 'noun', ids: found.ids }, 1);
    else if (found.category === 'class') withModifier({ kind: 'noun', class: found.class }, 1);
    else if (found.category === 'letter') signed(lattice, edge.end, partial, found.text, next);
    else if (found.category === 'number') {
      signed(lattice, edge.end, partial, String(found.value), next);
      for (const unit of word('unit')(lattice, edge.end)) {
        const weighed: Modifier = {
          kind: 'compare',
          operator: '==',
          amount: { value: found.value, unit: unit.value.value },
        };
        for (const of of optional(anyWord('possessive', 'of'))(lattice, unit.end))
          next.push({
            ...partial,
            at: of.end,
            cost: partial.cost + 2,
            stage: 1,
            modifiers: [...partial.modifiers, weighed],
          });
      }
      if (
        !partial.count &&
        !found.percent &&
        // "the blue one" counts nothing.
        !(partial.stage === 1 && edge.text.toLowerCase() === 'one') &&
        Number.isInteger(found.value) &&
        partial.modifiers.every((modifier) => modifier.kind !== 'noun')
      ) {
        const count = { kind: partial.countKind ?? 'exactly', n: found.value } as const;
        move({ count });
        for (const fix of correctedNumber(lattice, edge.end))
          next.push({ ...partial, at: fix.end, cost: partial.cost + fix.cost, count: { ...count, n: fix.value } });
      }
    } else if (found.category === 'word') readWord(lattice, edge, found, partial, move, withModifier);
  }
  // "the red and blue totes": a second value of the same property.
  const last = partial.modifiers.at(-1);
  if (last?.kind === 'value')
    for (const and of anyWord('and', 'or', 'comma')(lattice, partial.at))
      for (const value of entry('value')(lattice, and.end))
        if (value.value.property === last.property)
          next.push({
            ...partial,
            at: value.end,
            cost: partial.cost + 2.2,
            modifiers: [
              ...partial.modifiers.slice(0, -1),
              { ...last, values: [...last.values, value.value.value].sort() },
            ],
          });
  if (partial.stage === 1 && !partial.head)
    next.push({ ...partial, stage: 2, head: { kind: 'one' }, cost: partial.cost + 1.5 });
  else if (partial.count && partial.stage === 0)
    next.push({ ...partial, stage: 2, head: { kind: 'one' }, cost: partial.cost + 2.5 });
  return next;
};

/** Chinese: 3号, B排 before the noun. */
const signed = (lattice: Lattice, at: number, partial: Partial, code: string, next: Partial[]): void => {
  for (const sign of word('number-sign')(lattice, at))
    next.push({
      ...partial,
      at: sign.end,
      cost: partial.cost + 1.5,
      stage: 1,
      modifiers: [...partial.modifiers, { kind: 'code', text: code }],
    });
};

type Move = (change: globalThis.Partial<Partial>, extra?: number) => void;

const readHead = (edge: Edge, partial: Partial, move: Move): void => {
  const found = edge.entry;
  if (found.category === 'name') {
    // A definite plural of a name that several things share means all of them.
    move({ stage: 2, head: { kind: 'name', ids: found.ids }, plural: found.plural === true });
  } else if (found.category === 'class')
    move({ stage: 2, head: { kind: 'class', class: found.class }, plural: found.plural === true }, 0.1);
  else if (found.category === 'quote') move({ stage: 2, head: { kind: 'quote', text: found.text } });
  else if (found.category === 'unknown')
    move({ stage: 2, head: { kind: 'unknown', text: found.text } }, UNKNOWN_COST - 0.5);
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

const readWord = (
  lattice: Lattice,
  edge: Edge,
  found: Extract<Entry, { category: 'word' }>,
  partial: Partial,
  move: Move,
  withModifier: (modifier: Modifier, extra?: number) => void,
): void => {
  switch (found.kind) {
    case 'determiner':
      if (partial.stage === 0 && (partial.determiner === 'bare' || partial.determiner === 'all'))
        move({
          determiner: partial.determiner === 'all' ? 'all' : (found.value as Determiner),
          plural: partial.plural || /^(?:these|those|这些|那些)$/.test(edge.text),
        });
      return;
    case 'quantifier':
      if (found.value === 'at-least' || found.value === 'at-most' || found.value === 'exactly')
        move({ countKind: found.value });
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

const afterHead = (lattice: Lattice, partial: Partial): Partial[] => {
  const next: Partial[] = [];
  const extend = (end: number, cost: number, change: globalThis.Partial<Partial>): void => {
    next.push({ ...partial, at: end, cost: partial.cost + cost, ...change });
  };
  if (partial.head?.kind === 'pronoun' && partial.head.value !== 'everything') return next;
  if (partial.head?.kind === 'class')
    for (const sign of seq(optional(word('of')), optional(word('number-sign')))(lattice, partial.at))
      for (const edge of edgesAt(lattice, sign.end)) {
        const code =
          edge.entry.category === 'number' && !edge.entry.percent
            ? String(edge.entry.value)
            : edge.entry.category === 'letter'
              ? edge.entry.text
              : undefined;
        if (code !== undefined)
          extend(edge.end, sign.cost + 1.6, { modifiers: [...partial.modifiers, { kind: 'code', text: code }] });
      }
  const addModifier = (end: number, cost: number, modifier: Modifier): void =>
    extend(end, cost, { modifiers: [...partial.modifiers, modifier] });
  for (const place of prepositional(lattice, partial.at))
    addModifier(place.end, place.cost + 0.6, { kind: 'location', ...place.value });
  for (const that of word('that')(lattice, partial.at))
    for (const be of optional(word('be'))(lattice, that.end))
      for (const not of optional(word('negation'))(lattice, be.end)) {
        for (const state of entry('state')(lattice, not.end))
          addModifier(state.end, 3, {
            kind: 'state',
            predicate: state.value.predicate,
            holds: state.value.holds !== (not.value !== undefined),
            text: textBetween(lattice, not.end, state.end),
          });
        for (const value of entry('value')(lattice, not.end))
          if (!not.value)
            addModifier(value.end, 3, {
              kind: 'value',
              property: value.value.property,
              values: [value.value.value],
              text: '',
            });
        for (const place of prepositional(lattice, not.end))
          if (!not.value) addModifier(place.end, place.cost + 2, { kind: 'location', ...place.value });
        for (const empty of word('empty')(lattice, not.end))
          addModifier(empty.end, 3, { kind: 'empty', holds: not.value === undefined });
        for (const compare of comparison(lattice, not.end))
          if (!not.value) addModifier(compare.end, compare.cost + 2, { kind: 'compare', ...compare.value });
      }
  for (const compare of comparison(lattice, partial.at))
    addModifier(compare.end, compare.cost + 1, { kind: 'compare', ...compare.value });
  for (const comma of optional(word('comma'))(lattice, partial.at))
    for (const except of word('except', 'except')(lattice, comma.end))
      for (const other of phrase(lattice, except.end))
        extend(other.end, other.cost + 1, { except: [...partial.except, ...other.value.parts] });
  if (!partial.count)
    for (const number of entry('number')(lattice, partial.at))
      for (const classifier of word('classifier')(lattice, number.end))
        if (Number.isInteger(number.value.value))
          extend(classifier.end, 2, { count: { kind: 'exactly', n: number.value.value } });
  return next;
};

const correctedNumber: Rule<number> = (lattice, at) =>
  seq(
    optional(word('comma')),
    word('correction'),
    optional(word('comma')),
    entry('number'),
  )(lattice, at).flatMap((parse) =>
    Number.isInteger(parse.value[3].value) ? [{ value: parse.value[3].value, end: parse.end, cost: parse.cost }] : [],
  );

const explore = (
  lattice: Lattice,
  at: number,
  initial: readonly Modifier[],
  cost: number,
  from: number,
): Parse<NounPhrase>[] => {
  const queue: Partial[] = [{ at, cost, stage: 0, determiner: 'bare', plural: false, modifiers: initial, except: [] }];
  const found: Parse<NounPhrase>[] = [];
  for (let index = 0; index < queue.length && index < MAX_PARTIALS; index += 1) {
    const partial = queue[index]!;
    if (partial.stage === 2 && partial.head)
      found.push({
        value: {
          head: partial.head,
          determiner: partial.determiner,
          plural: partial.plural || (partial.count?.n ?? 1) > 1,
          ...(partial.count ? { count: partial.count } : {}),
          modifiers: partial.modifiers,
          except: partial.except,
          text: textBetween(lattice, from, partial.at),
        },
        end: partial.at,
        cost: partial.cost,
      });
    queue.push(...steps(lattice, partial));
  }
  return found;
};

const simpleNounPhrase: Rule<NounPhrase> = memo((lattice, at) => explore(lattice, at, [], 0, at));

/** Chinese: "A2货架上的", "厨房里": a place before the noun it locates. */
const leadingLocation: Rule<Modifier> = memo(
  choice<Modifier>(
    map(
      seq(
        optional(word('preposition', 'at')),
        lazy(() => simpleHosts),
        choice(word('postposition'), word('side')),
        optional(word('possessive')),
      ),
      ([, of, post, possessive]) =>
        of.head.kind === 'one' || (post.kind === 'side' && post.value !== 'top' && post.value !== 'bottom')
          ? undefined
          : {
              kind: 'location',
              relation: post.kind === 'side' ? (post.value === 'top' ? 'on' : 'under') : (post.value as Relation),
              of,
              ...(possessive ? {} : {}),
            },
    ),
    map(seq(simpleNounPhrase, word('possessive')), ([of]) =>
      of.head.kind === 'name' || of.head.kind === 'class' ? { kind: 'location', relation: 'any', of } : undefined,
    ),
  ),
);

/** "shelf A1 and A3": named places in a list, as one phrase that stands for any of them. */
const listed =
  (rule: Rule<NounPhrase>): Rule<NounPhrase> =>
  (lattice, at) => {
    const found = [...rule(lattice, at)];
    for (let index = 0; index < found.length && index < 12; index += 1) {
      const first = found[index]!;
      if (first.value.head.kind !== 'name') continue;
      for (const and of word('and')(lattice, first.end))
        for (const next of rule(lattice, and.end))
          if (next.value.head.kind === 'name' && next.value.modifiers.length === 0)
            found.push({
              value: {
                ...first.value,
                head: { kind: 'name', ids: [...first.value.head.ids, ...next.value.head.ids] },
                plural: true,
                determiner: 'all',
                text: textBetween(lattice, at, next.end),
              },
              end: next.end,
              cost: first.cost + and.cost + next.cost + 0.3,
            });
    }
    return found;
  };
const hosts: Rule<NounPhrase> = memo(listed(lazy(() => nounPhrase)));
const simpleHosts: Rule<NounPhrase> = memo(listed(simpleNounPhrase));

/** One noun phrase with everything that belongs to it; Chinese puts places before the noun, English after it. */
export const nounPhrase: Rule<NounPhrase> = memo((lattice, at) => {
  const found = [...simpleNounPhrase(lattice, at)];
  for (const location of leadingLocation(lattice, at)) {
    found.push(...explore(lattice, location.end, [location.value], location.cost, at));
    for (const second of leadingLocation(lattice, location.end))
      found.push(...explore(lattice, second.end, [location.value, second.value], location.cost + second.cost, at));
  }
  return found;
});

const separator: Rule<'and' | 'or'> = choice<'and' | 'or'>(
  map(seq(optional(word('comma')), word('and')), () => 'and' as const),
  map(seq(optional(word('comma')), word('or')), () => 'or' as const),
  map(word('comma'), () => 'and' as const, 0.8),
);

/** Noun phrases in a list; a correction ("the red one, no, the blue one") leaves the last word standing. */
export const phrase: Rule<Phrase> = memo((lattice, at) => {
  type List = { parts: NounPhrase[]; joined?: 'and' | 'or'; end: number; cost: number };
  const found: Parse<Phrase>[] = [];
  const queue: List[] = [];
  for (const first of nounPhrase(lattice, at)) queue.push({ parts: [first.value], end: first.end, cost: first.cost });
  for (const except of seq(
    word('except', 'except'),
    lazy(() => phrase),
    optional(word('except', 'close')),
    optional(word('comma')),
  )(lattice, at))
    for (const main of nounPhrase(lattice, except.end))
      queue.push({
        parts: [{ ...main.value, except: [...main.value.except, ...except.value[1].parts] }],
        end: main.end,
        cost: except.cost + main.cost,
      });
  for (let index = 0; index < queue.length && index < 160; index += 1) {
    const list = queue[index]!;
    found.push({
      value: { parts: list.parts, joined: list.joined ?? 'and', text: textBetween(lattice, at, list.end) },
      end: list.end,
      cost: list.cost,
    });
    if (list.parts.length >= 12) continue;
    for (const to of word('range', 'to')(lattice, list.end))
      for (const last of nounPhrase(lattice, to.end)) {
        const range = rangeBetween(lattice, list.parts.at(-1)!, last.value);
        if (range)
          queue.push({
            ...list,
            parts: [...list.parts.slice(0, -1), range],
            end: last.end,
            cost: list.cost + to.cost + last.cost + 0.9,
          });
      }
    for (const join of separator(lattice, list.end)) {
      if (list.joined === 'or' && join.value === 'and') continue;
      for (const next of nounPhrase(lattice, join.end))
        queue.push({
          parts: [...list.parts, next.value],
          joined: join.value === 'or' ? 'or' : (list.joined ?? 'and'),
          end: next.end,
          cost: list.cost + join.cost + next.cost + 0.2,
        });
    }
    for (const fix of seq(
      optional(word('comma')),
      word('correction'),
      optional(word('comma')),
      nounPhrase,
    )(lattice, list.end))
      queue.push({
        ...list,
        parts: [...list.parts.slice(0, -1), correct(list.parts.at(-1)!, fix.value[3])],
        end: fix.end,
        cost: list.cost + fix.cost,
      });
    for (const closed of seq(optional(word('comma')), nounPhrase, word('except', 'close'))(lattice, list.end)) {
      const last = list.parts.at(-1)!;
      queue.push({
        ...list,
        parts: [...list.parts.slice(0, -1), { ...last, except: [...last.except, closed.value[1]] }],
        end: closed.end,
        cost: list.cost + closed.cost,
      });
    }
  }
  return found;
});

/** "A1 to A4": everything whose id differs from the ends only in its number, between the two. */
const rangeBetween = (lattice: Lattice, first: NounPhrase, last: NounPhrase): NounPhrase | undefined => {
  if (
    first.head.kind !== 'name' ||
    last.head.kind !== 'name' ||
    first.head.ids.length !== 1 ||
    last.head.ids.length !== 1
  )
    return undefined;
  const split = (id: string): RegExpExecArray | null => /^(.*?)(\d+)$/.exec(id);
  const from = split(first.head.ids[0]!);
  const to = split(last.head.ids[0]!);
  if (!from || !to || from[1] !== to[1] || Number(from[2]) >= Number(to[2])) return undefined;
  const ids: string[] = [];
  for (let n = Number(from[2]); n <= Number(to[2]) && ids.length < 200; n += 1)
    if (lattice.model.entities[`${from[1]}${n}`]) ids.push(`${from[1]}${n}`);
  return { ...first, head: { kind: 'name', ids }, plural: true, text: `${first.text} – ${last.text}` };
};

/** "two totes, no, four": what the correction leaves out is kept from before. */
const correct = (said: NounPhrase, fix: NounPhrase): NounPhrase => {
  if (fix.head.kind !== 'one') return fix;
  return {
    ...fix,
    head: said.head,
    plural: fix.plural || said.plural,
    modifiers: fix.modifiers.length > 0 ? fix.modifiers : said.modifiers,
  };
};
