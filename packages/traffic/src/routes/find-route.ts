import { type CompiledRoadmap, turnTime } from '../roadmap/compile-roadmap.ts';
import { createHeap } from './heap.ts';
import type { Span, Timetable } from './timetable.ts';

/** One edge of a route: milliseconds, turn included; the robot is at the far node from `end` on. */
export interface Leg {
  readonly edge: number;
  readonly start: number;
  readonly end: number;
}

export interface RouteQuery {
  readonly robot: number;
  /** class on the way */
  readonly travelClass: number;
  /** classes that count at the start node and on the first edge: the one before and the one on the way */
  readonly startClasses: readonly number[];
  /** classes that count at the goal: the one on the way and the one after */
  readonly goalClasses: readonly number[];
  readonly start: number;
  /** milliseconds: at the start node since */
  readonly arrived: number;
  /** milliseconds: does not set off before */
  readonly earliest: number;
  /** radians, NaN when unknown */
  readonly heading: number;
  readonly goal: number;
  /** later arrivals are of no use */
  readonly limit: number;
}

export interface RouteFinder {
  /** @returns the legs of an early arrival after which the goal can be kept for ever; null when there is none */
  find(query: RouteQuery): Leg[] | null;
  /** milliseconds to `goal` alone on the roadmap, without turns, from every node */
  alone(classIndex: number, goal: number): Float64Array;
}

const NO_WAIT = 'no-wait';

/**
 * States looked at in one search, at most this and one per edge: beyond, the way is shut by parked robots far more often than
 * it is merely long, and another order of robots finds it sooner.
 */
const MAX_STATES = 40_000;

/**
 * Safe-interval path planning on the roadmap with true durations. A state is the edge a robot came by (its heading
 * decides the next turn) and the free span of the node that it is in.
 * Source: Phillips, Likhachev, "SIPP: Safe Interval Path Planning for Dynamic Environments", ICRA 2011.
 */
export function createRouteFinder(compiled: CompiledRoadmap, timetable: Timetable): RouteFinder {
  const tables = new Map<number, Float64Array>();
  const edgeTables = new Map<number, Float64Array>();
  const behindEdge = (classIndex: number, goal: number): Float64Array => {
    const slot = classIndex * compiled.nodeCount + goal;
    let table = edgeTables.get(slot);
    if (table === undefined) {
      table = timesBehindEdges(compiled, classIndex, goal);
      edgeTables.set(slot, table);
    }
    return table;
  };
  const mayWait = compiled.roadmap.nodes.map((node) => !(node.flags ?? []).includes(NO_WAIT));
  const alone = (classIndex: number, goal: number): Float64Array => {
    const slot = classIndex * compiled.nodeCount + goal;
    let table = tables.get(slot);
    if (table === undefined) {
      table = timesTo(compiled, classIndex, goal);
      tables.set(slot, table);
    }
    return table;
  };

  const find = (query: RouteQuery): Leg[] | null => {
    const onWay = compiled.classes[query.travelClass]!;
    const heuristic = alone(query.travelClass, query.goal);
    const behind = behindEdge(query.travelClass, query.goal);
    if (heuristic[query.start] === Number.POSITIVE_INFINITY) return null;
    const goalSpans = timetable.free(query.robot, query.goalClasses, query.goal);
    const lastSpan = goalSpans[goalSpans.length - 1];
    if (lastSpan === undefined || lastSpan.end < Number.POSITIVE_INFINITY) return null;
    const wayClasses = [query.travelClass];
    const states: {
      node: number;
      edge: number;
      time: number;
      until: number;
      since: number;
      begin: number;
      parent: number;
    }[] = [];
    const best = new Map<number, { until: number; time: number }[]>();
    const heap = createHeap();
    const push = (
      node: number,
      edge: number,
      time: number,
      since: number,
      until: number,
      begin: number,
      parent: number,
    ): void => {
      const left = edge < 0 ? heuristic[node]! : behind[edge]!;
      const total = Math.max(time + left, lastSpan.start);
      if (total > query.limit || total === Number.POSITIVE_INFINITY) return;
      let known = best.get(edge);
      if (known === undefined) {
        known = [];
        best.set(edge, known);
      }
      const same = known.find((one) => one.until === until);
      if (same !== undefined) {
        if (same.time <= time) return;
        same.time = time;
      } else known.push({ until, time });
      states.push({ node, edge, time, until, since, begin, parent });
      heap.push(states.length - 1, total, -left);
    };
    const startUntil = timetable.wantedFrom(query.robot, query.startClasses, query.start, query.arrived);
    push(query.start, -1, Math.max(query.arrived, query.earliest), query.arrived, startUntil, 0, -1);
    const most = MAX_STATES + compiled.edgeCount;
    while (heap.size > 0 && states.length < most) {
      const index = heap.pop();
      const state = states[index]!;
      const isOutdone = best.get(state.edge)!.some((one) => one.until === state.until && one.time < state.time);
      if (isOutdone) continue;
      if (state.node === query.goal && state.until === Number.POSITIVE_INFINITY) return trace(states, index);
      const isFirst = state.parent < 0;
      const classes = isFirst ? query.startClasses : wayClasses;
      const heading = isFirst ? query.heading : arrivalHeading(states, index, query.heading);
      const latest = mayWait[state.node] || isFirst ? state.until : Math.min(state.until, state.time);
      for (const edge of compiled.outgoing[state.node]!) {
        if (onWay.isAllowed[edge] === 0) continue;
        const onward = compiled.to[edge]!;
        if (heuristic[onward] === Number.POSITIVE_INFINITY) continue;
        const duration = onWay.travel[edge]! + turnTime(onWay.robotClass, heading, compiled.heading[edge]!);
        let nodeSpans: readonly Span[] | null = null;
        for (const span of timetable.free(query.robot, classes, compiled.nodeCount + edge)) {
          const begin = Math.max(state.time, span.start);
          if (begin > latest) break;
          const arrive = begin + duration;
          if (arrive > span.end) continue;
          nodeSpans ??= timetable.free(query.robot, onward === query.goal ? query.goalClasses : wayClasses, onward);
          const node = nodeSpans.find((one) => one.start <= arrive && arrive < one.end);
          if (node !== undefined) push(onward, edge, arrive, node.start, node.end, begin, index);
        }
      }
    }
    return null;
  };

  const arrivalHeading = (
    states: readonly { edge: number; parent: number }[],
    index: number,
    first: number,
  ): number => {
    for (let at = index; at >= 0; at = states[at]!.parent) {
      const { edge } = states[at]!;
      if (edge < 0) return first;
      const heading = compiled.heading[edge]!;
      if (!Number.isNaN(heading)) return heading;
    }
    return first;
  };
  const trace = (
    states: readonly { edge: number; time: number; begin: number; parent: number }[],
    last: number,
  ): Leg[] => {
    const legs: Leg[] = [];
    for (let index = last; states[index]!.parent >= 0; index = states[index]!.parent) {
      const { edge, begin, time } = states[index]!;
      legs.push({ edge, start: begin, end: time });
    }
    return legs.reverse();
  };
  return { find, alone };
}

