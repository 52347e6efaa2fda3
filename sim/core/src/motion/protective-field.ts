import type { Bodies } from '../geometry/bodies.ts';
import { segmentBoxEntry } from '../geometry/footprint.ts';
import { abs, cos, max, min, sin, sqrt } from '../math/dmath.ts';
import { type Sim, slackOf } from '../sim.ts';

/** Gap kept to a robot or obstacle ahead, and to a person, metres. */
const MARGIN = 0.12;
const PERSON_MARGIN = 0.4;
const DOOR_OPEN_ENOUGH = 0.9;

/** What the field allows; one object, reused, so that no tick allocates. */
export const fieldResult = { speed: 0, by: '' };

/**
 * Speed at which a robot can still stop before the nearest body in its way: its own swept width ahead, like the protective field of a
 * safety scanner. A body that moves away adds its own speed.
 *
 * @param directionX unit vector of motion in `map`
 */
export const protectiveField = (
  sim: Sim,
  robot: number,
  directionX: number,
  directionY: number,
  wanted: number,
  speed: number,
): void => {
  const { fixed, bodies } = sim;
  const { x, y, z } = bodies;
  const a = fixed.acceleration[robot]!;
  const px = x[robot]!;
  const py = y[robot]!;
  const low = z[robot]!;
  const high = low + fixed.height[robot]!;
  const ownLength = fixed.halfLength[robot]!;
  const ownWidth = fixed.halfWidth[robot]!;
  const floor = bodies.floor[robot]!;
  const range = (speed * speed) / (2 * a) + ownLength + 0.8;
  fieldResult.speed = wanted;
  fieldResult.by = '';
  if (slackOf(sim, robot) > range) {
    if (sim.doorsAhead[robot] === 1) closedDoors(sim, robot, px, py, directionX, directionY, ownLength, a);
    return;
  }
  let nearest = bodies.hash.cell;
  const count = bodies.hash.near(floor, px, py, bodies.found);
  for (let k = 0; k < count; k += 1) {
    const other = bodies.found[k]!;
    if (other === robot || bodies.floor[other] !== floor) continue;
    const dx = x[other]! - px;
    const dy = y[other]! - py;
    const bound = bodies.bounding[other]!;
    nearest = min(nearest, sqrt(dx * dx + dy * dy) - bound);
    const ahead = dx * directionX + dy * directionY;
    if (ahead <= 0 || ahead - bound > range) continue;
    const aside = abs(dy * directionX - dx * directionY);
    if (aside > ownWidth + bound) continue;
    if (z[other]! >= high || z[other]! + bodies.height[other]! <= low) continue;
    const gap = gapAhead(bodies, other, directionX, directionY, ahead - ownLength, aside - ownWidth);
    const margin = other >= bodies.robots && other < bodies.robots + bodies.people ? PERSON_MARGIN : MARGIN;
    const away = max(0, bodies.vx[other]! * directionX + bodies.vy[other]! * directionY);
    const allowed = sqrt(away * away + 2 * a * 0.8 * max(0, gap - margin));
    if (allowed < fieldResult.speed) {
      fieldResult.speed = allowed < 0.02 ? 0 : allowed;
      fieldResult.by = bodies.ids[other]!;
    }
  }
  sim.slack[robot] = nearest;
  sim.slackTick[robot] = sim.state.tick;
  if (sim.doorsAhead[robot] === 1) closedDoors(sim, robot, px, py, directionX, directionY, ownLength, a);
};

/** Free length before another body, `Infinity` when it stands beside the way. */
const gapAhead = (
  bodies: Bodies,
  other: number,
  directionX: number,
  directionY: number,
  ahead: number,
  aside: number,
): number => {
  const radius = bodies.radius[other]!;
  if (radius > 0) return aside >= radius ? 1e9 : ahead - (aside <= 0 ? radius : sqrt(radius * radius - aside * aside));
  const c = cos(bodies.yaw[other]!);
  const s = sin(bodies.yaw[other]!);
  const along = abs(c * directionX + s * directionY);
  const across = abs(s * directionX - c * directionY);
  const length = bodies.halfLength[other]!;
  const width = bodies.halfWidth[other]!;
  return aside >= length * across + width * along - 0.01 ? 1e9 : ahead - (length * along + width * across);
};

const closedDoors = (
  sim: Sim,
  robot: number,
  px: number,
  py: number,
  directionX: number,
  directionY: number,
  ownLength: number,
  a: number,
): void => {
  const reach = ownLength + 3;
  for (const index of sim.state.tables.motions[robot]!.doors) {
    const position = sim.fixed.devices.indexOf(index);
    if (sim.state.tables.devices[position]!.opening >= DOOR_OPEN_ENOUGH) continue;
    const { footprint } = sim.fixed.places[index]!;
    const entry = segmentBoxEntry(px, py, px + directionX * reach, py + directionY * reach, footprint);
    if (entry === undefined || entry === 0) continue;
    const allowed = sqrt(2 * a * 0.8 * max(0, entry * reach - ownLength - 0.1));
    if (allowed < fieldResult.speed) {
      fieldResult.speed = allowed < 0.02 ? 0 : allowed;
      fieldResult.by = sim.fixed.places[index]!.id;
    }
  }
};
