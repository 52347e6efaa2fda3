import type { Lattice } from '../lattice.ts';
import type { Phrase, Question } from '../logical-form.ts';
import { clause } from './clause.ts';
import { command } from './command.ts';
import { phrase } from './phrase.ts';
import {
  anyWord,
  choice,
  edgesAt,
  either,
  entry,
  lazy,
  map,
  memo,
  optional,
  type Parse,
  type Rule,
  seq,
  skipWords,
  word,
} from './rules.ts';
import { located, stateClause } from './state.ts';

const canWord = word('can');

/** What a verb measures when it is asked how much of it can be done. */
const CAPACITIES: readonly (readonly [verb: RegExp, fluent: string])[] = [
  [/^(?:reach|够)/i, 'reach_high'],
  [/^(?:go|drive|fly|run|travel|move|walk|跑|开|飞|走)/i, 'speed'],
  [
    /^(?:carry|lift|hold|take|transport|bear|haul|load|bring|move|pick up|support|manage|handle|搬|抬|拿|背|载|承|运|装|拉|叉|举|提|驮)/i,
    'payload',
  ],
];

const capacityOf = (verb: string, asked: string): string | undefined => {
  if (/fast|快/i.test(asked)) return 'speed';
  if (/high|高/i.test(asked)) return 'reach_high';
  return CAPACITIES.find(([pattern]) => pattern.test(verb))?.[1];
};

const measureTail = skipWords('possessive', 'pro-noun', 'filler', 'unit', 'quantifier', 'pronoun');

/** "How much can the forklift carry?", 叉车最多能搬多重的东西: a figure of the data sheet. */
const capacity: Rule<Question> = (lattice, at) => {
  const found: Parse<Question>[] = [];
  const verbAt = choice<string>(
    map(entry('verb'), () => ''),
    map(entry('unknown'), () => ''),
  );
  const emit = (subject: Phrase, verb: string, asked: string, end: number, cost: number): void => {
    const fluent = capacityOf(verb.trim(), asked);
    if (fluent) found.push({ value: { kind: 'how-much', fluent, subject }, end, cost: cost - 1 });
  };
  for (const how of seq(
    choice(word('question', 'how-much'), word('question', 'how-many')),
    skipWords('unit', 'fluent', 'be', 'determiner', 'that', 'measure', 'question'),
    canWord,
  )(lattice, at))
    for (const subject of phrase(lattice, how.end))
      for (const verb of verbAt(lattice, subject.end))
        for (const tail of skipWords('quantifier', 'filler', 'question', 'preposition')(lattice, verb.end))
          emit(
            subject.value,
            lattice.text.slice(subject.end, verb.end),
            lattice.text.slice(at, how.end),
            tail.end,
            how.cost + subject.cost + verb.cost + tail.cost,
          );
  for (const subject of phrase(lattice, at))
    for (const can of seq(
      skipWords('quantifier', 'filler'),
      canWord,
      skipWords('quantifier', 'filler'),
    )(lattice, subject.end))
      for (const verb of verbAt(lattice, can.end))
        for (const how of choice(word('question', 'how-much'), word('question', 'how-many'))(lattice, verb.end))
          for (const tail of measureTail(lattice, how.end))
            emit(
              subject.value,
              lattice.text.slice(can.end, verb.end),
              lattice.text.slice(verb.end, how.end),
              tail.end,
              subject.cost + can.cost + verb.cost + how.cost + tail.cost,
            );
  return found;
};

const be = optional(word('be'));
const soft = skipWords('filler', 'back', 'be', 'have', 'do', 'there-is', 'floating-all', 'possessive', 'can', 'modal');

/** The rest of a "why" or "when" question: kept as text, with the entities it names. */
const remainder: Rule<{ about: string; entities: string[] }> = (lattice, at) => {
  // Without a question mark "when …" begins something else.
  const isAsked =
    /[?？]\s*$/.test(lattice.text) ||
    /^\s*(?:why|how come|为什么|为何|when (?:will|do|does|did|is|are))/i.test(lattice.text);
  if (!isAsked) return [];
  return [
    {
      value: { about: lattice.text.slice(at).replace(/[?？。.!！\s]+$/, ''), entities: namesIn(lattice, at) },
      end: lattice.end,
      cost: 3,
    },
  ];
};

