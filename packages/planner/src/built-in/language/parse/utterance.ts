import type { Lattice } from '../lattice.ts';
import type { Question, Utterance } from '../logical-form.ts';
import { command } from './command.ts';
import { conditional, lookThen, lookVerb } from './conditional.ts';
import { control } from './control.ts';
import { followUp, lacking, needed, questions, quoted, reasoned, relayed } from './discourse.ts';
import { phrase } from './phrase.ts';
import { question } from './question.ts';
import { ruleForm } from './rule-form.ts';
import {
  anyWord,
  choice,
  edgesAt,
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

/** 能把病历交给护士吗: asked for, not asked about. */
const POLITE_CAN = /^(?:请问)?(?:能|可以|方便)(?:请|麻烦)?(?:你|您)?(?:帮我|帮忙|帮)?(?=把|给|将)/;
const politeCan = (lattice: Lattice, at: number): number => POLITE_CAN.exec(lattice.text.slice(at))?.[0].length ?? 0;

const asCommand: Rule<Utterance> = (lattice, at) => {
  const lead = politeCan(lattice, at);
  return [
    ...command(lattice, at),
    ...(lead > 0
      ? seq(command, skipWords('question-end'))(lattice, at + lead).map((parse) => ({
          ...parse,
          value: parse.value[0],
        }))
      : []),
  ].map((parse) => ({ ...parse, value: { kind: 'command', command: parse.value } }));
};

/** Asked, and not by way of asking for something ("could you …?", 麻烦把…，可以吗): whatever it says, it is no order. */
const isQuestion = (lattice: Lattice): boolean => {
  if (!isAsked(lattice) || politeCan(lattice, lattice.start) > 0) return false;
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

/** Readings that may set something in motion. */
const MOVING: ReadonlySet<string> = new Set(['command', 'conditional', 'ensure', 'until', 'relayed', 'follow-up']);

const ASKS_FOR: ReadonlySet<string> = new Set([
  'request',
  'object-marker',
  'first',
  'before',
  'after',
  'if',
  'for-marker',
]);

const untilRule: Rule<Utterance> = choice<Utterance>(
  map(
    seq(command, optional(word('comma')), word('until', ''), stateClause, optional(word('until', 'close'))),
    ([deed, , , until]) => ({ kind: 'until', command: deed, until }),
    0.3,
  ),
);

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
    // 检查一下有没有问题 asks for a look, not for what is known already.
    cost: parse.cost + (isFault(parse.value[3]) && /[查检]/.test(textBetween(lattice, at, parse.end)) ? 4 : 1),
  }));

const isFault = (asked: Question): boolean =>
  asked.kind === 'is' && asked.state.kind === 'state' && asked.state.predicate === 'abnormal';

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
    skipWords('filler'),
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
    reasoned,
    followUp,
    afterQuote,
    fragment,
  ),
  30,
);

/** Every reading of the whole utterance, cheapest first. Nothing is left over: a reading accounts for every word. */
export const readings = (lattice: Lattice): Parse<Utterance>[] =>
  leading(lattice, lattice.start)
    .flatMap((lead) =>
      whole(lattice, lead.end).flatMap((parse) =>
        trailing(lattice, parse.end)
          .filter((tail) => tail.end >= lattice.end)
          .map((tail) => ({ value: parse.value, end: tail.end, cost: lead.cost + parse.cost + tail.cost })),
      ),
    )
    .filter((parse) => !(isQuestion(lattice) && MOVING.has(parse.value.kind)))
    .sort((a, b) => a.cost - b.cost);

/** How far any reading gets; what comes after is what was not understood. */
export const farthest = (lattice: Lattice): number =>
  Math.max(lattice.start, ...seq(leading, whole)(lattice, lattice.start).map((parse) => parse.end));

export const isAskedUtterance = isAsked;
export const anyBreak = anyWord('comma', 'stop');
