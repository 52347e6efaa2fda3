import { type EntityKind, isOfClass, type WorldModel } from '@muster/domain';
import { lexicalKey } from '../lexicon/normalise.ts';

/** Edits (insert, delete, replace, swap neighbours) between two texts. Source: optimal string alignment distance. */
export const editDistance = (a: string, b: string): number => {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replace = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(replace, rows[i - 1]![j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
};

export type Nearest = {
  /** Ids by closeness, at most `limit`. */
  readonly known: readonly string[];
  /** Ids so close that the text is likely a slip of the pen for them. */
  readonly close: readonly string[];
};

const LIMIT = 5;

/** Entities whose names come closest to a text, those of the wanted class or kind first. */
export const nearestNames = (
  model: WorldModel,
  text: string,
  wanted: { readonly class?: string; readonly kinds?: readonly EntityKind[] },
): Nearest => {
  const asked = lexicalKey(text).replace(/^(?:the|a|an|this|that) /, '');
  const scored = Object.values(model.entities)
    .filter((entity) => entity.kind !== 'region')
    .map((entity) => {
      const names = [...entity.names.en, ...entity.names.zh].map(lexicalKey);
      const distance = Math.min(...names.map((name) => nameDistance(asked, name)));
      const edits = Math.min(...names.map((name) => editDistance(asked, name)));
      const fits =
        (wanted.class === undefined || isOfClass(model, entity.id, wanted.class)) &&
        (wanted.kinds === undefined || wanted.kinds.includes(entity.kind));
      return {
        id: entity.id,
        distance: distance + (fits ? 0 : wanted.class === undefined && wanted.kinds === undefined ? 0 : 0.6),
        edits,
        fits,
      };
    })
    .sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1));
  // 岛台 for 厨房中岛 or 厨房台面: short Chinese words whose every character the thing's names have.
  const isShort = /^[\u0080-\uffff]{1,4}$/.test(asked);
  const holdsAll = (id: string): boolean => {
    const names = model.entities[id]?.names.zh.join('') ?? '';
    return isShort && [...asked].every((character) => names.includes(character));
  };
  const close = scored.filter(
    (entry) =>
      (entry.fits && holdsAll(entry.id)) ||
      (entry.fits &&
        asked.length >= 4 &&
        !/\d/.test(asked) &&
        entry.edits <= Math.max(1, Math.floor(asked.length / 6))),
  );
  return {
    known: scored.slice(0, LIMIT).map((entry) => entry.id),
    close: close.slice(0, LIMIT).map((entry) => entry.id),
  };
};

/** 0 for the same text, about 1 for nothing in common; shared words and shared characters both count. */
const nameDistance = (asked: string, name: string): number => {
  const edits = editDistance(asked, name) / Math.max(asked.length, name.length, 1);
  const parts = (text: string): Set<string> =>
    new Set(/[\u0080-\uffff]/.test(text) ? [...text.replace(/\s/g, '')] : text.split(' '));
  const a = parts(asked);
  const b = parts(name);
  const shared = [...a].filter((part) => b.has(part)).length;
  return edits * 0.6 + (1 - shared / Math.max(1, Math.min(a.size, b.size))) * 0.4;
};
