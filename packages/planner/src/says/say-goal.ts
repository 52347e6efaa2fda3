import { type Bilingual, bilingual, type Goal, type Language, type Proposition, type WorldModel } from '@muster/domain';
import { nameList, nameOf } from './names.ts';
import { isPluralName, pluralVerb } from './number.ts';
import { sayPredicate } from './say-fact.ts';
import { sayClock } from './say-time.ts';

/** Sentence for one proposition of a goal, without a full stop. */
export const sayProposition = (proposition: Proposition, model: WorldModel): Bilingual =>
  bilingual(inOne(proposition, model, 'en'), inOne(proposition, model, 'zh'));

const inOne = (proposition: Proposition, model: WorldModel, language: Language): string => {
  const { quantifier, subjects } = proposition;
  const isNone = quantifier.kind === 'none';
  const args = proposition.args.map((allowed) =>
    allowed.length > 1 ? anyOf(model, allowed, language) : nameOf(model, allowed[0] ?? '', language),
  );
  const subject = subjectOf(proposition, model, language);
  const isPlural =
    (quantifier.kind === 'all' && subjects.length === 1 && isPluralName(model, subjects[0]!)) ||
    (quantifier.kind === 'all' && subjects.length > 1) ||
    ('n' in quantifier && quantifier.n > 1);
  const core = sayPredicate(model, proposition.predicate, [subject, ...args], language, !isNone);
  const sentence = language === 'en' && isPlural ? pluralVerb(core) : core;
  const time =
    proposition.holds === 'always'
      ? language === 'en'
        ? ', throughout'
        : '，全程如此'
      : proposition.holds === 'sometime'
        ? language === 'en'
          ? ', for a while'
          : '（中途）'
        : '';
  const by = proposition.by
    ? language === 'en'
      ? `, done by ${nameList(model, proposition.by, 'en', 'or')}`
      : `，由${nameList(model, proposition.by, 'zh', 'or')}完成`
    : '';
  const deadline =
    proposition.beforeSeconds === undefined
      ? ''
      : language === 'en'
        ? `, by ${sayClock(proposition.beforeSeconds)}`
        : `，在${sayClock(proposition.beforeSeconds)}之前`;
  return `${sentence}${time}${by}${deadline}`;
};

const anyOf = (model: WorldModel, ids: readonly string[], language: Language): string =>
  ids.length <= 4
    ? nameList(model, ids, language, 'or')
    : language === 'en'
      ? `one of ${ids.length} places (${nameOf(model, ids[0]!, 'en')}, ${nameOf(model, ids[1]!, 'en')} …)`
      : `${nameOf(model, ids[0]!, 'zh')}、${nameOf(model, ids[1]!, 'zh')}等${ids.length}处之一`;

const subjectOf = (proposition: Proposition, model: WorldModel, language: Language): string => {
  const { quantifier, subjects } = proposition;
  if (quantifier.kind === 'all' || quantifier.kind === 'none')
    return nameList(model, subjects, language, quantifier.kind === 'none' ? 'or' : 'and');
  const among = nameList(model, subjects, language, 'or');
  const { n } = quantifier;
  if (quantifier.kind === 'at-least' && n === 1)
    return language === 'en'
      ? subjects.length > 1
        ? `one of ${nameList(model, subjects, 'en')}`
        : among
      : subjects.length > 1
        ? `${nameList(model, subjects, 'zh')}之一`
        : among;
  const bound = {
    en: { exactly: 'exactly', 'at-least': 'at least', 'at-most': 'at most' },
    zh: { exactly: '恰好', 'at-least': '至少', 'at-most': '至多' },
  }[language][quantifier.kind];
  return language === 'en'
    ? `${bound} ${n} of ${nameList(model, subjects, 'en')}`
    : `${nameList(model, subjects, 'zh')}中${bound}${n}个`;
};

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Read-back of a goal, generated from it alone: what will hold, in which order, without what, and what depends on a look. */
export const sayGoal = (goal: Goal, model: WorldModel): Bilingual =>
  bilingual(goalIn(goal, model, 'en'), goalIn(goal, model, 'zh'));

const goalIn = (goal: Goal, model: WorldModel, language: Language): string => {
  const sentences: string[] = [];
  const stages = stagesOf(goal);
  stages.forEach((stage, index) => {
    const texts = stage.map((proposition) => inOne(proposition, model, language));
    if (texts.length === 0) return;
    const lead =
      stages.length === 1 ? '' : language === 'en' ? (index === 0 ? 'first ' : 'then ') : index === 0 ? '先：' : '再：';
    sentences.push(`${lead}${language === 'en' ? texts.join('; ') : texts.join('；')}`);
  });
  for (const entry of goal.conditions ?? []) sentences.push(entry.says[language]);
  for (const constraint of goal.constraints ?? [])
    sentences.push(
      language === 'en'
        ? `the places are ${constraint.kind === 'same' ? 'the same' : 'different'} for all of them`
        : constraint.kind === 'same'
          ? '都在同一处'
          : '各在不同处',
    );
  if (goal.together) sentences.push(language === 'en' ? 'these start together' : '同时开始');
  if (goal.avoid?.robots)
    sentences.push(
      language === 'en'
        ? `without ${nameList(model, goal.avoid.robots, 'en', 'or')}`
        : `不用${nameList(model, goal.avoid.robots, 'zh')}`,
    );
  for (const branch of goal.branches ?? []) {
    const met =
      branch.met.propositions.length > 0
        ? lower(goalIn(branch.met, model, language))
        : language === 'en'
          ? 'nothing more'
          : '不做别的';
    const unmet = branch.unmet ? lower(goalIn(branch.unmet, model, language)) : undefined;
    sentences.push(
      language === 'en'
        ? `if ${branch.says.en}: ${met}${unmet ? `; otherwise: ${unmet}` : ''} (looking first)`
        : `如果${branch.says.zh}：${met}${unmet ? `；否则：${unmet}` : ''}（先看再定）`,
    );
  }
  if (sentences.length === 0) return language === 'en' ? 'Nothing to do.' : '没有要做的。';
  return language === 'en' ? `${sentences.map(capitalised).join('. ')}.` : `${sentences.join('；')}。`;
};

const lower = (sentence: string): string =>
  sentence.replace(/[.。]$/, '').replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());

/** Propositions layer by layer along their order; those without any order form one layer. */
const stagesOf = (goal: Goal): Proposition[][] => {
  const order = goal.order ?? [];
  const depth = new Map<string, number>(goal.propositions.map((proposition) => [proposition.id, 0]));
  for (let round = 0; round < goal.propositions.length; round += 1)
    for (const { before, after } of order)
      depth.set(
        after,
        Math.max(depth.get(after) ?? 0, Math.min(goal.propositions.length, (depth.get(before) ?? 0) + 1)),
      );
  const stages: Proposition[][] = [];
  for (const proposition of goal.propositions) {
    const level = depth.get(proposition.id) ?? 0;
    stages[level] ??= [];
    stages[level].push(proposition);
  }
  return stages.filter((stage) => stage !== undefined && stage.length > 0);
};
