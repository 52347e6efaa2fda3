import type { WorldModel } from '@muster/domain';
import { FLOOR_PREFIX } from '../resolve/locations.ts';
import { lexicalKey } from './normalise.ts';

const EN_DIGITS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const ZH_DIGITS = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二'];

/** Ways in which people write or say one name: numbers as words, codes with a gap or before the noun. */
export const spellingsOf = (name: string): string[] => {
  const key = lexicalKey(name);
  const spellings = new Set([key]);
  const isChinese = /[\u0080-\uffff]/.test(key);
  const add = (text: string): void => {
    spellings.add(lexicalKey(text));
  };
  if (isChinese) {
    const leading = /^([a-z]?\d+|[a-z])(号)?([\u0080-\uffff].*)$/.exec(key);
    if (leading) add(`${leading[3]}${leading[1]}`);
    if (leading) add(`${leading[3]}${leading[1]}号`);
    if (leading && !leading[2]) add(`${leading[1]}号${leading[3]}`);
    const trailing = /^(.*[\u0080-\uffff])([a-z]?\d+|[a-z])(号)?$/.exec(key);
    if (trailing) add(`${trailing[2]}${trailing[1]}`);
    if (trailing) add(`${trailing[2]}号${trailing[1]}`);
    if (trailing && !trailing[3]) add(`${trailing[1]}${trailing[2]}号`);
  } else {
    const code = /^(.*?)\s?([a-z])\s?(\d{1,3})$/.exec(key);
    if (code?.[1]) {
      add(`${code[1]} ${code[2]}${code[3]}`);
      add(`${code[1]} ${code[2]} ${code[3]}`);
      add(`${code[2]}${code[3]} ${code[1]}`);
    }
    const joined = /^(.*[a-z])(\d{1,3})$/.exec(key);
    if (joined && !code?.[1]) add(`${joined[1]} ${joined[2]}`);
    const spaced = /^(.*[a-z]) (\d{1,3})$/.exec(key);
    if (spaced) {
      add(`${spaced[1]}${spaced[2]}`);
      add(`${spaced[1]} no. ${spaced[2]}`);
      add(`${spaced[1]} number ${spaced[2]}`);
      add(`${spaced[1]} #${spaced[2]}`);
    }
  }
  for (const spelling of [...spellings]) {
    const spoken = spelling.replace(/(?<![a-z\d.])(\d{1,2})(?![\d.])/g, (digits) => {
      const word = (isChinese ? ZH_DIGITS : EN_DIGITS)[Number(digits)];
      return word ?? digits;
    });
    spellings.add(spoken);
    if (!isChinese)
      spellings.add(
        spelling.replace(
          /([a-z]) (\d{1,2})$/,
          (_, letter: string, digits: string) => `${letter} ${EN_DIGITS[Number(digits)] ?? digits}`,
        ),
      );
  }
  return [...spellings];
};

/** "the fridge door", 冰箱门: of a place that opens, for the place itself. */
const doorNames = (entity: WorldModel['entities'][string]): string[] =>
  entity.kind === 'place' &&
  entity.properties.openable === true &&
  !/door|gate|门/.test(entity.names.en.concat(entity.names.zh).join(' '))
    ? [...entity.names.en.map((name) => `${name} door`), ...entity.names.zh.map((name) => `${name}门`)]
    : [];

/** "blank" of "blank 3", 毛坯 of 3号毛坯: what numbered things of a kind are called together. */
const stemOf = (name: string): string | undefined => {
  const key = lexicalKey(name);
  const stem = (/^(.*[a-z]) \d{1,3}$/.exec(key) ??
    /^\d{1,3}号([\u0080-\uffff]{2,})$/.exec(key) ??
    /^([\u0080-\uffff]{2,})\d{1,3}$/.exec(key))?.[1];
  return stem;
};

/**
 * Every spelling of every entity but regions. A bare code such as "A2" counts when only one entity has it, so that "photograph B3" is
 * understood in a scene with one B3.
 */
