import { type EntityKind, factKey, factValue, isOfClass, type WorldModel } from '@muster/domain';
import { lexicalKey } from '../lexicon/normalise.ts';
import type { Modifier, NounPhrase } from '../logical-form.ts';
import type { ReferenceContext, Wanted } from './context.ts';
import { FLOOR_PREFIX, isInside, isLocatedAt, whereIs } from './locations.ts';
import { byMeasure, bySide, compare, fluentOfUnit, naturalOrder, nearest, numberOf, shareIn } from './measures.ts';
import { nearestNames } from './nearest-names.ts';
import type { Trouble } from './problems.ts';

export type Candidates = {
  readonly ids: string[] /** All of them are meant without saying so, as with "them". */;
  readonly isGroup: boolean;
};

export const classOfHead = (part: NounPhrase): string | undefined => {
  if (part.head.kind === 'class') return part.head.class;
  const noun = part.modifiers.findLast((modifier) => modifier.kind === 'noun' && modifier.class !== undefined);
  return noun?.kind === 'noun' ? noun.class : undefined;
};

/** Entities that fit a noun phrase, in a stable order, before its determiner picks among them. */
export const candidatesOf = (part: NounPhrase, context: ReferenceContext, wanted: Wanted): Candidates | Trouble => {
  const { model } = context;
  const unknown = part.modifiers.find((modifier) => modifier.kind === 'unknown');
  if (part.head.kind === 'unknown' || unknown) {
    const className = classOfHead(part) ?? wanted.class;
    const nearest = nearestNames(model, part.text, {
      ...(className ? { class: className } : {}),
      ...(wanted.kinds ? { kinds: wanted.kinds } : {}),
    });
    return { kind: 'unknown', text: part.text, ...nearest };
  }
  const base = baseCandidates(part, context, wanted);
  if ('kind' in base) return base;
  let ids = base.ids;
  for (const modifier of orderModifiers(part.modifiers)) {
    const kept = applyModifier(ids, modifier, part, context);
    if ('kind' in kept) return kept;
    ids = kept.ids;
  }
  for (const other of part.except) {
    const completed: NounPhrase =
      other.head.kind === 'one' && part.head.kind !== 'pronoun' ? { ...other, head: part.head } : other;
    const left = candidatesOf(completed, { ...context, mentions: [...context.mentions] }, {});
    if ('kind' in left) return left;
    if (left.ids.length === 0) return { kind: 'none-match', text: other.text, known: ids.slice(0, 5) };
    const named = left.ids.filter((id) => ids.includes(id));
    // Leaving out what wasn't meant in the first place would silently drop words.
    if (named.length === 0) return { kind: 'not-understood', text: other.text };
    ids = ids.filter((id) => !named.includes(id));
  }
  return { ids, isGroup: base.isGroup };
};

const baseCandidates = (part: NounPhrase, context: ReferenceContext, wanted: Wanted): Candidates | Trouble => {
  const { model } = context;
  const fits = (id: string): boolean => fitsWanted(model, id, wanted);
  const { head } = part;
  switch (head.kind) {
    case 'name': {
      const fitting = head.ids.filter((id) => id.startsWith(FLOOR_PREFIX) || fits(id));
      return { ids: fitting.length > 0 ? fitting : [...head.ids], isGroup: false };
    }
    case 'class': {
      const members = (model.members[head.class] ?? []).filter((id) => model.entities[id]?.kind !== 'region');
      const fitting = members.filter(fits);
      const spoken = members.length === 0 ? namesHolding(part, model, fits) : [];
      if (spoken.length > 0) return { ids: spoken, isGroup: false };
      if (members.length === 0)
        return { kind: 'none-match', text: part.text, known: nearestNames(model, part.text, wanted).known };
      return { ids: fitting.length > 0 ? fitting : members, isGroup: false };
    }
    case 'quote': {
      const labelled = model.scene.items.filter(
        (item) => item.label !== undefined && item.label.toLowerCase() === head.text.toLowerCase(),
      );
      if (labelled.length > 0) return { ids: labelled.map((item) => item.id), isGroup: false };
      return { kind: 'unknown', text: head.text, ...nearestNames(model, head.text, wanted) };
    }
    case 'one':
    case 'rest':
      return elliptic(part, context, wanted);
    case 'pronoun':
      return pronoun(head.value, part, context, wanted);
    case 'unknown':
      return { kind: 'unknown', text: head.text, ...nearestNames(model, head.text, wanted) };
  }
};

