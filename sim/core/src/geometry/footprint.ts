import { abs, cos, max, min, sin, sqrt } from '../math/dmath.ts';

/** A body on the floor plan: an oriented box, or a disc when `radius` > 0. Metres, radians, in `map`. */
export type Footprint = {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
  readonly halfLength: number;
  readonly halfWidth: number;
  /** 0 for a box. */
  readonly radius: number;
};

/** Radius of the circle around the footprint's centre that holds all of it. */
export const boundingRadius = (f: Pick<Footprint, 'halfLength' | 'halfWidth' | 'radius'>): number =>
  f.radius > 0 ? f.radius : sqrt(f.halfLength * f.halfLength + f.halfWidth * f.halfWidth);

/** Distance from a point to an oriented box, 0 inside. */
export const pointToBox = (px: number, py: number, box: Footprint): number => {
  const c = cos(box.yaw);
  const s = sin(box.yaw);
  const dx = px - box.x;
  const dy = py - box.y;
  const lx = max(0, abs(dx * c + dy * s) - box.halfLength);
  const ly = max(0, abs(dy * c - dx * s) - box.halfWidth);
  return sqrt(lx * lx + ly * ly);
};

/**
 * Gap between two footprints: negative when they overlap (the depth along the axis of least penetration), else the largest separation
 * over the candidate axes, a lower bound of the distance. Source: separating axis theorem.
 */
export const gap = (a: Footprint, b: Footprint): number => {
  if (a.radius > 0 && b.radius > 0) {
    const dx = b.x - a.x;
    const dy = b.y - a.y;
    return sqrt(dx * dx + dy * dy) - a.radius - b.radius;
  }
  if (a.radius > 0) return discBoxGap(a, b);
  if (b.radius > 0) return discBoxGap(b, a);
  return max(axisGap(a, b), axisGap(b, a));
};

const discBoxGap = (disc: Footprint, box: Footprint): number => {
  const c = cos(box.yaw);
  const s = sin(box.yaw);
  const dx = disc.x - box.x;
  const dy = disc.y - box.y;
  const lx = abs(dx * c + dy * s) - box.halfLength;
  const ly = abs(dy * c - dx * s) - box.halfWidth;
  if (lx <= 0 && ly <= 0) return max(lx, ly) - disc.radius;
  const ox = max(0, lx);
  const oy = max(0, ly);
  return sqrt(ox * ox + oy * oy) - disc.radius;
};

/** Largest separation along the two axes of `a`. */
const axisGap = (a: Footprint, b: Footprint): number => {
  const ca = cos(a.yaw);
  const sa = sin(a.yaw);
  const turn = b.yaw - a.yaw;
  const cr = abs(cos(turn));
  const sr = abs(sin(turn));
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const along = abs(dx * ca + dy * sa) - a.halfLength - (b.halfLength * cr + b.halfWidth * sr);
  const across = abs(dy * ca - dx * sa) - a.halfWidth - (b.halfLength * sr + b.halfWidth * cr);
  return max(along, across);
};

/** Whether a straight segment meets an oriented box. */
export const segmentMeetsBox = (ax: number, ay: number, bx: number, by: number, box: Footprint): boolean =>
  segmentBoxEntry(ax, ay, bx, by, box) !== undefined;

/** Fraction 0..1 along the segment at which it enters the box (0 when it starts inside), or undefined. Source: slab method. */
export const segmentBoxEntry = (ax: number, ay: number, bx: number, by: number, box: Footprint): number | undefined => {
  const c = cos(box.yaw);
  const s = sin(box.yaw);
  const px = (ax - box.x) * c + (ay - box.y) * s;
  const py = (ay - box.y) * c - (ax - box.x) * s;
  const dx = (bx - ax) * c + (by - ay) * s;
  const dy = (by - ay) * c - (bx - ax) * s;
  let enter = 0;
  let leave = 1;
  const half = [box.halfLength, box.halfWidth];
  const start = [px, py];
  const step = [dx, dy];
  for (let axis = 0; axis < 2; axis += 1) {
    const p = start[axis]!;
    const d = step[axis]!;
    const h = half[axis]!;
    if (abs(d) < 1e-12) {
      if (abs(p) > h) return undefined;
      continue;
    }
    const t1 = (-h - p) / d;
    const t2 = (h - p) / d;
    enter = max(enter, min(t1, t2));
    leave = min(leave, max(t1, t2));
    if (enter > leave) return undefined;
  }
  return enter;
};
