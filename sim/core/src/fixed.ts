import {
  type DeviceManifest,
  type GraphEdge,
  InvariantError,
  type Place,
  type RobotManifest,
  type WorldModel,
} from '@muster/domain';
import { boundingRadius, type Footprint } from './geometry/footprint.ts';
import { NodeGrid } from './geometry/node-grid.ts';
import { type StaticBodyInput, StaticGrid } from './geometry/statics.ts';
import { atan2, length2, max } from './math/dmath.ts';

export const TICK_SECONDS = 0.05;
export const TICKS_PER_SECOND = 20;

export type FixedPlace = {
  readonly id: string;
  readonly scene: Place;
  readonly floor: number;
  readonly footprint: Footprint;
  /** Absolute height of the surface or opening, metres. */
  readonly surface: number;
  /** Absolute height of the top of the body. */
  readonly top: number;
  readonly elevation: number;
  readonly device: DeviceManifest | undefined;
  /** Index into `fixed.nodes`. */
  readonly access: readonly number[];
};

export type FixedNode = {
  readonly id: string;
  readonly floor: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly charger: boolean;
};

/** What does not change while a world runs, by dense index; ids sorted, so that declaration order never matters. */
export type Fixed = {
  readonly model: WorldModel;
  readonly floors: readonly { readonly id: string; readonly elevation: number; readonly ceiling: number }[];
  readonly floorIndex: ReadonlyMap<string, number>;
  readonly robots: readonly string[];
  readonly robotIndex: ReadonlyMap<string, number>;
  readonly manifests: readonly RobotManifest[];
  readonly halfLength: Float64Array;
  readonly halfWidth: Float64Array;
  readonly radius: Float64Array;
  readonly bounding: Float64Array;
  readonly height: Float64Array;
  readonly maxSpeed: Float64Array;
  readonly acceleration: Float64Array;
  readonly turnRate: Float64Array;
  /** Flyers; 0 for others. */
  readonly climbRate: Float64Array;
  /** 0 fixed, 1 differential, 2 omni, 3 ackermann, 4 legged, 5 flying. */
  readonly drive: Int32Array;
  /** Most that the distance between two bodies can shrink in a tick, metres. */
  readonly closing: number;
  /** First hand of each robot in the table of all hands; one more entry at the end. */
  readonly handOffset: Int32Array;
  readonly places: readonly FixedPlace[];
  readonly placeIndex: ReadonlyMap<string, number>;
  readonly items: readonly string[];
  readonly itemIndex: ReadonlyMap<string, number>;
  readonly itemSize: readonly (readonly [number, number, number])[];
  readonly itemMass: readonly number[];
  readonly people: readonly string[];
  readonly personIndex: ReadonlyMap<string, number>;
  readonly nodes: readonly FixedNode[];
  readonly nodeIndex: ReadonlyMap<string, number>;
  readonly nodeGrid: NodeGrid;
  /** Places served from each node, ascending ids. */
  readonly placesOfNode: readonly (readonly string[])[];
  readonly edges: readonly GraphEdge[];
  /** Devices and places that open, as indices into `places`. */
  readonly devices: readonly number[];
  readonly statics: StaticGrid;
};

export const PERSON_RADIUS = 0.3;
export const PERSON_HEIGHT = 1.8;
const DRIVES = { fixed: 0, differential: 1, omni: 2, ackermann: 3, walk: 4, fly: 5 } as const;
export const DRIVE = { ...DRIVES } as const;

const sorted = <T extends { readonly id: string }>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
const indexOf = (ids: readonly string[]): Map<string, number> => new Map(ids.map((id, index) => [id, index]));

