/**
 * Text from outside (names, labels, notes, messages of robots) on its way into a prompt. Two questions: what is left of it when all that could be
 * markup, code or an invisible trick is taken out, and whether what is left is a name at all. Sentences are no names, and stay outside.
 */

/** Longest name that enters a prompt, characters. */
const NAME_LIMIT = 40;
const MAX_WORDS = 6;
const MAX_HAN = 16;
/** A longer run without a space is code, a path or base64, not a word. */
const MAX_WORD_LENGTH = 20;

// Controls, soft hyphens, zero-width and bidirectional marks: nothing of a name is in them.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Cleaned and capped; letters, digits and a few marks of punctuation are all that passes. */
export const cleanText = (text: string, limit: number): string =>
  [
    ...text
      .normalize('NFKC')
      .replace(INVISIBLE, '')
      .replace(/[^\p{L}\p{M}\p{N} .,'’+#&/°%?!，。？！、：:;；°-]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  ]
    .slice(0, limit)
    .join('');

/** The text as a name for a prompt; undefined where it is none: too long, a sentence, code or markup. */
export const asName = (text: string): string | undefined => {
  const visible = text.normalize('NFKC');
  if ([...visible].length > NAME_LIMIT || INVISIBLE_ONCE.test(visible)) return undefined;
  if (!/^[\p{L}\p{M}\p{N}\p{So} .,'’+#&/°%-]+$/u.test(visible) || !/[\p{L}\p{N}]/u.test(visible)) return undefined;
  if (/^[/._-]|\.\.|__|\/\//.test(visible)) return undefined;
  const cleaned = cleanText(visible, NAME_LIMIT);
  const words = cleaned.split(' ');
  if (words.length > MAX_WORDS || words.some((word) => [...word].length > MAX_WORD_LENGTH)) return undefined;
  if ((cleaned.match(/\p{Script=Han}/gu) ?? []).length > MAX_HAN) return undefined;
  return cleaned;
};

const INVISIBLE_ONCE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

/** A sentence that a person said: whole, but without what can't be seen, and capped. */
export const cleanUtterance = (text: string, limit: number): string =>
  [
    ...text
      .normalize('NFKC')
      .replace(/[\p{Cf}\p{Co}\p{Cs}]/gu, '')
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '),
  ]
    .slice(0, limit)
    .join('');
