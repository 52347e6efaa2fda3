import type { Lattice } from '../lattice.ts';
import type { Modifier, NounPhrase, Relation } from '../logical-form.ts';
import { FLOOR_PREFIX } from '../resolve/locations.ts';
import { comparison } from './amount.ts';
import { CUT_COST, type Partial, readHead, readWord, signed, UNKNOWN_COST } from './noun-words.ts';
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

const MAX_PARTIALS = 240;

/** "on shelf A2", "next to the door": a preposition and its noun phrase. */
const prepositional: Rule<{ relation: Relation | 'any'; of: NounPhrase }> = memo((lattice, at) =>
  // "onto", "into" say where to, never where.
  /^(?:onto|into|on to|in to|towards)\b/i.test(lattice.text.slice(at, at + 8)) ? [] : standing(lattice, at),
);

const standing: Rule<{ relation: Relation | 'any'; of: NounPhrase }> = memo(
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
    else if (found.category === 'state' && !/^(?:on|off|onto|in|into|up)$/i.test(edge.text))
      withModifier({ kind: 'state', predicate: found.predicate, holds: found.holds, text: edge.text }, 0.4);
    else if (found.category === 'ordinal') withModifier({ kind: 'ordinal', n: found.n });
    else if (found.category === 'unknown')
      withModifier({ kind: 'unknown', text: found.text }, UNKNOWN_COST + (found.extended ? 2 : 0));
    else if (found.category === 'name') withModifier({ kind: 'noun', ids: found.ids }, 1 + (edge.cut ? CUT_COST : 0));
    else if (found.category === 'class')
      withModifier({ kind: 'noun', class: found.class }, 1 + (edge.cut ? CUT_COST : 0));
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
      if (found.percent && !partial.count && partial.stage === 0)
        for (const of of optional(anyWord('possessive', 'of'))(lattice, edge.end))
          next.push({
            ...partial,
            at: of.end,
            cost: partial.cost + 1.2,
            count: { kind: partial.countKind ?? 'exactly', n: found.value, share: true },
          });
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
        // "any three of the totes", "two of the three bearings"
        for (const of of seq(
          word('of'),
          optional(word('determiner', 'definite')),
          optional(entry('number')),
        )(lattice, edge.end))
          next.push({
            ...partial,
            at: of.end,
            cost: partial.cost + of.cost * 0.5 + 0.6,
            determiner: partial.determiner === 'any' ? 'any' : 'bare',
            count: { ...count, ...(of.value[2] ? { among: of.value[2].value } : {}) },
          });
        for (const fix of correctedNumber(lattice, edge.end))
          next.push({ ...partial, at: fix.end, cost: partial.cost + fix.cost, count: { ...count, n: fix.value } });
      }
    } else if (found.category === 'word') readWord(lattice, edge, found, partial, move, withModifier);
  }
  // "in row A": all that is called so.
  if (partial.stage === 0 && partial.modifiers.length === 0 && partial.determiner === 'bare')
    for (const row of seq(word('number-sign'), entry('letter'))(lattice, partial.at))
      next.push({
        ...partial,
        at: row.end,
        cost: partial.cost + row.cost,
        stage: 2,
        determiner: 'all',
        plural: true,
        head: { kind: 'class', class: 'place' },
        modifiers: [{ kind: 'code', text: row.value[1].text }],
      });
  // "number three", "no. 2": the noun was said before.
  if (partial.stage === 0 && partial.modifiers.length === 0)
    for (const numbered of seq(word('number-sign'), entry('number'))(lattice, partial.at))
      if (Number.isInteger(numbered.value[1].value))
        next.push({
          ...partial,
          at: numbered.end,
          cost: partial.cost + numbered.cost,
          stage: 1,
          modifiers: [{ kind: 'code', text: String(numbered.value[1].value) }],
        });
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

