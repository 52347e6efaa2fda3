import type { RoadmapEdge, RoadmapNode, RobotClass } from '../types.ts';

/** A segment with a radius, in the plane; a disc when both ends coincide. Metres. */
export interface Capsule {
  readonly ax: number;
  readonly ay: number;
  readonly bx: number;
  readonly by: number;
  readonly radius: number;
}

/** Space that a robot may touch while it holds an element. */
export interface SweptVolume {
  readonly parts: readonly Capsule[];
  readonly floors: readonly string[];
  /** metres, scene frame */
  readonly zMin: number;
  readonly zMax: number;
}

/** Half of the width across the direction of travel. */
export function halfWidth(robotClass: RobotClass): number {
  const { footprint } = robotClass;
  return footprint.kind === 'circle' ? footprint.radius : footprint.width / 2;
}

/** Radius of the circle that a turn on the spot sweeps. */
export function turningRadius(robotClass: RobotClass): number {
  const { footprint } = robotClass;
  return footprint.kind === 'circle' ? footprint.radius : Math.hypot(footprint.length, footprint.width) / 2;
}

/** Metres kept free below: the wash of a flyer, nothing for the others. */
export function clearBelow(robotClass: RobotClass): number {
  return robotClass.clearBelow ?? (robotClass.mode === 'fly' ? 0.5 : 0);
}

/** A robot at a node may turn there: the turning circle. */
export function sweepNode(node: RoadmapNode, robotClass: RobotClass): SweptVolume {
  return {
    parts: [{ ax: node.x, ay: node.y, bx: node.x, by: node.y, radius: turningRadius(robotClass) }],
    floors: [node.floor],
    zMin: node.z - clearBelow(robotClass),
    zMax: node.z + robotClass.height,
  };
}

/** Both turning circles and the strip between them: the volume of an edge contains that of its two nodes. */
export function sweepEdge(_edge: RoadmapEdge, from: RoadmapNode, to: RoadmapNode, robotClass: RobotClass): SweptVolume {
  const radius = turningRadius(robotClass);
  const strip = { ax: from.x, ay: from.y, bx: to.x, by: to.y, radius: halfWidth(robotClass) };
  const ends = [from, to].map((node) => ({ ax: node.x, ay: node.y, bx: node.x, by: node.y, radius }));
  return {
    parts: radius === strip.radius ? [strip] : [strip, ...ends],
    floors: from.floor === to.floor ? [from.floor] : [from.floor, to.floor],
    zMin: Math.min(from.z, to.z) - clearBelow(robotClass),
    zMax: Math.max(from.z, to.z) + robotClass.height,
  };
}

/** True when the two volumes come closer than `margin` in the plane and overlap in height on a common floor. */
export function comesClose(a: SweptVolume, b: SweptVolume, margin: number): boolean {
  if (a.zMax <= b.zMin || b.zMax <= a.zMin) return false;
  if (!a.floors.some((floor) => b.floors.includes(floor))) return false;
  for (const one of a.parts) {
    for (const other of b.parts) {
      const reach = one.radius + other.radius + margin;
      if (segmentDistance(one, other) < reach - 1e-9) return true;
    }
  }
  return false;
}

/** Metres between the axes of two capsules. */
export function segmentDistance(p: Capsule, q: Capsule): number {
  if (segmentsCross(p, q)) return 0;
  return Math.min(
    pointDistance(p.ax, p.ay, q),
    pointDistance(p.bx, p.by, q),
    pointDistance(q.ax, q.ay, p),
    pointDistance(q.bx, q.by, p),
  );
}

function pointDistance(x: number, y: number, segment: Capsule): number {
  const dx = segment.bx - segment.ax;
  const dy = segment.by - segment.ay;
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : ((x - segment.ax) * dx + (y - segment.ay) * dy) / squared;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(x - segment.ax - share * dx, y - segment.ay - share * dy);
}

function segmentsCross(p: Capsule, q: Capsule): boolean {
  const side = (ax: number, ay: number, bx: number, by: number, x: number, y: number): number =>
    (bx - ax) * (y - ay) - (by - ay) * (x - ax);
  const a = side(p.ax, p.ay, p.bx, p.by, q.ax, q.ay);
  const b = side(p.ax, p.ay, p.bx, p.by, q.bx, q.by);
  const c = side(q.ax, q.ay, q.bx, q.by, p.ax, p.ay);
  const d = side(q.ax, q.ay, q.bx, q.by, p.bx, p.by);
  return a * b < 0 && c * d < 0;
}
