import {
  type Bilingual,
  bilingual,
  type Condition,
  contentHash,
  type Interpretation,
  type Rule,
  type Skill,
} from '@muster/domain';
import { nameList } from '../../says/names.ts';
import { sayPredicate } from '../../says/say-fact.ts';
import { sayClock } from '../../says/say-time.ts';
import { evaluateCondition } from './answer/evaluate-condition.ts';
import { claimedSkills, skillsFor } from './goal/abilities.ts';
import { buildClause } from './goal/build-clause.ts';
import { buildCondition } from './goal/conditions.ts';
import type { BuildContext, DraftProposition } from './goal/draft.ts';
import { wantedEffects } from './lexicon/skill-senses.ts';
import type { Phrase, RuleForm, StateClause, TimeSpec } from './logical-form.ts';
import { isInside } from './resolve/locations.ts';
import type { Trouble } from './resolve/problems.ts';
import { idsOf, resolvePhrase } from './resolve/resolve-phrase.ts';

type Constraint = Rule['constraint'];
type Built = {
  readonly constraint?: Constraint;
  readonly says: Bilingual;
  readonly times?: readonly TimeSpec[];
  readonly troubles: readonly Trouble[];
};

/** A standing rule in plain words, as a constraint that the verifier enforces once a person has confirmed it. */
export const evaluateRule = (
  form: RuleForm,
  text: string,
  context: BuildContext,
): { interpretation?: Interpretation; troubles: readonly Trouble[] } => {
  const built = buildRule(form, text, context);
  if (built.troubles.length > 0) return { troubles: built.troubles };
  if (!built.constraint) return { troubles: [{ kind: 'not-understood', text }] };
  const window = windowOf(built.times ?? []);
  if (window === 'not-understood') return { troubles: [{ kind: 'not-understood', text }] };
  const says = window
    ? bilingual(
        `Between ${window.from} and ${window.to}: ${lower(built.says.en)}`,
        `${window.from}到${window.to}之间：${built.says.zh}`,
      )
    : built.says;
  const rule: Rule = {
    id: `rule_${contentHash({ constraint: built.constraint, window: window ?? null }).slice(0, 8)}`,
    says,
    constraint: built.constraint,
    ...(window ? { window } : {}),
  };
  return {
    troubles: [],
    interpretation: { kind: 'rule', says: bilingual(`From now on: ${lower(says.en)}`, `今后：${says.zh}`), rule },
  };
};

/** A name in capitals keeps them: AMR 1. */
const lower = (text: string): string => text.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());

const windowOf = (times: readonly TimeSpec[]): { from: string; to: string } | undefined | 'not-understood' => {
  if (times.length === 0) return undefined;
  const [time] = times;
  const clock = (seconds: number): string => sayClock(seconds % 86_400).slice(0, 5);
  if (times.length === 1 && time?.kind === 'window') return { from: clock(time.from), to: clock(time.to) };
  if (times.length === 1 && time?.kind === 'not-before')
    return { from: clock(time.clock), to: '24:00' === clock(time.clock) ? '00:00' : '23:59' };
  if (times.length === 1 && (time?.kind === 'deadline' || time?.kind === 'until-clock'))
    return { from: '00:00', to: clock(time.clock) };
  return 'not-understood';
};

const anyOf = (parts: Condition[]): Condition => (parts.length === 1 ? parts[0]! : ['or', ...parts]);

/** Robots of a phrase as a condition over `?robot`; none for "robots" in general. */
const robotsOf = (
  phrase: Phrase | undefined,
  context: BuildContext,
): { condition?: Condition; names: Bilingual; troubles: readonly Trouble[]; ids?: string[] } => {
  const everyone = { names: bilingual('robots', '机器人'), troubles: [] };
  if (
    !phrase ||
    phrase.parts.every(
      (part) =>
        part.head.kind === 'class' &&
        part.head.class === 'robot' &&
        part.modifiers.length === 0 &&
        part.except.length === 0,
    )
  )
    return everyone;
  const resolved = resolvePhrase(phrase, context, { kinds: ['robot'] }, true);
  if (resolved.troubles.length > 0) return { ...everyone, troubles: resolved.troubles };
  const ids = idsOf(resolved);
  if (ids.some((id) => context.model.entities[id]?.kind !== 'robot'))
    return { ...everyone, troubles: [{ kind: 'not-understood', text: phrase.text }] };
  return {
    condition: anyOf(ids.map((id): Condition => ['=', '?robot', id])),
    names: bilingual(nameList(context.model, ids, 'en'), nameList(context.model, ids, 'zh')),
    troubles: [],
    ids,
  };
};

