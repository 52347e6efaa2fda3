import type { ElementRef, Obstacle, Roadmap, RobotClass } from '../types.ts';
import { comesClose, halfWidth, type SweptVolume, sweepEdge, sweepNode } from './swept-volume.ts';

/** One class on the roadmap. Elements are numbered: nodes first, then edges. Milliseconds inside. */
export interface ClassOnRoadmap {
  readonly robotClass: RobotClass;
  /** per edge: may it be used */
  readonly isAllowed: Uint8Array;
  /** per edge: milliseconds without the turn, ≥ 1 */
  readonly travel: Int32Array;
  /** per element */
  readonly volumes: readonly SweptVolume[];
}

/** A roadmap with numbers for ids, and conflict sets per pair of classes. */
export interface CompiledRoadmap {
  readonly roadmap: Roadmap;
  readonly nodeCount: number;
  readonly edgeCount: number;
  readonly nodeIndex: ReadonlyMap<string, number>;
  readonly edgeIndex: ReadonlyMap<string, number>;
  readonly classIndex: ReadonlyMap<string, number>;
  readonly classes: readonly ClassOnRoadmap[];
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** edges out of, and into, each node */
  readonly outgoing: readonly Int32Array[];
  readonly incoming: readonly Int32Array[];
  /** radians, per edge */
  readonly heading: Float64Array;
  /** per element: resources held there; an edge also holds those of its nodes */
  readonly resourcesOf: readonly Int32Array[];
  readonly resourceIds: readonly string[];
  readonly capacities: Int32Array;
  readonly elementRef: (element: number) => ElementRef;
  readonly elementIndex: (ref: ElementRef) => number | undefined;
  /** elements that class `other` may not hold while class `own` holds `element`; symmetric */
  readonly conflicts: (own: number, element: number, other: number) => Int32Array;
  /** elements at which class `own` would come too close to the obstacle */
  readonly blockedBy: (own: number, obstacle: Obstacle) => Int32Array;
}

/** @param roadmap, classes checked by `checkRequest` */
export function compileRoadmap(roadmap: Roadmap, classes: readonly RobotClass[]): CompiledRoadmap {
  const { nodes, edges } = roadmap;
  const nodeCount = nodes.length;
  const nodeIndex = new Map(nodes.map((node, index) => [node.id, index]));
  const edgeIndex = new Map(edges.map((edge, index) => [edge.id, index]));
  const from = Int32Array.from(edges, (edge) => nodeIndex.get(edge.from)!);
  const to = Int32Array.from(edges, (edge) => nodeIndex.get(edge.to)!);
  const heading = Float64Array.from(edges, (_, edge) => {
    const start = nodes[from[edge]!]!;
    const end = nodes[to[edge]!]!;
    const isVertical = Math.hypot(end.x - start.x, end.y - start.y) < 1e-6;
    return isVertical ? Number.NaN : Math.atan2(end.y - start.y, end.x - start.x);
  });
  const outgoing: number[][] = nodes.map(() => []);
  const incoming: number[][] = nodes.map(() => []);
  for (let edge = 0; edge < edges.length; edge += 1) {
    outgoing[from[edge]!]!.push(edge);
    incoming[to[edge]!]!.push(edge);
  }
  const resources = roadmap.resources ?? [];
  const resourceIndex = new Map(resources.map((resource, index) => [resource.id, index]));
  const resourceList = (...ids: (string | undefined)[]): Int32Array => {
    const found = new Set<number>();
    for (const id of ids) {
      const index = id === undefined ? undefined : resourceIndex.get(id);
      if (index !== undefined) found.add(index);
    }
    return Int32Array.from(found);
  };
  const resourcesOf = [
    ...nodes.map((node) => resourceList(node.resource)),
    ...edges.map((edge, index) =>
      resourceList(edge.resource, nodes[from[index]!]!.resource, nodes[to[index]!]!.resource),
    ),
  ];
  const compiled = classes.map((robotClass) => placeClass(roadmap, robotClass, from, to));
  const finder = createConflictFinder(compiled, nodeCount + edges.length);
  return {
    roadmap,
    nodeCount,
    edgeCount: edges.length,
    nodeIndex,
    edgeIndex,
    classIndex: new Map(classes.map((robotClass, index) => [robotClass.id, index])),
    classes: compiled,
    from,
    to,
    outgoing: outgoing.map((list) => Int32Array.from(list)),
    incoming: incoming.map((list) => Int32Array.from(list)),
    heading,
    resourcesOf,
    resourceIds: resources.map((resource) => resource.id),
    capacities: Int32Array.from(resources, (resource) => resource.capacity),
    elementRef: (element) =>
      element < nodeCount
        ? { kind: 'node', id: nodes[element]!.id }
        : { kind: 'edge', id: edges[element - nodeCount]!.id },
    elementIndex: (ref) => {
      if (ref.kind === 'node') return nodeIndex.get(ref.id);
      const edge = edgeIndex.get(ref.id);
      return edge === undefined ? undefined : nodeCount + edge;
    },
    conflicts: finder.conflicts,
    blockedBy: (own, obstacle) => finder.blockedBy(own, obstacle),
  };
}

