import { bilingual, isOfClass, type WorldModel } from '@muster/domain';
import { nameList } from '../../../says/names.ts';
import { lexicalKey } from '../lexicon/normalise.ts';
import type { NounPhrase, Phrase } from '../logical-form.ts';
import { candidatesOf, classOfHead } from './candidates.ts';
import type { ReferenceContext, Wanted } from './context.ts';
import { nearestNames } from './nearest-names.ts';
import type { Trouble } from './problems.ts';

/** What a phrase stands for. `each`: every id; `any`: one of them will do; `count`: that many of them. */
export type Selection =
  | { readonly mode: 'each'; readonly ids: readonly string[] }
  | { readonly mode: 'any'; readonly ids: readonly string[] }
  | { readonly mode: 'none'; readonly ids: readonly string[] }
  | {
      readonly mode: 'count';
      readonly ids: readonly string[];
      readonly bound: 'exactly' | 'at-least' | 'at-most';
      readonly n: number;
    };

export type Resolved = {
  readonly selections: readonly Selection[];
  readonly troubles: readonly Trouble[];
  readonly constraint?: 'same' | 'different';
};

/** Looks a phrase up in the world. Every part gives one selection or one trouble. */
export const resolvePhrase = (phrase: Phrase, context: ReferenceContext, wanted: Wanted, all = false): Resolved => {
  const selections: Selection[] = [];
  const troubles: Trouble[] = [];
  let constraint: Resolved['constraint'];
  const parts = phrase.parts
    .map((part, index) => completeFromNeighbours(part, phrase.parts, index, context.model))
    .flatMap(onePerValue);
  for (const part of parts) {
    // 红色和蓝色周转箱都: both that were named, not all that are blue.
    const single = all && parts.length > 1 && !part.plural ? resolvePart(part, context, wanted, false) : undefined;
    const found =
      single && 'mode' in single && single.mode === 'each' ? single : resolvePart(part, context, wanted, all);
    if ('kind' in found) troubles.push(found);
    else {
      selections.push(found);
      if (found.ids.length > 0) context.mentions.push([...found.ids]);
      if (found.mode === 'any') context.anyOf.add([...found.ids].sort().join('+'));
      if (found.mode === 'count')
        context.counted?.set([...found.ids].sort().join('+'), { bound: found.bound, n: found.n });
    }
    for (const modifier of part.modifiers)
      if (modifier.kind === 'same' || modifier.kind === 'different') constraint = modifier.kind;
  }
  if (phrase.joined === 'or' && selections.length > 1)
    return {
      selections: [{ mode: 'any', ids: [...new Set(selections.flatMap((selection) => selection.ids))] }],
      troubles,
    };
  const joined = joinEach(selections);
  // "them" after "the red tote and the blue tote" is both of them.
  const together = joined.flatMap((selection) => (selection.mode === 'each' ? selection.ids : []));
  if (selections.length > 1 && together.length > 1) context.mentions.push([...together]);
  return { selections: joined, troubles, ...(constraint ? { constraint } : {}) };
};

/** "the red and the blue tote": a part without a noun takes that of the next part that has one. */
const completeFromNeighbours = (
  part: NounPhrase,
  parts: readonly NounPhrase[],
  index: number,
  model: WorldModel,
): NounPhrase => {
  if (part.head.kind !== 'one') return part;
  const hasNoun = (other: NounPhrase): boolean => other.head.kind === 'class' || other.head.kind === 'name';
  const donor = parts.slice(index + 1).find(hasNoun) ?? parts.slice(0, index).findLast(hasNoun);
  if (donor?.head.kind === 'class') return { ...part, head: donor.head };
  const named = donor?.head.kind === 'name' ? model.entities[donor.head.ids[0] ?? ''] : undefined;
  return named ? { ...part, head: { kind: 'class', class: named.class } } : part;
};

/** "the red and blue tote" names one tote per colour; "the red and blue totes" any number of each. */
const onePerValue = (part: NounPhrase): NounPhrase[] => {
  const listed = part.modifiers.find((modifier) => modifier.kind === 'value' && modifier.values.length > 1);
  if (listed?.kind !== 'value' || part.count || (part.determiner !== 'definite' && part.determiner !== 'bare'))
    return [part];
  return listed.values.map((value) => ({
    ...part,
    modifiers: part.modifiers.map((modifier) => (modifier === listed ? { ...listed, values: [value] } : modifier)),
  }));
};

