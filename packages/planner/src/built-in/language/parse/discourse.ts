import type { Lattice } from '../lattice.ts';
import { type Clause, EMPTY_CLAUSE, type Phrase, type Question, type Utterance } from '../logical-form.ts';
import { clause } from './clause.ts';
import { command } from './command.ts';
import { phrase } from './phrase.ts';
import { question } from './question.ts';
import {
  anyWord,
  choice,
  entry,
  map,
  memo,
  optional,
  type Parse,
  type Rule,
  seq,
  skipWords,
  textBetween,
  word,
} from './rules.ts';
import { questionTail } from './state.ts';

const isPerson = (lattice: Lattice, said: Phrase): boolean =>
  said.parts.every(({ head }) => {
    if (head.kind === 'name') return head.ids.every((id) => lattice.model.entities[id]?.kind === 'person');
    if (head.kind === 'class') return (lattice.model.ancestors[head.class] ?? []).includes('person');
    return head.kind === 'pronoun' && head.value === 'person';
  });

const person: Rule<Phrase> = (lattice, at) => phrase(lattice, at).filter((parse) => isPerson(lattice, parse.value));

/** A phrase that is exactly what is wanted, for the wish of somebody: "Nurse Li asked for the thermometer". */
const wishOf = (by: Phrase, object: Phrase): Clause => ({
  ...EMPTY_CLAUSE,
  verb: { senses: [{ kind: 'transfer' }], text: '' },
  object,
  recipient: by,
  text: object.text,
});

/** "the operator told me that the tote has to go to …", 王磊说…: a wish that is passed on. */
export const relayed: Rule<Utterance> = memo(
  choice<Utterance>(
    map(
      seq(skipWords('polite', 'filler', 'comma'), person, word('says'), skipWords('that', 'pronoun', 'comma'), command),
      ([, by, , , deed]) => ({ kind: 'relayed', by, command: deed }),
      0.5,
    ),
    map(
      seq(skipWords('polite', 'filler', 'comma'), person, word('wants', ''), phrase),
      ([, by, , object]) => ({
        kind: 'relayed',
        by,
        command: { parts: [{ link: 'and', clause: wishOf(by, object) }], ordering: [] },
      }),
      0.8,
    ),
  ),
);

/** "the technician needs the goggles, bring them over": the first says why, and for whom. */
export const needed: Rule<Utterance> = memo((lattice, at): Parse<Utterance>[] =>
  seq(
    skipWords('polite', 'filler', 'comma'),
    person,
    word('wants'),
    phrase,
    skipWords('comma', 'stop', 'and', 'but'),
    command,
  )(lattice, at).flatMap((parse): Parse<Utterance>[] => {
    const [, by, , object, , deed] = parse.value;
    const [first, ...more] = deed.parts;
    if (!first?.clause.verb) return [];
    const { clause: said } = first;
    const isOpen = said.object === undefined || isPronoun(said.object, ['it', 'them']);
    const isForThem =
      (said.recipient === undefined && said.targets.length === 0) ||
      isPronoun(said.recipient, ['person']) ||
      (said.targets.length === 1 && isPronoun(said.targets[0]?.phrase, ['person', 'there']));
    if (!isForThem) return [];
    const done: Clause = { ...said, targets: [], hither: false, ...(isOpen ? { object } : {}), recipient: by };
    return [
      {
        value: { kind: 'command', command: { ...deed, parts: [{ ...first, clause: done }, ...more] } },
        end: parse.end,
        cost: parse.cost + 0.6,
      },
    ];
  }),
);

const isPronoun = (said: Phrase | undefined, values: readonly string[]): boolean =>
  said?.parts.every(({ head }) => head.kind === 'pronoun' && values.includes(head.value)) === true;

/** Words of a reason that need no reading: states, unknown words, "is", "so". Never a negation, a number or a name. */
const reasonWords: Rule<string> = (lattice, at) => {
  const found: Parse<string>[] = [];
  const queue = [{ end: at, words: 0 }];
  for (let index = 0; index < queue.length && index < 30; index += 1) {
    const here = queue[index]!;
    if (here.words > 0) found.push({ value: textBetween(lattice, at, here.end), end: here.end, cost: here.words });
    if (here.words >= 5) continue;
    for (const edge of lattice.edges[here.end] ?? []) {
      const { entry: said } = edge;
      const isSoft =
        said.category === 'unknown' ||
        said.category === 'state' ||
        said.category === 'value' ||
        said.category === 'class' ||
        (said.category === 'word' &&
          ['be', 'have', 'filler', 'measure', 'wants', 'modal', 'determiner', 'anything', 'pronoun'].includes(
            said.kind,
          )) ||
        (said.category === 'verb' && said.senses.some((sense) => sense.kind === 'look'));
      if (isSoft) queue.push({ end: edge.end, words: here.words + 1 });
    }
  }
  return found;
};

