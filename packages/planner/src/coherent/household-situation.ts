import {
  factKey,
  type Goal,
  groundScene,
  type Item,
  type Library,
  ok,
  type Place,
  type Result,
  type Scene,
  type Situation,
  sceneSchema,
  type WorldState,
} from '@muster/domain';
import { canOpen, type EnvNode, type Household, has, isContainer, isFloor, startsOpen } from './env-file.ts';

export type HouseholdTask = {
  readonly situation: Situation;
  readonly goal: Goal;
  /** Node of the environment file → id in the scene, and back. */
  readonly idOf: ReadonlyMap<number, string>;
  readonly nodeOf: ReadonlyMap<string, number>;
};

/**
 * A household of the COHERENT benchmark as a scene, a belief and a goal over the library beside this file. Furniture, floors and doors become places;
 * what can be gripped, and what rides on such, becomes items. The benchmark has no distances, so every place has one node.
 */
export const householdTask = (household: Household, library: Library, name: string): Result<HouseholdTask> => {
  const { nodes, supports, doors } = household;
  const idOf = new Map(
    [...nodes.values()].map((node) => [
      node.id,
      `${node.class_name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '_')
        .replace(/^[^a-z]+/, 'n_')
        .slice(0, 48)}_${node.id}`,
    ]),
  );
  const id = (node: number): string => idOf.get(node)!;
  const { basket } = household.quadrotor;
  const robots = new Set([household.quadrotor.id, household.dog.id, ...household.arms.map((arm) => arm.id)]);
  const rooms = new Set(household.rooms);
  const carriesSomething = new Set(
    [...supports].filter(([what]) => !robots.has(what)).map(([, support]) => support.of),
  );
  const moves = (node: number, depth = 0): boolean => {
    if (node === basket || has(nodes.get(node)!, 'GRABABLE')) return true;
    const below = supports.get(node);
    return below !== undefined && depth < nodes.size && !rooms.has(below.of) && moves(below.of, depth + 1);
  };
  const flags = (node: EnvNode): Record<string, boolean> => ({
    ...(has(node, 'SURFACES') ? { surface: true } : {}),
    ...(isContainer(node) ? { container: true } : {}),
    ...(canOpen(node) && (isContainer(node) || doors.has(node.id)) ? { openable: true } : {}),
    ...(has(node, 'GRABABLE') ? { grabable: true } : {}),
    ...(has(node, 'LANDABLE') ? { landable: true } : {}),
    ...(has(node, 'HIGH_HEIGHT') ? { high: true } : {}),
    ...(has(node, 'LOW_HEIGHT') ? { low: true } : {}),
    ...(isFloor(node) ? { floor: true } : {}),
    ...(node.id === basket ? { carrier: true } : {}),
    ...(has(node, 'SURFACES') || isContainer(node) || carriesSomething.has(node.id) ? { support: true } : {}),
  });
  const label = (node: EnvNode): Scene['places'][number]['names'] => {
    const text = `${node.class_name.replace(/[^\p{L}\p{N} _-]/gu, '') || 'thing'} ${node.id}`;
    return { en: [text], zh: [text] };
  };
  const states = (node: EnvNode): { states?: Record<string, boolean> } =>
    startsOpen(node) ? { states: { open: true } } : {};
  const places: Place[] = [];
  const items: Item[] = [];
  for (const node of nodes.values()) {
    if (robots.has(node.id)) continue;
    const shared = { id: id(node.id), names: label(node), properties: flags(node), ...states(node) };
    if (rooms.has(node.id) || !moves(node.id)) {
      const kind = rooms.has(node.id)
        ? 'home_room'
        : isFloor(node)
          ? 'floor_area'
          : doors.has(node.id)
            ? 'door'
            : 'fixture';
      places.push({ ...shared, class: kind, floor: 'ground', x: 0, y: 0, size: [1, 1, 1], access: ['hall'] });
      continue;
    }
    const below = supports.get(node.id);
    const isCrate = isContainer(node) || has(node, 'SURFACES') || carriesSomething.has(node.id);
    items.push({
      ...shared,
      class: node.id === basket ? 'basket' : isCrate ? 'crate' : 'piece',
      size: [0.1, 0.1, 0.1],
      massKg: 0.1,
      relation:
        node.id === basket
          ? household.quadrotor.landed
            ? { on: id(household.quadrotor.pad) }
            : { loaded: id(household.quadrotor.id) }
          : below && !rooms.has(below.of)
            ? below.relation === 'on'
              ? { on: id(below.of) }
              : { in: id(below.of) }
            : { on: id(floorOf(household, below?.of) ?? household.quadrotor.pad) },
    });
  }
  const scene: Scene = sceneSchema.parse({
    version: 1,
    id: name,
    names: { en: [name], zh: [name] },
    startsAt: '2026-01-01T00:00:00Z',
    timeZone: 'UTC',
    seed: 1,
    floors: [
      {
        id: 'ground',
        names: { en: ['ground'], zh: ['地面层'] },
        elevation: 0,
        bounds: [
          [-10, -10],
          [10, 10],
        ],
      },
    ],
    walls: [],
    places,
    items,
    people: [],
    robots: [
      {
        id: id(household.quadrotor.id),
        kind: 'quadrotor',
        names: label(nodes.get(household.quadrotor.id)!),
        node: 'hall',
      },
      { id: id(household.dog.id), kind: 'robot_dog', names: label(nodes.get(household.dog.id)!), node: 'hall' },
      ...household.arms.map((arm) => ({
        id: id(arm.id),
        kind: 'robot_arm',
        names: label(nodes.get(arm.id)!),
        mount: { floor: 'ground', x: 0, y: 0, on: id(arm.table) },
      })),
    ],
    graph: { nodes: [{ id: 'hall', floor: 'ground', x: 0, y: 0 }], edges: [] },
    rules: [],
  });
  const grounded = groundScene(scene, library);
  if (!grounded.ok) return grounded;
  const model = grounded.value;
  const staticFacts: Record<string, true> = { ...model.staticFacts };
  for (const [door, ends] of doors)
    for (const from of ends)
      for (const to of ends) if (from !== to) staticFacts[factKey('leads', id(door), id(from), id(to))] = true;
  for (const arm of household.arms) staticFacts[factKey('mounted', id(arm.id), id(arm.table))] = true;
  staticFacts[factKey('aboard', id(basket), id(household.quadrotor.id))] = true;
  const initial: WorldState = {
    ...model.initial,
    facts: { ...model.initial.facts, ...beliefs(household, idOf, moves) },
  };
  const complete = { ...model, staticFacts, initial };
  return ok({
    situation: { model: complete, state: initial, rules: [], commitments: [] },
    goal: {
      version: 1,
      propositions: household.goal.map((edge, index) => ({
        id: `g${index + 1}`,
        predicate: edge.what === household.quadrotor.id ? (edge.relation === 'on' ? 'landed' : 'in') : edge.relation,
        subjects: [id(edge.what)],
        args: [[id(edge.where)]],
        quantifier: { kind: 'all' as const },
        holds: 'end' as const,
      })),
    },
    idOf,
    nodeOf: new Map([...idOf].map(([node, text]) => [text, node])),
  });
};

