import { type Bilingual, bilingual, displayName, factKey, type Interpretation } from '@muster/domain';
import { nameList, nameOf } from '../../../says/names.ts';
import { sayFact } from '../../../says/say-fact.ts';
import { sayGoal } from '../../../says/say-goal.ts';
import { claimedSkills } from '../goal/abilities.ts';
import { buildCommand } from '../goal/build-command.ts';
import { buildCondition } from '../goal/conditions.ts';
import type { BuildContext } from '../goal/draft.ts';
import type { HistoryLine } from '../history.ts';
import type { NounPhrase, Phrase, Question, StateClause } from '../logical-form.ts';
import { isLocatedAt, whereIs } from '../resolve/locations.ts';
import type { Trouble } from '../resolve/problems.ts';
import { idsOf, resolvePhrase } from '../resolve/resolve-phrase.ts';
import { type Answered, answerCan } from './answer-ability.ts';
import { answerAmount } from './answer-amount.ts';
import { answerFromHistory } from './answer-history.ts';
import { evaluateCondition } from './evaluate-condition.ts';

export type Answer = { readonly interpretation?: Interpretation; readonly troubles: readonly Trouble[] };

/** Answers from belief, data sheets and journal. Every sentence comes with the facts or journal events it was read from. */
export const answerQuestion = (question: Question, context: BuildContext, history: readonly HistoryLine[]): Answer => {
  const answered = answer(question, context, history);
  if (answered.troubles.length > 0 || !answered.says)
    return { troubles: answered.troubles.length > 0 ? answered.troubles : [{ kind: 'not-understood', text: '' }] };
  return { troubles: [], interpretation: { kind: 'answer', says: answered.says, evidence: [...answered.evidence] } };
};

const failed = (...troubles: Trouble[]): Answered => ({ evidence: [], troubles });
const said = (en: string, zh: string, evidence: readonly string[]): Answered => ({
  says: bilingual(sentence(en), zh),
  evidence,
  troubles: [],
});
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const answer = (question: Question, context: BuildContext, history: readonly HistoryLine[]): Answered => {
  switch (question.kind) {
    case 'where':
      return answerWhere(question.subject, context);
    case 'how-many':
      return answerHowMany(question.subject, question.place, context);
    case 'how-much':
      return answerAmount(question, context);
    case 'what-at':
      return answerWhatAt(question.place, context);
    case 'which':
      return answerWhich(question, context);
    case 'is':
      return answerIs(question.state, context);
    case 'which-most':
      return answerMost(question, context);
    case 'label':
      return answerLabel(question.subject, context);
    case 'can':
      return answerCan(question.clause, question.subject, context);
    case 'abilities':
      return answerAbilities(question.subject, context);
    case 'why':
    case 'when':
    case 'status':
      return answerFromHistory(question, context, history);
    case 'how': {
      const built = buildCommand(question.command, context);
      if (built.troubles.length > 0) return failed(...built.troubles);
      const goal = sayGoal(built.goal, context.model);
      return said(
        `I would see to it that in the end: ${goal.en} Say it as a request to start it.`,
        `我会做到：${goal.zh}要执行请直接下指令。`,
        built.goal.propositions.map((proposition) =>
          factKey(
            proposition.predicate,
            ...proposition.subjects.slice(0, 1),
            ...proposition.args.map((allowed) => allowed[0] ?? ''),
          ),
        ),
      );
    }
  }
};

/** When and how a belief came about, in a few words. */
export const age = (key: string, context: BuildContext): Bilingual => {
  const { state } = context.situation;
  const belief = state.facts[key] ?? state.numbers[key];
  if (!belief) return bilingual('', '');
  const seconds = Math.max(0, Math.round(state.at - belief.at));
  const source = {
    scene: ['from the scene file', '来自场景文件'],
    sensed: ['sensed', '传感器测得'],
    reported: ['as reported', '机器人上报'],
    person: ['told by a person', '人员告知'],
    expected: ['expected', '推算'],
  }[belief.source];
  if (belief.source === 'scene' && belief.at === 0) return bilingual(` (${source[0]})`, `（${source[1]}）`);
  return bilingual(` (${source[0]} ${seconds} s ago)`, `（${seconds}秒前${source[1]}）`);
};

