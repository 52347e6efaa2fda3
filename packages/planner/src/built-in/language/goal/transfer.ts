import { type Bilingual, bilingual, factKey, factValue } from '@muster/domain';
import { nameList, nameOf } from '../../../says/names.ts';
import { type Clause, itPhrase, type Modifier, type NounPhrase, type Phrase, type Relation } from '../logical-form.ts';
import { FLOOR_PREFIX, isLocatedAt, puttingPlaces, takesItems, whereIs } from '../resolve/locations.ts';
import type { Trouble } from '../resolve/problems.ts';
import { idsOf, type Resolved, resolvePhrase, type Selection } from '../resolve/resolve-phrase.ts';
import { actorsOf } from './actor.ts';
import { type BuildContext, type ClauseDraft, type DraftProposition, troubled } from './draft.ts';
import { goClause } from './go.ts';
import { propositionsFor } from './selections.ts';

const IT = itPhrase('');

/** Bring, put, take …: things end up on, in or with something. */
export const transferClause = (
  clause: Clause,
  context: BuildContext,
  before: number | undefined,
  asState = false,
): ClauseDraft => {
  const { model } = context;
  const isState = asState || /\b(?:be|lie|stand)$/i.test(clause.verb?.text.trim() ?? '');
  const moved = resolveMoved(clause, context);
  const movedIds = idsOf(moved.resolved);
  if (movedIds.length > 0 && movedIds.every((id) => model.entities[id]?.kind === 'robot'))
    return goClause({ ...clause, actor: clause.object, object: undefined }, context, before);
  // 拿到中岛 with 拿到 as one verb: the noun is where to, and what is moved was said before.
  const mayBePlace =
    clause.object !== undefined &&
    clause.targets.length === 0 &&
    !clause.recipient &&
    movedIds.length > 0 &&
    movedIds.every((id) => model.entities[id]?.kind === 'place');
  if (mayBePlace && clause.object) {
    const { object, ...rest } = clause;
    const elided = transferClause(
      { ...rest, targets: [{ relation: 'to', phrase: object }] },
      { ...context, mentions: context.mentions.slice(0, -1) },
      before,
    );
    if (elided.troubles.length === 0) return elided;
  }
  const troubles: Trouble[] = [...moved.resolved.troubles];
  for (const id of movedIds)
    if (model.entities[id]?.kind !== 'item')
      return troubled({
        kind: 'wrong-kind',
        text: clause.object?.text ?? '',
        says: bilingual(`${nameOf(model, id, 'en')} can't be moved.`, `${nameOf(model, id, 'zh')}不能搬动。`),
      });
  const actors = actorsOf(clause, context);
  troubles.push(...actors.troubles);
  const assumptions: Bilingual[] = [];
  const negated = clause.negated !== 'no';
  if (clause.back && clause.targets.length === 0) {
    const draft = putBack(movedIds, context, actors.ids, before);
    return { ...draft, troubles: [...troubles, ...draft.troubles] };
  }
  const shares = eachShare(clause, moved.resolved, context);
  if (shares) {
    const drafts = shares.map((part) => transferClause(part, { ...context, mentions: [...context.mentions] }, before));
    return {
      propositions: drafts.flatMap((draft) => draft.propositions),
      troubles: drafts.flatMap((draft) => draft.troubles),
      assumptions: drafts.flatMap((draft) => draft.assumptions),
    };
  }
  const goal = destinationOf(clause, context, movedIds);
  troubles.push(...goal.troubles);
  assumptions.push(...goal.assumptions);
  const settled = settleByDestination(moved.resolved, goal, context, troubles);
  const standsThere = movedIds.some((id) =>
    goal.allowed.some((place) => whereIs(context.situation.state, id)?.target === place),
  );
  const propositions: DraftProposition[] = [];
  if (goal.predicate)
    propositions.push(
      ...propositionsFor(settled, goal.predicate, [goal.allowed], {
        holds: !negated,
        // What is there now can only be elsewhere in the end.
        when: negated && !isState && !standsThere ? 'always' : 'end',
        by: actors.ids,
        ...(before === undefined ? {} : { before }),
        // How many there are to be counts those that are there.
        ...(isState
          ? {}
          : {
              done: (id: string): boolean =>
                goal.allowed.some(
                  (place) => factValue(context.situation.state, factKey(goal.predicate!, id, place)) === true,
                ),
            }),
      }),
    );
  return {
    propositions,
    troubles,
    assumptions,
    ...(goal.constraint ? { constraint: goal.constraint } : {}),
  };
};

