import type { RandomSource } from '../random.ts';
import type { MapfInstance } from './instance.ts';
import { createReservations } from './reservations.ts';
import { createSafeIntervalSearch } from './safe-interval.ts';

/**
 * One agent after the other among those already planned; an agent without a way goes first in the next try.
 * Fast and near the bound where agents are sparse; fails where they are dense.
 *
 * @param isOver  true ends the search
 * @returns paths that end with each agent's arrival, or null
 */
export function planInOrder(
  instance: MapfInstance,
  distances: Uint16Array,
  random: RandomSource,
  isOver: () => boolean,
  attempts = 10,
): Int32Array[] | null {
  const { graph, starts, goals } = instance;
  const agents = starts.length;
  const row = (agent: number): Uint16Array => distances.subarray(agent * graph.size, (agent + 1) * graph.size);
  let longest = 0;
  for (let agent = 0; agent < agents; agent += 1) longest = Math.max(longest, row(agent)[starts[agent]!]!);
  const urgency = Float64Array.from({ length: agents }, (_, agent) => row(agent)[starts[agent]!]! + random.next());
  const order = Int32Array.from({ length: agents }, (_, agent) => agent);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    order.sort((a, b) => urgency[b]! - urgency[a]!);
    const reservations = createReservations(graph, longest + 64 + 2 * attempt);
    const search = createSafeIntervalSearch(graph, reservations);
    const paths: Int32Array[] = new Array(agents);
    let failed = -1;
    for (const agent of order) {
      if (isOver()) return null;
      const path = search.find(starts[agent]!, goals[agent]!, row(agent), reservations.horizon);
      if (path === null) {
        failed = agent;
        break;
      }
      reservations.add(agent, path);
      paths[agent] = path;
    }
    if (failed < 0) return paths;
    urgency[failed] = urgency[order[0]!]! + 1;
  }
  return null;
}
