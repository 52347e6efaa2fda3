import {
  bilingual,
  contentHash,
  fail,
  ok,
  type Problem,
  type Result,
  type Route as RouteFunction,
  type Rule,
  type Schedule,
  type Situation,
  type Travel,
} from '@muster/domain';
import { planRoutes } from '../routes/plan-routes.ts';
import type { Move, Obstacle, TrafficProblem, TrafficRobot } from '../types.ts';
import { robotClass, sceneRoadmap } from './scene-roadmap.ts';

export type RouteScheduleOptions = {
  readonly seed?: number;
  readonly improvementRounds?: number;
  /** Node a robot is at, for robots without a travel; default: where the schedule's first travel starts, or the scene's start node. */
  readonly nodeOf?: (robot: string) => string | undefined;
};

/** Fills a schedule's routes and dependencies, and moves its times to what the routes take. */
export const makeRoute =
  (options: RouteScheduleOptions = {}): RouteFunction =>
  (schedule, plan, situation) =>
    routeSchedule(schedule, situation, options, plan.plan.steps);

const routeSchedule = (
  schedule: Schedule,
  situation: Situation,
  options: RouteScheduleOptions,
  steps: readonly { id: string; edges: readonly { to: string; kind: string }[] }[],
): Result<Schedule> => {
  const { model, rules } = situation;
  const classes = [...new Set(model.scene.robots.map((robot) => robot.kind))]
    .sort()
    .map((kind) => robotClass(model.library.robots[kind]!))
    .filter((entry) => entry !== undefined);
  const classIds = new Set(classes.map((entry) => entry.id));
  const first = new Map<string, string>();
  for (const travel of schedule.travels) if (!first.has(travel.robot)) first.set(travel.robot, travel.from);
  const robots: TrafficRobot[] = model.scene.robots
    .filter((robot) => classIds.has(robot.kind))
    .map((robot) => ({
      id: robot.id,
      class: robot.kind,
      node: first.get(robot.id) ?? options.nodeOf?.(robot.id) ?? robot.node ?? '',
    }))
    .filter((robot) => robot.node !== '');
  const moves = scheduleMoves(schedule, steps);
  const open = new Set(schedule.travels.flatMap((travel) => (travel.place === undefined ? [] : [travel.place])));
  const roadmap = sceneRoadmap(model, open);
  const obstacles: Obstacle[] = Object.entries(situation.state.poses)
    .filter(([id]) => model.entities[id]?.kind === 'person')
    .map(([id, pose]) => ({
      id,
      x: pose.x,
      y: pose.y,
      floor: pose.floor,
      radius: 0.4,
      fromSeconds: 0,
      untilSeconds: 5,
    }));
  const closures = rules.flatMap((rule) =>
    rule.constraint.kind !== 'closure' || rule.window !== undefined
      ? []
      : rule.constraint.places.flatMap((place) =>
          (model.scene.places.find((entry) => entry.id === place)?.access ?? []).map((node) => ({
            id: `${rule.id} ${node}`,
            element: { kind: 'node' as const, id: node },
            classes: closedClasses(rule.constraint, situation),
          })),
        ),
  );
  const result = planRoutes({
    roadmap,
    classes,
    robots,
    moves,
    ...(closures.length > 0 ? { closures: closures.filter((closure) => closure.classes.length > 0) } : {}),
    ...(obstacles.length > 0 ? { obstacles } : {}),
    seed: options.seed ?? 1,
    improvementRounds: options.improvementRounds ?? 60,
  });
  if (result.status === 'blocked') return fail(...result.problems.map(problemOf));
  const arrivals = new Map(result.plan.arrivals.map((entry) => [entry.move, entry]));
  const timed = retime(schedule, arrivals, steps);
  const routed: Schedule = {
    ...timed,
    routes: Object.fromEntries(
      result.plan.routes.map((route) => [
        route.robot,
        route.visits.map((visit) => ({ ...visit, element: { ...visit.element } })),
      ]),
    ),
    dependencies: result.plan.dependencies.map((dependency) => ({
      ...dependency,
      reason: structuredCopy(dependency.reason),
    })) as Schedule['dependencies'],
  };
  const { hash: _old, ...content } = routed;
  return ok({ ...routed, hash: contentHash(content) });
};

const structuredCopy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Kinds of robots that a closure is about; a condition over robots is decided per robot, and closes a kind when it holds for one of it. */
const closedClasses = (constraint: Rule['constraint'], situation: Situation): string[] => {
  const kinds = [...new Set(situation.model.scene.robots.map((robot) => robot.kind))];
  const condition = constraint.kind === 'closure' ? (constraint.robots as readonly unknown[] | undefined) : undefined;
  if (condition === undefined) return kinds;
  const [predicate] = condition;
  if (typeof predicate !== 'string' || condition.length !== 2) return [];
  return kinds.filter((kind) =>
    situation.model.scene.robots.some(
      (robot) => robot.kind === kind && situation.model.staticFacts[`${predicate}(${robot.id})`],
    ),
  );
};

const problemOf = (problem: TrafficProblem): Problem => ({
  code: problem.code,
  ...(problem.moveId ? { place: problem.moveId } : {}),
  says: bilingual(problem.message, `路线规划失败：${problem.message}`),
  ...(problem.tip ? { remedy: bilingual(problem.tip, problem.tip) } : {}),
});

/**
 * A move per travel, in lane order. The robot dwells where it works; a step that waits for another robot's step makes the move after it wait for
 * that robot's arrival too, so that the order of passing can't contradict the order of work.
 */
