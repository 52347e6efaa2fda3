import type { RobotManifest } from '@muster/domain';
import { acos, atan2, clamp, cos, HALF_PI, length2, sin, wrap } from '../math/dmath.ts';

/**
 * A six-joint arm as the simulator and its view share it. All angles in radians, lengths in metres, in the arm's base frame: x forward, z up,
 * origin at the shoulder.
 *
 *   q0 turn of the whole arm about z · q1 rise of the upper arm above the horizontal · q2 forearm against the upper arm, negative bends down ·
 *   q3 hand against the forearm · q4 roll of the hand about its own axis · q5 turn of the fingers
 */
export type ArmGeometry = {
  /** Shoulder in the robot's base frame, metres. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly upper: number;
  readonly fore: number;
  readonly hand: number;
};

/** Share of the reach that each link has. */
const UPPER = 0.46;
const FORE = 0.42;
const HAND = 0.12;

/** Geometry of a robot's n-th arm, from its body and the hand's reach. Two arms stand side by side. */
export const armGeometry = (
  manifest: Pick<RobotManifest, 'body' | 'hands' | 'mobility'>,
  hand: number,
): ArmGeometry => {
  const reach = manifest.hands[hand]?.reach ?? 0.6;
  const { body, hands, mobility } = manifest;
  const fixed = mobility.mode === 'fixed';
  return {
    x: fixed ? 0 : -0.1 * body.length,
    y: hands.length < 2 ? 0 : (hand % 2 === 0 ? 0.5 : -0.5) * body.width,
    z: mobility.mode === 'fly' ? 0 : body.height + 0.1,
    upper: reach * UPPER,
    fore: reach * FORE,
    hand: reach * HAND,
  };
};

/** Arm folded over its base, hand ahead. */
export const STOWED: readonly number[] = [0, 2.2, -2.4, -0.6, 0, 0];

/**
 * Joint angles that bring the fingertips to a point with the hand pitched as asked, elbow up. Analytic: the wrist lies on a two-link chain in
 * the vertical plane through the point (law of cosines). Points out of reach are pointed at with the arm stretched.
 *
 * @param pitch of the hand: -π/2 from above, 0 level
 */
export const solveArm = (arm: ArmGeometry, x: number, y: number, z: number, pitch = -HALF_PI): number[] => {
  const dx = x - arm.x;
  const dy = y - arm.y;
  const turn = length2(dx, dy) < 1e-6 ? 0 : atan2(dy, dx);
  const r = length2(dx, dy) - arm.hand * cos(pitch);
  const h = z - arm.z - arm.hand * sin(pitch);
  const cosine = clamp(
    (r * r + h * h - arm.upper * arm.upper - arm.fore * arm.fore) / (2 * arm.upper * arm.fore),
    -1,
    1,
  );
  const elbow = -acos(cosine);
  const shoulder = atan2(h, r) - atan2(arm.fore * sin(elbow), arm.upper + arm.fore * cos(elbow));
  return [turn, shoulder, elbow, wrap(pitch - shoulder - elbow), 0, -turn];
};

/** Fingertips for joint angles, in the robot's base frame. */
export const fingertips = (arm: ArmGeometry, q: ArrayLike<number>): { x: number; y: number; z: number } => {
  const a = q[1] ?? 0;
  const b = a + (q[2] ?? 0);
  const c = b + (q[3] ?? 0);
  const r = arm.upper * cos(a) + arm.fore * cos(b) + arm.hand * cos(c);
  const turn = q[0] ?? 0;
  return {
    x: arm.x + r * cos(turn),
    y: arm.y + r * sin(turn),
    z: arm.z + arm.upper * sin(a) + arm.fore * sin(b) + arm.hand * sin(c),
  };
};
