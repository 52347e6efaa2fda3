import type { MapfInstance, MapfPlan } from './instance.ts';

export interface MapfConflict {
  readonly kind: 'start' | 'goal' | 'jump' | 'vertex' | 'swap' | 'length';
  readonly step: number;
  readonly agents: readonly number[];
  readonly vertex: number;
}

/**
 * Every violation of a plan, at most `limit`: shares nothing with the search but the graph's rows.
 * A plan is good when the list is empty.
 */
export function checkMapfPlan(instance: MapfInstance, plan: MapfPlan, limit = 20): readonly MapfConflict[] {
  const conflicts: MapfConflict[] = [];
  const add = (kind: MapfConflict['kind'], step: number, agents: number[], vertex: number): void => {
    if (conflicts.length < limit) conflicts.push({ kind, step, agents, vertex });
  };
  const { graph } = instance;
  const neighbours: Set<number>[] = [];
  for (let vertex = 0; vertex < graph.size; vertex += 1) {
    neighbours.push(new Set(graph.target.subarray(graph.offset[vertex]!, graph.offset[vertex + 1]!)));
  }
  const length = plan.paths[0]?.length ?? 0;
  if (plan.paths.length !== instance.starts.length) add('length', 0, [plan.paths.length], -1);
  for (const [agent, path] of plan.paths.entries()) {
    if (path.length !== length) {
      add('length', path.length, [agent], -1);
      continue;
    }
    if (path[0] !== instance.starts[agent]) add('start', 0, [agent], path[0] ?? -1);
    if (path[length - 1] !== instance.goals[agent]) add('goal', length - 1, [agent], path[length - 1] ?? -1);
    for (let step = 1; step < length; step += 1) {
      const from = path[step - 1]!;
      const to = path[step]!;
      if (from !== to && !neighbours[from]?.has(to)) add('jump', step, [agent], to);
    }
  }
  for (let step = 0; step < length; step += 1) {
    const at = new Map<number, number>();
    for (const [agent, path] of plan.paths.entries()) {
      const vertex = path[step];
      if (vertex === undefined) continue;
      const other = at.get(vertex);
      if (other !== undefined) add('vertex', step, [other, agent], vertex);
      at.set(vertex, agent);
    }
    if (step === 0) continue;
    for (const [agent, path] of plan.paths.entries()) {
      const from = path[step - 1];
      const to = path[step];
      if (from === undefined || to === undefined || from === to) continue;
      const other = at.get(from);
      if (other === undefined || other <= agent) continue;
      if (plan.paths[other]![step - 1] === to) add('swap', step, [agent, other], to);
    }
  }
  return conflicts;
}
