import type { RandomSource } from '../random.ts';
import type { Draft } from './draft.ts';
import { clearWay, loosenStarts, wayAlone } from './route-in-order.ts';

/**
 * Routes robot by robot; one that finds no way takes the routes of those in its way back, goes first, and they are routed
 * again later. Gives up after a number of evictions that grows with the fleet.
 *
 * @returns true when every move is routed
 */
export function routeByEviction(draft: Draft, order: Int32Array, random: RandomSource, isOver: () => boolean): boolean {
  const queue = [...order].filter((robot) => draft.robots[robot]!.moves.length > 0);
  const loosened = loosenStarts(draft, queue);
  const tighten = (robot: number): void => {
    loosened.get(robot)?.();
    loosened.delete(robot);
  };
  const loosen = (robot: number): void => {
    for (const [key, undo] of loosenStarts(draft, [robot])) loosened.set(key, undo);
  };
  const takeBack = (robot: number): void => {
    tighten(robot);
    draft.clear(robot);
    loosen(robot);
    if (!queue.includes(robot)) queue.push(robot);
  };
  const extendAll = (robot: number): 'done' | 'waits' | 'stuck' => {
    const own = draft.robots[robot]!;
    tighten(robot);
    while (own.routed < own.moves.length) {
      const move = own.moves[own.routed]!;
      const isReady = draft.moves[move]!.after.every((before) => !Number.isNaN(draft.arrive[before]!));
      if (!isReady) return 'waits';
      if (!draft.extend(robot, move)) return 'stuck';
    }
    return 'done';
  };

  let budget = 40 + 6 * queue.length;
  let waits = 0;
  const rounds = new Map<number, number>();
  while (queue.length > 0) {
    if (budget <= 0 || isOver()) break;
    const robot = queue.shift()!;
    const outcome = extendAll(robot);
    if (outcome === 'done') {
      waits = 0;
      continue;
    }
    if (outcome === 'waits') {
      queue.push(robot);
      waits += 1;
      if (waits > queue.length + 1) break;
      continue;
    }
    budget -= 1;
    waits = 0;
    const tries = (rounds.get(robot) ?? 0) + 1;
    rounds.set(robot, tries);
    takeBack(robot);
    queue.splice(queue.indexOf(robot), 1);
    let isRouted = false;
    for (const other of inTheWay(draft, robot, tries, random)) {
      for (const one of withDependents(draft, [other], robot)) takeBack(one);
      draft.clear(robot);
      isRouted = extendAll(robot) === 'done';
      if (isRouted) break;
    }
    if (isRouted) continue;
    draft.clear(robot);
    if (clearWay(draft, robot)) {
      queue.unshift(robot);
      continue;
    }
    loosen(robot);
    queue.splice(random.below(queue.length + 1), 0, robot);
  }
  for (const undo of loosened.values()) undo();
  return queue.length === 0;
}

/** Routed robots in the way of `robot`, the first to be met first; after some tries, any one. */
function inTheWay(draft: Draft, robot: number, tries: number, random: RandomSource): number[] {
  const own = draft.robots[robot]!;
  const { compiled, timetable } = draft;
  const found = new Set<number>();
  let node = own.visits[own.visits.length - 1]!.element;
  let time = own.ready;
  const slack = 3000 * Math.min(tries, 4);
  for (const index of own.moves) {
    const move = draft.moves[index]!;
    const way = wayAlone(draft, node, move.goal, move.travelClass);
    if (way === null) return [];
    time = Math.max(time, move.earliest);
    for (const element of way) {
      const edge = element - compiled.nodeCount;
      const duration = edge < 0 ? 0 : compiled.classes[move.travelClass]!.travel[edge]!;
      const span = { start: time - slack, end: time + duration + slack };
      for (const other of timetable.takers([move.travelClass], element, span)) found.add(other);
      time += duration;
    }
    for (const other of timetable.takers([move.travelClass], move.goal, {
      start: time,
      end: Number.POSITIVE_INFINITY,
    })) {
      found.add(other);
    }
    node = move.goal;
    time += move.dwell;
  }
  found.delete(robot);
  const routed = [...found].filter((other) => draft.robots[other]!.routed > 0);
  if (tries > 3) {
    const others = draft.robots
      .map((_, other) => other)
      .filter((other) => other !== robot && draft.robots[other]!.routed > 0);
    if (others.length > 0) routed.push(others[random.below(others.length)]!);
  }
  return routed;
}

function withDependents(draft: Draft, robots: readonly number[], except: number): number[] {
  const all = new Set(robots);
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const move of draft.moves) {
      if (all.has(move.robot) || move.robot === except || draft.robots[move.robot]!.routed === 0) continue;
      if (!move.after.some((before) => all.has(draft.moves[before]!.robot) || draft.moves[before]!.robot === except))
        continue;
      all.add(move.robot);
      isChanged = true;
    }
  }
  return [...all];
}
