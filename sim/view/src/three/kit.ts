import {
  BufferGeometry,
  CapsuleGeometry,
  Color,
  CylinderGeometry,
  Float32BufferAttribute,
  type Material,
  Mesh,
  MeshBasicMaterial,
  MeshLambertMaterial,
  MeshStandardMaterial,
  Quaternion,
  SphereGeometry,
  TorusGeometry,
  Vector3,
} from 'three';
import { RoundedBoxGeometry } from 'three/examples/jsm/geometries/RoundedBoxGeometry.js';
import { mergeGeometries } from 'three/examples/jsm/utils/BufferGeometryUtils.js';
import type { Quality } from '../types.ts';

export type Point = readonly [number, number, number];
/** ROS axes everywhere: x forward, y left, z up. */
const UP = new Vector3(0, 1, 0);

/** Rigid parts are collected as painted geometry and become one mesh: few draw calls, one material. */
export class Kit {
  readonly quality: Quality;
  /** Painted by vertex colours. */
  readonly solid: Material;
  readonly clear: Material;
  readonly #owned: { dispose(): void }[] = [];

  constructor(quality: Quality) {
    this.quality = quality;
    const isRich = quality === 'high' || quality === 'medium';
    this.solid = this.own(
      isRich
        ? new MeshStandardMaterial({ vertexColors: true, roughness: 0.55, metalness: 0.08 })
        : new MeshLambertMaterial({ vertexColors: true }),
    );
    this.clear = this.own(
      new MeshBasicMaterial({ color: '#9fb4c8', transparent: true, opacity: 0.3, depthWrite: false }),
    );
  }

  own<T extends { dispose(): void }>(thing: T): T {
    this.#owned.push(thing);
    return thing;
  }

  /** Segments around: full, or 40 % where every triangle costs. */
  segments(full: number): number {
    return this.quality === 'high' || this.quality === 'medium' ? full : Math.max(6, Math.round(full * 0.4));
  }

  parts(): Parts {
    return new Parts(this);
  }

  dispose(): void {
    for (const thing of this.#owned.splice(0)) thing.dispose();
  }
}

/** Builder of one rigid body. */
export class Parts {
  readonly #kit: Kit;
  readonly #pieces: BufferGeometry[] = [];

  constructor(kit: Kit) {
    this.#kit = kit;
  }

  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  /** @param size along x, y, z; @param at centre */
  box(size: Point, at: Point, colour: string, radius = 0.03, yaw = 0): this {
    const least = Math.min(...size) / 2;
    const bevel = Math.min(radius, least * 0.98);
    const geometry = new RoundedBoxGeometry(size[0], size[1], size[2], this.#kit.quality === 'high' ? 3 : 1, bevel);
    if (yaw !== 0) geometry.rotateZ(yaw);
    return this.#add(geometry, at, colour);
  }

  cylinder(radius: number, length: number, at: Point, colour: string, axis: 'x' | 'y' | 'z' = 'z', top = radius): this {
    const geometry = new CylinderGeometry(top, radius, length, this.#kit.segments(28));
    if (axis === 'z') geometry.rotateX(Math.PI / 2);
    if (axis === 'x') geometry.rotateZ(-Math.PI / 2);
    return this.#add(geometry, at, colour);
  }

  sphere(radius: number, at: Point, colour: string, squash = 1): this {
    const geometry = new SphereGeometry(radius, this.#kit.segments(20), this.#kit.segments(14));
    if (squash !== 1) geometry.scale(1, 1, squash);
    return this.#add(geometry, at, colour);
  }

  torus(radius: number, tube: number, at: Point, colour: string): this {
    return this.#add(new TorusGeometry(radius, tube, this.#kit.segments(10), this.#kit.segments(32)), at, colour);
  }

  /** Rounded rod between two points. */
  rod(from: Point, to: Point, radius: number, colour: string): this {
    const a = new Vector3(...from);
    const b = new Vector3(...to);
    const way = b.clone().sub(a);
    const geometry = new CapsuleGeometry(radius, way.length(), 3, this.#kit.segments(16));
    geometry.applyQuaternion(new Quaternion().setFromUnitVectors(UP, way.normalize()));
    const middle = a.add(b).multiplyScalar(0.5);
    return this.#add(geometry, [middle.x, middle.y, middle.z], colour);
  }

  /** One mesh of everything so far. */
  mesh(): Mesh {
    const merged = this.#pieces.length > 0 ? mergeGeometries(this.#pieces) : new BufferGeometry();
    for (const piece of this.#pieces.splice(0)) piece.dispose();
    const mesh = new Mesh(this.#kit.own(merged ?? new BufferGeometry()), this.#kit.solid);
    const isHigh = this.#kit.quality === 'high';
    mesh.castShadow = isHigh;
    mesh.receiveShadow = isHigh;
    return mesh;
  }

  #add(geometry: BufferGeometry, at: Point, colour: string): this {
    const flat = geometry.index ? geometry.toNonIndexed() : geometry;
    if (flat !== geometry) geometry.dispose();
    flat.translate(...at);
    flat.deleteAttribute('uv');
    const { count } = flat.getAttribute('position');
    const { r, g, b } = new Color(colour);
    const colours = new Float32Array(count * 3);
    for (let k = 0; k < count; k += 1) {
      colours[k * 3] = r;
      colours[k * 3 + 1] = g;
      colours[k * 3 + 2] = b;
    }
    flat.setAttribute('color', new Float32BufferAttribute(colours, 3));
    this.#pieces.push(flat);
    return this;
  }
}