function placeClass(roadmap: Roadmap, robotClass: RobotClass, from: Int32Array, to: Int32Array): ClassOnRoadmap {
  const { nodes, edges } = roadmap;
  const isAllowed = new Uint8Array(edges.length);
  const travel = new Int32Array(edges.length);
  for (const [index, edge] of edges.entries()) {
    const isWide = edge.width === undefined || 2 * halfWidth(robotClass) <= edge.width + 1e-9;
    const isHigh = edge.clearHeight === undefined || robotClass.height <= edge.clearHeight + 1e-9;
    isAllowed[index] = edge.modes.includes(robotClass.mode) && isWide && isHigh ? 1 : 0;
    const speed = Math.min(robotClass.speed, edge.speedCap ?? robotClass.speed);
    travel[index] = Math.max(1, Math.round(1000 * ((edge.setupSeconds ?? 0) + edge.length / speed)));
  }
  return {
    robotClass,
    isAllowed,
    travel,
    volumes: [
      ...nodes.map((node) => sweepNode(node, robotClass)),
      ...edges.map((edge, index) => sweepEdge(edge, nodes[from[index]!]!, nodes[to[index]!]!, robotClass)),
    ],
  };
}

interface ConflictFinder {
  conflicts(own: number, element: number, other: number): Int32Array;
  blockedBy(own: number, obstacle: Obstacle): Int32Array;
}

/** Conflict sets are found when first asked for, through a grid of buckets over the plane. */
function createConflictFinder(classes: readonly ClassOnRoadmap[], elements: number): ConflictFinder {
  const cell = 4;
  const boxOf = (volume: SweptVolume, slack: number): [number, number, number, number] => {
    let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const part of volume.parts) {
      const reach = part.radius + slack;
      left = Math.min(left, part.ax - reach, part.bx - reach);
      right = Math.max(right, part.ax + reach, part.bx + reach);
      bottom = Math.min(bottom, part.ay - reach, part.by - reach);
      top = Math.max(top, part.ay + reach, part.by + reach);
    }
    return [left, bottom, right, top].map((value) => Math.floor(value / cell)) as [number, number, number, number];
  };
  const marginOf = (robotClass: RobotClass): number => robotClass.margin ?? 0.1;
  const buckets: (Map<string, number[]> | undefined)[] = [];
  const bucketsOf = (index: number): Map<string, number[]> => {
    const known = buckets[index];
    if (known !== undefined) return known;
    const map = new Map<string, number[]>();
    for (const [element, volume] of classes[index]!.volumes.entries()) {
      const [left, bottom, right, top] = boxOf(volume, 0);
      for (let x = left; x <= right; x += 1) {
        for (let y = bottom; y <= top; y += 1) {
          const key = `${x},${y}`;
          const list = map.get(key);
          if (list === undefined) map.set(key, [element]);
          else list.push(element);
        }
      }
    }
    buckets[index] = map;
    return map;
  };
  const near = (volume: SweptVolume, slack: number, other: number): Int32Array => {
    const [left, bottom, right, top] = boxOf(volume, slack);
    const seen = new Set<number>();
    for (let x = left; x <= right; x += 1) {
      for (let y = bottom; y <= top; y += 1)
        for (const element of bucketsOf(other).get(`${x},${y}`) ?? []) seen.add(element);
    }
    const found: number[] = [];
    for (const element of seen) if (comesClose(volume, classes[other]!.volumes[element]!, slack)) found.push(element);
    return Int32Array.from(found.sort((a, b) => a - b));
  };
  const cache: (Int32Array | undefined)[] = [];
  return {
    conflicts(own, element, other) {
      const key = (own * classes.length + other) * elements + element;
      const known = cache[key];
      if (known !== undefined) return known;
      const margin = Math.max(marginOf(classes[own]!.robotClass), marginOf(classes[other]!.robotClass));
      const found = near(classes[own]!.volumes[element]!, margin, other);
      cache[key] = found;
      return found;
    },
    blockedBy(own, obstacle) {
      const volume: SweptVolume = {
        parts: [{ ax: obstacle.x, ay: obstacle.y, bx: obstacle.x, by: obstacle.y, radius: obstacle.radius }],
        floors: [obstacle.floor],
        zMin: obstacle.zMin ?? Number.NEGATIVE_INFINITY,
        zMax: obstacle.zMax ?? Number.POSITIVE_INFINITY,
      };
      return near(volume, marginOf(classes[own]!.robotClass), own);
    },
  };
}

/** Milliseconds of the turn from one heading to another; nothing when either is unknown or the class turns freely. */
export function turnTime(robotClass: RobotClass, before: number, after: number): number {
  if (robotClass.turnRate === undefined || Number.isNaN(before) || Number.isNaN(after)) return 0;
  let turn = Math.abs(after - before) % (2 * Math.PI);
  if (turn > Math.PI) turn = 2 * Math.PI - turn;
  return turn < 1e-6 ? 0 : Math.round((1000 * turn) / robotClass.turnRate);
}
