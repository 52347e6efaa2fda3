import type { WorldModel } from '@muster/domain';
import type { Operator, TimeSpec } from '../logical-form.ts';
import { amount } from './amount.ts';
import { choice, entry, map, memo, optional, type Rule, seq, skipWords, word } from './rules.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };

/** A stretch of time: "five minutes", "两小时", "an hour and a half" as two hours' worth of words at most. */
export const duration: Rule<number> = memo(
  choice(
    map(seq(entry('number'), optional(word('classifier')), word('unit')), ([number, , unit]) => {
      const seconds = UNIT_SECONDS[unit.value];
      return seconds === undefined ? undefined : number.value * seconds;
    }),
    map(seq(word('determiner', 'indefinite'), word('unit')), ([, unit]) => UNIT_SECONDS[unit.value]),
    map(seq(word('unit')), ([unit]) => UNIT_SECONDS[unit.value], 1.5),
  ),
);

const clock = entry('clock');

const clockOf = (at: { readonly seconds: number; readonly vague?: boolean }): { clock: number; vague?: boolean } => ({
  clock: at.seconds,
  ...(at.vague ? { vague: true } : {}),
});

/** Time words of a clause in both languages. */
export const timeSpec: Rule<TimeSpec> = memo(
  choice<TimeSpec>(
    map(
      seq(choice(word('before'), word('preposition', 'near'), word('preposition', 'by'), word('until')), clock),
      ([, at]) => ({
        kind: 'deadline',
        ...clockOf(at),
      }),
      0.2,
    ),
    map(seq(optional(word('preposition', 'at')), clock, word('before')), ([, at]) => ({
      kind: 'deadline',
      ...clockOf(at),
    })),
    // "by seven": a bare hour
    map(
      seq(choice(word('before', 'front'), word('preposition', 'by')), entry('number')),
      ([, hour]) =>
        Number.isInteger(hour.value) && hour.value >= 1 && hour.value <= 12 && !hour.percent
          ? { kind: 'deadline', clock: hour.value * 3600, vague: true }
          : undefined,
      1.2,
    ),
    map(seq(word('within'), duration), ([, seconds]) => ({ kind: 'within', seconds })),
    map(seq(optional(word('within')), duration, word('within', 'close')), ([, seconds]) => ({
      kind: 'within',
      seconds,
    })),
    map(seq(word('after'), clock), ([, at]) => ({ kind: 'not-before', ...clockOf(at) })),
    map(seq(word('earliest'), clock, optional(choice(word('after'), word('hither')))), ([, at]) => ({
      kind: 'not-before',
      ...clockOf(at),
    })),
    map(seq(clock, word('earliest')), ([at]) => ({ kind: 'not-before', ...clockOf(at) })),
    map(seq(clock, word('after')), ([at]) => ({ kind: 'not-before', ...clockOf(at) })),
    map(seq(word('preposition', 'at'), clock), ([, at]) => ({ kind: 'at', ...clockOf(at) })),
    map(clock, (at) => ({ kind: 'at', ...clockOf(at) }), 0.8),
    map(seq(word('range'), clock, choice(word('range', 'to'), word('and')), clock), ([, from, , to]) => ({
      kind: 'window',
      from: from.seconds,
      to: to.seconds,
    })),
    map(seq(optional(word('range')), clock, word('range', 'to'), clock, optional(word('while'))), ([, from, , to]) => ({
      kind: 'window',
      from: from.seconds,
      to: to.seconds,
    })),
    (lattice, at) =>
      word('night')(lattice, at).map((parse) => ({ value: nightOf(lattice.model), end: parse.end, cost: parse.cost })),
    map(seq(word('every'), optional(word('classifier')), duration), ([, , seconds]) => ({ kind: 'every', seconds })),
    map(word('every', 'hour'), () => ({ kind: 'every', seconds: 3600 })),
    map(word('every', 'day'), () => ({ kind: 'every', seconds: 86_400 })),
    map(
      seq(
        word('until'),
        skipWords('filler'),
        optional(word('preposition', 'at')),
        clock,
        skipWords('filler'),
        optional(word('until', 'close')),
      ),
      ([, , , at]) => ({ kind: 'until-clock', ...clockOf(at) }),
    ),
    map(seq(entry('number'), word('times')), ([number, times]) =>
      times.value === '' && Number.isInteger(number.value) ? { kind: 'times', n: number.value } : undefined,
    ),
    map(word('times'), (times) => (times.value === '' ? undefined : { kind: 'times', n: Number(times.value) }), 0.4),
    map(seq(word('for-time'), duration), ([, seconds]) => ({ kind: 'for', seconds })),
  ),
);

/** "at night": the hours over midnight that a rule of the scene names, else ten to six. They are read back. */
const nightOf = (model: WorldModel): TimeSpec => {
  const secondsOf = (clock: string): number => {
    const [hours = 0, minutes = 0] = clock.split(':').map(Number);
    return hours * 3600 + minutes * 60;
  };
  const window = model.scene.rules.map((rule) => rule.window).find((entry) => entry && entry.from > entry.to);
  return window
    ? { kind: 'window', from: secondsOf(window.from), to: secondsOf(window.to) }
    : { kind: 'window', from: 22 * 3600, to: 6 * 3600 };
};

export type Speed = { readonly operator: Operator; readonly metresPerSecond: number };

const METRES_PER_SECOND: Readonly<Record<string, number>> = { 'm/s': 1, 'km/h': 1 / 3.6 };

/** "at no more than 0.5 m/s", "限速0.5米每秒". */
export const speedSpec: Rule<Speed> = memo(
  map(
    seq(
      optional(choice(word('preposition', 'at'), word('speed-limit'), word('fluent', 'speed'))),
      optional(choice(word('quantifier'), word('compare'), word('fluent', 'speed'))),
      optional(choice(word('quantifier'), word('compare'))),
      amount,
    ),
    ([, bound, second, value]) => {
      const factor = METRES_PER_SECOND[value.unit ?? ''];
      if (factor === undefined) return undefined;
      const said = [bound, second].map((entry) => entry?.value ?? '');
      const atMost = said.some((text) => text === 'at-most' || text.startsWith('<'));
      return { operator: atMost ? '<=' : '==', metresPerSecond: value.value * factor };
    },
  ),
);