export const namesIn = (lattice: Lattice, from: number): string[] => {
  const ids: string[] = [];
  let at = from;
  while (at < lattice.end) {
    const names = edgesAt(lattice, at).filter((edge) => edge.entry.category === 'name');
    const longest = names.reduce<(typeof names)[number] | undefined>(
      (best, edge) => (!best || edge.end > best.end ? edge : best),
      undefined,
    );
    if (longest?.entry.category === 'name') {
      ids.push(...longest.entry.ids);
      at = longest.end;
    } else at += 1;
  }
  return [...new Set(ids)];
};

const subjectIsYou = word('you');

const canQuestion: Rule<Question> = choice<Question>(
  // "can the dog carry …", 机器狗能…吗; the clause's own subject is who would do it.
  (lattice, at) =>
    seq(canWord, clause)(lattice, at).flatMap((parse) =>
      /possible|way to|allowed/i.test(lattice.text.slice(at, at + 26)) ||
      parse.value[1].clause.actor ||
      parse.value[1].clause.verb?.senses.some((sense) => sense.kind === 'able')
        ? [
            {
              value: {
                kind: 'can' as const,
                clause: parse.value[1].clause,
                ...(parse.value[1].clause.actor ? { subject: parse.value[1].clause.actor } : {}),
              },
              end: parse.end,
              cost: parse.cost,
            },
          ]
        : [],
    ),
  // 无人机拿得动词典吗: the verb itself says able
  (lattice, at) =>
    /(?:吗|么)[?？]?\s*$/.test(lattice.text)
      ? seq(phrase, clause)(lattice, at).flatMap((parse) => {
          const deed = parse.value[1].clause;
          return /得/.test(deed.verb?.text ?? '') && !deed.actor
            ? [
                {
                  value: { kind: 'can' as const, subject: parse.value[0], clause: deed },
                  end: parse.end,
                  cost: parse.cost,
                },
              ]
            : [];
        })
      : [],
  // 汤锅能送上楼吗: the thing comes first
  map(
    seq(phrase, skipWords('filler', 'modal'), word('can'), clause),
    ([object, , , deed]) =>
      deed.clause.object === undefined && deed.clause.actor === undefined && deed.clause.verb
        ? { kind: 'can', clause: { ...deed.clause, object } }
        : undefined,
    0.9,
  ),
  map(seq(canWord, subjectIsYou, clause), ([, , deed]) => ({ kind: 'can', clause: deed.clause }), 2),
  map(seq(phrase, canWord, clause), ([subject, , deed]) => ({ kind: 'can', subject, clause: deed.clause })),
  map(
    seq(phrase, skipWords('filler', 'modal'), word('can'), clause),
    ([subject, , , deed]) => ({ kind: 'can', subject, clause: deed.clause }),
    0.2,
  ),
  // 机器狗把米背到楼上行吗: a topic, then the ability in the middle of the clause
  (lattice, at) => {
    const found: Parse<Question>[] = [];
    for (const subject of phrase(lattice, at))
      for (const object of seq(word('object-marker'), phrase)(lattice, subject.end))
        for (const can of canWord(lattice, object.end))
          for (const deed of clause(lattice, can.end))
            found.push({
              value: { kind: 'can', subject: subject.value, clause: { ...deed.value.clause, object: object.value[1] } },
              end: deed.end,
              cost: subject.cost + object.cost + can.cost + deed.cost,
            });
    return found;
  },
);