const answerWhere = (subject: Phrase, context: BuildContext): Answered => {
  const { model, situation } = context;
  const resolved = resolvePhrase(
    subject,
    context,
    { kinds: ['item', 'robot', 'person', 'place'] },
    subject.parts.some((part) => part.plural),
  );
  if (resolved.troubles.length > 0) return failed(...resolved.troubles);
  const parts = idsOf(resolved).map((id) => {
    const at = whereIs(situation.state, id);
    if (at) {
      const fact = sayFact(at.key, model);
      const when = age(at.key, context);
      return { en: `${fact.en}${when.en}`, zh: `${fact.zh}${when.zh}`, key: at.key };
    }
    const place = model.scene.places.find((entry) => entry.id === id);
    const person = model.scene.people.find((entry) => entry.id === id);
    const pose = situation.state.poses[id] ?? place ?? person;
    if (pose) {
      const area = (model.members.place ?? []).find(
        (zone) =>
          zone !== id &&
          model.entities[zone]?.properties.zone === true &&
          isLocatedAt(model, situation.state, id, zone),
      );
      const floor = model.scene.floors.find((entry) => entry.id === pose.floor);
      const at = {
        en: area
          ? `in ${nameOf(model, area, 'en')}`
          : `on the ${displayName(floor?.names ?? { en: [pose.floor], zh: [pose.floor] }, 'en')}`,
        zh: area
          ? nameOf(model, area, 'zh')
          : displayName(floor?.names ?? { en: [pose.floor], zh: [pose.floor] }, 'zh'),
      };
      return {
        en: `${nameOf(model, id, 'en')} is ${at.en}, at x ${pose.x.toFixed(1)} m, y ${pose.y.toFixed(1)} m`,
        zh: `${nameOf(model, id, 'zh')}在${at.zh}，坐标 x ${pose.x.toFixed(1)} 米、y ${pose.y.toFixed(1)} 米`,
        key: `pose(${id})`,
      };
    }
    return {
      en: `nobody has seen ${nameOf(model, id, 'en')} yet`,
      zh: `还不知道${nameOf(model, id, 'zh')}在哪里`,
      key: `pose(${id})`,
    };
  });
  return said(
    `${parts.map((part) => part.en).join('; ')}.`,
    `${parts.map((part) => part.zh).join('；')}。`,
    parts.map((part) => part.key),
  );
};

/** The heaviest, the one with the lowest battery: with the figure that decides it. */
const answerMost = (question: Extract<Question, { kind: 'which-most' }>, context: BuildContext): Answered => {
  const resolved = resolvePhrase(question.subject, context, { kinds: ['item', 'place', 'robot'] });
  if (resolved.troubles.length > 0) return failed(...resolved.troubles);
  const ids = idsOf(resolved);
  const [id] = ids;
  if (id === undefined) return failed({ kind: 'not-understood', text: question.subject.text });
  const figure = answerAmount({ kind: 'how-much', fluent: question.fluent, subject: named(id) }, context);
  const names = { en: nameList(context.model, ids, 'en'), zh: nameList(context.model, ids, 'zh') };
  return said(
    `${names.en}.${figure.says ? ` ${figure.says.en}` : ''}`,
    `${names.zh}。${figure.says?.zh ?? ''}`,
    figure.evidence.length > 0 ? figure.evidence : ids.map((entry) => `entity(${entry})`),
  );
};

/** The words on a thing, given as a quotation: they are data. */
const answerLabel = (subject: Phrase, context: BuildContext): Answered => {
  const { model } = context;
  const resolved = resolvePhrase(subject, context, { kinds: ['item'] });
  if (resolved.troubles.length > 0) return failed(...resolved.troubles);
  const lines = idsOf(resolved).map((id) => {
    const label = model.scene.items.find((item) => item.id === id)?.label;
    const text = label?.replace(/\p{Cc}/gu, ' ').slice(0, 200);
    return {
      en:
        text === undefined
          ? `no label is known of ${nameOf(model, id, 'en')}`
          : `the label of ${nameOf(model, id, 'en')} reads “${text}”`,
      zh:
        text === undefined ? `不知道${nameOf(model, id, 'zh')}有标签` : `${nameOf(model, id, 'zh')}的标签写着“${text}”`,
    };
  });
  return said(
    `${lines.map((line) => line.en).join('; ')}.`,
    `${lines.map((line) => line.zh).join('；')}。`,
    idsOf(resolved).map((id) => `label(${id})`),
  );
};

