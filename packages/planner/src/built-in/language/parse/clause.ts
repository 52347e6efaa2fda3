import type { Lattice } from '../lattice.ts';
import type { Clause, NounPhrase, Phrase, Relation, Target } from '../logical-form.ts';
import { FLOOR_PREFIX } from '../resolve/locations.ts';
import { corrected, phrase } from './phrase.ts';
import { anyWord, choice, entry, map, memo, optional, type Parse, type Rule, seq, textBetween, word } from './rules.ts';
import { duration, speedSpec, timeSpec } from './time.ts';

/** Where a clause stands among its neighbours when one of its own words says so: "first …", "… meanwhile", "再…". */
export type Placed = { readonly clause: Clause; readonly order?: 'first' | 'then' | 'last' | 'meanwhile' };

type State = {
  /** Where the clause began. */
  readonly from: number;
  readonly at: number;
  readonly cost: number;
  readonly verb?: Clause['verb'];
  /** Particle that the verb still waits for: "turn the lamp on". */
  readonly particle?: string;
  readonly actor?: Phrase;
  readonly object?: Phrase;
  /** The object was said before the verb, so that a noun after the verb is where or to whom. */
  readonly objectFirst?: boolean;
  readonly recipient?: Phrase;
  readonly source?: Phrase;
  readonly targets: readonly Target[];
  readonly through?: Phrase;
  readonly instrument?: Phrase;
  readonly flags: ReadonlySet<Flag>;
  readonly negated: Clause['negated'];
  readonly times: Clause['times'];
  readonly speed?: Clause['speed'];
  readonly order?: Placed['order'];
  /** 至少拿两个…: how many is bounded in front of the verb. */
  readonly bound?: 'exactly' | 'at-least' | 'at-most';
  /** What is left out of the object, said before or after it. */
  readonly except: readonly NounPhrase[];
  /** Robots that are not to be used. */
  readonly without: readonly Phrase[];
  /** A correction was said: the next constituent may replace what stands. */
  readonly correcting: boolean;
};
type Flag =
  | 'beside'
  | 'respectively'
  | 'inOrder'
  | 'stays'
  | 'hither'
  | 'back'
  | 'again'
  | 'together'
  | 'floatingAll'
  | 'always'
  | 'doorOpen'
  | 'doorShut';

const START: Omit<State, 'at' | 'from'> = {
  cost: 0,
  targets: [],
  flags: new Set(),
  negated: 'no',
  times: [],
  except: [],
  without: [],
  correcting: false,
};
const THERE: Phrase = {
  parts: [
    {
      head: { kind: 'pronoun', value: 'there' },
      determiner: 'bare',
      plural: false,
      modifiers: [],
      except: [],
      text: 'there',
    },
  ],
  joined: 'and',
  text: 'there',
};
const PER_POSITION = 24;
const UNKNOWN_VERB_COST = 7;

/**
 * A verb and what belongs to it, in any order that either language has. Constituents carry their own role markers (把, 从, 到, to,
 * from …), so one rule reads both; the cost tells usual orders from odd ones. Positions are worked through from left to right with a
 * bounded number of states each.
 */
export const clause: Rule<Placed> = memo((lattice, at) => {
  const states = new Map<number, State[]>([[at, [{ ...START, from: at, at }]]]);
  const found: Parse<Placed>[] = [];
  for (let position = at; position <= lattice.end; position += 1) {
    const here = states.get(position);
    if (!here) continue;
    const kept = [...here].sort((a, b) => a.cost - b.cost).slice(0, PER_POSITION);
    for (const state of kept) {
      const done = finish(lattice, at, state);
      if (done) found.push(done);
      for (const next of transitions(lattice, state)) {
        if (next.at <= state.at) continue;
        const list = states.get(next.at) ?? [];
        list.push(next);
        states.set(next.at, list);
      }
    }
  }
  return found;
}, 14);

/** Nothing but time words and politeness has been said yet. */
const isFresh = (state: State): boolean =>
  !state.verb && !state.actor && !state.object && !state.recipient && !state.source && state.targets.length === 0;

