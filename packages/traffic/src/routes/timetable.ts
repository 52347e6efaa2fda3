import type { CompiledRoadmap } from '../roadmap/compile-roadmap.ts';
import type { Closure, Obstacle } from '../types.ts';

/** A stretch of time, milliseconds, [start, end); `end` may be infinite. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Occupation extends Span {
  readonly robot: number;
}

/**
 * What is taken when, per class and element: the bodies of others with the margin, full resources, closures, obstacles.
 * Reservations are pushed to every element they conflict with, so that asking is a look-up.
 */
export interface Timetable {
  reserve(robot: number, classes: readonly number[], element: number, span: Span): void;
  /** takes back exactly what was reserved with the same arguments */
  cancel(robot: number, classes: readonly number[], element: number, span: Span): void;
  /** free spans in order for `robot`, whose own reservations do not count */
  free(robot: number, classes: readonly number[], element: number): readonly Span[];
  /** first moment ≥ `from` at which another robot needs what `robot` takes up at `element`; closures do not count */
  wantedFrom(robot: number, classes: readonly number[], element: number, from: number): number;
  /** robots that take `element` from some moment on for ever */
  parkedAt(classes: readonly number[], element: number): readonly number[];
  /** robots that take `element` for a part of the span */
  takers(classes: readonly number[], element: number, span: Span): readonly number[];
}

export function createTimetable(
  compiled: CompiledRoadmap,
  robotIds: readonly string[],
  closures: readonly Closure[],
  obstacles: readonly Obstacle[],
  now: number,
): Timetable {
  const elements = compiled.nodeCount + compiled.edgeCount;
  const taken: (Occupation[] | undefined)[] = [];
  const fixed: (Span[] | undefined)[] = [];
  const cache: (readonly Span[] | undefined)[] = [];
  const stays: Occupation[][] = compiled.resourceIds.map(() => []);
  const ownClosures = new Map<number, Span[]>();
  /** how often each robot is in the list of a slot: asking for others only is a look-up where it is in none */
  const ownCounts = robotIds.map(() => new Map<number, number>());
  const key = (classIndex: number, element: number): number => classIndex * elements + element;

  for (const closure of closures) {
    const element = compiled.elementIndex(closure.element)!;
    const span = spanOf(closure.fromSeconds, closure.untilSeconds, now);
    for (let classIndex = 0; classIndex < compiled.classes.length; classIndex += 1) {
      const id = compiled.classes[classIndex]!.robotClass.id;
      if (closure.classes !== undefined && !closure.classes.includes(id)) continue;
      if (closure.robots === undefined) {
        pushTo(fixed, key(classIndex, element), span);
        continue;
      }
      for (const robotId of closure.robots) {
        const robot = robotIds.indexOf(robotId);
        if (robot < 0) continue;
        const slot = (robot * compiled.classes.length + classIndex) * elements + element;
        const list = ownClosures.get(slot);
        if (list === undefined) ownClosures.set(slot, [span]);
        else list.push(span);
      }
    }
  }
  for (const obstacle of obstacles) {
    const span = spanOf(obstacle.fromSeconds, obstacle.untilSeconds, now);
    for (let classIndex = 0; classIndex < compiled.classes.length; classIndex += 1) {
      for (const element of compiled.blockedBy(classIndex, obstacle)) pushTo(fixed, key(classIndex, element), span);
    }
  }

  const eachConflict = (classes: readonly number[], element: number, visit: (slot: number) => void): void => {
    for (const own of classes) {
      for (let other = 0; other < compiled.classes.length; other += 1) {
        for (const near of compiled.conflicts(own, element, other)) visit(key(other, near));
      }
    }
  };
  const fullSpans = (resource: number, robot: number): Span[] => {
    const events: [number, number][] = [];
    for (const stay of stays[resource]!) {
      if (stay.robot !== robot) events.push([stay.start, 1], [stay.end, -1]);
    }
    events.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const spans: Span[] = [];
    let inside = 0;
    let since = 0;
    for (const [time, change] of events) {
      const wasFull = inside >= compiled.capacities[resource]!;
      inside += change;
      const isFull = inside >= compiled.capacities[resource]!;
      if (isFull && !wasFull) since = time;
      if (wasFull && !isFull && time > since) spans.push({ start: since, end: time });
    }
    return spans;
  };
  const freeFor = (robot: number, classIndex: number, element: number): readonly Span[] => {
    const slot = key(classIndex, element);
    const list = taken[slot] ?? [];
    const closedForRobot = ownClosures.get((robot * compiled.classes.length + classIndex) * elements + element);
    const isShared = closedForRobot === undefined && !((ownCounts[robot]!.get(slot) ?? 0) > 0);
    if (isShared && cache[slot] !== undefined) return cache[slot];
    const busy: Span[] = list.filter((occupation) => occupation.robot !== robot);
    busy.push(...(fixed[slot] ?? []), ...(closedForRobot ?? []));
    const spans = complement(busy);
    if (isShared) cache[slot] = spans;
    return spans;
  };

  return {
    reserve(robot, classes, element, span) {
      eachConflict(classes, element, (slot) => {
        pushTo(taken, slot, { ...span, robot });
        ownCounts[robot]!.set(slot, (ownCounts[robot]!.get(slot) ?? 0) + 1);
        cache[slot] = undefined;
      });
      for (const resource of compiled.resourcesOf[element]!) stays[resource]!.push({ ...span, robot });
    },
    cancel(robot, classes, element, span) {
      eachConflict(classes, element, (slot) => {
        drop(taken[slot]!, robot, span);
        ownCounts[robot]!.set(slot, (ownCounts[robot]!.get(slot) ?? 1) - 1);
        cache[slot] = undefined;
      });
      for (const resource of compiled.resourcesOf[element]!) drop(stays[resource]!, robot, span);
    },
    free(robot, classes, element) {
      let spans = freeFor(robot, classes[0]!, element);
      for (let index = 1; index < classes.length; index += 1) {
        spans = intersect(spans, freeFor(robot, classes[index]!, element));
      }
      for (const resource of compiled.resourcesOf[element]!) {
        const full = fullSpans(resource, robot);
        if (full.length > 0) spans = intersect(spans, complement(full));
      }
      return spans;
    },
    wantedFrom(robot, classes, element, from) {
      let first = Number.POSITIVE_INFINITY;
      for (const classIndex of classes) {
        for (const occupation of taken[key(classIndex, element)] ?? []) {
          if (occupation.robot === robot || occupation.end <= from) continue;
          first = Math.min(first, Math.max(from, occupation.start));
        }
      }
      for (const resource of compiled.resourcesOf[element]!) {
        for (const span of fullSpans(resource, robot)) {
          if (span.end > from) first = Math.min(first, Math.max(from, span.start));
        }
      }
      return first;
    },
    parkedAt(classes, element) {
      const robots = new Set<number>();
      for (const classIndex of classes) {
        for (const occupation of taken[key(classIndex, element)] ?? []) {
          if (occupation.end === Number.POSITIVE_INFINITY) robots.add(occupation.robot);
        }
      }
      return [...robots];
    },
    takers(classes, element, span) {
      const robots = new Set<number>();
      for (const classIndex of classes) {
        for (const occupation of taken[key(classIndex, element)] ?? []) {
          if (occupation.start < span.end && occupation.end > span.start) robots.add(occupation.robot);
        }
      }
      for (const resource of compiled.resourcesOf[element]!) {
        for (const stay of stays[resource]!) if (stay.start < span.end && stay.end > span.start) robots.add(stay.robot);
      }
      return [...robots];
    },
  };
}