const asAll = (phrase: Phrase): Phrase => ({
  ...phrase,
  parts: phrase.parts.map((part): NounPhrase => ({ ...part, determiner: 'all' })),
});

const answerHowMany = (subject: Phrase, place: Phrase | undefined, context: BuildContext): Answered => {
  const { model, situation } = context;
  const resolved = resolvePhrase(asAll(subject), context, { kinds: ['item', 'robot', 'person', 'place'] });
  const isNone = resolved.troubles.every((trouble) => trouble.kind === 'none-match');
  if (resolved.troubles.length > 0 && !isNone) return failed(...resolved.troubles);
  const where = place ? resolvePhrase(place, context, { kinds: ['place', 'item', 'robot'] }) : undefined;
  if (where && where.troubles.length > 0) return failed(...where.troubles);
  const hosts = where ? idsOf(where) : [];
  const ids = idsOf(resolved).filter(
    (id) => hosts.length === 0 || hosts.some((host) => isLocatedAt(model, situation.state, id, host)),
  );
  const evidence = ids.flatMap((id) => whereIs(situation.state, id)?.key ?? []);
  if (ids.length === 0)
    return said(
      'None, as far as I know.',
      '据我所知一个也没有。',
      hosts.length > 0 ? hosts.map((host) => `members(${host})`) : ['members(none)'],
    );
  return said(
    `${ids.length}: ${nameList(model, ids, 'en')}.`,
    `${ids.length}个：${nameList(model, ids, 'zh')}。`,
    evidence.length > 0 ? evidence : ids.map((id) => `entity(${id})`),
  );
};

const answerWhatAt = (place: Phrase, context: BuildContext): Answered => {
  const { model, situation } = context;
  const resolved = resolvePhrase(place, context, { kinds: ['place', 'item', 'robot'] });
  if (resolved.troubles.length > 0) return failed(...resolved.troubles);
  const hosts = idsOf(resolved);
  const found = (model.members.item ?? []).filter((id) =>
    hosts.some((host) => isLocatedAt(model, situation.state, id, host)),
  );
  const names = { en: nameList(model, hosts, 'en'), zh: nameList(model, hosts, 'zh') };
  if (found.length === 0)
    return said(
      `Nothing that I know of is at ${names.en}.`,
      `据我所知${names.zh}没有东西。`,
      hosts.map((host) => `members(${host})`),
    );
  const shown = {
    en: found.map((id) => nameOf(model, id, 'en')).join(', '),
    zh: found.map((id) => nameOf(model, id, 'zh')).join('、'),
  };
  return said(
    `At ${names.en}: ${shown.en}.`,
    `${names.zh}有：${shown.zh}。`,
    found.flatMap((id) => whereIs(situation.state, id)?.key ?? []),
  );
};

const answerWhich = (question: Extract<Question, { kind: 'which' }>, context: BuildContext): Answered => {
  const { situation } = context;
  const resolved = resolvePhrase(
    asAll(question.subject),
    context,
    question.can ? { kinds: ['robot'] } : { kinds: ['item', 'place', 'robot', 'person'] },
  );
  if (resolved.troubles.length > 0) return failed(...resolved.troubles);
  const ids = idsOf(resolved);
  const evidence = new Set<string>();
  if (question.can) {
    const able: string[] = [];
    for (const id of ids) {
      const alone = answerCan(question.can, named(id), { ...context, mentions: [...context.mentions] });
      if (alone.troubles.length > 0) return failed(...alone.troubles);
      if (alone.truth) able.push(id);
    }
    return list(
      able,
      able.map((id) => `capabilities(${id})`),
      context,
    );
  }
  if (!question.state) return failed({ kind: 'not-understood', text: question.subject.text });
  const kept: string[] = [];
  for (const id of ids) {
    const one = named(id);
    const built = buildCondition({ ...question.state, subject: one } as StateClause, { ...context, mentions: [] });
    if (built.troubles.length > 0 || !built.condition) return failed(...built.troubles);
    if (evaluateCondition(built.condition, situation, evidence) === true) kept.push(id);
  }
  return list(kept, [...evidence], context);
};

const named = (id: string): Phrase => ({
  parts: [
    { head: { kind: 'name', ids: [id] }, determiner: 'definite', plural: false, modifiers: [], except: [], text: id },
  ],
  joined: 'and',
  text: id,
});

