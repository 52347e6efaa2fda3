import { bilingual, factKey, factValue, isOfClass, type Skill } from '@muster/domain';
import { nameOf } from '../../../says/names.ts';
import { MACHINE_VERBS } from '../lexicon/machine-verbs.ts';
import { lexicalKey } from '../lexicon/normalise.ts';
import { type SkillEffect, wantedEffects } from '../lexicon/skill-senses.ts';
import type { Clause, Phrase } from '../logical-form.ts';
import type { Trouble } from '../resolve/problems.ts';
import { idsOf, resolvePhrase, type Selection } from '../resolve/resolve-phrase.ts';
import { fitsType, missingProperty, parameterType, robotsFor } from './abilities.ts';
import { actorsOf } from './actor.ts';
import { type BuildContext, type ClauseDraft, troubled } from './draft.ts';
import { propositionsFor } from './selections.ts';

type Group = {
  readonly effect: SkillEffect;
  readonly skills: readonly { readonly skill: Skill; readonly effect: SkillEffect }[];
};

/** Skills of one verb that achieve the same fact, e.g. photographing places and photographing items. */
const groupsOf = (skills: readonly Skill[], context: BuildContext): Group[] => {
  const groups = new Map<string, { effect: SkillEffect; skills: { skill: Skill; effect: SkillEffect }[] }>();
  for (const skill of skills)
    for (const effect of wantedEffects(skill, context.model)) {
      const key = `${effect.predicate}/${effect.holds}/${effect.terms.length}`;
      const group = groups.get(key) ?? { effect, skills: [] };
      group.skills.push({ skill, effect });
      groups.set(key, group);
    }
  return [...groups.values()];
};

/** A verb of one or more skills: the goal is what they make true, of the things the clause names. */
export const skillClause = (
  said: Clause,
  skillIds: readonly string[],
  context: BuildContext,
  before: number | undefined,
): ClauseDraft => {
  const skills = skillIds.map((id) => context.model.library.skills[id]).filter((skill) => skill !== undefined);
  const clause = withMachine(said, context);
  const attempt = (group: Group): ClauseDraft => {
    const mark = context.mentions.length;
    const draft = groupClause(clause, group, context, before);
    if (draft.troubles.length > 0) context.mentions.length = mark;
    return draft;
  };
  const drafts = groupsOf(skills, context).map(attempt);
  // "run blank 3 on CNC 2": what a machine does to a thing, asked for with the verb for the machine.
  if (
    drafts.every((draft) => draft.troubles.length > 0) &&
    ((clause.object && (clause.targets.length > 0 || drafts.some(isMisapplied))) ||
      worksOn(context).some((skill) => namesMachine(clause, skill, context)))
  )
    for (const group of groupsOf(worksOn(context), context)) {
      const draft = attempt(group);
      if (draft.troubles.length === 0) drafts.push(draft);
    }
  return (
    drafts.sort((a, b) => a.troubles.length - b.troubles.length)[0] ??
    troubled({ kind: 'not-understood', text: clause.text })
  );
};

/** "measure it", 测量: the verb is that of a machine of the scene. */
const namesMachine = (clause: Clause, skill: Skill, context: BuildContext): boolean =>
  groupsOf([skill], context).some((group) => machinesNamed(clause, group, 1, context).length > 0);

const isMisapplied = (draft: ClauseDraft): boolean =>
  draft.troubles.some((trouble) => trouble.kind === 'refused' && trouble.code === 'LANGUAGE_SKILL_DOES_NOT_APPLY');

/** Skills by which one thing is worked on with another: those that record both. */
const worksOn = (context: BuildContext): Skill[] =>
  Object.values(context.model.library.skills).filter((skill) =>
    wantedEffects(skill, context.model).some(
      (effect) =>
        effect.terms.length === 2 &&
        effect.terms.every((term) => skill.parameters.some((parameter) => parameter.name === term)) &&
        context.model.library.vocabulary.predicates.find((entry) => entry.id === effect.predicate)?.kind === 'record',
    ),
  );

