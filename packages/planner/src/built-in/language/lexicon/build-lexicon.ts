import type { WorldModel } from '@muster/domain';
import { CORE_VERBS, PARTICLES } from './core-verbs.ts';
import { entitySpellings } from './entity-spellings.ts';
import type { Entry, Sense } from './entry.ts';
import { FUNCTION_WORDS } from './function-words.ts';
import { headNouns } from './head-nouns.ts';
import { pluralName, verbForms } from './inflect.ts';
import { LIGHT_VERBS } from './light-verbs.ts';
import { WORK_VERBS } from './machine-verbs.ts';
import { lexicalKey } from './normalise.ts';
import { senseOfSkill, wantedEffects } from './skill-senses.ts';
import { CLASS_WORDS, PROPERTY_WORDS, STATE_WORDS } from './world-words.ts';

/** Spelling → readings. `longest` bounds how many characters a spelling has. */
export type Lexicon = {
  readonly entries: ReadonlyMap<string, readonly Entry[]>;
  readonly longest: number;
};

const cache = new WeakMap<WorldModel, Lexicon>();

/** Words of a scene: names, classes, values and states of its vocabulary, verbs of its skills, and the words of every scene. */
export const lexiconOf = (model: WorldModel): Lexicon => {
  const known = cache.get(model);
  if (known) return known;
  const built = buildLexicon(model);
  cache.set(model, built);
  return built;
};

const buildLexicon = (model: WorldModel): Lexicon => {
  const entries = new Map<string, Entry[]>();
  const verbs = new Map<string, Map<string, Sense[]>>();
  const add = (spelling: string, entry: Entry): void => {
    const key = lexicalKey(spelling);
    if (key === '') return;
    const list = entries.get(key) ?? [];
    if (!list.some((known) => JSON.stringify(known) === JSON.stringify(entry))) list.push(entry);
    entries.set(key, list);
  };
  const addVerb = (spelling: string, sense: Sense, particle = ''): void => {
    const key = lexicalKey(spelling);
    const byParticle = verbs.get(key) ?? new Map<string, Sense[]>();
    const senses = byParticle.get(particle) ?? [];
    mergeSense(senses, sense);
    byParticle.set(particle, senses);
    verbs.set(key, byParticle);
  };
  const addEnglishVerb = (verb: string, sense: Sense): void => {
    for (const form of verbForms(lexicalKey(verb))) {
      addVerb(form, sense);
      const split = /^(\S+) (\S+)$/.exec(form);
      if (split && PARTICLES.includes(split[2]!)) addVerb(split[1]!, sense, split[2]);
    }
  };

  const classNouns = new Set(model.library.vocabulary.classes.flatMap((entry) => entry.names.en.map(lexicalKey)));
  for (const [spelling, ids] of entitySpellings(model)) {
    add(spelling, { category: 'name', ids });
    const plural = pluralName(spelling);
    // "the plates" are all plates, though one of them is called just "plate".
    if (plural && !(ids.length === 1 && classNouns.has(spelling))) add(plural, { category: 'name', ids, plural: true });
  }
  addClasses(model, add);
  for (const [noun, ids] of headNouns(model)) {
    const known = entries.get(noun) ?? [];
    if (known.some((entry) => entry.category === 'name')) continue;
    const members = known.flatMap((entry) => (entry.category === 'class' ? (model.members[entry.class] ?? []) : []));
    const all = [...new Set([...ids, ...members])].sort();
    // Where the class of that name holds them all there is nothing to add.
    if (members.length > 0 && all.length === new Set(members).size) continue;
    add(noun, { category: 'name', ids: all, wide: true, ...(/[a-z]s$/.test(noun) ? { plural: true } : {}) });
  }
  for (const value of model.library.vocabulary.values ?? [])
    for (const name of [...value.names.en, ...value.names.zh]) {
      add(name, { category: 'value', property: value.property, value: value.id });
      if (/[\u0080-\uffff]/.test(name) && !/色$/.test(name) && value.property.includes('colour'))
        add(`${name}色`, { category: 'value', property: value.property, value: value.id });
    }
  addStates(model, add);
  for (const [sense, en, zh] of CORE_VERBS) {
    for (const verb of en.split('|')) addEnglishVerb(verb, sense);
    for (const verb of zh.split('|')) addVerb(verb, sense);
  }
  for (const skill of Object.values(model.library.skills)) {
    const sense = senseOfSkill(skill, model);
    for (const verb of [...(skill.verbs?.en ?? []), skill.names.en[0] ?? '']) if (verb) addEnglishVerb(verb, sense);
    for (const verb of [...(skill.verbs?.zh ?? []), skill.names.zh[0] ?? '']) if (verb) addVerb(verb, sense);
    for (const effect of sense.kind === 'skill' ? wantedEffects(skill, model) : []) {
      const [en, zh] = effect.holds ? (LIGHT_VERBS[effect.predicate] ?? ['', '']) : ['', ''];
      for (const verb of en.split('|')) if (verb) addEnglishVerb(verb, sense);
      for (const verb of zh.split('|')) if (verb) addVerb(verb, sense);
    }
  }
  for (const skill of Object.values(model.library.skills))
    if (wantedEffects(skill, model).some((effect) => effect.predicate === 'processed'))
      for (const [className, en, zh] of WORK_VERBS) {
        if ((model.members[className] ?? []).length === 0) continue;
        for (const verb of en.split('|')) if (verb) addEnglishVerb(verb, senseOfSkill(skill, model));
        for (const verb of zh.split('|')) if (verb) addVerb(verb, senseOfSkill(skill, model));
      }
  // "make bed 1": known as a word that gives orders, unknown as a deed.
  for (const verb of verbForms('make')) add(verb, { category: 'verb', senses: [] });
  for (const [key, byParticle] of verbs)
    for (const [particle, senses] of byParticle)
      add(key, { category: 'verb', senses, ...(particle ? { particle } : {}) });
  for (const [key, list] of entries) entries.set(key, withoutDoubles(list, model));
  for (const [kind, value, en, zh] of FUNCTION_WORDS)
    for (const spelling of [...en.split('|'), ...zh.split('|')]) add(spelling, { category: 'word', kind, value });
  return { entries, longest: Math.max(...[...entries.keys()].map((key) => key.length)) };
};