const list = (ids: readonly string[], evidence: readonly string[], context: BuildContext): Answered =>
  ids.length === 0
    ? said('None, as far as I know.', '据我所知没有。', evidence)
    : said(`${nameList(context.model, ids, 'en')}.`, `${nameList(context.model, ids, 'zh')}。`, evidence);

/** "Is Grandma in the kitchen?": people are known by where they were last seen. */
const answerWhetherThere = (
  state: Extract<StateClause, { kind: 'location' }>,
  context: BuildContext,
): Answered | undefined => {
  const { model, situation } = context;
  const copy = { ...context, mentions: [...context.mentions] };
  const who = resolvePhrase(state.subject, copy, { kinds: ['person'] });
  const ids = idsOf(who);
  if (who.troubles.length > 0 || ids.length === 0 || ids.some((id) => model.entities[id]?.kind !== 'person'))
    return undefined;
  const where = resolvePhrase(state.place, copy, { kinds: ['place'] });
  if (where.troubles.length > 0) return failed(...where.troubles);
  const there = ids.every((id) => idsOf(where).some((place) => isLocatedAt(model, situation.state, id, place)));
  const names = { en: nameList(model, ids, 'en'), zh: nameList(model, ids, 'zh') };
  const place = { en: nameList(model, idsOf(where), 'en', 'or'), zh: nameList(model, idsOf(where), 'zh', 'or') };
  const verb = ids.length > 1 ? 'are' : 'is';
  return there === state.holds
    ? said(
        `Yes, ${names.en} ${verb} ${state.holds ? '' : 'not '}at ${place.en}, as last seen.`,
        `是的，据最近所见，${names.zh}${state.holds ? '' : '不'}在${place.zh}。`,
        ids.map((id) => `pose(${id})`),
      )
    : said(
        `No, ${names.en} ${verb} ${state.holds ? 'not ' : ''}at ${place.en}, as last seen.`,
        `不是，据最近所见，${names.zh}${state.holds ? '不' : ''}在${place.zh}。`,
        ids.map((id) => `pose(${id})`),
      );
};

const answerIs = (state: StateClause, context: BuildContext): Answered => {
  const seen = state.kind === 'location' ? answerWhetherThere(state, context) : undefined;
  if (seen) return seen;
  const built = buildCondition(state, context);
  if (built.troubles.length > 0 || !built.condition) return failed(...built.troubles);
  const evidence = new Set<string>();
  const truth = evaluateCondition(built.condition, context.situation, evidence);
  const keys = evidence.size > 0 ? [...evidence] : ['not listed'];
  if (truth === 'unknown')
    return said(
      `I do not know whether ${built.says.en}; nobody has looked yet.`,
      `还不知道是否${built.says.zh}，尚未查看。`,
      keys,
    );
  if (truth && state.kind === 'exists') {
    const found = keys.map((key) => sayFact(key, context.model));
    return said(
      `Yes: ${found.map((fact) => fact.en).join('; ')}.`,
      `有：${found.map((fact) => fact.zh).join('；')}。`,
      keys,
    );
  }
  return truth
    ? said(`Yes, ${built.says.en}.`, `是的，${built.says.zh}。`, keys)
    : said(`No: as far as I know it is not so that ${built.says.en}.`, `不是：据我所知并非“${built.says.zh}”。`, keys);
};

const answerAbilities = (subject: Phrase | undefined, context: BuildContext): Answered => {
  const { model } = context;
  const resolved = subject ? resolvePhrase(subject, context, { kinds: ['robot'], anyWillDo: true }) : undefined;
  if (resolved && resolved.troubles.length > 0) return failed(...resolved.troubles);
  const robots = resolved ? idsOf(resolved) : model.scene.robots.map((robot) => robot.id);
  const lines = robots.map((robot) => {
    const skills = [...claimedSkills(model, robot)]
      .map((id) => model.library.skills[id])
      .filter((skill) => skill !== undefined);
    return {
      en: `${nameOf(model, robot, 'en')}: ${skills.map((skill) => skill.names.en[0]).join(', ')}`,
      zh: `${nameOf(model, robot, 'zh')}：${skills.map((skill) => skill.names.zh[0]).join('、')}`,
    };
  });
  return said(
    `${lines.map((line) => sentence(line.en)).join('. ')}.`,
    `${lines.map((line) => line.zh).join('。')}。`,
    robots.map((robot) => `capabilities(${robot})`),
  );
};
