import type { Phrase, Question } from '../logical-form.ts';
import { phrase } from './phrase.ts';
import { choice, entry, map, optional, type Parse, type Rule, seq, skipWords, word } from './rules.ts';

export const soft = skipWords(
  'filler',
  'back',
  'be',
  'have',
  'do',
  'there-is',
  'floating-all',
  'possessive',
  'can',
  'modal',
);

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
export const capacity: Rule<Question> = (lattice, at) => {
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

/** Which of them has the most or the least of something. */
export const mostQuestion: Rule<Question> = choice<Question>(
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
);

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
  多满: 'level',
  有多满: 'level',
  'how hot': 'temperature',
  多热: 'temperature',
  'how high': 'height',
  'how tall': 'height',
  多高: 'height',
};

/** "how heavy is X", X有多重. */
export const howMuchByWord: Rule<Question> = (lattice, at) => {
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
