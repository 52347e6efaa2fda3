import { CircleGeometry, Mesh } from 'three';
import { PAINT } from '../../colours.ts';
import { approach, type BodyBuilder, group, Lamp, strip } from './body.ts';

/** Four rotors in guards; tilts with its acceleration, the discs turn while it flies. */
export const buildQuadrotor: BodyBuilder = (manifest, kit) => {
  const { length, height } = manifest.body;
  const lamp = new Lamp(kit);
  const k = length / 0.6;
  const boom = 0.22 * k;
  const deck = height * 0.62;
  const body = kit
    .parts()
    .box([0.24 * k, 0.16 * k, 0.09 * k], [0, 0, deck], PAINT.dark, 0.035)
    .box([0.17 * k, 0.12 * k, 0.04 * k], [-0.01, 0, deck + 0.055 * k], manifest.look.colour ?? PAINT.accent, 0.02)
    .sphere(0.036 * k, [0.1 * k, 0, deck - 0.06 * k], PAINT.joint);
  const discs: Mesh[] = [];
  for (const [sx, sy] of [
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
  ] as const) {
    const x = sx * boom;
    const y = sy * boom;
    body
      .rod([sx * 0.08 * k, sy * 0.06 * k, deck], [x, y, deck + 0.02 * k], 0.016 * k, PAINT.metal)
      .cylinder(0.026 * k, 0.06 * k, [x, y, deck + 0.03 * k], PAINT.dark)
      .torus(0.14 * k, 0.011 * k, [x, y, deck + 0.05 * k], PAINT.shell);
    const disc = new Mesh(kit.own(new CircleGeometry(0.128 * k, kit.segments(24))), kit.clear);
    disc.position.set(x, y, deck + 0.056 * k);
    disc.add(
      kit
        .parts()
        .box([0.25 * k, 0.02 * k, 0.006], [0, 0, 0.004], PAINT.rubber, 0.002)
        .mesh(),
    );
    discs.push(disc);
  }
  for (const side of [1, -1])
    body
      .rod([-0.11 * k, side * 0.1 * k, 0.012], [0.11 * k, side * 0.1 * k, 0.012], 0.011 * k, PAINT.rubber)
      .rod([0.05 * k, side * 0.07 * k, deck - 0.03], [0.06 * k, side * 0.1 * k, 0.012], 0.009 * k, PAINT.metal)
      .rod([-0.05 * k, side * 0.07 * k, deck - 0.03], [-0.06 * k, side * 0.1 * k, 0.012], 0.009 * k, PAINT.metal);
  if (manifest.carrier) body.box([0.2 * k, 0.15 * k, 0.05 * k], [0, 0, 0.05 * k], PAINT.metal, 0.012);
  const frame = group(body.mesh(), ...discs, strip(kit, lamp, [0.012, 0.09 * k, 0.02], [0.122 * k, 0, deck + 0.01]));
  let pitch = 0;
  return {
    root: group(frame),
    update: (robot, { dt }) => {
      lamp.show(robot.led);
      const isFlying = robot.posture === 'fly' || robot.posture === 'land';
      const { x, y } = robot.velocity;
      const along = Math.cos(robot.pose.yaw) * x + Math.sin(robot.pose.yaw) * y;
      pitch = approach(pitch, isFlying ? Math.max(-0.25, Math.min(0.25, along * 0.1)) : 0, dt * 0.6);
      frame.rotation.y = pitch;
      if (isFlying)
        for (const [index, disc] of discs.entries()) disc.rotation.z += (index % 3 === 0 ? 1 : -1) * dt * 26;
      return isFlying;
    },
  };
};
