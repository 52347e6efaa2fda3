import { bilingual, type Goal, type Problem, type Rule, type Situation } from '@muster/domain';
import { focusLevels } from './focus.ts';
import type { Grounds } from './normal-form.ts';
import { searchGoal } from './search-goal.ts';

/** Enough to see whether a plan exists once a rule is gone; not to make it good. */
const GLANCE = { effort: 4_000_000, improvement: 0 };

/**
 * The rule that forbids a goal which could be reached without it: rules are lifted one by one, and if that is not enough together, until a plan exists.
 * Undefined when the rules are not the reason.
 */
export const citeRule = (goal: Goal, situation: Situation, grounds: Grounds): Problem | undefined => {
  const lasting = goal.propositions.find((entry) => entry.holds === 'always');
  if (lasting) {
    const others = goal.propositions.filter((entry) => entry.holds !== 'always');
    return isFeasible({ ...goal, propositions: others }, situation, grounds) ? contradiction(lasting.id) : undefined;
  }
  const rules = situation.rules.filter((rule) => !rule.window && LIMITING.has(rule.constraint.kind));
  if (rules.length === 0) return undefined;
  const feasible = (left: readonly Rule[]): boolean => isFeasible(goal, { ...situation, rules: left }, grounds);
  const others = situation.rules.filter((rule) => !rules.includes(rule));
  if (!feasible(others)) return undefined;
  const alone = rules.find((rule) => feasible(situation.rules.filter((entry) => entry !== rule)));
  if (alone) return citation(alone);
  let left = [...situation.rules];
  for (const rule of rules) {
    left = left.filter((entry) => entry !== rule);
    if (feasible(left)) return citation(rule);
  }
  return undefined;
};

const isFeasible = (goal: Goal, situation: Situation, grounds: Grounds): boolean =>
  focusLevels(goal, situation)
    .filter((focus) => focus.items)
    .some((focus) => searchGoal(goal, situation, grounds, focus, GLANCE).kind === 'found');

const LIMITING = new Set(['always', 'never', 'sometime-before', 'sometime-after', 'step', 'closure']);

export const citation = (rule: Rule): Problem => ({
  code: 'PLAN_RULE_FORBIDS',
  place: rule.id,
  says: bilingual(`The rule "${rule.says.en}" forbids it.`, `规则“${rule.says.zh}”不允许这样做。`),
});

/** A proposition that is to hold throughout and excludes what is asked for. */
export const contradiction = (id: string): Problem => ({
  code: 'PLAN_CONTRADICTION',
  place: id,
  says: bilingual(
    'What is to hold throughout and what is asked for exclude each other.',
    '要求始终成立的条件与目标互相矛盾。',
  ),
});
