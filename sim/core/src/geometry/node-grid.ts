const CELL = 2;

export type GridNode = { readonly floor: number; readonly x: number; readonly y: number };

/** Graph nodes by square cell, for "which nodes are near here". Built once, read only; lists are ascending. */
export class NodeGrid {
  readonly #nodes: readonly GridNode[];
  readonly #cells = new Map<number, number[]>();

  constructor(nodes: readonly GridNode[]) {
    this.#nodes = nodes;
    nodes.forEach((node, index) => {
      const k = key(node.floor, cell(node.x), cell(node.y));
      const list = this.#cells.get(k);
      if (list) list.push(index);
      else this.#cells.set(k, [index]);
    });
  }

  /** Indices of nodes on a floor within a distance, ascending. */
  within(floor: number, x: number, y: number, distance: number): number[] {
    const found: number[] = [];
    for (let gx = cell(x - distance); gx <= cell(x + distance); gx += 1)
      for (let gy = cell(y - distance); gy <= cell(y + distance); gy += 1)
        for (const index of this.#cells.get(key(floor, gx, gy)) ?? []) {
          const node = this.#nodes[index]!;
          const dx = node.x - x;
          const dy = node.y - y;
          if (dx * dx + dy * dy <= distance * distance) found.push(index);
        }
    return found.sort((a, b) => a - b);
  }

  /** The nearest node that passes, the lowest index among equals; widens its search ring by ring. */
  nearest(floor: number, x: number, y: number, accepts: (index: number) => boolean): number | undefined {
    for (let distance = CELL; distance <= 64; distance *= 2) {
      const found = this.#best(this.within(floor, x, y, distance), x, y, accepts);
      if (found !== undefined) return found;
    }
    return this.#best(
      this.#nodes.flatMap((node, index) => (node.floor === floor ? [index] : [])),
      x,
      y,
      accepts,
    );
  }

  #best(candidates: readonly number[], x: number, y: number, accepts: (index: number) => boolean): number | undefined {
    let best: number | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const index of candidates) {
      const node = this.#nodes[index]!;
      const distance = (node.x - x) * (node.x - x) + (node.y - y) * (node.y - y);
      if (distance >= least || !accepts(index)) continue;
      least = distance;
      best = index;
    }
    return best;
  }
}

const cell = (coordinate: number): number => Math.floor(coordinate / CELL);
const key = (floor: number, gx: number, gy: number): number => (floor * 16384 + gx + 8192) * 16384 + gy + 8192;