const finish = (lattice: Lattice, from: number, state: State): Parse<Placed> | undefined => {
  if (state.particle || state.correcting || (state.except.length > 0 && !state.object)) return undefined;
  if (!state.verb && !state.object && state.targets.length === 0 && !state.recipient && !state.instrument)
    return undefined;
  // 到了: arriving says nothing without a place.
  if (state.verb && /^[到去]$/.test(state.verb.text) && !state.object && !state.actor && state.targets.length === 0)
    return undefined;
  const { flags } = state;
  const bounded = boundObject(state);
  if (bounded === 'unbound') return undefined;
  return {
    value: {
      clause: {
        ...(state.verb ? { verb: state.verb } : {}),
        ...(state.actor ? { actor: state.actor } : {}),
        ...(bounded ? { object: withoutExcepted(bounded, state.except) } : {}),
        ...(state.object && state.objectFirst && state.verb ? { fronted: true } : {}),
        ...(state.recipient ? { recipient: state.recipient } : {}),
        ...(state.source ? { source: state.source } : {}),
        targets: state.targets,
        without: state.without,
        ...(state.through ? { through: state.through } : {}),
        ...(state.instrument ? { instrument: state.instrument } : {}),
        hither: flags.has('hither'),
        back: flags.has('back'),
        stays: flags.has('stays'),
        inOrder: flags.has('inOrder'),
        again: flags.has('again'),
        negated: state.negated,
        always: flags.has('always'),
        together: flags.has('together'),
        floatingAll: flags.has('floatingAll'),
        respectively: flags.has('respectively'),
        beside: flags.has('beside'),
        ...(flags.has('doorOpen') || flags.has('doorShut') ? { door: flags.has('doorOpen') } : {}),
        times: state.times,
        ...(state.speed ? { speed: state.speed } : {}),
        text: textBetween(lattice, from, state.at),
      },
      ...(state.order ? { order: state.order } : {}),
    },
    end: state.at,
    cost: state.cost,
  };
};

const boundObject = ({ object, bound }: State): Phrase | undefined | 'unbound' => {
  if (!bound) return object;
  const [part] = object?.parts ?? [];
  if (!object || !part) return 'unbound';
  // 只把苹果…: "only" bounds nothing that isn't counted.
  if (!part.count) return bound === 'exactly' ? object : 'unbound';
  return { ...object, parts: [{ ...part, count: { ...part.count, kind: bound } }, ...object.parts.slice(1)] };
};

const withoutExcepted = (object: Phrase, except: readonly NounPhrase[]): Phrase =>
  except.length === 0
    ? object
    : { ...object, parts: object.parts.map((part) => ({ ...part, except: [...part.except, ...except] })) };

const exceptMarked: Rule<Phrase> = memo(
  choice<Phrase>(
    map(
      seq(word('except', 'except'), phrase, optional(word('except', 'close')), optional(word('comma'))),
      ([, left]) => left,
    ),
    map(seq(optional(word('comma')), phrase, word('except', 'close')), ([, left]) => left),
  ),
);

const isPointing = (said: Phrase): boolean =>
  said.parts.every(({ head }) => head.kind === 'pronoun' && (head.value === 'there' || head.value === 'here'));

const isFloor = (said: Phrase): boolean =>
  said.parts.every(({ head }) => head.kind === 'name' && head.ids.every((id) => id.startsWith(FLOOR_PREFIX)));

/** Whether a phrase can name those to whom something is brought. */
const mayReceive = (lattice: Lattice, said: Phrase): boolean =>
  said.parts.every(({ head }) => {
    const kindOf = (id: string): string | undefined => lattice.model.entities[id]?.kind;
    if (head.kind === 'name') return head.ids.some((id) => kindOf(id) === 'person' || kindOf(id) === 'robot');
    if (head.kind === 'class')
      return (lattice.model.ancestors[head.class] ?? []).some((name) => name === 'person' || name === 'robot');
    return head.kind === 'pronoun' && ['me', 'person', 'them'].includes(head.value);
  });

const withoutMarked: Rule<Phrase> = memo(
  choice<Phrase>(map(seq(word('without'), phrase, optional(word('comma'))), ([, left]) => left)),
);

