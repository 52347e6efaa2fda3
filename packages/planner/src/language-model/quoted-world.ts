import {
  type Condition,
  capabilityFor,
  factValue,
  parseFactKey,
  type RobotManifest,
  type Situation,
  type Turn,
  type WorldModel,
} from '@muster/domain';
import { asName } from './clean-text.ts';
import { writeAtom, writeCondition } from './notation.ts';
import { reachablePlaces } from './reach.ts';
import { estimateTokens } from './tokens.ts';

/**
 * The world as quoted data under opaque ids: names come from files, robots and people, so they stand cleaned, capped and in quotation marks beside an id.
 * Ids are `p1` (places), `i1` (items), `r1` (robots), `h1` (people), `g1` (regions); the mapping back never leaves here.
 */
export type QuotedWorld = {
  readonly text: string;
  /** Whether there is more than the text shows, to be asked for by look-up. */
  readonly isNarrowed: boolean;
  toEntity(opaque: string): string | undefined;
  toOpaque(entity: string): string;
  /** Whether the person said these words in the request itself. */
  isSpoken(words: string): boolean;
  /** Lines for the things that a look-up names; at most `LOOK_UP_LINES`. */
  lookUp(queries: readonly string[]): string;
};

const PREFIX = { place: 'p', item: 'i', robot: 'r', person: 'h', region: 'g' } as const;
/** Share of the budget that robots may take. */
const ROBOT_SHARE = 0.35;
/** Tokens of the list of skills beyond which their conditions are left out. */
const SKILL_TOKENS = 4000;
const LOOK_UP_LINES = 12;
const MOTION = { drive: 'drives', walk: 'walks', fly: 'flies', fixed: 'does not move' } as const;

/** @param budget tokens that the description may take; what is least relevant to the sentence stays out */
export const quoteWorld = (
  situation: Situation,
  utterance: string,
  conversation: readonly Turn[],
  budget: number,
): QuotedWorld => {
  const { model } = situation;
  const opaque = new Map<string, string>();
  const entity = new Map<string, string>();
  const counts: Record<string, number> = {};
  const register = (id: string): string => {
    const known = opaque.get(id);
    if (known) return known;
    const prefix = PREFIX[model.entities[id]?.kind ?? 'place'];
    counts[prefix] = (counts[prefix] ?? 0) + 1;
    const name = `${prefix}${counts[prefix]}`;
    opaque.set(id, name);
    entity.set(name, id);
    return name;
  };
  const spoken = [utterance, ...conversation.slice(-4).map((turn) => turn.utterance)].join('\n').toLowerCase();
  const describe = makeDescriber(situation, register, spoken);
  // Measured with ids of the usual length, so that measuring hands out none.
  const measure = makeDescriber(situation, () => 'p100', spoken);
  const chosen = choose(situation, spoken, budget, (id) => estimateTokens(measure(id)) + 1);
  // Ids are given in the order of the world, not of relevance, so that the same scene gets the same ids as long as nothing is left out.
  for (const kind of ['robot', 'place', 'item', 'person'] as const)
    for (const id of model.members[kind] ?? []) if (chosen.has(id)) register(id);
  const list = (kind: 'place' | 'item' | 'person' | 'robot'): string[] =>
    (model.members[kind] ?? []).filter((id) => chosen.has(id)).map(describe);
  const section = (title: string, kind: 'place' | 'item' | 'person' | 'robot'): string[] => {
    const lines = list(kind);
    const left = (model.members[kind]?.length ?? 0) - lines.length;
    return lines.length + left === 0 ? [] : [title, ...lines, ...(left > 0 ? [`(${left} more, not shown)`] : [])];
  };
  const lines = [
    'ROBOTS',
    ...section('ROBOTS', 'robot').slice(1),
    ...section('PLACES', 'place'),
    ...section('ITEMS (graspable unless said)', 'item'),
    ...section('PEOPLE', 'person'),
  ];
  const isNarrowed = (['robot', 'place', 'item', 'person'] as const).some(
    (kind) => (model.members[kind] ?? []).length > (model.members[kind] ?? []).filter((id) => chosen.has(id)).length,
  );
  return {
    text: lines.join('\n'),
    isNarrowed,
    toEntity: (name) => entity.get(name.trim()),
    toOpaque: (id) => register(id),
    isSpoken: (words) =>
      utterance.normalize('NFKC').toLowerCase().includes(words.normalize('NFKC').toLowerCase().trim()),
    lookUp: (queries) => lookUp(queries, situation, register, describe, (name) => entity.get(name.trim())),
  };
};

