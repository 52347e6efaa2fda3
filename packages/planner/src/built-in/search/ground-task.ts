import {
  type Atom,
  atomKey,
  bindAtom,
  bindCondition,
  bindEffect,
  COMPARISONS,
  type Condition,
  capabilityFor,
  type Effect,
  isOfClass,
  limitConditions,
  NUMERIC_CHANGES,
  type NumericChange,
  type NumericExpression,
  parseFactKey,
  type Situation,
  type Skill,
} from '@muster/domain';
import { FactIndex } from './fact-index.ts';
import { type JoinWorld, joinBody } from './join.ts';
import {
  type Conjunction,
  conjunctionsOf,
  type LiftedEffect,
  liftedEffects,
  skillVariables,
  travelConditions,
  type Variable,
} from './lifted-rule.ts';
import { conditionWays, type Grounds, joinWays, linearForm, type RawWay } from './normal-form.ts';
import { stepRuleConditions } from './rule-filter.ts';

export { makeGrounds } from './make-grounds.ts';

export type RawUpdate = {
  readonly fluent: string;
  readonly kind: 'assign' | 'increase';
  readonly terms: readonly (readonly [string, number])[];
  readonly constant: number;
};
export type RawGroup = {
  readonly way: RawWay;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly updates: readonly RawUpdate[];
};
export type RawOperator = {
  readonly skill: Skill;
  readonly args: Readonly<Record<string, string>>;
  readonly roles: Readonly<Record<string, string>>;
  readonly way: RawWay;
  /** The first group is unconditional. */
  readonly groups: readonly RawGroup[];
};

/** Which things take part: a small set first, everything when that finds no plan. */
export type Focus = {
  readonly items?: ReadonlySet<string>;
  readonly places?: ReadonlySet<string>;
  readonly avoidRobots: ReadonlySet<string>;
  readonly avoidSkills: ReadonlySet<string>;
};

const EMPTY_WAY: RawWay = { positive: [], negative: [], tests: [] };

type Bindings = Readonly<Record<string, string>>;

/** A skill under one conjunction of its conditions; or one of its quantified or conditional effects under one conjunction of both. */
type Rule = {
  readonly skill: Skill;
  readonly conjunction: Conjunction;
  readonly variables: readonly Variable[];
  /** Facts to join over: the conjunction's own and, for an effect that only ends a fact, that fact. */
  readonly join: readonly Atom[];
  readonly own: readonly Variable[];
  /** Position among the conjunctions of the skill. */
  readonly variant: number;
  /** Undefined: the skill's unconditional effects. */
  readonly effect?: { readonly lifted: LiftedEffect; readonly conjunction: Conjunction };
  readonly always: readonly Effect[];
};

type Building = {
  readonly rule: Rule;
  readonly bindings: Bindings;
  readonly groups: Map<string, { way: RawWay; add: string[]; remove: string[]; updates: RawUpdate[] }>;
  sound: boolean;
};

/**
 * Every instance of every skill that the delete relaxation reaches from the believed state, by a semi-naive join over reached facts (Helmert,
 * AIJ 173, 2009): what can never be applied is never made.
 */
export const groundOperators = (situation: Situation, grounds: Grounds, focus: Focus): RawOperator[] => {
  const { model, state } = situation;
  const facts = new FactIndex();
  for (const key of Object.keys(model.staticFacts)) facts.add(key);
  for (const [key, belief] of Object.entries(state.facts)) if (belief.value === true) facts.add(key);
  const rules = Object.keys(model.library.skills)
    .sort()
    .filter((id) => !focus.avoidSkills.has(id))
    .flatMap((id) => skillRules(model.library.skills[id]!));
  const world = joinWorld(situation, grounds, focus, facts);
  const building = new Map<string, Building>();
  const seen = rules.map(() => new Set<string>());
  let reached: string[] = [];
  const instantiate = (rule: Rule, position: number, bindings: Bindings): void => {
    const values = rule.variables.map((variable) => bindings[variable.name]).join(' ');
    if (seen[position]!.has(values)) return;
    seen[position]!.add(values);
    const key = `${rule.skill.id} ${rule.variant} ${rule.own.map((variable) => bindings[variable.name]).join(' ')}`;
    let entry = building.get(key);
    if (!entry) {
      entry = { rule, bindings: { ...bindings }, groups: new Map(), sound: true };
      building.set(key, entry);
    }
    collect(entry, rule, bindings, grounds, reached);
  };
  rules.forEach((rule, position) => {
    joinBody({ ...rule.conjunction, variables: rule.variables, facts: rule.join }, world, -1, [], (bindings) =>
      instantiate(rule, position, bindings),
    );
  });
  while (reached.length > 0) {
    const news = new Map<string, (readonly string[])[]>();
    for (const key of reached)
      if (facts.add(key)) {
        const [predicate, ...terms] = parseFactKey(key);
        const list = news.get(predicate);
        if (list) list.push(terms);
        else news.set(predicate, [terms]);
      }
    reached = [];
    rules.forEach((rule, position) => {
      rule.join.forEach((atom, index) => {
        const fresh = news.get(atom[0]);
        if (fresh)
          joinBody(
            { ...rule.conjunction, variables: rule.variables, facts: rule.join },
            world,
            index,
            fresh,
            (bindings) => instantiate(rule, position, bindings),
          );
      });
    });
  }
  const operators: RawOperator[] = [];
  for (const entry of [...building].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value))
    operators.push(...finish(entry, situation, grounds));
  return operators;
};

