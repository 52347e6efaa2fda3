/** Written forms of English words. Chinese has none of this. */
const IRREGULAR_VERBS: Readonly<Record<string, readonly string[]>> = {
  bring: ['brought'],
  put: ['putting'],
  take: ['took', 'taken', 'taking'],
  get: ['got', 'getting'],
  set: ['setting'],
  leave: ['left', 'leaving'],
  send: ['sent'],
  go: ['went', 'gone', 'goes'],
  drive: ['drove', 'driven', 'driving'],
  fly: ['flew', 'flown', 'flies'],
  come: ['came', 'coming'],
  run: ['ran', 'running'],
  ride: ['rode', 'riding'],
  give: ['gave', 'given', 'giving'],
  lay: ['laid'],
  hold: ['held'],
  carry: ['carried', 'carries'],
  drop: ['dropped', 'dropping'],
  ship: ['shipped', 'shipping'],
  stop: ['stopped', 'stopping'],
  grab: ['grabbed', 'grabbing'],
  shut: ['shutting'],
  sweep: ['swept'],
  find: ['found'],
  scan: ['scanned', 'scanning'],
  mop: ['mopped', 'mopping'],
};

export const pluralOf = (word: string): string => {
  if (/(?:s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (/(?:[^f])fe?$/.test(word) && /(?:shelf|knife|leaf|loaf|half|life)$/.test(word))
    return word.replace(/fe?$/, 'ves');
  if (/(?:tomato|potato)$/.test(word)) return `${word}es`;
  if (/man$/.test(word) && word !== 'human') return word.replace(/man$/, 'men');
  if (word === 'person') return 'people';
  return `${word}s`;
};

/** Plural of the last word of a name: "packing station" → "packing stations"; codes such as "a2" have none. */
export const pluralName = (name: string): string | undefined => {
  const words = name.split(' ');
  const last = words.at(-1) ?? '';
  if (!/^[a-z]{2,}$/.test(last)) return undefined;
  return [...words.slice(0, -1), pluralOf(last)].join(' ');
};

/** Third person, participle and past of a verb; the first word of a phrasal verb is inflected. */
export const verbForms = (verb: string): string[] => {
  const [head = '', ...rest] = verb.split(' ');
  const tail = rest.length > 0 ? ` ${rest.join(' ')}` : '';
  const stem = head.replace(/e$/, '');
  const regular = [
    pluralOf(head),
    /ie$/.test(head) ? `${head.slice(0, -2)}ying` : /[^e]e$/.test(head) ? `${stem}ing` : `${head}ing`,
    /e$/.test(head) ? `${head}d` : /[^aeiou]y$/.test(head) ? `${head.slice(0, -1)}ied` : `${head}ed`,
  ];
  return [...new Set([head, ...regular, ...(IRREGULAR_VERBS[head] ?? [])])].map((form) => `${form}${tail}`);
};

/** Past participle of a verb as it is written in most cases, for names of states. */
export const isWordCharacter = (character: string | undefined): boolean =>
  character !== undefined && /[a-z0-9_]/.test(character);
