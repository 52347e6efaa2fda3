import { itemSpot, placeOfItem, poseOf } from '../items.ts';
import { abs, atan2, length2, PI, wrap } from '../math/dmath.ts';
import { gaussAt, noiseAt } from '../math/random.ts';
import { hasProperty, robotId, type Sim, stateOf } from '../sim.ts';
import { checkSight } from '../skills/checks.ts';
import type { SimPose } from '../snapshot.ts';
import { robotPose } from '../view.ts';

/** One thing that a camera makes out. `pose` in the scene's frame, metres, off by the camera's noise. */
export type Detection = {
  readonly id: string;
  readonly class: string;
  readonly pose: SimPose;
  /** 0..1, falls with distance. */
  readonly confidence: number;
};

/** Half the horizontal field of view, radians. */
const HALF_VIEW = PI / 3;
const NEAR = 0.4;
/** Standard deviation of a place at 1 m, metres; grows with distance. */
const NOISE = 0.01;
/** Share of sights in which a visible thing is missed. */
const MISSES = 0.03;

/** A thing in a closed container can't be seen, whatever stands open around it. */
const isHidden = (sim: Sim, item: number): boolean => {
  const place = placeOfItem(sim, item);
  if (place === undefined) return false;
  const { id } = sim.fixed.places[place]!;
  return hasProperty(sim, id, 'container') && hasProperty(sim, id, 'openable') && !stateOf(sim, id, 'open');
};

const inView = (sim: Sim, robot: number, spot: { x: number; y: number; floor: number }, range: number): number => {
  const { lane, int } = sim.state;
  const [dx, dy] = [spot.x - lane.x[robot]!, spot.y - lane.y[robot]!];
  const distance = length2(dx, dy);
  if (spot.floor !== int.floor[robot] || distance > range) return -1;
  const isFixed = sim.fixed.manifests[robot]!.mobility.mode === 'fixed';
  const isFlying = sim.fixed.manifests[robot]!.mobility.mode === 'fly';
  // A camera on an arm or below a flyer looks all round; others look ahead.
  if (!isFixed && !isFlying && distance > NEAR && abs(wrap(atan2(dy, dx) - lane.yaw[robot]!)) > HALF_VIEW) return -1;
  return distance;
};

/**
 * What a robot's camera makes out within a range: things, people and other robots on its floor, ahead of it, with no wall between and not shut away.
 * Misses and noise depend on seed, robot, thing and tick alone, so that looking changes nothing.
 */
export const detectionsOf = (sim: Sim, robot: number, range: number): Detection[] => {
  const { fixed, state } = sim;
  const id = robotId(sim, robot);
  const found: Detection[] = [];
  const consider = (thing: string, className: string, pose: SimPose, distance: number): void => {
    if (distance < 0 || checkSight(sim, robot, thing) !== undefined) return;
    const stream = `sight:${id}:${thing}`;
    if (noiseAt(sim.seed, stream, state.tick) < MISSES) return;
    const off = (axis: string): number => NOISE * (1 + distance) * gaussAt(sim.seed, `${stream}:${axis}`, state.tick);
    found.push({
      id: thing,
      class: className,
      pose: { ...pose, x: pose.x + off('x'), y: pose.y + off('y'), z: pose.z + off('z') },
      confidence: Math.max(0.3, 0.98 - 0.5 * (distance / Math.max(range, 1e-6))),
    });
  };
  fixed.items.forEach((thing, item) => {
    if (state.tables.items[item]!.parent.kind === 'gone' || isHidden(sim, item)) return;
    const spot = itemSpot(sim, item);
    consider(thing, fixed.model.entities[thing]?.class ?? 'item', poseOf(sim, spot), inView(sim, robot, spot, range));
  });
  fixed.people.forEach((person, index) => {
    const spot = { ...state.tables.people[index]!, yaw: 0 };
    consider(person, 'person', poseOf(sim, spot), inView(sim, robot, spot, range));
  });
  fixed.robots.forEach((other, index) => {
    if (index === robot) return;
    const pose = robotPose(sim, index);
    const spot = { x: pose.x, y: pose.y, floor: state.int.floor[index]! };
    consider(other, fixed.manifests[index]!.class, pose, inView(sim, robot, spot, range));
  });
  return found;
};

/** The nearest label that a reader can read: something within range, in view and not shut away. Its code is what is printed on it, else its id. */
export const barcodeOf = (
  sim: Sim,
  robot: number,
  range: number,
): { readonly id: string; readonly code: string } | undefined => {
  let best: { readonly id: string; readonly code: string } | undefined;
  let nearest = range;
  sim.fixed.items.forEach((id, item) => {
    if (sim.state.tables.items[item]!.parent.kind === 'gone' || isHidden(sim, item)) return;
    const distance = inView(sim, robot, itemSpot(sim, item), range);
    if (distance < 0 || distance > nearest || checkSight(sim, robot, id) !== undefined) return;
    nearest = distance;
    best = { id, code: sim.fixed.model.scene.items.find((entry) => entry.id === id)?.label ?? id };
  });
  return best;
};