/** Whether a phrase can name those who do something: robots, or words that may stand for one. */
const mayAct = (lattice: Lattice, said: Phrase): boolean =>
  said.parts.every(({ head }) => {
    if (head.kind === 'name') return head.ids.some((id) => lattice.model.entities[id]?.kind === 'robot');
    if (head.kind === 'class') return (lattice.model.ancestors[head.class] ?? []).includes('robot');
    if (head.kind === 'pronoun') return head.value === 'it' || head.value === 'them';
    return head.kind !== 'quote';
  });

/** "on CNC 2 and blank 4": a place and a thing in one list after a preposition are two things that were said. */
const isOneKind = (lattice: Lattice, said: Phrase): boolean => {
  if (said.parts.length < 2) return true;
  const kinds = said.parts.map(({ head }) => {
    if (head.kind === 'name') return new Set(head.ids.map((id) => lattice.model.entities[id]?.kind ?? 'place'));
    if (head.kind === 'class')
      return new Set(
        ['item', 'place', 'robot', 'person'].filter((kind) =>
          (lattice.model.ancestors[head.class] ?? []).includes(kind),
        ),
      );
    return undefined;
  });
  const known = kinds.filter((set) => set !== undefined);
  return known.every((set) => known.every((other) => [...set].some((kind) => other.has(kind))));
};

const marked = (marker: Rule<unknown>): Rule<readonly [Phrase, Relation | undefined]> => {
  const rule = seq(marker, phrase, optional(choice(word('postposition'), word('side'))));
  return (lattice, at) =>
    rule(lattice, at)
      .filter((parse) => isOneKind(lattice, parse.value[1]))
      .map((parse) => ({
        value: [parse.value[1], postRelation(parse.value[2])] as const,
        end: parse.end,
        cost: parse.cost,
      }));
};

const postRelation = (post: { kind: string; value: string } | undefined): Relation | undefined => {
  if (!post) return undefined;
  if (post.kind === 'postposition') return post.value as Relation;
  return post.value === 'top' ? 'on' : post.value === 'bottom' ? 'under' : undefined;
};

const objectMarked = memo(marked(word('object-marker')));
const forMarked = memo(marked(choice(word('for-marker'), word('preposition', 'for'))));
const fromMarked = memo(marked(word('preposition', 'from')));
const throughMarked = memo(marked(word('preposition', 'through')));
const withMarked = memo(marked(choice(word('preposition', 'with'), word('preposition', 'by'))));
const actorMarked = memo(seq(word('actor-marker'), phrase, optional(word('modal'))));
const TARGETS: readonly Relation[] = ['to', 'in', 'on', 'at', 'near', 'under', 'over'];
const targetMarked = TARGETS.map((relation) => [relation, memo(marked(word('preposition', relation)))] as const);
const postposed = memo(seq(phrase, word('postposition')));

/** What a correction can put anew. */
const REPLACED = [
  'object',
  'targets',
  'recipient',
  'source',
  'through',
  'instrument',
  'actor',
  'times',
  'speed',
  'without',
  'except',
] as const;

