import type { Waypoint } from '../command.ts';
import { length2 } from '../math/dmath.ts';
import { setMotion } from '../motion/legs.ts';
import { planMotion } from '../motion/path.ts';
import { refusal, robotId, type Sim, stateOf } from '../sim.ts';
import type { SkillRun } from '../state.ts';
import type { Step } from './posture.ts';

/** How far from a passage a robot may begin to cross it, metres. */
const NEAR = 4;

/**
 * Drives through a door or rides a lift, over the one graph edge that leads through it into the wanted region. A robot that way points
 * have already brought to the other side has passed.
 */
export const passThrough = (sim: Sim, run: SkillRun, robot: number, through: string, to: string): Step => {
  const { fixed, state } = sim;
  if (robot < 0) return refusal('SIM_UNKNOWN_ROBOT', 'the robot does not exist');
  const id = robotId(sim, robot);
  if (run.begun !== state.tick) return state.tables.motions[robot] ? 'wait' : 'done';
  const regions = fixed.model.regions[fixed.manifests[robot]!.kind] ?? {};
  const place = fixed.placeIndex.get(through);
  const device = place === undefined ? undefined : fixed.places[place]!.device;
  const x = state.lane.x[robot]!;
  const y = state.lane.y[robot]!;
  let best: { near: string; far: string; distance: number } | undefined;
  for (const edge of fixed.edges) {
    if (edge.device !== through) continue;
    for (const [near, far] of edge.oneWay
      ? ([[edge.from, edge.to]] as const)
      : ([
          [edge.from, edge.to],
          [edge.to, edge.from],
        ] as const)) {
      if (regions[far] !== to || regions[near] === to) continue;
      const node = fixed.nodes[fixed.nodeIndex.get(near)!]!;
      if (node.floor !== state.int.floor[robot]) continue;
      const distance = length2(node.x - x, node.y - y);
      if (!best || distance < best.distance) best = { near, far, distance };
    }
  }
  if (!best) {
    const here = fixed.nodes.some(
      (node) =>
        regions[node.id] === to && node.floor === state.int.floor[robot] && length2(node.x - x, node.y - y) < 0.4,
    );
    return here ? 'done' : refusal('SIM_NO_PASSAGE', `${through} does not lead ${id} to ${to}`);
  }
  if (best.distance > NEAR)
    return refusal('SIM_NOT_AT_PLACE', `${id} is ${Math.round(best.distance * 100) / 100} m away from ${through}`);
  if (device?.behaviour === 'door' && device.automatic !== true && !stateOf(sim, through, 'open'))
    return refusal('SIM_DOOR_CLOSED', `${through} is closed`);
  const point = (name: string): Waypoint => {
    const node = fixed.nodes[fixed.nodeIndex.get(name)!]!;
    return { floor: fixed.floors[node.floor]!.id, x: node.x, y: node.y, z: node.z };
  };
  const planned = planMotion(sim, robot, '', [point(best.near), point(best.far)], 0);
  if ('refused' in planned) return planned.refused;
  setMotion(sim, robot, planned.motion);
  return 'wait';
};
