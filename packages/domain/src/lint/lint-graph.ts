import type { RobotManifest } from '../manifest.ts';
import { edgeAdmits } from '../regions.ts';
import type { GraphEdge, Scene } from '../scene.ts';
import type { WorldModel } from '../world-model.ts';
import type { Findings } from './finding.ts';
import { turningRadius } from './obstacles.ts';

/** Checks that every kind of robot can come back from wherever it can go, reach a charger, and starts out of the way. */
export const lintGraph = (model: WorldModel, findings: Findings): void => {
  findings.within('scene');
  const { scene, library } = model;
  for (const kind of new Set(scene.robots.map((robot) => robot.kind))) {
    const manifest = library.robots[kind]!;
    if (manifest.mobility.mode !== 'fixed') lintKind(model, manifest, findings);
  }
  lintStarts(scene, model, findings);
};

const neighbours = (edges: readonly GraphEdge[], reverse: boolean): Map<string, string[]> => {
  const next = new Map<string, string[]>();
  const add = (from: string, to: string): void => {
    const known = next.get(from);
    if (known) known.push(to);
    else next.set(from, [to]);
  };
  for (const edge of edges) {
    const [from, to] = reverse ? [edge.to, edge.from] : [edge.from, edge.to];
    add(from, to);
    if (!edge.oneWay) add(to, from);
  }
  return next;
};

const reachable = (from: string, next: ReadonlyMap<string, readonly string[]>): Set<string> => {
  const seen = new Set([from]);
  const open = [from];
  for (let node = open.pop(); node !== undefined; node = open.pop())
    for (const other of next.get(node) ?? [])
      if (!seen.has(other)) {
        seen.add(other);
        open.push(other);
      }
  return seen;
};

const lintKind = (model: WorldModel, manifest: RobotManifest, findings: Findings): void => {
  const { scene } = model;
  const edges = scene.graph.edges.filter((edge) => edgeAdmits(edge, manifest));
  const [forward, backward] = [neighbours(edges, false), neighbours(edges, true)];
  const chargers = new Set(
    scene.places
      .filter((place) => {
        const properties = model.entities[place.id]?.properties;
        return properties?.charger === true && (manifest.mobility.mode !== 'fly' || properties.landable === true);
      })
      .flatMap((place) => place.access),
  );
  scene.robots.forEach((robot, index) => {
    if (robot.kind !== manifest.kind || robot.node === undefined) return;
    const path = ['robots', index, 'node'];
    if (!forward.has(robot.node)) {
      findings.add(
        'ROBOT_STRANDED',
        path,
        [
          `"${robot.id}" starts at "${robot.node}", from where no edge takes a ${robot.kind}.`,
          `“${robot.id}”起始于“${robot.node}”，没有 ${robot.kind} 可走的边。`,
        ],
        ['Start it elsewhere, or widen an edge.', '请换个起点，或加宽边。'],
      );
      return;
    }
    const there = reachable(robot.node, forward);
    const back = reachable(robot.node, backward);
    const stuck = [...there].filter((node) => !back.has(node)).sort();
    if (stuck.length > 0)
      findings.add(
        'ONE_WAY_TRAP',
        ['graph', 'edges', scene.graph.edges.findIndex((edge) => edge.oneWay && edge.to === stuck[0])],
        [
          `"${robot.id}" can drive to ${stuck.slice(0, 4).join(', ')}, but not back to its start.`,
          `“${robot.id}”能到 ${stuck.slice(0, 4).join('、')}，却回不到起点。`,
        ],
        ['Add a way back, or make an edge two-way.', '请加一条返回的边，或改为双向。'],
      );
    if (manifest.battery && ![...chargers].some((node) => there.has(node)))
      findings.add(
        'NO_CHARGER',
        path,
        [`"${robot.id}" can reach no charger.`, `“${robot.id}”到不了任何充电桩。`],
        [
          manifest.mobility.mode === 'fly'
            ? 'Add a charging pad it can land on.'
            : 'Add a charger on its part of the map.',
          manifest.mobility.mode === 'fly' ? '请加一个可降落的充电坪。' : '请在它能到的范围内加充电桩。',
        ],
      );
  });
};

const lintStarts = (scene: Scene, model: WorldModel, findings: Findings): void => {
  const nodes = new Map(scene.graph.nodes.map((node) => [node.id, node]));
  const spots = scene.robots.map((robot) => {
    const manifest = model.library.robots[robot.kind]!;
    const at = robot.mount ?? (robot.node === undefined ? undefined : nodes.get(robot.node));
    return { robot, manifest, at, bottom: at?.z ?? 0 };
  });
  spots.forEach(({ robot, manifest, at, bottom }, index) => {
    const node = robot.node === undefined ? undefined : nodes.get(robot.node);
    if (node && !node.parking && !node.charger)
      findings.add(
        'START_IN_THE_WAY',
        ['robots', index, 'node'],
        [
          `"${robot.id}" starts at "${node.id}", which is no parking node.`,
          `“${robot.id}”起始于“${node.id}”，它不是停车节点。`,
        ],
        ['Start it at a node with "parking" or "charger".', '请让它从带 "parking" 或 "charger" 的节点出发。'],
      );
    spots.slice(0, index).forEach((other) => {
      if (!at || !other.at || at.floor !== other.at.floor) return;
      if (bottom >= other.bottom + other.manifest.body.height || other.bottom >= bottom + manifest.body.height) return;
      const distance = Math.hypot(at.x - other.at.x, at.y - other.at.y);
      if (distance < turningRadius(manifest) + turningRadius(other.manifest))
        findings.add(
          'ROBOTS_OVERLAP',
          ['robots', index],
          [
            `"${robot.id}" and "${other.robot.id}" start too close to each other.`,
            `“${robot.id}”与“${other.robot.id}”的起点太近。`,
          ],
          ['Start them at nodes farther apart.', '请拉开它们的起点。'],
        );
    });
  });
  const through = new Map<string, number>();
  for (const edge of scene.graph.edges)
    if (!edge.modes.every((mode) => mode === 'fly'))
      for (const end of [edge.from, edge.to]) through.set(end, (through.get(end) ?? 0) + 1);
  scene.graph.nodes.forEach((node, index) => {
    if ((node.parking || node.charger) && (through.get(node.id) ?? 0) > 1)
      findings.add(
        'PARKING_BLOCKS',
        ['graph', 'nodes', index],
        [
          `Parking at "${node.id}" blocks the way: ${through.get(node.id)} edges meet there.`,
          `停在“${node.id}”会挡路：有 ${through.get(node.id)} 条边经过。`,
        ],
        ['Move parking to a node at the end of one edge.', '请把停车位移到只有一条边的末端节点。'],
      );
  });
};