const floorOf = (household: Household, room: number | undefined): number | undefined =>
  [...household.nodes.values()].find((node) => isFloor(node) && household.supports.get(node.id)?.of === room)?.id;

/** Facts at the start beyond what a scene file says: what stands on what, transitively; rooms; grippers; the quadrotor. */
const beliefs = (
  household: Household,
  idOf: ReadonlyMap<number, string>,
  moves: (node: number) => boolean,
): WorldState['facts'] => {
  const { nodes, supports, doors, quadrotor } = household;
  const facts: WorldState['facts'] = {};
  const id = (node: number): string => idOf.get(node)!;
  const know = (key: string): void => {
    facts[key] = { value: true, source: 'scene', at: 0 };
  };
  const rooms = new Set(household.rooms);
  const robots = new Set([quadrotor.id, household.dog.id, ...household.arms.map((arm) => arm.id)]);
  for (const node of nodes.values()) {
    if (rooms.has(node.id) || robots.has(node.id)) continue;
    for (const room of doors.get(node.id) ?? []) know(factKey('over', id(node.id), id(room)));
    if (has(node, 'ON_HIGH_SURFACE')) know(factKey('tagged', id(node.id)));
    const below = supports.get(node.id);
    if (below && !moves(node.id)) {
      const target = rooms.has(below.of) && !isFloor(node) ? floorOf(household, below.of) : below.of;
      if (target !== undefined && !rooms.has(target))
        know(factKey(below.relation === 'on' ? 'on' : 'in', id(node.id), id(target)));
    }
    know(factKey('over', id(node.id), id(node.id)));
    const visited = new Set([node.id]);
    for (let at: number | undefined = node.id; at !== undefined; ) {
      const next: number | undefined =
        at === quadrotor.basket ? (quadrotor.landed ? quadrotor.pad : undefined) : supports.get(at)?.of;
      if (next === undefined || visited.has(next)) break;
      visited.add(next);
      know(factKey('over', id(node.id), id(next)));
      at = rooms.has(next) ? undefined : next;
    }
  }
  const padRoom = roomBelow(household, quadrotor.pad);
  if (padRoom !== undefined) know(factKey('in_room', id(quadrotor.id), id(padRoom)));
  know(factKey('in_room', id(household.dog.id), id(household.dog.room)));
  for (const robot of [household.dog.id, ...household.arms.map((arm) => arm.id)]) know(factKey('free', id(robot)));
  if (quadrotor.landed) know(factKey('landed', id(quadrotor.id), id(quadrotor.pad)));
  else {
    know(factKey('flying', id(quadrotor.id)));
    know(factKey('hovers', id(quadrotor.id), id(quadrotor.pad)));
  }
  return facts;
};

const roomBelow = (household: Household, node: number): number | undefined => {
  const rooms = new Set(household.rooms);
  let at: number | undefined = node;
  for (let depth = 0; at !== undefined && depth <= household.nodes.size; depth += 1) {
    if (rooms.has(at)) return at;
    at = household.supports.get(at)?.of;
  }
  return undefined;
};
