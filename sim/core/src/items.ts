import { factKey, UNLIMITED } from '@muster/domain';
import { setGrip } from './arm/arms.ts';
import { armGeometry, fingertips } from './arm/kinematics.ts';
import { cos, floor, max, sin } from './math/dmath.ts';
import { emit, hasProperty, robotId, type Sim } from './sim.ts';
import type { SimParent, SimPose } from './snapshot.ts';

/** Where a thing is, with its chain of parents resolved. */
export type Spot = { x: number; y: number; z: number; yaw: number; floor: number };

const sameParent = (a: SimParent, kind: SimParent['kind'], id: string): boolean =>
  a.kind === kind && 'id' in a && a.id === id;

/** Indices of items whose direct parent this is, ascending. */
export const childrenOf = (sim: Sim, kind: SimParent['kind'], id: string): number[] => {
  const found: number[] = [];
  sim.state.tables.items.forEach((item, index) => {
    if (sameParent(item.parent, kind, id)) found.push(index);
  });
  return found;
};

export const heldBy = (sim: Sim, robot: number): number[] => {
  const id = robotId(sim, robot);
  const found: number[] = [];
  sim.state.tables.items.forEach(({ parent }, index) => {
    if (parent.kind === 'hand' ? parent.id === id : parent.kind === 'together' && parent.ids.includes(id))
      found.push(index);
  });
  return found;
};
export const loadedOn = (sim: Sim, robot: number): number[] => childrenOf(sim, 'carrier', robotId(sim, robot));

/** Mass of an item with all that stands on it or lies in it, kg. */
export const totalMass = (sim: Sim, item: number): number =>
  childrenOf(sim, 'item', sim.fixed.items[item]!).reduce(
    (sum, child) => sum + totalMass(sim, child),
    sim.fixed.itemMass[item]!,
  );

/** Items that fit on or into a place or item beyond those that are there; `UNLIMITED` where no capacity is declared. */
export const freeSpace = (sim: Sim, id: string): number => {
  const place = sim.fixed.placeIndex.get(id);
  const capacity = place === undefined ? undefined : sim.fixed.places[place]!.scene.capacity;
  if (capacity === undefined) return UNLIMITED;
  return capacity - childrenOf(sim, 'place', id).length;
};

/** Smallest slot number that no sibling has. */
export const freeSlot = (sim: Sim, parent: SimParent): number => {
  const used = new Set<number>();
  if ('id' in parent)
    for (const sibling of childrenOf(sim, parent.kind, parent.id)) used.add(sim.state.tables.items[sibling]!.slot);
  let slot = 0;
  while (used.has(slot)) slot += 1;
  return slot;
};

/** Makes an item a child of something. Everything that stands on it comes along. */
export const attach = (sim: Sim, item: number, parent: SimParent, robot = -1): void => {
  const state = sim.state.tables.items[item]!;
  const slot = freeSlot(sim, parent);
  if (state.parent.kind === 'hand') setGrip(sim, sim.fixed.robotIndex.get(state.parent.id)!, state.slot, false);
  state.parent = parent;
  state.slot = slot;
  if (parent.kind === 'hand') setGrip(sim, sim.fixed.robotIndex.get(parent.id)!, slot, true);
  emit(sim, {
    type: parent.kind === 'place' || parent.kind === 'item' || parent.kind === 'floor' ? 'detached' : 'attached',
    item: sim.fixed.items[item]!,
    to: 'id' in parent ? parent.id : parent.kind,
    robot: robot < 0 ? '' : robotId(sim, robot),
  });
};

const ON_FLOOR = { x: 0, y: 0, z: 0, yaw: 0, floor: 0 };

