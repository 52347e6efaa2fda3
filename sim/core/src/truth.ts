import { type Atom, factKey, type NumericExpression, parseFactKey, UNLIMITED } from '@muster/domain';
import { freeSpace, heldBy, loadedOn, locationFacts } from './items.ts';
import { length2 } from './math/dmath.ts';
import { hasProperty, type Sim } from './sim.ts';
import { POSTURE } from './state.ts';

/** What holds physically, with the keys of the belief, so that a goal can be judged. */
export type SimTruth = {
  /** Sorted keys of facts that are true; static ones are left out. */
  readonly facts: readonly string[];
  readonly numbers: Readonly<Record<string, number>>;
};

/** How far from an access node a robot still stands at the place, metres. */
export const AT_TOLERANCE = 0.35;
export const AT_TOLERANCE_FLYING = 0.6;

/** Distance to the nearest node from which the robot serves the place; `Infinity` when there is none on its floor, 0 for a fixed robot in reach. */
export const distanceToPlace = (sim: Sim, robot: number, place: string): number => {
  const { fixed, state } = sim;
  const nodes = fixed.model.service[fixed.robots[robot]!]?.[place];
  if (nodes === undefined) return Number.POSITIVE_INFINITY;
  if (fixed.manifests[robot]!.mobility.mode === 'fixed') return 0;
  let best = Number.POSITIVE_INFINITY;
  for (const id of nodes) {
    const node = fixed.nodes[fixed.nodeIndex.get(id)!]!;
    if (node.floor !== state.int.floor[robot]) continue;
    const distance = length2(node.x - state.lane.x[robot]!, node.y - state.lane.y[robot]!);
    if (distance < best) best = distance;
  }
  return best;
};

export const toleranceOf = (sim: Sim, robot: number): number =>
  sim.fixed.manifests[robot]!.mobility.mode === 'fly' ? AT_TOLERANCE_FLYING : AT_TOLERANCE;

/** Whether a robot stands where the place is served from. A fixed robot is at the place it last worked at. */
export const isAt = (sim: Sim, robot: number, place: string): boolean =>
  sim.fixed.manifests[robot]!.mobility.mode === 'fixed'
    ? sim.state.int.lastPlace[robot] === sim.fixed.placeIndex.get(place)
    : distanceToPlace(sim, robot, place) <= toleranceOf(sim, robot);

/** Region of the graph node nearest to a robot on its floor. */
export const regionOf = (sim: Sim, robot: number): string | undefined => {
  const { fixed, state } = sim;
  const kind = fixed.manifests[robot]!;
  if (kind.mobility.mode === 'fixed') return `${fixed.robots[robot]!}_reach`;
  const regions = fixed.model.regions[kind.kind];
  const node = fixed.nodeGrid.nearest(
    state.int.floor[robot]!,
    state.lane.x[robot]!,
    state.lane.y[robot]!,
    (index) => regions?.[fixed.nodes[index]!.id] !== undefined,
  );
  return node === undefined ? undefined : regions?.[fixed.nodes[node]!.id];
};

/** Places that a robot is at, sorted. */
export const placesHere = (sim: Sim, robot: number): string[] => {
  const { fixed, state } = sim;
  const service = fixed.model.service[fixed.robots[robot]!] ?? {};
  if (fixed.manifests[robot]!.mobility.mode === 'fixed') {
    const last = fixed.places[state.int.lastPlace[robot]!];
    return last ? [last.id] : [];
  }
  const here = new Set<string>();
  const { x, y } = state.lane;
  for (const node of fixed.nodeGrid.within(state.int.floor[robot]!, x[robot]!, y[robot]!, toleranceOf(sim, robot)))
    for (const place of fixed.placesOfNode[node]!) if (service[place]?.includes(fixed.nodes[node]!.id)) here.add(place);
  return [...here].sort();
};

