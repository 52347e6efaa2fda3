import type { Lattice } from '../lattice.ts';
import { itPhrase, type Phrase, type Question } from '../logical-form.ts';
import { clause } from './clause.ts';
import { command } from './command.ts';
import { phrase } from './phrase.ts';
import { capacity, howMuchByWord, mostQuestion, soft } from './question-figures.ts';
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
import { timeSpec } from './time.ts';

const canWord = word('can');
const be = optional(word('be'));

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
  // 汤锅能不能送上楼: what is taken, and where to
  (lattice, at) =>
    seq(
      phrase,
      skipWords('filler', 'modal'),
      word('can'),
      clause,
    )(lattice, at).flatMap((parse): Parse<Question>[] => {
      const [subject, , , { clause: deed }] = parse.value;
      const kindOf = (id: string): string => lattice.model.entities[id]?.kind ?? 'place';
      const are = (said: Phrase | undefined, kind: string): boolean =>
        said?.parts.every(({ head }) => head.kind === 'name' && head.ids.every((id) => kindOf(id) === kind)) === true;
      return are(subject, 'item') && are(deed.object, 'place') && deed.targets.length === 0 && !deed.actor
        ? [
            {
              value: {
                kind: 'can',
                clause: { ...deed, object: subject, targets: [{ relation: 'to', phrase: deed.object! }] },
              },
              end: parse.end,
              cost: parse.cost - 0.5,
            },
          ]
        : [];
    }),
  // 晚上七点无人机可以飞到…吗: the hour comes first
  (lattice, at) =>
    seq(
      timeSpec,
      optional(word('comma')),
      lazy(() => canQuestion),
    )(lattice, at).flatMap((parse): Parse<Question>[] => {
      const [time, , asked] = parse.value;
      return asked.kind === 'can'
        ? [
            {
              value: { ...asked, clause: { ...asked.clause, times: [time, ...asked.clause.times] } },
              end: parse.end,
              cost: parse.cost,
            },
          ]
        : [];
    }),
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
    capacity,
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
    howMuchByWord,
    map(seq(word('question', 'what'), soft, located), ([, , where]) => ({ kind: 'what-at', ...where })),
    map(seq(located, soft, word('question', 'what')), ([where]) => ({ kind: 'what-at', ...where })),
    mostQuestion,
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
        optional(choice(word('possessive'), word('postposition'))),
        skipWords('possessive'),
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

const IT = itPhrase('it');

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
