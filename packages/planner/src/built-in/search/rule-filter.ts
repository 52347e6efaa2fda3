import {
  bindCondition,
  type Condition,
  type Goal,
  type Proposition,
  type Rule,
  type Situation,
  type Skill,
} from '@muster/domain';
import { RULE_ITEM } from './goal-order.ts';

/** Extra start conditions that the rules put on one instance of a skill: forbidden steps, closed places. */
export const stepRuleConditions = (
  situation: Situation,
  skill: Skill,
  bindings: Readonly<Record<string, string>>,
): Condition[] => {
  const conditions: Condition[] = [];
  for (const rule of situation.rules) {
    if (rule.window) continue;
    const { constraint } = rule;
    if (constraint.kind === 'step' && constraint.demand === 'forbid' && constraint.skills.includes(skill.id)) {
      const when: Condition = constraint.when ? bindCondition(constraint.when, bindings) : ['and'];
      conditions.push([
        'or',
        ['not', when],
        ...(constraint.unless ? [bindCondition(constraint.unless, bindings)] : []),
      ]);
    }
    if (constraint.kind === 'closure')
      for (const role of skill.roles)
        if (role.at && constraint.places.includes(bindings[role.at]!))
          conditions.push([
            'not',
            constraint.robots ? bindCondition(constraint.robots, { '?robot': bindings[role.name]! }) : ['and'],
          ]);
  }
  return conditions;
};

/**
 * Conditions that no state may meet: of rules that hold at all times, and of propositions that hold throughout. What has to come before something else
 * counts as missing while it does not hold, which is exact for records.
 */
export const forbiddenConditions = (rules: readonly Rule[], goal: Goal): { id: string; condition: Condition }[] => [
  ...rules.flatMap((rule): { id: string; condition: Condition }[] => {
    if (rule.window) return [];
    const { constraint } = rule;
    if (constraint.kind === 'never') return [{ id: rule.id, condition: constraint.condition }];
    if (constraint.kind === 'always') return [{ id: rule.id, condition: ['not', constraint.condition] }];
    if (constraint.kind === 'sometime-before')
      return [{ id: rule.id, condition: ['and', constraint.condition, ['not', constraint.before]] }];
    return [];
  }),
  ...goal.propositions
    .filter((proposition) => proposition.holds === 'always')
    .map((proposition) => ({ id: proposition.id, condition: ['not', propositionCondition(proposition)] as Condition })),
];

/** What rules ask of the end: whatever calls for a later act is followed by it. */
export const rulesAtEnd = (rules: readonly Rule[]): { id: string; condition: Condition }[] =>
  rules.flatMap((rule): { id: string; condition: Condition }[] =>
    rule.constraint.kind === 'sometime-after' && !rule.window
      ? [{ id: `${RULE_ITEM}${rule.id}`, condition: ['imply', rule.constraint.condition, rule.constraint.after] }]
      : [],
  );

/** A proposition over all or none of its subjects as a condition; counting ones can't be written as one that stays small. */
const propositionCondition = (proposition: Proposition): Condition => {
  const atoms = (subject: string | undefined): Condition => {
    let choices: string[][] = [subject === undefined ? [] : [subject]];
    for (const slot of proposition.args) choices = choices.flatMap((choice) => slot.map((value) => [...choice, value]));
    return ['or', ...choices.map((terms): Condition => [proposition.predicate, ...terms])];
  };
  const parts = proposition.subjects.length === 0 ? [atoms(undefined)] : proposition.subjects.map(atoms);
  if (proposition.quantifier.kind === 'all') return ['and', ...parts];
  if (proposition.quantifier.kind === 'none') return ['and', ...parts.map((part): Condition => ['not', part])];
  return ['and'];
};
