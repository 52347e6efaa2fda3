/** Oriented box on the floor plane with a height range above its floor, metres. */
export type Box = {
  readonly id: string;
  readonly floor: string;
  readonly x: number;
  readonly y: number;
  readonly cos: number;
  readonly sin: number;
  readonly halfLength: number;
  readonly halfWidth: number;
  readonly bottom: number;
  readonly top: number;
};
export type Point = { readonly x: number; readonly y: number };

const local = (point: Point, box: Box): Point => {
  const dx = point.x - box.x;
  const dy = point.y - box.y;
  return { x: dx * box.cos + dy * box.sin, y: dy * box.cos - dx * box.sin };
};

/** Whether the circle around a point can touch a box at all: a cheap test before the exact one. */
export const isNear = (point: Point, radius: number, box: Box): boolean => {
  const reach = radius + box.halfLength + box.halfWidth;
  return Math.abs(point.x - box.x) <= reach && Math.abs(point.y - box.y) <= reach;
};

/** Distance from a point to a box's footprint, 0 inside. */
export const pointToBox = (point: Point, box: Box): number => {
  const { x, y } = local(point, box);
  return Math.hypot(Math.max(0, Math.abs(x) - box.halfLength), Math.max(0, Math.abs(y) - box.halfWidth));
};

/** Distance from a point to a segment. */
export const pointToSegment = (point: Point, from: Point, to: Point): number => {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((point.x - from.x) * dx + (point.y - from.y) * dy) / length));
  return Math.hypot(point.x - from.x - t * dx, point.y - from.y - t * dy);
};

/** Distance from a segment to a box's footprint, 0 where they meet. Source of the clipping: Liang & Barsky, 1984. */
export const segmentToBox = (from: Point, to: Point, box: Box): number => {
  const a = local(from, box);
  const b = local(to, box);
  if (clips(a, b, box.halfLength, box.halfWidth)) return 0;
  let distance = Math.min(pointToBox(from, box), pointToBox(to, box));
  for (const sx of [-1, 1])
    for (const sy of [-1, 1])
      distance = Math.min(distance, pointToSegment({ x: sx * box.halfLength, y: sy * box.halfWidth }, a, b));
  return distance;
};

const clips = (a: Point, b: Point, halfLength: number, halfWidth: number): boolean => {
  let enter = 0;
  let leave = 1;
  for (const [start, delta, half] of [
    [a.x, b.x - a.x, halfLength],
    [a.y, b.y - a.y, halfWidth],
  ] as const) {
    if (delta === 0) {
      if (Math.abs(start) > half) return false;
      continue;
    }
    const first = (-half - start) / delta;
    const second = (half - start) / delta;
    enter = Math.max(enter, Math.min(first, second));
    leave = Math.min(leave, Math.max(first, second));
  }
  return enter <= leave;
};
