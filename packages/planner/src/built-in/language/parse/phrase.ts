import type { Lattice } from '../lattice.ts';
import type { NounPhrase, Phrase } from '../logical-form.ts';
import { codesAfter, codesBefore } from './coded.ts';
import { nounPhrase } from './noun-phrase.ts';
import {
  choice,
  either,
  entry,
  lazy,
  map,
  memo,
  optional,
  type Parse,
  type Rule,
  seq,
  textBetween,
  word,
} from './rules.ts';

const separator: Rule<'and' | 'or'> = choice<'and' | 'or'>(
  map(seq(optional(word('comma')), word('and')), () => 'and' as const),
  map(seq(optional(word('comma')), word('or')), () => 'or' as const),
  map(word('comma'), () => 'and' as const, 0.8),
);

/** "only", 只: after a correction it says that nothing else was meant, which the correction says already. */
const onlyThat: Rule<unknown> = (lattice, at) => {
  const said = /^(?:only(?![a-z])|just(?![a-z])|只是?|仅仅?|就)\s*/i.exec(lattice.text.slice(at));
  return said ? [{ value: undefined, end: at + said[0].length, cost: 0 }] : [];
};

/** "no", "sorry, I meant", 不对，是: words that take back what was just said. */
export const corrected: Rule<unknown> = memo((lattice, at) =>
  // 不要进: a bare 不 in front of a verb forbids; it takes back only where the speaker pauses after it.
  /^[,，\s]*不(?![对是不,，、\s])/.test(lattice.text.slice(at)) ? [] : takenBack(lattice, at),
);

const takenBack: Rule<unknown> = seq(
  optional(word('comma')),
  word('correction'),
  optional(word('comma')),
  optional(word('correction')),
  optional(word('comma')),
  optional(word('be')),
  optional(onlyThat),
);

/** Noun phrases in a list; a correction ("the red one, no, the blue one") leaves the last word standing. */
export const phrase: Rule<Phrase> = memo((lattice, at) => {
  type List = { parts: NounPhrase[]; joined?: 'and' | 'or'; end: number; cost: number };
  const found: Parse<Phrase>[] = [];
  const queue: List[] = [];
  for (const first of nounPhrase(lattice, at)) {
    queue.push({ parts: [first.value], end: first.end, cost: first.cost });
    for (const chain of codesAfter(lattice, first)) queue.push({ ...chain, parts: [...chain.parts], joined: 'and' });
  }
  // "either the apple or the banana"
  for (const either of word('quantifier', 'any')(lattice, at))
    if (/^(?:either|要么)$/i.test(textBetween(lattice, at, either.end)))
      for (const first of nounPhrase(lattice, either.end))
        for (const next of seq(optional(word('comma')), word('or'), nounPhrase)(lattice, first.end))
          queue.push({
            parts: [first.value, next.value[2]],
            joined: 'or',
            end: next.end,
            cost: first.cost + next.cost,
          });
  // "the medicine boxes, all three, …": how many that are.
  for (const first of nounPhrase(lattice, at))
    for (const all of seq(
      word('comma'),
      choice(word('quantifier', 'all'), word('quantifier', 'both'), word('floating-all')),
      optional(word('of')),
      optional(either(entry('number'), word('pronoun', 'them'))),
      optional(word('comma')),
    )(lattice, first.end)) {
      const number = all.value[3];
      const n = number?.category === 'number' ? number.value : undefined;
      if (first.value.plural || n !== undefined)
        queue.push({
          parts: [
            {
              ...first.value,
              plural: true,
              ...(n !== undefined ? { count: { kind: 'exactly', n, among: n } } : { determiner: 'all' as const }),
            },
          ],
          end: all.end,
          cost: first.cost + all.cost - 1,
        });
    }
  // "a carton, any carton": the second says that whichever will do.
  for (const first of nounPhrase(lattice, at))
    for (const again of seq(word('comma'), nounPhrase, optional(word('comma')))(lattice, first.end)) {
      const [, second] = again.value;
      if (second.determiner === 'any' && JSON.stringify(second.head) === JSON.stringify(first.value.head))
        queue.push({
          parts: [{ ...first.value, determiner: 'any' }],
          end: again.end,
          cost: first.cost + again.cost - 1,
        });
    }
  for (const chain of codesBefore(lattice, at, nounPhrase))
    queue.push({ ...chain, parts: [...chain.parts], joined: 'and' });
  for (const except of seq(
    word('except', 'except'),
    lazy(() => phrase),
    optional(word('except', 'close')),
    optional(word('comma')),
  )(lattice, at))
    for (const main of nounPhrase(lattice, except.end))
      queue.push({
        parts: [{ ...main.value, except: [...main.value.except, ...except.value[1].parts] }],
        end: main.end,
        cost: except.cost + main.cost,
      });
  // "not the red mug, the white mug", 不是红杯子，是白杯子: the second is meant.
  for (const swap of seq(
    word('negation'),
    optional(word('be')),
    nounPhrase,
    choice(word('comma'), word('but')),
    optional(word('but')),
    optional(word('be')),
    nounPhrase,
  )(lattice, at))
    queue.push({ parts: [correct(swap.value[2], swap.value[6])], end: swap.end, cost: swap.cost - 0.5 });
  for (let index = 0; index < queue.length && index < 160; index += 1) {
    const list = queue[index]!;
    found.push({
      value: { parts: list.parts, joined: list.joined ?? 'and', text: textBetween(lattice, at, list.end) },
      end: list.end,
      cost: list.cost,
    });
    if (list.parts.length >= 12) continue;
    for (const to of word('range', 'to')(lattice, list.end))
      for (const last of nounPhrase(lattice, to.end)) {
        const range = rangeBetween(lattice, list.parts.at(-1)!, last.value);
        if (range)
          queue.push({
            ...list,
            parts: [...list.parts.slice(0, -1), range],
            end: last.end,
            cost: list.cost + to.cost + last.cost + 0.9,
          });
      }
    for (const join of separator(lattice, list.end)) {
      if (list.joined === 'or' && join.value === 'and') continue;
      for (const next of nounPhrase(lattice, join.end))
        queue.push({
          parts: [...list.parts, next.value],
          joined: join.value === 'or' ? 'or' : (list.joined ?? 'and'),
          end: next.end,
          // After "except A and …" what follows is left out as well.
          cost: list.cost + join.cost + next.cost + 0.2 + (list.parts.at(-1)!.except.length > 0 ? 1 : 0),
        });
    }
    // "… to dock 2, no, the green tote": another kind of thing takes back another word than the last one.
    for (const fix of seq(corrected, nounPhrase, optional(word('comma')))(lattice, list.end))
      if (isOneKindOf(lattice, list.parts.at(-1)!, fix.value[1]))
        queue.push({
          ...list,
          parts: [...list.parts.slice(0, -1), correct(list.parts.at(-1)!, fix.value[1])],
          end: fix.end,
          cost: list.cost + fix.cost,
        });
    for (const closed of seq(optional(word('comma')), nounPhrase, word('except', 'close'))(lattice, list.end)) {
      const last = list.parts.at(-1)!;
      queue.push({
        ...list,
        parts: [...list.parts.slice(0, -1), { ...last, except: [...last.except, closed.value[1]] }],
        end: closed.end,
        cost: list.cost + closed.cost,
      });
    }
  }
  return found;
});

