import type { Lattice } from '../lattice.ts';
import type { Sense } from '../lexicon/entry.ts';
import {
  type Clause,
  type Command,
  EMPTY_CLAUSE,
  type Link,
  type Phrase,
  type Relation,
  type StateClause,
} from '../logical-form.ts';
import { clause, type Placed } from './clause.ts';
import { phrase } from './phrase.ts';
import {
  anyWord,
  choice,
  entry,
  map,
  memo,
  optional,
  type Parse,
  prune,
  type Rule,
  seq,
  skipWords,
  textBetween,
  word,
} from './rules.ts';
import { faults, located, stateClause } from './state.ts';

type Part = { readonly link: Link; readonly clause: Clause };
type State = {
  readonly ordering: Command['ordering'];
  readonly at: number;
  readonly cost: number;
  readonly parts: readonly Part[];
  readonly sawFirst: boolean;
  readonly pendingThen: boolean;
};

const MAX_PARTS = 14;
const PER_POSITION = 16;
/** What a clause without a verb of its own costs: it takes the verb of the one before. */
const GAP_COST = 2.2;
const SERIAL_COST = 1.4;
const NO_VERB_COST = 3;

const isMereTo = (clause: Clause): boolean =>
  /^(?:到|去|往|回到|去到|进|入|进入|上|下|回)$/.test(clause.verb?.text ?? '') && !clause.actor;

type Join = { readonly link: Link; readonly weak: boolean };

const ONCE_DONE =
  /^(?:(?:and )?(?:once|when|as soon as|after) (?:that|this|they|both|all|it|everything|all of (?:them|that)|both of them|all (?:that|this))(?:'s|'re| is| are| has been| have been| has| have)? ?(?:all |both )?(?:there|done|in place|delivered|finished|arrived|complete|completed|over|brought)|(?:等)?(?:它们|两个|三个|几个|两样|全部|东西|这些|都|全)?(?:都|全)?(?:到了|送到了?|放好了?|到齐了?|送完了?|搬完了?|弄好了?|做完了?|完成了?|到位了?|就位了?)(?:以后|之后|后))[,，]?\s*(?:再|then )?/i;
/** "once both are there", "when that is done", 两个都到了以后: after all that was said before. */
const onceDone: Rule<unknown> = (lattice, at) => {
  const found = ONCE_DONE.exec(lattice.text.slice(at));
  return found && at > lattice.start ? [{ value: undefined, end: at + found[0].length, cost: 1 }] : [];
};

/** Words between two clauses; none at all in a Chinese serial-verb sentence. */
const join: Rule<Join> = memo((lattice, at) => {
  const found: Parse<Join>[] = [{ value: { link: 'and', weak: true }, end: at, cost: SERIAL_COST }];
  const queue: { at: number; cost: number; link: Link }[] = [{ at, cost: 0, link: 'and' }];
  for (let index = 0; index < queue.length && index < 24; index += 1) {
    const here = queue[index]!;
    for (const next of anyWord(
      'comma',
      'stop',
      'and',
      'but',
      'then',
      'last',
      'meanwhile',
      'polite',
      'filler',
    )(lattice, here.at)) {
      if (next.value.kind === 'then' && next.value.value === 'result') continue;
      const link: Link =
        next.value.kind === 'then' || next.value.kind === 'last'
          ? 'then'
          : next.value.kind === 'meanwhile'
            ? 'meanwhile'
            : next.value.kind === 'but' && here.link === 'and'
              ? 'but'
              : here.link;
      const extra = next.value.kind === 'filler' || next.value.kind === 'polite' ? 0.6 : 0;
      const entry = { at: next.end, cost: here.cost + 0.5 + extra, link };
      queue.push(entry);
      found.push({ value: { link, weak: false }, end: entry.at, cost: entry.cost });
    }
  }
  for (const lead of [{ at, cost: 0 }, ...queue])
    for (const done of onceDone(lattice, lead.at))
      found.push({ value: { link: 'then', weak: false }, end: done.end, cost: lead.cost + done.cost * 0.5 });
  return prune(found, 3);
});

const linkOf = (placed: Placed, join: Link, state: State): Link => {
  if (placed.order === 'then' || placed.order === 'last') return 'then';
  if (placed.order === 'first' && !placed.clause.verb) return 'and';
  if (placed.order === 'meanwhile') return 'meanwhile';
  if (join === 'and' && (state.sawFirst || state.pendingThen)) return 'then';
  return join;
};

