import type { Command, Utterance } from '../logical-form.ts';
import { clause } from './clause.ts';
import { command } from './command.ts';
import { phrase } from './phrase.ts';
import { choice, either, entry, map, optional, type Parse, type Rule, seq, skipWords, word } from './rules.ts';
import { stateClause } from './state.ts';

const actor = optional(either(seq(word('actor-marker'), phrase), seq(phrase, skipWords('modal'))));
const lookLead = seq(
  skipWords('polite', 'request', 'filler', 'first'),
  actor,
  skipWords('modal', 'thither', 'request', 'filler', 'preposition'),
  (lattice, at) => lookVerb(lattice, at),
  skipWords('if', 'filler', 'do', 'pronoun'),
);

export const lookVerb: Rule<true> = (lattice, at) =>
  entry('verb')(lattice, at).flatMap((parse) =>
    parse.value.senses.some((sense) => sense.kind === 'look' || sense.kind === 'tell')
      ? [{ value: true as const, end: parse.end, cost: parse.cost }]
      : [],
  );

const comma = skipWords('comma', 'then', 'filler', 'floating-all');
const sentenceBreak = skipWords('comma', 'stop', 'and', 'but', 'then');
const ifWord = choice(word('if', ''), word('when', ''));
const closing = optional(choice(word('if', 'close'), word('when', 'close')));

/** "otherwise leave it running", 否则不用管: nothing is asked for. */
const NOTHING_ELSE =
  /^(?:leave (?:it|them|that)(?: (?:alone|be|as (?:it|they) (?:is|are)|running|on|off|open|closed|there|where (?:it|they) (?:is|are)))?|do nothing|(?:就)?(?:不动它?|不要动它?|别动它?|不用管它?|别管它?|什么都不(?:做|用做|要做)|保持(?:原样|不变)|让它(?:继续)?(?:运行|开着|转着|关着)))/i;

const elsePart: Rule<Command> = choice<Command>(
  (lattice, at) =>
    seq(
      skipWords('comma', 'stop', 'but'),
      word('else'),
      skipWords('comma', 'then', 'filler'),
    )(lattice, at).flatMap((parse): Parse<Command>[] => {
      const found = NOTHING_ELSE.exec(lattice.text.slice(parse.end));
      return found
        ? [{ value: { parts: [], ordering: [] }, end: parse.end + found[0].length, cost: parse.cost + 0.5 }]
        : [];
    }),
  map(
    seq(skipWords('comma', 'stop', 'but'), word('else'), skipWords('comma', 'then', 'filler'), command),
    ([, , , rest]) => rest,
  ),
  // "…, otherwise on CNC 1": the deed is that of the first part.
  map(
    seq(skipWords('comma', 'stop', 'but'), word('else'), skipWords('comma', 'then', 'filler'), clause),
    ([, , , { clause: rest }]) =>
      rest.verb || rest.negated !== 'no' || rest.stays
        ? undefined
        : { parts: [{ link: 'and', clause: rest }], ordering: [] },
    0.8,
  ),
);

