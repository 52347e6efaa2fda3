import {
  type Atom,
  COMPARISONS,
  type Condition,
  capabilityFor,
  type Effect,
  factKey,
  NUMERIC_CHANGES,
  type Situation,
  type Skill,
} from '@muster/domain';
import { freeVariables, liftedEffects } from './lifted-rule.ts';
import type { PlanningTask } from './task.ts';

/**
 * Whether a goal that some items can't reach stays out of reach with all items. It does when no step on another item could make a fact true that names no
 * item and that some skill asks for, and when no number stands in the way: the items in focus are closed under the steps that touch them.
 */
export const settlesReach = (task: PlanningTask, situation: Situation, items: ReadonlySet<string>): boolean => {
  const { library } = situation.model;
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
    !numbers &&
    !skills.some((skill) => itemlessEffects(skill, situation, items).some((predicate) => asked.has(predicate)))
  );
};

/** Predicates that a skill over items out of focus makes true of things that are no items, and that do not hold of all of them already. */
const itemlessEffects = (skill: Skill, situation: Situation, focus: ReadonlySet<string>): string[] => {
  const { model, state } = situation;
  const isItem = (type: string): boolean => type === 'entity' || model.ancestors[type]?.includes('item') === true;
  const items = skill.parameters.filter((parameter) => isItem(parameter.type));
  const outside = (type: string): boolean =>
    (model.members[type] ?? []).some((id) => model.entities[id]?.kind === 'item' && !focus.has(id));
  if (!items.some((parameter) => outside(parameter.type))) return [];
  const names = new Set(items.map((parameter) => parameter.name));
  const domain = (term: string): readonly string[] => {
    if (!term.startsWith('?')) return [term];
    const type = skill.parameters.find((parameter) => parameter.name === term)?.type;
    if (type !== undefined) return model.members[type] ?? [];
    return model.scene.robots
      .filter((robot) => capabilityFor(model.library.robots[robot.kind]!, skill, term) !== undefined)
      .map((robot) => robot.id);
  };
  const holdsAlready = (atom: Atom): boolean => {
    let keys: string[][] = [[]];
    for (const term of atom.slice(1)) keys = keys.flatMap((key) => domain(term).map((value) => [...key, value]));
    return keys.length <= 500 && keys.every((terms) => state.facts[factKey(atom[0], ...terms)]?.value === true);
  };
  return liftedEffects(skill)
    .filter(({ effect, variables }) => {
      if (!adds(effect)) return false;
      const inner = new Set(variables.filter((variable) => isItem(variable.type)).map((variable) => variable.name));
      const named = freeVariables(effect);
      if (named.some((name) => names.has(name) || inner.has(name))) return false;
      return variables.length > 0 || !holdsAlready(effect as Atom);
    })
    .map(({ effect }) => effect[0]);
};

const adds = (effect: Effect): boolean => effect[0] !== 'not' && !NUMERIC_CHANGES.has(effect[0]);