const joinEach = (selections: readonly Selection[]): Selection[] => {
  const each = selections.filter((selection) => selection.mode === 'each').flatMap((selection) => selection.ids);
  const others = selections.filter((selection) => selection.mode !== 'each');
  return [...(each.length > 0 ? [{ mode: 'each' as const, ids: [...new Set(each)] }] : []), ...others];
};

const resolvePart = (
  part: NounPhrase,
  context: ReferenceContext,
  wanted: Wanted,
  all: boolean,
): Selection | Trouble => {
  const { model } = context;
  const found = candidatesOf(part, context, wanted);
  if ('kind' in found) return found;
  let ids = found.ids;
  if (ids.length === 0) {
    const known = knownInstead(part, model, wanted);
    const isName = part.modifiers.some((modifier) => modifier.kind === 'code');
    return isName
      ? { kind: 'unknown', text: part.text, known, close: [] }
      : { kind: 'none-match', text: part.text, known };
  }
  const count = part.count?.share ? shareOf(part.count, ids.length) : part.count;
  if (part.count?.share && count === undefined) return { kind: 'refused', ...notWhole(part, ids, model) };
  if (count?.among !== undefined && count.among !== ids.length)
    return { kind: 'too-few', text: part.text, asked: count.among, found: ids };
  if (part.determiner === 'none') return { mode: 'none', ids };
  if (count && part.head.kind !== 'pronoun') {
    if (part.determiner === 'definite' && ids.length === count.n) return { mode: 'each', ids };
    if (ids.length < count.n && count.kind !== 'at-most')
      return { kind: 'too-few', text: part.text, asked: count.n, found: ids };
    if (count.n === 1 && count.kind === 'exactly')
      return ids.length === 1 ? { mode: 'each', ids } : { mode: 'any', ids };
    if (ids.length === count.n && count.kind === 'exactly') return { mode: 'each', ids };
    return { mode: 'count', ids, bound: count.kind, n: count.n };
  }
  if (found.isGroup && part.head.kind === 'pronoun') {
    const key = [...ids].sort().join('+');
    const counted = context.counted?.get(key);
    if (counted) return { mode: 'count', ids, ...counted };
    if (context.anyOf.has(key)) return { mode: 'any', ids };
  }
  if (part.determiner === 'all' || all || found.isGroup) return { mode: 'each', ids };
  if (part.determiner === 'both')
    return ids.length === 2 ? { mode: 'each', ids } : { kind: 'ambiguous', text: part.text, candidates: ids };
  if (part.determiner === 'any' || part.determiner === 'indefinite')
    return ids.length === 1 ? { mode: 'each', ids } : { mode: 'any', ids };
  if (part.modifiers.some((modifier) => modifier.kind === 'same' || modifier.kind === 'different'))
    return { mode: 'any', ids };
  // Chinese says neither "the" nor "all": whatever is over 40 kg is meant.
  const isMeasured =
    part.determiner === 'bare' &&
    part.head.kind === 'class' &&
    part.modifiers.some(
      (modifier) => modifier.kind === 'compare' || (modifier.kind === 'location' && modifier.of.determiner === 'all'),
    );
  if (ids.length > 1 && (part.plural || isMeasured)) return { mode: 'each', ids };
  if (ids.length > 1) ids = namedExactly(part, ids, model);
  // "the red and blue totes" names one value per tote; "the tote" with two totes is a question.
  if (ids.length > 1 && wanted.prefer) {
    const preferred = ids.filter(wanted.prefer);
    if (preferred.length > 0) ids = preferred;
  }
  if (ids.length > 1 && wanted.anyWillDo) return { mode: 'any', ids };
  const own = ids.length > 1 ? doorOfLast(part, context) : undefined;
  if (own !== undefined) return { mode: 'each', ids: [own] };
  if (ids.length > 1) {
    const settled = context.chosen.find((id) => ids.includes(id));
    if (settled) return { mode: 'each', ids: [settled] };
    return { kind: 'ambiguous', text: part.text, candidates: ids };
  }
  return { mode: 'each', ids };
};