/** Pose of the bottom centre of an item. */
export const itemSpot = (sim: Sim, item: number, depth = 0): Spot => {
  const state = sim.state.tables.items[item]!;
  const { parent } = state;
  if (depth > 16) return ON_FLOOR;
  switch (parent.kind) {
    case 'place':
      return onSurface(sim, item, sim.fixed.placeIndex.get(parent.id)!);
    case 'item': {
      const under = sim.fixed.itemIndex.get(parent.id)!;
      const spot = itemSpot(sim, under, depth + 1);
      const inside = hasProperty(sim, parent.id, 'container');
      return { ...spot, z: spot.z + (inside ? 0.02 : sim.fixed.itemSize[under]![2]) };
    }
    case 'hand':
      return inHand(sim, sim.fixed.robotIndex.get(parent.id)!, state.slot, item);
    case 'carrier':
      return onCarrier(sim, sim.fixed.robotIndex.get(parent.id)!, state.slot);
    case 'person': {
      const person = sim.state.tables.people[sim.fixed.personIndex.get(parent.id)!]!;
      return {
        x: person.x + 0.3 * cos(person.yaw),
        y: person.y + 0.3 * sin(person.yaw),
        z: person.z + 1,
        yaw: person.yaw,
        floor: person.floor,
      };
    }
    case 'together':
      return between(sim, parent.ids);
    default:
      return { x: state.x, y: state.y, z: state.z, yaw: state.yaw, floor: state.floor };
  }
};

/** The middle between robots that carry something together. */
const between = (sim: Sim, ids: readonly string[]): Spot => {
  const { lane, int } = sim.state;
  const spot = { x: 0, y: 0, z: 0, yaw: 0, floor: 0 };
  for (const id of ids) {
    const robot = sim.fixed.robotIndex.get(id)!;
    spot.x += lane.x[robot]! / ids.length;
    spot.y += lane.y[robot]! / ids.length;
    spot.z += (lane.z[robot]! + sim.fixed.height[robot]! * 0.8) / ids.length;
    spot.yaw = lane.yaw[robot]!;
    spot.floor = int.floor[robot]!;
  }
  return spot;
};

/** Carriers of one item may be this far from each other, metres. */
const GRIP_SPAN = 3;

/** Whether robots that carry something together have come too far apart to hold it. */
export const isTorn = (sim: Sim, ids: readonly string[]): boolean => {
  const { lane, int } = sim.state;
  const first = sim.fixed.robotIndex.get(ids[0] ?? '')!;
  return ids.some((id) => {
    const robot = sim.fixed.robotIndex.get(id)!;
    const dx = lane.x[robot]! - lane.x[first]!;
    const dy = lane.y[robot]! - lane.y[first]!;
    return int.floor[robot] !== int.floor[first] || dx * dx + dy * dy > GRIP_SPAN * GRIP_SPAN;
  });
};

/** The k-th of n positions counted from the middle outwards. */
const fromMiddle = (k: number, n: number): number => floor((n - 1) / 2) + (k % 2 === 0 ? -k / 2 : (k + 1) / 2);

/** Slots lie in rows over the footprint, as wide as the items are, the first ones in the middle. */
const onSurface = (sim: Sim, item: number, index: number): Spot => {
  const place = sim.fixed.places[index]!;
  const { footprint } = place;
  const [length, width] = sim.fixed.itemSize[item]!;
  const pitchX = max(0.1, length + 0.05);
  const pitchY = max(0.1, width + 0.05);
  const columns = max(1, floor((2 * footprint.halfLength) / pitchX));
  const rows = max(1, floor((2 * footprint.halfWidth) / pitchY));
  const slot = sim.state.tables.items[item]!.slot;
  const layer = floor(slot / (columns * rows));
  const within = slot % (columns * rows);
  const lx = (fromMiddle(within % columns, columns) - (columns - 1) / 2) * pitchX;
  const ly = (fromMiddle(floor(within / columns), rows) - (rows - 1) / 2) * pitchY;
  const c = cos(footprint.yaw);
  const s = sin(footprint.yaw);
  return {
    x: footprint.x + lx * c - ly * s,
    y: footprint.y + lx * s + ly * c,
    z: place.surface + layer * sim.fixed.itemSize[item]![2],
    yaw: footprint.yaw,
    floor: place.floor,
  };
};

const onCarrier = (sim: Sim, robot: number, slot: number): Spot => {
  const { lane, int } = sim.state;
  const carrier = sim.fixed.manifests[robot]!.carrier;
  const slots = carrier?.slots ?? 1;
  const pitch = (1.6 * sim.fixed.halfLength[robot]!) / slots;
  const forward = carrier?.kind === 'forks' ? sim.fixed.halfLength[robot]! + 0.4 : (slot - (slots - 1) / 2) * pitch;
  const yaw = lane.yaw[robot]!;
  return {
    x: lane.x[robot]! + forward * cos(yaw),
    y: lane.y[robot]! + forward * sin(yaw),
    z: lane.z[robot]! + (carrier?.height ?? sim.fixed.height[robot]!),
    yaw,
    floor: int.floor[robot]!,
  };
};

