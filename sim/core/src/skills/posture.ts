import { pointToBox } from '../geometry/footprint.ts';
import { abs, max } from '../math/dmath.ts';
import { setMotion } from '../motion/legs.ts';
import { planMotion } from '../motion/path.ts';
import { hasProperty, type Refusal, refusal, robotId, type Sim, setState } from '../sim.ts';
import { POSTURE } from '../state.ts';
import { isAt } from '../truth.ts';

/** Result of one tick of a primitive. */
export type Step = 'done' | 'wait' | Refusal;

const flies = (sim: Sim, robot: number): boolean => sim.fixed.manifests[robot]!.mobility.mode === 'fly';

export const setPosture = (sim: Sim, robot: number, posture: keyof typeof POSTURE): void => {
  sim.state.int.posture[robot] = POSTURE[posture];
  const id = robotId(sim, robot);
  if (flies(sim, robot)) setState(sim, id, 'flying', posture === 'fly');
  if (posture === 'dock') setState(sim, id, 'docked', true);
  else if (sim.state.tables.states[`docked(${id})`]) setState(sim, id, 'docked', false);
};

/** Height of the highest thing below a point: furniture or the floor. */
const groundBelow = (sim: Sim, x: number, y: number, z: number, floor: number): number => {
  let height = sim.fixed.floors[floor]!.elevation;
  for (const index of sim.fixed.statics.near(floor, x, y)) {
    const body = sim.fixed.statics.bodies[index]!;
    if (body.top > z + 0.01 || body.top <= height || pointToBox(x, y, body) > 0) continue;
    height = body.top;
  }
  return height;
};

/** Surface that a flyer comes down on: the place's own when it is above it or the place is raised, else what is below. */
const landingSpot = (sim: Sim, robot: number, place: number | undefined): { x: number; y: number; z: number } => {
  const { lane, int } = sim.state;
  const x = lane.x[robot]!;
  const y = lane.y[robot]!;
  const floor = int.floor[robot]!;
  const below = { x, y, z: groundBelow(sim, x, y, lane.z[robot]!, floor) };
  if (place === undefined) return below;
  const { footprint, surface } = sim.fixed.places[place]!;
  if (pointToBox(x, y, footprint) === 0) return { x, y, z: surface };
  return surface - sim.fixed.floors[floor]!.elevation > 0.2 ? { x: footprint.x, y: footprint.y, z: surface } : below;
};

/** One tick of climbing or coming down at the flyer's own rate. */
const climbTo = (sim: Sim, robot: number, z: number): boolean => {
  const { mobility } = sim.fixed.manifests[robot]!;
  const { lane } = sim.state;
  const most = (mobility.mode === 'fly' ? mobility.climbRate : 1) * sim.speedFactor[robot]! * 0.05;
  const change = Math.max(-most, Math.min(most, z - lane.z[robot]!));
  lane.z[robot] = lane.z[robot]! + change;
  lane.vz[robot] = abs(change) < 1e-12 ? 0 : change * 20;
  if (abs(lane.z[robot]! - z) > 1e-9) return false;
  lane.vz[robot] = 0;
  sim.moved[robot] = 1;
  return true;
};

export const takeOff = (sim: Sim, robot: number): Step => {
  const { mobility } = sim.fixed.manifests[robot]!;
  if (mobility.mode !== 'fly') return refusal('SIM_NOT_CAPABLE', `${robotId(sim, robot)} does not fly`);
  setPosture(sim, robot, 'fly');
  const elevation = sim.fixed.floors[sim.state.int.floor[robot]!]!.elevation;
  const z = max(sim.state.lane.z[robot]!, elevation + mobility.cruiseAltitude);
  return climbTo(sim, robot, z) ? 'done' : 'wait';
};

/** Comes down where it is; over a raised place first to its middle. */
export const comeDown = (sim: Sim, robot: number, place: number | undefined): Step => {
  if (!flies(sim, robot)) return 'done';
  const id = robotId(sim, robot);
  if (sim.state.int.posture[robot] !== POSTURE.fly) return 'done';
  if (sim.state.tables.motions[robot]) return 'wait';
  if (place !== undefined && !hasProperty(sim, sim.fixed.places[place]!.id, 'landable'))
    return refusal('SIM_NOT_LANDABLE', `${id} cannot land on ${sim.fixed.places[place]!.id}`);
  const spot = landingSpot(sim, robot, place);
  const { lane, int } = sim.state;
  if (abs(spot.x - lane.x[robot]!) > 0.02 || abs(spot.y - lane.y[robot]!) > 0.02) {
    const floor = sim.fixed.floors[int.floor[robot]!]!.id;
    const planned = planMotion(sim, robot, '', [{ floor, x: spot.x, y: spot.y, z: lane.z[robot]! }], 0.5);
    if ('refused' in planned) return planned.refused;
    setMotion(sim, robot, planned.motion);
    return 'wait';
  }
  if (!climbTo(sim, robot, spot.z)) return 'wait';
  setPosture(sim, robot, 'land');
  return 'done';
};

/** Docks at the charger that it stands at; flyers land on it. */
export const dock = (sim: Sim, robot: number): Step => {
  const id = robotId(sim, robot);
  const charger = Object.keys(sim.fixed.model.service[id] ?? {})
    .sort()
    .find((place) => isAt(sim, robot, place) && hasProperty(sim, place, 'charger'));
  const node = sim.fixed.nodes.some(
    (entry) =>
      entry.charger &&
      entry.floor === sim.state.int.floor[robot] &&
      abs(entry.x - sim.state.lane.x[robot]!) < 0.35 &&
      abs(entry.y - sim.state.lane.y[robot]!) < 0.35,
  );
  if (charger === undefined && !node) return refusal('SIM_NOT_A_CHARGER', `there is no charger where ${id} is`);
  const down = comeDown(sim, robot, charger === undefined ? undefined : sim.fixed.placeIndex.get(charger));
  if (down !== 'done') return down;
  setPosture(sim, robot, 'dock');
  return 'done';
};
