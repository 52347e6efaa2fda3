import type { SceneEntity } from '@foxglove/schemas';
import { displayName, type WorldModel } from '@muster/domain';
import type { SimPose, SimSnapshot } from '@muster/sim-core';

type Time = { readonly sec: number; readonly nsec: number };
type Colour = { readonly r: number; readonly g: number; readonly b: number; readonly a: number };

/** Frame of the whole scene: ROS axes, metres, z over all floors. */
export const MAP_FRAME = 'map';

export const timeOf = (seconds: number): Time => {
  const sec = Math.floor(seconds);
  return { sec, nsec: Math.round((seconds - sec) * 1e9) };
};

export const quaternionOf = (yaw: number) => ({ x: 0, y: 0, z: Math.sin(yaw / 2), w: Math.cos(yaw / 2) });

const poseOf = (pose: Pick<SimPose, 'x' | 'y' | 'z' | 'yaw'>, lift: number) => ({
  position: { x: pose.x, y: pose.y, z: pose.z + lift },
  orientation: quaternionOf(pose.yaw),
});

const entity = (time: Time, id: string, parts: Partial<SceneEntity>): SceneEntity => ({
  timestamp: time,
  frame_id: MAP_FRAME,
  id,
  lifetime: { sec: 0, nsec: 0 },
  frame_locked: false,
  metadata: [],
  arrows: [],
  cubes: [],
  spheres: [],
  cylinders: [],
  lines: [],
  triangles: [],
  texts: [],
  models: [],
  ...parts,
});

const WALL: Colour = { r: 0.62, g: 0.64, b: 0.67, a: 1 };
const PLACE: Colour = { r: 0.76, g: 0.71, b: 0.62, a: 1 };
const AREA: Colour = { r: 0.3, g: 0.55, b: 0.85, a: 0.15 };
const ITEM: Colour = { r: 0.85, g: 0.5, b: 0.15, a: 1 };
const PERSON: Colour = { r: 0.85, g: 0.35, b: 0.55, a: 1 };
const ROBOT: Colour = { r: 0.16, g: 0.4, b: 0.85, a: 1 };

const fromHex = (hex: string | undefined, fallback: Colour): Colour => {
  const digits = hex?.match(/^#([0-9a-f]{6})$/i)?.[1];
  if (!digits) return fallback;
  const part = (at: number): number => Number.parseInt(digits.slice(at, at + 2), 16) / 255;
  return { r: part(0), g: part(2), b: part(4), a: 1 };
};

const label = (text: string, pose: Pick<SimPose, 'x' | 'y' | 'z' | 'yaw'>, lift: number) => ({
  pose: poseOf(pose, lift),
  billboard: true,
  font_size: 0.3,
  scale_invariant: false,
  color: { r: 0.1, g: 0.1, b: 0.12, a: 1 },
  text,
});

/** Walls and places, which stay where they are. */
export const drawBuilding = (model: WorldModel, seconds: number): SceneEntity[] => {
  const time = timeOf(seconds);
  const elevation = new Map(model.scene.floors.map((floor) => [floor.id, floor.elevation]));
  const walls = model.scene.walls.map((wall) => {
    const [dx, dy] = [wall.to[0] - wall.from[0], wall.to[1] - wall.from[1]];
    const z = elevation.get(wall.floor) ?? 0;
    const middle = {
      x: (wall.from[0] + wall.to[0]) / 2,
      y: (wall.from[1] + wall.to[1]) / 2,
      z,
      yaw: Math.atan2(dy, dx),
    };
    return {
      pose: poseOf(middle, (wall.height ?? 2.5) / 2),
      size: { x: Math.hypot(dx, dy), y: wall.thickness ?? 0.1, z: wall.height ?? 2.5 },
      color: WALL,
    };
  });
  const places = model.scene.places.map((place) => {
    const isArea = model.entities[place.id]?.properties.zone === true || place.size[2] === 0;
    const height = isArea ? 0.02 : place.size[2];
    const at = { x: place.x, y: place.y, z: elevation.get(place.floor) ?? 0, yaw: place.yaw ?? 0 };
    return entity(time, `place ${place.id}`, {
      cubes: [
        {
          pose: poseOf(at, height / 2),
          size: { x: place.size[0], y: place.size[1], z: height },
          color: isArea ? AREA : PLACE,
        },
      ],
      texts: [label(displayName(place.names, 'en'), at, height + 0.2)],
    });
  });
  return [entity(time, 'walls', { cubes: walls }), ...places];
};

/** Robots, people and things, where they are at one instant. */
export const drawBodies = (model: WorldModel, snapshot: SimSnapshot): SceneEntity[] => {
  const time = timeOf(snapshot.seconds);
  const robots = snapshot.robots.map((robot) => {
    const manifest = model.library.robots[robot.kind];
    const body = manifest?.body ?? { length: 0.6, width: 0.6, height: 0.5 };
    const names = model.scene.robots.find((entry) => entry.id === robot.id)?.names;
    return entity(time, `robot ${robot.id}`, {
      cubes: [
        {
          pose: poseOf(robot.pose, body.height / 2),
          size: { x: body.length, y: body.width, z: body.height },
          color: fromHex(manifest?.look.colour, ROBOT),
        },
      ],
      texts: [label(names ? displayName(names, 'en') : robot.id, robot.pose, body.height + 0.3)],
      metadata: [
        { key: 'battery', value: robot.battery.toFixed(3) },
        { key: 'does', value: robot.command?.skill ?? robot.posture },
      ],
    });
  });
  const people = snapshot.people.map((person) =>
    entity(time, `person ${person.id}`, {
      cylinders: [
        {
          pose: poseOf(person.pose, 0.85),
          size: { x: 0.5, y: 0.5, z: 1.7 },
          bottom_scale: 1,
          top_scale: 0.7,
          color: PERSON,
        },
      ],
    }),
  );
  const items = snapshot.items
    .filter((item) => item.parent.kind !== 'gone')
    .map((item) => {
      const size = model.scene.items.find((entry) => entry.id === item.id)?.size ?? [0.1, 0.1, 0.1];
      return entity(time, `item ${item.id}`, {
        cubes: [{ pose: poseOf(item.pose, size[2] / 2), size: { x: size[0], y: size[1], z: size[2] }, color: ITEM }],
      });
    });
  return [...robots, ...people, ...items];
};
