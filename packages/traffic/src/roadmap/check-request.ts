import type { Roadmap, RobotClass, TrafficProblem, TrafficProblemCode, TrafficRequest } from '../types.ts';

type Report = (code: TrafficProblemCode, message: string, more?: Partial<TrafficProblem>) => void;

/** Every id that is given twice or not at all, and every number out of range. An empty list means usable. */
export function checkRequest(request: TrafficRequest): readonly TrafficProblem[] {
  const problems: TrafficProblem[] = [];
  const report: Report = (code, message, more) => problems.push({ code, message, ...more });
  const { nodes, edges } = request.roadmap;
  const nodeIds = uniqueIds(nodes, 'node', report);
  const edgeIds = uniqueIds(edges, 'edge', report);
  const classIds = uniqueIds(request.classes, 'class', report);
  const robotIds = uniqueIds(request.robots, 'robot', report);
  const moveIds = uniqueIds(request.moves, 'move', report);
  checkRoadmap(request.roadmap, nodeIds, report);
  for (const robotClass of request.classes) checkClass(robotClass, report);
  for (const robot of request.robots) {
    const more = { robotId: robot.id };
    if (!classIds.has(robot.class))
      report('TRAFFIC_UNKNOWN_CLASS', `robot ${robot.id}: no class '${robot.class}'`, more);
    if (!nodeIds.has(robot.node)) report('TRAFFIC_UNKNOWN_NODE', `robot ${robot.id}: no node '${robot.node}'`, more);
  }
  for (const move of request.moves) {
    const more = { moveId: move.id, robotId: move.robot };
    if (!robotIds.has(move.robot)) report('TRAFFIC_UNKNOWN_ROBOT', `move ${move.id}: no robot '${move.robot}'`, more);
    if (!nodeIds.has(move.to)) report('TRAFFIC_UNKNOWN_NODE', `move ${move.id}: no node '${move.to}'`, more);
    if (move.class !== undefined && !classIds.has(move.class)) {
      report('TRAFFIC_UNKNOWN_CLASS', `move ${move.id}: no class '${move.class}'`, more);
    }
    for (const before of move.after ?? []) {
      if (!moveIds.has(before)) {
        const tip = 'Leave out what has arrived already';
        report('TRAFFIC_UNKNOWN_MOVE', `move ${move.id}: no move '${before}' to come after`, { ...more, tip });
      }
    }
    if (!isAmount(move.earliestStart ?? 0) || !isAmount(move.dwellSeconds ?? 0)) {
      report('TRAFFIC_BAD_VALUE', `move ${move.id}: earliestStart and dwellSeconds must be finite and ≥ 0`, more);
    }
  }
  for (const closure of request.closures ?? []) {
    const { kind, id } = closure.element;
    const isKnown = kind === 'node' ? nodeIds.has(id) : edgeIds.has(id);
    if (isKnown) continue;
    const code = kind === 'node' ? 'TRAFFIC_UNKNOWN_NODE' : 'TRAFFIC_UNKNOWN_EDGE';
    report(code, `closure ${closure.id}: no ${kind} '${id}'`, { elementId: id });
  }
  return problems;
}

function uniqueIds(values: readonly { readonly id: string }[], name: string, report: Report): Set<string> {
  const ids = new Set<string>();
  for (const { id } of values) {
    if (ids.has(id)) report('TRAFFIC_DUPLICATE_ID', `two of kind ${name} have the id '${id}'`, { elementId: id });
    ids.add(id);
  }
  return ids;
}

function checkRoadmap(roadmap: Roadmap, nodeIds: ReadonlySet<string>, report: Report): void {
  const resourceIds = uniqueIds(roadmap.resources ?? [], 'resource', report);
  for (const { id, capacity } of roadmap.resources ?? []) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      report('TRAFFIC_BAD_VALUE', `resource ${id}: capacity ${capacity} is not a whole number ≥ 1`, { elementId: id });
    }
  }
  for (const node of roadmap.nodes) {
    if (![node.x, node.y, node.z].every(Number.isFinite)) {
      report('TRAFFIC_BAD_VALUE', `node ${node.id}: x, y and z must be finite`, { elementId: node.id });
    }
    if (node.resource !== undefined && !resourceIds.has(node.resource)) {
      report('TRAFFIC_UNKNOWN_RESOURCE', `node ${node.id}: no resource '${node.resource}'`, { elementId: node.id });
    }
  }
  for (const edge of roadmap.edges) {
    const more = { elementId: edge.id };
    for (const end of [edge.from, edge.to]) {
      if (!nodeIds.has(end)) report('TRAFFIC_UNKNOWN_NODE', `edge ${edge.id}: no node '${end}'`, more);
    }
    if (edge.from === edge.to) report('TRAFFIC_BAD_VALUE', `edge ${edge.id} starts where it ends`, more);
    if (!(edge.length > 0) || !Number.isFinite(edge.length)) {
      report('TRAFFIC_BAD_VALUE', `edge ${edge.id}: length ${edge.length} is not > 0`, more);
    }
    if (edge.speedCap !== undefined && !(edge.speedCap > 0)) {
      report('TRAFFIC_BAD_VALUE', `edge ${edge.id}: speedCap ${edge.speedCap} is not > 0`, more);
    }
    if (!isAmount(edge.setupSeconds ?? 0))
      report('TRAFFIC_BAD_VALUE', `edge ${edge.id}: setupSeconds must be ≥ 0`, more);
    if (edge.resource !== undefined && !resourceIds.has(edge.resource)) {
      report('TRAFFIC_UNKNOWN_RESOURCE', `edge ${edge.id}: no resource '${edge.resource}'`, more);
    }
  }
}

function checkClass(robotClass: RobotClass, report: Report): void {
  const { footprint } = robotClass;
  const sizes = footprint.kind === 'circle' ? [footprint.radius] : [footprint.length, footprint.width];
  const isSound =
    sizes.every((size) => size > 0 && Number.isFinite(size)) &&
    robotClass.speed > 0 &&
    Number.isFinite(robotClass.speed) &&
    robotClass.height > 0 &&
    (robotClass.turnRate === undefined || robotClass.turnRate > 0) &&
    (robotClass.deceleration === undefined || robotClass.deceleration > 0) &&
    isAmount(robotClass.margin ?? 0) &&
    isAmount(robotClass.clearBelow ?? 0);
  if (isSound) return;
  const tip = 'footprint, height, speed, turnRate, deceleration > 0; margin, clearBelow ≥ 0';
  report('TRAFFIC_BAD_VALUE', `class ${robotClass.id}: a size, speed or rate is out of range`, { tip });
}

function isAmount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}
