import { comesClose, halfWidth, type SweptVolume, sweepEdge, sweepNode } from '../roadmap/swept-volume.ts';
import type { RoutePlan, TrafficRequest, Visit } from '../types.ts';

export interface RouteFault {
  readonly kind:
    | 'shape'
    | 'link'
    | 'access'
    | 'time'
    | 'overlap'
    | 'capacity'
    | 'unordered'
    | 'cycle'
    | 'goal'
    | 'order'
    | 'closure';
  readonly visits: readonly string[];
  readonly message: string;
}

/**
 * Every fault of a plan, found by brute force over all pairs of visits, with nothing shared with the planner but the
 * geometry of one pair of volumes. Quadratic: for tests and for plans from elsewhere.
 */
export function checkRoutes(request: TrafficRequest, plan: RoutePlan): readonly RouteFault[] {
  const faults: RouteFault[] = [];
  const add = (kind: RouteFault['kind'], visits: readonly Visit[], message: string): void => {
    faults.push({ kind, visits: visits.map((visit) => visit.id), message });
  };
  const volumeOf = createVolumes(request);
  checkEachRoute(request, plan, add);
  const all = plan.routes.flatMap((route) => route.visits);
  const reach = reachability(plan);
  if (reach === null) {
    add('cycle', [], 'dependencies have a cycle');
    return faults;
  }
  for (const [index, one] of all.entries()) {
    for (const other of all.slice(index + 1)) {
      if (one.robot === other.robot || !mayNotMeet(request, one, other, volumeOf)) continue;
      if (one.enterSeconds < (other.leaveSeconds ?? Infinity) && other.enterSeconds < (one.leaveSeconds ?? Infinity)) {
        add('overlap', [one, other], `${one.id} and ${other.id} conflict and overlap in time`);
      }
      if (!reach(one, other) && !reach(other, one)) {
        add('unordered', [one, other], `nothing orders ${one.id} and ${other.id}`);
      }
    }
  }
  checkCapacities(request, plan, add);
  return faults;
}

type Add = (kind: RouteFault['kind'], visits: readonly Visit[], message: string) => void;

function marginOf(request: TrafficRequest, id: string): number {
  return request.classes.find((one) => one.id === id)?.margin ?? 0.1;
}

function mayNotMeet(
  request: TrafficRequest,
  one: Visit,
  other: Visit,
  volumeOf: (visit: Visit) => SweptVolume,
): boolean {
  const margin = Math.max(marginOf(request, one.class), marginOf(request, other.class));
  return comesClose(volumeOf(one), volumeOf(other), margin);
}

function createVolumes(request: TrafficRequest): (visit: Visit) => SweptVolume {
  const nodes = new Map(request.roadmap.nodes.map((node) => [node.id, node]));
  const edges = new Map(request.roadmap.edges.map((edge) => [edge.id, edge]));
  return (visit) => {
    const robotClass = request.classes.find((one) => one.id === visit.class)!;
    if (visit.element.kind === 'node') return sweepNode(nodes.get(visit.element.id)!, robotClass);
    const edge = edges.get(visit.element.id)!;
    return sweepEdge(edge, nodes.get(edge.from)!, nodes.get(edge.to)!, robotClass);
  };
}

function checkEachRoute(request: TrafficRequest, plan: RoutePlan, add: Add): void {
  const edges = new Map(request.roadmap.edges.map((edge) => [edge.id, edge]));
  for (const { robot, visits } of plan.routes) {
    const committed = request.committed?.find((route) => route.robot === robot)?.visits.length ?? 1;
    for (const [index, visit] of visits.entries()) {
      if ((visit.element.kind === 'node') !== (index % 2 === 0)) add('shape', [visit], 'node and edge must alternate');
      const next = visits[index + 1];
      if (next !== undefined && visit.leaveSeconds !== next.enterSeconds)
        add('time', [visit, next], 'visits must abut');
      if (next === undefined && visit.leaveSeconds !== null) add('time', [visit], 'the last visit must stay');
      if (visit.leaveSeconds !== null && visit.leaveSeconds < visit.enterSeconds)
        add('time', [visit], 'leaves before it enters');
      for (const closure of request.closures ?? []) {
        const isMeant =
          closure.element.kind === visit.element.kind &&
          closure.element.id === visit.element.id &&
          (closure.classes?.includes(visit.class) ?? true) &&
          (closure.robots?.includes(robot) ?? true);
        const from = closure.fromSeconds ?? request.nowSeconds ?? 0;
        const isIn = visit.enterSeconds < (closure.untilSeconds ?? Infinity) && (visit.leaveSeconds ?? Infinity) > from;
        if (isMeant && isIn && index >= committed) add('closure', [visit], `closed by ${closure.id}`);
      }
      if (visit.element.kind === 'node') continue;
      const edge = edges.get(visit.element.id)!;
      const robotClass = request.classes.find((one) => one.id === visit.class)!;
      const isLinked = visits[index - 1]?.element.id === edge.from && next?.element.id === edge.to;
      if (!isLinked) add('link', [visit], 'the edge does not join its neighbours');
      const isWide = edge.width === undefined || 2 * halfWidth(robotClass) <= edge.width + 1e-9;
      if (!isWide || !edge.modes.includes(robotClass.mode)) add('access', [visit], 'the class may not use the edge');
      const quickest = edge.length / Math.min(robotClass.speed, edge.speedCap ?? robotClass.speed);
      const took = (visit.leaveSeconds ?? Infinity) - visit.enterSeconds;
      if (index >= committed && took < quickest + (edge.setupSeconds ?? 0) - 0.002)
        add('time', [visit], 'faster than the robot');
    }
    checkMoves(request, robot, visits, add, plan);
  }
}

