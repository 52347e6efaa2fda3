import { Group } from 'three';
import { PAINT } from '../../colours.ts';
import type { Kit } from '../kit.ts';

/** A person in a vest: legs that stride while walking. */
export const buildPerson = (kit: Kit): { readonly root: Group; update(speed: number, seconds: number): void } => {
  const root = new Group();
  root.add(
    kit
      .parts()
      .rod([0, 0, 0.95], [0, 0, 1.35], 0.17, PAINT.vest)
      .box([0.37, 0.37, 0.05], [0, 0, 1.12], '#f4f4ee', 0.02)
      .sphere(0.115, [0, 0, 1.62], PAINT.skin)
      .sphere(0.122, [-0.01, 0, 1.65], '#3b3f46', 0.8)
      .mesh(),
  );
  const legs = [1, -1].map((side) => {
    const leg = new Group();
    leg.add(
      kit
        .parts()
        .rod([0, 0, 0], [0, 0, -0.76], 0.075, '#31435a')
        .box([0.24, 0.1, 0.08], [0.05, 0, -0.84], PAINT.rubber, 0.03)
        .mesh(),
    );
    leg.position.set(0, side * 0.1, 0.88);
    const arm = new Group();
    arm.add(kit.parts().rod([0, 0, 0], [0, 0, -0.52], 0.05, PAINT.vest).mesh());
    arm.position.set(0, side * 0.25, 1.4);
    root.add(leg, arm);
    return { leg, arm, side };
  });
  return {
    root,
    update: (speed, seconds) => {
      const swing = speed > 0.05 ? Math.sin(seconds * 5.5 * Math.min(1.4, speed)) * 0.5 : 0;
      for (const { leg, arm, side } of legs) {
        leg.rotation.y = swing * side;
        arm.rotation.y = -swing * side * 0.7;
      }
    },
  };
};
