import { faultNumber, faultOn } from '../faults/active.ts';
import { gaussAt } from '../math/random.ts';
import { sightOf } from '../observe.ts';
import type { Sim } from '../sim.ts';
import type { SimPose, SimRobot } from '../snapshot.ts';
import type { FaultState } from '../state.ts';
import { placesHere } from '../truth.ts';
import { commandView, robotPose } from '../view.ts';
import { barcodeOf, type Detection, detectionsOf } from './detect.ts';
import { scanFrom } from './lidar.ts';

/** What a robot can tell of itself at the present tick. Reading changes nothing. Unknown robots give `undefined`. */
export interface Senses {
  pose(robot: string): SimPose | undefined;
  /** The pose it believes: with localisation noise and jumps. */
  believedPose(robot: string): SimPose | undefined;
  velocity(robot: string): SimRobot['velocity'] | undefined;
  command(robot: string): SimRobot['command'] | undefined;
  /** Joint angles of all hands, six each. */
  joints(robot: string): readonly number[];
  /** What it sees where it stands at rest; empty while it moves, works or is off, and while its senses are disturbed. */
  sight(robot: string): readonly { readonly fact: string; readonly value: boolean | number }[];
  isOff(robot: string): boolean;
  isHolding(robot: string): boolean;
  isCharging(robot: string): boolean;
  /** Planar scan, see `scanFrom`; empty for an unknown robot. */
  scan(robot: string, beams: number, range: number): readonly number[];
  /** What its camera makes out now; empty without a camera, when it is off, or while the camera is silent. */
  detections(robot: string): readonly Detection[];
  /** The label that its barcode reader reads now, if any. */
  barcode(robot: string): { readonly id: string; readonly code: string } | undefined;
  /** The active fault of a kind on a robot; a `sensor` narrows it to faults of that sensor or of all. */
  fault(kind: string, robot: string, sensor?: string): FaultState | undefined;
}

/** Standard deviation of a healthy localisation, metres. */
const LOCALISATION_NOISE = 0.005;

export const createSenses = (sim: Sim): Senses => {
  const isBlind = (robot: string, sensor: string): boolean => {
    const found = faultOn(sim, 'sensor_dropout', robot);
    const of = found?.fault.params?.sensor;
    return found !== undefined && (of === undefined || of === sensor);
  };
  const index = (robot: string): number => sim.fixed.robotIndex.get(robot) ?? -1;
  return {
    pose: (robot) => (index(robot) < 0 ? undefined : robotPose(sim, index(robot))),
    believedPose: (robot) => (index(robot) < 0 ? undefined : believedPose(sim, robot, index(robot))),
    velocity: (robot) => {
      const i = index(robot);
      const { vx, vy, vz, turn } = sim.state.lane;
      return i < 0 ? undefined : { x: vx[i]!, y: vy[i]!, z: vz[i]!, yaw: turn[i]! };
    },
    command: (robot) => (index(robot) < 0 ? undefined : commandView(sim, index(robot))),
    joints: (robot) => {
      const i = index(robot);
      const { handOffset } = sim.fixed;
      return i < 0 ? [] : [...sim.state.arms.subarray(handOffset[i]! * 6, handOffset[i + 1]! * 6)];
    },
    sight: (robot) => {
      const i = index(robot);
      const { motions, runs } = sim.state.tables;
      if (i < 0 || motions[i] || runs[i] || sim.state.int.offUntil[i]! > sim.state.tick) return [];
      return faultOn(sim, 'sensor_dropout', robot) ? [] : sightOf(sim, i, placesHere(sim, i));
    },
    isOff: (robot) => (sim.state.int.offUntil[index(robot)] ?? 0) > sim.state.tick,
    isHolding: (robot) => sim.state.int.holding[index(robot)] === 1,
    isCharging: (robot) => sim.state.int.charging[index(robot)] === 1,
    scan: (robot, beams, range) => (index(robot) < 0 ? [] : scanFrom(sim, index(robot), beams, range)),
    detections: (robot) => {
      const i = index(robot);
      const camera = sim.fixed.manifests[i]?.sensors?.camera;
      if (!camera || sim.state.int.offUntil[i]! > sim.state.tick || isBlind(robot, 'camera')) return [];
      return detectionsOf(sim, i, camera.range);
    },
    barcode: (robot) => {
      const i = index(robot);
      const reader = sim.fixed.manifests[i]?.sensors?.barcode;
      if (!reader || sim.state.int.offUntil[i]! > sim.state.tick || isBlind(robot, 'barcode')) return undefined;
      return barcodeOf(sim, i, reader.range);
    },
    fault: (kind, robot, sensor) => {
      const found = faultOn(sim, kind, robot);
      const of = found?.fault.params?.sensor;
      return sensor === undefined || of === undefined || of === sensor ? found : undefined;
    },
  };
};

const believedPose = (sim: Sim, robot: string, i: number): SimPose => {
  const pose = robotPose(sim, i);
  const { fixX, fixY, fixYaw } = sim.state.lane;
  const noisy = faultOn(sim, 'localisation_noise', robot);
  const metres = noisy ? faultNumber(noisy, 'metres', 0.2) : LOCALISATION_NOISE;
  const moving = sim.state.lane.vx[i] !== 0 || sim.state.lane.vy[i] !== 0;
  const deviation = (axis: string): number =>
    moving || noisy ? metres * gaussAt(sim.seed, `localisation:${robot}:${axis}`, sim.state.tick) : 0;
  return {
    ...pose,
    x: pose.x + fixX[i]! + deviation('x'),
    y: pose.y + fixY[i]! + deviation('y'),
    yaw: pose.yaw + fixYaw[i]!,
  };
};