const KINDS = ['item', 'place', 'robot', 'person'] as const;

/** Kind of thing that a noun names, where it names one kind only. */
const kindNamed = (lattice: Lattice, { head }: NounPhrase): string | undefined => {
  const { model } = lattice;
  if (head.kind === 'name') {
    const kinds = new Set(head.ids.map((id) => model.entities[id]?.kind));
    return kinds.size === 1 ? [...kinds][0] : undefined;
  }
  if (head.kind !== 'class') return undefined;
  return KINDS.find((kind) => head.class === kind || model.ancestors[head.class]?.includes(kind));
};

const isOneKindOf = (lattice: Lattice, a: NounPhrase, b: NounPhrase): boolean => {
  const [first, second] = [kindNamed(lattice, a), kindNamed(lattice, b)];
  return first === undefined || second === undefined || first === second;
};

/** "A1 to A4": everything whose id differs from the ends only in its number, between the two. */
const rangeBetween = (lattice: Lattice, first: NounPhrase, last: NounPhrase): NounPhrase | undefined => {
  if (
    first.head.kind !== 'name' ||
    last.head.kind !== 'name' ||
    first.head.ids.length !== 1 ||
    last.head.ids.length !== 1
  )
    return undefined;
  const split = (id: string): RegExpExecArray | null => /^(.*?)(\d+)$/.exec(id);
  const from = split(first.head.ids[0]!);
  const to = split(last.head.ids[0]!);
  if (!from || !to || from[1] !== to[1] || Number(from[2]) >= Number(to[2])) return undefined;
  const ids: string[] = [];
  for (let n = Number(from[2]); n <= Number(to[2]) && ids.length < 200; n += 1)
    if (lattice.model.entities[`${from[1]}${n}`]) ids.push(`${from[1]}${n}`);
  return { ...first, head: { kind: 'name', ids }, plural: true, text: `${first.text} – ${last.text}` };
};

/** "two totes, no, four": what the correction leaves out is kept from before. */
const correct = (said: NounPhrase, fix: NounPhrase): NounPhrase => {
  if (fix.head.kind !== 'one') return fix;
  return {
    ...fix,
    head: said.head,
    plural: fix.plural || said.plural,
    modifiers: fix.modifiers.length > 0 ? fix.modifiers : said.modifiers,
  };
};
