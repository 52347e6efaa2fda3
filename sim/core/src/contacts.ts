import { TICK_SECONDS } from './fixed.ts';
import { type Footprint, gap } from './geometry/footprint.ts';
import { abs, length2, max, min } from './math/dmath.ts';
import { emit, type Sim, slackOf } from './sim.ts';

/** Bodies that pass each other nearer than this at speed are a near miss, metres and metres per second. */
const NEAR = 0.12;
const NEAR_SPEED = 0.3;
/** Overlap below this is rounding, metres. */
const DEPTH = 0.005;
const NONE = 0;
const CLOSE = 1;
const TOUCH = 2;

/** A pair's key: the lower body index times this, plus the other body's, or plus `STATIC` and the index of what stands still. */
const PAIR = 1_000_000;
const STATIC = 500_000;

type Mutable = { -readonly [K in keyof Footprint]: Footprint[K] };
const own: Mutable = { x: 0, y: 0, yaw: 0, halfLength: 0, halfWidth: 0, radius: 0 };
const others: Mutable = { ...own };
/** Keys met in this tick, with their level. Scratch. */
const met = new Map<number, number>();

const footprintOf = (sim: Sim, i: number, into: Mutable): Mutable => {
  const { bodies } = sim;
  into.x = bodies.x[i]!;
  into.y = bodies.y[i]!;
  into.yaw = bodies.yaw[i]!;
  into.halfLength = bodies.halfLength[i]!;
  into.halfWidth = bodies.halfWidth[i]!;
  into.radius = bodies.radius[i]!;
  return into;
};

/** Finds bodies that touch or pass closely, among those that moved in this tick; tells each pair when it begins. */
export const stepContacts = (sim: Sim): void => {
  const { bodies, moved } = sim;
  const movers = bodies.robots + bodies.people;
  if (met.size > 0) met.clear();
  for (let i = 0; i < movers; i += 1) {
    if (moved[i] === 0) continue;
    if (i >= bodies.robots || slackOf(sim, i) <= bodies.bounding[i]! + NEAR) touchBodies(sim, i);
    if (i < bodies.robots) touchStatics(sim, i);
  }
  settle(sim);
};

const touchBodies = (sim: Sim, i: number): void => {
  const { bodies, moved } = sim;
  const count = bodies.hash.near(bodies.floor[i]!, bodies.x[i]!, bodies.y[i]!, bodies.found);
  const bound = bodies.bounding[i]! + NEAR;
  for (let k = 0; k < count; k += 1) {
    const j = bodies.found[k]!;
    const dx = bodies.x[j]! - bodies.x[i]!;
    const dy = bodies.y[j]! - bodies.y[i]!;
    const reach = bound + bodies.bounding[j]!;
    if (dx * dx + dy * dy > reach * reach || j === i || bodies.floor[j] !== bodies.floor[i]) continue;
    const key = i < j ? i * PAIR + j : j * PAIR + i;
    if (met.has(key) || !heightsOverlap(sim, i, j)) continue;
    const distance = gap(footprintOf(sim, i, own), footprintOf(sim, j, others));
    if (distance > NEAR) continue;
    const fast = abs(bodies.vx[i]! - bodies.vx[j]!) + abs(bodies.vy[i]! - bodies.vy[j]!) > NEAR_SPEED;
    met.set(key, distance < -DEPTH ? TOUCH : fast ? CLOSE : NONE);
    if (distance < -DEPTH || fast) {
      const commanded = isCommanded(sim, i) || (moved[j] === 1 && isCommanded(sim, j));
      note(sim, key, i, bodies.ids[j]!, distance < -DEPTH ? TOUCH : CLOSE, distance, commanded);
    }
  }
};

const heightsOverlap = (sim: Sim, i: number, j: number): boolean => {
  const { z, height } = sim.bodies;
  return z[i]! < z[j]! + height[j]! && z[j]! < z[i]! + height[i]!;
};

/** Farthest that the grid of static bodies vouches for, beyond the robot's own circle, metres. */
const VOUCHED = 0.5;

