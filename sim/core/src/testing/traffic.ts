import { uniform } from '../math/random.ts';
import type { World } from '../world.ts';

/** Gives every idle or blocked robot of a yard a new way of a few street corners, from a seeded stream: work without a planner. */
export const createErrands = (world: World, seed: number): (() => void) => {
  const streams = {};
  const { fixed, state } = world.inside;
  const side = Math.round(Math.sqrt(fixed.nodes.length));
  const at = (column: number, row: number) => fixed.nodes[fixed.nodeIndex.get(`n${column}_${row}`)!]!;
  const pitch = at(1, 0).x - at(0, 0).x;
  let sequence = 0;
  return () => {
    fixed.robots.forEach((robot, index) => {
      const motion = state.tables.motions[index];
      if ((motion && state.int.waited[index]! < 40) || fixed.maxSpeed[index] === 0) return;
      let column = Math.round(state.lane.x[index]! / pitch);
      let row = Math.round(state.lane.y[index]! / pitch);
      const waypoints = [];
      for (let leg = 0; leg < 4; leg += 1) {
        const draw = Math.floor(uniform(streams, seed, robot) * 4);
        column = Math.max(0, Math.min(side - 1, column + [1, -1, 0, 0][draw]!));
        row = Math.max(0, Math.min(side - 1, row + [0, 0, 1, -1][draw]!));
        const { x, y, z } = at(column, row);
        waypoints.push({ floor: 'ground', x, y, z });
      }
      sequence += 1;
      world.apply({ kind: 'travel', robot, id: `errand-${sequence}`, waypoints });
    });
  };
};
