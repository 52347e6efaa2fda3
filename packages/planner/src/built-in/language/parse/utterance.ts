import type { Lattice } from '../lattice.ts';
import type { ControlVerb } from '../lexicon/entry.ts';
import type { Command, Phrase, Utterance } from '../logical-form.ts';
import { command } from './command.ts';
import { followUp, lacking, needed, questions, quoted, relayed } from './discourse.ts';
import { phrase } from './phrase.ts';
import { question } from './question.ts';
import { ruleForm } from './rule-form.ts';
import {
  anyWord,
  choice,
  edgesAt,
  either,
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
import { leading, questionTail, stateClause, trailing } from './state.ts';
import { timeSpec } from './time.ts';

const asCommand: Rule<Utterance> = (lattice, at) =>
  isQuestion(lattice) ? [] : map(command, (value): Utterance => ({ kind: 'command', command: value }))(lattice, at);

/** Asked, and not by way of asking for something ("could you …?", 麻烦把…，可以吗): whatever it says, it is no order. */
const isQuestion = (lattice: Lattice): boolean => {
  if (!isAsked(lattice)) return false;
  const opening = skipWords('polite', 'comma', 'and', 'but', 'then', 'stop')(lattice, lattice.start);
  return !opening.some(({ end }) => {
    const longest = Math.max(0, ...edgesAt(lattice, end).map((edge) => edge.stop));
    return edgesAt(lattice, end).some(
      ({ stop, entry: found }) =>
        (found.category === 'verb' && stop === longest) ||
        (found.category === 'word' && ASKS_FOR.has(found.kind)) ||
        (found.category === 'word' && found.kind === 'polite'),
    );
  });
};

const ASKS_FOR: ReadonlySet<string> = new Set([
  'request',
  'object-marker',
  'first',
  'before',
  'after',
  'if',
  'for-marker',
]);

const comma = skipWords('comma', 'then', 'filler', 'floating-all');
const sentenceBreak = skipWords('comma', 'stop', 'and', 'but', 'then');
const ifWord = choice(word('if', ''), word('when', ''));
const closing = optional(choice(word('if', 'close'), word('when', 'close')));

const elsePart: Rule<Command> = map(
  seq(skipWords('comma', 'stop', 'but'), word('else'), skipWords('comma', 'then', 'filler'), command),
  ([, , , rest]) => rest,
);

const conditional: Rule<Utterance> = choice<Utterance>(
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
          repeats: marker.kind === 'when' || /一(?:出现|有|旦|发现|打开|关上|停)/.test(condition.text),
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
const lookThen: Rule<Utterance> = (lattice, at) => {
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

const untilRule: Rule<Utterance> = choice<Utterance>(
  map(
    seq(command, optional(word('comma')), word('until', ''), stateClause, optional(word('until', 'close'))),
    ([deed, , , until]) => ({ kind: 'until', command: deed, until }),
    0.3,
  ),
);

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
const control: Rule<Utterance> = (lattice, at) => {
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

const fragment: Rule<Utterance> = map(
  seq(phrase, skipWords('polite', 'filler', 'possessive')),
  ([value]) => ({ kind: 'fragment', phrase: value }),
  3,
);

const asQuestion: Rule<Utterance> = (lattice, at) =>
  seq(
    skipWords('polite', 'comma', 'filler'),
    question,
    questionTail,
  )(lattice, at).map((parse) => ({
    value: { kind: 'question', question: parse.value[1] },
    end: parse.end,
    // A question mark or a closing 吗 makes a question; without one, a statement-like reading is far-fetched.
    cost: parse.cost + (isAsked(lattice) ? -0.5 : parse.value[1].kind === 'is' ? 6 : 0.5),
  }));

const isAsked = (lattice: Lattice): boolean =>
  /[?？]\s*$/.test(lattice.text) || /(?:吗|么|呢|没有|没)[?？。]?\s*$/.test(lattice.text);

const reported: Rule<Utterance> = (lattice, at) =>
  seq(
    skipWords('polite', 'request'),
    lookVerb,
    skipWords('pronoun', 'comma', 'if', 'filler', 'do', 'request'),
    question,
    questionTail,
  )(lattice, at).map((parse) => ({
    value: { kind: 'question', question: parse.value[3] },
    end: parse.end,
    cost: parse.cost + 1,
  }));

const actor = optional(either(seq(word('actor-marker'), phrase), seq(phrase, skipWords('modal'))));
const lookLead = seq(
  skipWords('polite', 'request', 'filler', 'first'),
  actor,
  skipWords('modal', 'thither', 'request', 'filler', 'preposition'),
  (lattice, at) => lookVerb(lattice, at),
  skipWords('if', 'filler', 'do', 'pronoun'),
);

const lookVerb: Rule<true> = (lattice, at) =>
  entry('verb')(lattice, at).flatMap((parse) =>
    parse.value.senses.some((sense) => sense.kind === 'look' || sense.kind === 'tell')
      ? [{ value: true as const, end: parse.end, cost: parse.cost }]
      : [],
  );

const asRule: Rule<Utterance> = (lattice, at) =>
  ruleForm(lattice, at).map((parse) => ({
    value: { kind: 'rule', rule: parse.value, text: textBetween(lattice, at, parse.end) },
    end: parse.end,
    cost: parse.cost,
  }));

/** The goal as a state: what is to be so. */
const ensured: Rule<Utterance> = (lattice, at) =>
  seq(
    skipWords('polite', 'filler', 'request'),
    word('ensure'),
    skipWords('that', 'filler'),
    stateClause,
    optional(timeSpec),
    skipWords('always', 'filler'),
  )(lattice, at).flatMap((parse): Parse<Utterance>[] => {
    const [, marker, , state, time] = parse.value;
    if (state.kind !== 'state' && state.kind !== 'location') return [];
    return [
      {
        value: { kind: 'ensure', state, always: marker.value === 'always', times: time ? [time] : [] },
        end: parse.end,
        cost: parse.cost,
      },
    ];
  });

/** "keep the door closed": the state without a verb. */
const kept: Rule<Utterance> = (lattice, at) =>
  seq(
    skipWords('polite', 'filler', 'request'),
    word('ensure', 'always'),
    phrase,
    entry('state'),
    skipWords('always', 'filler'),
  )(lattice, at).map((parse): Parse<Utterance> => {
    const [, , subject, state] = parse.value;
    const text = textBetween(lattice, at, parse.end);
    return {
      value: {
        kind: 'ensure',
        state: { kind: 'state', subject, predicate: state.predicate, holds: state.holds, text },
        always: true,
        times: [],
      },
      end: parse.end,
      cost: parse.cost,
    };
  });

const asQuestions: Rule<Utterance> = map(
  seq(skipWords('polite', 'comma', 'filler'), questions, questionTail),
  ([, list]) => list,
);

/** A quotation is set aside; what is asked in the same breath is not lost. */
const afterQuote: Rule<Utterance> = (lattice, at) =>
  quoted(lattice, at).flatMap((parse): Parse<Utterance>[] => {
    if (parse.end >= lattice.end)
      return [{ value: { kind: 'quoted', text: parse.value }, end: parse.end, cost: parse.cost }];
    return choice<Utterance>(
      asQuestion,
      conditional,
      asCommand,
    )(lattice, parse.end).map((rest) => ({
      ...rest,
      cost: parse.cost + rest.cost,
    }));
  });

const whole: Rule<Utterance> = memo(
  choice<Utterance>(
    control,
    ensured,
    kept,
    asQuestion,
    asQuestions,
    reported,
    conditional,
    lookThen,
    untilRule,
    asRule,
    asCommand,
    relayed,
    lacking,
    needed,
    followUp,
    afterQuote,
    fragment,
  ),
  30,
);

/** Every reading of the whole utterance, cheapest first. Nothing is left over: a reading accounts for every word. */
export const readings = (lattice: Lattice): Parse<Utterance>[] =>
  seq(
    leading,
    whole,
    trailing,
  )(lattice, lattice.start)
    .filter((parse) => parse.end >= lattice.end)
    .map((parse) => ({ value: parse.value[1], end: parse.end, cost: parse.cost }));

/** How far any reading gets; what comes after is what was not understood. */
export const farthest = (lattice: Lattice): number =>
  Math.max(lattice.start, ...seq(leading, whole)(lattice, lattice.start).map((parse) => parse.end));

export const isAskedUtterance = isAsked;
export const anyBreak = anyWord('comma', 'stop');