/** Questions of both languages. None of them ever becomes motion. */
export const question: Rule<Question> = memo(
  choice<Question>(
    canQuestion,
    lazy(() => capacity),
    // "how full is its battery?"
    map(
      seq(word('question', 'how-much'), word('be'), word('determiner', 'definite'), word('fluent')),
      ([, , , fluent]) => ({ kind: 'how-much', fluent: fluent.value, subject: IT }),
    ),
    // 哪台机器人搬得动…: the verb says that it is able
    map(
      seq(word('question', 'which'), optional(word('classifier')), optional(phrase), clause),
      ([, , subject, deed]) =>
        deed.clause.verb?.senses.some((sense) => sense.kind === 'able') && /得/.test(deed.clause.verb.text)
          ? { kind: 'which', subject: subject ?? ANY_ROBOT, can: deed.clause }
          : undefined,
    ),
    map(seq(word('question', 'where'), be, phrase, skipWords('be', 'filler')), ([, , subject]) => ({
      kind: 'where',
      subject,
    })),
    map(
      seq(phrase, skipWords('filler', 'have', 'be'), optional(word('preposition', 'at')), word('question', 'where')),
      ([subject]) => ({ kind: 'where', subject }),
    ),
    map(seq(word('question', 'how-many'), phrase, soft, optional(located), soft), ([, subject, , where]) => ({
      kind: 'how-many',
      subject,
      ...(where ?? {}),
    })),
    map(
      seq(located, soft, word('question', 'how-many'), optional(word('classifier')), phrase),
      ([where, , , , subject]) => ({ kind: 'how-many', subject, ...where }),
    ),
    map(
      seq(
        optional(word('there-is')),
        word('question', 'how-many'),
        optional(word('classifier')),
        phrase,
        soft,
        optional(located),
      ),
      ([, , , subject, , where]) => ({ kind: 'how-many', subject, ...(where ?? {}) }),
      0.1,
    ),
    map(
      seq(optional(word('preposition', 'at')), phrase, soft, word('question', 'how-many')),
      ([, subject]) => ({ kind: 'how-many', subject }),
      1,
    ),
    map(
      seq(word('question', 'how-much'), soft, optional(word('determiner')), word('fluent'), word('of'), phrase),
      ([, , , fluent, , subject]) => ({ kind: 'how-much', fluent: fluent.value, subject }),
    ),
    map(
      seq(word('question', 'how-much'), soft, phrase, optional(word('possessive')), word('fluent')),
      ([, , subject, , fluent]) => ({ kind: 'how-much', fluent: fluent.value, subject }),
      0.2,
    ),
    map(
      seq(word('question', 'how-much'), optional(word('fluent')), soft, phrase, soft),
      ([, fluent, , subject]) => ({ kind: 'how-much', ...(fluent ? { fluent: fluent.value } : {}), subject }),
      0.6,
    ),
    map(
      seq(phrase, optional(word('possessive')), word('fluent'), soft, optional(word('question')), soft),
      ([subject, , fluent, , asked]) => (asked ? { kind: 'how-much', fluent: fluent.value, subject } : undefined),
    ),
    (lattice, at) => howMuchByWord(lattice, at),
    map(seq(word('question', 'what'), soft, located), ([, , where]) => ({ kind: 'what-at', ...where })),
    map(seq(located, soft, word('question', 'what')), ([where]) => ({ kind: 'what-at', ...where })),
    // "which tote is the heaviest", 哪个周转箱最重, "which robot has the lowest battery"
    map(
      seq(
        word('question', 'which'),
        optional(word('classifier')),
        phrase,
        soft,
        optional(word('determiner', 'definite')),
        word('measure'),
      ),
      ([, , subject, , , measure]) => superlative(subject, measure.value),
    ),
    map(
      seq(
        word('question', 'which'),
        optional(word('classifier')),
        phrase,
        soft,
        optional(word('determiner', 'definite')),
        choice(word('side'), word('measure')),
        word('fluent'),
      ),
      ([, , subject, , , extreme, fluent]) =>
        superlative(subject, `${fluent.value}:${MOST.has(extreme.value) ? 'most' : 'least'}`),
    ),
    map(
      seq(
        word('question', 'which'),
        optional(word('classifier')),
        phrase,
        soft,
        word('fluent'),
        choice(word('side'), word('measure')),
      ),
      ([, , subject, , fluent, extreme]) =>
        superlative(subject, `${fluent.value}:${MOST.has(extreme.value) ? 'most' : 'least'}`),
    ),
    // 现在有哪些机床在运行, 病房层现在有哪些机器人
    map(
      seq(
        skipWords('filler', 'have', 'there-is'),
        word('question', 'which'),
        optional(word('classifier')),
        stateClause,
      ),
      ([, , , state]) => ('subject' in state ? { kind: 'which', subject: state.subject, state } : undefined),
      0.3,
    ),
    map(
      seq(phrase, soft, word('question', 'which'), optional(word('classifier')), phrase),
      ([place, , , , subject]) =>
        place.parts.every(({ head }) => head.kind === 'name')
          ? {
              kind: 'which',
              subject,
              state: { kind: 'location', subject, relation: 'in', place, holds: true, text: '' },
            }
          : undefined,
      0.8,
    ),
    // "what does the label on parcel 1 say", 1号包裹的标签上写的是什么
    map(
      seq(
        word('question', 'what'),
        skipWords('do', 'be'),
        skipWords('determiner'),
        word('label'),
        choice(word('preposition'), word('of')),
        phrase,
        skipWords('says', 'filler'),
      ),
      ([, , , , , subject]) => ({ kind: 'label', subject }),
    ),
    map(
      seq(
        phrase,
        optional(word('possessive')),
        word('label'),
        skipWords('postposition', 'says', 'filler', 'be', 'possessive'),
        word('question', 'what'),
      ),
      ([subject]) => ({ kind: 'label', subject }),
    ),
    map(seq(word('question', 'which'), optional(word('classifier')), stateClause), ([, , state]) =>
      'subject' in state ? { kind: 'which', subject: state.subject, state } : undefined,
    ),
    map(
      seq(word('question', 'which'), optional(word('classifier')), phrase, soft, located),
      ([, , subject, , where]) => ({
        kind: 'which',
        subject,
        state: { kind: 'location', subject, ...where, holds: true, text: '' },
      }),
    ),
    map(
      seq(
        choice(word('question', 'which'), word('question', 'who')),
        optional(word('classifier')),
        optional(phrase),
        canWord,
        clause,
      ),
      ([, , subject, , deed]) => ({ kind: 'which', subject: subject ?? ANY_ROBOT, can: deed.clause }),
    ),
    map(
      seq(located, soft, word('question', 'which'), optional(word('classifier')), phrase),
      ([where, , , , subject]) => ({
        kind: 'which',
        subject,
        state: { kind: 'location', subject, ...where, holds: true, text: '' },
      }),
    ),
    map(
      seq(skipWords('do'), stateClause),
      ([, state]) => (state.kind === 'done' ? undefined : { kind: 'is', state }),
      0.6,
    ),
    map(seq(word('do'), stateClause), ([, state]) => ({ kind: 'is', state }), 1),
    map(seq(word('question', 'why'), remainder), ([, rest]) => ({ kind: 'why', ...rest })),
    map(
      seq(phrase, word('question', 'why'), remainder),
      ([, , rest]) => ({ kind: 'why', about: rest.about, entities: rest.entities }),
      1,
    ),
    lazy(() => whyInside),
    map(seq(word('question', 'when'), remainder), ([, rest]) => ({ kind: 'when', about: rest.about }), 1),
    lazy(() => whenInside),
    map(
      seq(
        word('question', 'what'),
        skipWords('be', 'do', 'you', 'modal'),
        choice(canWord, word('do')),
        optional(phrase),
        skipWords('you', 'do', 'filler', 'can'),
      ),
      ([, , , subject]) => ({ kind: 'abilities', ...(subject ? { subject } : {}) }),
      0.5,
    ),
    map(seq(either(word('you'), phrase), canWord, anyWord('do', 'filler'), word('question', 'what')), ([subject]) => ({
      kind: 'abilities',
      ...('parts' in subject ? { subject } : {}),
    })),
    map(
      seq(either(phrase, word('you')), skipWords('filler', 'preposition', 'possessive'), word('question', 'status')),
      ([subject]) => ({ kind: 'status', ...('parts' in subject ? { subject } : {}) }),
      0.3,
    ),
    map(
      seq(word('question', 'status'), skipWords('of', 'filler', 'preposition'), optional(phrase)),
      ([, , subject]) => ({
        kind: 'status',
        ...(subject ? { subject } : {}),
      }),
    ),
    map(
      seq(word('question', 'how'), skipWords('you', 'do', 'can', 'filler'), command),
      ([, , deed]) => ({ kind: 'how', command: deed }),
      0.3,
    ),
  ),
);

