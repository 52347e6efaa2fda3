import type { Pose, PoseStamped, WorldModel } from '@muster/domain';
import { manifestOf } from './decision.ts';
import { nodeOf, nodePose, placePose } from './geometry.ts';

/** Speed that a robot is told along edges, metres per second: its own, or the lowest limit on the way. */
export const speedOn = (model: WorldModel, robot: string, edges: readonly string[]): number => {
  const mobility = manifestOf(model, robot)?.mobility;
  let speed = mobility && mobility.mode !== 'fixed' ? mobility.maxSpeed : 0.5;
  for (const edge of model.scene.graph.edges)
    if (edge.speedLimit !== undefined && edges.includes(edge.id)) speed = Math.min(speed, edge.speedLimit);
  return speed;
};

/**
 * Poses along nodes: each faces the next; the last faces the place it is for, or keeps its direction.
 *
 * @param here where the robot is, when that is known
 */
export const wayPoses = (
  model: WorldModel,
  here: Pose | undefined,
  nodes: readonly string[],
  place?: string,
): PoseStamped[] =>
  nodes.flatMap((id, index) => {
    const node = nodeOf(model, id);
    if (!node) return [];
    const next = nodes[index + 1] === undefined ? undefined : nodeOf(model, nodes[index + 1]!);
    const previous = index === 0 ? here : nodeOf(model, nodes[index - 1]!);
    const target = next ?? (place === undefined ? undefined : placePose(model, place));
    const yaw =
      target && (target.x !== node.x || target.y !== node.y)
        ? Math.atan2(target.y - node.y, target.x - node.x)
        : previous && (previous.x !== node.x || previous.y !== node.y)
          ? Math.atan2(node.y - previous.y, node.x - previous.x)
          : (here?.yaw ?? 0);
    const pose = nodePose(model, id, next === undefined && place === undefined ? (node.yaw ?? yaw) : yaw);
    return pose ? [pose] : [];
  });