/** "blanks 1 to 4 to buffer 1": a thing and where to, and no verb; bringing is what is meant. */
const withVerb = (parse: Parse<Placed>): Parse<Placed>[] => {
  const { clause: said } = parse.value;
  // 花瓶别动，…: what stays needs no other verb.
  if (!said.verb && said.stays && (said.object || said.actor) && said.targets.length === 0)
    return [
      {
        ...parse,
        value: { ...parse.value, clause: { ...said, verb: { senses: [{ kind: 'touch' }], text: said.text } } },
        cost: parse.cost + 0.5,
      },
    ];
  if (said.verb || !said.object || said.actor || said.negated !== 'no') return [parse];
  const goes = said.targets.some(({ relation }) => relation === 'to' || relation === 'in' || relation === 'on');
  if (!goes || said.targets.length !== 1) return [parse];
  return [
    {
      ...parse,
      value: { ...parse.value, clause: { ...said, verb: { senses: [{ kind: 'transfer' }], text: '' } } },
      cost: parse.cost + NO_VERB_COST,
    },
  ];
};

/** "make sure the door is shut", "the fridge has to be closed again": a part that says how things are to be. */
const wished: Rule<StateClause> = memo(
  choice<StateClause>(
    (lattice, at) => countedWish(lattice, at),
    (lattice, at) => awayWish(lattice, at),
    map(
      seq(skipWords('polite', 'filler', 'request'), word('ensure', 'end'), skipWords('that', 'filler'), stateClause),
      ([, , , state]) => (state.kind === 'state' || state.kind === 'location' ? state : undefined),
    ),
    (lattice, at) =>
      seq(
        phrase,
        wishToBe,
        skipWords('again', 'back', 'filler'),
        entry('state'),
        skipWords('again', 'back', 'filler'),
      )(lattice, at).map((parse) => {
        const [subject, , , state] = parse.value;
        return {
          value: {
            kind: 'state' as const,
            subject,
            predicate: state.predicate,
            holds: state.holds,
            text: textBetween(lattice, at, parse.end),
          },
          end: parse.end,
          cost: parse.cost + 0.4,
        };
      }),
  ),
);

/** How many are to be somewhere in the end: "at the end at least three books are on the desk", 最后茶几上最多只能有一个杯子. */
const countedWish: Rule<StateClause> = memo((lattice, at) => {
  const found: Parse<StateClause>[] = [];
  const bound = optional(
    choice(word('quantifier', 'at-least'), word('quantifier', 'at-most'), word('quantifier', 'exactly')),
  );
  const soft = skipWords('filler', 'modal', 'can', 'floating-all', 'forbidden');
  const emit = (
    subject: Phrase,
    where: { relation: Relation; place: Phrase },
    kind: string | undefined,
    holds: boolean,
    end: number,
    cost: number,
  ): void => {
    const [part] = subject.parts;
    if (!part || subject.parts.length > 1) return;
    const isCounted =
      part.count !== undefined ||
      part.determiner === 'none' ||
      part.determiner === 'all' ||
      part.determiner === 'indefinite';
    if (!isCounted && holds) return;
    const counted: Phrase =
      part.count && kind
        ? { ...subject, parts: [{ ...part, count: { ...part.count, kind: kind as 'exactly' } }] }
        : subject;
    const none: Phrase = holds ? counted : { ...subject, parts: [{ ...part, determiner: 'none' }] };
    found.push({
      value: {
        kind: 'location',
        subject: none,
        relation: where.relation,
        place: where.place,
        holds: true,
        text: textBetween(lattice, at, end),
      },
      end,
      cost,
    });
  };
  for (const lead of skipWords('last', 'comma', 'polite', 'filler', 'that', 'request')(lattice, at)) {
    const isFinal = /(?:last|final|at the end|in the end|when you are done|最后|最终|末了)/i.test(
      textBetween(lattice, at, lead.end),
    );
    // 最后茶几上最多只能有一个杯子
    for (const said of seq(
      located,
      soft,
      bound,
      soft,
      optional(word('negation')),
      choice(word('have'), word('there-is')),
      bound,
      phrase,
    )(lattice, lead.end)) {
      const [where, , first, , not, , second, subject] = said.value;
      if (isFinal || lead.cost > 0)
        emit(
          subject,
          where,
          (first ?? second)?.value,
          not === undefined,
          said.end,
          lead.cost + said.cost - (isFinal ? 2 : 0),
        );
    }
    // 最后至少有三个箱子在打包台
    for (const said of seq(
      bound,
      soft,
      choice(word('have'), word('there-is')),
      bound,
      phrase,
      optional(word('floating-all')),
      located,
    )(lattice, lead.end)) {
      const [first, , , second, subject, , where] = said.value;
      if (isFinal) emit(subject, where, (first ?? second)?.value, true, said.end, lead.cost + said.cost - 2);
    }
    // "there should be at least two cups in the dishwasher", "at least three books are on the desk"
    for (const said of seq(
      optional(word('pronoun', 'there')),
      word('modal'),
      word('be'),
      phrase,
      located,
    )(lattice, lead.end))
      emit(said.value[3], said.value[4], undefined, true, said.end, lead.cost + said.cost);
    for (const said of seq(phrase, optional(word('modal')), word('be'), located)(lattice, lead.end))
      if (isFinal || said.value[1])
        emit(said.value[0], said.value[3], undefined, true, said.end, lead.cost + said.cost - (isFinal ? 2 : 0));
    for (const said of seq(word('there-is'), phrase, located)(lattice, lead.end))
      if (isFinal) emit(said.value[1], said.value[2], undefined, true, said.end, lead.cost + said.cost - 2);
  }
  return found;
});

