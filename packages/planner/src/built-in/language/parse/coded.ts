import type { Lattice } from '../lattice.ts';
import type { NounPhrase } from '../logical-form.ts';
import { anyWord, choice, edgesAt, optional, type Parse, type Rule, seq, word } from './rules.ts';

type Code = string | number;

/** The same phrase about another number: "parcel 1" with 2 is "parcel 2". `undefined` where the scene has no such thing. */
export const sibling = (lattice: Lattice, part: NounPhrase, code: Code): NounPhrase | undefined => {
  const last = part.modifiers.findLastIndex((modifier) => modifier.kind === 'code');
  if (last >= 0)
    return {
      ...part,
      modifiers: part.modifiers.map((modifier, index) =>
        index === last ? { kind: 'code' as const, text: String(code) } : modifier,
      ),
      text: `${part.text.replace(/[\s\d]+$/, '')} ${code}`,
    };
  if (part.head.kind !== 'name' || part.head.ids.length !== 1) return undefined;
  const stem = /^(.*?)(\d+|(?<=_)[a-z])$/.exec(part.head.ids[0]!)?.[1];
  const id = stem === undefined ? undefined : `${stem}${code}`;
  return id !== undefined && lattice.model.entities[id]
    ? { ...part, head: { kind: 'name', ids: [id] }, text: id }
    : undefined;
};

const codeOf = (part: NounPhrase): Code | undefined => {
  const modifier = part.modifiers.findLast((entry) => entry.kind === 'code');
  if (modifier?.kind === 'code') return modifier.text;
  const id = part.head.kind === 'name' && part.head.ids.length === 1 ? part.head.ids[0]! : '';
  return /(\d+|(?<=_)[a-z])$/.exec(id)?.[1];
};

const between = (from: Code, to: Code): Code[] | undefined => {
  const [first, last] = [Number(from), Number(to)];
  if (!Number.isInteger(first) || !Number.isInteger(last) || first >= last || last - first > 60) return undefined;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
};

const code: Rule<Code> = (lattice, at) =>
  edgesAt(lattice, at).flatMap((edge): Parse<Code>[] => {
    if (edge.entry.category === 'number' && !edge.entry.percent && Number.isInteger(edge.entry.value))
      return [{ value: edge.entry.value, end: edge.end, cost: 1 }];
    return edge.entry.category === 'letter' ? [{ value: edge.entry.text, end: edge.end, cost: 1 }] : [];
  });

const separator: Rule<'list' | 'range'> = (lattice, at) => [
  ...seq(optional(word('comma')), optional(word('and')))(lattice, at)
    .filter((parse) => parse.end > at)
    .map((parse) => ({ value: 'list' as const, end: parse.end, cost: parse.cost })),
  ...choice(word('range', 'to'), word('preposition', 'through'))(lattice, at).map((parse) => ({
    value: 'range' as const,
    end: parse.end,
    cost: parse.cost,
  })),
];

type Chain = { readonly parts: readonly NounPhrase[]; readonly end: number; readonly cost: number };
const MAX_CHAINS = 24;

/** "parcels 1, 2 and 5", "tubes 1 through 3": numbers after the noun, in the order in which they are said. */
export const codesAfter = (lattice: Lattice, first: Parse<NounPhrase>): Chain[] => {
  if (codeOf(first.value) === undefined || first.value.except.length > 0) return [];
  const chains: Chain[] = [{ parts: [single(first.value)], end: first.end, cost: first.cost }];
  for (let index = 0; index < chains.length && index < MAX_CHAINS; index += 1) {
    const chain = chains[index]!;
    const last = chain.parts.at(-1)!;
    for (const join of separator(lattice, chain.end))
      for (const next of code(lattice, join.end)) {
        // "1 to 4" in front of a unit, a classifier or another noun counts something else.
        if (anyWord('unit', 'classifier', 'number-sign', 'times')(lattice, next.end).length > 0) continue;
        const codes = join.value === 'range' ? between(codeOf(last) ?? '', next.value)?.slice(1) : [next.value];
        const more = codes?.map((value) => sibling(lattice, last, value));
        if (!more || more.some((part) => part === undefined)) continue;
        chains.push({
          parts: [...chain.parts, ...(more as NounPhrase[])],
          end: next.end,
          cost: chain.cost + join.cost + next.cost * 0.5,
        });
      }
  }
  return chains.slice(1);
};

/** 1、2、3号餐食, 1号到4号毛坯: numbers before the noun. */
export const codesBefore = (lattice: Lattice, at: number, nounPhrase: Rule<NounPhrase>): Chain[] => {
  type Lead = {
    readonly codes: readonly (readonly [Code, 'list' | 'range'])[];
    readonly end: number;
    readonly cost: number;
  };
  const leads: Lead[] = [{ codes: [], end: at, cost: 0 }];
  const found: Chain[] = [];
  for (let index = 0; index < leads.length && index < MAX_CHAINS; index += 1) {
    const lead = leads[index]!;
    if (lead.codes.length > 0)
      for (const noun of nounPhrase(lattice, lead.end)) {
        const own = codeOf(noun.value);
        if (own === undefined || noun.value.except.length > 0) continue;
        // Only Chinese puts the numbers first: "…1, carton 4" are two things.
        if (!/[\u0080-\uffff]/.test(noun.value.text)) continue;
        const all = lead.codes.reduceRight<Code[] | undefined>(
          (later, [value, join]) =>
            later && (join === 'list' ? [value, ...later] : between(value, later[0]!)?.concat(later.slice(1))),
          [own],
        );
        const parts = all?.map((value) =>
          String(value) === String(own) ? noun.value : sibling(lattice, noun.value, value),
        );
        if (parts && parts.length > 1 && parts.every((part) => part !== undefined))
          found.push({ parts: (parts as NounPhrase[]).map(single), end: noun.end, cost: lead.cost + noun.cost });
      }
    if (lead.codes.length >= 12) continue;
    for (const number of code(lattice, lead.end))
      for (const sign of optional(word('number-sign'))(lattice, number.end))
        for (const join of separator(lattice, sign.end))
          leads.push({
            codes: [...lead.codes, [number.value, join.value]],
            end: join.end,
            cost: lead.cost + number.cost * 0.5 + sign.cost * 0.5 + join.cost * 0.5,
          });
  }
  return found;
};

/** One numbered thing is one thing, though its noun was said in the plural. */
const single = (part: NounPhrase): NounPhrase => ({
  ...part,
  plural: false,
  determiner: part.determiner === 'bare' ? 'definite' : part.determiner,
});
