import type { WorldModel } from '@muster/domain';
import { pluralName } from './inflect.ts';
import { lexicalKey } from './normalise.ts';

/** Chinese endings of names that are nouns by themselves with 子: 床旁柜 is a 柜子. */
const ENDINGS = new Set([...'柜架桌箱盒瓶杯袋盘罐桶管板包台碗车刀帽椅凳锅篮册']);

/**
 * What things are called by the last part of their names: "the cabinet" for a bedside cabinet, 柜子 for a 床旁柜, "cutter" for a
 * milling cutter. Wider than the classes of the vocabulary, and read only where those fit worse.
 */
export const headNouns = (model: WorldModel): ReadonlyMap<string, readonly string[]> => {
  const table = new Map<string, Set<string>>();
  const add = (noun: string | undefined, ids: readonly string[]): void => {
    if (noun === undefined || ids.length === 0) return;
    const known = table.get(noun) ?? new Set<string>();
    for (const id of ids) known.add(id);
    table.set(noun, known);
  };
  const both = (noun: string | undefined, ids: readonly string[]): void => {
    add(noun, ids);
    if (noun !== undefined) add(pluralName(noun), ids);
  };
  for (const entity of Object.values(model.entities)) {
    if (entity.kind === 'region') continue;
    for (const name of entity.names.en) both(englishHead(name), [entity.id]);
    for (const name of entity.names.zh) add(chineseHead(name), [entity.id]);
  }
  for (const { id, names } of model.library.vocabulary.classes) {
    const members = (model.members[id] ?? []).filter((member) => model.entities[member]?.kind !== 'region');
    for (const name of names.en) both(englishHead(name), members);
    for (const name of names.zh) add(chineseHead(name), members);
  }
  return new Map([...table].map(([noun, ids]) => [noun, [...ids].sort()]));
};

const englishHead = (name: string): string | undefined => {
  const words = lexicalKey(name)
    .replace(/ (?:[a-z]?\d+|[a-z])$/, '')
    .split(' ');
  const last = words.at(-1) ?? '';
  return words.length > 1 && !words.includes('of') && /^[a-z]{3,}$/.test(last) ? last : undefined;
};

const chineseHead = (name: string): string | undefined => {
  const last = lexicalKey(name)
    .replace(/[a-z\d号]+$/, '')
    .at(-1);
  return last !== undefined && ENDINGS.has(last) ? `${last}子` : undefined;
};