const transitions = (lattice: Lattice, state: State): State[] => {
  const next: State[] = [];
  const { at } = state;
  const move = (parse: { end: number; cost: number }, change: Partial<State>, extra = 0): void => {
    // A correction is over once something was put in the place of what it takes back, never by a word that fills none.
    const correcting = state.correcting && !REPLACED.some((slot) => slot in change);
    next.push({ ...state, correcting, ...change, at: parse.end, cost: state.cost + parse.cost + extra });
  };
  const free = (slot: unknown): boolean => slot === undefined || state.correcting;
  const flag = (name: Flag): ReadonlySet<Flag> => new Set([...state.flags, name]);

  if (free(state.verb)) {
    for (const verb of entry('verb')(lattice, at))
      move(
        verb,
        {
          verb: { senses: verb.value.senses, text: textBetween(lattice, at, verb.end) },
          particle: verb.value.particle,
          // 不，放到灶台上: the verb is only said again.
        },
        verb.value.senses.length === 0 ? UNKNOWN_VERB_COST : verb.value.particle ? -0.5 : 0,
      );
    // "should both be on …"
    for (const wish of seq(word('modal'), word('floating-all'), word('be'))(lattice, at))
      move(wish, { verb: { senses: [{ kind: 'transfer' }], text: textBetween(lattice, at, wish.end) } }, 0.3);
    for (const unknown of entry('unknown')(lattice, at))
      move(unknown, { verb: { senses: [], text: unknown.value.text } }, UNKNOWN_VERB_COST);
  }
  if (state.particle) {
    for (const particle of anyWord('particle', 'preposition', 'thither', 'hither', 'filler', 'back')(lattice, at))
      if (textBetween(lattice, at, particle.end).toLowerCase() === state.particle)
        move(particle, { particle: undefined });
    for (const alone of entry('unknown')(lattice, at))
      if (alone.value.text.toLowerCase() === state.particle) move(alone, { particle: undefined });
  }
  if (free(state.object)) {
    for (const object of objectMarked(lattice, at))
      move(object, { object: object.value[0], objectFirst: !state.verb }, -0.4);
  }
  if (free(state.recipient)) for (const person of forMarked(lattice, at)) move(person, { recipient: person.value[0] });
  if (free(state.source)) for (const source of fromMarked(lattice, at)) move(source, { source: source.value[0] });
  if (free(state.through))
    for (const through of throughMarked(lattice, at)) move(through, { through: through.value[0] });
  if (free(state.instrument))
    for (const tool of withMarked(lattice, at)) move(tool, { instrument: tool.value[0] }, 0.3);
  if (!state.verb && free(state.actor))
    for (const actor of actorMarked(lattice, at))
      if (mayAct(lattice, actor.value[1])) move(actor, { actor: actor.value[1] }, -0.2);
  if (state.targets.length < 2 || state.correcting)
    for (const [relation, rule] of targetMarked)
      for (const target of rule(lattice, at)) {
        const said: Target = { relation: target.value[1] ?? relation, phrase: target.value[0] };
        move(
          target,
          { targets: state.correcting ? [said] : [...state.targets, said] },
          state.targets.length > 0 && !state.correcting ? 0.5 : 0,
        );
      }
  // "on the trolley or at the nurse station": either will do.
  if (state.targets.length === 1)
    for (const [, rule] of targetMarked)
      for (const other of seq(optional(word('comma')), word('or'), rule)(lattice, at)) {
        const [first] = state.targets;
        const parts = [...first!.phrase.parts, ...other.value[2][0].parts];
        move(other, {
          targets: [{ ...first!, phrase: { parts, joined: 'or', text: parts.map((part) => part.text).join(' or ') } }],
        });
      }
  // "where the slippers are": the place is that of another thing.
  if (state.targets.length === 0 && state.verb)
    for (const where of seq(optional(word('preposition')), word('question', 'where'), phrase, word('be'))(lattice, at))
      move(where, { targets: [{ relation: 'near', phrase: where.value[2] }] }, 0.2);
  if (state.targets.length === 0)
    for (const place of postposed(lattice, at))
      move(
        place,
        { targets: [{ relation: place.value[1].value as Relation, phrase: place.value[0] }] },
        state.verb ? 0.3 : 1,
      );
  for (const left of withoutMarked(lattice, at))
    if (mayAct(lattice, left.value)) move(left, { without: [...state.without, left.value] }, -0.3);
  for (const left of exceptMarked(lattice, at)) move(left, { except: [...state.except, ...left.value.parts] }, 0.3);
  // "…, all but number three": said after everything else.
  if (state.object)
    for (const left of seq(
      optional(word('comma')),
      word('quantifier', 'all'),
      word('except', 'except'),
      phrase,
    )(lattice, at))
      move(left, { except: [...state.except, ...left.value[3].parts], flags: flag('floatingAll') });
  // 除了黑色那个，其余都…: the rest of what was just named.
  if (state.object && (state.except.length > 0 || state.object.parts.some((part) => part.except.length > 0)))
    for (const rest of seq(
      optional(word('comma')),
      choice(word('pronoun', 'rest'), word('other')),
      optional(word('floating-all')),
    )(lattice, at))
      move(rest, { flags: flag('floatingAll') }, -0.5);
  // "rack A and the cylinder, both to …": all that was named.
  if (state.object && !state.verb)
    for (const all of seq(word('comma'), word('floating-all'))(lattice, at))
      move(all, { flags: flag('floatingAll') }, -0.3);
  bareNouns(lattice, state, move, free);
  // A comma after the time belongs to it only in front: "after 15:00, bring …".
  for (const time of seq(
    optional(word('comma')),
    optional(word('but')),
    timeSpec,
    optional(word('comma')),
  )(lattice, at))
    if (time.value[3] === undefined || isFresh(state))
      for (const then of isFresh(state) ? optional(word('then'))(lattice, time.end) : [{ end: time.end, cost: 0 }])
        move(
          { end: then.end, cost: time.cost + then.cost },
          { times: [...state.times, time.value[2]] },
          time.value[1] ? 0 : -0.5,
        );
  // 每小时拍一次，拍到六点: the verb said again with its end.
  if (state.verb)
    for (const end of seq(optional(word('comma')), entry('verb'), word('until'), entry('clock'))(lattice, at))
      if (
        state.times.length > 0 &&
        end.value[1].senses.some((sense) => JSON.stringify(state.verb?.senses).includes(JSON.stringify(sense)))
      )
        move(
          end,
          {
            times: [
              ...state.times,
              { kind: 'until-clock', clock: end.value[3].seconds, ...(end.value[3].vague ? { vague: true } : {}) },
            ],
          },
          -1,
        );
  if (state.verb?.senses.some((sense) => sense.kind === 'wait'))
    for (const pause of duration(lattice, at))
      move(pause, { times: [...state.times, { kind: 'for', seconds: pause.value }] }, -0.5);
  // "with its door open", 开着门: how the thing is to be meanwhile.
  const door =
    /^(?:with (?:its|the|their) doors? (open|closed|shut)(?![a-z])|(开着|敞着|关着)门|门(开着|关着|敞着))[,，]?\s*/i.exec(
      lattice.text.slice(at),
    );
  if (door)
    move(
      { end: at + door[0].length, cost: 1 },
      { flags: flag(/open|开|敞/i.test(door[0]) ? 'doorOpen' : 'doorShut') },
      -1,
    );
  for (const speed of speedSpec(lattice, at)) move(speed, { speed: speed.value });
  for (const not of anyWord('negation', 'forbidden')(lattice, at))
    if (state.negated === 'no') move(not, { negated: 'not' }, not.value.kind === 'forbidden' ? 0.6 : 0);
  for (const never of word('never')(lattice, at)) if (state.negated === 'no') move(never, { negated: 'never' });
  for (const always of word('always')(lattice, at)) move(always, { flags: flag('always') });
  // "neither the red nor the blue tote may be moved"
  if (!state.verb && !state.object && state.negated === 'no')
    for (const both of seq(word('quantifier', 'neither'), phrase, word('nor'), phrase)(lattice, at)) {
      const parts = [...both.value[1].parts, ...both.value[3].parts];
      move(both, {
        object: { parts, joined: 'and', text: textBetween(lattice, at, both.end) },
        objectFirst: true,
        negated: 'not',
      });
    }
  for (const fix of corrected(lattice, at)) if (state.verb || state.object) move(fix, { correcting: true }, 0.5);
  for (const hither of word('hither')(lattice, at)) if (state.verb) move(hither, { flags: flag('hither') });
  for (const back of word('back')(lattice, at)) move(back, { flags: flag('back') });
  for (const inOrder of word('in-order')(lattice, at)) move(inOrder, { flags: flag('inOrder') });
  for (const each of seq(optional(word('comma')), word('respectively'))(lattice, at))
    move(each, { flags: flag('respectively') }, -0.4);
  for (const beside of word('beside')(lattice, at)) move(beside, { flags: flag('beside') }, -0.4);
  for (const stays of word('in-place')(lattice, at)) move(stays, { flags: flag('stays') });
  for (const again of word('again')(lattice, at)) move(again, { flags: flag('again') });
  for (const together of word('together')(lattice, at)) move(together, { flags: flag('together') });
  if (state.actor || state.object || state.verb || state.targets.length > 0)
    for (const all of word('floating-all')(lattice, at)) move(all, { flags: flag('floatingAll') }, -0.3);
  for (const filler of anyWord('polite', 'filler', 'thither')(lattice, at)) move(filler, {}, 0.4);
  // 也送过去: there, where the talk was of.
  if (state.verb && state.targets.length === 0 && !state.recipient)
    for (const there of word('thither')(lattice, at))
      if (
        /^(?:过去|进去|上去|里面去|回那里去|over there|in there|on there)$/i.test(textBetween(lattice, at, there.end))
      )
        move(there, { targets: [{ relation: 'to', phrase: THERE }] }, 0.2);
  if (!state.bound && !state.object)
    for (const bound of anyWord('quantifier')(lattice, at))
      if (
        /[\u0080-\uffff]/.test(textBetween(lattice, at, bound.end)) &&
        (bound.value.value === 'at-least' || bound.value.value === 'at-most' || bound.value.value === 'exactly')
      )
        move(bound, { bound: bound.value.value }, 0.4);
  if (!state.verb) {
    for (const request of anyWord('request', 'modal')(lattice, at)) move(request, {}, 0.1);
    // "has to be finished"
    if (state.object || state.actor)
      for (const passive of seq(word('modal'), word('be'))(lattice, at)) move(passive, {}, 0.1);
    // "housing 2 gets washed"
    const passive =
      /^(?:be|gets?|is getting|(?:will|shall|should|must|may|can) (?:get|be)) (?=[a-z]+(?:ed|en|un|ut)\b)/i.exec(
        lattice.text.slice(at),
      );
    if (passive && (state.object || state.actor)) move({ end: at + passive[0].length, cost: 1 }, {}, -0.5);
    // "before valve 2 is opened": as a clause of its own that would only say how things are.
    const stated = /^(?:is|are|has been|have been|gets?) (?=[a-z]+(?:ed|en|un|ut)\b)/i.exec(lattice.text.slice(at));
    if (
      stated &&
      (state.object || state.actor) &&
      /\b(?:before|after|once)\s*$/i.test(lattice.text.slice(0, state.from))
    )
      move({ end: at + stated[0].length, cost: 1 }, {}, -0.5);
    for (const you of word('you')(lattice, at)) move(you, {}, 0.3);
    if (!state.actor) for (const all of word('all-robots', 'any')(lattice, at)) move(all, {}, 0.2);
    // "get housing 1 washed": what is to be done stands behind the thing.
    if (free(state.object))
      for (const thing of actorMarked(lattice, at))
        if (/^(?:get|have)$/i.test(textBetween(lattice, at, at + 4).trim()) && !mayAct(lattice, thing.value[1]))
          move(thing, { object: thing.value[1], objectFirst: true }, 0.4);
  }
  if (!state.order) {
    for (const first of word('first')(lattice, at)) move(first, { order: 'first' });
    for (const last of word('last')(lattice, at)) move(last, { order: 'last' });
    for (const meanwhile of seq(optional(word('comma')), word('meanwhile'))(lattice, at))
      move(meanwhile, { order: 'meanwhile' });
    for (const then of word('then')(lattice, at))
      if (state.at > 0 && (state.actor || state.object)) move(then, { order: 'then' }, 0.3);
  }
  return next;
};