type Describe = (id: string) => string;

const makeDescriber = (situation: Situation, register: (id: string) => string, spoken: string): Describe => {
  const { model, state } = situation;
  const facts = new Map<string, string[]>();
  const add = (id: string | undefined, text: string): void => {
    if (id !== undefined) facts.set(id, [...(facts.get(id) ?? []), text]);
  };
  const written = new Map<string, [string, string[], boolean][]>();
  for (const key of Object.keys(state.facts)) {
    const value = factValue(state, key);
    if (value === false) continue;
    const [predicate, ...terms] = parseFactKey(key);
    if (predicate === 'region' || terms[0] === undefined) continue;
    written.set(terms[0], [...(written.get(terms[0]) ?? []), [predicate, terms, value === 'unknown']]);
  }
  for (const key of Object.keys(model.staticFacts)) {
    const [predicate, ...terms] = parseFactKey(key);
    if (predicate === 'near' && terms.length === 2) add(terms[0], `near(⟦${terms[1]}⟧)`);
  }
  const reach = reachablePlaces(situation);
  const places = model.members.place ?? [];
  return (id) => {
    const entry = model.entities[id];
    const parts: string[] = [];
    if (entry?.kind === 'robot') {
      const reached = reach(id);
      const missing = places.filter((place) => !reached.has(place));
      if (missing.length === 0) parts.push('reaches every place');
      else if (missing.length < reached.size)
        parts.push(`reaches all but ${missing.slice(0, 12).map(register).join(' ')}`);
      else parts.push(`reaches only ${[...reached].slice(0, 20).map(register).join(' ') || 'nothing'}`);
      const battery = state.numbers[`battery(${id})`]?.value;
      if (battery !== undefined && battery < 0.95) parts.push(`battery ${Math.round(battery * 100)}%`);
    }
    if (entry?.kind === 'place') parts.push(`${model.staticNumbers[`height(${id})`] ?? 0}m`);
    if (entry?.kind === 'item') {
      parts.push(`${model.staticNumbers[`mass(${id})`] ?? 0}kg`);
      const width = model.staticNumbers[`width(${id})`];
      if (width !== undefined) parts.push(`${width}m`);
    }
    const space = state.numbers[`free_space(${id})`]?.value;
    if (space !== undefined && space < 1000) parts.push(`room ${space}`);
    parts.push(...properties(model, id), ...(facts.get(id) ?? []));
    for (const [predicate, terms, isUnknown] of written.get(id) ?? [])
      parts.push(
        `${predicate}${terms.length > 1 ? `(${terms.slice(1).map(register).join(',')})` : ''}${isUnknown ? '?' : ''}`,
      );
    const text = parts.join(' ').replace(/⟦([^⟧]+)⟧/g, (_, term: string) => register(term));
    // A robot is of a kind: what its kind can do is listed beside.
    const kind = model.scene.robots.find((robot) => robot.id === id)?.kind ?? entry?.class ?? '';
    return `${register(id)} ${kind}${quote(model, id, spoken)} ${text}`.trimEnd();
  };
};

/** First name in each language, and any other one that the person used. */
const quote = (model: WorldModel, id: string, spoken: string): string => {
  const entry = model.entities[id];
  if (!entry) return '';
  const shown = (['en', 'zh'] as const).flatMap((language) => {
    const [first, ...others] = entry.names[language];
    const uttered = others.filter((name) => name.length > 1 && spoken.includes(name.toLowerCase()));
    return [first, ...uttered].flatMap((name) => {
      const clean = name === undefined ? undefined : asName(name);
      return clean === undefined ? [] : [clean];
    });
  });
  const names = [...new Set(shown)].filter((name) => name.replace(/ /g, '_') !== entry.class).slice(0, 4);
  return names.length > 0 ? ` ${names.map((name) => JSON.stringify(name)).join('/')}` : '';
};

