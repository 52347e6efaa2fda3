import type { CompiledRoadmap } from '../roadmap/compile-roadmap.ts';
import type { TrafficProblem, TrafficRequest } from '../types.ts';
import type { Draft } from './draft.ts';
import { wayAlone } from './route-in-order.ts';

/** Problems that make planning pointless: overlapping starts, broken commitments, orders that wait for themselves. */
export function findStartProblems(request: TrafficRequest, compiled: CompiledRoadmap): readonly TrafficProblem[] {
  const problems: TrafficProblem[] = [...findCommitmentProblems(request, compiled)];
  if (problems.length > 0) return problems;
  const stands = request.robots.map((robot) => {
    const committed = request.committed?.find((route) => route.robot === robot.id)?.visits;
    const last = committed?.[committed.length - 1];
    const node = last === undefined ? robot.node : last.element.id;
    return {
      robot,
      node: compiled.nodeIndex.get(node)!,
      classIndex: compiled.classIndex.get(last?.class ?? robot.class)!,
    };
  });
  for (const [index, one] of stands.entries()) {
    for (const other of stands.slice(index + 1)) {
      if (!compiled.conflicts(one.classIndex, one.node, other.classIndex).includes(other.node)) continue;
      problems.push({
        code: 'TRAFFIC_START_OVERLAP',
        message: `robots ${one.robot.id} and ${other.robot.id} stand closer than their margin`,
        tip: 'Move one of them by hand, or correct the node that it is said to stand at',
        robotId: one.robot.id,
        elementId: compiled.elementRef(one.node).id,
      });
    }
  }
  return [...problems, ...findOverfull(request, compiled, stands), ...findOrderCycle(request)];
}

function findOverfull(
  request: TrafficRequest,
  compiled: CompiledRoadmap,
  stands: readonly { readonly node: number }[],
): TrafficProblem[] {
  return (request.roadmap.resources ?? []).flatMap((resource, index) => {
    const inside = stands.filter((stand) => compiled.resourcesOf[stand.node]!.includes(index)).length;
    if (inside <= resource.capacity) return [];
    const message = `${inside} robots stand in ${resource.kind} ${resource.id}, which takes ${resource.capacity}`;
    return [{ code: 'TRAFFIC_START_OVERLAP' as const, message, elementId: resource.id }];
  });
}

function findCommitmentProblems(request: TrafficRequest, compiled: CompiledRoadmap): TrafficProblem[] {
  return (request.committed ?? []).flatMap((route) => {
    const broken = (message: string): TrafficProblem[] => [
      {
        code: 'TRAFFIC_COMMITMENT_BROKEN',
        message: `committed route of ${route.robot}: ${message}`,
        robotId: route.robot,
      },
    ];
    if (!request.robots.some((robot) => robot.id === route.robot)) return broken('no such robot');
    for (const [index, visit] of route.visits.entries()) {
      const element = compiled.elementIndex(visit.element);
      if (element === undefined) return broken(`no ${visit.element.kind} '${visit.element.id}'`);
      if ((visit.element.kind === 'node') !== (index % 2 === 0))
        return broken('nodes and edges do not alternate from a node on');
      if (visit.element.kind === 'node') continue;
      const edge = compiled.edgeIndex.get(visit.element.id)!;
      const isLinked =
        compiled.nodeIndex.get(route.visits[index - 1]!.element.id) === compiled.from[edge] &&
        compiled.nodeIndex.get(route.visits[index + 1]?.element.id ?? '') === compiled.to[edge];
      if (!isLinked)
        return broken(`edge '${visit.element.id}' does not join its neighbours, or its end node is missing`);
    }
    return [];
  });
}

function findOrderCycle(request: TrafficRequest): TrafficProblem[] {
  const before = new Map<string, string[]>();
  const lastOf = new Map<string, string>();
  for (const move of request.moves) {
    const previous = lastOf.get(move.robot);
    before.set(move.id, [...(move.after ?? []), ...(previous === undefined ? [] : [previous])]);
    lastOf.set(move.robot, move.id);
  }
  let isChanged = true;
  const done = new Set<string>();
  while (isChanged) {
    isChanged = false;
    for (const [id, needed] of before) {
      if (done.has(id) || !needed.every((one) => done.has(one))) continue;
      done.add(id);
      isChanged = true;
    }
  }
  const left = [...before.keys()].filter((id) => !done.has(id));
  if (left.length === 0) return [];
  const message = `moves wait for each other: ${left.join(', ')}`;
  return [{ code: 'TRAFFIC_ORDER_CYCLE', message, tip: 'Take one of their `after` entries away', moveId: left[0] }];
}

/** Why moves found no route, most certain causes first. */
export function explainFailure(
  request: TrafficRequest,
  compiled: CompiledRoadmap,
  draft: Draft,
): readonly TrafficProblem[] {
  const problems: TrafficProblem[] = [];
  const places = draft.robots.map((robot) => robot.visits[robot.committedCount - 1]!.element);
  for (const [index, move] of draft.moves.entries()) {
    const from = places[move.robot]!;
    places[move.robot] = move.goal;
    if (wayAlone(draft, from, move.goal, move.travelClass) !== null) continue;
    const { id, robot, to } = request.moves[index]!;
    problems.push({
      code: 'TRAFFIC_UNREACHABLE',
      message: `move ${id}: no way for ${robot} from ${compiled.elementRef(from).id} to ${to}`,
      tip: 'Check width, mode and direction of the edges, or choose another robot',
      moveId: id,
      robotId: robot,
      elementId: to,
    });
  }
  for (const [a, one] of draft.robots.entries()) {
    for (let b = a + 1; b < draft.robots.length; b += 1) {
      const other = draft.robots[b]!;
      const isIdle = (robot: typeof one): boolean => robot.moves.length === 0 && robot.mayYield;
      if (isIdle(one) || isIdle(other)) continue;
      const classA = lastClass(draft, a);
      const classB = lastClass(draft, b);
      if (!compiled.conflicts(classA, places[a]!, classB).includes(places[b]!)) continue;
      problems.push({
        code: 'TRAFFIC_GOAL_OVERLAP',
        message: `${request.robots[a]!.id} and ${request.robots[b]!.id} would end closer than their margin`,
        tip: 'Give one of them another place, or a move on afterwards',
        robotId: request.robots[a]!.id,
        elementId: compiled.elementRef(places[a]!).id,
      });
    }
  }
  if (problems.length > 0) return problems;
  for (const [index, move] of request.moves.entries()) {
    if (!Number.isNaN(draft.arrive[index]!)) continue;
    const message = `move ${move.id}: ${move.robot} finds no way to ${move.to} among the closures, obstacles and other robots`;
    const tip = 'Open a closure, let idle robots yield, or start fewer moves at once';
    problems.push({ code: 'TRAFFIC_NO_ROUTE', message, tip, moveId: move.id, robotId: move.robot, elementId: move.to });
  }
  return problems;
}

function lastClass(draft: Draft, robot: number): number {
  const { moves, visits } = draft.robots[robot]!;
  const last = moves[moves.length - 1];
  return last === undefined ? visits[visits.length - 1]!.shown : draft.moves[last]!.travelClass;
}
