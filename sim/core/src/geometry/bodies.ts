import { type Fixed, PERSON_HEIGHT, PERSON_RADIUS } from '../fixed.ts';
import { cos, max, min, sin } from '../math/dmath.ts';
import type { SimState } from '../state.ts';
import { SpatialHash } from './spatial-hash.ts';

const MAX_OBSTACLES = 64;

/**
 * All moving bodies in one index: robots, then people, then obstacles put down by faults. Derived from the state once a tick, for
 * neighbour queries; never part of it.
 */
export class Bodies {
  readonly robots: number;
  readonly people: number;
  count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly yaw: Float64Array;
  readonly vx: Float64Array;
  readonly vy: Float64Array;
  readonly floor: Int32Array;
  readonly halfLength: Float64Array;
  readonly halfWidth: Float64Array;
  readonly radius: Float64Array;
  readonly bounding: Float64Array;
  readonly height: Float64Array;
  readonly ids: string[];
  readonly hash: SpatialHash;
  readonly found = new Int32Array(512);

  constructor(fixed: Fixed) {
    this.robots = fixed.robots.length;
    this.people = fixed.people.length;
    this.count = this.robots + this.people;
    const size = this.count + MAX_OBSTACLES;
    const lane = (): Float64Array => new Float64Array(size);
    this.x = lane();
    this.y = lane();
    this.z = lane();
    this.yaw = lane();
    this.vx = lane();
    this.vy = lane();
    this.floor = new Int32Array(size);
    this.halfLength = lane();
    this.halfWidth = lane();
    this.radius = lane();
    this.bounding = lane();
    this.height = lane();
    this.halfLength.set(fixed.halfLength);
    this.halfWidth.set(fixed.halfWidth);
    this.radius.set(fixed.radius);
    this.bounding.set(fixed.bounding);
    this.height.set(fixed.height);
    this.ids = [...fixed.robots, ...fixed.people];
    for (let i = this.robots; i < size; i += 1) {
      for (const table of [this.halfLength, this.halfWidth, this.radius, this.bounding]) table[i] = PERSON_RADIUS;
      this.height[i] = PERSON_HEIGHT;
    }
    let range = 2;
    for (let i = 0; i < this.robots; i += 1) {
      const v = fixed.maxSpeed[i]!;
      range = max(range, (v * v) / (2 * fixed.acceleration[i]!) + 2.2 * fixed.bounding[i]! + 0.6);
    }
    this.hash = new SpatialHash(size, min(range, 8));
  }

  refresh(state: SimState): void {
    const { lane, int, tables } = state;
    this.x.set(lane.x);
    this.y.set(lane.y);
    this.z.set(lane.z);
    this.yaw.set(lane.yaw);
    this.vx.set(lane.vx);
    this.vy.set(lane.vy);
    this.floor.set(int.floor);
    let at = this.robots;
    for (const person of tables.people) {
      this.x[at] = person.x;
      this.y[at] = person.y;
      this.z[at] = person.z;
      this.yaw[at] = person.yaw;
      this.vx[at] = person.speed === 0 ? 0 : person.speed * cos(person.yaw);
      this.vy[at] = person.speed === 0 ? 0 : person.speed * sin(person.yaw);
      this.floor[at] = person.floor;
      at += 1;
    }
    for (const obstacle of tables.obstacles) {
      if (at >= this.x.length) break;
      this.x[at] = obstacle.x;
      this.y[at] = obstacle.y;
      this.z[at] = obstacle.z;
      this.yaw[at] = 0;
      this.vx[at] = 0;
      this.vy[at] = 0;
      this.floor[at] = obstacle.floor;
      for (const table of [this.halfLength, this.halfWidth, this.radius, this.bounding]) table[at] = obstacle.radius;
      this.height[at] = 1;
      this.ids[at] = obstacle.id;
      at += 1;
    }
    this.count = at;
    this.hash.clear();
    for (let i = 0; i < at; i += 1) this.hash.add(i, this.floor[i]!, this.x[i]!, this.y[i]!);
  }
}
