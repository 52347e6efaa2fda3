import type { Visit } from '@muster/domain';
import type { ExecutorState, PlannedVisit, RouteRun } from './executor-state.ts';

/** Index within its robot's route: the number that a visit's id ends with. */
export const visitIndex = (visit: Visit | string): number => {
  const id = typeof visit === 'string' ? visit : visit.id;
  return Number(id.slice(id.lastIndexOf('/') + 1));
};
export const visitRobot = (id: string): string => id.slice(0, id.lastIndexOf('/'));

/**
 * Takes the visits of a new schedule into a robot's route: what it has entered or was told stays, the new ones follow it.
 * A route that does not continue the old one replaces it, which {@link continuesRoute} allows only for a robot at rest.
 */
export const adoptRoute = (state: ExecutorState, robot: string, planned: readonly PlannedVisit[]): void => {
  const [head] = planned;
  if (!head) return;
  const first = visitIndex(head.visit);
  const current = state.routes.get(robot);
  if (current && joins(current, planned)) {
    // What was left behind is of no use any more; the visit that it is in is.
    const kept = Math.max(current.first, current.entered - 1);
    current.visits = [
      ...current.visits.slice(kept - current.first, current.released - current.first),
      ...planned.filter(({ visit }) => visitIndex(visit) >= current.released),
    ];
    current.first = kept;
    return;
  }
  if (current && state.robots.get(robot)?.open !== undefined) return;
  forgetDependencies(state, robot);
  state.routes.set(robot, { first, visits: [...planned], entered: first + 1, released: first + 1 });
};

/** Whether a schedule's route may be taken for a robot as it is now: it continues the one it has, or nothing of that is under way. */
export const continuesRoute = (state: ExecutorState, robot: string, visits: readonly Visit[]): boolean => {
  const current = state.routes.get(robot);
  return (
    !current ||
    state.robots.get(robot)?.open === undefined ||
    visits.length <= 1 ||
    joins(
      current,
      visits.map((visit) => ({ visit, mission: '', step: null })),
    )
  );
};

/**
 * A drive ended before its end: what lies beyond the next node is given back. The way up to that node is not: the body may be anywhere on it.
 */
export const giveBackRoute = (route: RouteRun): void => {
  if (route.entered >= route.released) return;
  let until = route.entered;
  while (until < route.released) {
    until += 1;
    if (route.visits[until - 1 - route.first]?.visit.element.kind === 'node') break;
  }
  route.released = until;
};

/** Whether the new visits say the same about every visit that was made or told, as far as they go back. */
const joins = (current: RouteRun, planned: readonly PlannedVisit[]): boolean => {
  const first = visitIndex(planned[0]!.visit);
  if (first > current.released || current.released - current.first > current.visits.length) return false;
  // Index 0 again at rest is a route made afresh, not a continuation.
  if (first === 0 && current.entered > 1 && planned.length < current.entered) return false;
  return planned.every(({ visit }) => {
    const index = visitIndex(visit);
    if (index >= current.released || index < current.first) return true;
    const known = current.visits[index - current.first]?.visit;
    return known !== undefined && sameElement(known, visit);
  });
};

const sameElement = (a: Visit, b: Visit): boolean => a.element.kind === b.element.kind && a.element.id === b.element.id;

const forgetDependencies = (state: ExecutorState, robot: string): void => {
  for (const visit of [...state.dependencies.keys()]) if (visitRobot(visit) === robot) state.dependencies.delete(visit);
};

/** Parts of a route that serve no travel: a robot sent aside. With the travel that follows each, if one does. */
export const sentAside = (
  planned: readonly PlannedVisit[],
): { index: number; visits: number[]; before: string | null }[] => {
  const parts: { index: number; visits: number[]; before: string | null }[] = [];
  let open: number[] = [];
  planned.forEach((entry, position) => {
    if (position === 0) return;
    if (entry.step === null) open.push(position);
    else if (open.length > 0) {
      parts.push({ index: visitIndex(planned[open[0]!]!.visit), visits: open, before: entry.step });
      open = [];
    }
  });
  if (open.length > 0) parts.push({ index: visitIndex(planned[open[0]!]!.visit), visits: open, before: null });
  return parts;
};
