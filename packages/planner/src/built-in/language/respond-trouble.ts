import { type Bilingual, bilingual, type Interpretation, type Reason, type WorldModel } from '@muster/domain';
import { joinList, nameList, nameOf } from '../../says/names.ts';
import { sayPredicate } from '../../says/say-fact.ts';
import { robotsFor, skillsFor } from './goal/abilities.ts';
import type { BuildContext } from './goal/draft.ts';
import { puttingPlaces, takesItems, whereIs } from './resolve/locations.ts';
import type { Trouble } from './resolve/problems.ts';

const MAX_CANDIDATES = 8;

/** One question or one refusal for the first trouble that stands in the way. */
export const respondToTroubles = (troubles: readonly Trouble[], context: BuildContext): Interpretation => {
  const refusal = troubles.find((trouble) => trouble.kind !== 'ambiguous' && trouble.kind !== 'missing');
  const question = troubles.find((trouble) => trouble.kind === 'ambiguous' || trouble.kind === 'missing');
  const trouble = refusal ?? question ?? { kind: 'not-understood', text: '' };
  return respond(trouble, context);
};

const refuse = (reason: Reason): Interpretation => ({
  kind: 'refuse',
  says: join(reason.says, reason.nearest),
  reasons: [reason],
});

const join = (says: Bilingual, nearest: Bilingual | undefined): Bilingual =>
  nearest ? bilingual(`${says.en} ${nearest.en}`, `${says.zh}${nearest.zh}`) : says;

const respond = (trouble: Trouble, context: BuildContext): Interpretation => {
  const { model } = context;
  switch (trouble.kind) {
    case 'ambiguous':
      return ask(trouble.text, trouble.candidates, context);
    case 'missing':
      return missing(trouble, context);
    case 'unknown':
      if (trouble.close.length > 0) {
        const only = trouble.close.slice(0, MAX_CANDIDATES);
        return {
          kind: 'clarify',
          says: bilingual(
            `I know no “${trouble.text}”. Do you mean ${nameList(model, only, 'en', 'or')}?`,
            `没有“${trouble.text}”。您是指${nameList(model, only, 'zh', 'or')}吗？`,
          ),
          candidates: only.map((id) => ({ id, says: described(id, context) })),
        };
      }
      return refuse(unknownName(trouble.text, trouble.known, model));
    case 'none-match':
      return refuse({
        code: 'LANGUAGE_NOTHING_MATCHES',
        says: bilingual(`Nothing here fits “${trouble.text}”.`, `没有符合“${trouble.text}”的东西。`),
        ...(trouble.known.length > 0 ? { nearest: known(trouble.known, model), facts: [...trouble.known] } : {}),
      });
    case 'too-few':
      return refuse({
        code: 'LANGUAGE_TOO_FEW',
        says: bilingual(
          `There are only ${trouble.found.length} for “${trouble.text}”, not ${trouble.asked}.`,
          `“${trouble.text}”只有${trouble.found.length}个，不够${trouble.asked}个。`,
        ),
        figures: { asked: trouble.asked, found: trouble.found.length },
        nearest: known(trouble.found, model),
      });
    case 'no-antecedent':
      return {
        kind: 'clarify',
        says: bilingual(`What does “${trouble.text.trim()}” refer to?`, `“${trouble.text.trim()}”指的是什么？`),
      };
    case 'no-skill':
      return refuse(noSkill(trouble, context));
    case 'not-understood':
      return refuse({
        code: 'LANGUAGE_NOT_UNDERSTOOD',
        says:
          trouble.text === ''
            ? bilingual('I do not understand this sentence.', '我没有听懂这句话。')
            : bilingual(
                `I do not understand “${trouble.text}” in this sentence.`,
                `我没有听懂这句话里的“${trouble.text}”。`,
              ),
      });
    case 'unknown-verb':
      return refuse({
        code: 'LANGUAGE_NOT_UNDERSTOOD',
        says: bilingual(`I do not know how to “${trouble.text}”.`, `我不会“${trouble.text}”。`),
      });
    case 'wrong-kind':
      return refuse({ code: 'LANGUAGE_WRONG_KIND', says: capitalised(trouble.says) });
    case 'contradiction':
      return refuse({ code: 'LANGUAGE_CONTRADICTION', says: trouble.says });
    case 'refused':
      return refuse({
        code: trouble.code,
        says: capitalised(trouble.says),
        ...(trouble.facts ? { facts: [...trouble.facts] } : {}),
        ...(trouble.rule ? { rule: trouble.rule } : {}),
        ...(trouble.figures ? { figures: { ...trouble.figures } } : {}),
        ...(trouble.nearest ? { nearest: trouble.nearest } : {}),
      });
  }
};

const capitalised = (says: Bilingual): Bilingual =>
  bilingual(says.en.charAt(0).toUpperCase() + says.en.slice(1), says.zh);

const known = (ids: readonly string[], model: WorldModel): Bilingual =>
  bilingual(
    `The nearest I know: ${nameList(model, ids.slice(0, 5), 'en', 'or')}.`,
    `最接近的有：${nameList(model, ids.slice(0, 5), 'zh', 'or')}。`,
  );