/** "a meal to each ward": as many for every one of them, so one clause per place. */
const eachShare = (clause: Clause, moved: Resolved, context: BuildContext): Clause[] | undefined => {
  const target = clause.targets[0]?.phrase ?? clause.recipient;
  const isShared =
    moved.selections.length === 1 && moved.selections.every(({ mode }) => mode === 'any' || mode === 'count');
  if (!target || !isShared || clause.targets.length > 1 || target.parts.length !== 1) return undefined;
  if (target.parts[0]!.determiner !== 'all') return undefined;
  const places = resolvePhrase(
    target,
    { ...context, mentions: [...context.mentions] },
    { kinds: ['place', 'item', 'robot', 'person'] },
  );
  const ids = idsOf(places);
  if (places.troubles.length > 0 || ids.length < 2) return undefined;
  return ids.map((id) => {
    const part: NounPhrase = {
      ...target.parts[0]!,
      head: { kind: 'name', ids: [id] },
      determiner: 'definite',
      plural: false,
      modifiers: [],
      except: [],
    };
    const phrase: Phrase = { parts: [part], joined: 'and', text: target.text };
    return clause.targets[0]
      ? { ...clause, targets: [{ ...clause.targets[0], phrase }] }
      : { ...clause, recipient: phrase };
  });
};

/** What stands at the destination already isn't what is asked for: it leaves the question of which one is meant. */
const settleByDestination = (
  moved: Resolved,
  goal: Destination,
  context: BuildContext,
  troubles: Trouble[],
): readonly Selection[] => {
  const { predicate, allowed } = goal;
  if (!predicate || allowed.length === 0) return moved.selections;
  const isThere = (id: string): boolean =>
    allowed.some((place) => factValue(context.situation.state, factKey(predicate, id, place)) === true);
  const added: Selection[] = [];
  moved.troubles.forEach((trouble) => {
    if (trouble.kind !== 'ambiguous') return;
    const left = trouble.candidates.filter((id) => !isThere(id));
    if (left.length === 0 || left.length === trouble.candidates.length) return;
    const index = troubles.indexOf(trouble);
    if (left.length === 1) {
      troubles.splice(index, 1);
      added.push({ mode: 'each', ids: left });
      context.mentions.push(left);
    } else troubles[index] = { ...trouble, candidates: left };
  });
  return [...moved.selections, ...added];
};

/** "from A1 and A3": named places in a list stand for any of them. */
const anyOfParts = (source: Phrase): NounPhrase => {
  const [first] = source.parts;
  const ids = source.parts.flatMap((part) => (part.head.kind === 'name' ? part.head.ids : []));
  if (source.parts.length === 1 || source.parts.some((part) => part.head.kind !== 'name')) return first!;
  return { ...first!, head: { kind: 'name', ids }, plural: true, determiner: 'all' };
};

