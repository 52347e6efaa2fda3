import { capabilityFor } from '@muster/domain';
import { gap, pointToBox, segmentBoxEntry } from '../geometry/footprint.ts';
import { childrenOf, freeSpace, heldBy, itemSpot, loadedOn, placeOfItem, totalMass } from '../items.ts';
import { length2 } from '../math/dmath.ts';
import { hasProperty, type Refusal, refusal, robotId, type Sim, stateOf } from '../sim.ts';
import type { SkillRun } from '../state.ts';
import { distanceToPlace, placesHere, toleranceOf } from '../truth.ts';

/** Slack of a reach check: a base stops off its mark, and leans or creeps the last bit. */
const SLACK = 0.25;
const round = (value: number): number => Math.round(value * 100) / 100;

/** The robot is where the place is served from. */
export const checkAtPlace = (sim: Sim, robot: number, place: string): Refusal | undefined => {
  const distance = distanceToPlace(sim, robot, place);
  const id = robotId(sim, robot);
  if (distance === Number.POSITIVE_INFINITY)
    return refusal('SIM_NOT_AT_PLACE', `${id} cannot serve ${place} from where it is`);
  return distance <= toleranceOf(sim, robot)
    ? undefined
    : refusal('SIM_NOT_AT_PLACE', `${id} is ${round(distance)} m away from where ${place} is served`);
};

/** Some hand reaches a place's surface: distance from the base centre to its footprint, and height. */
export const checkReach = (sim: Sim, robot: number, place: number): Refusal | undefined => {
  const { fixed, state } = sim;
  const target = fixed.places[place]!;
  const manifest = fixed.manifests[robot]!;
  const height = target.surface - target.elevation;
  const distance =
    manifest.mobility.mode === 'fly' || manifest.mobility.mode === 'fixed'
      ? 0
      : pointToBox(state.lane.x[robot]!, state.lane.y[robot]!, target.footprint);
  const hands = manifest.hands;
  const id = robotId(sim, robot);
  if (!hands.some((hand) => distance <= hand.reach + SLACK))
    return refusal(
      'SIM_OUT_OF_REACH',
      `${target.id} is ${round(distance)} m from ${id}, its reach is ${Math.max(0, ...hands.map((hand) => hand.reach))} m`,
    );
  return checkHeight(id, height, hands);
};

const checkHeight = (
  id: string,
  height: number,
  hands: readonly { readonly minHeight: number; readonly maxHeight: number }[],
): Refusal | undefined => {
  if (!hands.some((hand) => height <= hand.maxHeight + 1e-9))
    return refusal('SIM_TOO_HIGH', `${round(height)} m is above the reach of ${id}`);
  if (!hands.some((hand) => height >= hand.minHeight - 1e-9 && height <= hand.maxHeight + 1e-9))
    return refusal('SIM_TOO_LOW', `${round(height)} m is below the reach of ${id}`);
  return undefined;
};

/** How far robots that meet close up beyond their arms, metres. */
const CREEP = 0.4;

/**
 * Two robots are close enough to pass something between them: within the sum of their arms' reach of each other's body, or both within reach of the
 * meeting place that they are at, across which the hands meet.
 */
export const checkNear = (sim: Sim, a: number, b: number): Refusal | undefined => {
  const { fixed, state } = sim;
  const footprint = (i: number) => ({
    x: state.lane.x[i]!,
    y: state.lane.y[i]!,
    yaw: state.lane.yaw[i]!,
    halfLength: fixed.halfLength[i]!,
    halfWidth: fixed.halfWidth[i]!,
    radius: fixed.radius[i]!,
  });
  const reach = (i: number): number => Math.max(0, ...fixed.manifests[i]!.hands.map((hand) => hand.reach));
  const between = gap(footprint(a), footprint(b));
  const allowed = reach(a) + reach(b) + SLACK + (reach(a) > 0 && reach(b) > 0 ? 0 : CREEP);
  if (state.int.floor[a] === state.int.floor[b] && (between <= allowed || meetAcross(sim, a, b, reach)))
    return undefined;
  return refusal(
    'SIM_TOO_FAR_FROM_PARTNER',
    `${robotId(sim, a)} and ${robotId(sim, b)} are ${round(between)} m apart, they reach ${round(allowed)} m`,
  );
};

