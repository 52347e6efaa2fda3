import {
  type Atom,
  atomKey,
  bindCondition,
  bindEffect,
  type Condition,
  capabilityFor,
  type Effect,
  factKey,
  isOfClass,
  limitConditions,
  NUMERIC_CHANGES,
  type NumericChange,
  type NumericExpression,
  type Situation,
  type Skill,
  type TypedVariables,
} from '@muster/domain';
import { conditionWays, type Grounds, linearForm, type RawWay } from './normal-form.ts';
import { stepRuleConditions } from './rule-filter.ts';

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
  readonly groups: readonly RawGroup[];
};

/** Which things take part: a small set first, everything when that finds no plan. */
export type Focus = {
  readonly items?: ReadonlySet<string>;
  readonly places?: ReadonlySet<string>;
  readonly avoidRobots: ReadonlySet<string>;
  readonly avoidSkills: ReadonlySet<string>;
};

const UNBOUNDED = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
const EMPTY_WAY: RawWay = { positive: [], negative: [], tests: [] };

/** Constants and variables of the world, as the skills of the library divide them. */
export const makeGrounds = (situation: Situation): Grounds => {
  const { model, state } = situation;
  const predicates = new Set<string>(['at', 'region']);
  const fluents = new Set<string>();
  const scan = (effect: Effect): void => {
    const [head] = effect;
    if (head === 'and') for (const part of effect.slice(1) as Effect[]) scan(part);
    else if (head === 'not') predicates.add((effect[1] as Atom)[0]);
    else if (head === 'when' || head === 'forall') scan(effect[2] as Effect);
    else if (NUMERIC_CHANGES.has(head)) fluents.add((effect[1] as Atom)[0]);
    else predicates.add(head);
  };
  for (const skill of Object.values(model.library.skills))
    for (const effect of [...(skill.effects.start ?? []), ...skill.effects.end]) scan(effect);
  const bounds = new Map(
    model.library.vocabulary.fluents.map((fluent) => [
      fluent.id,
      { min: fluent.min ?? Number.NEGATIVE_INFINITY, max: fluent.max ?? Number.POSITIVE_INFINITY },
    ]),
  );
  return {
    dynamicPredicate: (predicate) => predicates.has(predicate),
    dynamicFluent: (fluent) => fluents.has(fluent),
    constantFact: (key) => {
      const value = model.staticFacts[key] ?? state.facts[key]?.value ?? false;
      return value === 'unknown' ? undefined : value;
    },
    constantNumber: (key) => model.staticNumbers[key] ?? state.numbers[key]?.value,
    members: (className) => model.members[className] ?? [],
    bounds: (fluent) => bounds.get(fluent) ?? UNBOUNDED,
  };
};

/** Every instance of every skill that no constant rules out. */
export const groundOperators = (situation: Situation, grounds: Grounds, focus: Focus): RawOperator[] => {
  const operators: RawOperator[] = [];
  for (const id of Object.keys(situation.model.library.skills).sort()) {
    if (focus.avoidSkills.has(id)) continue;
    const skill = situation.model.library.skills[id]!;
    if (skill.outcomes && skill.effects.end.length === 0) continue;
    groundSkill(situation, grounds, focus, skill, operators);
  }
  return operators;
};

const variablesOf = (value: unknown, found: Set<string> = new Set()): Set<string> => {
  if (typeof value === 'string') {
    if (value.startsWith('?')) found.add(value);
  } else if (Array.isArray(value)) for (const part of value) variablesOf(part, found);
  return found;
};

const conjuncts = (conditions: readonly Condition[]): Condition[] =>
  conditions.flatMap((condition) =>
    condition[0] === 'and' ? conjuncts(condition.slice(1) as Condition[]) : [condition],
  );