function spanOf(fromSeconds: number | undefined, untilSeconds: number | undefined, now: number): Span {
  return {
    start: fromSeconds === undefined ? now : Math.floor(fromSeconds * 1000),
    end: untilSeconds === undefined ? Number.POSITIVE_INFINITY : Math.ceil(untilSeconds * 1000),
  };
}

function pushTo<T>(lists: (T[] | undefined)[], slot: number, value: T): void {
  const list = lists[slot];
  if (list === undefined) lists[slot] = [value];
  else list.push(value);
}

function drop(list: Occupation[], robot: number, span: Span): void {
  const index = list.findIndex((one) => one.robot === robot && one.start === span.start && one.end === span.end);
  if (index < 0) return;
  list[index] = list[list.length - 1]!;
  list.pop();
}

/** What is left of all time when the busy spans are taken out. */
export function complement(busy: Span[]): Span[] {
  busy.sort((a, b) => a.start - b.start);
  const free: Span[] = [];
  let from = Number.NEGATIVE_INFINITY;
  for (const { start, end } of busy) {
    if (end <= start) continue;
    if (start > from) free.push({ start: from, end: start });
    from = Math.max(from, end);
  }
  if (from < Number.POSITIVE_INFINITY) free.push({ start: from, end: Number.POSITIVE_INFINITY });
  return free;
}

export function intersect(left: readonly Span[], right: readonly Span[]): Span[] {
  const both: Span[] = [];
  let a = 0;
  let b = 0;
  while (a < left.length && b < right.length) {
    const start = Math.max(left[a]!.start, right[b]!.start);
    const end = Math.min(left[a]!.end, right[b]!.end);
    if (start < end) both.push({ start, end });
    if (left[a]!.end < right[b]!.end) a += 1;
    else b += 1;
  }
  return both;
}
