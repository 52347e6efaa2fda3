import { Group } from 'three';
import { PAINT } from '../../colours.ts';
import type { Kit, Point } from '../kit.ts';
import { approach, group } from './body.ts';

const REST: Point = [0.28, 0, 0.34];

/**
 * An arm of six joints: base yaw, shoulder and elbow pitch, wrist pitch, wrist yaw, roll. Angles come from the snapshot where the simulator has
 * them; where it has none (all zero) the hand goes to the thing that is held or worked at, by the two-link solution.
 */
export class Limb {
  readonly root = new Group();
  readonly #yaw = new Group();
  readonly #shoulder = new Group();
  readonly #elbow = new Group();
  readonly #wrist = new Group();
  readonly #fingers: Group[] = [];
  readonly #upper: number;
  readonly #fore: number;
  readonly #base: number;
  #tip: [number, number, number];

  /** @param reach metres from the shoulder to the finger tips; @param at foot of the arm on its robot */
  constructor(kit: Kit, reach: number, at: Point, scale = 1) {
    this.#upper = reach * 0.46;
    this.#fore = reach * 0.4;
    this.#base = 0.14 * scale;
    const drum = 0.07 * scale;
    this.root.position.set(...at);
    const foot = kit
      .parts()
      .cylinder(0.095 * scale, 0.05, [0, 0, 0.025], PAINT.metal)
      .mesh();
    const base = kit
      .parts()
      .cylinder(0.08 * scale, this.#base, [0, 0, this.#base / 2], PAINT.shell)
      .cylinder(drum, 0.17 * scale, [0, 0, this.#base], PAINT.joint, 'y')
      .mesh();
    const upper = kit
      .parts()
      .rod([0, 0, 0.03], [0, 0, this.#upper - 0.03], 0.05 * scale, PAINT.shell)
      .cylinder(0.06 * scale, 0.15 * scale, [0, 0, this.#upper], PAINT.joint, 'y')
      .mesh();
    const fore = kit
      .parts()
      .rod([0, 0, 0.03], [0, 0, this.#fore - 0.03], 0.04 * scale, PAINT.shell)
      .cylinder(0.047 * scale, 0.12 * scale, [0, 0, this.#fore], PAINT.joint, 'y')
      .mesh();
    const palm = kit
      .parts()
      .cylinder(0.035 * scale, 0.06, [0, 0, 0.05], PAINT.metal)
      .box([0.07 * scale, 0.12 * scale, 0.05], [0, 0, 0.1], PAINT.dark, 0.015)
      .mesh();
    for (const side of [1, -1]) {
      const finger = group(kit.parts().box([0.025, 0.018, 0.08], [0, 0, 0.16], PAINT.metal, 0.006).mesh());
      finger.position.y = side * 0.045 * scale;
      this.#fingers.push(finger);
    }
    this.#wrist.add(palm, ...this.#fingers);
    this.#wrist.position.z = this.#fore;
    this.#elbow.add(fore, this.#wrist);
    this.#elbow.position.z = this.#upper;
    this.#shoulder.add(upper, this.#elbow);
    this.#shoulder.position.z = this.#base;
    this.#yaw.add(base, this.#shoulder);
    this.root.add(foot, this.#yaw);
    this.#tip = [REST[0] * reach * 1.4, 0, this.#base + REST[2] * reach];
    this.#reachFor(this.#tip);
  }

  /** @param target in the frame of the robot that the arm stands on; @returns whether it is still on its way */
  update(joints: readonly number[] | undefined, grip: number, target: Point | null, dt: number): boolean {
    for (const [index, finger] of this.#fingers.entries())
      finger.position.y = (index === 0 ? 1 : -1) * (0.05 - 0.028 * grip);
    if (joints?.some((angle) => angle !== 0)) {
      const [yaw = 0, shoulder = 0, elbow = 0, wrist = 0, , roll = 0] = joints;
      this.#yaw.rotation.z = yaw;
      this.#shoulder.rotation.y = shoulder;
      this.#elbow.rotation.y = elbow;
      this.#wrist.rotation.y = wrist;
      this.#wrist.rotation.z = roll;
      return false;
    }
    const reach = this.#upper + this.#fore;
    const goal: Point = target
      ? [target[0] - this.root.position.x, target[1] - this.root.position.y, target[2] - this.root.position.z + 0.14]
      : [REST[0] * reach * 1.6, 0, this.#base + REST[2] * reach * 1.1];
    let isMoving = false;
    for (const axis of [0, 1, 2] as const) {
      const next = approach(this.#tip[axis], goal[axis], dt * 0.9);
      isMoving ||= next !== this.#tip[axis];
      this.#tip[axis] = next;
    }
    this.#reachFor(this.#tip);
    return isMoving;
  }

  #reachFor([x, y, z]: Point): void {
    const flat = Math.max(0.04, Math.hypot(x, y));
    const height = z - this.#base;
    const far = Math.min(Math.hypot(flat, height), (this.#upper + this.#fore) * 0.995);
    const a = this.#upper;
    const b = this.#fore;
    const elbow = Math.acos(clamp((far * far - a * a - b * b) / (2 * a * b)));
    const lift = Math.acos(clamp((a * a + far * far - b * b) / (2 * a * far)));
    this.#yaw.rotation.z = Math.atan2(y, x);
    // Pitch is measured from straight up.
    this.#shoulder.rotation.y = Math.atan2(flat, height) - lift;
    this.#elbow.rotation.y = elbow;
    this.#wrist.rotation.y = Math.PI - this.#shoulder.rotation.y - elbow;
  }
}

const clamp = (value: number): number => Math.min(1, Math.max(-1, value));
