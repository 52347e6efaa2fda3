import { PAINT } from '../../colours.ts';
import { type BodyBuilder, group, Lamp, strip } from './body.ts';
import { Limb } from './limb.ts';

/** An arm, or two, on a pedestal. */
export const buildArm: BodyBuilder = (manifest, kit) => {
  const { length, width, height } = manifest.body;
  const lamp = new Lamp(kit);
  const isDual = manifest.look.model === 'dual-arm';
  const foot = isDual ? height * 0.72 : Math.min(0.12, height * 0.2);
  const body = kit
    .parts()
    .box([length, width, isDual ? 0.12 : foot], [0, 0, isDual ? 0.06 : foot / 2], PAINT.metal, 0.03);
  if (isDual)
    body
      .box([length * 0.5, width * 0.5, foot], [0, 0, foot / 2], PAINT.dark, 0.05)
      .box([length * 0.4, width * 0.9, 0.26], [0, 0, foot + 0.02], PAINT.shell, 0.08)
      .box([0.1, 0.22, 0.12], [0.06, 0, foot + 0.26], PAINT.dark, 0.04);
  const limbs = manifest.hands.map(
    (hand, index) =>
      new Limb(
        kit,
        Math.max(0.5, hand.reach),
        [isDual ? 0.1 : 0, isDual ? (index === 0 ? width * 0.42 : -width * 0.42) : 0, foot],
        isDual ? 0.9 : 1,
      ),
  );
  const light = strip(kit, lamp, [0.02, width * 0.5, 0.03], [length * 0.5, 0, Math.min(foot * 0.6, 0.3)]);
  const root = group(body.mesh(), light, ...limbs.map((limb) => limb.root));
  return {
    root,
    update: (robot, { dt, target }) => {
      lamp.show(robot.led);
      return limbs
        .map((limb, index) =>
          limb.update(robot.joints[index], robot.grips[index] ?? 0, index === 0 ? target : null, dt),
        )
        .some(Boolean);
    },
  };
};

/** Gantry over a deck with a row of tips. */
export const buildPipettor: BodyBuilder = (manifest, kit) => {
  const { length, width, height } = manifest.body;
  const lamp = new Lamp(kit);
  const body = kit
    .parts()
    .box([length, width, 0.1], [0, 0, 0.05], PAINT.dark, 0.03)
    .box([length * 0.94, width * 0.94, 0.02], [0, 0, 0.11], PAINT.shell, 0.008);
  for (const side of [1, -1])
    body
      .box([0.07, 0.07, height], [-length * 0.46, side * width * 0.46, height / 2], PAINT.shell, 0.02)
      .box([0.07, 0.07, height], [length * 0.46, side * width * 0.46, height / 2], PAINT.shell, 0.02)
      .box([length, 0.06, 0.08], [0, side * width * 0.46, height - 0.04], PAINT.metal, 0.02);
  const bridge = group(
    kit
      .parts()
      .box([0.09, width * 0.92, 0.09], [0, 0, height - 0.09], PAINT.joint, 0.02)
      .box([0.12, 0.16, 0.24], [0.05, 0, height - 0.2], PAINT.shell, 0.03)
      .mesh(),
  );
  const tips = kit.parts();
  for (let k = 0; k < 8; k += 1)
    tips.cylinder(0.006, 0.14, [0.05, (k - 3.5) * 0.017, height - 0.38], PAINT.accent, 'z', 0.01);
  bridge.add(tips.mesh());
  const light = strip(kit, lamp, [0.02, width * 0.5, 0.03], [length * 0.5, 0, 0.07]);
  const root = group(body.mesh(), bridge, light);
  return {
    root,
    update: (robot) => {
      lamp.show(robot.led);
      bridge.position.x = Math.sin((robot.command?.progress ?? 0) * 6) * length * 0.32;
      return false;
    },
  };
};