const placesOf = (phrase: Phrase, context: BuildContext): { ids: string[]; troubles: readonly Trouble[] } => {
  const resolved = resolvePhrase(phrase, context, { kinds: ['place'] }, false);
  const ids = idsOf(resolved);
  if (resolved.troubles.length === 0 && ids.some((id) => context.model.entities[id]?.kind !== 'place'))
    return { ids: [], troubles: [{ kind: 'not-understood', text: phrase.text }] };
  return { ids, troubles: resolved.troubles };
};

const buildRule = (form: RuleForm, text: string, context: BuildContext): Built => {
  const { model } = context;
  const failed = (troubles: readonly Trouble[]): Built => ({ says: bilingual('', ''), troubles });
  switch (form.kind) {
    case 'closure': {
      const robots = robotsOf(form.robots, context);
      const places = placesOf(form.places, context);
      const troubles = [...robots.troubles, ...places.troubles];
      if (troubles.length > 0) return failed(troubles);
      const { en, zh } = robots.names;
      if (form.during) return closedWhile(form.during, places.ids, robots, context);
      return {
        constraint: { kind: 'closure', places: places.ids, ...(robots.condition ? { robots: robots.condition } : {}) },
        says: bilingual(
          `${en.charAt(0).toUpperCase()}${en.slice(1)} may not enter ${nameList(model, places.ids, 'en', 'or')}.`,
          `${zh}不得进入${nameList(model, places.ids, 'zh', 'or')}。`,
        ),
        times: form.times,
        troubles: [],
      };
    }
    case 'deeds':
      return forbidDeeds(form, context);
    case 'capacity': {
      const places = placesOf(form.places, context);
      if (places.troubles.length > 0) return failed(places.troubles);
      return {
        constraint: { kind: 'capacity', places: places.ids, atMost: form.atMost },
        says: bilingual(
          `At most ${form.atMost} robot${form.atMost === 1 ? '' : 's'} at a time at ${nameList(model, places.ids, 'en')}.`,
          `${nameList(model, places.ids, 'zh')}同时最多${form.atMost}台机器人。`,
        ),
        troubles: [],
      };
    }
    case 'speed': {
      const robots = robotsOf(form.robots, context);
      const places = form.places
        ? placesOf(form.places, context)
        : { ids: [...(model.members.place ?? [])], troubles: [] };
      const troubles = [...robots.troubles, ...places.troubles];
      if (troubles.length > 0) return failed(troubles);
      const where = form.places
        ? bilingual(` at ${nameList(model, places.ids, 'en')}`, `在${nameList(model, places.ids, 'zh')}`)
        : bilingual('', '');
      return {
        constraint: {
          kind: 'speed-limit',
          places: places.ids,
          metresPerSecond: form.metresPerSecond,
          ...(robots.condition ? { robots: robots.condition } : {}),
        },
        says: bilingual(
          `No faster than ${form.metresPerSecond} m/s for ${robots.names.en}${where.en}.`,
          `${robots.names.zh}${where.zh}速度不超过每秒${form.metresPerSecond}米。`,
        ),
        times: form.times,
        troubles: [],
      };
    }
    case 'state': {
      const built = buildCondition(form.state, context);
      if (built.troubles.length > 0 || !built.condition) return failed(built.troubles);
      return {
        constraint: { kind: form.holds, condition: built.condition },
        says:
          form.holds === 'always'
            ? bilingual(`Always: ${built.says.en}.`, `始终：${built.says.zh}。`)
            : bilingual(`Never: ${built.says.en}.`, `绝不允许：${built.says.zh}。`),
        times: form.times,
        troubles: [],
      };
    }
    case 'clause':
      return ruleOfClause(form, text, context);
  }
};

/** "no robot in the measuring room while the machine runs": no robot stands there then. */
const closedWhile = (
  during: StateClause,
  places: readonly string[],
  robots: { readonly ids?: readonly string[]; readonly names: Bilingual },
  context: BuildContext,
): Built => {
  const { model } = context;
  const state = buildCondition(during, context);
  if (state.troubles.length > 0 || !state.condition)
    return {
      says: bilingual('', ''),
      troubles: state.troubles.length > 0 ? state.troubles : [{ kind: 'not-understood', text: during.text }],
    };
  const spots = [
    ...new Set(
      places.flatMap((id) => [id, ...(model.members.place ?? []).filter((place) => isInside(model, place, id))]),
    ),
  ].sort();
  const who = [...(robots.ids ?? model.members.robot ?? [])].sort();
  const there = anyOf(who.flatMap((robot) => spots.map((place): Condition => ['at', robot, place])));
  return {
    constraint: { kind: 'never', condition: ['and', state.condition, there] },
    says: bilingual(
      `While ${state.says.en}, ${robots.names.en} may not be at ${nameList(model, places, 'en', 'or')}.`,
      `${state.says.zh}时，${robots.names.zh}不得在${nameList(model, places, 'zh', 'or')}。`,
    ),
    troubles: [],
  };
};

