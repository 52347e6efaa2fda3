import { displayName, type WorldModel } from '@muster/domain';
import { dmath, type SimPose, type SimRobot, type SimSnapshot } from '@muster/sim-core';

/** A scene as Foxglove's 3D panel draws it (`foxglove.SceneUpdate`): boxes, lines and names; metres, in the frames of the floors. */
export type SceneUpdate = {
  readonly deletions: readonly object[];
  readonly entities: readonly { readonly id: string }[];
};

type Colour = { readonly r: number; readonly g: number; readonly b: number; readonly a: number };
type Size = readonly [x: number, y: number, z: number];

const rgba = (hex: string, a = 1): Colour => {
  const value = Number.parseInt(hex.slice(1), 16);
  return { r: ((value >> 16) & 255) / 255, g: ((value >> 8) & 255) / 255, b: (value & 255) / 255, a };
};

const FLOOR = rgba('#8f99a3', 0.9);
const WALL = rgba('#c9d1d9', 0.8);
const PLACE = rgba('#6c85a6', 0.85);
const ZONE = rgba('#4a86c9', 0.25);
const ITEM = rgba('#c49a6c');
const PERSON = rgba('#e3b505');
const OBSTACLE = rgba('#d64545', 0.8);
const INK = rgba('#17202a');
const LED: Readonly<Record<SimRobot['led'], Colour>> = {
  idle: rgba('#8fa1b3'),
  moving: rgba('#3d9bff'),
  working: rgba('#a277ff'),
  waiting: rgba('#ffb020'),
  blocked: rgba('#ff8a1f'),
  holding: rgba('#ff5d5d'),
  charging: rgba('#31d07b'),
  fault: rgba('#ff3b3b'),
  off: rgba('#3a4048'),
};
const PERSON_SIZE: Size = [0.5, 0.5, 1.75];
const LABEL_METRES = 0.25;
const DELETE_THIS = 0;
const LINE_STRIP = 0;

const still = { x: 0, y: 0, z: 0, w: 1 };
const turned = (yaw: number): object => ({ x: 0, y: 0, z: dmath.sin(yaw / 2), w: dmath.cos(yaw / 2) });
const poseAt = (x: number, y: number, z: number, yaw = 0): object => ({
  position: { x, y, z },
  orientation: yaw === 0 ? still : turned(yaw),
});
/** `z` is the underside. */
const cube = (x: number, y: number, z: number, yaw: number, size: Size, color: Colour): object => ({
  pose: poseAt(x, y, z + size[2] / 2, yaw),
  size: { x: size[0], y: size[1], z: size[2] },
  color,
});
const label = (x: number, y: number, z: number, text: string): object => ({
  pose: poseAt(x, y, z),
  billboard: true,
  font_size: LABEL_METRES,
  scale_invariant: false,
  color: INK,
  text,
});

const timeOf = (seconds: number): object => {
  const nanoseconds = Math.round(seconds * 1e9);
  return { sec: Math.floor(nanoseconds / 1e9), nsec: nanoseconds % 1e9 };
};

type Parts = {
  readonly cubes?: readonly object[];
  readonly lines?: readonly object[];
  readonly texts?: readonly object[];
};

const entity = (
  id: string,
  frame: string,
  seconds: number,
  parts: Parts,
  metadata: Readonly<Record<string, string>> = {},
) => ({
  timestamp: timeOf(seconds),
  frame_id: frame,
  id,
  lifetime: { sec: 0, nsec: 0 },
  frame_locked: true,
  metadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  arrows: [],
  cubes: parts.cubes ?? [],
  spheres: [],
  cylinders: [],
  lines: parts.lines ?? [],
  triangles: [],
  texts: parts.texts ?? [],
  models: [],
});

const bothNames = (names: Parameters<typeof displayName>[0]): string =>
  `${displayName(names, 'en')} ${displayName(names, 'zh')}`;

/** Frame of a floor, as the robots' own messages name it. */
export const frameOfFloor = (model: WorldModel, floor: string): string =>
  floor === model.scene.floors[0]?.id ? 'map' : `map_${floor}`;

