import type { WorldModel } from '@muster/domain';
import { lexiconOf } from './lexicon/build-lexicon.ts';
import type { Entry } from './lexicon/entry.ts';
import { isWordCharacter } from './lexicon/inflect.ts';
import { lexicalKey, normalise } from './lexicon/normalise.ts';
import { numbersAt } from './numbers.ts';

/** A reading of the text from the position it is listed under to `end`, white space after it included. */
export type Edge = {
  readonly end: number;
  readonly stop: number;
  readonly entry: Entry;
  readonly text: string;
  /** A longer name holds its end: "the nurse" of "the nurse station". */
  readonly cut?: boolean;
};

/** All readings of an utterance by position. Positions count UTF-16 units of `text`. */
export type Lattice = {
  readonly text: string;
  /** The scene whose words were read; rules may look at what kind of thing a name stands for. */
  readonly model: WorldModel;
  readonly edges: readonly (readonly Edge[])[];
  /** Stretches that no reading covers. */
  readonly unknown: readonly string[];
  readonly start: number;
  readonly end: number;
};

const MAX_UTTERANCE = 1200;
const QUOTES: Readonly<Record<string, string>> = { '"': '"', '“': '”', '「': '」', '『': '』', '《': '》', '‘': '’' };

/** Reads an utterance against the words of a scene. Text in quotation marks is data: it is only ever one quoted whole. */
export const readLattice = (utterance: string, model: WorldModel): Lattice => {
  const lexicon = lexiconOf(model);
  const text = utterance.slice(0, MAX_UTTERANCE);
  const plain = normalise(text);
  const edges: Edge[][] = Array.from({ length: text.length + 1 }, () => []);
  const skipSpace = (at: number): number => {
    let position = at;
    while (position < plain.length && plain.charAt(position) === ' ') position += 1;
    return position;
  };
  const add = (from: number, stop: number, entry: Entry): void => {
    edges[from]?.push({ end: skipSpace(stop), stop, entry, text: text.slice(from, stop) });
  };
  const start = skipSpace(0);
  const quotedUntil = new Array<number>(text.length + 1).fill(0);
  for (let at = start; at < plain.length; at += 1) {
    const close = QUOTES[text.charAt(at)];
    if (close === undefined || at < (quotedUntil[at] ?? 0)) continue;
    const stop = text.indexOf(close, at + 1);
    if (stop < 0) continue;
    const inner = text.slice(at + 1, stop);
    for (const entry of lexicon.entries.get(lexicalKey(inner)) ?? [])
      if (entry.category === 'name' || entry.category === 'class') add(at, stop + 1, entry);
    add(at, stop + 1, { category: 'quote', text: inner });
    quotedUntil.fill(stop + 1, at + 1, stop + 1);
  }
  for (let at = start; at < plain.length; at += 1) {
    if (at < (quotedUntil[at] ?? 0) || plain.charAt(at) === ' ') continue;
    const startsWord = isWordCharacter(plain.charAt(at));
    if (!(startsWord && isWordCharacter(plain.charAt(at - 1)))) {
      for (let length = 1; length <= lexicon.longest + 6 && at + length <= plain.length; length += 1) {
        const stop = at + length;
        const last = plain.charAt(stop - 1);
        if (last === ' ') continue;
        if (isWordCharacter(last) && isWordCharacter(plain.charAt(stop))) continue;
        const found = lexicon.entries.get(lexicalKey(plain.slice(at, stop)));
        for (const entry of found ?? []) add(at, stop, entry);
      }
    }
    if (
      startsWord &&
      /[a-z]/.test(plain.charAt(at)) &&
      !isWordCharacter(plain.charAt(at - 1)) &&
      !isWordCharacter(plain.charAt(at + 1))
    )
      add(at, at + 1, { category: 'letter', text: plain.charAt(at) });
    for (const reading of numbersAt(plain, at)) add(at, reading.end, reading.entry);
  }
  markCut(edges);
  addContents(text, plain, lexicon.entries, add);
  const unknown = addUnknown(plain, text, edges, start, skipSpace);
  return { text, model, edges, unknown, start, end: text.length };
};

const isNoun = ({ entry }: Edge): boolean => entry.category === 'name' || entry.category === 'class';

/** A name that reaches over the end of a shorter one, wherever it begins: "the nurse" and "nurse station". */
const markCut = (edges: Edge[][]): void => {
  const names = edges.flatMap((list, from) =>
    list.filter(({ entry }) => entry.category === 'name').map(({ stop }) => ({ from, stop })),
  );
  edges.forEach((list, at) => {
    list.forEach((edge, index) => {
      if (isNoun(edge) && names.some(({ from, stop }) => from >= at && from < edge.stop && stop > edge.stop))
        list[index] = { ...edge, cut: true };
    });
  });
};

