import type { Group } from 'three';
import { PAINT } from '../../colours.ts';
import type { Kit } from '../kit.ts';
import { approach, type BodyBuilder, group, Lamp, strip } from './body.ts';
import { Limb } from './limb.ts';

const wheel = (kit: Kit, radius: number, width: number, x: number, y: number): Group => {
  const turning = group(
    kit
      .parts()
      .cylinder(radius, width, [0, 0, 0], PAINT.rubber, 'y')
      .cylinder(radius * 0.55, width * 1.08, [0, 0, 0], PAINT.metal, 'y')
      .box([radius * 1.5, width * 1.1, radius * 0.16], [0, 0, 0], PAINT.dark, 0.004)
      .mesh(),
  );
  turning.position.set(x, y, radius);
  return turning;
};

const chassis = (kit: Kit, length: number, width: number, height: number, colour: string, lamp: Lamp) => {
  const radius = Math.min(0.1, height * 0.3);
  const clearance = radius * 0.55;
  const body = kit
    .parts()
    .box(
      [length, width, height - clearance - 0.03],
      [0, 0, clearance + (height - clearance - 0.03) / 2],
      PAINT.shell,
      0.06,
    )
    .box([length * 1.01, width * 1.02, height * 0.22], [0, 0, clearance + height * 0.11], PAINT.dark, 0.03)
    .box([length * 0.86, width * 0.86, 0.03], [0, 0, height - 0.022], PAINT.dark, 0.012)
    .box([length * 0.5, width * 0.03, height * 0.12], [0, width * 0.497, height * 0.62], colour, 0.01)
    .box([length * 0.5, width * 0.03, height * 0.12], [0, -width * 0.497, height * 0.62], colour, 0.01)
    .box([length * 0.03, width * 0.5, height * 0.1], [-length * 0.495, 0, height * 0.62], colour, 0.01);
  for (const [x, y] of [
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
  ] as const)
    body.sphere(radius * 0.5, [x * length * 0.38, y * width * 0.32, radius * 0.5], PAINT.rubber);
  const wheels = [1, -1].map((side) => wheel(kit, radius, width * 0.09, 0, side * width * 0.46));
  const front = strip(kit, lamp, [0.02, width * 0.66, 0.028], [length * 0.5, 0, height * 0.72]);
  const turn = (odometer: number): void => {
    for (const one of wheels) one.rotation.y = (odometer / radius) % (2 * Math.PI);
  };
  return { body, wheels, front, turn };
};

/** Low carrier with a deck; the conveyor kind has rollers on it. */
export const buildAmr: BodyBuilder = (manifest, kit) => {
  const { length, width, height } = manifest.body;
  const lamp = new Lamp(kit);
  const isConveyor = manifest.look.model === 'conveyor-amr';
  const base = chassis(
    kit,
    length,
    width,
    isConveyor ? height * 0.8 : height,
    manifest.look.colour ?? PAINT.joint,
    lamp,
  );
  base.body
    .cylinder(0.055, 0.05, [length * 0.36, 0, height * (isConveyor ? 0.8 : 1) + 0.025], PAINT.dark)
    .cylinder(0.05, 0.018, [length * 0.36, 0, height * (isConveyor ? 0.8 : 1) + 0.055], PAINT.joint);
  const deck = group();
  const top = manifest.carrier?.height ?? height;
  const plate = kit.parts();
  if (isConveyor) {
    for (let k = 0; k < 8; k += 1)
      plate.cylinder(0.03, width * 0.78, [(k / 7 - 0.5) * length * 0.86, 0, -0.03], PAINT.metal, 'y');
    for (const side of [1, -1])
      plate.box([length * 0.96, 0.04, 0.12], [0, side * width * 0.44, -0.03], PAINT.dark, 0.01);
  } else
    plate
      .box([length * 0.72, width * 0.8, 0.035], [-length * 0.06, 0, -0.02], PAINT.metal, 0.012)
      .box([length * 0.6, width * 0.66, 0.012], [-length * 0.06, 0, 0], PAINT.dark, 0.004);
  deck.add(plate.mesh());
  deck.position.z = top;
  if (top - height > 0.04 && !isConveyor)
    deck.add(
      kit
        .parts()
        .cylinder(0.05, top - height, [-length * 0.06, 0, -(top - height) / 2 - 0.02], PAINT.metal)
        .mesh(),
    );
  const root = group(base.body.mesh(), ...base.wheels, base.front, deck);
  return {
    root,
    update: (robot) => {
      lamp.show(robot.led);
      base.turn(robot.odometer);
      return false;
    },
  };
};