function checkMoves(request: TrafficRequest, robot: string, visits: readonly Visit[], add: Add, plan: RoutePlan): void {
  const moves = request.moves.filter((move) => move.robot === robot);
  const arrivals = new Map(plan.arrivals.map((arrival) => [arrival.move, arrival]));
  for (const [index, move] of moves.entries()) {
    const arrival = arrivals.get(move.id);
    if (arrival === undefined) {
      add('goal', [], `move ${move.id} has no arrival`);
      continue;
    }
    const isThere = visits.some(
      (visit) =>
        visit.element.kind === 'node' &&
        visit.element.id === move.to &&
        visit.enterSeconds <= arrival.arriveSeconds + 1e-6 &&
        (visit.leaveSeconds ?? Infinity) >= arrival.arriveSeconds + (move.dwellSeconds ?? 0) - 1e-6,
    );
    if (!isThere) add('goal', [], `move ${move.id} is not at ${move.to} when it arrives, or leaves too soon`);
    if (arrival.setOffSeconds < (move.earliestStart ?? 0) - 1e-6)
      add('order', [], `move ${move.id} sets off too early`);
    for (const before of move.after ?? []) {
      if (arrival.setOffSeconds < arrivals.get(before)!.arriveSeconds - 1e-6)
        add('order', [], `${move.id} before ${before}`);
    }
    const last = visits[visits.length - 1]!;
    if (index === moves.length - 1 && last.element.id !== move.to)
      add('goal', [last], `${robot} does not end at ${move.to}`);
  }
}

function checkCapacities(request: TrafficRequest, plan: RoutePlan, add: Add): void {
  const nodes = new Map(request.roadmap.nodes.map((node) => [node.id, node]));
  const edges = new Map(request.roadmap.edges.map((edge) => [edge.id, edge]));
  for (const resource of request.roadmap.resources ?? []) {
    const events: [number, number][] = [];
    for (const visit of plan.routes.flatMap((route) => route.visits)) {
      const edge = edges.get(visit.element.id);
      const holders =
        visit.element.kind === 'node'
          ? [nodes.get(visit.element.id)]
          : [edge, nodes.get(edge!.from), nodes.get(edge!.to)];
      if (!holders.some((holder) => holder?.resource === resource.id)) continue;
      events.push([visit.enterSeconds, 1], [visit.leaveSeconds ?? Infinity, -1]);
    }
    events.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    let inside = 0;
    for (const [, change] of events) {
      inside += change;
      if (inside > resource.capacity) {
        add('capacity', [], `${inside} robots in ${resource.id}, which takes ${resource.capacity}`);
        break;
      }
    }
  }
}

/** `reach(a, b)`: the robot of `a` must have left it before `b` may be entered. Null when there is a cycle. */
function reachability(plan: RoutePlan): ((from: Visit, to: Visit) => boolean) | null {
  const hop = new Map<string, string>();
  const after = new Map<string, string[]>();
  for (const { visits } of plan.routes) {
    for (const [index, visit] of visits.entries()) {
      hop.set(visit.id, index % 2 === 0 && index > 0 ? visits[index - 1]!.id : visit.id);
      const next = index % 2 === 0 ? visits[index + 1] : visits[index + 2];
      if (next !== undefined) after.set(hop.get(visit.id)!, [...(after.get(hop.get(visit.id)!) ?? []), next.id]);
    }
  }
  const releases = new Map<string, string[]>();
  const leaves = new Map<string, string[]>();
  for (const dependency of plan.dependencies) {
    const to = hop.get(dependency.visit)!;
    leaves.set(dependency.after, [...(leaves.get(dependency.after) ?? []), to]);
    const from = hop.get(dependency.after)!;
    releases.set(from, [...(releases.get(from) ?? []), to]);
  }
  const state = new Map<string, 'open' | 'done'>();
  const hasCycle = (id: string): boolean => {
    if (state.get(id) === 'done') return false;
    if (state.get(id) === 'open') return true;
    state.set(id, 'open');
    const isBad = [...(after.get(id) ?? []), ...(releases.get(id) ?? [])].some((next) => hasCycle(hop.get(next)!));
    state.set(id, 'done');
    return isBad;
  };
  if (plan.routes.some(({ visits }) => hasCycle(visits[0]!.id))) return null;
  return (from, to) => {
    const goal = hop.get(to.id)!;
    const own = plan.routes.find((route) => route.robot === from.robot)!.visits;
    const start = own.findIndex((visit) => visit.id === from.id);
    const seen = new Set<string>();
    const queue: string[] = [];
    for (const visit of own.slice(start)) queue.push(...(leaves.get(visit.id) ?? []));
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (at === goal) return true;
      if (seen.has(at)) continue;
      seen.add(at);
      for (const next of [...(after.get(at) ?? []), ...(releases.get(at) ?? [])]) queue.push(hop.get(next)!);
    }
    return false;
  };
}
