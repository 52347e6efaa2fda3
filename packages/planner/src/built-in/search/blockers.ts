import {
  type Atom,
  atomKey,
  bindCondition,
  COMPARISONS,
  type Condition,
  capabilityFor,
  displayName,
  type Effect,
  isOfClass,
  limitConditions,
  parseFactKey,
  type Situation,
  type Skill,
} from '@muster/domain';
import { freeVariables, liftedEffects } from './lifted-rule.ts';
import { conditionWays, type Grounds } from './normal-form.ts';

export type Literal = { readonly atom: Atom; readonly wanted: boolean };
/** What keeps a robot, or everybody, from a step. The higher the rank the more it says. */
export type Blocker = {
  readonly code: string;
  readonly rank: number;
  readonly says: { readonly en: string; readonly zh: string };
};

type Bindings = Readonly<Record<string, string>>;

const DEPTH = 3;

/** For each robot whose skills could bring a fact about: the constant or the unchangeable fact that stops it. */
export const blockersOf = (literal: Literal, situation: Situation, grounds: Grounds): ReadonlyMap<string, Blocker> => {
  const found = new Map<string, Blocker>();
  collect(literal, situation, grounds, found, DEPTH, new Set());
  return found;
};

const collect = (
  literal: Literal,
  situation: Situation,
  grounds: Grounds,
  found: Map<string, Blocker>,
  depth: number,
  visited: Set<string>,
): void => {
  const id = `${literal.wanted} ${atomKey(literal.atom)}`;
  if (visited.has(id)) return;
  visited.add(id);
  const { model } = situation;
  for (const skill of Object.values(model.library.skills))
    for (const bindings of achieving(skill, literal, situation))
      for (const role of skill.roles)
        for (const robot of model.scene.robots) {
          if (bindings[role.name] !== undefined && bindings[role.name] !== robot.id) continue;
          if (!capabilityFor(model.library.robots[robot.kind]!, skill, role.name)) continue;
          const placed = withPlaces(skill, { ...bindings, [role.name]: robot.id }, situation);
          const blocker = firstBlocker(skill, role.name, robot.id, placed, situation, grounds);
          if (blocker) {
            const known = found.get(robot.id);
            if (!known || blocker.rank > known.rank) found.set(robot.id, blocker);
          } else if (depth > 0)
            for (const condition of skill.conditions.start)
              for (const atom of factsOf(bindCondition(condition, placed)))
                if (!freeVariables(atom).length && situation.state.facts[atomKey(atom)]?.value !== true)
                  collect({ atom, wanted: true }, situation, grounds, found, depth - 1, visited);
        }
};

/** Bindings under which some effect of a skill makes a literal true. */
const achieving = (skill: Skill, literal: Literal, situation: Situation): Bindings[] =>
  [
    ...liftedEffects(skill).map((entry) => entry.effect),
    ...skill.roles.flatMap((role): Effect[] => (role.at ? [['at', role.name, role.at]] : [])),
  ].flatMap((effect) => {
    const atom = literal.wanted ? effect : effect[0] === 'not' ? (effect[1] as Effect) : undefined;
    if (!atom || atom[0] !== literal.atom[0] || atom.length !== literal.atom.length) return [];
    const bindings: Record<string, string> = {};
    for (let position = 1; position < atom.length; position += 1) {
      const term = atom[position] as string;
      const value = literal.atom[position] as string;
      if (!term.startsWith('?')) {
        if (term !== value) return [];
        continue;
      }
      const type = skill.parameters.find((parameter) => parameter.name === term)?.type;
      const isRole = skill.roles.some((role) => role.name === term);
      if (!type && !isRole) return [];
      if (!isOfClass(situation.model, value, type ?? 'robot') || (bindings[term] ?? value) !== value) return [];
      bindings[term] = value;
    }
    return [bindings];
  });

