import type { Waypoint } from '../command.ts';
import { DRIVE } from '../fixed.ts';
import { segmentBoxEntry } from '../geometry/footprint.ts';
import { abs, atan2, length2, length3, max, min, sqrt, tan, wrap } from '../math/dmath.ts';
import { type Refusal, refusal, type Sim } from '../sim.ts';
import { type Motion, POSTURE } from '../state.ts';

/** Radius of the arc that rounds a corner off, metres. */
export const BLEND = 0.2;
/** A way point this near to the robot's own position or way is passed already. */
const ON_THE_WAY = 0.15;
const STRIDE = 4;

/**
 * A path from where the robot is through the way points, in straight lines, with the speed allowed at every corner: what the corner's
 * angle permits, and what still lets the robot brake for the corners after it. Refused when a straight piece leads through a wall or
 * a piece of furniture, or to another floor without lift or stairs: the simulator checks a way, it never finds one.
 */
export const planMotion = (
  sim: Sim,
  robot: number,
  command: string,
  waypoints: readonly Waypoint[],
  speed: number,
): { readonly motion: Motion } | { readonly refused: Refusal } => {
  const { fixed, state } = sim;
  const drive = fixed.drive[robot]!;
  const points: number[] = [state.lane.x[robot]!, state.lane.y[robot]!, state.lane.z[robot]!, state.int.floor[robot]!];
  const raw: number[] = [];
  for (const waypoint of waypoints) {
    const floor = fixed.floorIndex.get(waypoint.floor);
    if (floor === undefined) return { refused: refusal('SIM_BAD_ARGUMENT', `there is no floor "${waypoint.floor}"`) };
    const elevation = fixed.floors[floor]!.elevation;
    raw.push(
      waypoint.x,
      waypoint.y,
      drive === DRIVE.fly ? flightHeight(sim, robot, waypoint.z, elevation) : elevation,
      floor,
    );
  }
  if (drive === DRIVE.fly && state.int.posture[robot] !== POSTURE.fly) {
    const floor = state.int.floor[robot]!;
    const z = flightHeight(sim, robot, state.lane.z[robot]!, fixed.floors[floor]!.elevation);
    points.push(points[0]!, points[1]!, max(z, state.lane.z[robot]! + 0.5), floor);
  }
  for (let from = passed(points, raw); from < raw.length; from += STRIDE)
    if (!samePlace(points, points.length - STRIDE, raw, from)) points.push(...raw.slice(from, from + STRIDE));
  const lifts: number[] = [-1];
  const doors: number[] = [];
  for (let k = STRIDE; k < points.length; k += STRIDE) {
    const floorChanges = points[k + 3] !== points[k - 1];
    const lift = floorChanges && drive !== DRIVE.fly ? liftBetween(sim, points, k) : -1;
    if (floorChanges && lift < 0 && drive !== DRIVE.fly && !climbs(sim, robot))
      return { refused: refusal('SIM_NO_WAY', 'the way leads to another floor, but there is no lift here') };
    lifts.push(lift);
    if (lift < 0) {
      const wall = obstructed(sim, robot, points, k);
      if (wall)
        return {
          refused: refusal('SIM_NO_WAY', `the straight way to (${points[k]}, ${points[k + 1]}) leads through ${wall}`),
        };
      doorsOn(sim, points, k, doors);
    }
  }
  const cap = speed > 0 ? min(speed, fixed.maxSpeed[robot]!) : fixed.maxSpeed[robot]!;
  return {
    motion: {
      command,
      points,
      limits: cornerSpeeds(points, lifts, drive, cap, fixed.turnRate[robot]!, fixed.acceleration[robot]!),
      next: 1,
      yaw: waypoints[waypoints.length - 1]?.yaw ?? null,
      speed: cap,
      blockedBy: '',
      lifts,
      doors,
      dropAt: -1,
    },
  };
};

/** Flyers keep their cruising height over ground-level way points: landing is a skill of its own. */
const flightHeight = (sim: Sim, robot: number, z: number, elevation: number): number => {
  const { mobility } = sim.fixed.manifests[robot]!;
  return z - elevation >= 0.3 || mobility.mode !== 'fly' ? z : elevation + mobility.cruiseAltitude;
};

const climbs = (sim: Sim, robot: number): boolean => {
  const { mobility } = sim.fixed.manifests[robot]!;
  return mobility.mode === 'walk' && mobility.climbsStairs;
};

const samePlace = (a: readonly number[], i: number, b: readonly number[], k: number): boolean =>
  a[i + 3] === b[k + 3] && length3(a[i]! - b[k]!, a[i + 1]! - b[k + 1]!, a[i + 2]! - b[k + 2]!) < 1e-6;

/**
 * How many of the leading numbers belong to way points behind: the robot is already on the piece that starts at them. At the end of a piece it
 * is not on it: back and forth again is a way, too.
 */
const passed = (here: readonly number[], raw: readonly number[]): number => {
  const [x, y, , floor] = here as [number, number, number, number];
  for (let k = 0; k + STRIDE < raw.length; k += STRIDE) {
    if (raw[k + 3] !== floor || raw[k + 7] !== floor) continue;
    const dx = raw[k + 4]! - raw[k]!;
    const dy = raw[k + 5]! - raw[k + 1]!;
    const length = length2(dx, dy);
    if (length < 1e-6) continue;
    const along = ((x - raw[k]!) * dx + (y - raw[k + 1]!) * dy) / length;
    const across = abs((x - raw[k]!) * dy - (y - raw[k + 1]!) * dx) / length;
    if (along >= -ON_THE_WAY && along < length - ON_THE_WAY && across <= ON_THE_WAY) return k + STRIDE;
  }
  return 0;
};

