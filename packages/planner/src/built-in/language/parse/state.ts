import type { Lattice } from '../lattice.ts';
import { itPhrase, type Operator, type Phrase, type Relation, type StateClause } from '../logical-form.ts';
import { amount } from './amount.ts';
import { clause } from './clause.ts';
import { phrase } from './phrase.ts';
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

type Located = { readonly relation: Relation; readonly place: Phrase };

const RELATIONS: ReadonlySet<string> = new Set(['on', 'in', 'at', 'near', 'under']);

/** "on the table", "在桌子上", "冰箱里". */
export const located: Rule<Located> = memo(
  choice<Located>(
    map(seq(word('preposition'), phrase, optional(word('postposition'))), ([preposition, place, post]) => {
      const relation = post?.value ?? preposition.value;
      return RELATIONS.has(relation) ? { relation: relation as Relation, place } : undefined;
    }),
    map(seq(phrase, word('postposition')), ([place, post]) => ({ relation: post.value as Relation, place }), 0.2),
  ),
);

const be = choice(word('be'), word('have'), word('particle', 'up'));
const softeners = skipWords('filler', 'always', 'floating-all', 'particle', 'as-soon');
const negation = optional(choice(word('negation'), word('never')));

const withText =
  (rule: Rule<Omit<StateClause, 'text'>>): Rule<StateClause> =>
  (lattice: Lattice, at: number): Parse<StateClause>[] =>
    rule(lattice, at).map((parse) => ({
      value: { ...parse.value, text: textBetween(lattice, at, parse.end) } as StateClause,
      end: parse.end,
      cost: parse.cost,
    }));

type Bare = StateClause extends infer S ? (S extends StateClause ? Omit<S, 'text'> : never) : never;

const bound: Rule<{ operator: Operator }> = choice(
  map(word('compare'), (compare) => ({ operator: compare.value as Operator })),
  map(word('quantifier', 'at-least'), () => ({ operator: '>=' as const })),
  map(word('quantifier', 'at-most'), () => ({ operator: '<=' as const })),
);

/** "the mill stops": the verb says what comes to be so. */
const becomes: Rule<{ predicate: string; holds: boolean }> = (lattice, at) =>
  entry('state')(lattice, at).flatMap((parse) =>
    /^(?:opens|closes|shuts|starts|starts up|starts running|stops|stops running|finishes|has stopped|has finished|shows a fault|has a fault|turns out to be faulty|turns out faulty|looks wrong)$/i.test(
      textBetween(lattice, at, parse.end),
    )
      ? [{ value: { predicate: parse.value.predicate, holds: parse.value.holds }, end: parse.end, cost: parse.cost }]
      : [],
  );

/** "something is wrong", 有异常: of what was just looked at. */
const SUBJECT_IT = itPhrase('it');

export const faults: Rule<Bare> = choice<Bare>(
  map(
    seq(
      choice(word('anything', 'some'), word('anything', 'none')),
      optional(word('be')),
      entry('state'),
      skipWords('filler', 'preposition', 'pronoun'),
    ),
    ([what, , state]) =>
      state.predicate === 'abnormal'
        ? {
            kind: 'state',
            subject: SUBJECT_IT,
            predicate: state.predicate,
            holds: state.holds === (what.value === 'some'),
          }
        : undefined,
    -1.5,
  ),
  map(
    entry('state'),
    (state) =>
      state.predicate === 'abnormal'
        ? { kind: 'state', subject: SUBJECT_IT, predicate: state.predicate, holds: state.holds }
        : undefined,
    1.2,
  ),
);