const properties = (model: WorldModel, id: string): string[] => {
  const entry = model.entities[id];
  if (!entry || entry.kind === 'robot') return [];
  const shown = Object.entries(entry.properties)
    // A value is one word like `red`; anything else is text from outside.
    .filter(([name, value]) =>
      value === true ? name !== 'graspable' : typeof value === 'string' && /^[a-z][a-z0-9_]{0,19}$/.test(value),
    )
    .map(([name, value]) => (value === true ? name : `${name}=${value}`))
    .slice(0, 8);
  return entry.kind === 'item' && entry.properties.graspable !== true ? ['not-graspable', ...shown] : shown;
};

/** What enters the prompt: robots, then things by relevance to the sentence until the budget is used; what a thing stands on comes with it. */
const choose = (situation: Situation, spoken: string, budget: number, cost: (id: string) => number): Set<string> => {
  const { model, state } = situation;
  const chosen = new Set<string>();
  let left = budget;
  const take = (id: string): void => {
    if (chosen.has(id) || model.entities[id] === undefined) return;
    chosen.add(id);
    left -= cost(id);
  };
  const wheres = new Map<string, string[]>();
  for (const key of Object.keys(state.facts)) {
    if (factValue(state, key) === false) continue;
    const [predicate, subject, place] = parseFactKey(key);
    if (['on', 'in', 'at', 'held', 'loaded'].includes(predicate) && subject && place)
      wheres.set(subject, [...(wheres.get(subject) ?? []), place]);
  }
  const scores = new Map<string, number>();
  const scoreOf = (id: string): number => {
    const known = scores.get(id) ?? relevance(model, id, spoken);
    scores.set(id, known);
    return known;
  };
  const ranked = (ids: readonly string[]): string[] =>
    ids
      // A thing in or on what was named is likely meant.
      .map((id) => ({
        id,
        score: scoreOf(id) + Math.max(0, ...(wheres.get(id) ?? []).map((place) => scoreOf(place) / 2)),
      }))
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .map((entry) => entry.id);
  for (const id of ranked(model.members.robot ?? [])) {
    if (left < budget * (1 - ROBOT_SHARE)) break;
    take(id);
  }
  const things = [...(model.members.place ?? []), ...(model.members.item ?? []), ...(model.members.person ?? [])];
  for (const id of ranked(things)) {
    if (left <= 0) break;
    take(id);
    for (const place of wheres.get(id) ?? []) take(place);
  }
  return chosen;
};

/** Names, class, colours and words that the sentence shares with a thing. */
const relevance = (model: WorldModel, id: string, spoken: string): number => {
  const entry = model.entities[id];
  if (!entry) return 0;
  let score = 0;
  for (const name of [...entry.names.en, ...entry.names.zh]) {
    const lower = name.toLowerCase();
    if (lower.length > 1 && spoken.includes(lower)) score += 10 + lower.length;
    for (const word of lower.split(/[\s_-]+/)) if (word.length > 2 && spoken.includes(word)) score += 3;
  }
  const classes = new Set(model.ancestors[entry.class] ?? []);
  for (const known of model.library.vocabulary.classes)
    if (
      classes.has(known.id) &&
      [...known.names.en, ...known.names.zh].some((name) => name.length > 1 && spoken.includes(name.toLowerCase()))
    )
      score += 4;
  for (const value of model.library.vocabulary.values ?? [])
    if (
      entry.properties[value.property] === value.id &&
      [...value.names.en, ...value.names.zh].some((name) => spoken.includes(name.toLowerCase()))
    )
      score += 2;
  return score;
};

