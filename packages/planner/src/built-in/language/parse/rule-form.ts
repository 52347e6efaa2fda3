import type { Lattice } from '../lattice.ts';
import type { Entry } from '../lexicon/entry.ts';
import type { Phrase, RuleForm, StateClause, TimeSpec } from '../logical-form.ts';
import { amount } from './amount.ts';
import { clause } from './clause.ts';
import { phrase } from './phrase.ts';
import {
  anyWord,
  choice,
  either,
  entry,
  map,
  memo,
  optional,
  type Parse,
  type Rule,
  seq,
  skipWords,
  word,
} from './rules.ts';
import { stateClause } from './state.ts';
import { speedSpec, timeSpec } from './time.ts';

const lead = skipWords('polite', 'comma', 'from-now', 'filler', 'floating-all', 'always', 'but');
const opener = seq(lead, optional(word('from-now')), lead);
const marksRule = choice(word('never'), word('forbidden'), word('always'), word('from-now'), word('allowed'));

const during: Rule<{ during?: StateClause; times: TimeSpec[] }> = (lattice, at) => {
  const found: Parse<{ during?: StateClause; times: TimeSpec[] }>[] = [{ value: { times: [] }, end: at, cost: 0 }];
  for (const time of seq(optional(word('comma')), timeSpec)(lattice, at))
    found.push({ value: { times: [time.value[1]] }, end: time.end, cost: time.cost });
  for (const state of seq(optional(word('comma')), anyWord('while', 'when', 'if'), stateClause)(lattice, at))
    found.push({ value: { during: state.value[2], times: [] }, end: state.end, cost: state.cost });
  return found;
};

const timesBefore: Rule<TimeSpec[]> = map(optional(timeSpec), (time) => (time ? [time] : []));

/** "robots keep out of the kitchen", 机器人不准进厨房. */
const closure: Rule<RuleForm> = choice<RuleForm>(
  map(
    seq(
      opener,
      timesBefore,
      skipWords('comma', 'filler'),
      optional(phrase),
      skipWords('floating-all', 'filler', 'modal', 'from-now'),
      timesBefore,
      optional(choice(word('forbidden'), word('never'), word('negation'))),
      skipWords('filler', 'modal'),
      word('keep-out'),
      optional(word('preposition')),
      phrase,
      optional(choice(word('postposition'), word('side'))),
      during,
    ),
    ([, before, , robots, , middle, banned, , verb, , places, , more]) =>
      banned || verb.value === 'out'
        ? {
            kind: 'closure',
            ...(robots ? { robots } : {}),
            places,
            times: [...before, ...middle, ...more.times],
            ...(more.during ? { during: more.during } : {}),
          }
        : undefined,
    0.2,
  ),
  map(
    seq(
      opener,
      timesBefore,
      word('nobody'),
      skipWords('allowed', 'modal', 'can', 'filler'),
      word('keep-out', 'in'),
      optional(word('preposition')),
      phrase,
      during,
    ),
    ([, before, , , , , places, more]) => {
      const form = nobodyIn(places, undefined, more);
      return form.kind === 'closure' ? { ...form, times: [...before, ...form.times] } : undefined;
    },
  ),
  map(
    seq(opener, word('keep-out', 'out'), phrase, during),
    ([, , places, more]) => ({
      kind: 'closure',
      places,
      times: more.times,
      ...(more.during ? { during: more.during } : {}),
    }),
    1.5,
  ),
);

/** "never let the cleaning robot into the theatre", 别让清洁机器人进… */
const letIn: Rule<RuleForm> = map(
  seq(
    opener,
    timesBefore,
    choice(word('never'), word('negation'), word('forbidden')),
    skipWords('filler', 'modal'),
    either(word('actor-marker'), word('allowed'), entry('unknown')),
    phrase,
    skipWords('modal', 'filler'),
    word('keep-out', 'in'),
    optional(word('preposition')),
    phrase,
    during,
  ),
  ([, before, , , allow, robots, , , , places, more]) =>
    allow.category === 'unknown' && !/^(?:allow|permit)$/i.test(allow.text)
      ? undefined
      : {
          kind: 'closure',
          robots,
          places,
          times: [...before, ...more.times],
          ...(more.during ? { during: more.during } : {}),
        },
  0.2,
);