/** "Grandma is thirsty, bring her the water": why it is asked for, and for whom. What it says of her is read back, not acted on. */
export const reasoned: Rule<Utterance> = memo((lattice, at): Parse<Utterance>[] =>
  seq(
    skipWords('polite', 'filler', 'comma'),
    person,
    reasonWords,
    anyWord('comma', 'stop', 'then', 'and'),
    skipWords('comma', 'stop', 'and', 'but', 'then', 'filler'),
    command,
  )(lattice, at).flatMap((parse): Parse<Utterance>[] => {
    const [, by, , , , deed] = parse.value;
    const [first, ...more] = deed.parts;
    const said = first?.clause;
    if (!said?.verb || said.object === undefined || said.negated !== 'no') return [];
    const isForThem =
      isPronoun(said.recipient, ['person']) ||
      (said.targets.length === 1 && isPronoun(said.targets[0]?.phrase, ['person']));
    if (!isForThem || isPronoun(said.object, ['it', 'them', 'there'])) return [];
    const done: Clause = { ...said, targets: [], recipient: by };
    return [
      {
        value: { kind: 'command', command: { ...deed, parts: [{ ...first!, clause: done }, ...more] } },
        end: parse.end,
        cost: parse.cost + 3,
      },
    ];
  }),
);

/** "the measuring machine needs the gauge block set": a place that lacks something gets it. */
export const lacking: Rule<Utterance> = memo((lattice, at): Parse<Utterance>[] =>
  seq(
    skipWords('polite', 'filler', 'comma'),
    phrase,
    word('wants'),
    phrase,
  )(lattice, at).flatMap((parse) => {
    const [, where, , object] = parse.value;
    const isPlace = where.parts.every(
      ({ head }) =>
        (head.kind === 'name' && head.ids.every((id) => lattice.model.entities[id]?.kind === 'place')) ||
        (head.kind === 'class' && (lattice.model.ancestors[head.class] ?? []).includes('place')),
    );
    if (!isPlace) return [];
    const { recipient: _, ...wish } = wishOf(where, object);
    const deed: Clause = { ...wish, targets: [{ relation: 'to', phrase: where }] };
    return [
      {
        value: { kind: 'command', command: { parts: [{ link: 'and', clause: deed }], ordering: [] } },
        end: parse.end,
        cost: parse.cost + 0.8,
      },
    ];
  }),
);

/** What only makes sense after the sentence before: "and the blue one too", "no, dock 1", "not that one, the red one". */
export const followUp: Rule<Utterance> = memo((lattice, at) => {
  const found: Parse<Utterance>[] = [];
  for (const lead of seq(
    skipWords('polite', 'comma', 'stop'),
    optional(word('correction')),
    skipWords('comma', 'and', 'but', 'stop', 'polite'),
  )(lattice, at))
    for (const rest of clause(lattice, lead.end)) {
      if (rest.value.clause.verb || rest.value.clause.negated !== 'no') continue;
      // "blank 6 the same way, but on CNC 2"
      for (const more of seq(skipWords('comma', 'but', 'and', 'filler'), clause)(lattice, rest.end)) {
        const second = more.value[1].clause;
        if (second.verb || second.negated !== 'no' || second.object || second.actor) continue;
        found.push({
          value: {
            kind: 'follow-up',
            clause: {
              ...rest.value.clause,
              targets: [...rest.value.clause.targets, ...second.targets],
              ...(second.instrument ? { instrument: second.instrument } : {}),
              times: [...rest.value.clause.times, ...second.times],
            },
            corrects: lead.value[1] !== undefined,
          },
          end: more.end,
          cost: lead.cost + rest.cost + more.cost + 2.6,
        });
      }
      found.push({
        value: { kind: 'follow-up', clause: rest.value.clause, corrects: lead.value[1] !== undefined },
        end: rest.end,
        cost: lead.cost + rest.cost + 2.6,
      });
    }
  return found;
});

/** "Where is courier 2 and how full is its battery?": one question after another. */
export const questions: Rule<Utterance> = memo((lattice, at) => {
  const found: Parse<Utterance>[] = [];
  const lists: { values: Question[]; end: number; cost: number }[] = question(lattice, at).map((parse) => ({
    values: [parse.value],
    end: parse.end,
    cost: parse.cost,
  }));
  for (let index = 0; index < lists.length && index < 24; index += 1) {
    const list = lists[index]!;
    if (list.values.length > 1)
      found.push({ value: { kind: 'questions', questions: list.values }, end: list.end, cost: list.cost });
    if (list.values.length >= 4) continue;
    for (const gap of seq(questionTail, skipWords('comma', 'and', 'stop'))(lattice, list.end)) {
      if (gap.end === list.end) continue;
      for (const next of question(lattice, gap.end))
        lists.push({ values: [...list.values, next.value], end: next.end, cost: list.cost + gap.cost + next.cost + 1 });
    }
  }
  return found;
});

/** What is written somewhere: "the label on the drum says “…”". Nothing of it is carried out. */
export const quoted: Rule<string> = memo((lattice, at) => {
  const found: Parse<string>[] = [];
  // Where the words about the quotation end is the quotation; what stands before it needs no reading.
  for (let position = at; position < lattice.end; position += 1)
    for (const quote of entry('quote')(lattice, position)) {
      const lead = textBetween(lattice, at, position);
      if (
        !/(?:says|said|reads|read|written|saying|say|text|写着|写的是|上写|显示|说|标着|印着)\s*[:：,，]?$/i.test(lead)
      )
        continue;
      for (const end of anyWord('stop', 'comma')(lattice, quote.end).concat([
        { value: undefined as never, end: quote.end, cost: 0 },
      ]))
        found.push({ value: quote.value.text, end: end.end, cost: 3 + end.cost });
    }
  return found;
});
