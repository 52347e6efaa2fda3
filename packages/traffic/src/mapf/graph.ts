/**
 * Undirected graph in compressed rows: the neighbours of vertex `v` are `target[offset[v] .. offset[v + 1])`.
 * `reverse[arc]` is the arc that runs the other way. Every move takes one time step.
 */
export interface MapfGraph {
  readonly size: number;
  readonly offset: Int32Array;
  readonly target: Int32Array;
  readonly reverse: Int32Array;
  readonly maxDegree: number;
}

/** @param edges undirected pairs; a pair given twice or as a loop counts once, or not at all */
export function createGraph(size: number, edges: readonly (readonly [number, number])[]): MapfGraph {
  const pairs = new Set<number>();
  for (const [a, b] of edges) {
    if (a === b) continue;
    pairs.add(Math.min(a, b) * size + Math.max(a, b));
  }
  const offset = new Int32Array(size + 1);
  for (const key of pairs) {
    const low = Math.floor(key / size);
    const high = key % size;
    offset[low + 1] = offset[low + 1]! + 1;
    offset[high + 1] = offset[high + 1]! + 1;
  }
  let maxDegree = 0;
  for (let v = 0; v < size; v += 1) {
    maxDegree = Math.max(maxDegree, offset[v + 1]!);
    offset[v + 1] = offset[v + 1]! + offset[v]!;
  }
  const fill = offset.slice(0, size);
  const target = new Int32Array(offset[size]!);
  const reverse = new Int32Array(offset[size]!);
  for (const key of pairs) {
    const low = Math.floor(key / size);
    const high = key % size;
    const there = fill[low]!;
    const back = fill[high]!;
    fill[low] = there + 1;
    fill[high] = back + 1;
    target[there] = high;
    target[back] = low;
    reverse[there] = back;
    reverse[back] = there;
  }
  return { size, offset, target, reverse, maxDegree };
}

/** A grid map: vertices are the free cells, numbered row by row from the top left. */
export interface GridMap {
  readonly width: number;
  readonly height: number;
  /** vertex of cell `y * width + x`, or −1 where blocked */
  readonly vertexOf: Int32Array;
  /** cell of each vertex */
  readonly cellOf: Int32Array;
  readonly graph: MapfGraph;
}

/** @param free one flag per cell, row by row; 4-connected */
export function createGrid(width: number, height: number, free: Uint8Array): GridMap {
  const vertexOf = new Int32Array(width * height).fill(-1);
  let size = 0;
  for (let cell = 0; cell < free.length; cell += 1) {
    if (free[cell] !== 0) vertexOf[cell] = size++;
  }
  const cellOf = new Int32Array(size);
  const edges: [number, number][] = [];
  for (let cell = 0; cell < free.length; cell += 1) {
    const vertex = vertexOf[cell]!;
    if (vertex < 0) continue;
    cellOf[vertex] = cell;
    const right = (cell + 1) % width === 0 ? -1 : vertexOf[cell + 1]!;
    const below = cell + width >= free.length ? -1 : vertexOf[cell + width]!;
    if (right >= 0) edges.push([vertex, right]);
    if (below >= 0) edges.push([vertex, below]);
  }
  return { width, height, vertexOf, cellOf, graph: createGraph(size, edges) };
}
