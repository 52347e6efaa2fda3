import {
  type Atom,
  atomKey,
  bindAtom,
  bindCondition,
  bindEffect,
  COMPARISONS,
  type Condition,
  type Effect,
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
import { type Focus, joinWorld, noteCoItems } from './join-world.ts';
import {
  type Conjunction,
  conjunctionsOf,
  freeVariables,
  type LiftedEffect,
  liftedEffects,
  skillVariables,
  travelConditions,
} from './lifted-rule.ts';
import { conditionWays, type Grounds, joinWays, linearForm, type RawWay } from './normal-form.ts';
import { stepRuleConditions } from './rule-filter.ts';
import { canStandTogether } from './standing-room.ts';

export type { Focus } from './join-world.ts';
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

const EMPTY_WAY: RawWay = { positive: [], negative: [], tests: [] };

type Bindings = Readonly<Record<string, string>>;

/** A skill under one conjunction of its conditions. */
type Rule = {
  readonly skill: Skill;
  /** Position among the conjunctions of the skill. */
  readonly variant: number;
  readonly body: Conjunction;
  readonly dynamic: DynamicPart;
  /** Effects that stand under no condition and no quantifier. */
  readonly always: readonly Timed[];
  readonly conditional: readonly ConditionalEffect[];
};
/** An effect and whether it happens when a step begins or when it ends. */
type Timed = Pick<LiftedEffect, 'effect' | 'moment'>;
type ConditionalEffect = Timed & {
  readonly body: Conjunction;
  readonly dynamic: DynamicPart;
};
/** What of a conjunction can change. */
type DynamicPart = {
  readonly facts: readonly Atom[];
  readonly negated: readonly Atom[];
  readonly tests: readonly Condition[];
};
type Instance = { readonly rule: Rule; readonly bindings: Bindings };

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
    .flatMap((id) => skillRules(model.library.skills[id]!, grounds));
  const world = joinWorld(situation, grounds, focus, facts);
  const instances: Instance[] = [];
  const seen = rules.map(() => new Set<string>());
  let reached = new Set<string>();
  const reach = (effect: Effect, bindings: Bindings): void => {
    if (effect[0] === 'not' || NUMERIC_CHANGES.has(effect[0])) return;
    const key = atomKey(bindAtom(effect as Atom, bindings));
    if (!facts.has(key)) reached.add(key);
  };
  const instantiate = (rule: Rule, position: number, bindings: Bindings): void => {
    let values = '';
    for (const variable of rule.body.variables) values += ` ${bindings[variable.name]}`;
    if (seen[position]!.has(values)) return;
    seen[position]!.add(values);
    instances.push({ rule, bindings: { ...bindings } });
    for (const { effect } of rule.always) reach(effect, bindings);
  };
  const conditionalReach = (
    { rule, bindings }: Instance,
    news: ReadonlyMap<string, (readonly string[])[]> | undefined,
  ): void => {
    for (const entry of rule.conditional) {
      if (entry.effect[0] === 'not' || NUMERIC_CHANGES.has(entry.effect[0])) continue;
      const found = (inner: Bindings): void => reach(entry.effect, inner);
      if (!news) joinBody(entry.body, world, -1, [], found, bindings);
      else
        entry.body.facts.forEach((atom, index) => {
          const fresh = news.get(atom[0]);
          if (fresh) joinBody(entry.body, world, index, fresh, found, bindings);
        });
    }
  };
  rules.forEach((rule, position) => {
    joinBody(rule.body, world, -1, [], (bindings) => instantiate(rule, position, bindings));
  });
  let settled = 0;
  for (;;) {
    const count = instances.length;
    for (let at = settled; at < count; at += 1) conditionalReach(instances[at]!, undefined);
    settled = count;
    if (reached.size === 0) break;
    const news = new Map<string, (readonly string[])[]>();
    for (const key of reached)
      if (facts.add(key)) {
        const [predicate, ...terms] = parseFactKey(key);
        const list = news.get(predicate);
        if (list) list.push(terms);
        else news.set(predicate, [terms]);
      }
    reached = new Set();
    for (let at = 0; at < settled; at += 1) conditionalReach(instances[at]!, news);
    rules.forEach((rule, position) => {
      rule.body.facts.forEach((atom, index) => {
        const fresh = news.get(atom[0]);
        if (fresh) joinBody(rule.body, world, index, fresh, (bindings) => instantiate(rule, position, bindings));
      });
    });
  }
  if (focus.coItems)
    noteCoItems(
      rules.map((rule) => rule.body),
      situation,
      grounds,
      focus,
      facts,
      focus.coItems,
    );
  const order = (entry: Instance): string =>
    `${entry.rule.skill.id} ${entry.rule.variant} ${entry.rule.body.variables.map((variable) => entry.bindings[variable.name]).join(' ')}`;
  return instances
    .map((entry) => ({ entry, key: order(entry) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .flatMap(({ entry }) => finish(entry, situation, grounds, world));
};

const skillRules = (skill: Skill, grounds: Grounds): Rule[] => {
  if (skill.outcomes && skill.effects.end.length === 0) return [];
  if (skill.parameters.some((parameter) => parameter.type === 'number' || parameter.type === 'text')) return [];
  const own = skillVariables(skill);
  const conditions = [...travelConditions(skill), ...skill.conditions.start, ...(skill.conditions.during ?? [])];
  const gate = (...condition: string[]): Conjunction['tests'][number] => ({
    condition: condition as unknown as Condition,
    variables: freeVariables(condition),
  });
  const gates = skill.roles.flatMap((role) => [
    gate('claims', role.name, skill.id, role.name),
    ...(role.at ? [gate('serves', role.name, role.at)] : []),
  ]);
  const effects = liftedEffects(skill);
  const plain = effects.filter((entry) => entry.variables.length === 0 && entry.conditions.length === 0);
  const always: Timed[] = [
    ...skill.roles.flatMap((role): Timed[] =>
      role.at ? [{ effect: ['at', role.name, role.at], moment: 'start' }] : [],
    ),
    ...plain,
  ];
  return conjunctionsOf(conditions, COMPARISONS).map((conjunction, variant): Rule => {
    const outer = [...own, ...conjunction.variables];
    const conditional = effects
      .filter((lifted) => !plain.includes(lifted))
      .flatMap((lifted) =>
        conjunctionsOf(lifted.conditions, COMPARISONS).map((part): ConditionalEffect => {
          // An effect that ends facts whatever holds matters only for those that can be true.
          const ended = lifted.conditions.length === 0 && lifted.effect[0] === 'not' ? [lifted.effect[1] as Atom] : [];
          return {
            effect: lifted.effect,
            moment: lifted.moment,
            dynamic: dynamicPart(part, grounds),
            body: {
              ...withConstants(part, grounds),
              variables: [...outer, ...lifted.variables, ...part.variables],
              facts: [...part.facts, ...ended],
            },
          };
        }),
      );
    const body = withConstants(conjunction, grounds);
    return {
      skill,
      variant,
      always,
      conditional,
      dynamic: dynamicPart(conjunction, grounds),
      body: { ...body, variables: outer, tests: [...gates, ...body.tests] },
    };
  });
};

/** Negations of what never changes are tested like any other constant. */
const withConstants = (conjunction: Conjunction, grounds: Grounds): Conjunction => ({
  ...conjunction,
  tests: [
    ...conjunction.tests,
    ...conjunction.negated
      .filter((atom) => !grounds.dynamicPredicate(atom[0]))
      .map((atom) => ({ condition: ['not', atom] as Condition, variables: freeVariables(atom) })),
  ],
});

const dynamicPart = (conjunction: Conjunction, grounds: Grounds): DynamicPart => {
  const changes = (value: unknown): boolean =>
    Array.isArray(value) &&
    ((typeof value[0] === 'string' && (grounds.dynamicPredicate(value[0]) || grounds.dynamicFluent(value[0]))) ||
      value.some(changes));
  return {
    facts: conjunction.facts.filter((atom) => grounds.dynamicPredicate(atom[0])),
    negated: conjunction.negated.filter((atom) => grounds.dynamicPredicate(atom[0])),
    tests: conjunction.tests.map((test) => test.condition).filter(changes),
  };
};

/** A conjunction under bindings, with what never changes left out: it holds. */
const waysOf = (part: DynamicPart, bindings: Bindings, grounds: Grounds): readonly RawWay[] => {
  const positive = [...new Set(part.facts.map((atom) => atomKey(bindAtom(atom, bindings))))];
  const negative = [...new Set(part.negated.map((atom) => atomKey(bindAtom(atom, bindings))))];
  if (negative.some((key) => positive.includes(key))) return [];
  let ways: readonly RawWay[] = [{ positive, negative, tests: [] }];
  for (const test of part.tests) ways = joinWays(ways, conditionWays(bindCondition(test, bindings), grounds));
  return ways;
};

type Group = {
  way: RawWay;
  add: { key: string; moment: LiftedEffect['moment'] }[];
  remove: string[];
  updates: RawUpdate[];
};

const wayKey = (way: RawWay): string =>
  `${way.positive.join('&')}|${way.negative.join('&')}${way.tests.length > 0 ? JSON.stringify(way.tests) : ''}`;

const finish = (instance: Instance, situation: Situation, grounds: Grounds, world: JoinWorld): RawOperator[] => {
  const { rule, bindings } = instance;
  const { model } = situation;
  const { skill } = rule;
  if (!haveRoom(skill, bindings, situation)) return [];
  const extra: Condition[] = skill.roles.flatMap((role) => {
    const kind = model.scene.robots.find((robot) => robot.id === bindings[role.name])!.kind;
    return limitConditions(model.library.robots[kind]!, skill, role.name);
  });
  extra.push(...stepRuleConditions(situation, skill, bindings));
  let ways = waysOf(rule.dynamic, bindings, grounds);
  if (extra.length > 0) ways = joinWays(ways, conditionWays(bindCondition(['and', ...extra], bindings), grounds));
  if (ways.length === 0) return [];
  const main: Group = { way: EMPTY_WAY, add: [], remove: [], updates: [] };
  const groups = new Map<string, Group>([[wayKey(EMPTY_WAY), main]]);
  let sound = true;
  const apply = ({ effect: lifted, moment }: Timed, inner: Bindings, group: Group): void => {
    const [head] = lifted;
    if (head === 'not') {
      const key = atomKey(bindAtom(lifted[1] as Atom, inner));
      group.remove.push(key);
      if (moment === 'end') group.add = group.add.filter((entry) => entry.key !== key || entry.moment === 'end');
    } else if (NUMERIC_CHANGES.has(head)) {
      const effect = bindEffect(lifted, inner);
      const update = numericUpdate(head as NumericChange, effect[1] as Atom, effect[2] as NumericExpression, grounds);
      if (update) group.updates.push(update);
      else sound = false;
    } else group.add.push({ key: atomKey(bindAtom(lifted as Atom, inner)), moment });
  };
  for (const effect of rule.always) apply(effect, bindings, main);
  for (const entry of rule.conditional)
    joinBody(
      entry.body,
      world,
      -1,
      [],
      (inner) => {
        for (const way of waysOf(entry.dynamic, inner, grounds)) {
          const key = wayKey(way);
          let group = groups.get(key);
          if (!group) {
            group = { way, add: [], remove: [], updates: [] };
            groups.set(key, group);
          }
          apply(entry, inner, group);
        }
      },
      bindings,
    );
  if (!sound) return [];
  const args = Object.fromEntries(
    skill.parameters.map((parameter) => [parameter.name.slice(1), bindings[parameter.name]!]),
  );
  const roles = Object.fromEntries(skill.roles.map((role) => [role.name.slice(1), bindings[role.name]!]));
  const list = [...groups.values()].map((group) => ({ ...group, add: group.add.map((entry) => entry.key) }));
  return ways.map((way) => ({ skill, args, roles, way, groups: list }));
};

/** Whether the robots that a joint step brings to one place can stand there side by side. */
const haveRoom = (skill: Skill, bindings: Bindings, situation: Situation): boolean => {
  if (skill.roles.length < 2) return true;
  const byPlace = new Map<string, string[]>();
  for (const role of skill.roles)
    if (role.at) {
      const place = bindings[role.at]!;
      byPlace.set(place, [...(byPlace.get(place) ?? []), bindings[role.name]!]);
    }
  return [...byPlace].every(([place, robots]) => canStandTogether(robots, place, situation));
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