/** "blank 8 must not be on the raw rack any more", 8号毛坯别留在毛坯架上: where it is not to be in the end. */
const awayWish: Rule<StateClause> = (lattice, at) =>
  seq(
    phrase,
    anyWord('negation', 'forbidden'),
    skipWords('be', 'filler', 'modal'),
    optional(entry('verb')),
    located,
    skipWords('filler', 'last'),
  )(lattice, at).flatMap((parse): Parse<StateClause>[] => {
    const [subject, , , verb, where, more] = parse.value;
    const rests = verb === undefined || verb.senses.some((sense) => sense.kind === 'transfer');
    const isBeing = /\bbe\b|留|待|放在|在/i.test(textBetween(lattice, at, parse.end));
    if (!rests || !isBeing) return [];
    return [
      {
        value: { kind: 'location', subject, ...where, holds: false, text: textBetween(lattice, at, parse.end) },
        end: parse.end,
        cost: parse.cost + 2.5 + (more ? 0 : 0),
      },
    ];
  });

/** "has to be", "should both be". */
const wishToBe: Rule<unknown> = (lattice, at) => [
  ...seq(word('modal'), optional(word('floating-all')), word('be'))(lattice, at),
  ...entry('verb')(lattice, at).filter((parse) => / be$/i.test(textBetween(lattice, at, parse.end))),
];

const statePart = (state: StateClause): Clause => ({ ...EMPTY_CLAUSE, state, text: state.text });

/** Clauses one after another. Those without a verb need a clause before them to take it from. */
const clauses: Rule<Command> = memo((lattice, at) => {
  const states = new Map<number, State[]>();
  const push = (state: State): void => {
    const list = states.get(state.at) ?? [];
    list.push(state);
    states.set(state.at, list);
  };
  for (const first of clause(lattice, at).flatMap(withVerb))
    if (first.value.clause.verb)
      push({
        at: first.end,
        cost: first.cost,
        ordering: [],
        parts: [{ link: 'and', clause: first.value.clause }],
        sawFirst: first.value.order === 'first',
        pendingThen: false,
      });
  for (const first of wished(lattice, at))
    push({
      at: first.end,
      cost: first.cost,
      ordering: [],
      parts: [{ link: 'and', clause: statePart(first.value) }],
      sawFirst: false,
      pendingThen: false,
    });
  const found: Parse<Command>[] = [];
  for (let position = at; position <= lattice.end; position += 1) {
    const here = states.get(position);
    if (!here) continue;
    for (const state of [...here].sort((a, b) => a.cost - b.cost).slice(0, PER_POSITION)) {
      found.push({ value: { parts: state.parts, ordering: state.ordering }, end: state.at, cost: state.cost });
      if (state.parts.length >= MAX_PARTS) continue;
      for (const joined of join(lattice, state.at))
        if (!joined.value.weak)
          for (const next of wished(lattice, joined.end))
            push({
              ...state,
              at: next.end,
              cost: state.cost + joined.cost + next.cost,
              parts: [...state.parts, { link: joined.value.link, clause: statePart(next.value) }],
            });
      // "make sure the fridge is closed and the microwave is off"
      if (state.parts.at(-1)?.clause.state)
        for (const joined of join(lattice, state.at))
          if (!joined.value.weak)
            for (const next of stateClause(lattice, joined.end))
              if (next.value.kind === 'state' || (next.value.kind === 'location' && next.value.holds))
                push({
                  ...state,
                  at: next.end,
                  cost: state.cost + joined.cost + next.cost,
                  parts: [...state.parts, { link: joined.value.link, clause: statePart(next.value) }],
                });
      for (const joined of join(lattice, state.at))
        for (const next of clause(lattice, joined.end)) {
          const hasVerb = next.value.clause.verb !== undefined;
          if (joined.value.weak && (!hasVerb || next.value.clause.verb?.senses.length === 0)) continue;
          // 拿到书桌: where a thing is taken to, not a way of its own.
          if (joined.value.weak && isMereTo(next.value.clause) && state.parts.at(-1)?.clause.object) continue;
          const link = linkOf(next.value, joined.value.link, state);
          // "…, the tape first": of those already said it comes first.
          const leads = !hasVerb && next.value.order === 'first';
          const index = state.parts.length;
          push({
            at: next.end,
            ordering: leads
              ? [...state.ordering, ...state.parts.map((_, after) => ({ before: index, after }))]
              : state.ordering,
            cost: state.cost + joined.cost + next.cost + (hasVerb ? 0 : GAP_COST),
            parts: [...state.parts, { link, clause: next.value.clause }],
            sawFirst: state.sawFirst || (next.value.order === 'first' && !leads),
            pendingThen: false,
          });
        }
    }
  }
  return found;
}, 12);

