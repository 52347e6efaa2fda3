import { arrive } from '../arrival.ts';
import { DRIVE, TICK_SECONDS } from '../fixed.ts';
import { abs, atan2, clamp, cos, length2, max, min, sin, sqrt, wrap } from '../math/dmath.ts';
import { emit, forgetSlack, report, robotId, type Sim } from '../sim.ts';
import { KIND, LEG, LEG_SIZE, loadLeg, setMotion } from './legs.ts';
import { rideLift } from './lift-ride.ts';
import { BLEND } from './path.ts';
import { fieldResult, protectiveField } from './protective-field.ts';

const DT = TICK_SECONDS;
const ARRIVED = 0.03;
/** Speed at which a body may be stopped on its mark, metres per second. */
const SLOW = 0.12;
const YAW_TOLERANCE = 0.03;
/** A robot that turns in place waits until it faces within this angle of its way. */
const FACING = 0.6;

/** Moves every robot that has a path, and lets the others coast to a stop. Ascending index: the order is fixed. */
export const stepMotions = (sim: Sim): void => {
  const { legs } = sim;
  const { vx, vy, vz, turn } = sim.state.lane;
  const count = sim.fixed.robots.length;
  for (let i = 0; i < count; i += 1) {
    const kind = legs[i * LEG_SIZE + LEG.kind]!;
    if (kind === KIND.through || kind === KIND.last) followPath(sim, i);
    else if (kind === KIND.align) align(sim, i);
    else if (kind === KIND.lift) rideLift(sim, i, sim.state.tables.motions[i]!);
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

/** Goes on to the next piece of the path. */
const advance = (sim: Sim, i: number): void => {
  sim.state.tables.motions[i]!.next += 1;
  loadLeg(sim, i);
};

const followPath = (sim: Sim, i: number): void => {
  const { lane } = sim.state;
  const { legs } = sim;
  const row = i * LEG_SIZE;
  const drive = sim.fixed.drive[i]!;
  const ax = legs[row + LEG.ax]!;
  const ay = legs[row + LEG.ay]!;
  const bx = legs[row + LEG.bx]!;
  const by = legs[row + LEG.by]!;
  const ux = legs[row + LEG.ux]!;
  const uy = legs[row + LEG.uy]!;
  const length = legs[row + LEG.length]!;
  const limit = legs[row + LEG.limit]!;
  const isLast = legs[row + LEG.kind] === KIND.last;
  const along = (lane.x[i]! - ax) * ux + (lane.y[i]! - ay) * uy;
  const left = max(0, length - along);
  const height = legs[row + LEG.bz]! - lane.z[i]!;

  if (!isLast) {
    const corner = limit > 0.06 ? min(BLEND, length / 2) : ARRIVED;
    if (left <= corner && abs(height) < 0.15) {
      advance(sim, i);
      const kind = legs[row + LEG.kind]!;
      if (kind === KIND.through || kind === KIND.last) followPath(sim, i);
      return;
    }
  }
  const off = isLast ? length2(bx - lane.x[i]!, by - lane.y[i]!) : left;
  const speed = length2(lane.vx[i]!, lane.vy[i]!);
  if (isLast && ((off < ARRIVED && speed < SLOW) || (left < 0.015 && off < 0.1)) && abs(height) < 0.1) {
    lane.x[i] = bx;
    lane.y[i] = by;
    lane.z[i] = legs[row + LEG.bz]!;
    enterFloor(sim, i, legs[row + LEG.floor]!);
    lane.vx[i] = 0;
    lane.vy[i] = 0;
    lane.vz[i] = 0;
    advance(sim, i);
    align(sim, i);
    return;
  }

  const distance = drive === DRIVE.fly ? sqrt(off * off + height * height) : off;
  const look = 0.2 + 0.4 * speed;
  let targetX = bx;
  let targetY = by;
  if (along + look < length) {
    targetX = ax + ux * max(0, along + look);
    targetY = ay + uy * max(0, along + look);
  } else {
    const over = min(BLEND, min(legs[row + LEG.nextLength]!, along + look - length));
    if (over > 0) {
      targetX += legs[row + LEG.nx]! * over;
      targetY += legs[row + LEG.ny]! * over;
    }
  }
  const allowed = min(
    legs[row + LEG.cap]! * sim.speedFactor[i]!,
    sqrt(limit * limit + 1.8 * sim.fixed.acceleration[i]! * distance),
  );
  const part = length > 1e-9 ? along / length : 1;
  if (drive === DRIVE.omni || drive === DRIVE.fly) glide(sim, i, targetX, targetY, allowed, speed, part);
  else steer(sim, i, targetX, targetY, allowed, speed, part);
};

/** Share of the speed that is allowed while the nose is this far off the way, radians. */
const facingFactor = (off: number): number => (off > FACING ? 0 : off > 0.12 ? 1 - (off - 0.12) / FACING : 1);

/** Heading-first motion of differential, ackermann and legged bodies. Source: unicycle model with pure pursuit. */
const steer = (
  sim: Sim,
  i: number,
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
  let wanted = allowed * facingFactor(off);
  const c = cos(lane.yaw[i]!);
  const s = sin(lane.yaw[i]!);
  if (wanted > 0 || speed > 0) {
    protectiveField(sim, i, c, s, wanted, speed);
    noteBlocked(sim, i, wanted);
    wanted = min(wanted, fieldResult.speed);
  }
  const next = clamp(wanted, max(0, speed - 1.5 * a * DT), speed + a * DT);
  let rate = clamp(error / DT, -fixed.turnRate[i]!, fixed.turnRate[i]!);
  if (fixed.drive[i] === DRIVE.ackermann)
    rate = clamp(rate, -0.35 * fixed.turnRate[i]! - next / 0.8, 0.35 * fixed.turnRate[i]! + next / 0.8);
  if (sim.speedFactor[i]! === 0) rate = 0;
  lane.yaw[i] = wrap(lane.yaw[i]! + rate * DT);
  lane.turn[i] = rate;
  move(sim, i, next * cos(lane.yaw[i]!), next * sin(lane.yaw[i]!), part);
};

/** Motion of bodies that go any way: omni wheels and rotors; the nose turns into the way meanwhile. */
const glide = (
  sim: Sim,
  i: number,
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
  const distance = length2(dx, dy);
  const ux = distance > 1e-6 ? dx / distance : 0;
  const uy = distance > 1e-6 ? dy / distance : 0;
  const error = distance > 0.12 ? wrap(atan2(dy, dx) - lane.yaw[i]!) : 0;
  // Faster only as fast as it may speed up: what is left of its thrust holds it on the way.
  let wanted = distance > 1e-6 ? min(allowed, min(distance / DT, speed + a * DT)) : 0;
  // A long body that crabs along an aisle sticks out to both sides: it turns first, like any other. Flyers are round.
  if (fixed.drive[i] === DRIVE.omni) wanted *= facingFactor(abs(error));
  if (wanted > 0) {
    protectiveField(sim, i, ux, uy, wanted, speed);
    noteBlocked(sim, i, wanted);
    wanted = min(wanted, fieldResult.speed);
  }
  const changeX = wanted * ux - lane.vx[i]!;
  const changeY = wanted * uy - lane.vy[i]!;
  const change = length2(changeX, changeY);
  const most = 1.5 * a * DT;
  const scale = change > most ? most / change : 1;
  const rate = sim.speedFactor[i]! === 0 ? 0 : clamp(error / DT, -fixed.turnRate[i]!, fixed.turnRate[i]!);
  lane.yaw[i] = wrap(lane.yaw[i]! + rate * DT);
  lane.turn[i] = rate;
  move(sim, i, lane.vx[i]! + changeX * scale, lane.vy[i]! + changeY * scale, part);
};

const enterFloor = (sim: Sim, i: number, floor: number): void => {
  if (sim.state.int.floor[i] === floor) return;
  sim.state.int.floor[i] = floor;
  forgetSlack(sim);
};

/** Integrates one tick; the height follows the piece of path (slopes, stairs) or climbs at its own rate (flyers). */
const move = (sim: Sim, i: number, vx: number, vy: number, part: number): void => {
  const { lane } = sim.state;
  const { legs } = sim;
  const row = i * LEG_SIZE;
  lane.vx[i] = vx;
  lane.vy[i] = vy;
  lane.x[i] = lane.x[i]! + vx * DT;
  lane.y[i] = lane.y[i]! + vy * DT;
  lane.odometer[i] = lane.odometer[i]! + length2(vx, vy) * DT;
  const t = clamp(part, 0, 1);
  const az = legs[row + LEG.az]!;
  const wanted = az + (legs[row + LEG.bz]! - az) * t;
  if (sim.fixed.drive[i] === DRIVE.fly) {
    const most = sim.fixed.climbRate[i]! * sim.speedFactor[i]! * DT;
    const change = clamp(wanted - lane.z[i]!, -most, most);
    lane.z[i] = lane.z[i]! + change;
    lane.vz[i] = change / DT;
  } else lane.z[i] = wanted;
  if (t >= 0.5) enterFloor(sim, i, legs[row + LEG.floor]!);
};

/** Turns to the final heading, then ends the command. */
const align = (sim: Sim, i: number): void => {
  const { lane } = sim.state;
  const motion = sim.state.tables.motions[i]!;
  const error = motion.yaw === null ? 0 : wrap(motion.yaw - lane.yaw[i]!);
  if (abs(error) <= YAW_TOLERANCE) {
    lane.turn[i] = 0;
    lane.vx[i] = 0;
    lane.vy[i] = 0;
    lane.vz[i] = 0;
    unblock(sim, i);
    setMotion(sim, i, null);
    if (motion.command !== '') arrive(sim, i, motion.command);
    return;
  }
  const most = sim.fixed.turnRate[i]! * sim.speedFactor[i]!;
  const rate = clamp(error / DT, -most, most);
  lane.turn[i] = rate;
  lane.yaw[i] = wrap(lane.yaw[i]! + rate * DT);
};

const BLOCKED_AFTER_TICKS = 20;

const noteBlocked = (sim: Sim, i: number, wanted: number): void => {
  const { waited } = sim.state.int;
  if (fieldResult.speed > 0.02 || wanted <= 0.02) {
    if (waited[i] !== 0) unblock(sim, i);
    return;
  }
  waited[i] = waited[i]! + 1;
  if (waited[i]! < BLOCKED_AFTER_TICKS) return;
  const motion = sim.state.tables.motions[i]!;
  if (motion.blockedBy === fieldResult.by) return;
  motion.blockedBy = fieldResult.by;
  emit(sim, { type: 'blocked', robot: robotId(sim, i), by: fieldResult.by });
};

const unblock = (sim: Sim, i: number): void => {
  sim.state.int.waited[i] = 0;
  const motion = sim.state.tables.motions[i]!;
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
  setMotion(sim, i, null);
  report(sim, i, motion.command, outcome, why);
};