/** 用离心机离心: the tool is a machine of the scene, not who does it. */
const withMachine = (clause: Clause, context: BuildContext): Clause => {
  const { instrument, ...rest } = clause;
  if (!instrument || clause.targets.length > 0) return clause;
  const tool = resolvePhrase(
    instrument,
    { ...context, mentions: [...context.mentions] },
    { kinds: ['place', 'robot'] },
  );
  const ids = idsOf(tool).concat(
    tool.troubles.flatMap((trouble) => (trouble.kind === 'ambiguous' ? trouble.candidates : [])),
  );
  return ids.length > 0 && ids.every((id) => context.model.entities[id]?.kind === 'place')
    ? { ...rest, targets: [{ relation: 'at', phrase: instrument }] }
    : clause;
};

const groupClause = (clause: Clause, group: Group, context: BuildContext, before: number | undefined): ClauseDraft => {
  const { model, situation } = context;
  const actors = actorsOf(clause, context);
  const troubles: Trouble[] = [...actors.troubles];
  const { predicate, holds } = group.effect;
  const typesOf = (index: number): string[] => [
    ...new Set(group.skills.map(({ skill, effect }) => parameterType(skill, effect.terms[index] ?? ''))),
  ];
  const isRole = (index: number): boolean =>
    typesOf(index).every((type) => type === 'robot') &&
    group.skills.every(({ skill, effect }) => skill.roles.some((role) => role.name === effect.terms[index]));
  const capable = robotsFor(
    model,
    group.skills.map(({ skill }) => skill),
  );
  const slots: (Phrase | undefined)[] = [clause.object ?? clause.recipient, clause.targets[0]?.phrase, clause.source];
  const used = new Set<Phrase>();
  const negated = clause.negated !== 'no';
  const wantedHolds = negated ? !holds : holds;

  const fill = (index: number): readonly Selection[] => {
    const types = typesOf(index);
    if (isRole(index)) {
      const told = clause.object ?? clause.recipient;
      if (index === 0 && told) {
        const resolved = resolvePhrase(told, context, { kinds: ['robot'] }, clause.floatingAll);
        used.add(told);
        troubles.push(...resolved.troubles);
        return resolved.selections;
      }
      if (actors.ids.length > 0) return [{ mode: actors.each ? 'each' : 'any', ids: actors.ids }];
      return [{ mode: 'any', ids: capable }];
    }
    for (const slot of slots) {
      if (!slot || used.has(slot)) continue;
      used.add(slot);
      const resolved = resolvePhrase(
        slot,
        context,
        {
          classes: types,
          prefer: (id) =>
            isApplicable(id, group, index, context) && factValue(situation.state, factKey(predicate, id)) !== holds,
        },
        clause.floatingAll,
      );
      troubles.push(...resolved.troubles);
      for (const id of idsOf(resolved)) {
        const trouble = inapplicable(id, group, index, context);
        if (trouble && resolved.troubles.length === 0) troubles.push(trouble);
      }
      return resolved.selections;
    }
    const last = context.mentions.findLast((ids) =>
      ids.every((id) => types.some((type) => fitsType(model, id, type)) && isApplicable(id, group, index, context)),
    );
    if (last && index === 0) return [{ mode: 'each', ids: last }];
    const meant = index > 0 ? meantByVerb(clause, group, index, last, context) : undefined;
    if (meant?.length === 1 || (meant && meant.length > 1 && isOneKind(meant, context)))
      return [{ mode: 'any', ids: meant }];
    troubles.push(
      meant && meant.length > 1
        ? { kind: 'ambiguous', text: clause.text, candidates: meant }
        : { kind: 'missing', what: 'object', text: clause.text, candidates: [] },
    );
    return [];
  };

  const subjects = group.effect.terms.length > 0 ? fill(0) : [];
  const args = group.effect.terms
    .slice(1)
    .map((_, index) => fill(index + 1).flatMap((selection) => [...selection.ids]));
  for (const slot of [clause.object, clause.recipient, clause.source, ...clause.targets.map((target) => target.phrase)])
    if (slot && !used.has(slot) && !isPlaceOfWork(slot, idsOf({ selections: subjects, troubles: [] }), context))
      troubles.push({ kind: 'not-understood', text: slot.text });
  if (clause.through) troubles.push({ kind: 'not-understood', text: clause.through.text });
  if (troubles.length > 0) return { propositions: [], troubles, assumptions: [] };
  const by = isRole(0) ? [] : actors.ids;
  const propositions =
    group.effect.terms.length === 0
      ? [
          {
            predicate,
            subjects: [],
            args: [],
            quantifier: { kind: wantedHolds ? ('all' as const) : ('none' as const) },
            holds: negated ? ('always' as const) : ('end' as const),
          },
        ]
      : propositionsFor(subjects, predicate, args, {
          holds: wantedHolds,
          when: negated ? 'always' : 'end',
          by,
          ...(before === undefined ? {} : { before }),
        });
  return { propositions, troubles: [], assumptions: [] };
};