/** The carrier base with one arm, or two. */
export const buildMobileManipulator: BodyBuilder = (manifest, kit) => {
  const { length, width } = manifest.body;
  const height = Math.min(0.45, manifest.body.height * 0.4);
  const lamp = new Lamp(kit);
  const base = chassis(kit, length, width, height, manifest.look.colour ?? PAINT.joint, lamp);
  base.body
    .box([length * 0.34, width * 0.6, 0.3], [-length * 0.12, 0, height + 0.15], PAINT.metal, 0.04)
    .rod([-length * 0.4, width * 0.3, height], [-length * 0.4, width * 0.3, height + 0.62], 0.016, PAINT.metal)
    .box([0.05, 0.14, 0.07], [-length * 0.38, width * 0.3, height + 0.66], PAINT.dark, 0.015)
    .cylinder(0.055, 0.05, [length * 0.38, 0, height + 0.02], PAINT.dark)
    .cylinder(0.05, 0.018, [length * 0.38, 0, height + 0.05], PAINT.joint);
  const hands = manifest.hands.length > 0 ? manifest.hands : [];
  const limbs = hands.map(
    (hand, index) =>
      new Limb(kit, Math.max(0.6, hand.reach), [
        -length * 0.12,
        hands.length > 1 ? (index === 0 ? 0.16 : -0.16) : 0,
        height + 0.3,
      ]),
  );
  const root = group(base.body.mesh(), ...base.wheels, base.front, ...limbs.map((limb) => limb.root));
  return {
    root,
    update: (robot, { dt, target }) => {
      lamp.show(robot.led);
      base.turn(robot.odometer);
      return limbs
        .map((limb, index) =>
          limb.update(robot.joints[index], robot.grips[index] ?? 0, index === 0 ? target : null, dt),
        )
        .some(Boolean);
    },
  };
};

