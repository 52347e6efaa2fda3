import type { GraphNode, Pose, PoseStamped, WorldModel } from '@muster/domain';

const nodeIndex = new WeakMap<WorldModel, Map<string, GraphNode>>();
export const nodeOf = (model: WorldModel, id: string): GraphNode | undefined => {
  let known = nodeIndex.get(model);
  if (!known) {
    known = new Map(model.scene.graph.nodes.map((node) => [node.id, node]));
    nodeIndex.set(model, known);
  }
  return known.get(id);
};

const elevation = (model: WorldModel, floor: string): number =>
  model.scene.floors.find((entry) => entry.id === floor)?.elevation ?? 0;

/** Pose of a graph node; absolute height. */
export const nodePose = (model: WorldModel, id: string, yaw?: number): PoseStamped | undefined => {
  const node = nodeOf(model, id);
  if (!node) return undefined;
  return {
    floor: node.floor,
    x: node.x,
    y: node.y,
    z: elevation(model, node.floor) + (node.z ?? 0),
    yaw: yaw ?? node.yaw ?? 0,
  };
};

/** Pose of the surface or opening of a place; absolute height. */
export const placePose = (model: WorldModel, id: string): PoseStamped | undefined => {
  const place = model.scene.places.find((entry) => entry.id === id);
  if (!place) return undefined;
  return {
    floor: place.floor,
    x: place.x,
    y: place.y,
    z: elevation(model, place.floor) + (place.height ?? place.size[2]),
    yaw: place.yaw ?? 0,
  };
};

/** Metres on the floor; another floor is infinitely far. Heights are not compared: a flyer over a node is at it once it has landed there. */
export const planarDistance = (a: Pick<Pose, 'floor' | 'x' | 'y'>, b: Pick<Pose, 'floor' | 'x' | 'y'>): number =>
  a.floor === b.floor ? Math.hypot(a.x - b.x, a.y - b.y) : Number.POSITIVE_INFINITY;

/** Node of the graph nearest to a pose, within `metres`. */
export const nearestNode = (model: WorldModel, pose: Pose, metres: number): GraphNode | undefined => {
  let best: GraphNode | undefined;
  let least = metres;
  for (const node of model.scene.graph.nodes) {
    const distance = planarDistance(node, pose);
    if (distance <= least) {
      least = distance;
      best = node;
    }
  }
  return best;
};

export const isFinitePose = (pose: Pose): boolean =>
  [pose.x, pose.y, pose.z, pose.yaw].every((value) => Number.isFinite(value) && Math.abs(value) < 1e5);
