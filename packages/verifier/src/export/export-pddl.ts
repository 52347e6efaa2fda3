import {
  type Atom,
  bindCondition,
  type Condition,
  capabilityFor,
  type Effect,
  limitConditions,
  type NumericExpression,
  type Plan,
  parseFactKey,
  propositionHolds,
  type Situation,
  type Skill,
} from '@muster/domain';
import type { ActionSchema } from '../engine/index.ts';
import {
  type PddlDomain,
  type PddlNumber,
  type PddlPlan,
  type PddlProblem,
  writePddlDomain,
  writePddlPlan,
  writePddlProblem,
} from '../pddl/index.ts';
import { StepOrder } from '../plan/step-order.ts';

/** Seconds between steps that only follow each other: above every validator's tolerance. */
const GAP = 0.01;

export type PddlFiles = { readonly domain: string; readonly problem: string; readonly plan: string };

/**
 * A scene, a goal and a plan as PDDL 2.1 files: skills become durative actions over their parameters and roles, what a manifest claims becomes
 * `can_…` facts, its limits become conditions per robot. The plan is written as one order that it allows, each step at its expected duration.
 *
 * @throws PddlWriteError for a value that PDDL can't hold
 */
export const exportPddl = (plan: Plan, situation: Situation): PddlFiles => {
  const used = [...new Set(plan.steps.map((step) => step.skill))]
    .sort()
    .map((id) => situation.model.library.skills[id])
    .filter((skill) => skill !== undefined);
  const built = domainOf(used, situation);
  const domain = withWords(built);
  return {
    domain: writePddlDomain(domain),
    problem: writePddlProblem(withWords(problemOf(plan, used, situation, built)), domain),
    plan: writePddlPlan(withWords(planOf(plan, situation))),
  };
};

const canFact = (skill: Skill, role: string): string => `can_${skill.id}_${role.slice(1)}`;
const isValue = (type: string): boolean => type === 'number' || type === 'text';

const actionOf = (skill: Skill, tracksPlaces: boolean): ActionSchema => {
  const parameters = skill.parameters.filter((parameter) => !isValue(parameter.type));
  const claims = skill.roles.map((role): Condition => [canFact(skill, role.name), role.name]);
  const apart = skill.roles.flatMap((a, index) =>
    skill.roles.slice(index + 1).map((b): Condition => ['not', ['=', a.name, b.name]]),
  );
  const serves = skill.roles.flatMap((role): Condition[] =>
    role.at
      ? [['exists', [['?served', 'region']], ['and', ['region', role.name, '?served'], ['within', role.at, '?served']]]]
      : [],
  );
  const arrives = skill.roles.flatMap((role): Effect[] =>
    role.at && tracksPlaces
      ? [
          ['at', role.name, role.at],
          [
            'forall',
            [['?left', 'place']],
            ['when', ['not', ['=', '?left', role.at]], ['not', ['at', role.name, '?left']]],
          ],
        ]
      : [],
  );
  const limits = skill.roles.flatMap((role) =>
    limitNames(skill, role.name).map(
      ({ fluent, left, comparison }): Condition => [comparison, left, [fluent, role.name]],
    ),
  );
  const seconds = typeof skill.duration.expected === 'number' ? skill.duration.expected : 10;
  return {
    name: skill.id,
    parameters: [
      ...parameters.map((parameter) => [parameter.name, parameter.type] as const),
      ...skill.roles.map((role) => [role.name, 'robot'] as const),
    ],
    start: {
      condition: ['and', ...claims, ...apart, ...serves, ...limits, ...skill.conditions.start],
      effect: ['and', ...arrives, ...(skill.effects.start ?? [])],
    },
    overAll: ['and', ...(skill.conditions.during ?? [])],
    end: {
      condition: ['and', ...(skill.conditions.end ?? [])],
      effect: ['and', ...skill.effects.end],
    },
    duration: [{ at: 'start', comparison: '==', value: seconds }],
  };
};

/** Words that PDDL 2.1 and 3 readers keep for themselves and that are ids here. The ids of operators are never ids of things. */
const KEPT_WORDS: ReadonlySet<string> = new Set([
  ...['at', 'within', 'always', 'sometime', 'after', 'name', 'number', 'duration', 'domain', 'problem', 'define'],
  ...['preference', 'minimize', 'maximize', 'either', 'over', 'start', 'end', 'all', 'object', 'time'],
]);

const wordFor = (id: string): string => (KEPT_WORDS.has(id) ? `${id}_` : id);

