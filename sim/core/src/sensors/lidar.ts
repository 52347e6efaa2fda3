import { PERSON_RADIUS } from '../fixed.ts';
import { cos, PI, sin, sqrt, TWO_PI } from '../math/dmath.ts';
import { gaussAt } from '../math/random.ts';
import { robotId, type Sim } from '../sim.ts';

/** Height of the beam above the floor, metres. */
const BEAM_HEIGHT = 0.2;
const NOISE = 0.01;

type Box = { x: number; y: number; c: number; s: number; halfLength: number; halfWidth: number; radius: number };

/** Everything the plane of the beam meets within range, as boxes and discs. */
const obstacles = (sim: Sim, robot: number, range: number): Box[] => {
  const { bodies, fixed } = sim;
  const x = bodies.x[robot]!;
  const y = bodies.y[robot]!;
  const height = bodies.z[robot]! + BEAM_HEIGHT;
  const found: Box[] = [];
  for (const body of fixed.statics.bodies) {
    if (body.floor !== bodies.floor[robot] || body.bottom > height || body.top < height) continue;
    const dx = x - body.x;
    const dy = y - body.y;
    const along = Math.abs(dx * body.axisX + dy * body.axisY) - body.halfLength;
    const across = Math.abs(dy * body.axisX - dx * body.axisY) - body.halfWidth;
    if (along > range || across > range) continue;
    found.push({
      x: body.x,
      y: body.y,
      c: body.axisX,
      s: body.axisY,
      halfLength: body.halfLength,
      halfWidth: body.halfWidth,
      radius: 0,
    });
  }
  fixed.devices.forEach((index, k) => {
    const place = fixed.places[index]!;
    if (place.device?.behaviour !== 'door' || place.floor !== bodies.floor[robot]) return;
    if (sim.state.tables.devices[k]!.opening >= 0.9) return;
    const { footprint } = place;
    found.push({ ...footprint, c: cos(footprint.yaw), s: sin(footprint.yaw), radius: 0 });
  });
  for (let i = 0; i < bodies.count; i += 1) {
    if (i === robot || bodies.floor[i] !== bodies.floor[robot]) continue;
    if (bodies.z[i]! > height || bodies.z[i]! + bodies.height[i]! < height) continue;
    const dx = bodies.x[i]! - x;
    const dy = bodies.y[i]! - y;
    const reach = range + bodies.bounding[i]!;
    if (dx * dx + dy * dy > reach * reach) continue;
    const yaw = bodies.yaw[i]!;
    found.push({
      x: bodies.x[i]!,
      y: bodies.y[i]!,
      c: cos(yaw),
      s: sin(yaw),
      halfLength: bodies.halfLength[i]!,
      halfWidth: bodies.halfWidth[i]!,
      radius: i < bodies.robots ? bodies.radius[i]! : PERSON_RADIUS,
    });
  }
  return found;
};

/** Distance along a ray to a box (slab method) or a disc; `Infinity` when it passes. */
const hit = (x: number, y: number, ux: number, uy: number, box: Box): number => {
  const ox = x - box.x;
  const oy = y - box.y;
  if (box.radius > 0) {
    const b = ox * ux + oy * uy;
    const q = b * b - (ox * ox + oy * oy - box.radius * box.radius);
    if (q < 0 || -b < 0) return Number.POSITIVE_INFINITY;
    const t = -b - sqrt(q);
    return Math.max(t, 0);
  }
  const px = ox * box.c + oy * box.s;
  const py = oy * box.c - ox * box.s;
  const dx = ux * box.c + uy * box.s;
  const dy = uy * box.c - ux * box.s;
  let enter = 0;
  let leave = Number.POSITIVE_INFINITY;
  if (dx > -1e-12 && dx < 1e-12) {
    if (px > box.halfLength || px < -box.halfLength) return Number.POSITIVE_INFINITY;
  } else {
    const a = (-box.halfLength - px) / dx;
    const b = (box.halfLength - px) / dx;
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
  }
  if (dy > -1e-12 && dy < 1e-12) {
    if (py > box.halfWidth || py < -box.halfWidth) return Number.POSITIVE_INFINITY;
  } else {
    const a = (-box.halfWidth - py) / dy;
    const b = (box.halfWidth - py) / dy;
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
  }
  return enter > leave ? Number.POSITIVE_INFINITY : enter;
};

/**
 * Ranges of a planar scanner at the robot's centre, metres, counter-clockwise from straight behind (-π), evenly over the full circle.
 * Beams that meet nothing give `range`. Noise depends on seed, robot and tick alone, so that reading a sensor changes nothing.
 */
export const scanFrom = (sim: Sim, robot: number, beams: number, range: number): number[] => {
  const found = obstacles(sim, robot, range);
  const x = sim.bodies.x[robot]!;
  const y = sim.bodies.y[robot]!;
  const yaw = sim.bodies.yaw[robot]!;
  const jitter = NOISE * gaussAt(sim.seed, `scan:${robotId(sim, robot)}`, sim.state.tick);
  const ranges: number[] = [];
  for (let k = 0; k < beams; k += 1) {
    const angle = yaw - PI + (TWO_PI * k) / beams;
    const ux = cos(angle);
    const uy = sin(angle);
    let best = range;
    for (const box of found) {
      const t = hit(x, y, ux, uy, box);
      if (t < best) best = t;
    }
    ranges.push(best >= range ? range : Math.max(0, best + jitter));
  }
  return ranges;
};
