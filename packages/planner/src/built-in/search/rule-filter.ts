import { bindCondition, type Condition, type Rule, type Situation, type Skill } from '@muster/domain';

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

/** Conditions that no state may meet, from `always` and `never` rules that hold at all times. */
export const forbiddenConditions = (rules: readonly Rule[]): { id: string; condition: Condition }[] =>
  rules.flatMap((rule): { id: string; condition: Condition }[] => {
    if (rule.window) return [];
    if (rule.constraint.kind === 'never') return [{ id: rule.id, condition: rule.constraint.condition }];
    if (rule.constraint.kind === 'always') return [{ id: rule.id, condition: ['not', rule.constraint.condition] }];
    return [];
  });