const bareState: Rule<Bare> = choice<Bare>(
  faults,
  map(seq(phrase, becomes), ([subject, state]) => ({ kind: 'state', subject, ...state })),
  // "the door is (not) open"; Chinese leaves out the verb: 门没关.
  map(
    seq(phrase, softeners, optional(be), negation, softeners, optional(be), entry('state'), skipWords('filler')),
    ([subject, , verb, not, , second, state]) =>
      verb || second || not || /[\u0080-\uffff]/.test(subject.text)
        ? {
            kind: 'state',
            // "if something is wrong": with what was just spoken of, not with any thing that there is.
            subject: state.predicate === 'abnormal' && /^(?:some|any)thing$/i.test(subject.text) ? SUBJECT_IT : subject,
            predicate: state.predicate,
            holds: state.holds !== (not !== undefined),
          }
        : undefined,
  ),
  // "is the door open"
  map(
    seq(be, negation, phrase, softeners, entry('state')),
    ([, not, subject, , state]) => ({
      kind: 'state',
      subject,
      predicate: state.predicate,
      holds: state.holds !== (not !== undefined),
    }),
    0.2,
  ),
  map(
    seq(phrase, softeners, optional(be), negation, softeners, word('empty'), skipWords('filler')),
    ([subject, , , not]) => ({ kind: 'empty', subject, holds: not === undefined }),
  ),
  map(seq(be, phrase, word('empty')), ([, subject]) => ({ kind: 'empty', subject, holds: true }), 0.2),
  // "the tote is on the shelf", 箱子在架子上
  map(seq(phrase, optional(be), negation, softeners, located), ([subject, verb, not, , where]) =>
    verb || /在/.test(where.place.text) || /[\u0080-\uffff]/.test(subject.text)
      ? { kind: 'location', subject, relation: where.relation, place: where.place, holds: not === undefined }
      : undefined,
  ),
  // "while anyone is there"
  map(seq(phrase, be, negation, phrase), ([subject, , not, place]) =>
    place.parts.every(({ head }) => head.kind === 'pronoun' && head.value === 'there')
      ? { kind: 'location', subject, relation: 'at', place, holds: not === undefined }
      : undefined,
  ),
  map(seq(be, phrase, located), ([, subject, where]) => ({ kind: 'location', subject, ...where, holds: true }), 0.3),
  // "the battery of the dog is below 30 %"
  map(
    seq(word('fluent'), word('of'), phrase, optional(be), bound, amount),
    ([fluent, , subject, , compare, value]) => ({
      kind: 'compare',
      subject,
      fluent: fluent.value,
      ...compare,
      amount: value,
    }),
  ),
  map(
    seq(phrase, optional(word('possessive')), word('fluent'), optional(be), bound, amount),
    ([subject, , fluent, , compare, value]) => ({
      kind: 'compare',
      subject,
      fluent: fluent.value,
      ...compare,
      amount: value,
    }),
  ),
  map(
    seq(phrase, optional(be), softeners, bound, amount, optional(word('fluent')), skipWords('particle')),
    ([subject, , , compare, value, fluent]) => ({
      kind: 'compare',
      subject,
      ...(fluent ? { fluent: fluent.value } : {}),
      ...compare,
      amount: value,
    }),
    0.2,
  ),
  // "there is milk in the fridge", 冰箱里有牛奶, "the fridge has milk"
  map(seq(word('there-is'), negation, phrase, optional(located)), ([, not, subject, where]) => ({
    kind: 'exists',
    subject,
    ...(where ?? {}),
    holds: not === undefined && subject.parts[0]?.determiner !== 'none',
  })),
  map(
    seq(located, softeners, negation, softeners, word('there-is'), phrase, optional(word('filler'))),
    ([where, , not, , , subject]) => ({ kind: 'exists', subject, ...where, holds: not === undefined }),
  ),
  map(
    seq(located, softeners, word('negation', ''), phrase),
    ([where, , , subject]) => ({ kind: 'exists', subject, ...where, holds: false }),
    0.8,
  ),
  map(
    seq(phrase, negation, word('have'), phrase),
    ([place, not, , subject]) => ({ kind: 'exists', subject, relation: 'in', place, holds: not === undefined }),
    0.5,
  ),
  map(
    seq(word('there-is'), phrase, word('question-end')),
    ([, subject]) => ({ kind: 'exists', subject, holds: true }),
    1,
  ),
);

/** A clause that says how things are. */
export const stateClause: Rule<StateClause> = memo(
  choice<StateClause>(
    withText(bareState),
    withText((lattice, at) =>
      clause(lattice, at).flatMap((parse) =>
        parse.value.clause.verb
          ? [
              {
                value: { kind: 'done', clause: parse.value.clause, holds: parse.value.clause.negated === 'no' },
                end: parse.end,
                cost: parse.cost + 2.5,
              },
            ]
          : [],
      ),
    ),
  ),
);

export const questionTail = skipWords('question-end', 'question-mark', 'filler', 'polite', 'stop');
export const trailing = skipWords(
  'answer-any',
  'from-now',
  'stop',
  'question-mark',
  'polite',
  'comma',
  'filler',
  'question-end',
);
export const leading = skipWords('polite', 'comma', 'and', 'but', 'filler', 'stop', 'then');
export const anyState = anyWord('be', 'have');
