import { length2 } from '../math/dmath.ts';
import type { Sim } from '../sim.ts';
import type { Motion } from '../state.ts';

/**
 * The piece of path that each robot is on, one row of numbers a robot: what the motion loop reads every tick lies side by side. Derived
 * from the motions, never part of the state.
 */
export const LEG = {
  ax: 0,
  ay: 1,
  az: 2,
  bx: 3,
  by: 4,
  bz: 5,
  ux: 6,
  uy: 7,
  length: 8,
  /** Speed allowed at its end, and along it. */
  limit: 9,
  cap: 10,
  /** Direction and length of the next piece; length 0 when there is none to round the corner into. */
  nx: 11,
  ny: 12,
  nextLength: 13,
  /** See `KIND`. */
  kind: 14,
  floor: 15,
} as const;
export const LEG_SIZE = 16;

/** none, on the way, last piece, turning at the end, riding a lift. */
export const KIND = { none: 0, through: 1, last: 2, align: 3, lift: 4 } as const;

/** Fills a robot's row anew; to be called whenever its motion or the index of its next point has changed. */
export const loadLeg = (sim: Sim, robot: number): void => {
  const { legs } = sim;
  const row = robot * LEG_SIZE;
  const motion = sim.state.tables.motions[robot] ?? null;
  if (!motion) {
    legs[row + LEG.kind] = KIND.none;
    return;
  }
  const last = motion.limits.length - 1;
  if (motion.next > last) {
    legs[row + LEG.kind] = KIND.align;
    return;
  }
  const p = motion.points;
  const at = motion.next * 4;
  const dx = p[at]! - p[at - 4]!;
  const dy = p[at + 1]! - p[at - 3]!;
  const length = length2(dx, dy);
  for (let k = 0; k < 3; k += 1) {
    legs[row + LEG.ax + k] = p[at - 4 + k]!;
    legs[row + LEG.bx + k] = p[at + k]!;
  }
  legs[row + LEG.ux] = length > 1e-9 ? dx / length : 0;
  legs[row + LEG.uy] = length > 1e-9 ? dy / length : 0;
  legs[row + LEG.length] = length;
  legs[row + LEG.limit] = motion.limits[motion.next]!;
  legs[row + LEG.cap] = motion.speed;
  legs[row + LEG.floor] = p[at + 3]!;
  legs[row + LEG.kind] = motion.lifts[motion.next]! >= 0 ? KIND.lift : motion.next < last ? KIND.through : KIND.last;
  legs[row + LEG.nextLength] = 0;
  if (motion.next >= last || motion.lifts[motion.next + 1]! >= 0 || motion.limits[motion.next]! <= 0.06) return;
  const nx = p[at + 4]! - p[at]!;
  const ny = p[at + 5]! - p[at + 1]!;
  const nextLength = length2(nx, ny);
  if (nextLength <= 1e-9) return;
  legs[row + LEG.nx] = nx / nextLength;
  legs[row + LEG.ny] = ny / nextLength;
  legs[row + LEG.nextLength] = nextLength;
};

/** Gives a robot a path, or none. */
export const setMotion = (sim: Sim, robot: number, motion: Motion | null): void => {
  sim.state.tables.motions[robot] = motion;
  sim.state.int.waited[robot] = 0;
  sim.doorsAhead[robot] = motion && motion.doors.length > 0 ? 1 : 0;
  loadLeg(sim, robot);
};

/** Rebuilds everything that is derived from the motions, after a restore. */
export const loadAllLegs = (sim: Sim): void => {
  sim.state.tables.motions.forEach((motion, robot) => {
    sim.doorsAhead[robot] = motion && motion.doors.length > 0 ? 1 : 0;
    loadLeg(sim, robot);
  });
};