const joinWorld = (situation: Situation, grounds: Grounds, focus: Focus, facts: FactIndex): JoinWorld => {
  const { model } = situation;
  const members = new Map<string, ReadonlySet<string>>();
  const memberSet = (type: string): ReadonlySet<string> => {
    const known = members.get(type) ?? new Set(model.members[type] ?? []);
    members.set(type, known);
    return known;
  };
  const tests = new Map<string, boolean>();
  return {
    facts,
    domain: (variable) => model.members[variable.type] ?? [],
    admits: (variable, value) => {
      if (!memberSet(variable.type).has(value)) return false;
      if (variable.role && focus.avoidRobots.has(value)) return false;
      if (focus.items && isOfClass(model, value, 'item') && !focus.items.has(value)) return false;
      return !(focus.places && isOfClass(model, value, 'place') && !focus.places.has(value));
    },
    mayHold: (condition, bindings) => {
      if (condition[0] === 'claims') {
        const [, robot, skill, role] = condition as unknown as [string, string, string, string];
        const kind = model.scene.robots.find((entry) => entry.id === bindings[robot])?.kind ?? '';
        const manifest = model.library.robots[kind];
        return manifest !== undefined && capabilityFor(manifest, model.library.skills[skill]!, role) !== undefined;
      }
      if (condition[0] === 'serves')
        return model.service[bindings[condition[1] as string]!]?.[bindings[condition[2] as string]!] !== undefined;
      const bound = bindCondition(condition, bindings);
      const key = JSON.stringify(bound);
      const known = tests.get(key);
      if (known !== undefined) return known;
      const possible = conditionWays(bound, grounds).length > 0;
      tests.set(key, possible);
      return possible;
    },
  };
};

const skillRules = (skill: Skill): Rule[] => {
  if (skill.outcomes && skill.effects.end.length === 0) return [];
  if (skill.parameters.some((parameter) => parameter.type === 'number' || parameter.type === 'text')) return [];
  const own = skillVariables(skill);
  const conditions = [...travelConditions(skill), ...skill.conditions.start, ...(skill.conditions.during ?? [])];
  const gates = skill.roles.flatMap((role) => [
    {
      condition: ['claims', role.name, skill.id, role.name] as unknown as Condition,
      variables: [role.name],
    },
    ...(role.at
      ? [{ condition: ['serves', role.name, role.at] as unknown as Condition, variables: [role.name, role.at] }]
      : []),
  ]);
  const effects = liftedEffects(skill);
  const plain = effects.filter((entry) => entry.variables.length === 0 && entry.conditions.length === 0);
  const always: Effect[] = [
    ...skill.roles.flatMap((role): Effect[] => (role.at ? [['at', role.name, role.at]] : [])),
    ...plain.map((entry) => entry.effect),
  ];
  return conjunctionsOf(conditions, COMPARISONS).flatMap((conjunction, variant): Rule[] => {
    const variables = [...own, ...conjunction.variables];
    const base = { ...conjunction, tests: [...gates, ...conjunction.tests] };
    const shared = { skill, variant, always, own: variables };
    const rules: Rule[] = [{ ...shared, conjunction: base, variables, join: conjunction.facts }];
    for (const lifted of effects) {
      if (plain.includes(lifted)) continue;
      // An effect that ends facts whatever holds matters only for those that can be true.
      const ended = lifted.conditions.length === 0 && lifted.effect[0] === 'not' ? [lifted.effect[1] as Atom] : [];
      for (const part of conjunctionsOf(lifted.conditions, COMPARISONS))
        rules.push({
          ...shared,
          conjunction: { ...base, tests: [...base.tests, ...part.tests] },
          variables: [...variables, ...lifted.variables, ...part.variables],
          join: [...conjunction.facts, ...part.facts, ...ended],
          effect: { lifted, conjunction: part },
        });
    }
    return rules;
  });
};