const inHand = (sim: Sim, robot: number, hand: number, item: number): Spot => {
  const { lane, int, arms } = sim.state;
  const manifest = sim.fixed.manifests[robot]!;
  const yaw = lane.yaw[robot]!;
  const at = (sim.fixed.handOffset[robot]! + hand) * 6;
  const tip = fingertips(armGeometry(manifest, hand), arms.subarray(at, at + 6));
  return {
    x: lane.x[robot]! + tip.x * cos(yaw) - tip.y * sin(yaw),
    y: lane.y[robot]! + tip.x * sin(yaw) + tip.y * cos(yaw),
    z: lane.z[robot]! + tip.z - sim.fixed.itemSize[item]![2] / 2,
    yaw,
    floor: int.floor[robot]!,
  };
};

export const poseOf = (sim: Sim, spot: Spot): SimPose => ({
  floor: sim.fixed.floors[spot.floor]?.id ?? '',
  x: spot.x,
  y: spot.y,
  z: spot.z,
  yaw: spot.yaw,
});

/** The place an item is at, through all its parents; undefined when a robot or a person has it, or it lies on bare floor. */
export const placeOfItem = (sim: Sim, item: number): number | undefined => {
  let at = item;
  for (let depth = 0; depth < 16; depth += 1) {
    const { parent } = sim.state.tables.items[at]!;
    if (parent.kind === 'place') return sim.fixed.placeIndex.get(parent.id);
    if (parent.kind !== 'item') return undefined;
    at = sim.fixed.itemIndex.get(parent.id)!;
  }
  return undefined;
};

/** The fact that says where an item is: on, in, held or loaded. */
export const locationFacts = (sim: Sim, item: number): string[] => {
  const id = sim.fixed.items[item]!;
  const { parent } = sim.state.tables.items[item]!;
  switch (parent.kind) {
    case 'place':
    case 'item':
      return [factKey(hasProperty(sim, parent.id, 'container') ? 'in' : 'on', id, parent.id)];
    case 'hand':
      return [factKey('held', id, parent.id)];
    case 'carrier':
      return [factKey('loaded', id, parent.id)];
    case 'person':
      return [factKey('given', id, parent.id)];
    case 'together':
      return parent.ids.map((robot) => factKey('held', id, robot));
    default:
      return [];
  }
};

/** Lets an item fall from where it is to the highest surface below it. Returns what it landed on. */
export const fall = (sim: Sim, item: number, robot: number): string => {
  const spot = itemSpot(sim, item);
  let best: number | undefined;
  let bestHeight = sim.fixed.floors[spot.floor]?.elevation ?? 0;
  sim.fixed.places.forEach((place, index) => {
    if (place.floor !== spot.floor || place.surface > spot.z + 0.05 || place.surface < bestHeight) return;
    const c = cos(place.footprint.yaw);
    const s = sin(place.footprint.yaw);
    const dx = spot.x - place.footprint.x;
    const dy = spot.y - place.footprint.y;
    const lx = dx * c + dy * s;
    const ly = dy * c - dx * s;
    if (lx * lx > place.footprint.halfLength * place.footprint.halfLength) return;
    if (ly * ly > place.footprint.halfWidth * place.footprint.halfWidth) return;
    if (!hasProperty(sim, place.id, 'surface') || freeSpace(sim, place.id) < 1) return;
    best = index;
    bestHeight = place.surface;
  });
  const state = sim.state.tables.items[item]!;
  const onto = best === undefined ? 'floor' : sim.fixed.places[best]!.id;
  if (best === undefined) {
    if (state.parent.kind === 'hand') setGrip(sim, sim.fixed.robotIndex.get(state.parent.id)!, state.slot, false);
    state.parent = { kind: 'floor' };
    state.slot = 0;
    Object.assign(state, { x: spot.x, y: spot.y, z: bestHeight, yaw: spot.yaw, floor: spot.floor });
  } else attach(sim, item, { kind: 'place', id: onto }, robot);
  emit(sim, { type: 'dropped', item: sim.fixed.items[item]!, robot: robot < 0 ? '' : robotId(sim, robot), onto });
  return onto;
};
