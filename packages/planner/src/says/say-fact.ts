import { type Bilingual, bilingual, type Language, parseFactKey, type WorldModel } from '@muster/domain';
import { nameOf } from './names.ts';
import { isPluralName, pluralVerb } from './number.ts';

/** Fills `{0}`, `{1}` … of a template with texts. */
export const fillTemplate = (template: string, parts: readonly string[]): string =>
  template.replace(/\{(\d)\}/g, (whole, digit: string) => parts[Number(digit)] ?? whole);

const templateOf = (model: WorldModel, predicate: string): Bilingual | undefined =>
  (
    model.library.vocabulary.predicates.find((entry) => entry.id === predicate) ??
    model.library.vocabulary.fluents.find((entry) => entry.id === predicate)
  )?.says;

/** A predicate about given texts, in one language, by the vocabulary's own reading. */
export const sayPredicate = (
  model: WorldModel,
  predicate: string,
  parts: readonly string[],
  language: Language,
  holds = true,
): string => {
  const entry = model.library.vocabulary.predicates.find((known) => known.id === predicate);
  const template = holds ? templateOf(model, predicate)?.[language] : entry?.saysNot?.[language];
  if (template) return fillTemplate(template, parts);
  const positive = templateOf(model, predicate)?.[language];
  if (positive)
    return language === 'en'
      ? negateEnglish(fillTemplate(positive, parts))
      : negateChinese(fillTemplate(positive, parts));
  const plain = `${predicate}(${parts.join(', ')})`;
  return holds ? plain : language === 'en' ? `not ${plain}` : `非${plain}`;
};

const negateEnglish = (sentence: string): string => {
  const auxiliary = / (is|are|was|were|has|have|can|will)( |$)/.exec(sentence);
  if (auxiliary) return sentence.replace(auxiliary[0], ` ${auxiliary[1]} not${auxiliary[2]}`);
  return `it is not so that ${sentence}`;
};

const negateChinese = (sentence: string): string => {
  if (/已/.test(sentence)) return sentence.replace('已', '没有');
  if (/(.)着$/.test(sentence)) return sentence.replace(/(.)着$/, '没有$1着');
  const at = sentence.indexOf('在');
  if (at > 0) return `${sentence.slice(0, at)}不${sentence.slice(at)}`;
  return `并非“${sentence}”`;
};

/** A ground fact by its key, `on(red_tote,shelf_a2)` → "the red tote is on shelf A2". */
export const sayFact = (key: string, model: WorldModel, holds = true): Bilingual => {
  const [predicate, ...terms] = parseFactKey(key);
  const say = (language: Language): string =>
    sayPredicate(
      model,
      predicate,
      terms.map((term) => nameOf(model, term, language)),
      language,
      holds,
    );
  const [subject] = terms;
  const isPlural = subject !== undefined && isPluralName(model, subject);
  return bilingual(isPlural ? pluralVerb(say('en')) : say('en'), say('zh'));
};
