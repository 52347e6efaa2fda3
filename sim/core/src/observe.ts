import {
  ARITHMETIC,
  type Atom,
  COMPARISONS,
  type Condition,
  type Effect,
  factKey,
  NUMERIC_CHANGES,
  parseFactKey,
} from '@muster/domain';
import { faultOn, strikes } from './faults/active.ts';
import { childrenOf, heldBy, loadedOn } from './items.ts';
import { emit, hasProperty, robotId, type Sim, stateOf } from './sim.ts';
import { factHolds, numberOf } from './truth.ts';

type Bindings = Readonly<Record<string, string>>;
type Sight = { readonly facts: Set<string>; readonly fluents: Set<string> };

/** Ground atoms and fluents that a condition or an effect speaks of, quantifiers expanded over the members of their class. */
const collect = (sim: Sim, node: Condition | Effect, bindings: Bindings, sight: Sight): void => {
  const [head, ...rest] = node as readonly [string, ...unknown[]];
  if (head === 'forall' || head === 'exists') {
    const [variables, body] = rest as [readonly (readonly [string, string])[], Condition];
    expand(sim, variables, bindings, (inner) => collect(sim, body, inner, sight));
  } else if (head === 'and' || head === 'or' || head === 'not' || head === 'imply' || head === 'when')
    for (const part of rest) collect(sim, part as Condition, bindings, sight);
  else if (head === '=') return;
  else if (COMPARISONS.has(head)) for (const part of rest) fluents(part, bindings, sight);
  else if (NUMERIC_CHANGES.has(head)) fluents(rest[0], bindings, sight);
  else {
    const key = ground(node as Atom, bindings);
    if (key) sight.facts.add(key);
  }
};

const ground = (atom: readonly unknown[], bindings: Bindings): string | undefined => {
  const terms = (atom.slice(1) as string[]).map((term) => (term.startsWith('?') ? bindings[term] : term));
  return terms.every((term) => term !== undefined) ? factKey(atom[0] as string, ...(terms as string[])) : undefined;
};

const fluents = (part: unknown, bindings: Bindings, sight: Sight): void => {
  if (!Array.isArray(part)) return;
  if (ARITHMETIC.has(part[0] as string)) for (const inner of part.slice(1)) fluents(inner, bindings, sight);
  else {
    const key = ground(part, bindings);
    if (key) sight.fluents.add(key);
  }
};

const MAX_EXPANSION = 400;

const expand = (
  sim: Sim,
  variables: readonly (readonly [string, string])[],
  bindings: Bindings,
  visit: (bindings: Bindings) => void,
): void => {
  const [first, ...others] = variables;
  if (!first) {
    visit(bindings);
    return;
  }
  const members = sim.fixed.model.members[first[1]] ?? [];
  if (members.length > MAX_EXPANSION) return;
  for (const member of members) expand(sim, others, { ...bindings, [first[0]]: member }, visit);
};

/** Predicates that a robot can tell of itself at any time; of others only what it works on. */
const lookAtSelf = (sim: Sim, robot: number, sight: Sight): void => {
  const id = robotId(sim, robot);
  for (const item of heldBy(sim, robot)) sight.facts.add(factKey('held', sim.fixed.items[item]!, id));
  for (const item of loadedOn(sim, robot)) sight.facts.add(factKey('loaded', sim.fixed.items[item]!, id));
  if (sim.fixed.manifests[robot]!.mobility.mode === 'fly') sight.facts.add(factKey('flying', id));
  for (const fluent of ['free_hands', 'free_slots', 'load']) sight.fluents.add(factKey(fluent, id));
};

/** What stands on or lies in a place that a robot is at: closed containers hide their contents. */
export const lookAtPlace = (sim: Sim, place: string, sight: Sight): void => {
  const openable = hasProperty(sim, place, 'openable');
  if (openable) sight.facts.add(factKey('open', place));
  for (const key of Object.keys(sim.state.tables.states)) if (parseFactKey(key)[1] === place) sight.facts.add(key);
  if (openable && !stateOf(sim, place, 'open')) return;
  const relation = hasProperty(sim, place, 'container') ? 'in' : 'on';
  for (const item of childrenOf(sim, 'place', place)) sight.facts.add(factKey(relation, sim.fixed.items[item]!, place));
};