/** "the manipulator" in a scene whose only one is called "manipulator 1" and is of a finer class. */
const namesHolding = (part: NounPhrase, model: WorldModel, fits: (id: string) => boolean): string[] => {
  const noun = lexicalKey(part.text)
    .replace(/^(?:the|a|an|any|every|all|both) /, '')
    .replace(/^那[个台只辆]?|^这[个台只辆]?/, '');
  if (noun.length < 2) return [];
  return Object.values(model.entities)
    .filter(
      (entity) =>
        entity.kind !== 'region' &&
        fits(entity.id) &&
        [...entity.names.en, ...entity.names.zh].some((name) => lexicalKey(name).split(/ (?=\d)/)[0] === noun),
    )
    .map((entity) => entity.id)
    .sort();
};

export const fitsWanted = (model: WorldModel, id: string, wanted: Wanted): boolean => {
  const entity = model.entities[id];
  if (!entity) return false;
  if (wanted.kinds && !wanted.kinds.includes(entity.kind)) return false;
  if (wanted.classes && !wanted.classes.some((className) => isOfClass(model, id, className))) return false;
  return wanted.class === undefined || isOfClass(model, id, wanted.class);
};

/** "the blue one", "the others": the noun comes from what was talked about. */
const elliptic = (part: NounPhrase, context: ReferenceContext, wanted: Wanted): Candidates | Trouble => {
  const { model, mentions } = context;
  const pool = Object.keys(model.entities)
    .filter((id) => model.entities[id]!.kind !== 'region' && fitsWanted(model, id, wanted))
    .sort();
  const last = mentions.findLast((group) => group.some((id) => fitsWanted(model, id, wanted)));
  if (part.head.kind === 'rest') {
    if (!last)
      return part.except.length > 0 ? { ids: pool, isGroup: true } : { kind: 'no-antecedent', text: part.text };
    const className = commonClass(model, last);
    const mentioned = new Set(mentions.flat());
    return {
      ids: (model.members[className] ?? []).filter((id) => !mentioned.has(id) && fitsWanted(model, id, wanted)),
      isGroup: true,
    };
  }
  if (part.modifiers.length === 0 && part.except.length === 0 && part.determiner === 'bare')
    return { kind: 'no-antecedent', text: part.text };
  if (!last) return { ids: pool, isGroup: false };
  const className = commonClass(model, last);
  const sameClass = (model.members[className] ?? []).filter((id) => fitsWanted(model, id, wanted));
  return { ids: sameClass.length > 0 ? sameClass : pool, isGroup: false };
};

const commonClass = (model: WorldModel, ids: readonly string[]): string => {
  const [first = '', ...rest] = ids;
  const chain = model.ancestors[model.entities[first]?.class ?? 'entity'] ?? ['entity'];
  return chain.find((className) => rest.every((id) => isOfClass(model, id, className))) ?? 'entity';
};

const KINDS_OF_PRONOUN: Readonly<Record<string, readonly EntityKind[]>> = {
  it: ['item', 'place', 'robot'],
  them: ['item', 'place', 'robot', 'person'],
  person: ['person'],
  there: ['place'],
};

