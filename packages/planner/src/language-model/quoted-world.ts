import { capabilityFor, displayName, parseFactKey, type Situation, type WorldModel } from '@muster/domain';

/**
 * The world as quoted data under opaque ids: names, labels and notes come from files and people, so they stand in quotation marks beside an id and can
 * never be read as an order. Ids are `p1` (places), `i1` (items), `r1` (robots), `h1` (people), `g1` (regions); the mapping back never leaves here.
 */
export type QuotedWorld = {
  readonly text: string;
  toEntity(opaque: string): string | undefined;
  toOpaque(entity: string): string;
};

const PREFIX = { place: 'p', item: 'i', robot: 'r', person: 'h', region: 'g' } as const;
/** Longest name that enters a prompt. */
const NAME_LIMIT = 40;
/** Entities beyond these numbers are narrowed by relevance to the sentence. */
const ITEMS = 60;
const PLACES = 60;

export const quoteWorld = (situation: Situation, utterance: string): QuotedWorld => {
  const { model, state } = situation;
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
  const lines: string[] = [];
  const facts = Object.entries(state.facts).filter(([, belief]) => belief.value !== false);
  const near = new Map<string, string[]>();
  for (const [key, belief] of facts) {
    const [predicate, ...terms] = parseFactKey(key);
    if (terms.length === 0 || predicate === 'region') continue;
    near.set(terms[0]!, [
      ...(near.get(terms[0]!) ?? []),
      `${predicate}${
        terms.length > 1
          ? `(${terms
              .slice(1)
              .map((term) => `⟦${term}⟧`)
              .join(',')})`
          : ''
      }${belief.value === 'unknown' ? '?' : ''}`,
    ]);
  }
  const describe = (id: string, extra: readonly string[]): void => {
    const known = near.get(id) ?? [];
    lines.push(
      `${register(id)} ${quote(model, id)} ${model.entities[id]?.class ?? ''}${[...extra, ...known].length > 0 ? `; ${[...extra, ...known].join(' ')}` : ''}`,
    );
  };
  const ranked = (ids: readonly string[], limit: number): string[] =>
    ids.length <= limit
      ? [...ids]
      : [...ids]
          .sort((a, b) => relevance(model, b, utterance) - relevance(model, a, utterance) || (a < b ? -1 : 1))
          .slice(0, limit);
  lines.push('ROBOTS');
  for (const robot of model.scene.robots) {
    const manifest = model.library.robots[robot.kind]!;
    const hands = manifest.hands
      .map((hand) => `hand ${hand.payloadKg}kg ${hand.minHeight}-${hand.maxHeight}m`)
      .join(', ');
    const carrier = manifest.carrier ? `carries ${manifest.carrier.slots}x up to ${manifest.carrier.payloadKg}kg` : '';
    describe(
      robot.id,
      [
        manifest.mobility.mode,
        hands,
        carrier,
        `skills: ${manifest.capabilities.map((capability) => capability.skill).join(',')}`,
      ].filter((part) => part !== ''),
    );
  }
  lines.push('PLACES');
  for (const id of ranked(model.members.place ?? [], PLACES))
    describe(id, [`height ${model.staticNumbers[`height(${id})`] ?? 0}m`, ...properties(model, id)]);
  lines.push('ITEMS');
  for (const id of ranked(model.members.item ?? [], ITEMS))
    describe(id, [`${model.staticNumbers[`mass(${id})`] ?? 0}kg`, ...properties(model, id)]);
  const people = model.members.person ?? [];
  if (people.length > 0) lines.push('PEOPLE');
  for (const id of people) describe(id, []);
  // References inside facts are written last, so that everything has its id.
  const text = lines.join('\n').replace(/⟦([^⟧]+)⟧/g, (_, id: string) => register(id));
  return { text, toEntity: (name) => entity.get(name), toOpaque: (id) => register(id) };
};

const quote = (model: WorldModel, id: string): string => {
  const names = model.entities[id]?.names;
  const clean = (text: string): string => text.replace(/["\n\r\\⟦⟧]/g, ' ').slice(0, NAME_LIMIT);
  return names ? `"${clean(displayName(names, 'en'))}"/"${clean(displayName(names, 'zh'))}"` : '""';
};

const properties = (model: WorldModel, id: string): string[] =>
  Object.entries(model.entities[id]?.properties ?? {})
    .filter(([, value]) => value === true || typeof value === 'string')
    .map(([name, value]) => (value === true ? name : `${name}=${String(value).replace(/[^a-z0-9_]/g, '')}`))
    .slice(0, 8);

/** Shared words and characters with the sentence: enough to keep what is meant among what is shown. */
const relevance = (model: WorldModel, id: string, utterance: string): number => {
  const entry = model.entities[id];
  if (!entry) return 0;
  const lower = utterance.toLowerCase();
  let score = 0;
  for (const name of [...entry.names.en, ...entry.names.zh]) {
    if (lower.includes(name.toLowerCase())) score += 10 + name.length;
    for (const word of name.toLowerCase().split(/\s+/)) if (word.length > 2 && lower.includes(word)) score += 2;
  }
  if (lower.includes(entry.class)) score += 1;
  return score;
};

/** Skills as signatures with their conditions, in the formula language; only those that some robot of the scene claims. */
export const describeSkills = (model: WorldModel): string => {
  const manifests = [...new Set(model.scene.robots.map((robot) => robot.kind))].map(
    (kind) => model.library.robots[kind]!,
  );
  return Object.values(model.library.skills)
    .filter((skill) =>
      skill.roles.every((role) => manifests.some((manifest) => capabilityFor(manifest, skill, role.name))),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((skill) => {
      const parameters = skill.parameters.map((parameter) => `${parameter.name.slice(1)}:${parameter.type}`).join(', ');
      const roles = skill.roles
        .map((role) => `${role.name.slice(1)}${role.at ? `@${role.at.slice(1)}` : ''}`)
        .join(', ');
      return `${skill.id}(${parameters}) robots[${roles}]: ${skill.says.en}; makes ${skill.effects.end
        .filter((effect) => !['not', 'increase', 'decrease', 'assign', 'forall'].includes(effect[0]))
        .map((effect) => JSON.stringify(effect).replace(/"/g, '').replace(/\?/g, ''))
        .join(' ')}`;
    })
    .join('\n');
};