/** Fills in where things are now: a parameter that some condition relates to a bound thing by a believed fact. */
const withPlaces = (skill: Skill, bindings: Bindings, situation: Situation): Bindings => {
  const full: Record<string, string> = { ...bindings };
  for (const condition of skill.conditions.start)
    for (const atom of factsOf(condition)) {
      const open = atom.slice(1).filter((term) => term.startsWith('?') && full[term] === undefined);
      if (open.length !== 1 || atom.length < 3) continue;
      const name = open[0]!;
      if (!skill.parameters.some((parameter) => parameter.name === name)) continue;
      for (const [key, belief] of Object.entries(situation.state.facts)) {
        if (belief.value !== true || !key.startsWith(`${atom[0]}(`)) continue;
        const terms = parseFactKey(key).slice(1);
        if (atom.slice(1).every((term, index) => term === name || (full[term] ?? term) === terms[index])) {
          full[name] = terms[atom.indexOf(name) - 1]!;
          break;
        }
      }
    }
  return full;
};

/** Positive facts anywhere in a condition. */
const factsOf = (condition: Condition): Atom[] => {
  const [head, ...rest] = condition as readonly [string, ...unknown[]];
  if (head === 'and' || head === 'or') return (rest as Condition[]).flatMap(factsOf);
  if (head === 'imply') return factsOf(rest[1] as Condition);
  if (head === 'not' || head === '=' || head === 'forall' || head === 'exists' || COMPARISONS.has(head)) return [];
  return [condition as Atom];
};

const firstBlocker = (
  skill: Skill,
  role: string,
  robot: string,
  bindings: Bindings,
  situation: Situation,
  grounds: Grounds,
): Blocker | undefined => {
  const { model } = situation;
  const entry = model.scene.robots.find((candidate) => candidate.id === robot)!;
  const manifest = model.library.robots[entry.kind]!;
  const label = { en: displayName(entry.names, 'en'), zh: displayName(entry.names, 'zh') };
  let best: Blocker | undefined;
  const offer = (blocker: Blocker): void => {
    if (!best || blocker.rank > best.rank) best = blocker;
  };
  const at = skill.roles.find((candidate) => candidate.name === role)?.at;
  const place = at === undefined ? undefined : bindings[at];
  if (place !== undefined && model.service[robot]?.[place] === undefined)
    offer({
      code: 'PLAN_OUT_OF_REACH',
      rank: 2,
      says: {
        en: `${label.en} can't get to ${nameOf(situation, place).en}`,
        zh: `${label.zh}到不了${nameOf(situation, place).zh}`,
      },
    });
  const conditions = [...skill.conditions.start, ...limitConditions(manifest, skill, role)].flatMap((condition) =>
    condition[0] === 'and' ? (condition.slice(1) as Condition[]) : [condition],
  );
  for (const condition of conditions) {
    const bound = bindCondition(condition, bindings);
    if (freeVariables(bound).length > 0 || belongsToAnother(bound, robot, situation)) continue;
    if (conditionWays(bound, grounds).length === 0) offer(explain(bound, situation, label));
    else if (stuck(bound, situation, grounds)) offer(stuckBlocker(bound, situation, label));
  }
  // A property that the thing lacks makes the skill another one's: it decides only where nothing else speaks.
  return best;
};

/** A condition on other robots of a joint step, not on this one. */
const belongsToAnother = (condition: Condition, robot: string, situation: Situation): boolean => {
  const text = JSON.stringify(condition);
  return !text.includes(`"${robot}"`) && situation.model.scene.robots.some((entry) => text.includes(`"${entry.id}"`));
};

/** A single fact that is not as wanted, and that no skill of the library changes. */
const stuck = (condition: Condition, situation: Situation, grounds: Grounds): boolean => {
  const wanted = condition[0] !== 'not';
  const atom = (wanted ? condition : condition[1]) as Atom;
  if (
    !Array.isArray(atom) ||
    ['and', 'or', 'imply', 'forall', 'exists', '='].includes(atom[0]) ||
    COMPARISONS.has(atom[0])
  )
    return false;
  if (!grounds.dynamicPredicate(atom[0])) return false;
  const value = situation.state.facts[atomKey(atom)]?.value ?? false;
  if (value === wanted) return false;
  return !Object.values(situation.model.library.skills).some(
    (skill) => achieving(skill, { atom, wanted }, situation).length > 0,
  );
};