const pronoun = (value: string, part: NounPhrase, context: ReferenceContext, wanted: Wanted): Candidates | Trouble => {
  const { model, mentions } = context;
  if (value === 'me' || value === 'here') {
    const people = model.members.person ?? [];
    return people.length === 0 ? { kind: 'no-antecedent', text: part.text } : { ids: [...people], isGroup: false };
  }
  if (value === 'everything') {
    const ids = Object.keys(model.entities)
      .filter((id) =>
        fitsWanted(
          model,
          id,
          wanted.kinds?.includes('item') || !(wanted.kinds || wanted.class || wanted.classes)
            ? { kinds: ['item'] }
            : wanted,
        ),
      )
      .filter((id) => model.entities[id]?.kind !== 'robot' && model.entities[id]?.kind !== 'person')
      .sort();
    return { ids, isGroup: true };
  }
  const kinds = KINDS_OF_PRONOUN[value] ?? ['item', 'place'];
  const fits = (id: string): boolean => kinds.includes(model.entities[id]!.kind) && fitsWanted(model, id, wanted);
  const wantsMany = value === 'them';
  const group =
    mentions.findLast((ids) => ids.every(fits) && (wantsMany ? ids.length > 1 : ids.length === 1)) ??
    mentions.findLast((ids) => ids.every(fits));
  return group ? { ids: [...group], isGroup: true } : { kind: 'no-antecedent', text: part.text };
};

/** Superlatives, sides and ordinals pick from what the other modifiers leave, so they come last. */
const orderModifiers = (modifiers: readonly Modifier[]): Modifier[] => {
  const rank = (modifier: Modifier): number =>
    modifier.kind === 'ordinal'
      ? 3
      : modifier.kind === 'measure' || modifier.kind === 'side'
        ? 2
        : modifier.kind === 'other'
          ? 1
          : 0;
  return [...modifiers].sort((a, b) => rank(a) - rank(b));
};

const applyModifier = (
  ids: string[],
  modifier: Modifier,
  part: NounPhrase,
  context: ReferenceContext,
): { ids: string[] } | Trouble => {
  const { model, situation } = context;
  const { state } = situation;
  const keep = (test: (id: string) => boolean): { ids: string[] } => ({ ids: ids.filter(test) });
  switch (modifier.kind) {
    case 'value':
      return keep((id) => modifier.values.includes(String(model.entities[id]?.properties[modifier.property])));
    case 'state':
      return keep((id) => {
        const holds =
          model.staticFacts[factKey(modifier.predicate, id)] === true ||
          factValue(state, factKey(modifier.predicate, id)) === true;
        return holds === modifier.holds;
      });
    case 'noun': {
      if (modifier.class) {
        const isSame = ids.filter((id) => isOfClass(model, id, modifier.class!));
        if (isSame.length > 0) return { ids: isSame };
        const hosts = model.members[modifier.class] ?? [];
        return keep((id) => hosts.some((host) => isLocatedAt(model, state, id, host)));
      }
      const hosts = modifier.ids ?? [];
      const same = ids.filter((id) => hosts.includes(id));
      return same.length > 0
        ? { ids: same }
        : keep((id) => hosts.some((host) => isLocatedAt(model, state, id, host) || isInside(model, id, host)));
    }
    case 'location': {
      const of = candidatesOf(
        modifier.of,
        { ...context, mentions: [...context.mentions] },
        { kinds: ['place', 'item', 'robot', 'person'] },
      );
      if ('kind' in of) return of;
      if (modifier.relation === 'near') return nearest(ids, of.ids, context);
      const host = oneHost(modifier.of, of, ids, context);
      if (host) return 'kind' in host ? host : keep((id) => isLocatedAt(model, state, id, host.id));
      return keep((id) => of.ids.some((host) => isLocatedAt(model, state, id, host)));
    }
    case 'measure':
      return { ids: byMeasure(ids, modifier.fluent, modifier.order, part.plural, context) };
    case 'compare':
      // "the 16 mm cutter": a size that is part of the name.
      if (modifier.operator === '==' && SIZES.has(modifier.amount.unit ?? ''))
        return keep((id) => namesSize(model, id, modifier.amount.value, modifier.amount.unit ?? ''));
      return keep((id) => {
        const value = numberOf(context, modifier.fluent ?? fluentOfUnit(modifier.amount), id);
        return (
          value !== undefined &&
          compare(
            value,
            modifier.operator,
            shareIn(context, modifier.amount, modifier.fluent ?? fluentOfUnit(modifier.amount), id),
          )
        );
      });
    case 'ordinal':
      return { ids: nth(ids, modifier.n, model) };
    case 'code': {
      const own = keep((id) => hasCode(model, id, modifier.text));
      if (own.ids.length > 0 || /\d/.test(modifier.text)) return own;
      // A排的周转箱: those at places called so.
      const places = (model.members.place ?? []).filter((id) => hasCode(model, id, modifier.text));
      return keep((id) => places.some((place) => isLocatedAt(model, state, id, place)));
    }
    case 'side':
      // Near and far are seen from where the speaker stands, which nobody told.
      if (modifier.side === 'nearest' || modifier.side === 'farthest')
        return { kind: 'not-understood', text: part.text };
      return { ids: bySide(ids, modifier.side, context) };
    case 'other': {
      const mentioned = new Set(context.mentions.flat());
      const left = ids.filter((id) => !mentioned.has(id));
      return mentioned.size === 0 ? { kind: 'no-antecedent', text: part.text } : { ids: left };
    }
    case 'empty':
      return keep(
        (id) => Object.keys(model.entities).some((item) => whereIs(state, item)?.target === id) !== modifier.holds,
      );
    default:
      return { ids };
  }
};