const tell = (sim: Sim, robot: number, sight: Sight): void => {
  const id = robotId(sim, robot);
  if (strikes(sim, 'observation_dropout', id)) return;
  const facts: { fact: string; value: boolean | number }[] = [];
  for (const fact of sight.facts) {
    const truth = factHolds(sim, parseFactKey(fact));
    facts.push({ fact, value: strikes(sim, 'misread', id) ? !truth : truth });
  }
  for (const fact of sight.fluents) facts.push({ fact, value: numberOf(sim, parseFactKey(fact)) });
  facts.sort((a, b) => (a.fact < b.fact ? -1 : a.fact > b.fact ? 1 : 0));
  if (facts.length > 0) emit(sim, { type: 'observed', robot: id, facts });
};

const look = (): Sight => ({ facts: new Set(), fluents: new Set() });

/** After a skill, whatever came of it: what its success condition and its effects speak of, and the robot itself. */
export const observeAfterSkill = (sim: Sim, robot: number, skillId: string, bindings: Bindings): void => {
  const skill = sim.fixed.model.library.skills[skillId];
  if (!skill) return;
  const sight = look();
  for (const condition of skill.success.sensed) collect(sim, condition, bindings, sight);
  for (const effect of [...(skill.effects.start ?? []), ...skill.effects.end]) collect(sim, effect, bindings, sight);
  for (const outcome of skill.outcomes ?? [])
    for (const effect of outcome.effects) collect(sim, effect, bindings, sight);
  for (const role of skill.roles) {
    const place = role.at === undefined ? undefined : bindings[role.at];
    if (place !== undefined) lookAtPlace(sim, place, sight);
    const mate = sim.fixed.robotIndex.get(bindings[role.name] ?? '');
    if (mate !== undefined) lookAtSelf(sim, mate, sight);
  }
  // Being at a place is said where it holds; that it holds for no other place follows.
  for (const key of [...sight.facts])
    if (key.startsWith('at(') && !factHolds(sim, parseFactKey(key))) sight.facts.delete(key);
  tell(sim, robot, sight);
};

/** When a robot comes to rest at places: what it sees there. */
export const observePlaces = (sim: Sim, robot: number, places: readonly string[]): void => {
  const sight = look();
  for (const place of places) lookAtPlace(sim, place, sight);
  lookAtSelf(sim, robot, sight);
  tell(sim, robot, sight);
};

/** A robot's own gripper or deck notices that something is gone. */
export const observeLoss = (sim: Sim, robot: number, fact: string): void => {
  const sight = look();
  sight.facts.add(fact);
  lookAtSelf(sim, robot, sight);
  tell(sim, robot, sight);
};

/** Truth of given facts, as a device's own sensors tell it. */
export const observeFacts = (sim: Sim, robot: number, facts: readonly string[]): void => {
  const sight = look();
  for (const fact of facts) sight.facts.add(fact);
  tell(sim, robot, sight);
};

/**
 * What a robot at rest has before it, without drawing on the world's luck: what is in its hands and on its deck, what is at the places that it
 * stands at, and that the one is not the other. Nothing while a fault of its senses is on.
 */
export const sightOf = (
  sim: Sim,
  robot: number,
  places: readonly string[],
): { fact: string; value: boolean | number }[] => {
  const id = robotId(sim, robot);
  if (['misread', 'observation_dropout'].some((kind) => faultOn(sim, kind, id))) return [];
  const sight = look();
  for (const place of places) lookAtPlace(sim, place, sight);
  const carries = sim.fixed.manifests[robot]!.carrier !== undefined;
  for (const key of [...sight.facts]) {
    const [relation, item] = parseFactKey(key);
    if (item === undefined || (relation !== 'on' && relation !== 'in')) continue;
    sight.facts.add(factKey('held', item, id));
    if (carries) sight.facts.add(factKey('loaded', item, id));
  }
  for (const item of [...heldBy(sim, robot), ...loadedOn(sim, robot)])
    for (const place of places)
      sight.facts.add(factKey(hasProperty(sim, place, 'container') ? 'in' : 'on', sim.fixed.items[item]!, place));
  lookAtSelf(sim, robot, sight);
  return [...sight.facts]
    .map((fact): { fact: string; value: boolean | number } => ({ fact, value: factHolds(sim, parseFactKey(fact)) }))
    .concat([...sight.fluents].map((fact) => ({ fact, value: numberOf(sim, parseFactKey(fact)) })))
    .sort((a, b) => (a.fact < b.fact ? -1 : a.fact > b.fact ? 1 : 0));
};
