import { describe, expect, it } from 'vitest';
import { act, skill } from '../testing/drive.ts';
import { chain, item, node, place, robot, testModel } from '../testing/scenes.ts';
import { createWorld } from '../world.ts';
import { armGeometry, fingertips, solveArm } from './kinematics.ts';

const model = testModel({
  graph: { nodes: [node('a', 0, 0), node('b', 4, 0)], edges: chain('a', 'b') },
  places: [place('table', 'table', 0.2, -0.7, ['a'], { size: [0.5, 0.4, 0.8] })],
  items: [item('cup', 'table')],
  robots: [robot('r1', 'helper', 'a')],
});

describe('an arm', () => {
  const arm = armGeometry(model.library.robots.helper!, 0);

  it('reaches every point within its links, from above or level', () => {
    for (let k = 0; k < 500; k += 1) {
      const [turn, rise, part] = [(k * 0.37) % 6.28, ((k * 0.13) % 1.6) - 0.8, 0.45 + ((k * 0.017) % 0.4)];
      const r = part * (arm.upper + arm.fore);
      const x = arm.x + r * Math.cos(rise) * Math.cos(turn);
      const y = arm.y + r * Math.cos(rise) * Math.sin(turn);
      const z = arm.z + r * Math.sin(rise);
      for (const pitch of [-Math.PI / 2, 0]) {
        const tip = fingertips(arm, solveArm(arm, x, y, z, pitch));
        const off = Math.hypot(tip.x - x, tip.y - y, tip.z - z);
        const wrist = Math.hypot(
          Math.hypot(x - arm.x, y - arm.y) - arm.hand * Math.cos(pitch),
          z - arm.z - arm.hand * Math.sin(pitch),
        );
        if (wrist <= arm.upper + arm.fore && wrist >= Math.abs(arm.upper - arm.fore)) expect(off).toBeLessThan(1e-6);
      }
    }
  });

  it('points at what is out of reach', () => {
    const tip = fingertips(arm, solveArm(arm, 5, 5, 0.5));
    expect(Math.atan2(tip.y, tip.x - arm.x)).toBeCloseTo(Math.atan2(5, 5 - arm.x), 6);
  });

  it('goes to the item while it picks, closes, folds, and carries the item in its fingers', () => {
    const world = createWorld(model, { seed: 1 });
    const before = world.snapshot().robots[0]!;
    expect(before.grips).toEqual([0]);
    world.apply(skill('r1', 'pick', { item: 'cup', where: 'table' }));
    const cup = world.snapshot().items[0]!.pose;
    let nearest = 9;
    let fastest = 0;
    let last = before.joints[0]!;
    while (!world.isIdle()) {
      world.step(1);
      const { joints, pose } = world.snapshot().robots[0]!;
      const tip = fingertips(arm, joints[0]!);
      const c = Math.cos(pose.yaw);
      const s = Math.sin(pose.yaw);
      nearest = Math.min(
        nearest,
        Math.hypot(pose.x + tip.x * c - tip.y * s - cup.x, pose.y + tip.x * s + tip.y * c - cup.y),
      );
      fastest = Math.max(fastest, ...joints[0]!.map((angle, joint) => Math.abs(angle - last[joint]!)));
      last = joints[0]!;
    }
    expect(nearest).toBeLessThan(0.02);
    expect(fastest).toBeLessThanOrEqual(1.6 * 0.05 + 1e-9);
    world.step(100);
    const after = world.snapshot();
    expect(after.robots[0]!.grips).toEqual([1]);
    expect(after.robots[0]!.joints[0]).toEqual(before.joints[0]);
    const tip = fingertips(arm, after.robots[0]!.joints[0]!);
    expect(after.items[0]!.pose.z + 0.1).toBeCloseTo(tip.z, 1);
    act(world, 'r1', 'place', { item: 'cup', where: 'table' });
    world.step(100);
    expect(world.snapshot().robots[0]!.grips).toEqual([0]);
  });
});
