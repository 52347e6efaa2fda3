import type { ControlVerb } from '../lexicon/entry.ts';
import type { Phrase, Utterance } from '../logical-form.ts';
import { command } from './command.ts';
import { phrase } from './phrase.ts';
import { either, entry, optional, type Parse, type Rule, seq, skipWords, textBetween, word } from './rules.ts';

const controlVerb: Rule<ControlVerb> = (lattice, at) =>
  entry('verb')(lattice, at).flatMap((parse) =>
    parse.value.senses.flatMap((sense) =>
      sense.kind === 'control' && !parse.value.particle
        ? [{ value: sense.verb, end: parse.end, cost: parse.cost }]
        : [],
    ),
  );

const putBack: Rule<boolean> = (lattice, at) =>
  seq(skipWords('comma', 'and', 'then', 'stop', 'object-marker'), command)(lattice, at).flatMap((parse) => {
    const only = parse.value[1].parts[0]?.clause;
    return parse.value[1].parts.length === 1 && only?.back && only.verb
      ? [{ value: true, end: parse.end, cost: parse.cost }]
      : [];
  });

const controlTail = skipWords(
  'filler',
  'task',
  'polite',
  'hither',
  'thither',
  'all-robots',
  'determiner',
  'possessive',
  'floating-all',
  'you',
  'particle',
  'preposition',
  'back',
  'in-place',
);

/** To stop and to pause: said together, the first stands. */
const HALTING: ReadonlySet<string> = new Set(['stop', 'pause']);

/** 算了，不用送了: the same said twice. */
const sameControl =
  (verb: ControlVerb): Rule<boolean | undefined> =>
  (lattice, at) =>
    seq(
      skipWords(
        'comma',
        'stop',
        'and',
        'first',
        'correction',
        'polite',
        'floating-all',
        'filler',
        'task',
        'all-robots',
      ),
      controlVerb,
      controlTail,
    )(lattice, at).flatMap((parse) =>
      parse.value[1] === verb || (HALTING.has(verb) && HALTING.has(parse.value[1]))
        ? [{ value: undefined, end: parse.end, cost: parse.cost }]
        : [],
    );

/** Stop, pause, resume … with whom it is about: robots by name, or the mission. */
export const control: Rule<Utterance> = (lattice, at) => {
  const found: Parse<Utterance>[] = [];
  const emit = (verb: ControlVerb, targets: Phrase | undefined, back: boolean, end: number, cost: number): void => {
    found.push({
      value: {
        kind: 'control',
        verb,
        ...(targets ? { targets } : {}),
        mission: targets === undefined,
        putBack: back,
        text: textBetween(lattice, at, end),
      },
      end,
      cost,
    });
  };
  const before = seq(
    skipWords('polite', 'filler', 'request', 'first', 'correction', 'comma', 'stop'),
    optional(
      either(
        seq(word('object-marker'), skipWords('filler', 'possessive'), phrase),
        seq(phrase, skipWords('first', 'filler', 'comma', 'can', 'modal', 'allowed')),
        seq(word('actor-marker'), phrase),
      ),
    ),
    skipWords(
      'task',
      'all-robots',
      'you',
      'filler',
      'first',
      'floating-all',
      'object-marker',
      'determiner',
      'possessive',
      'comma',
    ),
  )(lattice, at);
  for (const head of before)
    for (const verb of controlVerb(lattice, head.end)) {
      const said = head.value[1];
      const named = said
        ? ([...said].find((value) => value !== undefined && 'parts' in value) as Phrase | undefined)
        : undefined;
      for (const target of optional(phrase)(lattice, verb.end)) {
        if (named && target.value) continue;
        for (const tail of seq(
          controlTail,
          optional(sameControl(verb.value)),
          optional(sameControl(verb.value)),
        )(lattice, target.end))
          for (const back of optional(putBack)(lattice, tail.end))
            emit(
              verb.value,
              target.value ?? named,
              back.value === true,
              back.end,
              head.cost + verb.cost + target.cost + tail.cost + back.cost - 0.4,
            );
      }
    }
  return found;
};