const meetAcross = (sim: Sim, a: number, b: number, reach: (robot: number) => number): boolean => {
  if (reach(a) === 0 || reach(b) === 0) return false;
  const there = placesHere(sim, b);
  return placesHere(sim, a).some((id) => {
    if (!there.includes(id) || !hasProperty(sim, id, 'meeting')) return false;
    const { footprint } = sim.fixed.places[sim.fixed.placeIndex.get(id)!]!;
    const { x, y } = sim.state.lane;
    return [a, b].every((robot) => pointToBox(x[robot]!, y[robot]!, footprint) <= reach(robot) + SLACK);
  });
};

/** A hand is free that can grip the item: width, and mass with everything in or on it, within the hand's and the capability's limits. */
export const checkGrip = (sim: Sim, robot: number, item: number, run: SkillRun | undefined): Refusal | undefined => {
  const { fixed } = sim;
  const manifest = fixed.manifests[robot]!;
  const id = robotId(sim, robot);
  const name = fixed.items[item]!;
  if (heldBy(sim, robot).length >= manifest.hands.length)
    return refusal('SIM_HANDS_FULL', `${id} has no free hand for ${name}`);
  const width = Math.min(fixed.itemSize[item]![0], fixed.itemSize[item]![1]);
  if (!manifest.hands.some((hand) => width <= hand.maxWidth + 1e-9))
    return refusal('SIM_TOO_WIDE', `${name} is ${round(width)} m wide, wider than the grippers of ${id}`);
  const mass = totalMass(sim, item);
  const skill = run ? fixed.model.library.skills[run.skill] : undefined;
  const limit = skill && run ? capabilityFor(manifest, skill, run.role)?.limits?.payloadKg : undefined;
  const payload = Math.min(
    Math.max(0, ...manifest.hands.map((hand) => hand.payloadKg)),
    limit ?? Number.POSITIVE_INFINITY,
  );
  return mass <= payload + 1e-9
    ? undefined
    : refusal('SIM_TOO_HEAVY', `${name} weighs ${round(mass)} kg, ${id} lifts ${payload} kg`);
};

/** Nothing stands on the item, and no closed container is around it. */
export const checkFree = (sim: Sim, item: number): Refusal | undefined => {
  const name = sim.fixed.items[item]!;
  if (!hasProperty(sim, name, 'container')) {
    const above = childrenOf(sim, 'item', name);
    if (above.length > 0) return refusal('SIM_ITEM_COVERED', `${sim.fixed.items[above[0]!]} stands on ${name}`);
  }
  let at = item;
  for (let depth = 0; depth < 16; depth += 1) {
    const { parent } = sim.state.tables.items[at]!;
    if (parent.kind !== 'place' && parent.kind !== 'item') return undefined;
    const closed = checkOpen(sim, parent.id);
    if (closed) return closed;
    if (parent.kind === 'place') return undefined;
    at = sim.fixed.itemIndex.get(parent.id)!;
  }
  return undefined;
};

export const checkOpen = (sim: Sim, id: string): Refusal | undefined =>
  hasProperty(sim, id, 'openable') && hasProperty(sim, id, 'container') && !stateOf(sim, id, 'open')
    ? refusal('SIM_CLOSED', `${id} is closed`)
    : undefined;

/** Something can be put there: a surface or an open container with room. */
export const checkPut = (sim: Sim, target: string, item: string): Refusal | undefined => {
  if (target === item) return refusal('SIM_BAD_ARGUMENT', `${item} cannot be put on itself`);
  const isItem = sim.fixed.itemIndex.has(target);
  const takes =
    hasProperty(sim, target, 'surface') ||
    hasProperty(sim, target, 'container') ||
    (isItem && hasProperty(sim, target, 'stackable'));
  if (!takes) return refusal('SIM_NOT_A_SURFACE', `${target} takes nothing`);
  const closed = checkOpen(sim, target);
  if (closed) return closed;
  return freeSpace(sim, target) >= 1 ? undefined : refusal('SIM_NO_SPACE', `${target} is full`);
};

