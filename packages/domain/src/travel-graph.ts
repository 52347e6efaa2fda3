import { edgeAdmits, separatesRegions } from './regions.ts';
import type { GraphNode } from './scene.ts';
import type { WorldModel } from './world-model.ts';

/** Shortest way between two nodes for one kind of robot. */
export type Way = { readonly seconds: number; readonly metres: number };

type Graph = {
  readonly ids: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly arcs: readonly (readonly { readonly to: number; readonly seconds: number; readonly metres: number }[])[];
  readonly rows: Map<number, readonly Way[]>;
};

const graphs = new WeakMap<WorldModel, Map<string, Graph>>();

/** Position of a node in metres, scene frame; z includes the floor's elevation. */
export const nodePosition = (model: WorldModel, node: GraphNode): { x: number; y: number; z: number } => ({
  x: node.x,
  y: node.y,
  z: (model.scene.floors.find((floor) => floor.id === node.floor)?.elevation ?? 0) + (node.z ?? 0),
});

/**
 * Seconds and metres from node to node inside one region (no doors by hand, no lifts), at the lower of edge and robot speed, without traffic.
 * Source: Dijkstra, 1959; one row per start node, kept per model and kind.
 *
 * @param passages `open` counts doors by hand and lifts as passable, for estimates over several regions
 * @returns undefined when there is no way
 */
export const shortestWay = (
  model: WorldModel,
  kind: string,
  from: string,
  to: string,
  passages: 'closed' | 'open' = 'closed',
): Way | undefined => {
  const graph = graphOf(model, kind, passages);
  const [a, b] = [graph.indexOf.get(from), graph.indexOf.get(to)];
  if (a === undefined || b === undefined) return from === to ? { seconds: 0, metres: 0 } : undefined;
  const way = rowOf(graph, a)[b];
  return way && way.seconds < Number.POSITIVE_INFINITY ? way : undefined;
};

const graphOf = (model: WorldModel, kind: string, passages: 'closed' | 'open'): Graph => {
  const known = graphs.get(model) ?? new Map<string, Graph>();
  graphs.set(model, known);
  const cached = known.get(`${kind} ${passages}`);
  if (cached) return cached;
  const manifest = model.library.robots[kind];
  const nodes = new Map(model.scene.graph.nodes.map((node) => [node.id, node]));
  const ids = [...nodes.keys()].sort();
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  const arcs: { to: number; seconds: number; metres: number }[][] = ids.map(() => []);
  if (manifest && manifest.mobility.mode !== 'fixed')
    for (const edge of model.scene.graph.edges) {
      if (!edgeAdmits(edge, manifest) || (passages === 'closed' && separatesRegions(edge, model.scene, model.library)))
        continue;
      const [from, to] = [nodes.get(edge.from)!, nodes.get(edge.to)!];
      const [p, q] = [nodePosition(model, from), nodePosition(model, to)];
      const metres = Math.sqrt((p.x - q.x) * (p.x - q.x) + (p.y - q.y) * (p.y - q.y) + (p.z - q.z) * (p.z - q.z));
      const seconds = metres / Math.min(manifest.mobility.maxSpeed, edge.speedLimit ?? Number.POSITIVE_INFINITY);
      arcs[indexOf.get(edge.from)!]!.push({ to: indexOf.get(edge.to)!, seconds, metres });
      if (!edge.oneWay) arcs[indexOf.get(edge.to)!]!.push({ to: indexOf.get(edge.from)!, seconds, metres });
    }
  const graph: Graph = { ids, indexOf, arcs, rows: new Map() };
  known.set(`${kind} ${passages}`, graph);
  return graph;
};

const rowOf = (graph: Graph, start: number): readonly Way[] => {
  const cached = graph.rows.get(start);
  if (cached) return cached;
  const count = graph.ids.length;
  const seconds = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const metres = new Float64Array(count);
  const done = new Uint8Array(count);
  seconds[start] = 0;
  for (;;) {
    let at = -1;
    for (let node = 0; node < count; node += 1)
      if (done[node] === 0 && seconds[node]! < Number.POSITIVE_INFINITY && (at < 0 || seconds[node]! < seconds[at]!))
        at = node;
    if (at < 0) break;
    done[at] = 1;
    for (const arc of graph.arcs[at]!)
      if (seconds[at]! + arc.seconds < seconds[arc.to]!) {
        seconds[arc.to] = seconds[at]! + arc.seconds;
        metres[arc.to] = metres[at]! + arc.metres;
      }
  }
  const row = graph.ids.map((_, index) => ({ seconds: seconds[index]!, metres: metres[index]! }));
  graph.rows.set(start, row);
  return row;
};