/** What is moved. A source ("from shelf A2") narrows it, and a wrong source is told, never overlooked. */
const resolveMoved = (clause: Clause, context: BuildContext): { resolved: Resolved } => {
  const { model, situation } = context;
  const wanted = { kinds: ['item', 'robot'] as const };
  const said = clause.object ?? IT;
  if (!clause.source) return { resolved: resolvePhrase(said, context, wanted, clause.floatingAll) };
  const source = clause.source;
  const from: Modifier[] = [{ kind: 'location', relation: 'any', of: anyOfParts(source) }];
  const narrowed: Phrase = {
    ...said,
    parts: said.parts.map(
      (part): NounPhrase =>
        part.head.kind === 'pronoun' && part.head.value !== 'everything'
          ? part
          : { ...part, modifiers: [...part.modifiers, ...from] },
    ),
  };
  const mark = context.mentions.length;
  const resolved = resolvePhrase(narrowed, context, wanted, clause.floatingAll);
  if (!resolved.troubles.some((trouble) => trouble.kind === 'none-match')) return { resolved };
  context.mentions.length = mark;
  const anywhere = resolvePhrase(said, context, wanted, clause.floatingAll);
  const places = resolvePhrase(source, { ...context, mentions: [] }, { kinds: ['place', 'item', 'robot', 'person'] });
  if (places.troubles.length > 0) return { resolved: { selections: [], troubles: places.troubles } };
  if (anywhere.troubles.length > 0) return { resolved: anywhere };
  const elsewhere = idsOf(anywhere).filter(
    (id) => !idsOf(places).some((place) => isLocatedAt(model, situation.state, id, place)),
  );
  const unseen = elsewhere.filter((id) => whereIs(situation.state, id) === undefined);
  if (unseen.length === elsewhere.length) return { resolved: anywhere };
  const facts = elsewhere.flatMap((id) => whereIs(situation.state, id)?.key ?? []);
  const [first = ''] = elsewhere;
  const at = whereIs(situation.state, first)?.target ?? '';
  return {
    resolved: {
      selections: [],
      troubles: [
        {
          kind: 'refused',
          code: 'LANGUAGE_WRONG_PREMISE',
          says: bilingual(
            `${nameList(model, elsewhere.slice(0, 3), 'en')} is not at ${nameList(model, idsOf(places), 'en')}: as far as I know it is at ${nameOf(model, at, 'en')}.`,
            `${nameList(model, elsewhere.slice(0, 3), 'zh')}不在${nameList(model, idsOf(places), 'zh')}：据我所知在${nameOf(model, at, 'zh')}。`,
          ),
          facts,
          nearest: bilingual(`Take it from ${nameOf(model, at, 'en')} instead.`, `改从${nameOf(model, at, 'zh')}拿。`),
        },
      ],
    },
  };
};

type Destination = {
  readonly predicate?: string;
  readonly allowed: readonly string[];
  readonly constraint?: 'same' | 'different';
  readonly troubles: readonly Trouble[];
  readonly assumptions: readonly Bilingual[];
};

const destinationOf = (clause: Clause, context: BuildContext, moved: readonly string[]): Destination => {
  const fail = (...troubles: Trouble[]): Destination => ({ allowed: [], troubles, assumptions: [] });
  const [target, extra] = clause.targets;
  if (extra) return fail({ kind: 'not-understood', text: extra.phrase.text });
  if (clause.through) return fail({ kind: 'not-understood', text: clause.through.text });
  const me: Phrase | undefined =
    clause.hither || /^(?:bring|fetch|get|grab|拿来|取来)/i.test(clause.verb?.text ?? '')
      ? { ...IT, parts: [{ ...IT.parts[0]!, head: { kind: 'pronoun', value: 'me' } }] }
      : undefined;
  const said = target?.phrase ?? clause.recipient ?? me;
  if (!said) return fail({ kind: 'missing', what: 'destination', text: clause.text, candidates: [] });
  if (target && clause.recipient) {
    // "送给李医生到门口": both a person and a place can't be met by one placing.
    const isFiller = clause.recipient.parts.every((part) => part.head.kind === 'pronoun' && part.head.value === 'me');
    if (!isFiller) return fail({ kind: 'not-understood', text: clause.recipient.text });
  }
  // "put the socks in it": it is not the socks.
  const others = context.mentions.filter((group) => !group.every((id) => moved.includes(id)));
  const resolved = resolvePhrase(
    said,
    { ...context, mentions: others },
    { kinds: ['place', 'item', 'robot', 'person'] },
  );
  // "it" after this is the thing rather than the place: the place is the older mention.
  const newest = context.mentions.pop();
  for (const selection of resolved.selections) context.mentions.push([...selection.ids]);
  if (newest) context.mentions.push(newest);
  const ids = idsOf(resolved).filter((id) => !moved.includes(id));
  // A thing among the places is a word that would be lost: "…, the dictionary last".
  const isNamed = said.parts.some(({ head }) => head.kind !== 'pronoun');
  if (isNamed && ids.length < idsOf(resolved).length) return fail({ kind: 'not-understood', text: said.text });
  if (resolved.troubles.length > 0) return fail(...resolved.troubles);
  const modes = new Set(resolved.selections.map((selection) => selection.mode));
  if (ids.length > 1 && modes.has('each') && said.parts.some(({ head }) => head.kind === 'name' && head.ids.length > 1))
    return fail({ kind: 'not-understood', text: said.text });
  const kinds = new Set(ids.map((id) => context.model.entities[id]?.kind ?? 'place'));
  // "to the deck, and the stain too": a thing among places was meant otherwise.
  if (kinds.size > 1 && said.parts.length > 1) return fail({ kind: 'not-understood', text: said.text });
  if (ids.length > 1 && modes.has('each')) return fail({ kind: 'ambiguous', text: said.text, candidates: ids });
  if (modes.has('count') || modes.has('none') || ids.length === 0)
    return fail({ kind: 'not-understood', text: said.text });
  const placed = placing(ids, target?.relation ?? 'to', context, said.text);
  return { ...placed, ...(resolved.constraint ? { constraint: resolved.constraint } : {}) };
};