const isPerson = (lattice: Lattice, said: Phrase): boolean =>
  said.parts.every(
    ({ head }) => head.kind === 'name' && head.ids.every((id) => lattice.model.entities[id]?.kind === 'person'),
  );

const isPlaceName = (lattice: Lattice, said: Phrase): boolean =>
  said.parts.every(
    ({ head, modifiers }) =>
      (head.kind === 'name' && head.ids.every((id) => lattice.model.entities[id]?.kind === 'place')) ||
      (head.kind === 'class' && modifiers.length > 0 && (lattice.model.ancestors[head.class] ?? []).includes('place')),
  );

const isItems = (lattice: Lattice, said: Phrase): boolean =>
  said.parts.every(
    ({ head }) =>
      (head.kind === 'name' && head.ids.every((id) => lattice.model.entities[id]?.kind === 'item')) ||
      (head.kind === 'class' && (lattice.model.ancestors[head.class] ?? []).includes('item')),
  );

const isElliptic = (said: Phrase): boolean => said.parts.some(({ head }) => head.kind === 'one');

type MoveTo = (parse: { end: number; cost: number }, change: Partial<State>, extra?: number) => void;

/** Nouns without a marker: before the verb who does it, or in Chinese what it is done to; after the verb what it is done to. */
const bareNouns = (lattice: Lattice, state: State, move: MoveTo, free: (slot: unknown) => boolean): void => {
  for (const noun of phrase(lattice, state.at)) {
    // "three books to the bed, no, two": the number alone is taken back.
    const [fix] = noun.value.parts;
    const [first] = state.object?.parts ?? [];
    if (
      state.correcting &&
      noun.value.parts.length === 1 &&
      first &&
      fix?.count &&
      fix.head.kind === 'one' &&
      fix.modifiers.length === 0 &&
      state.object?.parts.length === 1
    )
      move(noun, { object: { ...state.object, parts: [{ ...first, count: fix.count, plural: fix.plural }] } }, -1);
    // "… and Mrs Zhou the magazine": the verb is that of the clause before.
    if (
      !state.verb &&
      state.object &&
      !state.recipient &&
      state.targets.length === 0 &&
      isPerson(lattice, state.object)
    )
      move(noun, { recipient: state.object, object: noun.value, objectFirst: false }, 1.2);
    if (!state.verb) {
      if (free(state.actor) && mayAct(lattice, noun.value))
        move(noun, { actor: noun.value }, isElliptic(noun.value) ? 3 : 0.2);
      // 3号机床要把2号毛坯加工完: the machine with which it is done.
      if (free(state.instrument) && !state.object && isPlaceName(lattice, noun.value))
        for (const after of anyWord('object-marker', 'modal')(lattice, noun.end))
          if (after.end > noun.end && /[\u0080-\uffff]/.test(noun.value.text)) {
            move(noun, { instrument: noun.value }, 1);
            break;
          }
      // 三个轴承里拿两个: of these.
      if (free(state.object) && isItems(lattice, noun.value))
        for (const among of word('postposition', 'in')(lattice, noun.end))
          if (/^[里中当]/.test(textBetween(lattice, noun.end, among.end)))
            move({ end: among.end, cost: noun.cost + 1 }, { object: noun.value, objectFirst: true }, 0.3);
      if (free(state.object))
        move(noun, { object: noun.value, objectFirst: true }, mayAct(lattice, noun.value) ? 1.2 : 0.6);
      continue;
    }
    if (state.correcting && state.targets.length > 0 && !isElliptic(noun.value))
      move(
        noun,
        { targets: [...state.targets.slice(0, -1), { relation: 'to', phrase: noun.value }] },
        isPlaceName(lattice, noun.value) ? 0.3 : 2.5,
      );
    // 三个轴承里拿两个: how many of them is said after the verb.
    const [counted] = noun.value.parts;
    const [whole] = state.object?.parts ?? [];
    const isCount =
      noun.value.parts.length === 1 &&
      state.objectFirst &&
      whole &&
      counted?.count &&
      counted.head.kind === 'one' &&
      counted.modifiers.length === 0;
    // 苹果或香蕉拿一个
    if (isCount && state.object!.joined === 'or' && counted.count?.n === 1) move(noun, {}, -1);
    else if (isCount && state.object!.parts.length === 1)
      move(noun, {
        object: {
          ...state.object!,
          parts: [
            {
              ...whole,
              determiner: 'bare',
              plural: true,
              count: { ...counted.count, ...(whole.count ? { among: whole.count.n } : {}) },
            },
          ],
        },
      });
    if (free(state.object)) move(noun, { object: noun.value, objectFirst: false });
    else if (state.targets.length > 0) continue;
    else if (state.objectFirst || isFloor(noun.value) || isPointing(noun.value))
      // 把箱子放进冰箱 with 放进 as one verb, "carry it upstairs": what follows is where to.
      move(noun, { targets: [{ relation: 'to', phrase: noun.value }] }, 0.3);
    else if (state.recipient === undefined && state.object && mayReceive(lattice, state.object))
      // "bring me the tote": the first noun was the person.
      move(noun, { recipient: state.object, object: noun.value }, 0.4);
  }
};
