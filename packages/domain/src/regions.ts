import type { Library } from './library.ts';
import type { RobotManifest } from './manifest.ts';
import type { GraphEdge, Scene } from './scene.ts';

export type KindRegions = {
  /** Sorted region ids. */
  readonly ids: readonly string[];
  /** Node → region; nodes that this kind can't stand on are missing. */
  readonly regionOf: Readonly<Record<string, string>>;
  /** Devices that lead from one region to another, each direction once. */
  readonly links: readonly { readonly device: string; readonly from: string; readonly to: string }[];
};

/** Whether a kind of robot fits an edge: mode, width, stairs. */
export const edgeAdmits = (edge: GraphEdge, manifest: RobotManifest): boolean => {
  const { mobility, body } = manifest;
  if (mobility.mode === 'fixed' || !edge.modes.includes(mobility.mode)) return false;
  if (edge.stairs && mobility.mode !== 'fly' && !(mobility.mode === 'walk' && mobility.climbsStairs)) return false;
  const width = body.radius === undefined ? body.width : 2 * body.radius;
  return width <= edge.width;
};

/** A device that splits regions: lifts, and doors that don't open by themselves. Automatic doors are only slow. */
export const separatesRegions = (edge: GraphEdge, scene: Scene, library: Library): boolean => {
  if (!edge.device) return false;
  const place = scene.places.find((candidate) => candidate.id === edge.device);
  const device = place?.device === undefined ? undefined : library.devices[place.device];
  return device?.behaviour === 'lift' || (device?.behaviour === 'door' && device.automatic !== true);
};

/**
 * Splits the graph into the parts that one kind of robot can cross without opening a door by hand or riding a lift.
 * One-way edges count as passable both ways here: routing, not the regions, decides the way.
 */
export const kindRegions = (scene: Scene, library: Library, manifest: RobotManifest): KindRegions => {
  const parent = new Map<string, string>();
  const find = (node: string): string => {
    let root = node;
    while (parent.get(root) !== root) root = parent.get(root) ?? root;
    parent.set(node, root);
    return root;
  };
  const touch = (node: string): void => {
    if (!parent.has(node)) parent.set(node, node);
  };
  const borders: GraphEdge[] = [];
  for (const edge of scene.graph.edges) {
    if (!edgeAdmits(edge, manifest)) continue;
    touch(edge.from);
    touch(edge.to);
    if (separatesRegions(edge, scene, library)) borders.push(edge);
    else {
      const [root, child] = [find(edge.from), find(edge.to)].sort() as [string, string];
      if (root !== child) parent.set(child, root);
    }
  }
  const roots = [...new Set([...parent.keys()].map(find))].sort();
  const name = new Map(roots.map((root, index) => [root, `${manifest.kind}_r${index}`]));
  const regionOf: Record<string, string> = Object.create(null);
  for (const node of [...parent.keys()].sort()) regionOf[node] = name.get(find(node))!;
  const links = new Map<string, { device: string; from: string; to: string }>();
  for (const edge of borders) {
    const [a, b] = [regionOf[edge.from]!, regionOf[edge.to]!];
    if (a === b || edge.device === undefined) continue;
    links.set(`${edge.device} ${a} ${b}`, { device: edge.device, from: a, to: b });
    if (!edge.oneWay) links.set(`${edge.device} ${b} ${a}`, { device: edge.device, from: b, to: a });
  }
  return { ids: [...name.values()], regionOf, links: [...links.keys()].sort().map((key) => links.get(key)!) };
};
