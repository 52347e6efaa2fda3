import { type Cell, roomAlong } from './grid-clearance.ts';
import type { OccupancyGrid } from './read-ros-map.ts';

/** Two nodes of a roadmap by index, and the least clearance between them, metres. */
export type Link = { readonly a: number; readonly b: number; readonly room: number };

class Parts {
  readonly #parent: number[] = [];

  find(index: number): number {
    let root = index;
    while ((this.#parent[root] ?? root) !== root) root = this.#parent[root]!;
    this.#parent[index] = root;
    return root;
  }

  join(a: number, b: number): boolean {
    const [x, y] = [this.find(a), this.find(b)];
    this.#parent[Math.max(x, y)] = Math.min(x, y);
    return x !== y;
  }
}

/**
 * Joins parts of a roadmap that a lattice left apart although a robot can get from one to the other, as through a gap between two lattice
 * points: floods the roomy cells from all nodes at once and, where floods of two parts meet, adds the way back to both as nodes.
 *
 * @param cells nodes; grows
 * @param links grows
 */
export const joinParts = (
  grid: OccupancyGrid,
  clearance: Float32Array,
  least: number,
  cells: Cell[],
  links: Link[],
): void => {
  const parts = new Parts();
  for (const { a, b } of links) parts.join(a, b);
  const { width, height } = grid;
  const owner = new Int32Array(width * height).fill(-1);
  const from = new Int32Array(width * height).fill(-1);
  const queue: number[] = [];
  cells.forEach((cell, index) => {
    const at = cell.row * width + cell.column;
    owner[at] = index;
    queue.push(at);
  });
  const neighbours = (at: number): number[] => {
    const column = at % width;
    const found: number[] = [];
    if (column > 0) found.push(at - 1);
    if (column < width - 1) found.push(at + 1);
    if (at >= width) found.push(at - width);
    if (at < width * (height - 1)) found.push(at + width);
    return found;
  };
  for (let head = 0; head < queue.length; head += 1) {
    const at = queue[head]!;
    for (const next of neighbours(at))
      if (owner[next] === -1 && clearance[next]! >= least) {
        owner[next] = owner[at]!;
        from[next] = at;
        queue.push(next);
      }
  }
  const back = (start: number): number[] => {
    const way = [start];
    for (let at = from[start]!; at !== -1; at = from[at]!) way.push(at);
    return way;
  };
  for (const at of queue)
    for (const next of neighbours(at)) {
      const [a, b] = [owner[at]!, owner[next]!];
      if (b === -1 || !parts.join(a, b)) continue;
      const way = [...back(at).reverse(), ...back(next)].map((cell) => ({
        column: cell % width,
        row: Math.floor(cell / width),
      }));
      addWay(grid, clearance, least, way, a, b, cells, links);
    }
};

/** Adds a way as few straight links as the clearance allows. */
const addWay = (
  grid: OccupancyGrid,
  clearance: Float32Array,
  least: number,
  way: readonly Cell[],
  start: number,
  goal: number,
  cells: Cell[],
  links: Link[],
): void => {
  let node = start;
  for (let at = 0; at < way.length - 1; ) {
    let next = way.length - 1;
    while (next > at + 1 && roomAlong(grid, clearance, way[at]!, way[next]!) < least) next -= 1;
    const room = roomAlong(grid, clearance, way[at]!, way[next]!);
    const other = next === way.length - 1 ? goal : cells.push(way[next]!) - 1;
    links.push({ a: node, b: other, room: Math.max(room, least) });
    node = other;
    at = next;
  }
};

/** Indices of the largest connected part. */
export const largestPart = (count: number, links: readonly Link[]): Set<number> => {
  const parts = new Parts();
  for (const { a, b } of links) parts.join(a, b);
  const members = new Map<number, number[]>();
  for (let index = 0; index < count; index += 1) {
    const root = parts.find(index);
    members.set(root, [...(members.get(root) ?? []), index]);
  }
  return new Set([...members.values()].reduce((best, part) => (part.length > best.length ? part : best), []));
};
