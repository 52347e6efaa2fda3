import type { Draft } from './draft.ts';

export interface InOrderOptions {
  /**
   * true: a robot that may set off at once gives its start free as soon as it could be gone, also before its own route is
   * known. Finds more, and fails more.
   */
  readonly isLenient: boolean;
}

const YIELD_CANDIDATES = 40;

/**
 * Routes all moves, robot by robot in `order`; a robot that finds no way waits for the next pass, and when a pass brings
 * nothing, idle robots in its way are sent aside.
 *
 * @returns −1, or the robot that found no way
 */
export function routeInOrder(draft: Draft, order: Int32Array, options: InOrderOptions): number {
  const loosened = options.isLenient ? loosenStarts(draft, order) : new Map<number, () => void>();
  let yields = 0;
  for (;;) {
    let isAnyLeft = false;
    let isProgress = false;
    let stuck = -1;
    for (const robot of order) {
      const { moves } = draft.robots[robot]!;
      while (draft.robots[robot]!.routed < moves.length) {
        isAnyLeft = true;
        loosened.get(robot)?.();
        loosened.delete(robot);
        const move = moves[draft.robots[robot]!.routed]!;
        if (!draft.extend(robot, move)) {
          const isReady = draft.moves[move]!.after.every((before) => !Number.isNaN(draft.arrive[before]!));
          if (isReady && stuck < 0) stuck = robot;
          break;
        }
        isProgress = true;
      }
    }
    if (!isAnyLeft) return -1;
    if (isProgress) continue;
    for (const tighten of loosened.values()) tighten();
    loosened.clear();
    if (stuck < 0 || yields >= 2 * draft.robots.length || !clearWay(draft, stuck)) return stuck < 0 ? order[0]! : stuck;
    yields += 1;
  }
}

/**
 * Shortens the stay of each robot that may set off at once to the time that it needs to leave its start.
 *
 * @returns per robot how to take that back, to be called before its route is extended
 */
export function loosenStarts(draft: Draft, order: Iterable<number>): Map<number, () => void> {
  const tighten = new Map<number, () => void>();
  const { compiled, timetable } = draft;
  for (const robot of order) {
    const own = draft.robots[robot]!;
    const first = own.moves[0];
    if (first === undefined) continue;
    const move = draft.moves[first]!;
    const last = own.visits[own.visits.length - 1]!;
    if (move.earliest > own.ready || move.after.length > 0 || last.element === move.goal) continue;
    const { isAllowed, travel } = compiled.classes[move.travelClass]!;
    let quickest = Number.POSITIVE_INFINITY;
    for (const edge of compiled.outgoing[last.element]!) {
      if (isAllowed[edge] === 1) quickest = Math.min(quickest, travel[edge]!);
    }
    if (quickest === Number.POSITIVE_INFINITY) continue;
    const whole = { start: last.enter, end: last.leave };
    const brief = { start: last.enter, end: Math.max(own.ready, last.enter) + quickest };
    timetable.cancel(robot, last.classes, last.element, whole);
    timetable.reserve(robot, last.classes, last.element, brief);
    tighten.set(robot, () => {
      timetable.cancel(robot, last.classes, last.element, brief);
      timetable.reserve(robot, last.classes, last.element, whole);
    });
  }
  return tighten;
}

/** Sends one idle robot out of the way of `robot`; false when none stands there or none can leave. */
export function clearWay(draft: Draft, robot: number): boolean {
  const own = draft.robots[robot]!;
  const move = draft.moves[own.moves[own.routed]!]!;
  const way = wayAlone(draft, own.visits[own.visits.length - 1]!.element, move.goal, move.travelClass);
  if (way === null) return false;
  const { compiled, timetable } = draft;
  const tried = new Set<number>();
  for (const element of way) {
    for (const other of timetable.parkedAt([move.travelClass], element)) {
      const blocker = draft.robots[other]!;
      if (other === robot || tried.has(other) || !blocker.mayYield || blocker.moves.length > 0) continue;
      tried.add(other);
      const last = blocker.visits[blocker.visits.length - 1]!;
      for (const goal of yieldNodes(draft, last.element, last.shown)) {
        const space = new Set(compiled.conflicts(last.shown, goal, move.travelClass));
        if (way.some((step) => space.has(step))) continue;
        if (isSomeonesGoal(draft, last.shown, goal)) continue;
        if (draft.sendAside(other, goal)) return true;
      }
    }
  }
  return false;
}

/** Elements of the quickest way for a robot that is alone, closures left aside. */
export function wayAlone(draft: Draft, start: number, goal: number, travelClass: number): number[] | null {
  const { compiled } = draft;
  const times = draft.finder.alone(travelClass, goal);
  if (times[start] === Number.POSITIVE_INFINITY) return null;
  const { isAllowed, travel } = compiled.classes[travelClass]!;
  const way = [start];
  for (let node = start; node !== goal; ) {
    let next = -1;
    for (const edge of compiled.outgoing[node]!) {
      if (isAllowed[edge] === 0) continue;
      const total = travel[edge]! + times[compiled.to[edge]!]!;
      if (next < 0 || total < travel[next]! + times[compiled.to[next]!]!) next = edge;
    }
    node = compiled.to[next]!;
    way.push(compiled.nodeCount + next, node);
  }
  return way;
}

function isSomeonesGoal(draft: Draft, classIndex: number, node: number): boolean {
  for (const move of draft.moves) {
    if (draft.compiled.conflicts(classIndex, node, move.travelClass).includes(move.goal)) return true;
  }
  return false;
}

/** Nodes where an idle robot may stay, nearest first. */
function yieldNodes(draft: Draft, from: number, classIndex: number): number[] {
  const { compiled } = draft;
  const { isAllowed } = compiled.classes[classIndex]!;
  const nodes: number[] = [];
  const seen = new Set([from]);
  const queue = [from];
  for (let head = 0; head < queue.length && nodes.length < YIELD_CANDIDATES; head += 1) {
    const node = queue[head]!;
    for (const edge of compiled.outgoing[node]!) {
      const next = compiled.to[edge]!;
      if (isAllowed[edge] === 0 || seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
      const flags = compiled.roadmap.nodes[next]!.flags ?? [];
      if (!flags.includes('no-parking') && !flags.includes('no-wait')) nodes.push(next);
    }
  }
  return nodes;
}
