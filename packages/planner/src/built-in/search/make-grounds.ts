import { type Atom, type Effect, NUMERIC_CHANGES, type Situation } from '@muster/domain';
import type { Grounds } from './normal-form.ts';

const UNBOUNDED = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };

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
  for (const skill of Object.values(model.library.skills)) {
    for (const effect of [...(skill.effects.start ?? []), ...skill.effects.end]) scan(effect);
    for (const outcome of skill.outcomes ?? []) for (const effect of outcome.effects) scan(effect);
  }
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