/** "never open the cage door", "don't use the drone from now on": no step that would do it. */
const ruleOfClause = (form: Extract<RuleForm, { kind: 'clause' }>, text: string, context: BuildContext): Built => {
  const { model } = context;
  const failed = (troubles: readonly Trouble[]): Built => ({ says: bilingual('', ''), troubles });
  const uses = form.clause.verb?.senses.some((sense) => sense.kind === 'use');
  if (uses && form.clause.object) {
    const robots = robotsOf(form.clause.object, context);
    if (robots.troubles.length > 0) return failed(robots.troubles);
    if (!robots.ids) return failed([{ kind: 'not-understood', text }]);
    const skills = [...new Set(robots.ids.flatMap((id) => [...claimedSkills(model, id)]))]
      .filter((id) => model.library.skills[id] !== undefined)
      .sort();
    return {
      constraint: {
        kind: 'step',
        skills,
        when: roleIs(
          skills.map((id) => model.library.skills[id]!),
          robots.ids,
        ),
        demand: 'forbid',
      },
      says: bilingual(`${capital(robots.names.en)} is not used.`, `不使用${robots.names.zh}。`),
      troubles: [],
    };
  }
  const draft = buildClause(
    { ...form.clause, negated: 'no', always: false },
    { ...context, mentions: [...context.mentions] },
  );
  if (draft.troubles.length > 0) return failed(draft.troubles);
  const condition = anyOf(draft.propositions.flatMap((proposition) => factsOf(proposition)));
  if (draft.propositions.length === 0) return failed([{ kind: 'not-understood', text }]);
  const say = (language: 'en' | 'zh'): string =>
    draft.propositions
      .map((proposition) =>
        sayPredicate(
          model,
          proposition.predicate,
          [
            nameList(model, proposition.subjects, language, 'or'),
            ...proposition.args.map((allowed) => nameList(model, allowed, language, 'or')),
          ],
          language,
        ),
      )
      .join(language === 'en' ? ' or ' : '或');
  const during = form.during ? buildCondition(form.during, context) : undefined;
  if (during && (during.troubles.length > 0 || !during.condition))
    return failed(during.troubles.length > 0 ? during.troubles : [{ kind: 'not-understood', text }]);
  if (
    draft.propositions.every((proposition) => proposition.predicate === 'at' || proposition.predicate === 'visited') &&
    !during &&
    form.demand === 'forbid'
  ) {
    const who = robotsOf(form.clause.actor ?? form.clause.object, context);
    const places = [...new Set(draft.propositions.flatMap((proposition) => proposition.args.flat()))].sort();
    if (who.troubles.length > 0) return failed(who.troubles);
    return {
      constraint: { kind: 'closure', places, ...(who.condition ? { robots: who.condition } : {}) },
      says: bilingual(
        `${capital(who.names.en)} may not enter ${nameList(model, places, 'en', 'or')}.`,
        `${who.names.zh}不得进入${nameList(model, places, 'zh', 'or')}。`,
      ),
      troubles: [],
    };
  }
  if (form.demand === 'confirm') {
    const asked = forbidSteps(draft.propositions, context, undefined);
    if (asked?.kind !== 'step') return failed([{ kind: 'not-understood', text }]);
    return {
      constraint: { ...asked, demand: 'confirm' },
      says: bilingual(`A person agrees before ${say('en')}.`, `“${say('zh')}”之前须经人确认。`),
      troubles: [],
    };
  }
  if (form.demand === 'always' && evaluateCondition(condition, context.situation, new Set()) !== true)
    return failed([
      {
        kind: 'refused',
        code: 'LANGUAGE_RULE_BROKEN_NOW',
        says: bilingual(
          `That can't be a standing rule yet, for it does not hold now: ${say('en')}.`,
          `现在还不成立，不能作为长期规则：${say('zh')}。`,
        ),
        nearest: bilingual(
          'First ask for it to be brought about, then make it a rule.',
          '请先下指令做到，再设为规则。',
        ),
      },
    ]);
  if (form.demand === 'always')
    return {
      constraint: { kind: 'always', condition },
      says: bilingual(`Always: ${say('en')}.`, `始终：${say('zh')}。`),
      troubles: [],
    };
  const records = draft.propositions.every((proposition) => isRecord(proposition.predicate, context));
  if (records || draft.propositions.some((proposition) => proposition.by)) {
    const forbidden = forbidSteps(draft.propositions, context, during?.condition);
    if (forbidden)
      return {
        constraint: forbidden,
        says: bilingual(
          `Never make it so that ${say('en')}${during ? ` while ${during.says.en}` : ''}.`,
          `${during ? `${during.says.zh}时` : ''}不得使“${say('zh')}”。`,
        ),
        troubles: [],
      };
  }
  return {
    constraint: { kind: 'never', condition: during?.condition ? ['and', condition, during.condition] : condition },
    says: bilingual(
      `Never: ${say('en')}${during ? ` while ${during.says.en}` : ''}.`,
      `绝不允许：${during ? `${during.says.zh}时` : ''}${say('zh')}。`,
    ),
    troubles: [],
  };
};

