import type { WorldModel } from '@muster/domain';
import { plainNameOf } from './names.ts';

/** Names that end in s and yet are one thing. */
const SINGULAR = /(?:ss|us|is|gas|lens|chassis|canvas|bus)$/i;

/** Whether the English name of one thing is a plural: "keys", "reading glasses", "socks". */
export const isPluralName = (model: WorldModel, id: string): boolean => {
  const name = plainNameOf(model, id, 'en');
  const head = name.replace(/ (?:of|with|for) .*$/, '');
  return /[a-z]s$/.test(head) && !SINGULAR.test(head);
};

/** "is" → "are", "has" → "have", "was" → "were" in a sentence whose subject is many. */
export const pluralVerb = (sentence: string): string =>
  sentence.replace(
    / (is|has|was) /,
    (_, verb: string) => ({ is: ' are ', has: ' have ', was: ' were ' })[verb] ?? ` ${verb} `,
  );