/**
 * Least travel time to `goal` once each edge is behind, milliseconds, turns included. Source: Dijkstra, backwards over edges.
 */
export function timesBehindEdges(compiled: CompiledRoadmap, classIndex: number, goal: number): Float64Array {
  const { isAllowed, travel, robotClass } = compiled.classes[classIndex]!;
  const times = new Float64Array(compiled.edgeCount).fill(Number.POSITIVE_INFINITY);
  const heap = createHeap();
  for (const edge of compiled.incoming[goal]!) {
    if (isAllowed[edge] === 0) continue;
    times[edge] = 0;
    heap.push(edge, 0, 0);
  }
  const isDone = new Uint8Array(compiled.edgeCount);
  for (let edge = heap.pop(); edge >= 0; edge = heap.pop()) {
    if (isDone[edge] === 1) continue;
    isDone[edge] = 1;
    for (const before of compiled.incoming[compiled.from[edge]!]!) {
      if (isAllowed[before] === 0) continue;
      const turn = turnTime(robotClass, compiled.heading[before]!, compiled.heading[edge]!);
      const time = times[edge]! + travel[edge]! + turn;
      if (time >= times[before]!) continue;
      times[before] = time;
      heap.push(before, time, 0);
    }
  }
  return times;
}

/** Least travel time to `goal` from every node, milliseconds, without turns. Source: Dijkstra, backwards. */
export function timesTo(compiled: CompiledRoadmap, classIndex: number, goal: number): Float64Array {
  const { isAllowed, travel } = compiled.classes[classIndex]!;
  const times = new Float64Array(compiled.nodeCount).fill(Number.POSITIVE_INFINITY);
  const heap = createHeap();
  times[goal] = 0;
  heap.push(goal, 0, 0);
  const isDone = new Uint8Array(compiled.nodeCount);
  for (let node = heap.pop(); node >= 0; node = heap.pop()) {
    if (isDone[node] === 1) continue;
    isDone[node] = 1;
    for (const edge of compiled.incoming[node]!) {
      if (isAllowed[edge] === 0) continue;
      const before = compiled.from[edge]!;
      const time = times[node]! + travel[edge]!;
      if (time >= times[before]!) continue;
      times[before] = time;
      heap.push(before, time, 0);
    }
  }
  return times;
}
