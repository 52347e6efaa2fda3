import type { RobotManifest } from '../manifest.ts';
import type { Place } from '../scene.ts';
import type { WorldModel } from '../world-model.ts';
import type { Box } from './geometry.ts';

/** Lowest height at which furniture is an obstacle; below it, it is a mark on the floor. The simulator uses the same figure. */
const OBSTACLE_HEIGHT = 0.05;
const WALL_HEIGHT = 3;
const WALL_THICKNESS = 0.1;

export const placeBox = (place: Place): Box => ({
  id: place.id,
  floor: place.floor,
  x: place.x,
  y: place.y,
  cos: Math.cos(place.yaw ?? 0),
  sin: Math.sin(place.yaw ?? 0),
  halfLength: place.size[0] / 2,
  halfWidth: place.size[1] / 2,
  bottom: 0,
  top: place.size[2],
});

/** Walls and furniture that stand in the way; doors and lifts are passages, not obstacles. */
export const obstaclesOf = (model: WorldModel): Box[] => {
  const { scene, library } = model;
  const solid = (place: Place): boolean => {
    const behaviour = place.device === undefined ? undefined : library.devices[place.device]?.behaviour;
    return (place.obstacle ?? place.size[2] > OBSTACLE_HEIGHT) && behaviour !== 'door' && behaviour !== 'lift';
  };
  const walls = scene.walls.map((wall, index): Box => {
    const [dx, dy] = [wall.to[0] - wall.from[0], wall.to[1] - wall.from[1]];
    const length = Math.hypot(dx, dy);
    return {
      id: `wall ${index}`,
      floor: wall.floor,
      x: (wall.from[0] + wall.to[0]) / 2,
      y: (wall.from[1] + wall.to[1]) / 2,
      cos: length === 0 ? 1 : dx / length,
      sin: length === 0 ? 0 : dy / length,
      halfLength: length / 2,
      halfWidth: (wall.thickness ?? WALL_THICKNESS) / 2,
      bottom: 0,
      top: wall.height ?? WALL_HEIGHT,
    };
  });
  return [...scene.places.filter(solid).map(placeBox), ...walls];
};

/** Radius of the circle a robot needs to turn on the spot. */
export const turningRadius = ({ body }: RobotManifest): number =>
  body.radius ?? Math.hypot(body.length, body.width) / 2;