/** A class all of whose members a name already stands for reads the same; one reading is enough. */
const withoutDoubles = (list: readonly Entry[], model: WorldModel): Entry[] =>
  list.filter((entry) => {
    if (entry.category !== 'class') return true;
    const members = (model.members[entry.class] ?? []).join('+');
    return !list.some((other) => other.category === 'name' && [...other.ids].sort().join('+') === members);
  });

const mergeSense = (senses: Sense[], sense: Sense): void => {
  if (sense.kind !== 'skill') {
    if (!senses.some((known) => JSON.stringify(known) === JSON.stringify(sense))) senses.push(sense);
    return;
  }
  const index = senses.findIndex((known) => known.kind === 'skill');
  const known = senses[index];
  if (known?.kind === 'skill')
    senses[index] = { kind: 'skill', skills: [...new Set([...known.skills, ...sense.skills])].sort() };
  else senses.push(sense);
};

type Add = (spelling: string, entry: Entry) => void;

const addClasses = (model: WorldModel, add: Add): void => {
  const own = model.library.vocabulary.classes.map(
    (entry) => [entry.id, [...entry.names.en, ...entry.names.zh]] as const,
  );
  const manifests = Object.values(model.library.robots).map(
    (manifest) => [manifest.class, [...manifest.names.en, ...manifest.names.zh]] as const,
  );
  for (const [id, names] of [...own, ...manifests, ...CLASS_WORDS])
    for (const name of [...names, ...(id.includes('_') ? [id] : [])]) {
      add(name, { category: 'class', class: id });
      const plural = pluralName(lexicalKey(name));
      if (plural) add(plural, { category: 'class', class: id, plural: true });
    }
};

const addStates = (model: WorldModel, add: Add): void => {
  const known = new Set(model.library.vocabulary.predicates.map((predicate) => predicate.id));
  const chinese = (word: string): string[] => [word, `${word}着`, `${word}了`, `${word}好`, `${word}好了`, `${word}过`];
  for (const predicate of model.library.vocabulary.predicates)
    for (const word of [...(predicate.words?.en ?? []), ...(predicate.words?.zh ?? [])])
      add(word, { category: 'state', predicate: predicate.id, holds: true });
  for (const [predicate, holds, en, zh] of STATE_WORDS) {
    if (!known.has(predicate)) continue;
    for (const word of [...en.split('|'), ...zh.split('|')]) add(word, { category: 'state', predicate, holds });
  }
  const properties = new Set(Object.values(model.entities).flatMap((entity) => Object.keys(entity.properties)));
  for (const [property, en, zh] of PROPERTY_WORDS) {
    if (!properties.has(property) && !known.has(property)) continue;
    for (const word of [...en.split('|'), ...zh.split('|')])
      add(word, { category: 'state', predicate: property, holds: true });
  }
  for (const skill of Object.values(model.library.skills))
    for (const effect of wantedEffects(skill, model)) {
      if (effect.terms.length !== 1) continue;
      for (const verb of skill.verbs?.en ?? [])
        for (const form of verbForms(lexicalKey(verb)).slice(1))
          if (/(?:ed|en|wn|pt|ut|ne)(?: \w+)?$/.test(form))
            add(form, { category: 'state', predicate: effect.predicate, holds: effect.holds });
      for (const verb of skill.verbs?.zh ?? [])
        for (const form of chinese(verb).slice(1))
          add(form, { category: 'state', predicate: effect.predicate, holds: effect.holds });
    }
};
