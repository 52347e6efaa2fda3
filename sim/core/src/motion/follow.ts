import { arrive } from '../arrival.ts';
import { DRIVE, TICK_SECONDS } from '../fixed.ts';
import { abs, atan2, clamp, cos, length2, max, min, sin, sqrt, wrap } from '../math/dmath.ts';
import { emit, report, robotId, type Sim } from '../sim.ts';
import type { Motion } from '../state.ts';
import { rideLift } from './lift-ride.ts';
import { BLEND } from './path.ts';
import { fieldResult, protectiveField } from './protective-field.ts';

const DT = TICK_SECONDS;
const ARRIVED = 0.03;
const YAW_TOLERANCE = 0.03;
/** A robot that turns in place waits until it faces within this angle of its way. */
const FACING = 0.6;

/** Moves every robot that has a path, and lets the others coast to a stop. Ascending index: the order is fixed. */
export const stepMotions = (sim: Sim): void => {
  const { motions } = sim.state.tables;
  const { vx, vy, vz, turn } = sim.state.lane;
  for (let i = 0; i < motions.length; i += 1) {
    const motion = motions[i]!;
    if (motion) followPath(sim, i, motion);
    else if (vx[i] !== 0 || vy[i] !== 0 || vz[i] !== 0 || turn[i] !== 0) coast(sim, i);
  }
};

/** Brakes along the present heading, as hold, cancel and power loss do. */
const coast = (sim: Sim, i: number): void => {
  const { x, y, vx, vy, vz, turn, odometer } = sim.state.lane;
  const speed = length2(vx[i]!, vy[i]!);
  const slower = max(0, speed - 1.5 * sim.fixed.acceleration[i]! * DT);
  const factor = speed > 0 ? slower / speed : 0;
  vx[i] = slower < 1e-9 ? 0 : vx[i]! * factor;
  vy[i] = slower < 1e-9 ? 0 : vy[i]! * factor;
  vz[i] = 0;
  turn[i] = 0;
  x[i] = x[i]! + vx[i]! * DT;
  y[i] = y[i]! + vy[i]! * DT;
  odometer[i] = odometer[i]! + slower * DT;
};

const followPath = (sim: Sim, i: number, motion: Motion): void => {
  const { lane } = sim.state;
  const last = motion.limits.length - 1;
  if (motion.next > last) {
    align(sim, i, motion);
    return;
  }
  if (motion.lifts[motion.next]! >= 0) {
    rideLift(sim, i, motion);
    return;
  }
  const p = motion.points;
  const at = motion.next * 4;
  const drive = sim.fixed.drive[i]!;
  const dx = p[at]! - p[at - 4]!;
  const dy = p[at + 1]! - p[at - 3]!;
  const length = length2(dx, dy);
  const ux = length > 1e-9 ? dx / length : 0;
  const uy = length > 1e-9 ? dy / length : 0;
  const rx = lane.x[i]! - p[at - 4]!;
  const ry = lane.y[i]! - p[at - 3]!;
  const along = rx * ux + ry * uy;
  const left = max(0, length - along);
  const height = p[at + 2]! - lane.z[i]!;
  const off = motion.next === last ? length2(p[at]! - lane.x[i]!, p[at + 1]! - lane.y[i]!) : left;
  const distance = drive === DRIVE.fly ? sqrt(off * off + height * height) : off;

  if (motion.next < last) {
    const corner = motion.limits[motion.next]! > 0.06 ? min(BLEND, length / 2) : ARRIVED;
    if (left <= corner && abs(height) < 0.15) {
      motion.next += 1;
      followPath(sim, i, motion);
      return;
    }
  } else if (isThere(sim, i, p, at, left, height)) {
    lane.x[i] = p[at]!;
    lane.y[i] = p[at + 1]!;
    lane.z[i] = p[at + 2]!;
    sim.state.int.floor[i] = p[at + 3]!;
    lane.vx[i] = 0;
    lane.vy[i] = 0;
    lane.vz[i] = 0;
    motion.next += 1;
    align(sim, i, motion);
    return;
  }

  const speed = length2(lane.vx[i]!, lane.vy[i]!);
  let targetX = p[at]!;
  let targetY = p[at + 1]!;
  const look = 0.2 + 0.4 * speed;
  if (along + look < length) {
    targetX = p[at - 4]! + ux * max(0, along + look);
    targetY = p[at - 3]! + uy * max(0, along + look);
  } else if (motion.next < last && motion.lifts[motion.next + 1]! < 0 && motion.limits[motion.next]! > 0.06) {
    const nx = p[at + 4]! - p[at]!;
    const ny = p[at + 5]! - p[at + 1]!;
    const nextLength = length2(nx, ny);
    const over = min(nextLength, along + look - length);
    if (nextLength > 1e-9) {
      targetX += (nx / nextLength) * over;
      targetY += (ny / nextLength) * over;
    }
  }
  const limit = motion.limits[motion.next]!;
  const a = sim.fixed.acceleration[i]!;
  const allowed = min(motion.speed * sim.speedFactor[i]!, sqrt(limit * limit + 1.8 * a * distance));
  if (drive === DRIVE.omni || drive === DRIVE.fly)
    glide(sim, i, motion, targetX, targetY, allowed, length > 1e-9 ? along / length : 1);
  else steer(sim, i, motion, targetX, targetY, allowed, speed, length > 1e-9 ? along / length : 1);
};

