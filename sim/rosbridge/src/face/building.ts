import type { WorldModel } from '@muster/domain';
import { dmath, type World } from '@muster/sim-core';
import type { RosGraph } from '../graph/ros-graph.ts';
import type { Registration } from '../graph/service-space.ts';
import { frameOf, quaternionOf } from './frames.ts';

/** Metres of a cell. */
const RESOLUTION = 0.1;
/** Cells at most on one map: larger floors get coarser cells. */
const MAX_CELLS = 1_000_000;
const FREE = 0;
const OCCUPIED = 100;
/** Height of the plane that the map cuts, metres above the floor: where scanners look. */
const PLANE = 0.2;

/**
 * What is known of the building, for whoever comes late: a latched `/map` (nav_msgs/OccupancyGrid) for the first floor and `/map_FLOOR` for each other
 * one, and `/tf_static` with the frames of the floors below `map`. Cells are what a scanner meets at 0.2 m: walls and furniture.
 */
export const publishBuilding = (world: World, graph: RosGraph, model: WorldModel): Registration => {
  const advertise = (topic: string, type: string, make: () => object): Registration => {
    const publisher = graph.advertise(topic, graph.types.spell(type, 'msg'), {
      node: '/map_server',
      isLatched: true,
    });
    publisher.publishWhenWanted(make);
    return publisher;
  };
  const { floors } = model.scene;
  const registrations = floors.map((floor, index) =>
    advertise(`/${frameOf(model, floor.id)}`, 'nav_msgs/OccupancyGrid', () => gridOf(world, model, index)),
  );
  registrations.push(
    advertise('/tf_static', 'tf2_msgs/TFMessage', () => ({
      transforms: floors.slice(1).map((floor) => ({
        header: { stamp: world.seconds, frame_id: frameOf(model, floors[0]!.id) },
        child_frame_id: frameOf(model, floor.id),
        // Heights are absolute on every floor: the frames coincide.
        transform: { translation: { x: 0, y: 0, z: 0 }, rotation: quaternionOf(0) },
      })),
    })),
  );
  return {
    close: () => {
      for (const registration of registrations) registration.close();
    },
  };
};

const gridOf = (world: World, model: WorldModel, index: number): object => {
  const floor = model.scene.floors[index]!;
  const [[left, low], [right, high]] = floor.bounds;
  let resolution = RESOLUTION;
  while (((right - left) / resolution) * ((high - low) / resolution) > MAX_CELLS) resolution *= 2;
  const width = Math.max(1, Math.ceil((right - left) / resolution - 1e-9));
  const height = Math.max(1, Math.ceil((high - low) / resolution - 1e-9));
  const data = new Int8Array(width * height).fill(FREE);
  const plane = floor.elevation + PLANE;
  for (const body of world.inside.fixed.statics.bodies) {
    if (body.floor !== index || body.bottom > plane || body.top < plane) continue;
    const round = body.radius > 0;
    const [halfLength, halfWidth] = round ? [body.radius, body.radius] : [body.halfLength, body.halfWidth];
    const reach = halfLength + halfWidth + resolution;
    const column = (x: number): number => Math.floor((x - left) / resolution);
    const row = (y: number): number => Math.floor((y - low) / resolution);
    for (let j = Math.max(0, row(body.y - reach)); j <= Math.min(height - 1, row(body.y + reach)); j += 1)
      for (let i = Math.max(0, column(body.x - reach)); i <= Math.min(width - 1, column(body.x + reach)); i += 1) {
        const dx = left + (i + 0.5) * resolution - body.x;
        const dy = low + (j + 0.5) * resolution - body.y;
        const along = Math.abs(dx * body.axisX + dy * body.axisY);
        const across = Math.abs(dy * body.axisX - dx * body.axisY);
        const margin = resolution / 2;
        const inside = round
          ? dmath.length2(dx, dy) <= body.radius + margin
          : along <= halfLength + margin && across <= halfWidth + margin;
        if (inside) data[j * width + i] = OCCUPIED;
      }
  }
  return {
    header: { stamp: world.seconds, frame_id: frameOf(model, floor.id) },
    info: {
      map_load_time: world.seconds,
      resolution,
      width,
      height,
      origin: { position: { x: left, y: low, z: floor.elevation }, orientation: quaternionOf(0) },
    },
    data: [...data],
  };
};