/** Units that only ever stand in names, with their Chinese spelling; nothing here is measured in them. */
const SIZES: ReadonlyMap<string, string> = new Map([
  ['mm', '毫米'],
  ['cm', '厘米'],
  ['ml', '毫升'],
  ['l', '升'],
]);

const namesSize = (model: WorldModel, id: string, value: number, unit: string): boolean => {
  const entity = model.entities[id];
  const pattern = new RegExp(`(?<![\\d.])${value}\\s?(?:${unit}(?![a-z])|${SIZES.get(unit)})`);
  return (
    entity !== undefined && [...entity.names.en, ...entity.names.zh].some((name) => pattern.test(lexicalKey(name)))
  );
};

/** Whether a name holds the number or the letter as a part of its own: 3 in "station 3", B in "shelf B4". */
const hasCode = (model: WorldModel, id: string, code: string): boolean => {
  const entity = model.entities[id];
  const pattern = /\d/.test(code)
    ? new RegExp(`(?<![\\d.])${code}(?![\\d.])`)
    : new RegExp(`(?<![a-z])${code}(?![a-z])`);
  return (
    entity !== undefined && [...entity.names.en, ...entity.names.zh].some((name) => pattern.test(lexicalKey(name)))
  );
};

/** "the second parcel" is parcel 2 where one is called so, else the second by name. */
const nth = (ids: readonly string[], n: number, model: WorldModel): string[] => {
  const numbered = ids.filter((id) => hasCode(model, id, String(n)));
  if (numbered.length === 1) return numbered;
  return n <= ids.length ? [naturalOrder(ids)[n - 1]!] : [];
};

/** "the tote on the table" with several tables: the only one with a tote on it, or a question which table. */
const oneHost = (
  said: NounPhrase,
  hosts: Candidates,
  ids: readonly string[],
  context: ReferenceContext,
): { id: string } | Trouble | undefined => {
  const isOne =
    (said.determiner === 'definite' || said.determiner === 'bare') && !said.plural && !said.count && !hosts.isGroup;
  if (!isOne || hosts.ids.length < 2) return undefined;
  const holding = hosts.ids.filter((host) =>
    ids.some((id) => isLocatedAt(context.model, context.situation.state, id, host)),
  );
  if (holding.length < 2) return holding[0] === undefined ? undefined : { id: holding[0] };
  const settled = context.chosen.find((id) => holding.includes(id));
  return settled ? { id: settled } : { kind: 'ambiguous', text: said.text, candidates: holding };
};
