import type { MapfGraph } from './graph.ts';

/**
 * One flag per arc: 1 where the edge lies on no cycle, so that two agents who meet there cannot pass around each other.
 * Source: Tarjan, "A note on finding the bridges of a graph", 1974; without recursion.
 */
export function findBridges(graph: MapfGraph): Uint8Array {
  const { size, offset, target, reverse } = graph;
  const isBridge = new Uint8Array(target.length);
  const entered = new Int32Array(size).fill(-1);
  const lowest = new Int32Array(size);
  const cursor = offset.slice(0, size);
  const arcInto = new Int32Array(size).fill(-1);
  const stack: number[] = [];
  let clock = 0;
  for (let root = 0; root < size; root += 1) {
    if (entered[root]! >= 0) continue;
    stack.push(root);
    entered[root] = clock;
    lowest[root] = clock++;
    while (stack.length > 0) {
      const vertex = stack[stack.length - 1]!;
      const arc = cursor[vertex]!;
      if (arc < offset[vertex + 1]!) {
        cursor[vertex] = arc + 1;
        const onward = target[arc]!;
        if (arcInto[vertex]! >= 0 && arc === reverse[arcInto[vertex]!]) continue;
        if (entered[onward]! >= 0) {
          lowest[vertex] = Math.min(lowest[vertex]!, entered[onward]!);
          continue;
        }
        arcInto[onward] = arc;
        entered[onward] = clock;
        lowest[onward] = clock++;
        stack.push(onward);
        continue;
      }
      stack.pop();
      const into = arcInto[vertex]!;
      if (into < 0) continue;
      const parent = target[reverse[into]!]!;
      lowest[parent] = Math.min(lowest[parent]!, lowest[vertex]!);
      if (lowest[vertex]! > entered[parent]!) {
        isBridge[into] = 1;
        isBridge[reverse[into]!] = 1;
      }
    }
  }
  return isBridge;
}
