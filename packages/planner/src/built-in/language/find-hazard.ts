import { bilingual, factKey, type Goal, type Interpretation, type Reason, type WorldModel } from '@muster/domain';
import { nameOf } from '../../says/names.ts';
import { CONCEPTS, HAZARD_RULES } from './hazard-concepts.ts';
import { lexicalKey } from './lexicon/normalise.ts';

const patterns = new Map<string, readonly { readonly word: string; readonly pattern: RegExp }[]>(
  Object.entries(CONCEPTS).map(([concept, [en, zh]]) => [
    concept,
    [
      ...en.split('|').map((word) => ({
        word,
        pattern: new RegExp(
          `(?<![a-z])${lexicalKey(word).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:s|es|ed|ing|ting|ning|ming|ping)?(?![a-z])`,
        ),
      })),
      ...zh.split('|').map((word) => ({ word, pattern: new RegExp(word) })),
    ],
  ]),
);

const shows = (text: string, concept: string): string | undefined =>
  patterns.get(concept)?.find(({ pattern }) => pattern.test(text))?.word;

/** A hazard that a request names by itself, whatever its grammar; the words that show it are its evidence. Quoted text is left out: it is data. */
export const hazardInWords = (utterance: string): Reason | undefined => {
  const text = lexicalKey(
    utterance
      .replace(/["“「『][^"”」』]*["”」』]/g, ' ')
      // Asking "someone" to do it names nobody, and "over to" is a way, not a flight over heads.
      .replace(
        /\b(?:can|could|would|will) (?:someone|somebody|anyone|anybody)\b|^(?:someone|somebody)(?: please)?\b/gi,
        ' ',
      )
      .replace(/\bover (?=to|here|there|and)\b|\bover(?=\s*[.,!?]|\s*$)/gi, ' '),
  );
  for (const rule of HAZARD_RULES) {
    if (rule.none?.some((concept) => shows(text, concept) !== undefined)) continue;
    const found = rule.all.map((concept) => shows(text, concept));
    if (found.some((word) => word === undefined)) continue;
    return {
      code: rule.code,
      says: bilingual(rule.says.en, rule.says.zh),
      facts: found.map((word) => `said: ${word}`),
      ...(rule.nearest ? { nearest: bilingual(rule.nearest.en, rule.nearest.zh) } : {}),
    };
  }
  return undefined;
};

/** A hazard of the goal itself, by the properties of what it brings together. */
export const hazardInGoal = (goal: Goal, model: WorldModel): Reason | undefined => {
  for (const { predicate, subjects, args, quantifier, holds } of goal.propositions) {
    if (quantifier.kind === 'none' || holds === 'always' || (predicate !== 'on' && predicate !== 'poured')) continue;
    for (const subject of subjects)
      for (const target of args[0] ?? [])
        if (
          args[0]?.length === 1 &&
          model.staticFacts[factKey('liquid', subject)] &&
          model.staticFacts[factKey('electronic', target)]
        )
          return {
            code: 'HAZARD_LIQUID_ELECTRIC',
            says: bilingual(
              `Liquids are kept away from electrics: ${nameOf(model, subject, 'en')} and ${nameOf(model, target, 'en')}.`,
              `液体不得接触电气设备：${nameOf(model, subject, 'zh')}和${nameOf(model, target, 'zh')}。`,
            ),
            facts: [factKey('liquid', subject), factKey('electronic', target)],
          };
  }
  for (const branch of goal.branches ?? []) {
    const found = hazardInGoal(branch.met, model) ?? (branch.unmet ? hazardInGoal(branch.unmet, model) : undefined);
    if (found) return found;
  }
  return undefined;
};

/** Answers, control words and rules move nothing; everything else that names a hazard is refused with it. */
export const guardHazards = (utterance: string, interpretation: Interpretation, model: WorldModel): Interpretation => {
  if (interpretation.kind === 'answer' || interpretation.kind === 'control' || interpretation.kind === 'rule')
    return interpretation;
  const hazard =
    hazardInWords(utterance) ?? (interpretation.goal ? hazardInGoal(interpretation.goal, model) : undefined);
  if (!hazard) return interpretation;
  const says = hazard.nearest
    ? bilingual(`${hazard.says.en} ${hazard.nearest.en}`, `${hazard.says.zh}${hazard.nearest.zh}`)
    : hazard.says;
  return { kind: 'refuse', says, reasons: [hazard] };
};