/** The relation that puts something there: `given` to people, `loaded` on carriers, `held` by hands, `in` containers, else `on`. */
const placing = (ids: readonly string[], relation: Relation, context: BuildContext, text: string): Destination => {
  const { model, situation } = context;
  const kindOf = (id: string): string => model.entities[id]?.kind ?? (id.startsWith(FLOOR_PREFIX) ? 'place' : '');
  const done = (
    predicate: string,
    allowed: readonly string[],
    assumptions: readonly Bilingual[] = [],
  ): Destination => ({ predicate, allowed, troubles: [], assumptions });
  if (ids.every((id) => kindOf(id) === 'person')) {
    if (ids.length === 1 || text === '') return done('given', ids);
    return done('given', ids);
  }
  if (ids.every((id) => kindOf(id) === 'robot')) {
    const carries = ids.filter((id) => (model.staticNumbers[factKey('slots', id)] ?? 0) > 0);
    return carries.length > 0 ? done('loaded', carries) : done('held', ids);
  }
  if (relation === 'near' || (relation === 'at' && !ids.some((id) => takesItems(model, id)))) {
    const hosts = ids.map((id) => whereIs(situation.state, id)?.target ?? '').filter((id) => takesItems(model, id));
    const host = hosts[0];
    if (host && ids.every((id) => kindOf(id) === 'item'))
      return done(model.entities[host]?.properties.container === true ? 'in' : 'on', hosts, [
        bilingual(
          `Next to ${nameOf(model, ids[0]!, 'en')} means at the same place: ${nameOf(model, host, 'en')}.`,
          `“${nameOf(model, ids[0]!, 'zh')}旁边”理解为同一处：${nameOf(model, host, 'zh')}。`,
        ),
      ]);
  }
  const places = ids.flatMap((id) => (takesItems(model, id) ? [id] : puttingPlaces(model, id)));
  if (places.length === 0)
    return {
      allowed: [],
      assumptions: [],
      troubles: [
        {
          kind: 'refused',
          code: 'LANGUAGE_NOT_A_SURFACE',
          says: bilingual(
            `Nothing can be put on or in ${nameList(model, ids, 'en')}.`,
            `${nameList(model, ids, 'zh')}上放不了东西。`,
          ),
          facts: ids.map((id) => `not surface(${id})`),
        },
      ],
    };
  const inside = places.filter((id) => model.entities[id]?.properties.container === true);
  const onto = places.filter((id) => model.entities[id]?.properties.container !== true);
  const useInside =
    onto.length === 0 || (relation === 'in' && inside.length > 0 && ids.every((id) => takesItems(model, id)));
  return done(useInside ? 'in' : 'on', useInside ? inside : onto);
};

const putBack = (
  moved: readonly string[],
  context: BuildContext,
  by: readonly string[],
  before: number | undefined,
): ClauseDraft => {
  const { model } = context;
  const propositions: DraftProposition[] = [];
  for (const id of moved) {
    const home = whereIs(model.initial, id);
    if (home && (home.relation === 'on' || home.relation === 'in'))
      propositions.push(
        ...propositionsFor([{ mode: 'each', ids: [id] }], home.relation, [[home.target]], {
          by,
          ...(before === undefined ? {} : { before }),
        }),
      );
  }
  return propositions.length === moved.length
    ? { propositions, troubles: [], assumptions: [] }
    : troubled({ kind: 'missing', what: 'destination', text: nameList(model, moved, 'en'), candidates: [] });
};