/** Every id in a domain, problem or plan, so that none of them is a word of the language; the moments of duration bounds stay. */
const withWords = <T>(value: T): T => {
  if (typeof value === 'string') return wordFor(value) as T;
  if (Array.isArray(value)) return value.map((part) => withWords(part)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, key === 'at' ? part : withWords(part)]),
  ) as T;
};

type LimitName = { readonly fluent: string; readonly left: NumericExpression; readonly comparison: '<=' | '>=' };

/** One fluent per limit that some manifest puts on a role, with the expression that it bounds. */
const limitNames = (skill: Skill, role: string): LimitName[] => {
  const item = skill.parameters.find((parameter) => parameter.type === 'item');
  const at = skill.roles.find((entry) => entry.name === role)?.at;
  const name = `${skill.id}_${role.slice(1)}`;
  return [
    ...(item
      ? [{ fluent: `limit_mass_${name}`, left: ['mass', item.name] as NumericExpression, comparison: '<=' as const }]
      : []),
    ...(at
      ? [
          { fluent: `limit_high_${name}`, left: ['height', at] as NumericExpression, comparison: '<=' as const },
          { fluent: `limit_low_${name}`, left: ['height', at] as NumericExpression, comparison: '>=' as const },
        ]
      : []),
  ];
};

const domainOf = (skills: readonly Skill[], situation: Situation): PddlDomain => {
  const { model } = situation;
  const { vocabulary } = model.library;
  const classes = Object.keys(model.ancestors).filter((name) => name !== 'entity');
  const types = [
    { name: 'entity', parents: [] as string[] },
    ...classes.map((name) => ({ name, parents: [(model.ancestors[name] ?? [])[1] ?? 'entity'] })),
  ];
  const predicates: { name: string; parameters: (readonly [string, string])[] }[] = vocabulary.predicates.map(
    (predicate) => ({
      name: predicate.id,
      parameters: predicate.args.map((type, index) => [`?a${index}`, type] as const),
    }),
  );
  const properties = new Set(Object.keys(model.staticFacts).map((key) => parseFactKey(key)[0]));
  const known = new Set(predicates.map((entry) => entry.name));
  for (const name of [...properties].sort())
    if (!known.has(name))
      predicates.push({
        name,
        parameters: parseFactKey(Object.keys(model.staticFacts).find((key) => key.startsWith(`${name}(`))!)
          .slice(1)
          .map((_, index) => [`?a${index}`, 'entity'] as const),
      });
  for (const skill of skills)
    for (const role of skill.roles)
      predicates.push({ name: canFact(skill, role.name), parameters: [['?robot', 'robot']] });
  const functions = new Map<string, { name: string; parameters: (readonly [string, string])[] }>(
    vocabulary.fluents.map((fluent) => [
      fluent.id,
      { name: fluent.id, parameters: fluent.args.map((type, index) => [`?a${index}`, type] as const) },
    ]),
  );
  for (const key of [...Object.keys(model.staticNumbers), ...Object.keys(situation.state.numbers)]) {
    const [name, ...terms] = parseFactKey(key);
    if (!functions.has(name))
      functions.set(name, { name, parameters: terms.map((_, index) => [`?a${index}`, 'entity'] as const) });
  }
  for (const skill of skills)
    for (const role of skill.roles)
      for (const limit of limitNames(skill, role.name))
        functions.set(limit.fluent, { name: limit.fluent, parameters: [['?robot', 'robot']] });
  return {
    name: `muster_${model.scene.id}`,
    requirements: [
      'strips',
      'negative-preconditions',
      'disjunctive-preconditions',
      'equality',
      'quantified-preconditions',
      'conditional-effects',
      'numeric-fluents',
      'durative-actions',
    ],
    types,
    constants: [],
    derived: [],
    predicates,
    functions: [...functions.values()],
    actions: skills.map((skill) => actionOf(skill, true)),
  };
};

const NO_LIMIT = 1_000_000_000;

