import { type Goal, isOfClass, type Situation } from '@muster/domain';
import type { Focus } from './ground-task.ts';

/**
 * Which things take part, from few to all: first what the goal names, what it stands on or carries and what belongs to a robot, at the places that
 * these are at; then the same things at every place; then everything. Only the last proves that there is no plan.
 */
export const focusLevels = (goal: Goal, situation: Situation): Focus[] => {
  const { model, state } = situation;
  const avoidRobots = new Set(goal.avoid?.robots ?? []);
  const avoidSkills = new Set(goal.avoid?.skills ?? []);
  const named = namedIn(goal);
  const facts = [
    ...Object.keys(model.staticFacts),
    ...Object.entries(state.facts)
      .filter(([, belief]) => belief.value !== false)
      .map(([key]) => key),
  ]
    .map((key) => key.slice(key.indexOf('(') + 1, -1).split(','))
    .filter((terms) => terms.length > 1);
  const isItem = (id: string): boolean => isOfClass(model, id, 'item');
  const isPlace = (id: string): boolean => isOfClass(model, id, 'place');
  const items = new Set([...named].filter(isItem));
  for (const terms of facts)
    if (terms.some((id) => model.entities[id]?.kind === 'robot')) for (const id of terms) if (isItem(id)) items.add(id);
  // Whatever an item stands on or in, and whatever stands on or in it, comes along; so does what is held under it.
  for (let grown = true; grown; ) {
    grown = false;
    for (const terms of facts) {
      const things = terms.filter(isItem);
      if (things.length < 2 || !things.some((id) => items.has(id))) continue;
      for (const id of things)
        if (!items.has(id)) {
          items.add(id);
          grown = true;
        }
    }
  }
  const places = new Set([...named].filter(isPlace));
  for (const terms of facts)
    if (terms.some((id) => items.has(id))) for (const id of terms) if (isPlace(id)) places.add(id);
  // Ways between regions, and what a place belongs to.
  for (const key of Object.keys(model.staticFacts))
    if (key.startsWith('links(')) places.add(key.slice(6, key.indexOf(',')));
  for (const place of model.scene.places)
    if (place.partOf && (places.has(place.id) || places.has(place.partOf))) {
      places.add(place.id);
      places.add(place.partOf);
    }
  const shared = { avoidRobots, avoidSkills };
  // A benchmark without a `links` relation may have its ways in other facts: there all places stay.
  const hasLinks = Object.keys(model.staticFacts).some((key) => key.startsWith('within('));
  return [...(hasLinks && places.size > 0 ? [{ items, places, ...shared }] : []), { items, ...shared }, shared];
};

/** Every id in the goal's propositions and conditions. */
export const namedIn = (goal: Goal): Set<string> => {
  const named = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string') named.add(value);
    else if (Array.isArray(value)) for (const part of value) collect(part);
  };
  for (const proposition of goal.propositions) collect([proposition.subjects, proposition.args]);
  for (const entry of goal.conditions ?? []) collect(entry.condition);
  return named;
};

/** Items that some believed fact ties to a thing which a number is about, e.g. what stands on a place that is full. */
export const itemsAt = (fluent: string, situation: Situation): string[] => {
  const about = fluent.slice(fluent.indexOf('(') + 1, -1).split(',');
  return Object.entries(situation.state.facts)
    .filter(([, belief]) => belief.value !== false)
    .map(([key]) => key.slice(key.indexOf('(') + 1, -1).split(','))
    .filter((terms) => terms.some((term) => about.includes(term)))
    .flatMap((terms) => terms.filter((id) => isOfClass(situation.model, id, 'item')));
};