/** "keep all robots out of the cage between 12:00 and 13:00" */
const keptOut: Rule<RuleForm> = choice<RuleForm>(
  map(
    seq(
      opener,
      timesBefore,
      skipWords('comma', 'filler', 'request'),
      word('ensure', 'always'),
      phrase,
      word('keep-out', 'apart'),
      phrase,
      during,
    ),
    ([, before, , , robots, , places, more]) => ({
      kind: 'closure',
      robots,
      places,
      times: [...before, ...more.times],
      ...(more.during ? { during: more.during } : {}),
    }),
  ),
  // "no robots in the narrow aisle while …"
  map(
    seq(
      opener,
      optional(seq(word('except', 'except'), phrase, optional(word('except', 'close')), optional(word('comma')))),
      word('nobody'),
      skipWords('allowed', 'modal', 'can', 'filler', 'be', 'forbidden'),
      optional(word('keep-out', 'in')),
      optional(word('preposition')),
      phrase,
      optional(seq(optional(word('comma')), word('except', 'except'), phrase)),
      during,
    ),
    ([, lead, , , , , places, except, more]) => nobodyIn(places, except?.[2] ?? lead?.[1], more),
    0.2,
  ),
  // 运行时机器人不准进…: the state comes first
  map(
    seq(
      opener,
      stateClause,
      choice(word('while'), word('when', 'close')),
      skipWords('comma', 'filler'),
      optional(phrase),
      skipWords('floating-all', 'filler', 'modal'),
      choice(word('forbidden'), word('never'), word('negation'), word('nobody')),
      skipWords('can', 'allowed', 'modal'),
      word('keep-out', 'in'),
      optional(word('preposition')),
      phrase,
    ),
    ([, state, , , robots, , , , , , places]) => ({
      kind: 'closure',
      ...(robots ? { robots } : {}),
      places,
      times: [],
      during: state,
    }),
    0.3,
  ),
);

/** "nobody goes into the cold room except the store manipulator": what is excepted are robots, wherever it was said. */
const nobodyIn = (
  places: Phrase,
  except: Phrase | undefined,
  more: { during?: StateClause; times: TimeSpec[] },
): RuleForm => {
  const said = [...(except?.parts ?? []), ...places.parts.flatMap((part) => part.except)];
  const robots: Phrase = {
    parts: [
      {
        head: { kind: 'class', class: 'robot' },
        determiner: 'all',
        plural: true,
        modifiers: [],
        except: said,
        text: 'robots',
      },
    ],
    joined: 'and',
    text: 'robots',
  };
  return {
    kind: 'closure',
    ...(said.length > 0 ? { robots } : {}),
    places: { ...places, parts: places.parts.map((part) => ({ ...part, except: [] })) },
    times: more.times,
    ...(more.during ? { during: more.during } : {}),
  };
};

const ofRobots = (lattice: Lattice, said: Phrase | undefined): boolean =>
  said === undefined ||
  said.parts.every(
    ({ head }) =>
      head.kind === 'one' ||
      (head.kind === 'class' &&
        ['robot', 'person', 'entity'].some(
          (name) =>
            (lattice.model.ancestors[head.class] ?? []).includes(name) &&
            !(lattice.model.ancestors[head.class] ?? []).includes('item'),
        )),
  );

const capacity: Rule<RuleForm> = (lattice, at) =>
  capacityOf(lattice, at).flatMap(({ value, ...parse }) =>
    ofRobots(lattice, value.robots) ? [{ ...parse, value: value.form }] : [],
  );

const capacityOf: Rule<{ readonly form: RuleForm; readonly robots: Phrase | undefined }> = choice(
  map(
    seq(
      opener,
      either(word('quantifier', 'at-most'), seq(word('never'), optional(word('more-than')))),
      entry('number'),
      optional(word('classifier')),
      phrase,
      skipWords('filler', 'modal', 'be', 'allowed', 'meanwhile'),
      optional(word('preposition')),
      phrase,
      skipWords('filler', 'meanwhile'),
    ),
    ([, , number, , robots, , , places]) =>
      robots.parts[0]?.head.kind === 'class'
        ? { form: { kind: 'capacity' as const, places, atMost: number.value }, robots }
        : undefined,
  ),
  map(
    seq(
      opener,
      phrase,
      optional(word('postposition')),
      skipWords('meanwhile', 'filler', 'can', 'modal', 'allowed', 'have'),
      word('quantifier', 'at-most'),
      skipWords('there-is', 'have', 'allowed', 'filler', 'can'),
      entry('number'),
      optional(word('classifier')),
      optional(phrase),
    ),
    ([, places, , , , , number, , robots]) => ({
      form: { kind: 'capacity' as const, places, atMost: number.value },
      robots,
    }),
  ),
);