/** "its door", 门 after a machine or a fridge was spoken of: what opens is that itself. */
const doorOfLast = (part: NounPhrase, context: ReferenceContext): string | undefined => {
  const { model } = context;
  if (part.head.kind !== 'class' || part.head.class !== 'door' || part.modifiers.length > 0) return undefined;
  const last = context.mentions.findLast((group) => group.every((id) => model.entities[id]?.kind === 'place'));
  const [id, more] = last ?? [];
  return id !== undefined && more === undefined && model.entities[id]?.properties.openable === true ? id : undefined;
};

type Count = NonNullable<NounPhrase['count']>;

const shareOf = (count: Count, all: number): Count | undefined => {
  const n = count.n * all;
  return Math.abs(n - Math.round(n)) < 1e-6 ? { kind: count.kind, n: Math.round(n) } : undefined;
};

/** Half of five has no whole number: the two next to it are named. */
const notWhole = (
  part: NounPhrase,
  ids: readonly string[],
  model: WorldModel,
): Omit<Extract<Trouble, { kind: 'refused' }>, 'kind'> => {
  const n = (part.count?.n ?? 0) * ids.length;
  return {
    code: 'LANGUAGE_NOT_A_WHOLE_NUMBER',
    says: bilingual(
      `“${part.text}” is no whole number: there are ${ids.length} (${nameList(model, ids, 'en')}).`,
      `“${part.text}”不是整数：共有${ids.length}个（${nameList(model, ids, 'zh')}）。`,
    ),
    figures: { found: ids.length },
    nearest: bilingual(
      `Say ${Math.floor(n)} or ${Math.ceil(n)} of them.`,
      `请说其中${Math.floor(n)}个或${Math.ceil(n)}个。`,
    ),
  };
};

/** "the blue tote" is the one whose name that is, though a "small blue tote" is blue and a tote as well. */
const namedExactly = (part: NounPhrase, ids: string[], model: WorldModel): string[] => {
  const [value, ...more] = part.modifiers.filter((modifier) => modifier.kind === 'value');
  if (part.head.kind !== 'class' && part.head.kind !== 'one') return ids;
  if (value?.kind !== 'value' || value.values.length !== 1 || more.length > 0) return ids;
  const classNames = (language: 'en' | 'zh', id: string): readonly string[] => {
    const className = part.head.kind === 'class' ? part.head.class : (model.entities[id]?.class ?? '');
    return model.library.vocabulary.classes.find((entry) => entry.id === className)?.names[language] ?? [];
  };
  const colours = (language: 'en' | 'zh'): string[] =>
    model.library.vocabulary.values
      ?.filter((entry) => entry.property === value.property && entry.id === value.values[0])
      .flatMap((entry) => entry.names[language]) ?? [];
  const isExact = (id: string): boolean => {
    const spoken = new Set([
      ...colours('en').flatMap((colour) => classNames('en', id).map((noun) => lexicalKey(`${colour} ${noun}`))),
      ...colours('zh').flatMap((colour) => classNames('zh', id).map((noun) => lexicalKey(`${colour}${noun}`))),
    ]);
    const names = model.entities[id]?.names;
    return names !== undefined && [...names.en, ...names.zh].some((name) => spoken.has(lexicalKey(name)));
  };
  const exact = ids.filter(isExact);
  return exact.length === 1 ? exact : ids;
};

/** What to name when nothing matches: others of the same class, else whatever sounds alike. */
const knownInstead = (part: NounPhrase, model: WorldModel, wanted: Wanted): readonly string[] => {
  const className = classOfHead(part);
  if (className && className !== 'entity') {
    const members = (model.members[className] ?? []).filter(
      (id) => !wanted.kinds || wanted.kinds.includes(model.entities[id]!.kind),
    );
    if (members.length > 0) return rankByText(members, part.text, model);
  }
  return nearestNames(model, part.text, {
    ...(wanted.class ? { class: wanted.class } : {}),
    ...(wanted.kinds ? { kinds: wanted.kinds } : {}),
  }).known;
};

const rankByText = (members: readonly string[], text: string, model: WorldModel): string[] => {
  const order = nearestNames(model, text, {}).known;
  const rank = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);
  return [...members].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).slice(0, 5);
};

/** Ids of a selection whatever its mode. */
export const idsOf = (resolved: Resolved): string[] => [
  ...new Set(resolved.selections.flatMap((selection) => selection.ids)),
];

export const isKind = (model: WorldModel, ids: readonly string[], kind: string): boolean =>
  ids.length > 0 && ids.every((id) => isOfClass(model, id, kind));
