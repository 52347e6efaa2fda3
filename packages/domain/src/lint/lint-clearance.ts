import { edgeAdmits } from '../regions.ts';
import type { GraphEdge, GraphNode, Place } from '../scene.ts';
import type { WorldModel } from '../world-model.ts';
import type { Findings } from './finding.ts';
import { type Box, isNear, pointToBox, segmentToBox } from './geometry.ts';
import { obstaclesOf, placeBox, turningRadius } from './obstacles.ts';

/** Rounding that a hand-drawn map may have, metres. */
const SLACK = 0.02;
/** Farthest that a place may be from a node that serves it: for work by hand or deck, and for looking from the air. */
const SERVICE_DISTANCE = 1.6;
const VIEW_DISTANCE = 4;
/** Two robots that hand something over stand at most this far apart, centre to centre, metres. */
const MEETING_DISTANCE = 2.3;
/** A base stops a few centimetres off its mark; the simulator grants the same. */
const REACH_SLACK = 0.1;

const metres = (value: number): string => `${Math.round(value * 100) / 100} m`;

/** Checks that nodes, edges and access agree with walls and furniture. */
export const lintClearance = (model: WorldModel, findings: Findings): void => {
  findings.within('scene');
  const { scene, library } = model;
  const obstacles = obstaclesOf(model);
  const nodes = new Map(scene.graph.nodes.map((node) => [node.id, node]));
  const kinds = [...new Set(scene.robots.map((robot) => robot.kind))].map((kind) => library.robots[kind]!);
  const needed = new Map<string, { radius: number; kind: string }>();
  for (const edge of scene.graph.edges)
    for (const kind of kinds)
      if (edgeAdmits(edge, kind))
        for (const end of [edge.from, edge.to])
          if (turningRadius(kind) > (needed.get(end)?.radius ?? 0))
            needed.set(end, { radius: turningRadius(kind), kind: kind.kind });

  scene.graph.nodes.forEach((node, index) => {
    const need = needed.get(node.id);
    if (!need) return;
    for (const box of obstacles) {
      if (!isNear(node, need.radius, box) || box.floor !== node.floor || box.top <= (node.z ?? 0) + 1e-9) continue;
      const free = pointToBox(node, box);
      if (free < need.radius - SLACK)
        findings.add(
          'NODE_BLOCKED',
          ['graph', 'nodes', index],
          [
            `Node "${node.id}" is ${metres(free)} from ${box.id}; a ${need.kind} needs ${metres(need.radius)} to turn.`,
            `节点“${node.id}”距 ${box.id} 只有 ${metres(free)}，${need.kind} 转身需要 ${metres(need.radius)}。`,
          ],
          ['Move the node, or narrow the edges that lead to it.', '请移动该节点，或收窄通向它的边。'],
        );
    }
  });
  scene.graph.edges.forEach((edge, index) => {
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
    if (from && to) lintEdge(edge, from, to, index, obstacles, findings);
  });
  lintAccess(model, nodes, findings);
};

const lintEdge = (
  edge: GraphEdge,
  from: GraphNode,
  to: GraphNode,
  index: number,
  obstacles: readonly Box[],
  findings: Findings,
): void => {
  const path = ['graph', 'edges', index];
  if (from.floor !== to.floor) {
    const flown = edge.modes.every((mode) => mode === 'fly');
    if (!edge.stairs && !edge.device && !flown)
      findings.add(
        'FLOOR_JUMP',
        path,
        [
          `Edge "${edge.id}" leads to another floor without stairs or a lift.`,
          `边“${edge.id}”不经楼梯或电梯就通向另一层。`,
        ],
        ['Set "stairs": true, or name the lift as "device".', '请设置 "stairs": true，或用 "device" 指明电梯。'],
      );
    return;
  }
  const low = Math.min(from.z ?? 0, to.z ?? 0);
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const reach = (Math.hypot(to.x - from.x, to.y - from.y) + edge.width) / 2;
  for (const box of obstacles) {
    if (!isNear(middle, reach, box) || box.floor !== from.floor || box.top <= low + 1e-9) continue;
    const free = segmentToBox(from, to, box);
    if (free < edge.width / 2 - SLACK)
      findings.add(
        'EDGE_BLOCKED',
        path,
        [
          `Edge "${edge.id}" claims ${metres(edge.width)} of width, but ${box.id} leaves ${metres(2 * free)}.`,
          `边“${edge.id}”标称宽 ${metres(edge.width)}，但 ${box.id} 旁只剩 ${metres(2 * free)}。`,
        ],
        ['Lower "width", or lead the edge around it.', '请减小 "width"，或让边绕开它。'],
      );
  }
};