const joinTwo = (earlier: Command, later: Command): Command => ({
  parts: [...earlier.parts, ...later.parts],
  ordering: [
    ...earlier.ordering,
    ...later.ordering.map(({ before, after }) => ({
      before: before + earlier.parts.length,
      after: after + earlier.parts.length,
    })),
    ...earlier.parts.flatMap((_, before) =>
      later.parts.map((__, after) => ({ before, after: after + earlier.parts.length })),
    ),
  ],
});

const joinParallel = (a: Command, b: Command): Command => ({
  parts: [...a.parts, ...b.parts.map((part, index) => (index === 0 ? { ...part, link: 'meanwhile' as const } : part))],
  ordering: [
    ...a.ordering,
    ...b.ordering.map(({ before, after }) => ({ before: before + a.parts.length, after: after + a.parts.length })),
  ],
});

const orderedWithin = (main: Command, earlier: Phrase, later: Phrase): Command => {
  const first = main.parts.length;
  return {
    parts: [
      ...main.parts,
      { link: 'and', clause: { ...EMPTY_CLAUSE, object: earlier, text: earlier.text } },
      { link: 'and', clause: { ...EMPTY_CLAUSE, object: later, text: later.text } },
    ],
    ordering: [...main.ordering, { before: first, after: first + 1 }],
  };
};

/** What is not to be done on the way is a part that is negated. */
const withoutDeed = (main: Command, left: Command): Command | undefined => {
  const [only, more] = left.parts;
  if (!only?.clause.verb || more || only.clause.negated !== 'no' || only.clause.verb.senses.length === 0)
    return undefined;
  const isSkill = only.clause.verb.senses.every((sense) => sense.kind === 'skill');
  if (!isSkill) return undefined;
  return { ...main, parts: [...main.parts, { link: 'and', clause: { ...only.clause, negated: 'not' } }] };
};

const sameLater = (main: Command, later: Phrase): Command | undefined => {
  const last = main.parts.at(-1);
  if (!last?.clause.verb || !last.clause.object || later.parts.some(({ head }) => head.kind === 'unknown'))
    return undefined;
  const at = main.parts.length;
  return {
    parts: [...main.parts, { link: 'and', clause: { ...last.clause, object: later } }],
    ordering: [...main.ordering, { before: at - 1, after: at }],
  };
};

const looks = (senses: readonly Sense[]): boolean =>
  senses.some((sense) => sense.kind === 'look' || (sense.kind === 'skill' && sense.skills.includes('inspect')));

const aboutTopic = (topic: Phrase, rest: Command): Command | undefined => {
  const [first, ...more] = rest.parts;
  if (!first?.clause.verb || first.clause.actor) return undefined;
  const isOpen =
    first.clause.object === undefined ||
    first.clause.object.parts.every(
      ({ head }) => head.kind === 'pronoun' && (head.value === 'it' || head.value === 'them'),
    );
  return isOpen ? { ...rest, parts: [{ ...first, clause: { ...first.clause, object: topic } }, ...more] } : undefined;
};

