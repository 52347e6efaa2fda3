import type { CompiledRoadmap } from '../roadmap/compile-roadmap.ts';
import type { Dependency, DependencyReason } from '../types.ts';
import type { DraftMove, DraftVisit } from './draft.ts';

/** A route with the ids of its visits. */
export interface NamedRoute {
  readonly visits: readonly DraftVisit[];
  readonly ids: readonly string[];
}

interface Use {
  readonly robot: number;
  readonly index: number;
  readonly enter: number;
  readonly leave: number;
}

/**
 * Who has to leave before whom may enter. For each edge visit (an edge is released together with the node at its end) and
 * each other robot, the last visit of that robot that left a conflicting element before; earlier ones follow from its own
 * order. Resources with places for k robots are dealt out as k chains.
 * Every dependency points back in planned time, so that the graph has no cycle.
 *
 * @throws RangeError when two conflicting visits overlap in time: a defect of the planner, never an input's fault
 */
export function deriveDependencies(
  compiled: CompiledRoadmap,
  routes: readonly NamedRoute[],
  moves: readonly DraftMove[],
): Dependency[] {
  const uses = indexUses(compiled, routes);
  const found: Dependency[] = [];
  const seen = new Set<string>();
  const add = (visit: string, after: string, reason: DependencyReason): void => {
    const key = `${visit}\n${after}`;
    if (seen.has(key)) return;
    seen.add(key);
    found.push({ visit, after, reason });
  };
  for (const [robot, route] of routes.entries()) {
    for (let index = 1; index < route.visits.length; index += 2) {
      const visit = route.visits[index]!;
      const latest = new Map<number, { use: Use; element: number }>();
      for (const own of visit.classes) {
        for (let other = 0; other < compiled.classes.length; other += 1) {
          for (const element of compiled.conflicts(own, visit.element, other)) {
            for (const use of uses.get(other * (compiled.nodeCount + compiled.edgeCount) + element) ?? []) {
              if (use.robot === robot || use.enter >= visit.leave) continue;
              if (use.leave > visit.enter) {
                throw new RangeError(`${route.ids[index]} overlaps ${routes[use.robot]!.ids[use.index]} in time`);
              }
              const known = latest.get(use.robot);
              if (known === undefined || use.index > known.use.index) latest.set(use.robot, { use, element });
            }
          }
        }
      }
      for (const { use, element } of latest.values()) {
        add(route.ids[index]!, routes[use.robot]!.ids[use.index]!, {
          kind: 'space',
          element: compiled.elementRef(visit.element),
          other: compiled.elementRef(element),
        });
      }
    }
  }
  addResourceOrder(compiled, routes, add);
  addMoveOrder(routes, moves, add);
  return found;
}

function indexUses(compiled: CompiledRoadmap, routes: readonly NamedRoute[]): Map<number, Use[]> {
  const uses = new Map<number, Use[]>();
  const elements = compiled.nodeCount + compiled.edgeCount;
  for (const [robot, route] of routes.entries()) {
    for (const [index, visit] of route.visits.entries()) {
      for (const classIndex of visit.classes) {
        const key = classIndex * elements + visit.element;
        const list = uses.get(key);
        const use = { robot, index, enter: visit.enter, leave: visit.leave };
        if (list === undefined) uses.set(key, [use]);
        else list.push(use);
      }
    }
  }
  return uses;
}

type Add = (visit: string, after: string, reason: DependencyReason) => void;

function addResourceOrder(compiled: CompiledRoadmap, routes: readonly NamedRoute[], add: Add): void {
  for (const [resource, capacity] of compiled.capacities.entries()) {
    const stays: { robot: number; first: number; last: number; enter: number; leave: number }[] = [];
    for (const [robot, route] of routes.entries()) {
      let open = -1;
      for (let index = 0; index <= route.visits.length; index += 1) {
        const visit = route.visits[index];
        const isHeld = visit !== undefined && compiled.resourcesOf[visit.element]!.includes(resource);
        if (isHeld && open < 0) open = index;
        if (isHeld || open < 0) continue;
        const last = index - 1;
        stays.push({ robot, first: open, last, enter: route.visits[open]!.enter, leave: route.visits[last]!.leave });
        open = -1;
      }
    }
    stays.sort((a, b) => a.enter - b.enter);
    const chains: typeof stays = [];
    for (const stay of stays) {
      let chain = chains.findIndex((tail) => tail.leave <= stay.enter);
      if (chain < 0) {
        if (chains.length >= capacity) throw new RangeError(`resource ${compiled.resourceIds[resource]} is overfull`);
        chain = chains.length;
        chains.push(stay);
        continue;
      }
      const tail = chains[chain]!;
      chains[chain] = stay;
      if (tail.robot === stay.robot) continue;
      const reason = { kind: 'resource', resource: compiled.resourceIds[resource]! } as const;
      add(routes[stay.robot]!.ids[stay.first]!, routes[tail.robot]!.ids[tail.last]!, reason);
    }
  }
}

function addMoveOrder(routes: readonly NamedRoute[], moves: readonly DraftMove[], add: Add): void {
  const legs = moves.map((_, move) => {
    const owner = routes[moves[move]!.robot]!;
    const first = owner.visits.findIndex((visit, index) => visit.move === move && index % 2 === 1);
    let last = -1;
    for (const [index, visit] of owner.visits.entries()) if (visit.move === move && index % 2 === 1) last = index;
    return { first, last };
  });
  for (const [index, move] of moves.entries()) {
    const own = legs[index]!;
    if (own.first < 0) continue;
    for (const before of move.after) {
      const earlier = legs[before]!;
      const owner = moves[before]!.robot;
      if (earlier.last < 0 || owner === move.robot) continue;
      const reason = { kind: 'order', move: move.move.id, after: moves[before]!.move.id } as const;
      add(routes[move.robot]!.ids[own.first]!, routes[owner]!.ids[earlier.last]!, reason);
    }
  }
}
