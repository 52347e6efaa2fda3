import type { CompiledRoadmap } from '../roadmap/compile-roadmap.ts';
import type { Move, Route, TrafficRequest } from '../types.ts';
import { createRouteFinder, type Leg, type RouteFinder } from './find-route.ts';
import { createTimetable, type Timetable } from './timetable.ts';

/** A stay at an element, milliseconds; `leave` is infinite for the last one of a route. */
export interface DraftVisit {
  readonly element: number;
  /** classes that count for conflicts: two where the class changes */
  readonly classes: readonly number[];
  /** class shown on the visit */
  readonly shown: number;
  /** index of the move, −1 for the start and for a robot sent aside */
  readonly move: number;
  readonly enter: number;
  readonly leave: number;
}

export interface DraftMove {
  readonly move: Move;
  readonly robot: number;
  readonly travelClass: number;
  /** classes that count at the goal */
  readonly goalClasses: readonly number[];
  readonly goal: number;
  readonly earliest: number;
  readonly dwell: number;
  readonly stands: boolean;
  readonly after: readonly number[];
}

export interface DraftRobot {
  visits: DraftVisit[];
  /** visits that are committed, ids included */
  readonly committed: Route | undefined;
  readonly committedCount: number;
  readonly moves: readonly number[];
  readonly heading: number;
  /** moves routed so far, from the front of `moves` */
  routed: number;
  /** milliseconds: ready to set off again */
  ready: number;
  yielded: boolean;
  readonly mayYield: boolean;
}

/** Routes under construction, with the timetable that they fill. */
export interface Draft {
  readonly compiled: CompiledRoadmap;
  readonly timetable: Timetable;
  readonly finder: RouteFinder;
  readonly robots: readonly DraftRobot[];
  readonly moves: readonly DraftMove[];
  /** milliseconds, NaN until routed */
  readonly setOff: Float64Array;
  readonly arrive: Float64Array;
  /** milliseconds: no route is planned to end later */
  readonly limit: number;
  /** @returns false when there is no way; the draft is then unchanged */
  extend(robot: number, moveIndex: number): boolean;
  /** sends an idle robot to `goal` */
  sendAside(robot: number, goal: number): boolean;
  /** takes all planned visits of a robot back, down to what is committed */
  clear(robot: number): void;
  /** puts back what `clear` took */
  restore(robot: number, saved: SavedRoute): void;
  save(robot: number): SavedRoute;
}

export interface SavedRoute {
  readonly visits: readonly DraftVisit[];
  readonly routed: number;
  readonly ready: number;
  readonly yielded: boolean;
  readonly times: readonly (readonly [number, number, number])[];
}

