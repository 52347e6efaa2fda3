import type { RobotManifest } from '@muster/domain';
import type { SimRobot } from '@muster/sim-core';
import { Color, Group, type Mesh, MeshBasicMaterial } from 'three';
import { LED_COLOUR } from '../../colours.ts';
import type { Kit, Point } from '../kit.ts';

/** What a body needs to know beside its own robot to move its limbs. */
export type BodyContext = {
  /** View seconds since the last frame. */
  readonly dt: number;
  /** Where its hand or carrier works now, in the robot's own frame; null: nothing. */
  readonly target: Point | null;
  /** Height of what it carries above its own ground; null: nothing. */
  readonly load: number | null;
};

export type RobotBody = {
  readonly root: Group;
  /** Moves limbs, wheels and lights; the root's own pose is set by the view. True: it goes on moving without news. */
  update(robot: SimRobot, context: BodyContext): boolean;
};

export type BodyBuilder = (manifest: RobotManifest, kit: Kit) => RobotBody;

/** Light that shows the robot's state by colour; the label says the word. */
export class Lamp {
  readonly #material: MeshBasicMaterial;
  readonly #colour = new Color();
  #led = '';

  constructor(kit: Kit) {
    this.#material = kit.own(new MeshBasicMaterial({ color: LED_COLOUR.idle }));
  }

  /** A copy of the mesh's shape that shines. */
  shine(mesh: Mesh): Mesh {
    mesh.material = this.#material;
    mesh.castShadow = false;
    return mesh;
  }

  show(led: string): void {
    if (led === this.#led) return;
    this.#led = led;
    this.#material.color.copy(this.#colour.set(LED_COLOUR[led] ?? LED_COLOUR.idle!));
  }
}

/** A light strip as its own mesh. */
export const strip = (kit: Kit, lamp: Lamp, size: Point, at: Point): Mesh =>
  lamp.shine(kit.parts().box(size, at, '#ffffff', 0.01).mesh());

export const group = (...children: Group['children']): Group => {
  const made = new Group();
  if (children.length > 0) made.add(...children);
  return made;
};

/** Moves a value towards another at most `speed` per second. */
export const approach = (value: number, target: number, step: number): number =>
  Math.abs(target - value) <= step ? target : value + Math.sign(target - value) * step;