const speed: Rule<RuleForm> = choice<RuleForm>(
  // "nobody drives faster than 0.5 m/s in the service aisle"
  map(
    seq(
      opener,
      word('nobody'),
      skipWords('allowed', 'modal', 'can', 'filler'),
      word('speed-limit'),
      amount,
      optional(seq(word('preposition'), phrase, optional(word('postposition')))),
      during,
    ),
    ([, , , , limit, where, more]) =>
      limit.unit === 'm/s' || limit.unit === 'km/h'
        ? {
            kind: 'speed',
            ...(where ? { places: where[1] } : {}),
            metresPerSecond: limit.unit === 'km/h' ? limit.value / 3.6 : limit.value,
            times: more.times,
          }
        : undefined,
  ),
  map(
    seq(
      opener,
      optional(phrase),
      skipWords('always', 'filler', 'modal', 'forbidden', 'never', 'negation'),
      optional(anyWord('speed-limit', 'preposition')),
      skipWords('speed-limit', 'filler'),
      speedSpec,
      optional(seq(word('preposition'), phrase, optional(word('postposition')))),
      during,
    ),
    ([, robots, , , , limit, where, more]) => ({
      kind: 'speed',
      ...(robots ? { robots } : {}),
      ...(where ? { places: where[1] } : {}),
      metresPerSecond: limit.metresPerSecond,
      times: more.times,
    }),
    0.6,
  ),
  map(
    seq(
      opener,
      optional(word('preposition', 'at')),
      phrase,
      optional(word('postposition')),
      skipWords('filler', 'comma', 'fluent', 'forbidden', 'never', 'negation'),
      choice(word('speed-limit'), word('more-than'), word('compare', '>')),
      skipWords('be', 'of', 'filler'),
      speedSpec,
    ),
    ([, , places, , , , , limit]) => ({ kind: 'speed', places, metresPerSecond: limit.metresPerSecond, times: [] }),
    0.2,
  ),
);

