import { TICK_SECONDS } from '../fixed.ts';
import { clamp, cos, sin } from '../math/dmath.ts';
import type { Sim } from '../sim.ts';
import { armGeometry, STOWED, solveArm } from './kinematics.ts';

const JOINTS = 6;
/** Radians a second of every joint, and shares of full travel a second of a gripper. */
const JOINT_RATE = 1.6;
const GRIP_RATE = 2;

type Spot = { readonly x: number; readonly y: number; readonly z: number };

const total = (sim: Sim): number => sim.fixed.handOffset[sim.fixed.robots.length]!;
export const handCount = (sim: Sim, robot: number): number =>
  sim.fixed.handOffset[robot + 1]! - sim.fixed.handOffset[robot]!;

const setTarget = (sim: Sim, robot: number, hand: number, q: readonly number[]): void => {
  const at = sim.fixed.handOffset[robot]! + hand;
  sim.state.arms.set(q, (total(sim) + at) * JOINTS);
  sim.armsBusy[at] = 1;
};

/** Sends a hand to a point in `map`. */
export const reachFor = (sim: Sim, robot: number, hand: number, spot: Spot): void => {
  if (hand >= handCount(sim, robot)) return;
  const { lane } = sim.state;
  const yaw = lane.yaw[robot]!;
  const dx = spot.x - lane.x[robot]!;
  const dy = spot.y - lane.y[robot]!;
  const c = cos(yaw);
  const s = sin(yaw);
  const arm = armGeometry(sim.fixed.manifests[robot]!, hand);
  setTarget(sim, robot, hand, solveArm(arm, dx * c + dy * s, dy * c - dx * s, spot.z - lane.z[robot]!));
};

/** Folds all arms of a robot. */
export const stowArms = (sim: Sim, robot: number): void => {
  for (let hand = 0; hand < handCount(sim, robot); hand += 1) setTarget(sim, robot, hand, STOWED);
};

/** Opens or closes a gripper. */
export const setGrip = (sim: Sim, robot: number, hand: number, closed: boolean): void => {
  if (hand >= handCount(sim, robot)) return;
  const at = sim.fixed.handOffset[robot]! + hand;
  sim.state.arms[total(sim) * 13 + at] = closed ? 1 : 0;
  sim.armsBusy[at] = 1;
};

/** Moves every arm and gripper towards its target by one tick. */
export const stepArms = (sim: Sim): void => {
  const { arms } = sim.state;
  const hands = total(sim);
  for (let at = 0; at < hands; at += 1) {
    if (sim.armsBusy[at] === 0) continue;
    let busy = approach(arms, hands * 12 + at, arms[hands * 13 + at]!, GRIP_RATE * TICK_SECONDS);
    for (let joint = 0; joint < JOINTS; joint += 1) {
      const k = at * JOINTS + joint;
      busy = approach(arms, k, arms[hands * JOINTS + k]!, JOINT_RATE * TICK_SECONDS) || busy;
    }
    if (!busy) sim.armsBusy[at] = 0;
  }
};

const approach = (values: Float64Array, index: number, target: number, most: number): boolean => {
  const left = target - values[index]!;
  if (left === 0) return false;
  values[index] = left > -most && left < most ? target : values[index]! + clamp(left, -most, most);
  return values[index] !== target;
};

/** All arms folded, grippers open: the state at tick 0. */
export const foldAll = (arms: Float64Array): void => {
  const hands = arms.length / 14;
  for (let k = 0; k < 2 * hands; k += 1) arms.set(STOWED, k * JOINTS);
};
