import { type Bilingual, displayName, type Plan, parseFactKey, type Step, type WorldModel } from '@muster/domain';

const nameOf = (model: WorldModel, id: string, language: 'en' | 'zh'): string => {
  const entity = model.entities[id];
  return entity ? displayName(entity.names, language) : id;
};

/** A fact or fluent as a phrase, from the vocabulary's own sentences. */
export const sayFact = (model: WorldModel, key: string, wanted = true): Bilingual => {
  const [predicate, ...terms] = parseFactKey(key);
  const entry =
    model.library.vocabulary.predicates.find((candidate) => candidate.id === predicate) ??
    model.library.vocabulary.fluents.find((candidate) => candidate.id === predicate);
  const fill = (template: string, language: 'en' | 'zh'): string =>
    template.replace(/\{(\d)\}/g, (_, index) => nameOf(model, terms[Number(index)] ?? '', language));
  if (!entry) return { en: `${wanted ? '' : 'not '}${key}`, zh: `${wanted ? '' : '非 '}${key}` };
  if (!wanted && 'saysNot' in entry && entry.saysNot)
    return { en: fill(entry.saysNot.en, 'en'), zh: fill(entry.saysNot.zh, 'zh') };
  return {
    en: `${wanted ? '' : 'it is not so that '}${fill(entry.says.en, 'en')}`,
    zh: `${wanted ? '' : '并非'}${fill(entry.says.zh, 'zh')}`,
  };
};

/** A step as a phrase, from the skill's own sentence. */
export const sayStep = (model: WorldModel, step: Step, binding: Readonly<Record<string, string>>): Bilingual => {
  const skill = model.library.skills[step.skill];
  if (!skill) return { en: `${step.id} (${step.skill})`, zh: `${step.id}（${step.skill}）` };
  const value = (name: string, language: 'en' | 'zh'): string => {
    const raw = step.roles[name] ?? step.args[name];
    if (raw === undefined) return `{${name}}`;
    const id = typeof raw === 'string' && raw.startsWith('?') ? (binding[raw] ?? raw) : String(raw);
    return nameOf(model, id, language);
  };
  const fill = (template: string, language: 'en' | 'zh'): string =>
    template.replace(/\{([a-z_]+)\}/g, (_, name: string) => value(name, language));
  return { en: `${step.id} (${fill(skill.says.en, 'en')})`, zh: `${step.id}（${fill(skill.says.zh, 'zh')}）` };
};

/** Sentence made of the same pieces in both languages. */
export const both = (make: (language: 'en' | 'zh') => string): Bilingual => ({ en: make('en'), zh: make('zh') });

export const bindingOf = (plan: Plan): Readonly<Record<string, string>> => plan.binding ?? {};