/** `find(words)`: things whose names share words; `near(id)`: what is in, on or at a place, or where a thing is. */
const lookUp = (
  queries: readonly string[],
  situation: Situation,
  register: (id: string) => string,
  describe: Describe,
  toEntity: (name: string) => string | undefined,
): string => {
  const { model, state } = situation;
  const lines: string[] = [];
  for (const query of queries.slice(0, 4)) {
    const match = /^\s*(find|near)\s*\((.{0,120})\)\s*$/u.exec(query);
    const words = (match?.[2] ?? query).toLowerCase().replace(/"/g, '').slice(0, 120);
    const id = match?.[1] === 'near' ? toEntity(words) : undefined;
    const found =
      id !== undefined
        ? Object.keys(state.facts)
            .filter((key) => factValue(state, key) !== false)
            .map((key) => parseFactKey(key))
            .filter(([, ...terms]) => terms.includes(id))
            .map(([, subject]) => subject as string)
        : Object.keys(model.entities)
            .map((entry) => ({ entry, score: relevance(model, entry, words) }))
            .filter(({ score }) => score > 0)
            .sort((a, b) => b.score - a.score || (a.entry < b.entry ? -1 : 1))
            .map(({ entry }) => entry);
    const shown = [...new Set(found)]
      .filter((entry) => model.entities[entry]?.kind !== 'region')
      .slice(0, LOOK_UP_LINES);
    lines.push(
      `${match?.[1] ?? 'find'}(${id === undefined ? JSON.stringify(asName(words) ?? '') : register(id)}): ${shown.length === 0 ? 'nothing' : ''}`,
    );
    lines.push(...shown.map(describe));
  }
  return lines.join('\n');
};

/** Kinds of robots and what they do; skills as signatures with conditions and effects. Only what some robot of the scene can do. */
export const describeAbilities = (model: WorldModel): string => {
  const kinds = [...new Set(model.scene.robots.map((robot) => robot.kind))].sort();
  const manifests = kinds.map((kind) => model.library.robots[kind]!);
  const skills = Object.values(model.library.skills)
    .filter((skill) => !isCrossing(skill.effects.end))
    .filter((skill) =>
      skill.roles.every((role) => manifests.some((manifest) => capabilityFor(manifest, skill, role.name))),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const plain = (term: string): string => term.replace(/^\?/, '');
  const entries = skills.map((skill) => {
    const roles = skill.roles.map((role) => `${plain(role.name)}${role.at ? `@${plain(role.at)}` : ''}`);
    const parameters = skill.parameters.map(
      (entry) => `${plain(entry.name)}${entry.type === plain(entry.name) ? '' : `:${entry.type}`}`,
    );
    const needs = skill.conditions.start.map((condition) => writeCondition(condition, plain)).join(', ');
    const makes = skill.effects.end.flatMap((effect) => writeEffect(effect as readonly unknown[], plain)).join(', ');
    const signature = `${skill.id}(${[...roles, ...parameters].join(', ')})`;
    const result = `; then ${makes === '' ? 'done' : makes}`;
    return { whole: `${signature}${needs === '' ? '' : ` if ${needs}`}${result}`, brief: `${signature}${result}` };
  });
  const isLong = estimateTokens(entries.map((entry) => entry.whole).join('\n')) > SKILL_TOKENS;
  const lines = entries.map((entry) => (isLong ? entry.brief : entry.whole));
  const known = new Set(skills.map((skill) => skill.id));
  return `SKILLS\n${lines.join('\n')}\n\nKINDS OF ROBOTS\n${manifests.map((manifest) => describeKind(manifest, known)).join('\n')}`;
};

/** Ways through doors and lifts are put in afterwards: no word of them is needed. */
const isCrossing = (effects: readonly unknown[]): boolean =>
  effects.some((effect) => Array.isArray(effect) && effect[0] === 'region');

const writeEffect = (effect: readonly unknown[], name: (term: string) => string): string[] => {
  const [head, ...rest] = effect as readonly [string, ...unknown[]];
  if (['increase', 'decrease', 'assign', 'scale-up', 'scale-down', 'forall'].includes(head)) return [];
  if (head === 'and') return rest.flatMap((part) => writeEffect(part as readonly unknown[], name));
  if (head === 'not') return [`not ${writeAtom(rest[0] as string[], name)}`];
  if (head === 'when')
    return writeEffect(rest[1] as readonly unknown[], name).map(
      (made) => `${writeCondition(rest[0] as Condition, name)} -> ${made}`,
    );
  return [writeAtom(effect as string[], name)];
};

const describeKind = (manifest: RobotManifest, known: ReadonlySet<string>): string => {
  const hands = manifest.hands.map((hand) => `hand up to ${hand.payloadKg}kg at ${hand.minHeight}-${hand.maxHeight}m`);
  const carrier = manifest.carrier
    ? [`${manifest.carrier.kind} for ${manifest.carrier.slots} up to ${manifest.carrier.payloadKg}kg`]
    : [];
  const skills = manifest.capabilities
    .filter((capability) => known.has(capability.skill))
    .map((capability) => {
      const limits = Object.entries(capability.limits ?? {}).map(([name, value]) => `${name} ${value}`);
      return `${capability.skill}${limits.length > 0 ? `[${limits.join(' ')}]` : ''}`;
    });
  return `${manifest.kind}: ${[MOTION[manifest.mobility.mode], ...hands, ...carrier].join(', ')}; ${skills.join(' ')}`;
};