const CONTAINERS = '袋瓶盒箱包桶管杯盘罐板卷份';
/** "two bags of infusion", 两袋输液: what is called "infusion bag", 输液袋, said by how it comes. */
const addContents = (
  text: string,
  plain: string,
  entries: ReadonlyMap<string, readonly Entry[]>,
  add: (from: number, stop: number, entry: Entry) => void,
): void => {
  const nouns = (key: string): readonly Entry[] =>
    (entries.get(lexicalKey(key)) ?? []).filter((entry) => entry.category === 'name' || entry.category === 'class');
  for (let at = 0; at < text.length; at += 1)
    if (CONTAINERS.includes(text.charAt(at)) && /[\d一二两三四五六七八九十几每这那]/.test(text.charAt(at - 1)))
      for (let length = 1; length <= 6 && at + length < text.length; length += 1) {
        const content = plain.slice(at + 1, at + 1 + length);
        for (const entry of nouns(`${content}${text.charAt(at)}`)) add(at + 1, at + 1 + length, entry);
        if (text.charAt(at) === '份')
          for (const tail of ['食', '盘'])
            for (const entry of nouns(`${content}${tail}`)) add(at + 1, at + 1 + length, entry);
      }
  for (const found of plain.matchAll(
    /\b(bag|bottle|box|can|pack|roll|tray|jar|drum|crate|cup|tube|carton|pallet|plate)(s|es)? of ([a-z]+)\b/g,
  )) {
    const [whole, container = '', plural = '', content = ''] = found;
    const single = content.replace(/s$/, '');
    for (const noun of new Set([content, single]))
      for (const entry of nouns(`${noun} ${container}${plural}`)) add(found.index, found.index + whole.length, entry);
  }
};

/** Finds the cheapest cover of the text and adds an `unknown` reading for each stretch, and each word, that it leaves open. */
const addUnknown = (
  plain: string,
  text: string,
  edges: Edge[][],
  start: number,
  skipSpace: (at: number) => number,
): string[] => {
  const wordEnd = (at: number): number => {
    let stop = at + 1;
    if (isWordCharacter(plain.charAt(at)))
      while (
        isWordCharacter(plain.charAt(stop)) ||
        (plain.charAt(stop) === "'" && isWordCharacter(plain.charAt(stop + 1)))
      )
        stop += 1;
    return stop;
  };
  const best: { cost: number; from: number; unknown: boolean }[] = [];
  best[start] = { cost: 0, from: start, unknown: false };
  for (let at = start; at < text.length; at += 1) {
    const here = best[at];
    if (!here) continue;
    const relax = (to: number, cost: number, unknown: boolean): void => {
      const there = best[to];
      if (!there || here.cost + cost < there.cost) best[to] = { cost: here.cost + cost, from: at, unknown };
    };
    for (const edge of edges[at] ?? []) relax(edge.end, 1, false);
    relax(skipSpace(wordEnd(at)), 20, true);
  }
  const pieces: [number, number][] = [];
  for (let at = text.length; at > start; ) {
    const step = best[at];
    if (!step) break;
    if (step.unknown) pieces.unshift([step.from, at]);
    at = step.from;
  }
  const merged: [number, number][] = [];
  for (const [from, to] of pieces) {
    const previous = merged.at(-1);
    if (previous && previous[1] === from) previous[1] = to;
    else merged.push([from, to]);
  }
  const addEdge = (from: number, to: number, extended = false): void => {
    const piece = text.slice(from, to).trimEnd();
    const entry = { category: 'unknown', text: piece, ...(extended ? { extended } : {}) } as const;
    edges[from]?.push({ end: to, stop: from + piece.length, entry, text: piece });
  };
  for (const [from, to] of merged) addEdge(from, to);
  // A Chinese word that is half known: 岛台, of which only 台 is.
  for (const [from, to] of merged)
    if (/^[\u4e00-\u9fff]{1,2}$/.test(text.slice(from, to))) {
      if (/[\u4e00-\u9fff]/.test(text.charAt(to))) addEdge(from, to + 1, true);
      if (from > start && /[\u4e00-\u9fff]/.test(text.charAt(from - 1))) addEdge(from - 1, to, true);
    }
  for (const [from, to] of pieces) if (!merged.some((range) => range[0] === from && range[1] === to)) addEdge(from, to);
  return merged.map(([from, to]) => text.slice(from, to).trim());
};