const stuckBlocker = (condition: Condition, situation: Situation, label: { en: string; zh: string }): Blocker => {
  const wanted = condition[0] !== 'not';
  const atom = (wanted ? condition : condition[1]) as Atom;
  const fact = sayAtom(atom, !wanted, situation);
  const unknown = situation.state.facts[atomKey(atom)]?.value === 'unknown';
  return unknown
    ? {
        code: 'PLAN_UNKNOWN_FACT',
        rank: 3,
        says: {
          en: `nobody knows whether ${sayAtom(atom, true, situation).en}, and ${label.en} can't find out`,
          zh: `没有人知道是否${sayAtom(atom, true, situation).zh}，${label.zh}也无法查明`,
        },
      }
    : {
        code: 'PLAN_STATE_BLOCKS',
        rank: 3,
        says: { en: `${fact.en}, and nothing here can change that`, zh: `${fact.zh}，而这里没有办法改变` },
      };
};

const nameOf = (situation: Situation, id: string): { en: string; zh: string } => {
  const entity = situation.model.entities[id];
  return entity ? { en: displayName(entity.names, 'en'), zh: displayName(entity.names, 'zh') } : { en: id, zh: id };
};

const sayAtom = (atom: Atom, holds: boolean, situation: Situation): { en: string; zh: string } => {
  const entry = situation.model.library.vocabulary.predicates.find((candidate) => candidate.id === atom[0]);
  const fill = (template: string, language: 'en' | 'zh'): string =>
    template.replace(/\{(\d)\}/g, (_, index) => nameOf(situation, String(atom[Number(index) + 1] ?? ''))[language]);
  if (!entry) return { en: `${holds ? '' : 'not '}${atomKey(atom)}`, zh: `${holds ? '' : '非 '}${atomKey(atom)}` };
  if (!holds && entry.saysNot) return { en: fill(entry.saysNot.en, 'en'), zh: fill(entry.saysNot.zh, 'zh') };
  return {
    en: `${holds ? '' : 'it is not so that '}${fill(entry.says.en, 'en')}`,
    zh: `${holds ? '' : '并非'}${fill(entry.says.zh, 'zh')}`,
  };
};

/** A constant that decides, with the figures that it compares. */
const explain = (condition: Condition, situation: Situation, label: { en: string; zh: string }): Blocker => {
  const { model, state } = situation;
  const text = JSON.stringify(condition);
  const figure = (name: string): number | undefined => {
    const match = new RegExp(`\\["${name}","([a-z0-9_]+)"\\]`).exec(text);
    const key = match ? `${name}(${match[1]})` : '';
    return model.staticNumbers[key] ?? state.numbers[key]?.value;
  };
  const mass = figure('mass');
  if (mass !== undefined) {
    const limit =
      figure('payload') ?? figure('carrier_payload') ?? (typeof condition[2] === 'number' ? condition[2] : 0);
    return {
      code: 'PLAN_PAYLOAD_EXCEEDED',
      rank: 6,
      says: {
        en: `${label.en} carries at most ${limit} kg and it weighs ${mass} kg`,
        zh: `${label.zh}最多能搬 ${limit} 公斤，而它重 ${mass} 公斤`,
      },
    };
  }
  const width = figure('width');
  if (width !== undefined)
    return {
      code: 'PLAN_TOO_WIDE',
      rank: 5,
      says: {
        en: `${label.en}'s gripper opens ${figure('grip_width') ?? 0} m and it is ${width} m wide`,
        zh: `${label.zh}的夹爪最多张开 ${figure('grip_width') ?? 0} 米，而它宽 ${width} 米`,
      },
    };
  const height = figure('height') ?? figure('carrier_height');
  if (height !== undefined)
    return {
      code: 'PLAN_OUT_OF_REACH',
      rank: 4,
      says: { en: `${label.en} can't work at a height of ${height} m`, zh: `${label.zh}够不到 ${height} 米的高度` },
    };
  const atom = (condition[0] === 'not' ? condition[1] : condition) as Atom;
  if (Array.isArray(atom) && atom.slice(1).every((term) => typeof term === 'string')) {
    const fact = sayAtom(atom, condition[0] === 'not', situation);
    return {
      code: 'PLAN_CONDITION_IMPOSSIBLE',
      rank: 1,
      says: { en: `${label.en} can't: ${fact.en}`, zh: `${label.zh}做不到：${fact.zh}` },
    };
  }
  return {
    code: 'PLAN_CONDITION_IMPOSSIBLE',
    rank: 0,
    says: { en: `${label.en} does not meet a condition of the skill`, zh: `${label.zh}不满足该技能的条件` },
  };
};