/** The carrier has a slot and can bear the item. */
export const checkCarrier = (sim: Sim, robot: number, item: number): Refusal | undefined => {
  const carrier = sim.fixed.manifests[robot]!.carrier;
  const id = robotId(sim, robot);
  if (!carrier) return refusal('SIM_NO_CARRIER', `${id} has nothing to carry on`);
  const aboard = loadedOn(sim, robot);
  if (aboard.length >= carrier.slots) return refusal('SIM_NO_FREE_SLOT', `${id} has no free slot`);
  const load = aboard.reduce((sum, other) => sum + totalMass(sim, other), 0) + totalMass(sim, item);
  return load <= carrier.payloadKg + 1e-9
    ? undefined
    : refusal('SIM_TOO_HEAVY', `${id} would carry ${round(load)} kg, it bears ${carrier.payloadKg} kg`);
};

/** A self-loading carrier works at this height. */
export const checkSelfLoading = (sim: Sim, robot: number, place: number): Refusal | undefined => {
  const range = sim.fixed.manifests[robot]!.carrier?.selfLoading;
  const id = robotId(sim, robot);
  if (!range) return refusal('SIM_NO_CARRIER', `${id} cannot load by itself`);
  const target = sim.fixed.places[place]!;
  return checkHeight(id, target.surface - target.elevation, [range]);
};

/** A robot with an item in it stands where the place is, or the item is on the partner's carrier. */
export const itemPlace = (sim: Sim, item: number): number | undefined => placeOfItem(sim, item);

/** A target is within a sensor's range and no wall is between. */
export const checkSight = (sim: Sim, robot: number, target: string): Refusal | undefined => {
  const { fixed, state } = sim;
  const item = fixed.itemIndex.get(target);
  const place = fixed.placeIndex.get(target);
  const other = fixed.robotIndex.get(target);
  const person = fixed.personIndex.get(target);
  const sensors = fixed.manifests[robot]!.sensors;
  const range = Math.max(3, sensors?.camera?.range ?? 0, sensors?.barcode?.range ?? 0);
  let spot: { x: number; y: number; z: number; floor: number };
  if (item !== undefined) spot = itemSpot(sim, item);
  else if (place !== undefined) spot = nearestPoint(sim, robot, place);
  else if (other !== undefined)
    spot = {
      x: state.lane.x[other]!,
      y: state.lane.y[other]!,
      z: state.lane.z[other]!,
      floor: state.int.floor[other]!,
    };
  else if (person !== undefined) spot = state.tables.people[person]!;
  else return refusal('SIM_UNKNOWN_ENTITY', `there is no ${target}`);
  const id = robotId(sim, robot);
  const x = state.lane.x[robot]!;
  const y = state.lane.y[robot]!;
  const distance = length2(spot.x - x, spot.y - y);
  if (spot.floor !== state.int.floor[robot])
    return refusal('SIM_NOT_IN_RANGE', `${target} is on another floor than ${id}`);
  if (distance > range)
    return refusal('SIM_NOT_IN_RANGE', `${target} is ${round(distance)} m from ${id}, its sensor sees ${range} m`);
  for (const body of fixed.statics.bodies)
    if (body.kind === 'wall' && body.floor === spot.floor && body.top > Math.max(spot.z, state.lane.z[robot]!)) {
      if (segmentBoxEntry(x, y, spot.x, spot.y, body) !== undefined)
        return refusal('SIM_NO_LINE_OF_SIGHT', `${body.id} stands between ${id} and ${target}`);
    }
  return undefined;
};

const nearestPoint = (sim: Sim, robot: number, place: number): { x: number; y: number; z: number; floor: number } => {
  const target = sim.fixed.places[place]!;
  const { x, y } = { x: sim.state.lane.x[robot]!, y: sim.state.lane.y[robot]! };
  const distance = pointToBox(x, y, target.footprint);
  const dx = target.footprint.x - x;
  const dy = target.footprint.y - y;
  const centre = length2(dx, dy);
  const t = centre < 1e-9 ? 0 : Math.min(1, distance / centre);
  // A lift has a door on every floor.
  const floor = target.device?.behaviour === 'lift' ? sim.state.int.floor[robot]! : target.floor;
  return { x: x + dx * t, y: y + dy * t, z: target.surface, floor };
};