const gap = skipWords('comma', 'then', 'polite', 'first', 'that');

const combine =
  <A>(rule: Rule<A>, make: (value: A) => Command | undefined, extra = 0): Rule<Command> =>
  (lattice: Lattice, at: number) =>
    rule(lattice, at).flatMap((parse) => {
      const value = make(parse.value);
      return value ? [{ value, end: parse.end, cost: parse.cost + extra }] : [];
    });

/** Clauses with their subordinate ones: before, after, while, in front of or behind the main part. */
export const command: Rule<Command> = memo(
  choice<Command>(
    clauses,
    // "…, plate 2 before plate 1": an order of what was just said.
    combine(
      seq(clauses, skipWords('comma', 'and', 'but'), phrase, word('before', 'front'), phrase),
      ([main, , earlier, , later]) => orderedWithin(main, earlier, later),
      0.4,
    ),
    // "plate 1 is read before plate 2": the same is done to both.
    combine(
      seq(clauses, optional(word('comma')), word('before', 'front'), phrase),
      ([main, , , later]) => sameLater(main, later),
      1.2,
    ),
    // "the white mug: bring it to the sofa"
    combine(seq(phrase, word('comma'), clauses), ([topic, , rest]) => aboutTopic(topic, rest), 1.2),
    combine(seq(word('after', 'front'), clauses, gap, clauses), ([, earlier, , later]) => joinTwo(earlier, later), 0.3),
    combine(seq(clauses, word('after', 'behind'), gap, clauses), ([first, , , second]) => joinTwo(first, second), 0.4),
    combine(
      seq(word('before', 'front'), clauses, gap, clauses),
      ([, later, , earlier]) => joinTwo(earlier, later),
      0.3,
    ),
    combine(
      seq(clauses, optional(word('comma')), word('before', 'front'), clauses),
      ([earlier, , , later]) => joinTwo(earlier, later),
      0.6,
    ),
    // Chinese puts 之前 / 之后 behind the subordinate clause; English puts "after" in front of it.
    combine(
      seq(clauses, word('before', 'behind'), gap, clauses),
      ([later, , , earlier]) => joinTwo(earlier, later),
      0.4,
    ),
    combine(
      seq(
        clauses,
        optional(word('comma')),
        optional(word('but')),
        optional(word('quantifier', 'exactly')),
        word('after', 'front'),
        clauses,
      ),
      ([later, , , , , earlier]) => joinTwo(earlier, later),
      0.9,
    ),
    // "… without washing it first", 不清洗就…
    combine(
      seq(clauses, optional(word('comma')), word('without'), clauses),
      ([main, , , left]) => withoutDeed(main, left),
      0.4,
    ),
    combine(
      seq(
        word('negation'),
        clauses,
        optional(word('comma')),
        optional(word('then', 'result')),
        skipWords('filler'),
        clauses,
      ),
      ([, left, comma, then, , main]) => (comma || then ? withoutDeed(main, left) : undefined),
      0.8,
    ),
    // "have a look at A2 and see whether anything is wrong there": looking is what that asks for.
    combine(
      seq(
        clauses,
        skipWords('comma', 'and'),
        entry('verb'),
        optional(word('if', '')),
        skipWords('filler', 'do'),
        faults,
      ),
      ([main, , look, , , fault]) =>
        looks(look.senses) &&
        main.parts.at(-1)?.clause.verb &&
        looks(main.parts.at(-1)!.clause.verb!.senses) &&
        fault.kind === 'state'
          ? main
          : undefined,
    ),
    // 去检查一下A2有没有问题: likewise
    combine(
      seq(clauses, optional(word('comma')), skipWords('do', 'filler'), faults, skipWords('question-end')),
      ([main, , , fault]) => {
        const last = main.parts.at(-1)?.clause;
        return last?.verb && looks(last.verb.senses) && /[查检]/.test(last.verb.text) && fault.kind === 'state'
          ? main
          : undefined;
      },
      -1.2,
    ),
    combine(seq(word('while'), clauses, gap, clauses), ([, a, , b]) => joinParallel(a, b), 0.3),
    combine(
      seq(clauses, optional(word('comma')), word('while'), gap, clauses),
      ([a, , , , b]) => joinParallel(a, b),
      0.5,
    ),
  ),
  12,
);