/** Floors, walls and places: drawn once. */
export const drawStatic = (model: WorldModel, seconds: number): SceneUpdate => ({
  deletions: [],
  entities: model.scene.floors.map((floor) => {
    const [[left, low], [right, high]] = floor.bounds;
    const ground = cube(
      (left + right) / 2,
      (low + high) / 2,
      floor.elevation - 0.05,
      0,
      [right - left, high - low, 0.05],
      FLOOR,
    );
    const walls = model.scene.walls
      .filter((wall) => wall.floor === floor.id)
      .map(({ from, to, height = 2.5, thickness = 0.1 }) => {
        const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
        return cube(
          (from[0] + to[0]) / 2,
          (from[1] + to[1]) / 2,
          floor.elevation,
          dmath.atan2(dy, dx),
          [Math.sqrt(dx * dx + dy * dy), thickness, height],
          WALL,
        );
      });
    const places = model.scene.places.filter((place) => place.floor === floor.id);
    return entity(`floor ${floor.id}`, frameOfFloor(model, floor.id), seconds, {
      cubes: [
        ground,
        ...walls,
        ...places.map((place) =>
          cube(place.x, place.y, floor.elevation, place.yaw ?? 0, place.size, place.obstacle === false ? ZONE : PLACE),
        ),
      ],
      texts: places
        .filter((place) => place.partOf === undefined)
        .map((place) => label(place.x, place.y, floor.elevation + place.size[2] + 0.2, bothNames(place.names))),
    });
  }),
});

/**
 * Everything that moves, whole at every call: a viewer that jumps into the middle needs one message.
 *
 * @param before ids drawn by the message before this one; those that have gone are deleted
 */
export const drawMoving = (model: WorldModel, snapshot: SimSnapshot, before: ReadonlySet<string>): SceneUpdate => {
  const { seconds } = snapshot;
  const frame = (pose: SimPose): string => frameOfFloor(model, pose.floor);
  const robots = snapshot.robots.map((robot) => {
    const manifest = model.library.robots[robot.kind];
    const named = model.scene.robots.find((entry) => entry.id === robot.id);
    const body = manifest?.body;
    const size: Size = body
      ? [body.radius ? 2 * body.radius : body.length, body.radius ? 2 * body.radius : body.width, body.height]
      : [0.6, 0.6, 0.6];
    const { x, y, z, yaw } = robot.pose;
    return entity(
      robot.id,
      frame(robot.pose),
      seconds,
      {
        cubes: [cube(x, y, z, yaw, size, LED[robot.led])],
        lines:
          robot.path.length === 0
            ? []
            : [
                {
                  type: LINE_STRIP,
                  pose: poseAt(0, 0, 0),
                  thickness: 0.05,
                  scale_invariant: false,
                  points: [robot.pose, ...robot.path.filter((point) => point.floor === robot.pose.floor)].map(
                    (point) => ({
                      x: point.x,
                      y: point.y,
                      z: point.z + 0.05,
                    }),
                  ),
                  color: LED.moving,
                  colors: [],
                  indices: [],
                },
              ],
        texts: [label(x, y, z + size[2] + 0.3, named ? bothNames(named.names) : robot.id)],
      },
      {
        kind: robot.kind,
        state: robot.led,
        battery: robot.battery.toFixed(3),
        holds: [...robot.held, ...robot.loaded].join(', '),
        ...(robot.command ? { command: robot.command.skill } : {}),
      },
    );
  });
  const items = snapshot.items.map(({ id, pose, parent }) => {
    const size = model.scene.items.find((item) => item.id === id)?.size ?? ([0.2, 0.2, 0.2] as const);
    return entity(
      id,
      frame(pose),
      seconds,
      { cubes: [cube(pose.x, pose.y, pose.z, pose.yaw, size, ITEM)] },
      { parent: parent.kind },
    );
  });
  const people = snapshot.people.map(({ id, pose }) =>
    entity(id, frame(pose), seconds, { cubes: [cube(pose.x, pose.y, pose.z, pose.yaw, PERSON_SIZE, PERSON)] }),
  );
  const obstacles = snapshot.obstacles.map(({ id, pose, radius }) =>
    entity(`obstacle ${id}`, frame(pose), seconds, {
      cubes: [cube(pose.x, pose.y, pose.z, 0, [2 * radius, 2 * radius, 0.8], OBSTACLE)],
    }),
  );
  const entities = [...robots, ...items, ...people, ...obstacles];
  const now = new Set(entities.map(({ id }) => id));
  const gone = [...before].filter((id) => !now.has(id));
  return { deletions: gone.map((id) => ({ timestamp: timeOf(seconds), type: DELETE_THIS, id })), entities };
};

/** The floors' frames under one root: heights are absolute, so that they coincide. */
export const floorFrames = (model: WorldModel, seconds: number): { readonly transforms: readonly object[] } => ({
  transforms: model.scene.floors.slice(1).map((floor) => ({
    timestamp: timeOf(seconds),
    parent_frame_id: 'map',
    child_frame_id: frameOfFloor(model, floor.id),
    translation: { x: 0, y: 0, z: 0 },
    rotation: still,
  })),
});

/** Levels of `foxglove.Log`. */
export const LOG_LEVEL = { info: 2, warning: 3, error: 4 } as const;

export const logMessage = (seconds: number, level: number, name: string, message: string): object => ({
  timestamp: timeOf(seconds),
  level,
  message,
  name,
  file: '',
  line: 0,
});
