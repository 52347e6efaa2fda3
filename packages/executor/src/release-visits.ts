import type { Visit } from '@muster/domain';

/** How far the robots have got along their routes. Counts are indices of visits, as visit ids end with. */
export type RouteProgress = {
  /** Robot → visits of its route that are known, in order, without gaps. */
  readonly routes: Readonly<Record<string, readonly Visit[]>>;
  /** Robot → index of the first visit that it has not entered; it has left every visit before the one it is in. */
  readonly entered: Readonly<Record<string, number>>;
  /** Robot → index after the last visit that it was told to make. */
  readonly released: Readonly<Record<string, number>>;
  /** Robot → index after the last visit that is wanted now: the end of the travel that is under way. */
  readonly wanted: Readonly<Record<string, number>>;
  /** Visit id → visits that must have been left before it is entered. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
};

/**
 * Which visits may be told to each robot now: robot → index after the last one, between its `released` and its `wanted`, and never after an
 * edge without its end node. The traffic package's dependency policy has this form.
 */
export type ReleaseVisits = (progress: RouteProgress) => Readonly<Record<string, number>>;

/**
 * The plain policy of an action-dependency graph: an edge and the node it leads to are released when every visit they come after has
 * been left, which is when that robot has entered its next one. An element that another robot is on, or was told to go to, is never
 * released; inside one schedule the dependencies say so already, between two that were routed apart nothing else would.
 *
 * Source: Hönig et al., "Persistent and Robust Execution of MAPF Schedules in Warehouses", RA-L 4(2), 2019.
 */
export const releaseByDependencies: ReleaseVisits = (progress) => {
  const holders = heldElements(progress);
  const answer: Record<string, number> = {};
  for (const robot of Object.keys(progress.wanted).sort()) {
    const visits = progress.routes[robot] ?? [];
    const wanted = progress.wanted[robot] ?? 0;
    let count = progress.released[robot] ?? 0;
    let pending: Visit[] = [];
    for (const visit of visits) {
      const index = indexOf(visit.id);
      if (index < count || index >= wanted) continue;
      if (!mayEnter(visit, robot, progress, holders)) break;
      pending.push(visit);
      if (visit.element.kind === 'edge') continue;
      count = index + 1;
      for (const made of pending) hold(holders, made, robot);
      pending = [];
    }
    answer[robot] = count;
  }
  return answer;
};

const mayEnter = (visit: Visit, robot: string, progress: RouteProgress, holders: Holders): boolean => {
  const holder = holders.get(elementKey(visit));
  if (holder && [...holder].some((other) => other !== robot)) return false;
  return (progress.dependencies.get(visit.id) ?? []).every((after) => {
    const entered = progress.entered[after.slice(0, after.lastIndexOf('/'))];
    return entered !== undefined && entered > indexOf(after) + 1;
  });
};

type Holders = Map<string, Set<string>>;

const heldElements = (progress: RouteProgress): Holders => {
  const holders: Holders = new Map();
  for (const [robot, visits] of Object.entries(progress.routes)) {
    const from = (progress.entered[robot] ?? 0) - 1;
    const until = progress.released[robot] ?? 0;
    for (const visit of visits) {
      const index = indexOf(visit.id);
      if (index >= from && index < until) hold(holders, visit, robot);
    }
  }
  return holders;
};

const hold = (holders: Holders, visit: Visit, robot: string): void => {
  const key = elementKey(visit);
  const known = holders.get(key);
  if (known) known.add(robot);
  else holders.set(key, new Set([robot]));
};

const elementKey = (visit: Visit): string => `${visit.element.kind} ${visit.element.id}`;
const indexOf = (id: string): number => Number(id.slice(id.lastIndexOf('/') + 1));