/** @param request checked by `checkRequest`; committed routes end with a node */
export function createDraft(request: TrafficRequest, compiled: CompiledRoadmap): Draft {
  const now = Math.round((request.nowSeconds ?? 0) * 1000);
  const robotIds = request.robots.map((robot) => robot.id);
  const robotIndex = new Map(robotIds.map((id, index) => [id, index]));
  const moveIndex = new Map(request.moves.map((move, index) => [move.id, index]));
  const timetable = createTimetable(compiled, robotIds, request.closures ?? [], request.obstacles ?? [], now);
  const finder = createRouteFinder(compiled, timetable);
  const movesOf: number[][] = request.robots.map(() => []);
  for (const [index, move] of request.moves.entries()) movesOf[robotIndex.get(move.robot)!]!.push(index);
  const classOf = (move: Move): number =>
    compiled.classIndex.get(move.class ?? request.robots[robotIndex.get(move.robot)!]!.class)!;
  const moves = request.moves.map((move, index): DraftMove => {
    const robot = robotIndex.get(move.robot)!;
    const following = movesOf[robot]![movesOf[robot]!.indexOf(index) + 1];
    const travelClass = classOf(move);
    const nextClass = following === undefined ? travelClass : classOf(request.moves[following]!);
    return {
      move,
      robot,
      travelClass,
      goalClasses: nextClass === travelClass ? [travelClass] : [travelClass, nextClass],
      goal: compiled.nodeIndex.get(move.to)!,
      earliest: Math.max(now, Math.round((move.earliestStart ?? 0) * 1000)),
      dwell: Math.round((move.dwellSeconds ?? 0) * 1000),
      stands: move.stands === true,
      after: (move.after ?? []).map((id) => moveIndex.get(id)!),
    };
  });
  const setOff = new Float64Array(moves.length).fill(Number.NaN);
  const arrive = new Float64Array(moves.length).fill(Number.NaN);
  const robots = request.robots.map((robot, index): DraftRobot => {
    const committed = request.committed?.find((route) => route.robot === robot.id);
    const first = movesOf[index]![0];
    const visits = startVisits(
      compiled,
      robot.class,
      robot.node,
      committed,
      now,
      first === undefined ? -1 : moves[first]!.travelClass,
    );
    return {
      visits,
      committed,
      committedCount: visits.length,
      moves: movesOf[index]!,
      heading: robot.heading ?? Number.NaN,
      routed: 0,
      ready: Math.max(now, visits[visits.length - 1]!.enter),
      yielded: false,
      mayYield: robot.mayYield !== false,
    };
  });
  let horizon = now;
  for (const move of moves) horizon = Math.max(horizon, move.earliest);
  for (const [index, robot] of robots.entries()) {
    for (const visit of robot.visits) {
      timetable.reserve(index, visit.classes, visit.element, { start: visit.enter, end: visit.leave });
    }
  }

  const headingAt = (robot: DraftRobot): number => {
    for (let index = robot.visits.length - 1; index >= 0; index -= 1) {
      const { element } = robot.visits[index]!;
      if (element < compiled.nodeCount) continue;
      const heading = compiled.heading[element - compiled.nodeCount]!;
      if (!Number.isNaN(heading)) return heading;
    }
    return robot.heading;
  };
  const append = (
    index: number,
    legs: readonly Leg[],
    moveIndexOrNone: number,
    travelClass: number,
    goalClasses: readonly number[],
  ): void => {
    const robot = robots[index]!;
    const last = robot.visits[robot.visits.length - 1]!;
    timetable.cancel(index, last.classes, last.element, { start: last.enter, end: last.leave });
    const first = legs[0]!;
    const startClasses = last.classes.includes(travelClass) ? last.classes : [...last.classes, travelClass];
    const fresh: DraftVisit[] = [{ ...last, leave: first.start }];
    for (const [position, leg] of legs.entries()) {
      const isLast = position === legs.length - 1;
      const shared = { shown: travelClass, move: moveIndexOrNone };
      fresh.push({
        ...shared,
        element: compiled.nodeCount + leg.edge,
        classes: position === 0 ? startClasses : [travelClass],
        enter: leg.start,
        leave: leg.end,
      });
      fresh.push({
        ...shared,
        element: compiled.to[leg.edge]!,
        classes: isLast ? goalClasses : [travelClass],
        enter: leg.end,
        leave: isLast ? Number.POSITIVE_INFINITY : legs[position + 1]!.start,
      });
    }
    robot.visits.pop();
    for (const visit of fresh) {
      robot.visits.push(visit);
      timetable.reserve(index, visit.classes, visit.element, { start: visit.enter, end: visit.leave });
    }
  };
  const limit = horizon + 24 * 3600 * 1000;
  const route = (
    index: number,
    earliest: number,
    goal: number,
    travelClass: number,
    goalClasses: readonly number[],
  ): Leg[] | null => {
    const robot = robots[index]!;
    const last = robot.visits[robot.visits.length - 1]!;
    const startClasses = last.classes.includes(travelClass) ? last.classes : [...last.classes, travelClass];
    return finder.find({
      robot: index,
      travelClass,
      startClasses,
      goalClasses,
      start: last.element,
      arrived: last.enter,
      earliest: Math.max(earliest, robot.ready),
      heading: headingAt(robot),
      goal,
      limit,
    });
  };

  return {
    compiled,
    timetable,
    finder,
    robots,
    moves,
    setOff,
    arrive,
    limit,
    extend(index, moveAt) {
      const move = moves[moveAt]!;
      const robot = robots[index]!;
      let earliest = move.earliest;
      for (const before of move.after) earliest = Math.max(earliest, arrive[before]!);
      if (Number.isNaN(earliest)) return false;
      const legs = route(index, earliest, move.goal, move.travelClass, move.goalClasses);
      if (legs === null) return false;
      const start = Math.max(earliest, robot.ready);
      if (legs.length > 0) append(index, legs, moveAt, move.travelClass, move.goalClasses);
      else widenLast(index, move.goalClasses);
      setOff[moveAt] = legs.length > 0 ? legs[0]!.start : start;
      arrive[moveAt] = legs.length > 0 ? legs[legs.length - 1]!.end : start;
      robot.ready = arrive[moveAt]! + move.dwell;
      robot.routed += 1;
      return true;
    },
    sendAside(index, goal) {
      const robot = robots[index]!;
      const travelClass = robot.visits[robot.visits.length - 1]!.shown;
      const legs = route(index, now, goal, travelClass, [travelClass]);
      if (legs === null || legs.length === 0) return false;
      append(index, legs, -1, travelClass, [travelClass]);
      robot.ready = legs[legs.length - 1]!.end;
      robot.yielded = true;
      return true;
    },
    clear(index) {
      const robot = robots[index]!;
      for (const visit of robot.visits) {
        timetable.cancel(index, visit.classes, visit.element, { start: visit.enter, end: visit.leave });
      }
      const kept = robot.visits.slice(0, robot.committedCount);
      const last = kept[kept.length - 1]!;
      kept[kept.length - 1] = { ...last, leave: Number.POSITIVE_INFINITY };
      robot.visits = kept;
      for (const visit of kept) {
        timetable.reserve(index, visit.classes, visit.element, { start: visit.enter, end: visit.leave });
      }
      robot.routed = 0;
      robot.yielded = false;
      robot.ready = Math.max(now, last.enter);
      for (const move of robot.moves) {
        setOff[move] = Number.NaN;
        arrive[move] = Number.NaN;
      }
    },
    save(index) {
      const robot = robots[index]!;
      return {
        visits: robot.visits.slice(),
        routed: robot.routed,
        ready: robot.ready,
        yielded: robot.yielded,
        times: robot.moves.map((move) => [move, setOff[move]!, arrive[move]!] as const),
      };
    },
    restore(index, saved) {
      const robot = robots[index]!;
      for (const visit of robot.visits) {
        timetable.cancel(index, visit.classes, visit.element, { start: visit.enter, end: visit.leave });
      }
      robot.visits = saved.visits.slice();
      for (const visit of robot.visits) {
        timetable.reserve(index, visit.classes, visit.element, { start: visit.enter, end: visit.leave });
      }
      robot.routed = saved.routed;
      robot.ready = saved.ready;
      robot.yielded = saved.yielded;
      for (const [move, from, to] of saved.times) {
        setOff[move] = from;
        arrive[move] = to;
      }
    },
  };

  function widenLast(index: number, classes: readonly number[]): void {
    const robot = robots[index]!;
    const last = robot.visits.pop()!;
    timetable.cancel(index, last.classes, last.element, { start: last.enter, end: last.leave });
    const wider = { ...last, classes: [...new Set([...last.classes, ...classes])] };
    robot.visits.push(wider);
    timetable.reserve(index, wider.classes, wider.element, { start: wider.enter, end: wider.leave });
  }
}

function startVisits(
  compiled: CompiledRoadmap,
  classId: string,
  node: string,
  committed: Route | undefined,
  now: number,
  firstClass: number,
): DraftVisit[] {
  const own = compiled.classIndex.get(classId)!;
  const withNext = (classIndex: number): readonly number[] =>
    firstClass < 0 || firstClass === classIndex ? [classIndex] : [classIndex, firstClass];
  if (committed === undefined || committed.visits.length === 0) {
    const element = compiled.nodeIndex.get(node)!;
    return [{ element, classes: withNext(own), shown: own, move: -1, enter: now, leave: Number.POSITIVE_INFINITY }];
  }
  return committed.visits.map((visit, index): DraftVisit => {
    const isLast = index === committed.visits.length - 1;
    const classIndex = compiled.classIndex.get(visit.class) ?? own;
    return {
      element: compiled.elementIndex(visit.element)!,
      classes: isLast ? withNext(classIndex) : [classIndex],
      shown: classIndex,
      move: -1,
      enter: Math.round(visit.enterSeconds * 1000),
      leave: isLast ? Number.POSITIVE_INFINITY : Math.round((visit.leaveSeconds ?? visit.enterSeconds) * 1000),
    };
  });
}
