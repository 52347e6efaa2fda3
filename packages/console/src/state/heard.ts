import type { Names } from '@muster/domain';

/** A part of a heard sentence that a mistake would be costly in. */
export type Mention =
  | { readonly kind: 'name'; readonly text: string; readonly id: string }
  | { readonly kind: 'number'; readonly text: string };

type Named = Readonly<Record<string, { readonly names: Names }>>;

const NUMBER =
  /\d+(?:[.:]\d+)?\s*%?|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|half|all|both|none|not)\b|[零〇一二两三四五六七八九十百]+(?=[^\u4e00-\u9fff]|$|个|只|箱|件|号|层|点|次|分|秒|台|瓶|杯|成)|全部|所有|不要|别/giu;

const isLetter = (character: string | undefined): boolean => character !== undefined && /[a-z0-9]/i.test(character);

/** Names of the scene, longest first, then numbers and the little words that turn a sentence round; in the order of the sentence. */
export const mentionsIn = (text: string, world: Named): readonly Mention[] => {
  const found: { readonly at: number; readonly end: number; readonly mention: Mention }[] = [];
  const isFree = (at: number, end: number): boolean => found.every((entry) => end <= entry.at || at >= entry.end);
  const lower = text.toLowerCase();
  const names = Object.entries(world)
    .flatMap(([id, { names: both }]) => [...both.en, ...both.zh].map((name) => ({ id, name: name.toLowerCase() })))
    .filter(({ name }) => name.length > 1)
    .sort((a, b) => b.name.length - a.name.length);
  for (const { id, name } of names)
    for (let at = lower.indexOf(name); at >= 0; at = lower.indexOf(name, at + 1)) {
      const end = at + name.length;
      const cutsWord =
        (isLetter(name[0]) && isLetter(lower[at - 1])) || (isLetter(name.at(-1)) && isLetter(lower[end]));
      if (!cutsWord && isFree(at, end))
        found.push({ at, end, mention: { kind: 'name', text: text.slice(at, end), id } });
    }
  for (const match of text.matchAll(NUMBER)) {
    const end = match.index + match[0].length;
    if (isFree(match.index, end))
      found.push({ at: match.index, end, mention: { kind: 'number', text: match[0].trim() } });
  }
  return found.sort((a, b) => a.at - b.at).map(({ mention }) => mention);
};