const isThere = (sim: Sim, i: number, p: readonly number[], at: number, left: number, height: number): boolean => {
  const { lane } = sim.state;
  const off = length2(p[at]! - lane.x[i]!, p[at + 1]! - lane.y[i]!);
  return (off < ARRIVED || (left < 0.015 && off < 0.1)) && abs(height) < 0.1;
};

/** Heading-first motion of differential, ackermann and legged bodies. Source: unicycle model with pure pursuit. */
const steer = (
  sim: Sim,
  i: number,
  motion: Motion,
  targetX: number,
  targetY: number,
  allowed: number,
  speed: number,
  part: number,
): void => {
  const { lane } = sim.state;
  const { fixed } = sim;
  const a = fixed.acceleration[i]!;
  const dx = targetX - lane.x[i]!;
  const dy = targetY - lane.y[i]!;
  const error = dx * dx + dy * dy < 1e-8 ? 0 : wrap(atan2(dy, dx) - lane.yaw[i]!);
  const off = abs(error);
  let wanted = off > FACING ? 0 : off > 0.12 ? allowed * (1 - (off - 0.12) / FACING) : allowed;
  const c = cos(lane.yaw[i]!);
  const s = sin(lane.yaw[i]!);
  if (wanted > 0 || speed > 0) {
    protectiveField(sim, i, motion, c, s, wanted, speed);
    noteBlocked(sim, i, motion, wanted);
    wanted = min(wanted, fieldResult.speed);
  }
  const next = clamp(wanted, max(0, speed - 1.5 * a * DT), speed + a * DT);
  let rate = clamp(error / DT, -fixed.turnRate[i]!, fixed.turnRate[i]!);
  if (fixed.drive[i] === DRIVE.ackermann)
    rate = clamp(rate, -0.35 * fixed.turnRate[i]! - next / 0.8, 0.35 * fixed.turnRate[i]! + next / 0.8);
  if (sim.speedFactor[i]! === 0) rate = 0;
  lane.yaw[i] = wrap(lane.yaw[i]! + rate * DT);
  lane.turn[i] = rate;
  move(sim, i, motion, next * cos(lane.yaw[i]!), next * sin(lane.yaw[i]!), part);
};