const IT: Phrase = {
  parts: [
    {
      head: { kind: 'pronoun', value: 'it' },
      determiner: 'bare',
      plural: false,
      modifiers: [],
      except: [],
      text: 'it',
    },
  ],
  joined: 'and',
  text: 'it',
};

const MOST: ReadonlySet<string> = new Set(['top', 'most', 'size:most', 'height:most', 'battery:most', 'mass:most']);

/** The one with the most or the least of something, among those asked about. */
const superlative = (subject: Phrase, measure: string): Question => {
  const [fluent = '', order = 'most'] = measure.split(':');
  const parts = subject.parts.map((part) => ({
    ...part,
    determiner: 'all' as const,
    modifiers: [...part.modifiers, { kind: 'measure' as const, fluent, order: order as 'most' }],
  }));
  return { kind: 'which-most', subject: { ...subject, parts }, fluent };
};

const ANY_ROBOT = {
  parts: [
    {
      head: { kind: 'class', class: 'robot' },
      determiner: 'any',
      plural: true,
      modifiers: [],
      except: [],
      text: 'robot',
    },
  ],
  joined: 'and',
  text: 'robot',
} as const;

const FLUENT_BY_WORD: Readonly<Record<string, string>> = {
  'how heavy': 'mass',
  多重: 'mass',
  有多重: 'mass',
  'how fast': 'speed',
  多快: 'speed',
  有多快: 'speed',
  最快能跑多快: 'speed',
  能跑多快: 'speed',
  最快多快: 'speed',
  'how full': 'level',
  'how hot': 'temperature',
  多热: 'temperature',
  'how high': 'height',
  'how tall': 'height',
  多高: 'height',
};

