import type { MapfGraph } from './graph.ts';

const NOBODY = -1;

/**
 * Who is where and when, for a set of fixed paths. An agent stays at the end of its path for ever.
 * Bits are kept per vertex and per arc so that the next free or busy step is found a word at a time.
 */
export interface Reservations {
  /** steps covered; a path must end before */
  readonly horizon: number;
  add(agent: number, path: Int32Array): void;
  remove(agent: number, path: Int32Array): void;
  /** agent at `vertex` at `step`, or −1 */
  occupant(vertex: number, step: number): number;
  isBusy(vertex: number, step: number): boolean;
  /** first busy step ≥ `step`, or `Infinity` */
  nextBusy(vertex: number, step: number): number;
  /** first free step ≥ `step`, or `Infinity` */
  nextFree(vertex: number, step: number): number;
  /** last busy step, −1 if none, `Infinity` when someone stays there for ever */
  lastBusy(vertex: number): number;
  /** the arc is taken by someone who arrives at its head at `step` */
  isArcBusy(arc: number, step: number): boolean;
}

/**
 * @param steps at least the longest path; rounded up to whole words
 * @param options.hasOwners false saves the table of who is where; `occupant` then knows only who stays. Default true
 */
export function createReservations(
  graph: MapfGraph,
  steps: number,
  options: { readonly hasOwners?: boolean } = {},
): Reservations {
  const words = Math.ceil((steps + 1) / 32);
  const horizon = words * 32;
  const { size, offset, target } = graph;
  const busy = new Int32Array(size * words);
  const arcBusy = new Int32Array(target.length * words);
  const owner = options.hasOwners === false ? null : new Int32Array(size * horizon).fill(NOBODY);
  const parkedFrom = new Int32Array(size).fill(-1);
  const parkedAgent = new Int32Array(size).fill(NOBODY);

  const arcBetween = (from: number, to: number): number => {
    for (let arc = offset[from]!; arc < offset[from + 1]!; arc += 1) if (target[arc] === to) return arc;
    return -1;
  };
  const mark = (path: Int32Array, agent: number, isSet: boolean): void => {
    const last = path.length - 1;
    for (let step = 0; step < last; step += 1) {
      const vertex = path[step]!;
      const word = vertex * words + (step >> 5);
      const bit = 1 << (step & 31);
      busy[word] = isSet ? busy[word]! | bit : busy[word]! & ~bit;
      if (owner !== null) owner[vertex * horizon + step] = agent;
      const onward = path[step + 1]!;
      if (onward === vertex) continue;
      const arcWord = arcBetween(vertex, onward) * words + ((step + 1) >> 5);
      const arcBit = 1 << ((step + 1) & 31);
      arcBusy[arcWord] = isSet ? arcBusy[arcWord]! | arcBit : arcBusy[arcWord]! & ~arcBit;
    }
    const goal = path[last]!;
    parkedFrom[goal] = isSet ? last : -1;
    parkedAgent[goal] = agent;
  };

  return {
    horizon,
    add(agent, path) {
      mark(path, agent, true);
    },
    remove(_agent, path) {
      mark(path, NOBODY, false);
    },
    occupant(vertex, step) {
      const parked = parkedFrom[vertex]!;
      if (parked >= 0 && step >= parked) return parkedAgent[vertex]!;
      return owner !== null && step < horizon ? owner[vertex * horizon + step]! : NOBODY;
    },
    isBusy(vertex, step) {
      const parked = parkedFrom[vertex]!;
      if (parked >= 0 && step >= parked) return true;
      return step < horizon && (busy[vertex * words + (step >> 5)]! & (1 << (step & 31))) !== 0;
    },
    nextBusy(vertex, step) {
      const parked = parkedFrom[vertex]!;
      const limit = parked < 0 ? Number.POSITIVE_INFINITY : Math.max(step, parked);
      if (step >= horizon) return limit;
      const row = vertex * words;
      let word = step >> 5;
      let bits = busy[row + word]! & (-1 << (step & 31));
      while (bits === 0) {
        word += 1;
        if (word >= words) return limit;
        bits = busy[row + word]!;
      }
      return Math.min(limit, word * 32 + (31 - Math.clz32(bits & -bits)));
    },
    nextFree(vertex, step) {
      const parked = parkedFrom[vertex]!;
      if (parked >= 0 && step >= parked) return Number.POSITIVE_INFINITY;
      if (step >= horizon) return step;
      const row = vertex * words;
      let word = step >> 5;
      let bits = ~busy[row + word]! & (-1 << (step & 31));
      while (bits === 0) {
        word += 1;
        if (word >= words) break;
        bits = ~busy[row + word]!;
      }
      const free = word >= words ? horizon : word * 32 + (31 - Math.clz32(bits & -bits));
      return parked >= 0 && free >= parked ? Number.POSITIVE_INFINITY : free;
    },
    lastBusy(vertex) {
      if (parkedFrom[vertex]! >= 0) return Number.POSITIVE_INFINITY;
      const row = vertex * words;
      for (let word = words - 1; word >= 0; word -= 1) {
        const bits = busy[row + word]!;
        if (bits !== 0) return word * 32 + (31 - Math.clz32(bits));
      }
      return -1;
    },
    isArcBusy(arc, step) {
      return step < horizon && (arcBusy[arc * words + (step >> 5)]! & (1 << (step & 31))) !== 0;
    },
  };
}
