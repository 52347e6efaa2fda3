import type { Scene, Visit } from '@muster/domain';
import type { RoutePoint } from './types.ts';

type Node = Scene['graph']['nodes'][number];

/** Node id → where it is, z absolute. */
export const nodePoints = (scene: Scene): ReadonlyMap<string, RoutePoint & { readonly yaw?: number }> => {
  const elevation = new Map(scene.floors.map((floor) => [floor.id, floor.elevation]));
  return new Map(
    scene.graph.nodes.map((node: Node) => [
      node.id,
      {
        floor: node.floor,
        x: node.x,
        y: node.y,
        z: (elevation.get(node.floor) ?? 0) + (node.z ?? 0),
        ...(node.yaw === undefined ? {} : { yaw: node.yaw }),
      },
    ]),
  );
};

/** Nodes of a route in order, without the repeats of a robot that waits. */
export const routePoints = (visits: readonly Visit[], nodes: ReadonlyMap<string, RoutePoint>): RoutePoint[] => {
  const points: RoutePoint[] = [];
  for (const visit of visits) {
    const point = visit.element.kind === 'node' ? nodes.get(visit.element.id) : undefined;
    const last = points.at(-1);
    if (
      point &&
      (last === undefined ||
        last.x !== point.x ||
        last.y !== point.y ||
        last.z !== point.z ||
        last.floor !== point.floor)
    )
      points.push(point);
  }
  return points;
};

/** Where the plan has a robot at a second of its schedule; null without a route. Between two nodes the way is even. */
export const plannedPose = (
  visits: readonly Visit[],
  nodes: ReadonlyMap<string, RoutePoint>,
  seconds: number,
): (RoutePoint & { readonly yaw: number }) | null => {
  let at = -1;
  for (let k = 0; k < visits.length && visits[k]!.enterSeconds <= seconds; k += 1) at = k;
  const visit = visits[at];
  if (!visit) return null;
  const nodeAt = (k: number): RoutePoint | undefined => {
    const found = visits[k];
    return found?.element.kind === 'node' ? nodes.get(found.element.id) : undefined;
  };
  if (visit.element.kind === 'node') {
    const here = nodeAt(at);
    const before = nodeAt(at - 2);
    return here ? { ...here, yaw: before ? Math.atan2(here.y - before.y, here.x - before.x) : 0 } : null;
  }
  const from = nodeAt(at - 1);
  const to = nodeAt(at + 1);
  if (!from || !to) return from ? { ...from, yaw: 0 } : null;
  const length = (visit.leaveSeconds ?? visit.enterSeconds) - visit.enterSeconds;
  const share = length > 0 ? Math.min(1, (seconds - visit.enterSeconds) / length) : 1;
  return {
    floor: share < 0.5 ? from.floor : to.floor,
    x: from.x + (to.x - from.x) * share,
    y: from.y + (to.y - from.y) * share,
    z: from.z + (to.z - from.z) * share,
    yaw: Math.atan2(to.y - from.y, to.x - from.x),
  };
};
