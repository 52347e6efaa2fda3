import type { Effect, Skill, WorldModel } from '@muster/domain';
import type { Sense } from './entry.ts';

/** One thing that a skill makes true or false, over its parameters and roles. */
export type SkillEffect = {
  readonly predicate: string;
  readonly terms: readonly string[];
  readonly holds: boolean;
  /** Only under a condition, e.g. `in` when the target is a container. */
  readonly conditional: boolean;
};

/** Relations that say where something is or who has it; a request for them is a transfer, whatever the skill is called. */
const PLACING: ReadonlySet<string> = new Set(['on', 'in', 'given', 'loaded']);
/** Facts that a skill keeps for its own accounts; never what a person asks for. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['region', 'at', 'held', 'busy']);

/** Atoms that a skill's end effects set, conditional ones included; quantified ones left out. */
export const skillEffects = (skill: Skill): SkillEffect[] => {
  const found: SkillEffect[] = [];
  const visit = (effect: Effect, conditional: boolean): void => {
    const [head] = effect;
    if (head === 'and') for (const part of effect.slice(1)) visit(part as Effect, conditional);
    else if (head === 'when') visit(effect[2] as Effect, true);
    else if (head === 'not') {
      const [predicate, ...terms] = effect[1] as readonly [string, ...string[]];
      found.push({ predicate, terms, holds: false, conditional });
    } else if (head === 'forall' || NUMERIC.has(head)) return;
    else found.push({ predicate: head as string, terms: effect.slice(1) as string[], holds: true, conditional });
  };
  for (const effect of [...skill.effects.end, ...(skill.outcomes ?? []).flatMap((outcome) => outcome.effects)])
    visit(effect, false);
  return found;
};

const NUMERIC: ReadonlySet<string> = new Set(['assign', 'increase', 'decrease', 'scale-up', 'scale-down']);

/** The effects that a person who asks for the skill wants: records first, else states; travel and grip are means. */
export const wantedEffects = (skill: Skill, model: WorldModel): SkillEffect[] => {
  const kinds = new Map(model.library.vocabulary.predicates.map((predicate) => [predicate.id, predicate.kind]));
  const effects = skillEffects(skill).filter((effect) => !BOOKKEEPING.has(effect.predicate));
  const records = effects.filter((effect) => effect.holds && kinds.get(effect.predicate) === 'record');
  const achievements = records.filter((effect) => effect.predicate !== 'visited');
  if (achievements.length > 0) return achievements.slice(0, 1);
  const states = effects.filter((effect) => kinds.get(effect.predicate) !== 'record' && !PLACING.has(effect.predicate));
  const positive = states.filter((effect) => effect.holds);
  return (positive.length > 0 ? positive : states).slice(0, 1);
};

/** How a skill is asked for, read from what it does. */
export const senseOfSkill = (skill: Skill, model: WorldModel): Sense => {
  const effects = skillEffects(skill);
  const positive = effects.filter((effect) => effect.holds);
  if (positive.some((effect) => effect.predicate === 'on' || effect.predicate === 'in' || effect.predicate === 'given'))
    return { kind: 'transfer' };
  if (positive.some((effect) => effect.predicate === 'loaded')) return { kind: 'transfer' };
  if (positive.some((effect) => effect.predicate === 'held')) return { kind: 'pick' };
  if (wantedEffects(skill, model).length === 0) return { kind: 'go' };
  return { kind: 'skill', skills: [skill.id] };
};