/** Counterbalance truck: body, guard, mast, forks that rise with the load. */
export const buildForklift: BodyBuilder = (manifest, kit) => {
  const { length, width, height } = manifest.body;
  const lamp = new Lamp(kit);
  const colour = manifest.look.colour ?? '#f2b828';
  const mastX = length * 0.42;
  const body = kit
    .parts()
    .box([length * 0.62, width * 0.94, height * 0.3], [-length * 0.12, 0, height * 0.22], colour, 0.08)
    .box([length * 0.24, width * 0.9, height * 0.26], [-length * 0.36, 0, height * 0.32], PAINT.dark, 0.08)
    .box([length * 0.2, width * 0.5, 0.08], [-length * 0.04, 0, height * 0.4], PAINT.rubber, 0.03)
    .box([length * 0.56, width * 0.86, 0.05], [-length * 0.1, 0, height - 0.03], PAINT.dark, 0.02)
    .box([0.05, width * 0.7, 0.12], [-length * 0.08, 0, height * 0.53], PAINT.rubber, 0.02)
    .box([0.12, 0.1, height * 0.26], [length * 0.18, width * 0.28, height * 0.48], PAINT.dark, 0.02);
  for (const side of [1, -1])
    body
      .rod(
        [length * 0.14, side * width * 0.4, height * 0.36],
        [length * 0.1, side * width * 0.38, height - 0.05],
        0.022,
        PAINT.dark,
      )
      .rod(
        [-length * 0.36, side * width * 0.4, height * 0.42],
        [-length * 0.32, side * width * 0.38, height - 0.05],
        0.022,
        PAINT.dark,
      )
      .box([0.07, 0.07, height * 0.9], [mastX, side * width * 0.24, height * 0.48], PAINT.metal, 0.012);
  body.box([0.05, width * 0.5, 0.05], [mastX, 0, height * 0.92], PAINT.metal, 0.01);
  const wheels = [
    wheel(kit, 0.2, 0.16, length * 0.26, width * 0.42),
    wheel(kit, 0.2, 0.16, length * 0.26, -width * 0.42),
    wheel(kit, 0.16, 0.14, -length * 0.34, width * 0.38),
    wheel(kit, 0.16, 0.14, -length * 0.34, -width * 0.38),
  ];
  const forks = group(
    kit
      .parts()
      .box([0.05, width * 0.62, 0.34], [0.06, 0, 0.14], PAINT.dark, 0.01)
      .box([0.95, 0.11, 0.04], [0.55, width * 0.2, 0], PAINT.metal, 0.01)
      .box([0.95, 0.11, 0.04], [0.55, -width * 0.2, 0], PAINT.metal, 0.01)
      .mesh(),
  );
  forks.position.set(mastX, 0, 0.08);
  const beacon = lamp.shine(
    kit
      .parts()
      .cylinder(0.06, 0.09, [-length * 0.2, 0, height + 0.04], '#ffffff')
      .mesh(),
  );
  const front = strip(kit, lamp, [0.02, width * 0.5, 0.04], [length * 0.2, 0, height * 0.3]);
  const root = group(body.mesh(), ...wheels, forks, beacon, front);
  return {
    root,
    update: (robot, { dt, target, load }) => {
      lamp.show(robot.led);
      for (const [index, one] of wheels.entries())
        one.rotation.y = (robot.odometer / (index < 2 ? 0.2 : 0.16)) % (2 * Math.PI);
      const wanted = Math.max(0.08, load ?? target?.[2] ?? 0.08);
      const before = forks.position.z;
      forks.position.z = approach(before, wanted, dt * 0.8);
      return forks.position.z !== before;
    },
  };
};

/** Upright cabinets on wheels: couriers, cleaners, tugs, and everything that has no look of its own. */
export const buildBox: BodyBuilder = (manifest, kit) => {
  const { length, width, height, radius } = manifest.body;
  const lamp = new Lamp(kit);
  const colour = manifest.look.colour ?? PAINT.joint;
  const base = chassis(kit, length, width, Math.min(0.3, height * 0.4), colour, lamp);
  const low = Math.min(0.3, height * 0.4);
  if (radius !== undefined)
    base.body
      .cylinder(radius * 0.92, height - low, [0, 0, low + (height - low) / 2], PAINT.shell, 'z', radius * 0.8)
      .cylinder(radius * 0.7, 0.06, [0, 0, height], colour);
  else {
    base.body
      .box([length * 0.86, width * 0.9, height - low], [-length * 0.03, 0, low + (height - low) / 2], PAINT.shell, 0.06)
      .box([0.02, width * 0.6, height * 0.16], [length * 0.4, 0, height * 0.82], PAINT.dark, 0.01);
    const drawers = manifest.carrier?.slots ?? 0;
    for (let k = 0; k < drawers; k += 1) {
      const z = low + 0.08 + ((height * 0.72 - low) / Math.max(1, drawers)) * (k + 0.5);
      base.body
        .box([0.02, width * 0.74, 0.014], [length * 0.402, 0, z + 0.08], PAINT.metal, 0.004)
        .box([0.03, width * 0.2, 0.024], [length * 0.405, 0, z], colour, 0.006);
    }
  }
  const ring = strip(kit, lamp, [0.02, width * 0.5, 0.03], [length * 0.41, 0, height * 0.93]);
  const root = group(base.body.mesh(), ...base.wheels, base.front, ring);
  return {
    root,
    update: (robot) => {
      lamp.show(robot.led);
      base.turn(robot.odometer);
      return false;
    },
  };
};
