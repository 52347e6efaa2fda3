import {
  type Atom,
  type Condition,
  type Effect,
  NUMERIC_CHANGES,
  type NumericExpression,
  parseFactKey,
  type Skill,
  type TypedVariables,
  type WorldModel,
  type WorldState,
} from '@muster/domain';
import {
  type Binding,
  boundKey,
  evaluateCondition,
  evaluateNumber,
  instances,
  type Reading,
} from './evaluate-condition.ts';

export type Source = WorldState['facts'][string]['source'];
export type FactChange = { readonly fact: string; readonly value: boolean | 'unknown' };
export type NumberChange = { readonly fact: string; readonly value: number };

/** New beliefs, as a journal record carries them. */
export type BeliefChange = {
  readonly source: Source;
  readonly facts: readonly FactChange[];
  readonly numbers: readonly NumberChange[];
};

/** A belief that is folded in place by its owner. */
export type MutableWorldState = {
  version: 1;
  at: number;
  facts: Record<string, WorldState['facts'][string]>;
  numbers: Record<string, WorldState['numbers'][string]>;
  poses: Record<string, WorldState['poses'][string]>;
};

/** Predicates whose first argument is in one place only: a thing seen in one is in no other. */
const LOCATION: ReadonlySet<string> = new Set(['on', 'in', 'held', 'loaded']);

/**
 * Folds a change into the belief. An observation replaces what was there; an expected effect that agrees with an observation leaves
 * the observation's source standing, so that "expected" always means "nobody has looked yet".
 */
export const foldChange = (belief: MutableWorldState, change: BeliefChange, at: number, model: WorldModel): void => {
  belief.at = Math.max(belief.at, at);
  for (const { fact, value } of change.facts) {
    const before = belief.facts[fact];
    if (change.source === 'expected' && (before?.value ?? false) === value) continue;
    belief.facts[fact] = { value, source: change.source, at };
    if (value === true && change.source !== 'expected') endRivals(belief, fact, change.source, at, model);
  }
  for (const { fact, value } of change.numbers) belief.numbers[fact] = { value, source: change.source, at };
};

/** What a true observation makes false: other places of the same thing, other values of a functional predicate. */
const endRivals = (belief: MutableWorldState, fact: string, source: Source, at: number, model: WorldModel): void => {
  const [predicate, ...terms] = parseFactKey(fact);
  const family = LOCATION.has(predicate)
    ? LOCATION
    : functionalPredicates(model).has(predicate)
      ? new Set([predicate])
      : undefined;
  if (!family) return;
  const shared = LOCATION.has(predicate) ? 1 : Math.max(0, terms.length - 1);
  for (const key of Object.keys(belief.facts)) {
    if (key === fact || belief.facts[key]?.value === false) continue;
    const [other, ...others] = parseFactKey(key);
    if (family.has(other) && terms.slice(0, shared).every((term, index) => others[index] === term))
      belief.facts[key] = { value: false, source, at };
  }
};

const functionalCache = new WeakMap<WorldModel, ReadonlySet<string>>();
const functionalPredicates = (model: WorldModel): ReadonlySet<string> => {
  let found = functionalCache.get(model);
  if (!found) {
    found = new Set(model.library.vocabulary.predicates.filter((entry) => entry.functional).map((entry) => entry.id));
    functionalCache.set(model, found);
  }
  return found;
};

/**
 * What effects would change, read against one state (all conditions before all changes; deletes before adds, as in PDDL).
 *
 * @param effects ground or with variables of `binding`
 */
export const effectChanges = (
  effects: readonly Effect[],
  binding: Binding,
  reading: Reading,
  model: WorldModel,
): { facts: FactChange[]; numbers: NumberChange[] } => {
  const adds = new Set<string>();
  const deletes = new Set<string>();
  const numbers = new Map<string, number>();
  const visit = (effect: Effect, scope: Binding): void => {
    const [head] = effect;
    if (head === 'and') for (const part of effect.slice(1) as Effect[]) visit(part, scope);
    else if (head === 'not') deletes.add(boundKey(effect[1] as Atom, scope));
    else if (head === 'when') {
      const [, condition, inner] = effect as readonly ['when', Condition, Effect];
      if (evaluateCondition(condition, scope, reading, model) === true) visit(inner, scope);
    } else if (head === 'forall') {
      const [, variables, inner] = effect as readonly ['forall', TypedVariables, Effect];
      for (const instance of instances(variables, model)) visit(inner, { ...scope, ...instance });
    } else if (NUMERIC_CHANGES.has(head)) {
      const key = boundKey(effect[1] as Atom, scope);
      const amount = evaluateNumber(effect[2] as NumericExpression, scope, reading);
      const before = numbers.get(key) ?? reading.number(key) ?? 0;
      if (amount === undefined) return;
      numbers.set(key, changeNumber(head, before, amount));
    } else adds.add(boundKey(effect as Atom, scope));
  };
  for (const effect of effects) visit(effect, binding);
  for (const key of adds) deletes.delete(key);
  return {
    facts: [
      ...[...deletes].sort().map((fact) => ({ fact, value: false as const })),
      ...[...adds].sort().map((fact) => ({ fact, value: true as const })),
    ],
    numbers: [...numbers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([fact, value]) => ({ fact, value })),
  };
};

const changeNumber = (kind: string, before: number, amount: number): number => {
  switch (kind) {
    case 'assign':
      return amount;
    case 'increase':
      return before + amount;
    case 'decrease':
      return before - amount;
    case 'scale-up':
      return before * amount;
    default:
      return before / amount;
  }
};

/** Variables of a skill under the arguments of a step and the robots of its roles. */
export const skillBinding = (
  skill: Skill,
  args: Readonly<Record<string, string | number>>,
  roles: Readonly<Record<string, string>>,
): Binding => {
  const binding: Record<string, string | number> = Object.create(null);
  for (const parameter of skill.parameters) {
    const value = args[parameter.name.slice(1)];
    if (value !== undefined) binding[parameter.name] = value;
  }
  for (const role of skill.roles) {
    const robot = roles[role.name.slice(1)];
    if (robot !== undefined) binding[role.name] = robot;
  }
  return binding;
};