const problemOf = (plan: Plan, skills: readonly Skill[], situation: Situation, domain: PddlDomain): PddlProblem => {
  const { model, state } = situation;
  const facts: Atom[] = [];
  const add = (key: string): void => {
    const [name, ...terms] = parseFactKey(key);
    if (domain.predicates.some((entry) => entry.name === name && entry.parameters.length === terms.length))
      facts.push([name, ...terms]);
  };
  for (const key of Object.keys(model.staticFacts).sort()) add(key);
  for (const key of Object.keys(state.facts).sort()) if (state.facts[key]?.value === true) add(key);
  const numbers: PddlNumber[] = [];
  const values = new Map<string, number>([
    ...Object.entries(model.staticNumbers),
    ...Object.entries(state.numbers).map(([key, belief]) => [key, belief.value] as const),
  ]);
  for (const [key, value] of [...values].sort(([a], [b]) => (a < b ? -1 : 1)))
    numbers.push({ fluent: parseFactKey(key), value });
  for (const skill of skills)
    for (const role of skill.roles)
      for (const robot of model.scene.robots) {
        const manifest = model.library.robots[robot.kind];
        if (!manifest || !capabilityFor(manifest, skill, role.name)) continue;
        facts.push([canFact(skill, role.name), robot.id]);
        const limits = limitConditions(manifest, skill, role.name).map((condition) => bindCondition(condition, {}));
        for (const limit of limitNames(skill, role.name)) {
          const own = limits.find(
            (condition) =>
              condition[0] === limit.comparison && JSON.stringify(condition[1]) === JSON.stringify(limit.left),
          );
          numbers.push({
            fluent: [limit.fluent, robot.id],
            value: own ? (own[2] as number) : limit.comparison === '<=' ? NO_LIMIT : -NO_LIMIT,
          });
        }
      }
  return {
    name: `task_${plan.hash.slice(0, 8)}`,
    domain: domain.name,
    objects: Object.values(model.entities).map((entity) => ({ name: entity.id, type: entity.class })),
    init: { facts, numbers, timed: [] },
    goal: goalCondition(plan),
  };
};

/** What has to hold at the end. Counts are written out over their subjects while that stays small. */
const goalCondition = (plan: Plan): Condition => {
  const parts: Condition[] = (plan.goal.conditions ?? []).map((entry) => entry.condition);
  for (const proposition of plan.goal.propositions) {
    if (proposition.holds === 'sometime') continue;
    const one = (subject: string | undefined): Condition => {
      let choices: string[][] = [[]];
      for (const slot of proposition.args)
        choices = choices.flatMap((choice) => slot.map((value) => [...choice, value]));
      const name = proposition.predicate;
      const atoms = choices.map(
        (choice): Condition => [name, ...(subject === undefined ? [] : [subject]), ...choice] as unknown as Atom,
      );
      return atoms.length === 1 ? atoms[0]! : ['or', ...atoms];
    };
    const { subjects, quantifier } = proposition;
    if (subjects.length === 0) parts.push(quantifier.kind === 'none' ? ['not', one(undefined)] : one(undefined));
    else if (quantifier.kind === 'all') parts.push(...subjects.map(one));
    else if (quantifier.kind === 'none') parts.push(...subjects.map((subject): Condition => ['not', one(subject)]));
    else if (subjects.length <= 10)
      parts.push([
        'or',
        ...countedSets(subjects, proposition).map(
          (chosen): Condition => [
            'and',
            ...subjects.map((subject): Condition => (chosen.has(subject) ? one(subject) : ['not', one(subject)])),
          ],
        ),
      ]);
  }
  return ['and', ...parts];
};

/** Sets of subjects that satisfy a counting proposition, by the domain's own definition of it. */
const countedSets = (subjects: readonly string[], proposition: Plan['goal']['propositions'][number]): Set<string>[] => {
  const sets: Set<string>[] = [];
  for (let bits = 0; bits < 1 << subjects.length; bits += 1) {
    const chosen = new Set(subjects.filter((_, index) => (bits & (1 << index)) !== 0));
    if (propositionHolds(proposition, (_, args) => chosen.has(args[0] ?? ''))) sets.push(chosen);
  }
  return sets;
};

const planOf = (plan: Plan, situation: Situation): PddlPlan => {
  const index = new Map(plan.steps.map((step, position) => [step.id, position]));
  const order = StepOrder.of(plan.steps, index).linearize() ?? [];
  let clock = 0;
  const steps = order.flatMap((happening) => {
    if (happening % 2 === 1) return [];
    const step = plan.steps[happening >> 1]!;
    const skill = situation.model.library.skills[step.skill];
    if (!skill) return [];
    const duration = typeof skill.duration.expected === 'number' ? skill.duration.expected : 10;
    const robot = (value: string | undefined): string =>
      value?.startsWith('?') ? (plan.binding?.[value] ?? value) : (value ?? '');
    const args = [
      ...skill.parameters
        .filter((parameter) => !isValue(parameter.type))
        .map((parameter) => String(step.args[parameter.name.slice(1)])),
      ...skill.roles.map((role) => robot(step.roles[role.name.slice(1)])),
    ];
    const start = clock;
    clock += duration + GAP;
    return [{ name: step.skill, args, start, duration }];
  });
  return { steps };
};