const scheduleMoves = (
  schedule: Schedule,
  steps: readonly { id: string; edges: readonly { to: string; kind: string }[] }[],
): Move[] => {
  const assignment = new Map(schedule.assignments.map((entry) => [entry.step, entry]));
  const travel = new Map(schedule.travels.map((entry) => [entry.id, entry]));
  const waitsFor = new Map<string, string[]>();
  for (const step of steps)
    for (const edge of step.edges) waitsFor.set(edge.to, [...(waitsFor.get(edge.to) ?? []), step.id]);
  /** Last travel of each robot before a step of its lane. */
  const arrival = new Map<string, string[]>();
  for (const [, lane] of Object.entries(schedule.lanes)) {
    let last: string | undefined;
    for (const id of lane) {
      if (travel.has(id)) last = id;
      else if (last !== undefined) arrival.set(id, [...(arrival.get(id) ?? []), last]);
    }
  }
  const moves: Move[] = [];
  for (const [robot, lane] of Object.entries(schedule.lanes)) {
    let pending: string[] = [];
    let previous: Travel | undefined;
    for (const id of lane) {
      const entry = travel.get(id);
      if (!entry) {
        pending.push(id);
        continue;
      }
      const dwell = pending.reduce(
        (sum, step) => sum + ((assignment.get(step)?.end ?? 0) - (assignment.get(step)?.start ?? 0)),
        0,
      );
      if (previous) {
        const at = moves.findIndex((move) => move.id === previous!.id);
        moves[at] = { ...moves[at]!, dwellSeconds: dwell, stands: pending.length > 0 };
      }
      // Another travel that has to be over first stands for itself; a step, for the travels that lead to it.
      const after = new Set<string>(entry.after.filter((id) => travel.has(id)));
      const gates = [...pending.flatMap((step) => waitsFor.get(step) ?? []), ...entry.after];
      for (const step of gates)
        for (const other of arrival.get(step) ?? []) if (travel.get(other)?.robot !== robot) after.add(other);
      for (const step of pending)
        for (const other of arrival.get(step) ?? []) if (travel.get(other)?.robot !== robot) after.add(other);
      moves.push({
        id: entry.id,
        robot,
        to: entry.to,
        earliestStart: previous ? 0 : Math.max(0, entry.start),
        ...(after.size > 0 ? { after: [...after].sort() } : {}),
      });
      previous = entry;
      pending = [];
    }
    if (previous && pending.length > 0) {
      const at = moves.findIndex((move) => move.id === previous!.id);
      const dwell = pending.reduce(
        (sum, step) => sum + ((assignment.get(step)?.end ?? 0) - (assignment.get(step)?.start ?? 0)),
        0,
      );
      moves[at] = { ...moves[at]!, dwellSeconds: dwell, stands: pending.length > 0 };
    }
  }
  return moves;
};

/** Times of travels from their routes, of steps from what they wait for: the longest path through lanes and plan order. */
const retime = (
  schedule: Schedule,
  arrivals: ReadonlyMap<string, { readonly setOffSeconds: number; readonly arriveSeconds: number }>,
  steps: readonly { id: string; edges: readonly { to: string; kind: string }[] }[],
): Schedule => {
  const travels = new Map(schedule.travels.map((entry) => [entry.id, { ...entry }]));
  const assignments = new Map(schedule.assignments.map((entry) => [entry.step, { ...entry }]));
  const before = new Map<string, string[]>();
  const need = (id: string, other: string): void => {
    before.set(id, [...(before.get(id) ?? []), other]);
  };
  for (const lane of Object.values(schedule.lanes))
    for (let at = 1; at < lane.length; at += 1) need(lane[at]!, lane[at - 1]!);
  for (const step of steps) for (const edge of step.edges) if (edge.kind === 'end-start') need(edge.to, step.id);
  for (const entry of schedule.travels) for (const other of entry.after) need(entry.id, other);
  const done = new Map<string, { end: number; latest: number }>();
  const visit = (id: string, trail: ReadonlySet<string>): { end: number; latest: number } => {
    const known = done.get(id);
    if (known) return known;
    if (trail.has(id)) return { end: 0, latest: 0 };
    const inside = new Set([...trail, id]);
    const earlier = (before.get(id) ?? []).map((other) => visit(other, inside));
    const ready = Math.max(0, ...earlier.map((entry) => entry.end));
    const readyLatest = Math.max(0, ...earlier.map((entry) => entry.latest));
    const travel = travels.get(id);
    const assignment = assignments.get(id);
    let result = { end: ready, latest: readyLatest };
    if (travel) {
      const route = arrivals.get(id);
      const seconds = route ? route.arriveSeconds - route.setOffSeconds : travel.end - travel.start;
      const slack = travel.latestEnd - travel.start;
      travel.start = Math.max(ready, route?.setOffSeconds ?? ready);
      travel.end = travel.start + seconds;
      travel.latestEnd = Math.max(readyLatest, travel.start) + Math.max(slack, 2 * seconds);
      result = { end: travel.end, latest: travel.latestEnd };
    } else if (assignment) {
      const seconds = assignment.end - assignment.start;
      const longest = Math.max(seconds, assignment.latestEnd - assignment.start);
      const start = Math.max(ready, 0);
      assignment.start = start;
      assignment.end = start + seconds;
      assignment.latestEnd = Math.max(readyLatest, start) + longest;
      result = { end: assignment.end, latest: assignment.latestEnd };
    }
    done.set(id, result);
    return result;
  };
  for (const lane of Object.values(schedule.lanes)) for (const id of lane) visit(id, new Set());
  const list = schedule.assignments.map((entry) => assignments.get(entry.step)!);
  return {
    ...schedule,
    assignments: list,
    travels: schedule.travels.map((entry) => travels.get(entry.id)!),
    makespan: Math.max(0, ...list.map((entry) => entry.end)),
  };
};
