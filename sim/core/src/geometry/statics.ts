import { cos, sin } from '../math/dmath.ts';
import { boundingRadius, type Footprint } from './footprint.ts';

/** What stands still: walls and furniture. Heights absolute, metres. */
export type StaticBody = Footprint & {
  readonly id: string;
  readonly floor: number;
  readonly bottom: number;
  readonly top: number;
  readonly kind: 'wall' | 'place';
  /** Cosine and sine of `yaw`. */
  readonly axisX: number;
  readonly axisY: number;
};

export type StaticBodyInput = Omit<StaticBody, 'axisX' | 'axisY'>;

const CELL = 2;

/** Uniform grid of static bodies; every cell lists the bodies that come within `reach` of it. Built once, read only. */
export class StaticGrid {
  readonly bodies: readonly StaticBody[];
  readonly #cells = new Map<number, number[]>();
  static readonly #none: readonly number[] = [];

  constructor(inputs: readonly StaticBodyInput[], reach: number) {
    const bodies = inputs.map((body): StaticBody => ({ ...body, axisX: cos(body.yaw), axisY: sin(body.yaw) }));
    this.bodies = bodies;
    bodies.forEach((body, index) => {
      const radius = reach + CELL;
      // A long wall is rasterised along its length, so that it does not fill the square around it.
      const pieces = Math.max(1, Math.ceil((2 * body.halfLength) / CELL));
      const seen = new Set<number>();
      const half = body.radius > 0 ? body.radius : Math.min(boundingRadius(body), body.halfWidth + CELL);
      for (let piece = 0; piece <= pieces; piece += 1) {
        const t = body.radius > 0 ? 0 : (-1 + (2 * piece) / pieces) * body.halfLength;
        const px = body.x + t * body.axisX;
        const py = body.y + t * body.axisY;
        for (let gx = cell(px - half - radius); gx <= cell(px + half + radius); gx += 1)
          for (let gy = cell(py - half - radius); gy <= cell(py + half + radius); gy += 1)
            seen.add(key(body.floor, gx, gy));
      }
      for (const k of seen) {
        const list = this.#cells.get(k);
        if (list) list.push(index);
        else this.#cells.set(k, [index]);
      }
    });
  }

  /** Indices of bodies that may come within reach of a point. */
  near(floor: number, x: number, y: number): readonly number[] {
    return this.#cells.get(key(floor, cell(x), cell(y))) ?? StaticGrid.#none;
  }
}

const cell = (coordinate: number): number => Math.floor(coordinate / CELL);
/** Coordinates are bounded by 10,000 m, so that a cell fits 14 bits and a sign. */
const key = (floor: number, gx: number, gy: number): number => (floor * 16384 + gx + 8192) * 16384 + gy + 8192;
