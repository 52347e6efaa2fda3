import type { Pose } from '@muster/domain';
import { visitIndex } from '../state/adopt-route.ts';
import type { PlannedVisit, RouteRun } from '../state/executor-state.ts';
import type { Decision } from './decision.ts';
import { nodeOf, planarDistance } from './geometry.ts';

/** Metres past a node at which it counts as left, and before a node at which, in passing, it counts as reached. */
const LEFT_METRES = 0.1;
const PASSED_METRES = 0.05;
/** A body farther from its way than this is not where its route says, and proves nothing about it. */
const OFF_ROUTE_METRES = 1;

/**
 * Enters the visits that a robot has reached, by where it is, up to what it was told. Only measured poses move a robot along: neither
 * time nor its word does, so that room behind it is given away when the body has left it.
 */
export const followRoute = (decision: Decision, robot: string): boolean => {
  const route = decision.state.routes.get(robot);
  const pose = decision.inputs.telemetry.get(robot)?.pose;
  if (!route || !pose || route.entered >= route.released) return false;
  let moved = false;
  for (let guard = 0; guard < 10_000 && route.entered < route.released; guard += 1) {
    const segment = currentSegment(decision, route);
    if (!segment) break;
    const { travelled, reached } = along(segment, pose);
    const next = at(route, route.entered);
    if (!next) break;
    if (next.visit.element.kind === 'edge') {
      if (!reached && travelled < LEFT_METRES) break;
    } else if (!reached) break;
    enter(decision, robot, next);
    moved = true;
  }
  return moved;
};

/** Enters everything up to `until`: the robot was told to stop there, says it did, and stands there. */
export const enterUntil = (decision: Decision, robot: string, until: number): void => {
  const route = decision.state.routes.get(robot);
  while (route && route.entered < until) {
    const next = at(route, route.entered);
    if (!next) return;
    enter(decision, robot, next);
  }
};

const enter = (decision: Decision, robot: string, planned: PlannedVisit): void => {
  decision.emit({
    type: 'visit-entered',
    robot,
    index: visitIndex(planned.visit),
    element: planned.visit.element.id,
  });
};

const at = (route: RouteRun, index: number): PlannedVisit | undefined => route.visits[index - route.first];

type Point = { readonly floor: string; readonly x: number; readonly y: number };
type Segment = { readonly from: Point; readonly to: Point; readonly after?: Point };

/** From the node it was last at to the node it goes to, and the one after that if it was told of it. */
const currentSegment = (decision: Decision, route: RouteRun): Segment | undefined => {
  const { model } = decision.inputs;
  const point = (index: number, step: 1 | -1, limit: number): { point: Point; index: number } | undefined => {
    for (let i = index; step > 0 ? i < limit : i >= limit; i += step) {
      const element = at(route, i)?.visit.element;
      const node = element?.kind === 'node' ? nodeOf(model, element.id) : undefined;
      if (node) return { point: node, index: i };
    }
    return undefined;
  };
  const to = point(route.entered, 1, route.released);
  const from = point(route.entered - 1, -1, route.first);
  if (!to) return undefined;
  const after = point(to.index + 1, 1, route.released);
  return { from: from?.point ?? to.point, to: to.point, ...(after ? { after: after.point } : {}) };
};

/** How far a pose is along a segment, and whether it has come to its end. */
const along = (segment: Segment, pose: Pose): { travelled: number; reached: boolean } => {
  const { from, to, after } = segment;
  if (pose.floor !== to.floor) return { travelled: 0, reached: false };
  if (planarDistance(to, pose) <= PASSED_METRES) return { travelled: Number.POSITIVE_INFINITY, reached: true };
  // A lift: the way between two floors can't be seen from a pose, only its ends.
  if (from.floor !== to.floor) return { travelled: 0, reached: planarDistance(to, pose) <= OFF_ROUTE_METRES };
  const here = project(from, to, pose);
  if (here.length === 0) return { travelled: 0, reached: planarDistance(to, pose) <= PASSED_METRES };
  if (here.off > OFF_ROUTE_METRES) return { travelled: 0, reached: false };
  if (here.travelled >= here.length - PASSED_METRES) return { travelled: here.travelled, reached: true };
  if (after && after.floor === to.floor && here.travelled >= 0.8 * here.length) {
    // A corner that is cut short: nearer to the next stretch than to this one, and past its beginning.
    const next = project(to, after, pose);
    if (next.off + PASSED_METRES < here.off && next.travelled > LEFT_METRES)
      return { travelled: here.travelled, reached: true };
  }
  return { travelled: here.travelled, reached: false };
};

const project = (from: Point, to: Point, pose: Pose): { length: number; travelled: number; off: number } => {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy);
  if (length === 0) return { length: 0, travelled: 0, off: Math.hypot(pose.x - to.x, pose.y - to.y) };
  const travelled = ((pose.x - from.x) * dx + (pose.y - from.y) * dy) / length;
  const clamped = Math.min(Math.max(travelled, 0), length);
  const off = Math.hypot(pose.x - (from.x + (dx * clamped) / length), pose.y - (from.y + (dy * clamped) / length));
  return { length, travelled, off };
};