const groundSkill = (
  situation: Situation,
  grounds: Grounds,
  focus: Focus,
  skill: Skill,
  operators: RawOperator[],
): void => {
  const { model } = situation;
  const manifestOf = new Map(model.scene.robots.map((robot) => [robot.id, model.library.robots[robot.kind]!]));
  const roles = skill.roles.map((role) => ({
    variable: role.name,
    at: role.at,
    domain: model.scene.robots
      .map((robot) => robot.id)
      .filter((id) => !focus.avoidRobots.has(id) && capabilityFor(manifestOf.get(id)!, skill, role.name) !== undefined)
      .sort(),
  }));
  if (roles.some((role) => role.domain.length === 0)) return;
  const parameters = skill.parameters
    .filter((parameter) => parameter.type !== 'number' && parameter.type !== 'text')
    .map((parameter) => ({
      variable: parameter.name,
      at: undefined as string | undefined,
      domain: (model.members[parameter.type] ?? []).filter((id) => {
        if (focus.items && isOfClass(model, id, 'item')) return focus.items.has(id);
        if (focus.places && isOfClass(model, id, 'place')) return focus.places.has(id);
        return true;
      }),
    }));
  if (skill.parameters.some((parameter) => parameter.type === 'number' || parameter.type === 'text')) return;
  const variables = [...roles, ...parameters];
  const start = conjuncts([...skill.conditions.start, ...(skill.conditions.during ?? [])]);
  // A conjunct of constants is tested as soon as its last variable is bound.
  const checks: Condition[][] = variables.map(() => []);
  const order = new Map(variables.map((entry, index) => [entry.variable, index]));
  for (const condition of start) {
    const last = Math.max(-1, ...[...variablesOf(condition)].map((name) => order.get(name) ?? -1));
    if (last >= 0) checks[last]!.push(condition);
  }
  const bindings: Record<string, string> = {};
  const assign = (at: number): void => {
    const entry = variables[at];
    if (!entry) {
      instantiate(situation, grounds, skill, bindings, manifestOf, operators);
      return;
    }
    for (const value of entry.domain) {
      if (at < roles.length && Object.values(bindings).includes(value)) continue;
      bindings[entry.variable] = value;
      const reachable = roles.every(
        (role) =>
          role.at === undefined ||
          bindings[role.variable] === undefined ||
          bindings[role.at] === undefined ||
          model.service[bindings[role.variable]!]?.[bindings[role.at]!] !== undefined,
      );
      if (
        reachable &&
        checks[at]!.every((condition) => conditionWays(bindCondition(condition, bindings), grounds).length > 0)
      )
        assign(at + 1);
      delete bindings[entry.variable];
    }
  };
  assign(0);
};

const instantiate = (
  situation: Situation,
  grounds: Grounds,
  skill: Skill,
  bindings: Readonly<Record<string, string>>,
  manifestOf: ReadonlyMap<string, Situation['model']['library']['robots'][string]>,
  operators: RawOperator[],
): void => {
  const conditions: Condition[] = [...skill.conditions.start, ...(skill.conditions.during ?? [])];
  for (const role of skill.roles) {
    conditions.push(...limitConditions(manifestOf.get(bindings[role.name]!)!, skill, role.name));
    if (role.at) conditions.push(regionCondition(situation, bindings[role.name]!, bindings[role.at]!));
  }
  conditions.push(...stepRuleConditions(situation, skill, bindings));
  const ways = conditionWays(bindCondition(['and', ...conditions], bindings), grounds);
  if (ways.length === 0) return;
  const groups: RawGroup[] = [];
  const main = { add: [] as string[], remove: [] as string[], updates: [] as RawUpdate[] };
  for (const role of skill.roles) if (role.at) main.add.push(factKey('at', bindings[role.name]!, bindings[role.at]!));
  let sound = true;
  const collect = (effect: Effect, into: typeof main): void => {
    const [head] = effect;
    if (head === 'and') for (const part of effect.slice(1) as Effect[]) collect(part, into);
    else if (head === 'not') into.remove.push(atomKey(effect[1] as Atom));
    else if (head === 'forall') {
      const [, variables, body] = effect as readonly ['forall', TypedVariables, Effect];
      let bodies = [body];
      for (const [name, type] of variables)
        bodies = bodies.flatMap((part) => grounds.members(type).map((id) => bindEffect(part, { [name]: id })));
      for (const part of bodies) collect(part, into);
    } else if (head === 'when') {
      for (const way of conditionWays(effect[1] as Condition, grounds)) {
        const unconditional = way.positive.length + way.negative.length + way.tests.length === 0;
        const target = unconditional
          ? into
          : { add: [] as string[], remove: [] as string[], updates: [] as RawUpdate[] };
        collect(effect[2] as Effect, target);
        if (!unconditional) groups.push({ way, ...target });
      }
    } else if (NUMERIC_CHANGES.has(head)) {
      const update = numericUpdate(head as NumericChange, effect[1] as Atom, effect[2] as NumericExpression, grounds);
      if (update) into.updates.push(update);
      else sound = false;
    } else into.add.push(atomKey(effect as Atom));
  };
  for (const effect of [...(skill.effects.start ?? []), ...skill.effects.end])
    collect(bindEffect(effect, bindings), main);
  if (!sound) return;
  const args = Object.fromEntries(
    skill.parameters.map((parameter) => [parameter.name.slice(1), bindings[parameter.name]!]),
  );
  const roles = Object.fromEntries(skill.roles.map((role) => [role.name.slice(1), bindings[role.name]!]));
  for (const way of ways) operators.push({ skill, args, roles, way, groups: [{ way: EMPTY_WAY, ...main }, ...groups] });
};

/** The robot is in a region from which it serves the place. */
const regionCondition = (situation: Situation, robot: string, place: string): Condition => {
  const { model } = situation;
  const kind = model.scene.robots.find((entry) => entry.id === robot)!.kind;
  const nodes = model.service[robot]?.[place] ?? [];
  const regions =
    nodes.length === 0
      ? [`${robot}_reach`]
      : [...new Set(nodes.map((node) => model.regions[kind]?.[node]).filter((id) => id !== undefined))];
  return ['or', ...regions.map((region): Condition => ['region', robot, region])];
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