export const entitySpellings = (model: WorldModel): ReadonlyMap<string, readonly string[]> => {
  const table = new Map<string, Set<string>>();
  const add = (spelling: string, id: string): void => {
    if (spelling === '') return;
    const ids = table.get(spelling) ?? new Set<string>();
    ids.add(id);
    table.set(spelling, ids);
  };
  for (const floor of model.scene.floors)
    for (const name of [...floor.names.en, ...floor.names.zh])
      for (const spelling of spellingsOf(name)) add(spelling, `${FLOOR_PREFIX}${floor.id}`);
  const levels = [...model.scene.floors].sort((a, b) => a.elevation - b.elevation);
  if (levels.length === 2)
    for (const [floor, words] of [
      [levels[0]!, ['downstairs', '楼下', '下楼', '下楼去']],
      [levels[1]!, ['upstairs', '楼上', '上楼', '上楼去']],
    ] as const)
      for (const spelling of words) add(spelling, `${FLOOR_PREFIX}${floor.id}`);
  const codes = new Map<string, Set<string>>();
  const stems = new Map<string, Set<string>>();
  for (const entity of Object.values(model.entities)) {
    if (entity.kind === 'region') continue;
    for (const name of [...entity.names.en, ...entity.names.zh, ...doorNames(entity), entity.id]) {
      for (const spelling of spellingsOf(name)) add(spelling, entity.id);
      const stem = stemOf(name);
      if (stem) stems.set(stem, (stems.get(stem) ?? new Set()).add(entity.id));
      const code = /(?:^|[^a-z\d])([a-z]{1,2}[ -]?\d{1,4})(?:$|[^a-z\d])/.exec(lexicalKey(name));
      if (code?.[1]) {
        const key = code[1].replace(/[ -]/, '');
        const ids = codes.get(key) ?? new Set<string>();
        ids.add(entity.id);
        codes.set(key, ids);
      }
    }
  }
  // "pack 2", 2号打包站: by what its class is called, or a part of that, with its number.
  const numbered = new Map<string, Set<string>>();
  for (const entity of Object.values(model.entities)) {
    if (entity.kind === 'region') continue;
    const n = /(?:^|[^\d.])(\d{1,3})$/.exec(lexicalKey(entity.names.en[0] ?? ''))?.[1];
    const names = model.library.vocabulary.classes.find((entry) => entry.id === entity.class)?.names;
    if (n === undefined || !names) continue;
    const nouns = names.en.flatMap((name) => {
      const words = lexicalKey(name).split(' ');
      return [lexicalKey(name), words[0] ?? '', words.at(-1) ?? ''];
    });
    const spellings = [
      ...nouns.filter((noun) => noun.length > 2).flatMap((noun) => spellingsOf(`${noun} ${n}`)),
      ...names.zh.flatMap((name) => spellingsOf(`${n}号${name}`)),
    ];
    for (const spelling of spellings) numbered.set(spelling, (numbered.get(spelling) ?? new Set()).add(entity.id));
  }
  for (const [spelling, ids] of numbered) if (ids.size === 1 && !table.has(spelling)) add(spelling, [...ids][0]!);
  // A class of that name is wider: a kit of class parcel is a parcel as well.
  const classNames = new Map<string, string[]>();
  for (const [id, names] of [
    ...model.library.vocabulary.classes.map((entry) => [entry.id, entry.names] as const),
    ...Object.values(model.library.robots).map((robot) => [robot.class, robot.names] as const),
  ]) {
    const members = model.members[id] ?? [];
    if (members.length > 0)
      for (const name of [...names.en, ...names.zh])
        classNames.set(lexicalKey(name), [...(classNames.get(lexicalKey(name)) ?? []), ...members]);
  }
  for (const [stem, ids] of stems) {
    // "the cabinet beside bed 2" may be a bedside cabinet, though other cabinets are a class of their own.
    const members = classNames.get(stem);
    const isInClass = members !== undefined && [...ids].every((id) => members.includes(id));
    if ((ids.size > 1 || members || !table.has(stem)) && !isInClass)
      for (const id of [...ids, ...(members ?? [])]) add(stem, id);
  }
  for (const [code, ids] of codes) {
    if (table.has(code)) continue;
    // Items are often labelled with the place they belong to; the place owns the bare code then.
    const places = [...ids].filter((id) => model.entities[id]?.kind === 'place');
    const owners = places.length === 1 ? places : [...ids];
    if (owners.length !== 1) continue;
    for (const spelling of [code, code.replace(/^([a-z]+)(\d+)$/, '$1 $2')]) add(spelling, owners[0]!);
  }
  return new Map([...table].map(([spelling, ids]) => [spelling, [...ids].sort()]));
};