const liftBetween = (sim: Sim, points: readonly number[], k: number): number => {
  const { fixed } = sim;
  const near = (node: string, at: number): boolean => {
    const found = fixed.nodes[fixed.nodeIndex.get(node)!]!;
    return found.floor === points[at + 3] && length2(found.x - points[at]!, found.y - points[at + 1]!) < 0.6;
  };
  for (const edge of fixed.edges) {
    if (edge.device === undefined) continue;
    const place = fixed.placeIndex.get(edge.device);
    if (place === undefined || fixed.places[place]!.device?.behaviour !== 'lift') continue;
    if ((near(edge.from, k - STRIDE) && near(edge.to, k)) || (near(edge.to, k - STRIDE) && near(edge.from, k)))
      return place;
  }
  return -1;
};

/** Id of what a straight piece leads through. Pieces that begin or end inside a body are docking, and may. */
const obstructed = (sim: Sim, robot: number, points: readonly number[], k: number): string | undefined => {
  const { fixed } = sim;
  const [ax, ay, az, floor] = points.slice(k - STRIDE, k) as [number, number, number, number];
  const [bx, by, bz] = points.slice(k, k + STRIDE) as [number, number, number];
  if (points[k + 3] !== floor) return undefined;
  const bottom = min(az, bz);
  const top = max(az, bz) + fixed.height[robot]!;
  const pieces = max(1, Math.ceil(length2(bx - ax, by - ay) / 2));
  for (let piece = 0; piece <= pieces; piece += 1) {
    const t = piece / pieces;
    for (const index of fixed.statics.near(floor, ax + (bx - ax) * t, ay + (by - ay) * t)) {
      const body = fixed.statics.bodies[index]!;
      if (body.bottom >= top || body.top <= bottom) continue;
      const shrunk =
        body.kind === 'wall' ? body : { ...body, halfLength: body.halfLength - 0.05, halfWidth: body.halfWidth - 0.05 };
      if (shrunk.halfLength <= 0 || shrunk.halfWidth <= 0) continue;
      const entry = segmentBoxEntry(ax, ay, bx, by, shrunk);
      if (entry === undefined) continue;
      const startsInside = entry === 0;
      const endsInside = segmentBoxEntry(bx, by, ax, ay, shrunk) === 0;
      if (body.kind === 'wall' || (!startsInside && !endsInside)) return body.id;
    }
  }
  return undefined;
};

const doorsOn = (sim: Sim, points: readonly number[], k: number, doors: number[]): void => {
  const { fixed } = sim;
  for (const index of fixed.devices) {
    const place = fixed.places[index]!;
    if (place.device?.behaviour !== 'door' || place.floor !== points[k + 3] || doors.includes(index)) continue;
    const inflated = {
      ...place.footprint,
      halfLength: place.footprint.halfLength + 0.05,
      halfWidth: place.footprint.halfWidth + 0.05,
    };
    if (segmentBoxEntry(points[k - 4]!, points[k - 3]!, points[k]!, points[k + 1]!, inflated) !== undefined)
      doors.push(index);
  }
};

/** Speed at every point: corner limits, then a backward pass with v² = v'² + 2·a·d. */
const cornerSpeeds = (
  points: readonly number[],
  lifts: readonly number[],
  drive: number,
  cap: number,
  turnRate: number,
  acceleration: number,
): number[] => {
  const count = points.length / STRIDE;
  const limits = new Array<number>(count).fill(cap);
  limits[count - 1] = 0;
  for (let k = count - 2; k >= 1; k -= 1) {
    const at = k * STRIDE;
    const inX = points[at]! - points[at - 4]!;
    const inY = points[at + 1]! - points[at - 3]!;
    const outX = points[at + 4]! - points[at]!;
    const outY = points[at + 5]! - points[at + 1]!;
    const flat = length2(inX, inY) < 1e-6 || length2(outX, outY) < 1e-6;
    const angle = flat ? 0 : abs(wrap(atan2(outY, outX) - atan2(inY, inX)));
    let corner =
      flat || lifts[k]! >= 0 || lifts[k + 1]! >= 0 ? 0 : cornerSpeed(angle, drive, cap, turnRate, acceleration);
    const out = length3(outX, outY, points[at + 6]! - points[at + 2]!);
    corner = min(corner, sqrt(limits[k + 1]! * limits[k + 1]! + 2 * acceleration * out));
    limits[k] = corner;
  }
  return limits;
};

const cornerSpeed = (angle: number, drive: number, cap: number, turnRate: number, acceleration: number): number => {
  if (angle < 0.05) return cap;
  // The arc of radius BLEND / tan(θ/2) at the sideways acceleration that a gliding body may use.
  const gliding = sqrt((1.5 * acceleration * BLEND) / tan(angle / 2));
  if (drive === DRIVE.fly) return angle > 2.4 ? 0.05 : min(cap, gliding);
  // On the ground a long body has to be turned by the time the arc ends: way and room are reckoned nose first.
  const turning = (turnRate * BLEND) / tan(angle / 2);
  if (angle > 1.75) return 0.05;
  return min(cap, drive === DRIVE.omni ? min(gliding, turning) : turning);
};