/** Adds the effects of one instance of a rule to its operator; the facts that it makes true go into `reached`. */
const collect = (entry: Building, rule: Rule, bindings: Bindings, grounds: Grounds, reached: string[]): void => {
  const ways = rule.effect ? waysOf(rule.effect.conjunction, bindings, grounds) : [EMPTY_WAY];
  for (const way of ways) {
    const id = JSON.stringify(way);
    let group = entry.groups.get(id);
    if (!group) {
      group = { way, add: [], remove: [], updates: [] };
      entry.groups.set(id, group);
    }
    for (const lifted of rule.effect ? [rule.effect.lifted.effect] : rule.always) {
      const effect = bindEffect(lifted, bindings);
      const [head] = effect;
      if (head === 'not') group.remove.push(atomKey(effect[1] as Atom));
      else if (NUMERIC_CHANGES.has(head)) {
        const update = numericUpdate(head as NumericChange, effect[1] as Atom, effect[2] as NumericExpression, grounds);
        if (update) group.updates.push(update);
        else entry.sound = false;
      } else {
        group.add.push(atomKey(effect as Atom));
        reached.push(atomKey(effect as Atom));
      }
    }
  }
};

/** The part of a conjunction that is left once constants are folded. */
const waysOf = (conjunction: Conjunction, bindings: Bindings, grounds: Grounds): readonly RawWay[] => {
  let ways: readonly RawWay[] = [EMPTY_WAY];
  for (const atom of [...conjunction.facts]) ways = joinWays(ways, conditionWays(bindAtom(atom, bindings), grounds));
  for (const atom of conjunction.negated)
    ways = joinWays(ways, conditionWays(['not', bindAtom(atom, bindings)], grounds));
  for (const test of conjunction.tests)
    if (test.condition[0] !== 'claims' && test.condition[0] !== 'serves')
      ways = joinWays(ways, conditionWays(bindCondition(test.condition, bindings), grounds));
  return ways;
};

const finish = (entry: Building, situation: Situation, grounds: Grounds): RawOperator[] => {
  const { rule, bindings } = entry;
  const main = entry.groups.get(JSON.stringify(EMPTY_WAY));
  if (!entry.sound || !main) return [];
  const { model } = situation;
  const { skill } = rule;
  const conditions: Condition[] = skill.roles.flatMap((role) => {
    const kind = model.scene.robots.find((robot) => robot.id === bindings[role.name])!.kind;
    return limitConditions(model.library.robots[kind]!, skill, role.name);
  });
  conditions.push(...stepRuleConditions(situation, skill, bindings));
  let ways = waysOf(rule.conjunction, bindings, grounds);
  if (conditions.length > 0)
    ways = joinWays(ways, conditionWays(bindCondition(['and', ...conditions], bindings), grounds));
  const args = Object.fromEntries(
    skill.parameters.map((parameter) => [parameter.name.slice(1), bindings[parameter.name]!]),
  );
  const roles = Object.fromEntries(skill.roles.map((role) => [role.name.slice(1), bindings[role.name]!]));
  const groups = [main, ...[...entry.groups.values()].filter((group) => group !== main)];
  return ways.map((way) => ({ skill, args, roles, way, groups }));
};

const numericUpdate = (
  change: NumericChange,
  target: Atom,
  expression: NumericExpression,
  grounds: Grounds,
): RawUpdate | undefined => {
  const form = linearForm(expression, grounds);
  const fluent = atomKey(target);
  if (!form) return undefined;
  const terms = [...form.terms];
  if (change === 'assign') return { fluent, kind: 'assign', terms, constant: form.constant };
  if (change === 'increase') return { fluent, kind: 'increase', terms, constant: form.constant };
  if (change === 'decrease')
    return {
      fluent,
      kind: 'increase',
      terms: terms.map(([key, value]) => [key, -value] as const),
      constant: -form.constant,
    };
  if (terms.length > 0) return undefined;
  return {
    fluent,
    kind: 'assign',
    terms: [[fluent, change === 'scale-up' ? form.constant : 1 / form.constant]],
    constant: 0,
  };
};
