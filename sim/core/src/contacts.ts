import { type Footprint, gap } from './geometry/footprint.ts';
import { abs } from './math/dmath.ts';
import { emit, type Sim } from './sim.ts';

/** Bodies that pass each other nearer than this at speed are a near miss, metres and metres per second. */
const NEAR = 0.12;
const NEAR_SPEED = 0.3;
const NONE = 0;
const CLOSE = 1;
const TOUCH = 2;
/** Overlap below this is rounding, metres. */
const DEPTH = 0.005;

type Mutable = { -readonly [K in keyof Footprint]: Footprint[K] };
const own: Mutable = { x: 0, y: 0, yaw: 0, halfLength: 0, halfWidth: 0, radius: 0 };
const others: Mutable = { ...own };

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
  const seen: Record<string, number> = {};
  for (let i = 0; i < bodies.robots + bodies.people; i += 1) {
    if (moved[i] === 0) continue;
    const count = bodies.hash.near(bodies.floor[i]!, bodies.x[i]!, bodies.y[i]!, bodies.found);
    for (let k = 0; k < count; k += 1) {
      const j = bodies.found[k]!;
      if (j === i || (j < i && moved[j] === 1) || bodies.floor[j] !== bodies.floor[i]) continue;
      const dx = bodies.x[j]! - bodies.x[i]!;
      const dy = bodies.y[j]! - bodies.y[i]!;
      const reach = bodies.bounding[i]! + bodies.bounding[j]! + NEAR;
      if (dx * dx + dy * dy > reach * reach || !heightsOverlap(sim, i, j)) continue;
      const distance = gap(footprintOf(sim, i, own), footprintOf(sim, j, others));
      if (distance > NEAR) continue;
      const fast = abs(bodies.vx[i]! - bodies.vx[j]!) + abs(bodies.vy[i]! - bodies.vy[j]!) > NEAR_SPEED;
      const level = distance < -DEPTH ? TOUCH : fast ? CLOSE : NONE;
      note(sim, seen, i, bodies.ids[j]!, level, distance, j < bodies.robots && moved[j] === 1);
    }
    if (i < bodies.robots) touchStatics(sim, seen, i);
  }
  const { pairs } = sim.state.tables;
  for (const key of Object.keys(pairs)) if (seen[key] === undefined && stillHeld(sim, key) === false) delete pairs[key];
};

const heightsOverlap = (sim: Sim, i: number, j: number): boolean => {
  const { z, height } = sim.bodies;
  return z[i]! < z[j]! + height[j]! && z[j]! < z[i]! + height[i]!;
};

const touchStatics = (sim: Sim, seen: Record<string, number>, i: number): void => {
  const { bodies } = sim;
  const { statics } = sim.fixed;
  const x = bodies.x[i]!;
  const y = bodies.y[i]!;
  const bound = bodies.bounding[i]!;
  for (const index of statics.near(bodies.floor[i]!, x, y)) {
    const body = statics.bodies[index]!;
    const dx = x - body.x;
    const dy = y - body.y;
    if (abs(dx * body.axisX + dy * body.axisY) > body.halfLength + bound) continue;
    if (abs(dy * body.axisX - dx * body.axisY) > body.halfWidth + bound) continue;
    if (body.bottom >= bodies.z[i]! + bodies.height[i]! || body.top <= bodies.z[i]!) continue;
    const distance = gap(footprintOf(sim, i, own), body);
    if (distance < -DEPTH) note(sim, seen, i, body.id, TOUCH, distance, false);
  }
};

const note = (
  sim: Sim,
  seen: Record<string, number>,
  i: number,
  other: string,
  level: number,
  distance: number,
  otherMoves: boolean,
): void => {
  const id = sim.bodies.ids[i]!;
  const key = id < other ? `${id}|${other}` : `${other}|${id}`;
  const { pairs } = sim.state.tables;
  const before = pairs[key] ?? NONE;
  if (level === NONE && before === NONE) return;
  seen[key] = level;
  if (level > before) {
    pairs[key] = level;
    emit(sim, {
      type: level === TOUCH ? 'contact' : 'near_miss',
      a: id < other ? id : other,
      b: id < other ? other : id,
      commanded: (i < sim.bodies.robots && isCommanded(sim, i)) || otherMoves,
      x: sim.bodies.x[i]!,
      y: sim.bodies.y[i]!,
      floor: sim.fixed.floors[sim.bodies.floor[i]!]?.id ?? '',
      gap: distance,
    });
  } else if (level < before && before === TOUCH && level === NONE) pairs[key] = CLOSE;
};

const isCommanded = (sim: Sim, robot: number): boolean => sim.state.tables.motions[robot] !== null;

/** A pair stays listed while neither of the two moves. */
const stillHeld = (sim: Sim, key: string): boolean =>
  key.split('|').every((id) => {
    const robot = sim.fixed.robotIndex.get(id);
    const person = sim.fixed.personIndex.get(id);
    if (robot !== undefined) return sim.moved[robot] === 0;
    return person === undefined || sim.moved[sim.bodies.robots + person] === 0;
  });
