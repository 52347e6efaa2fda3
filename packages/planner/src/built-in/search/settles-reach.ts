import { COMPARISONS, type Condition, type Effect, NUMERIC_CHANGES, type Situation, type Skill } from '@muster/domain';
import { freeVariables, liftedEffects } from './lifted-rule.ts';
import type { PlanningTask } from './task.ts';

/**
 * Whether a goal that some items can't reach stays out of reach with all items. It does when no step on another item could make a fact true that names no
 * item and that some skill asks for, and when no number stands in the way: the items in focus are closed under the steps that touch them.
 */
export const settlesReach = (task: PlanningTask, situation: Situation): boolean => {
  const { library, ancestors } = situation.model;
  const asked = new Set<string>();
  const scan = (condition: Condition, positive: boolean): void => {
    const [head, ...rest] = condition as readonly [string, ...unknown[]];
    if (head === 'not') scan(rest[0] as Condition, !positive);
    else if (head === 'imply') {
      scan(rest[0] as Condition, !positive);
      scan(rest[1] as Condition, positive);
    } else if (head === 'and' || head === 'or') for (const part of rest) scan(part as Condition, positive);
    else if (head === 'forall' || head === 'exists') scan(rest[1] as Condition, positive);
    else if (positive && !COMPARISONS.has(head)) asked.add(head);
  };
  const skills = Object.values(library.skills);
  for (const skill of skills) {
    for (const part of [...skill.conditions.start, ...(skill.conditions.during ?? [])]) scan(part, true);
    for (const entry of liftedEffects(skill)) for (const part of entry.conditions) scan(part, true);
  }
  const numbers = task.goals.some((goal) => goal.ways.some((way) => way.tests.length > 0));
  return (
    !numbers && !skills.some((skill) => itemlessEffects(skill, ancestors).some((predicate) => asked.has(predicate)))
  );
};

/** Predicates that a skill over items makes true of things that are no items. */
const itemlessEffects = (skill: Skill, ancestors: Situation['model']['ancestors']): string[] => {
  const isItem = (type: string): boolean => type === 'entity' || ancestors[type]?.includes('item') === true;
  const items = skill.parameters.filter((parameter) => isItem(parameter.type)).map((parameter) => parameter.name);
  if (items.length === 0) return [];
  return liftedEffects(skill)
    .filter(({ effect, variables }) => {
      const inner = variables.filter((variable) => isItem(variable.type)).map((variable) => variable.name);
      const named = freeVariables(effect);
      return adds(effect) && !named.some((name) => items.includes(name) || inner.includes(name));
    })
    .map(({ effect }) => effect[0]);
};

const adds = (effect: Effect): boolean => effect[0] !== 'not' && !NUMERIC_CHANGES.has(effect[0]);