/** Lays a grounded scene out for simulation. */
export const layOut = (model: WorldModel): Fixed => {
  const { scene, library } = model;
  const floors = sorted(scene.floors).map((floor) => ({
    id: floor.id,
    elevation: floor.elevation,
    ceiling: floor.elevation + (floor.ceiling ?? 100),
  }));
  const floorIndex = indexOf(floors.map((floor) => floor.id));
  const floorOf = (id: string): number => {
    const index = floorIndex.get(id);
    if (index === undefined) throw new InvariantError(`floor ${id} is not in the scene`);
    return index;
  };
  const nodes = sorted(scene.graph.nodes).map((node): FixedNode => {
    const floor = floorOf(node.floor);
    return {
      id: node.id,
      floor,
      x: node.x,
      y: node.y,
      z: floors[floor]!.elevation + (node.z ?? 0),
      charger: node.charger === true,
    };
  });
  const nodeIndex = indexOf(nodes.map((node) => node.id));
  const places = sorted(scene.places).map((place): FixedPlace => {
    const floor = floorOf(place.floor);
    const elevation = floors[floor]!.elevation;
    return {
      id: place.id,
      scene: place,
      floor,
      footprint: {
        x: place.x,
        y: place.y,
        yaw: place.yaw ?? 0,
        halfLength: place.size[0] / 2,
        halfWidth: place.size[1] / 2,
        radius: 0,
      },
      surface: elevation + (place.height ?? place.size[2]),
      top: elevation + place.size[2],
      elevation,
      device: place.device === undefined ? undefined : library.devices[place.device],
      access: place.access.map((node) => nodeIndex.get(node)!),
    };
  });
  const placeIndex = indexOf(places.map((place) => place.id));
  const robots = sorted(scene.robots);
  const manifests = robots.map((robot) => {
    const manifest = library.robots[robot.kind];
    if (!manifest) throw new InvariantError(`robot kind ${robot.kind} is not in the library`);
    return manifest;
  });
  const lane = (value: (manifest: RobotManifest) => number): Float64Array => Float64Array.from(manifests, value);
  const halfLength = lane(({ body }) => body.radius ?? body.length / 2);
  const halfWidth = lane(({ body }) => body.radius ?? body.width / 2);
  const radius = lane(({ body }) => body.radius ?? 0);
  const bounding = Float64Array.from(manifests, (_, i) =>
    boundingRadius({ halfLength: halfLength[i]!, halfWidth: halfWidth[i]!, radius: radius[i]! }),
  );
  const handOffset = new Int32Array(robots.length + 1);
  manifests.forEach((manifest, i) => {
    handOffset[i + 1] = handOffset[i]! + manifest.hands.length;
  });
  const items = sorted(scene.items);
  const people = sorted(scene.people);
  let reach = 0.5;
  for (const value of bounding) reach = max(reach, value + 0.5);
  return {
    model,
    floors,
    floorIndex,
    robots: robots.map((robot) => robot.id),
    robotIndex: indexOf(robots.map((robot) => robot.id)),
    manifests,
    halfLength,
    halfWidth,
    radius,
    bounding,
    height: lane(({ body }) => body.height),
    maxSpeed: lane(({ mobility }) => (mobility.mode === 'fixed' ? 0 : mobility.maxSpeed)),
    acceleration: lane(({ mobility }) => (mobility.mode === 'fixed' ? 1 : mobility.maxAcceleration)),
    turnRate: lane(({ mobility }) => (mobility.mode === 'fixed' ? 1 : mobility.maxTurnRate)),
    climbRate: lane(({ mobility }) => (mobility.mode === 'fly' ? mobility.climbRate : 0)),
    drive: Int32Array.from(manifests, ({ mobility }) =>
      mobility.mode === 'drive' ? DRIVES[mobility.drive] : DRIVES[mobility.mode],
    ),
    closing:
      2 *
      TICK_SECONDS *
      manifests.reduce((most, { mobility }) => (mobility.mode === 'fixed' ? most : max(most, mobility.maxSpeed)), 3),
    handOffset,
    places,
    placeIndex,
    items: items.map((item) => item.id),
    itemIndex: indexOf(items.map((item) => item.id)),
    itemSize: items.map((item) => item.size),
    itemMass: items.map((item) => item.massKg),
    people: people.map((person) => person.id),
    personIndex: indexOf(people.map((person) => person.id)),
    nodes,
    nodeIndex,
    nodeGrid: new NodeGrid(nodes),
    placesOfNode: nodes.map((_, index) =>
      places.filter((place) => place.access.includes(index)).map((place) => place.id),
    ),
    edges: sorted(scene.graph.edges),
    devices: places.flatMap((place, index) =>
      place.device !== undefined || model.entities[place.id]?.properties.openable === true ? [index] : [],
    ),
    statics: new StaticGrid(staticBodies(model, places, floors, floorOf), reach),
  };
};

/** Lowest height at which furniture counts as an obstacle: below it, it is a mark on the floor. */
const OBSTACLE_HEIGHT = 0.05;

const staticBodies = (
  model: WorldModel,
  places: readonly FixedPlace[],
  floors: Fixed['floors'],
  floorOf: (id: string) => number,
): StaticBodyInput[] => {
  const isObstacle = (place: FixedPlace): boolean =>
    (place.scene.obstacle ?? place.scene.size[2] > OBSTACLE_HEIGHT) &&
    place.device?.behaviour !== 'door' &&
    place.device?.behaviour !== 'lift';
  const obstacles = new Set(places.filter(isObstacle).map((place) => place.id));
  const bodies: StaticBodyInput[] = places
    .filter((place) => obstacles.has(place.id) && !(place.scene.partOf && obstacles.has(place.scene.partOf)))
    .map((place) => ({
      ...place.footprint,
      id: place.id,
      floor: place.floor,
      bottom: place.elevation,
      top: place.top,
      kind: 'place',
    }));
  model.scene.walls.forEach((wall, index) => {
    const floor = floorOf(wall.floor);
    const dx = wall.to[0] - wall.from[0];
    const dy = wall.to[1] - wall.from[1];
    bodies.push({
      id: `wall_${index}`,
      floor,
      x: (wall.from[0] + wall.to[0]) / 2,
      y: (wall.from[1] + wall.to[1]) / 2,
      yaw: atan2(dy, dx),
      halfLength: length2(dx, dy) / 2,
      halfWidth: (wall.thickness ?? 0.1) / 2,
      radius: 0,
      bottom: floors[floor]!.elevation,
      top: floors[floor]!.elevation + (wall.height ?? 3),
      kind: 'wall',
    });
  });
  return bodies;
};
