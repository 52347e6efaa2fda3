import { displayName, type Language, type WorldModel } from '@muster/domain';

const FLOOR_PREFIX = 'floor:';

/** Display name of an entity, a floor, or the id itself when nothing is known by it. */
export const plainNameOf = (model: WorldModel, id: string, language: Language): string => {
  if (id.startsWith(FLOOR_PREFIX)) {
    const floor = model.scene.floors.find((entry) => entry.id === id.slice(FLOOR_PREFIX.length));
    return floor ? displayName(floor.names, language) : id;
  }
  const entity = model.entities[id];
  return entity ? displayName(entity.names, language) : id;
};

/** Name as it stands in a sentence: English names of kinds take an article ("the red tote"), names with a code or a capital don't. */
export const nameOf = (model: WorldModel, id: string, language: Language): string => {
  const name = plainNameOf(model, id, language);
  if (language === 'zh') return name.replace(/\s+/g, '');
  if (/^(?:the|a|an) /i.test(name)) return name.replace(/^[A-Z]/, (letter) => letter.toLowerCase());
  // "TV remote" is a kind of thing, "AMR 1" and "Grandma" are names.
  const isName =
    /\d|^[A-Z][a-z]/.test(name) || /^(?:[A-Z]+|\S+ [A-Z])$/.test(name) || (!name.includes(' ') && /^[A-Z]/.test(name));
  return isName ? name : `the ${name}`;
};

/** "A, B and C" / “A、B和C”. */
export const joinList = (texts: readonly string[], language: Language, conjunction: 'and' | 'or' = 'and'): string => {
  const word = language === 'zh' ? (conjunction === 'and' ? '和' : '或') : conjunction === 'and' ? ' and ' : ' or ';
  const comma = language === 'zh' ? '、' : ', ';
  if (texts.length <= 1) return texts[0] ?? '';
  return `${texts.slice(0, -1).join(comma)}${word}${texts.at(-1)}`;
};

const SHOWN = 6;

export const nameList = (
  model: WorldModel,
  ids: readonly string[],
  language: Language,
  conjunction: 'and' | 'or' = 'and',
): string => {
  const names = ids.slice(0, SHOWN).map((id) => nameOf(model, id, language));
  const more = ids.length - SHOWN;
  if (more <= 0) return joinList(names, language, conjunction);
  return language === 'zh' ? `${names.join('、')}等${ids.length}个` : `${names.join(', ')} and ${more} more`;
};