/** "how heavy is X", X有多重. */
const howMuchByWord: Rule<Question> = (lattice, at) => {
  const found: Parse<Question>[] = [];
  const asked = (from: number, to: number): string | undefined =>
    FLUENT_BY_WORD[lattice.text.slice(from, to).trim().toLowerCase()];
  for (const how of word('question', 'how-much')(lattice, at)) {
    const fluent = asked(at, how.end);
    if (fluent)
      for (const subject of seq(soft, phrase, soft)(lattice, how.end))
        found.push({
          value: { kind: 'how-much', fluent, subject: subject.value[1] },
          end: subject.end,
          cost: how.cost + subject.cost,
        });
  }
  for (const subject of phrase(lattice, at))
    for (const gap of soft(lattice, subject.end))
      for (const how of word('question', 'how-much')(lattice, gap.end)) {
        const fluent = asked(gap.end, how.end);
        if (fluent)
          found.push({
            value: { kind: 'how-much', fluent, subject: subject.value },
            end: how.end,
            cost: subject.cost + gap.cost + how.cost,
          });
      }
  return found;
};

const inside =
  (value: string, make: (about: string, entities: string[]) => Question): Rule<Question> =>
  (lattice, at) => {
    for (let position = at + 1; position < lattice.end; position += 1)
      for (const edge of edgesAt(lattice, position))
        if (
          edge.entry.category === 'word' &&
          edge.entry.kind === 'question' &&
          edge.entry.value === value &&
          // English "when" inside a sentence is no question.
          /[\u0080-\uffff]|why|how come/i.test(edge.text) &&
          edge.text.length > 1
        )
          return [
            { value: make(lattice.text.replace(/[?？。]+$/, ''), namesIn(lattice, at)), end: lattice.end, cost: 7 },
          ];
    return [];
  };

const whyInside = inside('why', (about, entities) => ({ kind: 'why', about, entities }));
const whenInside = inside('when', (about) => ({ kind: 'when', about }));
export const anyEntity = entry('name');
