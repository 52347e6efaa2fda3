import type { RandomSource } from '../random.ts';
import type { Draft, SavedRoute } from './draft.ts';

/**
 * Takes a few robots out, routes them anew among the rest in another order, and keeps the result when arrivals are earlier
 * in sum. The routes of robots that were sent aside stay. Source: large-neighbourhood search, as for unit moves.
 *
 * @param rounds at most
 */
export function improveDraft(draft: Draft, random: RandomSource, rounds: number, isOver: () => boolean): number {
  const movers: number[] = [];
  for (const [robot, one] of draft.robots.entries()) if (one.moves.length > 0 && !one.yielded) movers.push(robot);
  if (movers.length === 0) return 0;
  let accepted = 0;
  for (let round = 0; round < rounds && !isOver(); round += 1) {
    const group = pickGroup(draft, movers, random);
    const before = costOf(draft, group);
    if (before.delay === 0) {
      if (movers.every((robot) => costOf(draft, [robot]).delay === 0)) break;
      continue;
    }
    const saved = group.map((robot) => draft.save(robot));
    for (const robot of group) draft.clear(robot);
    const isBetter = routeGroup(draft, group) && costOf(draft, group).sum < before.sum && isOrdered(draft);
    if (isBetter) accepted += 1;
    else putBack(draft, group, saved);
  }
  return accepted;
}

function putBack(draft: Draft, group: readonly number[], saved: readonly SavedRoute[]): void {
  for (const robot of group) draft.clear(robot);
  for (const [index, robot] of group.entries()) draft.restore(robot, saved[index]!);
}

function routeGroup(draft: Draft, group: readonly number[]): boolean {
  for (;;) {
    let isAnyLeft = false;
    let isProgress = false;
    for (const robot of group) {
      const own = draft.robots[robot]!;
      while (own.routed < own.moves.length) {
        isAnyLeft = true;
        if (!draft.extend(robot, own.moves[own.routed]!)) break;
        isProgress = true;
      }
    }
    if (!isAnyLeft) return true;
    if (!isProgress) return false;
  }
}

function isOrdered(draft: Draft): boolean {
  for (const [index, move] of draft.moves.entries()) {
    for (const before of move.after) if (draft.setOff[index]! < draft.arrive[before]!) return false;
  }
  return true;
}

function costOf(draft: Draft, group: readonly number[]): { readonly sum: number; readonly delay: number } {
  let sum = 0;
  let delay = 0;
  for (const robot of group) {
    const own = draft.robots[robot]!;
    let node = own.visits[own.committedCount - 1]!.element;
    let ready = own.visits[own.committedCount - 1]!.enter;
    for (const move of own.moves) {
      const { goal, travelClass, earliest, dwell } = draft.moves[move]!;
      const arrived = draft.arrive[move]!;
      sum += arrived;
      delay += arrived - Math.max(ready, earliest) - draft.finder.alone(travelClass, goal)[node]!;
      node = goal;
      ready = arrived + dwell;
    }
  }
  return { sum, delay };
}

function pickGroup(draft: Draft, movers: readonly number[], random: RandomSource): number[] {
  const size = Math.min(movers.length, 2 + random.below(5));
  const group = new Set<number>();
  let late = movers[random.below(movers.length)]!;
  for (let draw = 0; draw < 3; draw += 1) {
    const other = movers[random.below(movers.length)]!;
    if (costOf(draft, [other]).delay > costOf(draft, [late]).delay) late = other;
  }
  group.add(late);
  const onWay = new Set(draft.robots[late]!.visits.map((visit) => visit.element));
  const first = random.below(movers.length);
  for (let index = 0; index < movers.length && group.size < size; index += 1) {
    const other = movers[(first + index) % movers.length]!;
    if (draft.robots[other]!.visits.some((visit) => onWay.has(visit.element))) group.add(other);
  }
  while (group.size < size) group.add(movers[random.below(movers.length)]!);
  const order = [...group];
  for (let index = order.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    const kept = order[index]!;
    order[index] = order[other]!;
    order[other] = kept;
  }
  return order;
}
