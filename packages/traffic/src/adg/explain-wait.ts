import type { Dependency } from '../types.ts';
import type { DependencyGraph } from './dependency-graph.ts';
import { isFinished, type RouteProgress } from './progress.ts';

export interface WaitExplanation {
  readonly robot: string;
  /** the visit that cannot be released */
  readonly visit: string;
  readonly waitsFor: readonly { readonly robot: string; readonly visit: string; readonly dependency: Dependency }[];
  /** robots that wait for each other's predecessors, from this one to the one that only has to finish its move */
  readonly chain: readonly string[];
  readonly says: { readonly en: string; readonly zh: string };
}

/**
 * Why a robot gets no further than it is released: read from the dependencies alone.
 *
 * @returns null when it has arrived for good or its next hop waits for nobody
 */
export function explainWait(graph: DependencyGraph, progress: RouteProgress, robot: string): WaitExplanation | null {
  const next = unfinishedOf(graph, progress, robot);
  if (next === null) return null;
  const [first] = next.waitsFor;
  const chain = [robot];
  let at: string | undefined = first!.robot;
  while (at !== undefined && !chain.includes(at)) {
    chain.push(at);
    at = unfinishedOf(graph, progress, at)?.waitsFor[0]?.robot;
  }
  const { dependency } = first!;
  const place = graph.route(robot).visits[graph.position(next.visit)!.index]!.element.id;
  return { robot, ...next, chain, says: sentence(robot, first!.robot, place, dependency) };
}

function unfinishedOf(
  graph: DependencyGraph,
  progress: RouteProgress,
  robot: string,
): Pick<WaitExplanation, 'visit' | 'waitsFor'> | null {
  const own = progress[robot];
  const { visits } = graph.route(robot);
  if (own === undefined || own.released + 2 >= visits.length) return null;
  for (const visit of [visits[own.released + 1]!, visits[own.released + 2]!]) {
    const waitsFor = graph
      .dependenciesOf(visit.id)
      .filter((dependency) => !isFinished(graph, progress, dependency.after))
      .map((dependency) => ({ robot: graph.position(dependency.after)!.robot, visit: dependency.after, dependency }));
    if (waitsFor.length > 0) return { visit: visit.id, waitsFor };
  }
  return null;
}

function sentence(robot: string, other: string, place: string, dependency: Dependency): { en: string; zh: string } {
  const { reason } = dependency;
  if (reason.kind === 'resource') {
    return {
      en: `${robot} waits for ${other} to leave ${reason.resource}.`,
      zh: `${robot} 正在等待 ${other} 离开 ${reason.resource}。`,
    };
  }
  if (reason.kind === 'order') {
    return {
      en: `${robot} waits with ${reason.move} until ${other} has arrived with ${reason.after}.`,
      zh: `${robot} 要等 ${other} 完成 ${reason.after} 到达后才能开始 ${reason.move}。`,
    };
  }
  return {
    en: `${robot} waits for ${other} to leave ${reason.other.id} before it enters ${place}.`,
    zh: `${robot} 正在等待 ${other} 离开 ${reason.other.id}，然后才能进入 ${place}。`,
  };
}