/** Motion of bodies that go any way: omni wheels and rotors; the nose turns into the way meanwhile. */
const glide = (
  sim: Sim,
  i: number,
  motion: Motion,
  targetX: number,
  targetY: number,
  allowed: number,
  part: number,
): void => {
  const { lane } = sim.state;
  const { fixed } = sim;
  const a = fixed.acceleration[i]!;
  const dx = targetX - lane.x[i]!;
  const dy = targetY - lane.y[i]!;
  const distance = length2(dx, dy);
  const ux = distance > 1e-6 ? dx / distance : 0;
  const uy = distance > 1e-6 ? dy / distance : 0;
  const speed = length2(lane.vx[i]!, lane.vy[i]!);
  let wanted = distance > 1e-6 ? min(allowed, distance / DT) : 0;
  if (wanted > 0) {
    protectiveField(sim, i, motion, ux, uy, wanted, speed);
    noteBlocked(sim, i, motion, wanted);
    wanted = min(wanted, fieldResult.speed);
  }
  const changeX = wanted * ux - lane.vx[i]!;
  const changeY = wanted * uy - lane.vy[i]!;
  const change = length2(changeX, changeY);
  const most = 1.5 * a * DT;
  const scale = change > most ? most / change : 1;
  const error = distance > 0.3 ? wrap(atan2(dy, dx) - lane.yaw[i]!) : 0;
  const rate = sim.speedFactor[i]! === 0 ? 0 : clamp(error / DT, -fixed.turnRate[i]!, fixed.turnRate[i]!);
  lane.yaw[i] = wrap(lane.yaw[i]! + rate * DT);
  lane.turn[i] = rate;
  move(sim, i, motion, lane.vx[i]! + changeX * scale, lane.vy[i]! + changeY * scale, part);
};

/** Integrates one tick; the height follows the piece of path (slopes, stairs) or climbs at its own rate (flyers). */
const move = (sim: Sim, i: number, motion: Motion, vx: number, vy: number, part: number): void => {
  const { lane, int } = sim.state;
  const p = motion.points;
  const at = motion.next * 4;
  lane.vx[i] = vx;
  lane.vy[i] = vy;
  lane.x[i] = lane.x[i]! + vx * DT;
  lane.y[i] = lane.y[i]! + vy * DT;
  lane.odometer[i] = lane.odometer[i]! + length2(vx, vy) * DT;
  const t = clamp(part, 0, 1);
  const wanted = p[at - 2]! + (p[at + 2]! - p[at - 2]!) * t;
  const { mobility } = sim.fixed.manifests[i]!;
  if (mobility.mode === 'fly') {
    const most = mobility.climbRate * sim.speedFactor[i]! * DT;
    const change = clamp(wanted - lane.z[i]!, -most, most);
    lane.z[i] = lane.z[i]! + change;
    lane.vz[i] = change / DT;
  } else lane.z[i] = wanted;
  if (t >= 0.5) int.floor[i] = p[at + 3]!;
};

/** Turns to the final heading, then ends the command. */
const align = (sim: Sim, i: number, motion: Motion): void => {
  const { lane } = sim.state;
  const error = motion.yaw === null ? 0 : wrap(motion.yaw - lane.yaw[i]!);
  if (abs(error) <= YAW_TOLERANCE) {
    lane.turn[i] = 0;
    lane.vx[i] = 0;
    lane.vy[i] = 0;
    lane.vz[i] = 0;
    sim.state.tables.motions[i] = null;
    unblock(sim, i, motion);
    if (motion.command !== '') arrive(sim, i, motion.command);
    return;
  }
  const most = sim.fixed.turnRate[i]! * sim.speedFactor[i]!;
  const rate = clamp(error / DT, -most, most);
  lane.turn[i] = rate;
  lane.yaw[i] = wrap(lane.yaw[i]! + rate * DT);
};

const BLOCKED_AFTER_TICKS = 20;

const noteBlocked = (sim: Sim, i: number, motion: Motion, wanted: number): void => {
  if (fieldResult.speed > 0.02 || wanted <= 0.02) {
    unblock(sim, i, motion);
    return;
  }
  motion.blockedTicks += 1;
  if (motion.blockedTicks < BLOCKED_AFTER_TICKS || motion.blockedBy === fieldResult.by) return;
  motion.blockedBy = fieldResult.by;
  emit(sim, { type: 'blocked', robot: robotId(sim, i), by: fieldResult.by });
};

const unblock = (sim: Sim, i: number, motion: Motion): void => {
  motion.blockedTicks = 0;
  if (motion.blockedBy === '') return;
  motion.blockedBy = '';
  emit(sim, { type: 'unblocked', robot: robotId(sim, i), by: '' });
};

/** Ends a motion before its goal; the body coasts to a stop. */
export const dropMotion = (
  sim: Sim,
  i: number,
  outcome: 'canceled' | 'failed',
  why: Parameters<typeof report>[4],
): void => {
  const motion = sim.state.tables.motions[i];
  if (!motion) return;
  sim.state.tables.motions[i] = null;
  report(sim, i, motion.command, outcome, why);
};
