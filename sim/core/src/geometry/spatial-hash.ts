const BUCKETS = 4096;

/**
 * Moving bodies by cell, rebuilt when something has moved. Buckets are shared by cells that hash alike, so a reader checks distance and
 * floor itself. Visits are in descending index order within a bucket, the same on every machine.
 */
export class SpatialHash {
  readonly #cell: number;
  /** Edge of a cell, metres: a body that `near` does not give is at least this far away. */
  get cell(): number {
    return this.#cell;
  }
  readonly #head = new Int32Array(BUCKETS);
  readonly #next: Int32Array;

  /** @param cell edge of a cell in metres: at least the range that is asked for */
  constructor(capacity: number, cell: number) {
    this.#cell = cell;
    this.#next = new Int32Array(capacity);
  }

  clear(): void {
    this.#head.fill(-1);
  }

  add(index: number, floor: number, x: number, y: number): void {
    const bucket = bucketOf(floor, Math.floor(x / this.#cell), Math.floor(y / this.#cell));
    this.#next[index] = this.#head[bucket]!;
    this.#head[bucket] = index;
  }

  /** Writes indices of bodies in the 3 × 3 cells around a point into `into`; returns how many. A body may come twice: cells can share a bucket. */
  near(floor: number, x: number, y: number, into: Int32Array): number {
    const gx = Math.floor(x / this.#cell);
    const gy = Math.floor(y / this.#cell);
    let count = 0;
    for (let dx = -1; dx <= 1; dx += 1)
      for (let dy = -1; dy <= 1; dy += 1)
        for (let at = this.#head[bucketOf(floor, gx + dx, gy + dy)]!; at >= 0; at = this.#next[at]!)
          if (count < into.length) {
            into[count] = at;
            count += 1;
          }
    return count;
  }
}

const bucketOf = (floor: number, gx: number, gy: number): number => {
  const h = Math.imul(gx, 0x9e3779b1) ^ Math.imul(gy, 0x85ebca77) ^ Math.imul(floor, 0xc2b2ae3d);
  return (h ^ (h >>> 15)) & (BUCKETS - 1);
};
