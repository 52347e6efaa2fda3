/**
 * One spelling for matching: lower case, half-width, `_` and in-word hyphens as spaces. The result has as many UTF-16 units as the
 * input, so that positions found in it can be used to quote the original.
 */
export const normalise = (text: string): string => {
  const characters = [...Array(text.length).keys()].map((index) => fold(text.charAt(index)));
  return characters
    .map((character, index) => {
      if (character === '_') return ' ';
      if (character === '-' && isAlphanumeric(characters[index - 1]) && isAlphanumeric(characters[index + 1]))
        return ' ';
      return character;
    })
    .join('');
};

const isAlphanumeric = (character: string | undefined): boolean =>
  character !== undefined && /[a-z0-9]/.test(character);

const fold = (character: string): string => {
  const code = character.charCodeAt(0);
  if (code >= 0xff10 && code <= 0xff5a && code !== 0xff1a && code !== 0xff1b && code !== 0xff1f)
    return String.fromCharCode(code - 0xfee0).toLowerCase();
  if (character === '’' || character === '‘') return "'";
  if (code === 0x3000 || code === 0xa0 || character === '\t' || character === '\n') return ' ';
  const lower = character.toLowerCase();
  return lower.length === 1 ? lower : character;
};

/** Key of a spelling in the lexicon: normalised, single spaces, none next to Chinese characters. */
export const lexicalKey = (text: string): string =>
  normalise(text)
    .replace(/\s+/g, ' ')
    .replace(/(?<=[\u0080-\uffff]) | (?=[\u0080-\uffff])/g, '')
    .trim();