const lintAccess = (model: WorldModel, nodes: ReadonlyMap<string, GraphNode>, findings: Findings): void => {
  const { scene, library } = model;
  scene.places.forEach((place, index) => {
    const box = placeBox(place);
    const height = place.height ?? place.size[2];
    const isArea = model.entities[place.id]?.properties.zone === true;
    if (model.entities[place.id]?.properties.meeting === true) lintMeeting(place, index, nodes, findings);
    const passage =
      place.device !== undefined && ['door', 'lift'].includes(library.devices[place.device]?.behaviour ?? '');
    place.access.forEach((id, position) => {
      const node = nodes.get(id);
      const path = ['places', index, 'access', position];
      if (!node || (passage && node.floor !== place.floor)) return;
      if (node.floor !== place.floor && !isArea) {
        findings.add(
          'ACCESS_OTHER_FLOOR',
          path,
          [
            `Node "${id}" is on floor ${node.floor}, "${place.id}" on ${place.floor}.`,
            `节点“${id}”在 ${node.floor} 层，“${place.id}”在 ${place.floor} 层。`,
          ],
          ['Serve it from a node on its own floor.', '请用同层的节点。'],
        );
        return;
      }
      const distance = pointToBox(node, box);
      const users = scene.robots.filter((robot) => model.regions[robot.kind]?.[id] !== undefined);
      const flown = users.length > 0 && users.every((robot) => library.robots[robot.kind]?.mobility.mode === 'fly');
      const limit = flown ? VIEW_DISTANCE : SERVICE_DISTANCE;
      if (distance > limit)
        findings.add(
          'ACCESS_TOO_FAR',
          path,
          [
            `Node "${id}" is ${metres(distance)} from "${place.id}"; ${metres(limit)} is the limit.`,
            `节点“${id}”距“${place.id}” ${metres(distance)}，上限为 ${metres(limit)}。`,
          ],
          ['Move the node nearer, or serve the place from another one.', '请把节点移近，或改用别的节点。'],
        );
      if (isArea && model.entities[place.id]?.properties.surface !== true) return;
      for (const kind of new Set(users.map((robot) => robot.kind))) {
        const able = library.robots[kind]!.hands.filter((hand) => height >= hand.minHeight && height <= hand.maxHeight);
        if (able.length > 0 && !passage && able.every((hand) => distance > hand.reach + REACH_SLACK))
          findings.add(
            'OUT_OF_REACH',
            path,
            [
              `From node "${id}" a ${kind} has ${metres(distance)} to "${place.id}" and reaches less.`,
              `${kind} 在节点“${id}”处距“${place.id}” ${metres(distance)}，够不到。`,
            ],
            [
              'Move the node nearer, or keep that kind off it by the width of its edge.',
              '请把节点移近，或用边宽限制该类机器人到达。',
            ],
          );
      }
    });
  });
};

/** Robots that meet stand within arm's length of each other, whichever of the nodes they come to. */
const lintMeeting = (place: Place, index: number, nodes: ReadonlyMap<string, GraphNode>, findings: Findings): void => {
  const stands = place.access.flatMap((id) => nodes.get(id) ?? []).filter((node) => (node.z ?? 0) < 1);
  stands.forEach((node, position) => {
    for (const other of stands.slice(0, position)) {
      const distance = Math.hypot(node.x - other.x, node.y - other.y);
      if (distance > MEETING_DISTANCE)
        findings.add(
          'MEETING_TOO_WIDE',
          ['places', index, 'access', position],
          [
            `At "${place.id}" the nodes "${other.id}" and "${node.id}" are ${metres(distance)} apart; robots that meet reach ${metres(MEETING_DISTANCE)}.`,
            `“${place.id}”的节点“${other.id}”与“${node.id}”相距 ${metres(distance)}，交接的机器人最多够 ${metres(MEETING_DISTANCE)}。`,
          ],
          ['Put the nodes side by side, or drop the property "meeting".', '请把节点并排放置，或去掉属性 "meeting"。'],
        );
    }
  });
};