/** Whether a ground fact is physically true. */
export const factHolds = (sim: Sim, [predicate, ...args]: Atom): boolean => {
  const { fixed, state } = sim;
  const key = factKey(predicate, ...args);
  const robot = fixed.robotIndex.get(args[0] ?? '');
  switch (predicate) {
    case 'at':
      return robot !== undefined && isAt(sim, robot, args[1] ?? '');
    case 'region':
      return robot !== undefined && regionOf(sim, robot) === args[1];
    case 'flying':
      return robot !== undefined && state.int.posture[robot] === POSTURE.fly;
    case 'docked':
      return robot !== undefined && state.int.posture[robot] === POSTURE.dock;
    case 'on':
    case 'in':
    case 'held':
    case 'loaded': {
      const item = fixed.itemIndex.get(args[0] ?? '');
      return item !== undefined && locationFacts(sim, item).includes(key);
    }
    default:
      return (
        state.tables.states[key] === true ||
        state.tables.records[key] !== undefined ||
        fixed.model.staticFacts[key] === true
      );
  }
};

/** Value of a ground fluent; 0 where nothing defines it, as in PDDL closed-world scenes. */
export const numberOf = (sim: Sim, [fluent, ...args]: Atom): number => {
  const { fixed, state } = sim;
  const id = args[0] ?? '';
  const robot = fixed.robotIndex.get(id);
  if (robot !== undefined) {
    const manifest = fixed.manifests[robot]!;
    if (fluent === 'battery') return state.lane.battery[robot]!;
    if (fluent === 'free_hands') return manifest.hands.length - heldBy(sim, robot).length;
    if (fluent === 'free_slots') return (manifest.carrier?.slots ?? 0) - loadedOn(sim, robot).length;
    if (fluent === 'load') return loadedOn(sim, robot).reduce((sum, item) => sum + fixed.itemMass[item]!, 0);
  }
  if (fluent === 'free_space') return freeSpace(sim, id);
  const key = factKey(fluent, ...args);
  return state.tables.numbers[key] ?? fixed.model.staticNumbers[key] ?? 0;
};

export const evaluate = (
  sim: Sim,
  expression: NumericExpression,
  bindings: Readonly<Record<string, string>>,
): number => {
  if (typeof expression === 'number') return expression;
  const [head, ...parts] = expression;
  if (head === '+' || head === '-' || head === '*' || head === '/') {
    const values = (parts as NumericExpression[]).map((part) => evaluate(sim, part, bindings));
    const [first = 0, ...rest] = values;
    if (head === '-' && rest.length === 0) return -first;
    return rest.reduce(
      (a, b) => (head === '+' ? a + b : head === '-' ? a - b : head === '*' ? a * b : b === 0 ? 0 : a / b),
      first,
    );
  }
  return numberOf(sim, [head, ...(parts as string[]).map((term) => bindings[term] ?? term)]);
};

/** Everything that holds, for judging a goal and for tests; costs a walk over the whole world. */
export const truthOf = (sim: Sim): SimTruth => {
  const { fixed, state } = sim;
  const facts: string[] = [];
  const numbers: Record<string, number> = {};
  fixed.items.forEach((_, item) => {
    facts.push(...locationFacts(sim, item));
  });
  fixed.robots.forEach((id, robot) => {
    for (const place of placesHere(sim, robot)) facts.push(factKey('at', id, place));
    const region = regionOf(sim, robot);
    if (region) facts.push(factKey('region', id, region));
    if (state.int.posture[robot] === POSTURE.fly) facts.push(factKey('flying', id));
    if (state.int.posture[robot] === POSTURE.dock) facts.push(factKey('docked', id));
    for (const fluent of ['battery', 'free_hands', 'free_slots', 'load'])
      numbers[factKey(fluent, id)] = numberOf(sim, [fluent, id]);
  });
  for (const key of Object.keys(state.tables.states)) if (!facts.includes(key)) facts.push(key);
  facts.push(...Object.keys(state.tables.records));
  for (const place of fixed.places) numbers[factKey('free_space', place.id)] = freeSpace(sim, place.id);
  for (const id of fixed.items) if (hasProperty(sim, id, 'container')) numbers[factKey('free_space', id)] = UNLIMITED;
  Object.assign(numbers, state.tables.numbers);
  return { facts: [...new Set(facts)].sort(), numbers };
};

/** Truth of a fact given by its key. */
export const keyHolds = (sim: Sim, key: string): boolean => factHolds(sim, parseFactKey(key));
