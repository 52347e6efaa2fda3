import type { Place } from '@muster/domain';
import type { SimDevice } from '@muster/sim-core';
import { Group, type Mesh, MeshBasicMaterial } from 'three';
import { PAINT, SCENE_PAINT } from '../../colours.ts';
import type { ViewTheme } from '../../types.ts';
import type { Kit } from '../kit.ts';

export type DeviceBody = { readonly root: Group; update(device: SimDevice, elevation: number): void };

/** Door leaf on its hinge, lift car on its way, and a lamp on what runs. */
export const buildDevice = (place: Place, behaviour: string, theme: ViewTheme, kit: Kit): DeviceBody | null => {
  const root = new Group();
  root.position.set(place.x, place.y, 0);
  root.rotation.z = place.yaw ?? 0;
  const [length, width, height] = place.size;
  if (behaviour === 'door') {
    const isAlongX = length >= width;
    const span = Math.max(length, width);
    const tall = Math.min(height || 2, 1.25);
    const leaf = new Group();
    leaf.add(
      kit
        .parts()
        .box(
          isAlongX ? [span, 0.07, tall] : [0.07, span, tall],
          isAlongX ? [span / 2, 0, tall / 2] : [0, span / 2, tall / 2],
          PAINT.wood,
          0.02,
        )
        .box(
          isAlongX ? [0.05, 0.14, 0.05] : [0.14, 0.05, 0.05],
          isAlongX ? [span * 0.88, 0, tall * 0.7] : [0, span * 0.88, tall * 0.7],
          PAINT.metal,
          0.01,
        )
        .mesh(),
    );
    leaf.position.set(isAlongX ? -span / 2 : 0, isAlongX ? 0 : -span / 2, 0);
    const posts = kit.parts();
    for (const side of [-1, 1])
      posts.box(
        [0.1, 0.1, tall + 0.06],
        [isAlongX ? (side * span) / 2 : 0, isAlongX ? 0 : (side * span) / 2, (tall + 0.06) / 2],
        SCENE_PAINT[theme].wall,
        0.02,
      );
    root.add(leaf, posts.mesh());
    return {
      root,
      update: (device) => {
        leaf.rotation.z = (device.opening * Math.PI) / 2.1;
      },
    };
  }
  if (behaviour === 'lift') {
    const car = new Group();
    car.add(
      kit
        .parts()
        .box([length * 0.94, width * 0.94, 0.06], [0, 0, 0.03], PAINT.metal, 0.02)
        .mesh(),
    );
    const frame = kit.parts();
    for (const x of [-1, 1])
      for (const y of [-1, 1])
        frame.box([0.08, 0.08, 1.5], [(x * length) / 2, (y * width) / 2, 0.75], PAINT.joint, 0.02);
    root.add(car, frame.mesh());
    return {
      root,
      update: (device, elevation) => {
        car.position.z = Math.max(0, Math.min(1.5, (device.liftHeight ?? elevation) - elevation));
        car.visible = Math.abs((device.liftHeight ?? elevation) - elevation) < 1.6;
      },
    };
  }
  if (['machine', 'appliance', 'switch', 'gauge', 'valve', 'conveyor'].includes(behaviour)) {
    const material = kit.own(new MeshBasicMaterial({ color: '#39424d' }));
    const lamp: Mesh = kit
      .parts()
      .cylinder(0.05, 0.14, [length * 0.36, 0, Math.max(height, 0.4) + 0.07], '#ffffff')
      .mesh();
    lamp.material = material;
    root.add(lamp);
    const lid = behaviour === 'appliance' || behaviour === 'machine' ? new Group() : null;
    if (lid) {
      lid.add(
        kit
          .parts()
          .box([length * 0.84, 0.03, height * 0.6], [length * 0.42, 0, height * 0.55], '#c3ccd5', 0.01)
          .mesh(),
      );
      lid.position.set(-length * 0.42, -width / 2 - 0.03, 0);
      root.add(lid);
    }
    return {
      root,
      update: (device) => {
        const isOn = device.states.some((state) => /running|powered_on|on$|pressed/.test(state));
        material.color.set(
          device.faults.length > 0
            ? '#ff3b3b'
            : device.states.includes('running')
              ? '#31d07b'
              : isOn
                ? '#3d9bff'
                : '#5b6672',
        );
        if (lid) lid.rotation.z = -device.opening * 1.7;
      },
    };
  }
  return null;
};
