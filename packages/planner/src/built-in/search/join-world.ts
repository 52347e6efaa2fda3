import { bindCondition, type Condition, capabilityFor, isOfClass, type Situation } from '@muster/domain';
import type { FactIndex } from './fact-index.ts';
import { type JoinBody, type JoinWorld, joinBody } from './join.ts';
import { conditionWays, type Grounds } from './normal-form.ts';

type Bindings = Readonly<Record<string, string>>;

/** Which things take part: a small set first, everything when that finds no plan. */
export type Focus = {
  readonly items?: ReadonlySet<string>;
  readonly places?: ReadonlySet<string>;
  readonly avoidRobots: ReadonlySet<string>;
  readonly avoidSkills: ReadonlySet<string>;
  /** Receives the items outside of `items` that some applicable step would use together with one of them. */
  readonly coItems?: Set<string>;
};

/** Domains, gates and tests of a situation for joins. */
export const joinWorld = (situation: Situation, grounds: Grounds, focus: Focus, facts: FactIndex): JoinWorld => {
  const { model } = situation;
  const members = new Map<string, ReadonlySet<string>>();
  const memberSet = (type: string): ReadonlySet<string> => {
    const known = members.get(type) ?? new Set(model.members[type] ?? []);
    members.set(type, known);
    return known;
  };
  const manifestOf = new Map(model.scene.robots.map((robot) => [robot.id, model.library.robots[robot.kind]!]));
  const tests = new Map<Condition, Map<string, boolean>>();
  const decide = (condition: Condition, bindings: Bindings): boolean => {
    if (condition[0] === 'claims') {
      const [, robot, skill, role] = condition as unknown as [string, string, string, string];
      const manifest = manifestOf.get(bindings[robot]!);
      return manifest !== undefined && capabilityFor(manifest, model.library.skills[skill]!, role) !== undefined;
    }
    if (condition[0] === 'serves')
      return model.service[bindings[condition[1] as string]!]?.[bindings[condition[2] as string]!] !== undefined;
    return conditionWays(bindCondition(condition, bindings), grounds).length > 0;
  };
  return {
    facts,
    domain: (variable) => model.members[variable.type] ?? [],
    admits: (variable, value) => {
      if (!memberSet(variable.type).has(value)) return false;
      if (variable.role && focus.avoidRobots.has(value)) return false;
      if (focus.items && isOfClass(model, value, 'item') && !focus.items.has(value)) return false;
      return !(focus.places && isOfClass(model, value, 'place') && !focus.places.has(value));
    },
    mayHold: ({ condition, variables }, bindings) => {
      let known = tests.get(condition);
      if (!known) {
        known = new Map();
        tests.set(condition, known);
      }
      let key = '';
      for (const name of variables) key += ` ${bindings[name]}`;
      const answer = known.get(key);
      if (answer !== undefined) return answer;
      const decided = decide(condition, bindings);
      known.set(key, decided);
      return decided;
    },
  };
};

/** Items that a step on one of the focused items may need as well: for each skill over several items one of them is free. */
export const noteCoItems = (
  bodies: readonly JoinBody[],
  situation: Situation,
  grounds: Grounds,
  focus: Focus,
  facts: FactIndex,
  found: Set<string>,
): void => {
  const { items } = focus;
  if (!items) return;
  const { items: _items, ...open } = focus;
  const world = joinWorld(situation, grounds, open, facts);
  const isItem = (variable: { readonly type: string }): boolean =>
    situation.model.ancestors[variable.type]?.includes('item') === true;
  for (const body of bodies) {
    const things = body.variables.filter(isItem);
    if (things.length < 2) continue;
    for (const free of things)
      joinBody(
        body,
        {
          ...world,
          admits: (variable, value) =>
            world.admits(variable, value) && (variable.name === free.name || !isItem(variable) || items.has(value)),
        },
        -1,
        [],
        (bindings) => {
          const value = bindings[free.name]!;
          if (!items.has(value)) found.add(value);
        },
      );
  }
};