export const unknownName = (text: string, ids: readonly string[], model: WorldModel): Reason => ({
  code: 'LANGUAGE_UNKNOWN_NAME',
  says: bilingual(`I know nothing called “${text}” here.`, `这里没有叫“${text}”的东西。`),
  ...(ids.length > 0 ? { nearest: known(ids, model), facts: [...ids] } : {}),
});

const ask = (text: string, candidates: readonly string[], context: BuildContext): Interpretation => {
  const shown = candidates.slice(0, MAX_CANDIDATES);
  const list = {
    en: joinList(
      shown.map((id) => described(id, context).en),
      'en',
      'or',
    ),
    zh: joinList(
      shown.map((id) => described(id, context).zh),
      'zh',
      'or',
    ),
  };
  const isPerson = shown.every((id) => context.model.entities[id]?.kind === 'person');
  if (isPerson && (text.trim() === '' || /^(?:me|us|here|我|我们|这里|这儿)$/i.test(text.trim())))
    return {
      kind: 'clarify',
      says: bilingual(`Who shall get it: ${list.en}?`, `给谁：${list.zh}？`),
      candidates: shown.map((id) => ({ id, says: described(id, context) })),
    };
  const rest = candidates.length - shown.length;
  const more = rest > 0 ? bilingual(`, or one of ${rest} more`, `，或其余${rest}个之一`) : bilingual('', '');
  return {
    kind: 'clarify',
    says: bilingual(
      `Which one do you mean by “${text.trim()}”: ${list.en}${more.en}?`,
      `“${text.trim()}”是指哪一个：${list.zh}${more.zh}？`,
    ),
    candidates: candidates.map((id) => ({ id, says: described(id, context) })),
  };
};

/** Name with where it is, so that two of a kind can be told apart. */
const described = (id: string, context: BuildContext): Bilingual => {
  const { model, situation } = context;
  const at = whereIs(situation.state, id);
  const name = bilingual(nameOf(model, id, 'en'), nameOf(model, id, 'zh'));
  if (!at || model.entities[id]?.kind !== 'item') return name;
  return bilingual(
    `${name.en} (${at.relation === 'in' ? 'in' : 'at'} ${nameOf(model, at.target, 'en')})`,
    `${name.zh}（在${nameOf(model, at.target, 'zh')}）`,
  );
};

const missing = (trouble: Extract<Trouble, { kind: 'missing' }>, context: BuildContext): Interpretation => {
  const { model } = context;
  if (trouble.what === 'destination') {
    const places = (model.members.place ?? []).filter(
      (id) => takesItems(model, id) || puttingPlaces(model, id).length > 0,
    );
    const shown = places.slice(0, MAX_CANDIDATES);
    return {
      kind: 'clarify',
      says: bilingual(
        `Where to? For example ${nameList(model, shown.slice(0, 4), 'en', 'or')}.`,
        `要送到哪里？例如${nameList(model, shown.slice(0, 4), 'zh', 'or')}。`,
      ),
      candidates: shown.map((id) => ({ id, says: described(id, context) })),
    };
  }
  return {
    kind: 'clarify',
    says: bilingual(
      `What exactly is meant in “${trouble.text}”? The thing is missing.`,
      `“${trouble.text}”是对什么做？缺少对象。`,
    ),
  };
};

const noSkill = (trouble: Extract<Trouble, { kind: 'no-skill' }>, context: BuildContext): Reason => {
  const { model } = context;
  const what = (language: 'en' | 'zh'): string => {
    if (!trouble.predicate) return trouble.text;
    const arity = model.library.vocabulary.predicates.find((entry) => entry.id === trouble.predicate)?.args.length ?? 1;
    const blanks = language === 'en' ? ['something', 'someone or something'] : ['某物', '对方'];
    return sayPredicate(model, trouble.predicate, blanks.slice(0, arity), language);
  };
  if (trouble.robots && trouble.predicate) {
    const able = robotsFor(model, skillsFor(model, trouble.predicate, true));
    return {
      code: 'LANGUAGE_ROBOT_LACKS_SKILL',
      says: bilingual(
        `${capitalised(bilingual(nameList(model, trouble.robots, 'en', 'or'), '')).en} has no skill that makes “${what('en')}” so.`,
        `${nameList(model, trouble.robots, 'zh', 'or')}没有能做到“${what('zh')}”的技能。`,
      ),
      facts: trouble.robots.map((robot) => `capabilities(${robot})`),
      ...(able.length > 0
        ? {
            nearest: bilingual(
              `${capitalised(bilingual(nameList(model, able, 'en', 'or'), '')).en} can.`,
              `${nameList(model, able, 'zh', 'or')}可以。`,
            ),
          }
        : {}),
    };
  }
  return {
    code: 'LANGUAGE_NO_SUCH_SKILL',
    says: trouble.predicate
      ? bilingual(`No robot here has a skill that makes “${what('en')}” so.`, `这里没有机器人能做到“${what('zh')}”。`)
      : bilingual(`No robot here has a skill for “${trouble.text}”.`, `这里没有机器人会“${trouble.text}”。`),
    facts: trouble.predicate ? [`no skill achieves ${trouble.predicate}`] : [],
  };
};
