import { Group } from 'three';
import { PAINT } from '../../colours.ts';
import type { Kit } from '../kit.ts';
import { type BodyBuilder, group, Lamp, strip } from './body.ts';
import { Limb } from './limb.ts';

/** Two-link leg in the x-z plane under a hip; foot positions by inverse kinematics. */
class Leg {
  readonly root = new Group();
  readonly #thigh = new Group();
  readonly #shank = new Group();
  readonly #length: number;

  constructor(kit: Kit, length: number, thick: number) {
    this.#length = length;
    const thigh = kit
      .parts()
      .cylinder(thick * 1.6, thick * 2.6, [0, 0, 0], PAINT.dark, 'y')
      .rod([0, 0, 0], [0, 0, -length], thick, PAINT.shell)
      .mesh();
    const shank = kit
      .parts()
      .rod([0, 0, 0], [0, 0, -length], thick * 0.6, PAINT.dark)
      .sphere(thick * 0.95, [0, 0, -length], PAINT.rubber)
      .mesh();
    this.#shank.add(shank);
    this.#shank.position.z = -length;
    this.#thigh.add(thigh, this.#shank);
    this.root.add(this.#thigh);
  }

  /** @param x foot forward of the hip; @param down foot below the hip */
  step(x: number, down: number, bend = 1): void {
    const far = Math.min(Math.hypot(x, down), this.#length * 1.995);
    const half = Math.acos(far / (2 * this.#length));
    const lean = Math.atan2(x, down);
    this.#thigh.rotation.y = -lean + half * bend;
    this.#shank.rotation.y = -2 * half * bend;
  }
}

/** Four legs: diagonal pairs trot in phase, the phase comes from the way walked, so that feet don't slide. */
export const buildQuadruped: BodyBuilder = (manifest, kit) => {
  const { length, width, height } = manifest.body;
  const lamp = new Lamp(kit);
  const hip = height * 0.78;
  const link = hip * 0.56;
  const torso = kit
    .parts()
    .box([length * 0.78, width * 0.5, height * 0.24], [0, 0, 0], PAINT.metal, 0.05)
    .box([length * 0.5, width * 0.4, height * 0.06], [-0.02, 0, height * 0.13], PAINT.shell, 0.02)
    .box([length * 0.2, width * 0.4, height * 0.2], [length * 0.44, 0, height * 0.04], PAINT.dark, 0.04)
    .cylinder(0.03, 0.03, [length * 0.545, 0, height * 0.05], PAINT.joint, 'x')
    .cylinder(0.045, 0.05, [length * 0.12, 0, height * 0.18], PAINT.dark)
    .box(
      [length * 0.3, width * 0.52, height * 0.05],
      [-length * 0.12, 0, 0],
      manifest.look.colour ?? PAINT.joint,
      0.015,
    );
  const body = group(torso.mesh(), strip(kit, lamp, [0.015, width * 0.3, 0.022], [length * 0.545, 0, height * 0.12]));
  body.position.z = hip;
  const legs = [
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
  ].map(([x, y]) => {
    const leg = new Leg(kit, link, 0.032);
    leg.root.position.set(x! * length * 0.34, y! * width * 0.36, 0);
    body.add(leg.root);
    return leg;
  });
  const hand = manifest.hands[0];
  const limb = hand
    ? new Limb(kit, Math.min(0.75, Math.max(0.45, hand.reach * 0.9)), [length * 0.2, 0, height * 0.14], 0.62)
    : null;
  if (limb) body.add(limb.root);
  const root = group(body);
  return {
    root,
    update: (robot, { dt, target }) => {
      lamp.show(robot.led);
      const speed = Math.hypot(robot.velocity.x, robot.velocity.y) + Math.abs(robot.velocity.yaw) * 0.2;
      const isSitting = robot.posture === 'sit' || robot.posture === 'dock';
      const stride = 0.32;
      const phase = (robot.odometer / stride) * Math.PI;
      const walking = Math.min(1, speed / 0.15);
      const stand = isSitting ? hip * 0.55 : hip;
      body.position.z = stand + Math.abs(Math.sin(phase)) * 0.014 * walking;
      legs.forEach((leg, index) => {
        const own = phase + (index === 0 || index === 3 ? 0 : Math.PI);
        const lift = Math.max(0, Math.sin(own)) * 0.07 * walking;
        leg.step(Math.cos(own) * -stride * 0.32 * walking, stand - 0.026 - lift, index < 2 ? 1 : 1);
      });
      return limb
        ? limb.update(
            robot.joints[0],
            robot.grips[0] ?? 0,
            target ? [target[0], target[1], target[2] - stand] : null,
            dt,
          )
        : false;
    },
  };
};

export const buildHumanoid: BodyBuilder = (manifest, kit) => {
  const { width, height } = manifest.body;
  const lamp = new Lamp(kit);
  const hip = height * 0.5;
  const torso = kit
    .parts()
    .box([0.2, width * 0.62, height * 0.3], [0, 0, height * 0.2], PAINT.shell, 0.08)
    .box([0.16, width * 0.46, height * 0.08], [0, 0, 0], PAINT.dark, 0.04)
    .sphere(height * 0.065, [0.01, 0, height * 0.43], PAINT.shell)
    .box([0.05, 0.13, 0.05], [height * 0.055, 0, height * 0.43], PAINT.dark, 0.02);
  const body = group(torso.mesh(), strip(kit, lamp, [0.015, 0.16, 0.025], [0.1, 0, height * 0.26]));
  body.position.z = hip;
  const legs = [1, -1].map((side) => {
    const leg = new Leg(kit, hip * 0.52, 0.05);
    leg.root.position.set(0, side * width * 0.18, 0);
    body.add(leg.root);
    return leg;
  });
  const limbs = manifest.hands.map(
    (hand, index) =>
      new Limb(kit, Math.max(0.5, hand.reach * 0.9), [0.06, (index === 0 ? 1 : -1) * width * 0.36, height * 0.26], 0.7),
  );
  for (const limb of limbs) body.add(limb.root);
  return {
    root: group(body),
    update: (robot, { dt, target }) => {
      lamp.show(robot.led);
      const speed = Math.hypot(robot.velocity.x, robot.velocity.y);
      const walking = Math.min(1, speed / 0.2);
      const phase = (robot.odometer / 0.55) * Math.PI;
      body.position.z = hip + Math.abs(Math.cos(phase)) * 0.015 * walking - 0.03;
      legs.forEach((leg, index) => {
        const own = phase + index * Math.PI;
        leg.step(Math.cos(own) * -0.2 * walking, hip - 0.08 - Math.max(0, Math.sin(own)) * 0.08 * walking, -1);
      });
      return limbs
        .map((limb, index) =>
          limb.update(
            robot.joints[index],
            robot.grips[index] ?? 0,
            index === 0 && target ? [target[0], target[1], target[2] - hip] : null,
            dt,
          ),
        )
        .some(Boolean);
    },
  };
};