/** Anything else that is forbidden, or demanded, from now on. */
const general: Rule<RuleForm> = choice<RuleForm>(
  map(seq(opener, word('ask'), word('before', 'front'), skipWords('you', 'filler'), clause), ([, , , , deed]) =>
    deed.clause.verb ? { kind: 'clause', clause: deed.clause, demand: 'confirm' } : undefined,
  ),
  map(
    seq(
      opener,
      clause,
      word('before', 'behind'),
      skipWords('comma', 'first', 'modal', 'filler', 'forbidden', 'request', 'always'),
      word('ask'),
    ),
    ([, deed]) => (deed.clause.verb ? { kind: 'clause', clause: deed.clause, demand: 'confirm' } : undefined),
  ),
  (lattice, at) =>
    seq(
      opener,
      clause,
      during,
    )(lattice, at).flatMap((parse): Parse<RuleForm>[] => {
      const deed = parse.value[1].clause;
      const fromNow = lattice.text.length > 0 && hasFromNow(lattice, at);
      if (!deed.verb) return [];
      if (deed.negated === 'never' || (fromNow && deed.negated === 'not'))
        return [
          {
            value: {
              kind: 'clause' as const,
              clause: deed,
              demand: 'forbid' as const,
              ...(parse.value[2].during ? { during: parse.value[2].during } : {}),
            },
            end: parse.end,
            cost: parse.cost - 0.6,
          },
        ];
      if (!fromNow && deed.negated === 'not')
        return [
          {
            value: { kind: 'clause' as const, clause: deed, demand: 'forbid' as const },
            end: parse.end,
            cost: parse.cost + 1.5,
          },
        ];
      // 酶液要一直放在冷藏间里: always is a rule by itself.
      if (deed.always && deed.negated === 'no')
        return [
          {
            value: { kind: 'clause' as const, clause: deed, demand: 'always' as const },
            end: parse.end,
            cost: parse.cost,
          },
        ];
      return [];
    }),
  // "keep the freezer closed at all times"
  map(seq(opener, word('ensure', 'always'), phrase, entry('state'), word('always')), ([, , subject, state]) => ({
    kind: 'state',
    state: { kind: 'state', subject, predicate: state.predicate, holds: state.holds, text: '' },
    holds: 'always',
    times: [],
  })),
  map(
    seq(
      opener,
      phrase,
      skipWords('modal', 'filler', 'have'),
      choice(word('never'), word('always')),
      skipWords('be', 'filler', 'modal', 'have'),
      entry('state'),
    ),
    ([, subject, , when, , state]) => ({
      kind: 'state',
      state: { kind: 'state', subject, predicate: state.predicate, holds: state.holds, text: '' },
      holds: when.kind === 'never' ? 'never' : 'always',
      times: [],
    }),
  ),
  map(
    seq(
      opener,
      optional(marksRule),
      skipWords('filler', 'that'),
      phrase,
      skipWords('modal', 'filler', 'floating-all'),
      choice(word('never'), word('forbidden')),
      skipWords('be', 'filler'),
      seq(word('preposition'), phrase, optional(word('postposition'))),
    ),
    ([, , , subject, , , , where]) => ({
      kind: 'state',
      state: {
        kind: 'location',
        subject,
        relation: (where[2]?.value ?? where[0].value) as 'on',
        place: where[1],
        holds: true,
        text: '',
      },
      holds: 'never',
      times: [],
    }),
    0.4,
  ),
);

/** "no flying at night", "nothing may be switched", 不准操作任何电源开关: a deed, whatever it is done to. */
const deeds: Rule<RuleForm> = (lattice, at) => {
  const found: Parse<RuleForm>[] = [];
  const any = optional(seq(skipWords('possessive'), anyWord('quantifier', 'all-robots', 'pronoun'), optional(phrase)));
  for (const lead of seq(opener, timesBefore, skipWords('comma', 'filler'))(lattice, at)) {
    const emit = (
      verb: Extract<Entry, { category: 'verb' }>,
      text: string,
      more: TimeSpec[],
      end: number,
      cost: number,
    ): void => {
      found.push({
        value: { kind: 'deeds', senses: verb.senses, verb: text, times: [...lead.value[1], ...more] },
        end,
        cost: lead.cost + cost + 0.2,
      });
    };
    for (const said of seq(
      choice(word('anything', 'none'), word('nobody')),
      skipWords('allowed', 'modal', 'can', 'be', 'filler'),
      entry('verb'),
      during,
    )(lattice, lead.end))
      if (!said.value[3].during)
        emit(said.value[2], lattice.text.slice(lead.end, said.end), said.value[3].times, said.end, said.cost);
    for (const said of seq(
      word('quantifier', 'none'),
      entry('verb'),
      skipWords('allowed', 'be'),
      during,
    )(lattice, lead.end))
      if (!said.value[3].during && /ing\b/i.test(lattice.text.slice(lead.end, said.end)))
        emit(said.value[1], lattice.text.slice(lead.end, said.end), said.value[3].times, said.end, said.cost);
    for (const said of seq(
      optional(choice(word('nobody'), word('all-robots'))),
      skipWords('floating-all', 'all-robots'),
      choice(word('forbidden'), word('never')),
      skipWords('allowed', 'filler'),
      entry('verb'),
      any,
    )(lattice, lead.end))
      if (/[\u0080-\uffff]/.test(lattice.text.slice(lead.end, said.end)))
        emit(said.value[4], lattice.text.slice(lead.end, said.end), [], said.end, said.cost);
  }
  return found;
};

const hasFromNow = (lattice: Parameters<Rule<unknown>>[0], at: number): boolean =>
  seq(skipWords('polite', 'comma', 'filler', 'but'), word('from-now'))(lattice, at).length > 0;

export const ruleForm: Rule<RuleForm> = memo(
  choice<RuleForm>(closure, keptOut, letIn, capacity, speed, deeds, general),
);