/** Machines that are called after the verb, or whose work it is: "measure" and the measuring machine, "weigh" and the balance. */
const machinesNamed = (clause: Clause, group: Group, index: number, context: BuildContext): string[] => {
  const { model } = context;
  const verb = lexicalKey(clause.verb?.text ?? '').split(' ')[0] ?? '';
  const stem = /[\u0080-\uffff]/.test(verb)
    ? verb.replace(/(?:一下|一遍|完|好)$/, '')
    : verb.replace(/(?:ed|ing|es|s|e)$/, '');
  if (stem.length < (/[\u0080-\uffff]/.test(stem) ? 1 : 3)) return [];
  const own = MACHINE_VERBS.filter(([, words]) => words.test(verb)).map(([id]) => id);
  return Object.keys(model.entities)
    .filter((id) => isApplicable(id, group, index, context))
    .filter(
      (id) =>
        own.some((className) => isOfClass(model, id, className)) ||
        (stem.length > 1 &&
          [...(model.entities[id]?.names.en ?? []), ...(model.entities[id]?.names.zh ?? [])].some((name) =>
            lexicalKey(name).includes(stem),
          )),
    )
    .sort();
};

/** "machine it", 清洗: with what was not said; a machine named after the verb, one just spoken of, or the only one there is. */
const meantByVerb = (
  clause: Clause,
  group: Group,
  index: number,
  last: readonly string[] | undefined,
  context: BuildContext,
): string[] => {
  const { model } = context;
  const all = Object.keys(model.entities)
    .filter((id) => isApplicable(id, group, index, context))
    .sort();
  const namedAfter = machinesNamed(clause, group, index, context);
  const fitting = namedAfter.length > 0 ? namedAfter : all;
  const spoken = last?.filter((id) => fitting.includes(id)) ?? [];
  return spoken.length > 0 ? spoken : fitting;
};

const isOneKind = (ids: readonly string[], context: BuildContext): boolean =>
  new Set(ids.map((id) => context.model.entities[id]?.class)).size === 1;

const isApplicable = (id: string, group: Group, index: number, context: BuildContext): boolean =>
  group.skills.some(
    ({ skill, effect }) =>
      fitsType(context.model, id, parameterType(skill, effect.terms[index] ?? '')) &&
      missingProperty(context.model, skill, effect.terms[index] ?? '', id) === undefined,
  );

const inapplicable = (id: string, group: Group, index: number, context: BuildContext): Trouble | undefined => {
  if (isApplicable(id, group, index, context)) return undefined;
  const { model } = context;
  const lacking = group.skills
    .map(({ skill, effect }) => missingProperty(model, skill, effect.terms[index] ?? '', id))
    .find((property) => property !== undefined);
  const skill = group.skills[0]!.skill;
  return {
    kind: 'refused',
    code: 'LANGUAGE_SKILL_DOES_NOT_APPLY',
    says: bilingual(
      `“${skill.names.en[0] ?? skill.id}” can't be done to ${nameOf(model, id, 'en')}.`,
      `“${skill.names.zh[0] ?? skill.id}”不能用于${nameOf(model, id, 'zh')}。`,
    ),
    facts: lacking ? [`not ${factKey(lacking, id)}`] : [`class ${model.entities[id]?.class ?? ''}`],
  };
};

/** "photograph the tote at shelf A2": a place that only says where the thing is. */
const isPlaceOfWork = (slot: Phrase, subjects: readonly string[], context: BuildContext): boolean => {
  const places = resolvePhrase(slot, { ...context, mentions: [...context.mentions] }, { kinds: ['place', 'robot'] });
  return (
    places.troubles.length === 0 &&
    subjects.length > 0 &&
    idsOf(places).length > 0 &&
    idsOf(places).every((id) => context.model.entities[id]?.properties.charger === true)
  );
};