const afterHead = (lattice: Lattice, partial: Partial): Partial[] => {
  const next: Partial[] = [];
  const extend = (end: number, cost: number, change: globalThis.Partial<Partial>): void => {
    next.push({ ...partial, at: end, cost: partial.cost + cost, ...change });
  };
  if (partial.head?.kind === 'pronoun' && partial.head.value !== 'everything') return next;
  if (partial.head?.kind === 'class' || (partial.head?.kind === 'name' && partial.head.ids.length > 1))
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
  // Where a thing with a name of its own stands is seldom said; where it goes to often is.
  const isUnique = partial.head?.kind === 'name' && partial.head.ids.length === 1 && !partial.plural;
  for (const place of prepositional(lattice, partial.at))
    addModifier(place.end, place.cost + (isUnique ? 1.4 : 0.6), { kind: 'location', ...place.value });
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
  // "the bin downstairs"
  for (const floor of entry('name')(lattice, partial.at))
    if (floor.value.ids.every((id) => id.startsWith(FLOOR_PREFIX)))
      addModifier(floor.end, 1.6, { kind: 'noun', ids: floor.value.ids });
  for (const comma of optional(word('comma'))(lattice, partial.at))
    for (const except of word('except', 'except')(lattice, comma.end))
      for (const other of exceptList(lattice, except.end))
        extend(other.end, other.cost + 1, { except: [...partial.except, ...other.value] });
  if (!partial.count)
    for (const number of entry('number')(lattice, partial.at))
      for (const classifier of word('classifier')(lattice, number.end))
        if (Number.isInteger(number.value.value))
          extend(classifier.end, 2, { count: { kind: 'exactly', n: number.value.value } });
  return next;
};

/** "except the red and the black one". */
const exceptList: Rule<NounPhrase[]> = (lattice, at) => {
  const found: Parse<NounPhrase[]>[] = nounPhrase(lattice, at).map((parse) => ({ ...parse, value: [parse.value] }));
  for (let index = 0; index < found.length && index < 24; index += 1) {
    const list = found[index]!;
    if (list.value.length > 5) continue;
    for (const and of anyWord('and', 'comma')(lattice, list.end))
      for (const next of nounPhrase(lattice, and.end))
        found.push({ value: [...list.value, next.value], end: next.end, cost: list.cost + and.cost + next.cost + 0.2 });
  }
  return found;
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
  except: readonly NounPhrase[] = [],
): Parse<NounPhrase>[] => {
  const queue: Partial[] = [{ at, cost, stage: 0, determiner: 'bare', plural: false, modifiers: initial, except }];
  const found: Parse<NounPhrase>[] = [];
  for (let index = 0; index < queue.length && index < MAX_PARTIALS; index += 1) {
    const partial = queue[index]!;
    const isUnbounded = partial.countKind !== undefined && partial.countKind !== 'exactly' && !partial.count;
    if (partial.stage === 2 && partial.head && !isUnbounded)
      found.push({
        value: {
          head: partial.head,
          determiner: partial.determiner,
          plural: partial.plural || partial.count?.share === true || (partial.count?.n ?? 1) > 1,
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

const THAT: NounPhrase = {
  head: { kind: 'pronoun', value: 'it' },
  determiner: 'bare',
  plural: false,
  modifiers: [],
  except: [],
  text: '',
};

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
    // 旁边的4号压力表: next to what was just spoken of.
    map(
      seq(word('postposition', 'near'), word('possessive')),
      () => ({ kind: 'location', relation: 'near', of: THAT }),
      1,
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
    // 茶几上除玩具车以外的东西
    for (const left of seq(
      word('except', 'except'),
      exceptList,
      word('except', 'close'),
      optional(word('possessive')),
    )(lattice, location.end))
      found.push(...explore(lattice, left.end, [location.value], location.cost + left.cost - 0.5, at, left.value[1]));
    for (const second of leadingLocation(lattice, location.end))
      found.push(...explore(lattice, second.end, [location.value, second.value], location.cost + second.cost, at));
  }
  return found;
});