const touchStatics = (sim: Sim, i: number): void => {
  const { bodies, staticSlack } = sim;
  const { statics } = sim.fixed;
  const { vx, vy, vz } = sim.state.lane;
  staticSlack[i] = vz[i] === 0 ? staticSlack[i]! - length2(vx[i]!, vy[i]!) * TICK_SECONDS - 0.001 : 0;
  if (staticSlack[i]! > 0) return;
  const x = bodies.x[i]!;
  const y = bodies.y[i]!;
  const bound = bodies.bounding[i]!;
  let free = VOUCHED;
  for (const index of statics.near(bodies.floor[i]!, x, y)) {
    const body = statics.bodies[index]!;
    if (body.bottom >= bodies.z[i]! + bodies.height[i]! || body.top <= bodies.z[i]!) continue;
    const dx = x - body.x;
    const dy = y - body.y;
    const along = abs(dx * body.axisX + dy * body.axisY) - body.halfLength;
    const across = abs(dy * body.axisX - dx * body.axisY) - body.halfWidth;
    const away = max(along, across) - bound;
    free = min(free, away);
    if (away > 0) continue;
    const distance = gap(footprintOf(sim, i, own), body);
    if (distance >= -DEPTH) continue;
    const key = i * PAIR + STATIC + index;
    met.set(key, TOUCH);
    note(sim, key, i, body.id, TOUCH, distance, isCommanded(sim, i));
  }
  staticSlack[i] = free;
};

const isCommanded = (sim: Sim, body: number): boolean =>
  body < sim.bodies.robots && sim.state.tables.motions[body] !== null;

/** Position of a key in the sorted list, or where it would stand. */
const search = (keys: readonly number[], key: number): number => {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
};

const note = (
  sim: Sim,
  key: number,
  i: number,
  other: string,
  level: number,
  distance: number,
  commanded: boolean,
): void => {
  const { keys, levels } = sim.state.tables.pairs;
  const at = search(keys, key);
  const before = keys[at] === key ? levels[at]! : NONE;
  if (level <= before) return;
  if (before === NONE) {
    keys.splice(at, 0, key);
    levels.splice(at, 0, level);
  } else levels[at] = level;
  const id = sim.bodies.ids[i]!;
  emit(sim, {
    type: level === TOUCH ? 'contact' : 'near_miss',
    a: id < other ? id : other,
    b: id < other ? other : id,
    commanded,
    x: sim.bodies.x[i]!,
    y: sim.bodies.y[i]!,
    floor: sim.fixed.floors[sim.bodies.floor[i]!]?.id ?? '',
    gap: distance,
  });
};

/** Drops pairs that have parted. A pair of which neither has moved stays as it was. */
const settle = (sim: Sim): void => {
  const { pairs } = sim.state.tables;
  if (pairs.keys.length === 0) return;
  let kept = 0;
  for (let k = 0; k < pairs.keys.length; k += 1) {
    const key = pairs.keys[k]!;
    const level = met.get(key);
    const a = Math.floor(key / PAIR);
    const b = key % PAIR;
    const still = sim.moved[a] !== 1 && (b >= STATIC || sim.moved[b] !== 1);
    if (level === undefined && !still) continue;
    pairs.keys[kept] = key;
    pairs.levels[kept] = level === undefined ? pairs.levels[k]! : level === TOUCH ? TOUCH : CLOSE;
    kept += 1;
  }
  pairs.keys.length = kept;
  pairs.levels.length = kept;
};

/** Ids of the two bodies of every pair that overlaps. */
export const touching = (sim: Sim): (readonly [string, string])[] => {
  const { keys, levels } = sim.state.tables.pairs;
  return keys.flatMap((key, k) => {
    const b = key % PAIR;
    const first = sim.bodies.ids[Math.floor(key / PAIR)]!;
    const second = b >= STATIC ? sim.fixed.statics.bodies[b - STATIC]!.id : sim.bodies.ids[b]!;
    return levels[k] === TOUCH ? [[first, second] as const] : [];
  });
};