export const conditional: Rule<Utterance> = choice<Utterance>(
  // "if C, A, otherwise B"; 如果C就A，否则B; C的话就A.
  (lattice, at) =>
    seq(
      optional(seq(command, sentenceBreak)),
      ifWord,
      stateClause,
      closing,
      comma,
      command,
      optional(elsePart),
    )(lattice, at).map((parse) => {
      const [before, marker, condition, , , met, unmet] = parse.value;
      return {
        value: {
          kind: 'conditional',
          condition,
          met,
          ...(unmet ? { unmet } : {}),
          repeats: marker.kind === 'when',
          ...(before ? { before: before[0] } : {}),
        },
        end: parse.end,
        cost: parse.cost,
      };
    }),
  (lattice, at) =>
    seq(
      optional(seq(command, sentenceBreak)),
      stateClause,
      choice(word('if', 'close'), word('then', 'result'), word('when', 'close')),
      comma,
      command,
      optional(elsePart),
    )(lattice, at).map((parse) => {
      const [before, condition, marker, , met, unmet] = parse.value;
      return {
        value: {
          kind: 'conditional',
          condition,
          met,
          ...(unmet ? { unmet } : {}),
          // 一出现异常就…: each time.
          repeats:
            marker.kind === 'when' ||
            /一(?:出现|有|旦|发现|打开|关上|停)|一(?:开|关|到|空|满|坏|亮|响|停|热)了?$/.test(condition.text.trim()),
          ...(before ? { before: before[0] } : {}),
        },
        end: parse.end,
        cost: parse.cost + 0.5,
      };
    }),
  (lattice, at) =>
    seq(
      command,
      optional(word('comma')),
      ifWord,
      stateClause,
      closing,
      optional(elsePart),
    )(lattice, at).map((parse) => {
      const [met, , marker, condition, , unmet] = parse.value;
      return {
        value: { kind: 'conditional', condition, met, ...(unmet ? { unmet } : {}), repeats: marker.kind === 'when' },
        end: parse.end,
        cost: parse.cost + 0.3,
      };
    }),
  (lattice, at) =>
    seq(
      word('unless'),
      stateClause,
      closing,
      skipWords('comma', 'else', 'then'),
      command,
    )(lattice, at).map((parse) => ({
      value: { kind: 'conditional', condition: parse.value[1], unmet: parse.value[4], repeats: false },
      end: parse.end,
      cost: parse.cost,
    })),
  (lattice, at) =>
    seq(
      command,
      optional(word('comma')),
      word('unless'),
      stateClause,
    )(lattice, at).map((parse) => ({
      value: { kind: 'conditional', condition: parse.value[3], unmet: parse.value[0], repeats: false },
      end: parse.end,
      cost: parse.cost + 0.3,
    })),
);

const pronounIt = skipWords('pronoun', 'filler', 'be', 'that', 'floating-all');

/** "check whether the door is open; if it is, close it", 看看门开没开，开着就关上: the condition is what was looked at. */
export const lookThen: Rule<Utterance> = (lattice, at) => {
  const found: Parse<Utterance>[] = [];
  for (const lead of seq(lookLead, stateClause, skipWords('question-end'), sentenceBreak)(lattice, at)) {
    const state = lead.value[1];
    if (state.kind !== 'state' && state.kind !== 'location' && state.kind !== 'exists' && state.kind !== 'empty')
      continue;
    const emit = (holds: boolean, met: Command, unmet: Command | undefined, end: number, cost: number): void => {
      const isMet = holds === true;
      found.push({
        value: {
          kind: 'conditional',
          condition: state,
          ...(isMet ? { met, ...(unmet ? { unmet } : {}) } : { unmet: met, ...(unmet ? { met: unmet } : {}) }),
          repeats: false,
        },
        end,
        cost: lead.cost + cost,
      });
    };
    // "if it is (not), …"
    for (const rest of seq(
      choice(word('if', ''), word('else')),
      pronounIt,
      optional(word('negation')),
      pronounIt,
      comma,
      command,
      optional(elsePart),
    )(lattice, lead.end))
      emit(
        rest.value[0].kind !== 'else' && rest.value[2] === undefined,
        rest.value[5],
        rest.value[6],
        rest.end,
        rest.cost,
      );
    // 开着就关上
    if (state.kind === 'state')
      for (const rest of seq(
        optional(word('if', '')),
        optional(word('pronoun')),
        skipWords('be', 'filler'),
        entry('state'),
        closing,
        comma,
        command,
        optional(elsePart),
      )(lattice, lead.end))
        if (rest.value[3].predicate === state.predicate)
          emit(rest.value[3].holds === state.holds, rest.value[6], rest.value[7], rest.end, rest.cost);
  }
  return found;
};