/** All skills by which a verb is carried out; flying is whatever those who fly do. */
const forbidDeeds = (form: Extract<RuleForm, { kind: 'deeds' }>, context: BuildContext): Built => {
  const { model } = context;
  const says = bilingual(`Never: ${form.verb.trim()}.`, `绝不允许：${form.verb.trim()}。`);
  const isFlying = /\bfl(?:y|ying|ies|ight)|飞/i.test(form.verb);
  const flyers = model.scene.robots
    .map((robot) => robot.id)
    .filter((id) => model.entities[id]?.properties.flies === true);
  if (isFlying && flyers.length > 0) {
    const claimed = [...new Set(flyers.flatMap((id) => [...claimedSkills(model, id)]))].filter(
      (id) => model.library.skills[id] !== undefined && id !== 'land',
    );
    return {
      constraint: { kind: 'step', skills: claimed.sort(), when: ['flies', '?robot'], demand: 'forbid' },
      says: bilingual('No flying.', '不得飞行。'),
      times: form.times,
      troubles: [],
    };
  }
  const isSwitching = /switch|电源|开关/i.test(form.verb);
  const skills = isSwitching
    ? Object.keys(model.library.skills).filter((id) => /^switch_/.test(id))
    : form.senses.flatMap((sense) => (sense.kind === 'skill' ? [...sense.skills] : []));
  const claimedHere = new Set(model.scene.robots.flatMap((robot) => [...claimedSkills(model, robot.id)]));
  const doable = skills.filter((id) => claimedHere.has(id)).sort();
  if (doable.length === 0)
    return { says: bilingual('', ''), troubles: [{ kind: 'not-understood', text: form.verb.trim() }] };
  return { constraint: { kind: 'step', skills: doable, demand: 'forbid' }, says, times: form.times, troubles: [] };
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const isRecord = (predicate: string, context: BuildContext): boolean =>
  context.model.library.vocabulary.predicates.find((entry) => entry.id === predicate)?.kind === 'record';

const factsOf = (proposition: DraftProposition): Condition[] =>
  proposition.subjects.flatMap((subject) =>
    proposition.args
      .reduce<string[][]>((rows, allowed) => rows.flatMap((row) => allowed.map((id) => [...row, id])), [[]])
      .map(
        (args): Condition =>
          proposition.quantifier.kind === 'none'
            ? ['not', [proposition.predicate, subject, ...args]]
            : [proposition.predicate, subject, ...args],
      ),
  );

const roleIs = (skills: readonly Skill[], robots: readonly string[]): Condition => {
  const roles = [...new Set(skills.flatMap((skill) => skill.roles.map((role) => role.name)))].sort();
  return anyOf(roles.flatMap((role) => robots.map((robot): Condition => ['=', role, robot])));
};

/** Skills that would make the propositions true, forbidden for those subjects (and robots). */
const forbidSteps = (
  propositions: readonly DraftProposition[],
  context: BuildContext,
  during: Condition | undefined,
): Constraint | undefined => {
  const [first] = propositions;
  if (!first) return undefined;
  const skills = skillsFor(context.model, first.predicate, first.quantifier.kind !== 'none');
  const parameters = new Set(
    skills.flatMap((skill) => wantedEffects(skill, context.model).map((effect) => effect.terms[0] ?? '')),
  );
  if (skills.length === 0) return undefined;
  const subjects = propositions.flatMap((proposition) => proposition.subjects);
  const matches: Condition[] = [...parameters]
    .filter((name) => name.startsWith('?'))
    .flatMap((name) => subjects.map((id): Condition => ['=', name, id]));
  const who = first.by ? [roleIs(skills, first.by)] : [];
  const all: Condition[] = [...(matches.length > 0 ? [anyOf(matches)] : []), ...who, ...(during ? [during] : [])];
  return {
    kind: 'step',
    skills: skills.map((skill) => skill.id).sort(),
    ...(all.length > 0 ? { when: all.length === 1 ? all[0]! : (['and', ...all] as Condition) } : {}),
    demand: 'forbid',
  };
};
