import type { MapfGraph } from './graph.ts';
import { UNREACHABLE } from './instance.ts';
import type { Reservations } from './reservations.ts';

const FOREVER = 0x7fffffff;

export interface SafeIntervalSearch {
  /**
   * Earliest arrival of one agent among fixed paths, waiting included.
   *
   * @param distances steps to the goal by vertex
   * @param limit     arrival later than this is of no use
   * @returns the path, ending with the arrival after which the goal stays free for ever; null when there is none in time
   */
  find(start: number, goal: number, distances: Uint16Array, limit: number): Int32Array | null;
}

/**
 * Safe-interval path planning with unit steps.
 * Source: Phillips, Likhachev, "SIPP: Safe Interval Path Planning for Dynamic Environments", ICRA 2011.
 */
export function createSafeIntervalSearch(graph: MapfGraph, reservations: Reservations): SafeIntervalSearch {
  const { offset, target, reverse, size } = graph;
  let capacity = 1 << 14;
  let vertexOf = new Int32Array(capacity);
  let timeOf = new Int32Array(capacity);
  let parentOf = new Int32Array(capacity);
  let intervalEnd = new Int32Array(capacity);
  let nextSame = new Int32Array(capacity);
  let nextInBucket = new Int32Array(capacity);
  const seen = new Int32Array(size).fill(-1);
  const stampOf = new Int32Array(size);
  let stamp = 0;
  let count = 0;
  const buckets: number[] = [];

  const grow = (): void => {
    capacity *= 2;
    const wider = (values: Int32Array): Int32Array<ArrayBuffer> => {
      const copy = new Int32Array(capacity);
      copy.set(values);
      return copy;
    };
    vertexOf = wider(vertexOf);
    timeOf = wider(timeOf);
    parentOf = wider(parentOf);
    intervalEnd = wider(intervalEnd);
    nextSame = wider(nextSame);
    nextInBucket = wider(nextInBucket);
  };

  return {
    find(start, goal, distances, limit) {
      const toGoal = distances[start]!;
      if (toGoal === UNREACHABLE || reservations.isBusy(start, 0)) return null;
      const free = reservations.lastBusy(goal) + 1;
      const least = Math.max(toGoal, free);
      const latest = Math.min(limit, reservations.horizon - 1);
      if (least > latest) return null;
      stamp += 1;
      count = 0;
      buckets.length = 0;
      let open = 0;

      const push = (vertex: number, time: number, parent: number, until: number): void => {
        const total = Math.max(time + distances[vertex]!, free);
        if (total > latest) return;
        if (stampOf[vertex] !== stamp) {
          stampOf[vertex] = stamp;
          seen[vertex] = -1;
        }
        for (let node = seen[vertex]!; node >= 0; node = nextSame[node]!) {
          if (intervalEnd[node] !== until) continue;
          if (timeOf[node]! <= time) return;
        }
        if (count === capacity) grow();
        const node = count++;
        vertexOf[node] = vertex;
        timeOf[node] = time;
        parentOf[node] = parent;
        intervalEnd[node] = until;
        nextSame[node] = seen[vertex]!;
        seen[vertex] = node;
        const bucket = total - least;
        while (buckets.length <= bucket) buckets.push(-1);
        nextInBucket[node] = buckets[bucket]!;
        buckets[bucket] = node;
        if (bucket < open) open = bucket;
      };

      push(start, 0, -1, Math.min(reservations.nextBusy(start, 1), FOREVER));
      for (; open < buckets.length; ) {
        const node = buckets[open]!;
        if (node < 0) {
          open += 1;
          continue;
        }
        buckets[open] = nextInBucket[node]!;
        const vertex = vertexOf[node]!;
        const time = timeOf[node]!;
        if (vertex === goal && time >= free) return trace(node);
        if (isOutdone(node)) continue;
        const end = intervalEnd[node]!;
        for (let arc = offset[vertex]!; arc < offset[vertex + 1]!; arc += 1) {
          const onward = target[arc]!;
          const left = distances[onward]!;
          const last = Math.min(end, latest - left);
          const back = reverse[arc]!;
          let arrive = reservations.nextFree(onward, time + 1);
          while (arrive <= last) {
            const until = Math.min(reservations.nextBusy(onward, arrive), FOREVER);
            let enter = arrive;
            while (enter < until && enter <= last && reservations.isArcBusy(back, enter)) enter += 1;
            if (enter < until && enter <= last) push(onward, enter, node, until);
            if (until === FOREVER) break;
            arrive = reservations.nextFree(onward, until);
          }
        }
      }
      return null;

      function isOutdone(node: number): boolean {
        for (let other = seen[vertexOf[node]!]!; other >= 0; other = nextSame[other]!) {
          if (other !== node && intervalEnd[other] === intervalEnd[node] && timeOf[other]! < timeOf[node]!) return true;
        }
        return false;
      }

      function trace(last: number): Int32Array {
        const path = new Int32Array(timeOf[last]! + 1);
        let node = last;
        let until = path.length;
        while (node >= 0) {
          const time = timeOf[node]!;
          path.fill(vertexOf[node]!, time, until);
          until = time;
          node = parentOf[node]!;
        }
        return path;
      }
    },
  };
}
