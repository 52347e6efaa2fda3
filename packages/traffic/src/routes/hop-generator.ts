import type { RandomSource } from '../random.ts';
import type { CompiledRoadmap } from '../roadmap/compile-roadmap.ts';

/** One robot from one node to the next. */
export interface Hop {
  readonly robot: number;
  readonly edge: number;
  /** it moved to make room */
  readonly isPushed: boolean;
}

export interface HopStep {
  /** in an order in which each hop keeps clear of where all others stand at that moment */
  readonly hops: readonly Hop[];
  readonly nodes: Int32Array;
}

export interface HopGenerator {
  /**
   * @param nodes    node per robot
   * @param targets  milliseconds to the target by node, per robot; null: anywhere will do
   * @param order    robots, most urgent first
   * @param forced   per robot: −2 free, −1 stay, else the edge to take
   */
  step(
    nodes: Int32Array,
    targets: readonly (Float64Array | null)[],
    order: Int32Array,
    forced: Int32Array,
  ): HopStep | null;
}

const FREE = -2;
const STAY = -1;

/**
 * Priority inheritance with backtracking on a roadmap of unlike robots: a robot that wants an edge first pushes every robot
 * that stands too close to it. Followers go in turn; rings of robots that would all have to start at once are refused.
 * Source: Okumura, Machida, Défago, Tamura, AIJ 2022, with conflict sets in place of "same vertex".
 */
export function createHopGenerator(
  compiled: CompiledRoadmap,
  classes: Int32Array,
  isFixed: Uint8Array,
  random: RandomSource,
): HopGenerator {
  const robots = classes.length;
  const { nodeCount } = compiled;
  const isClose = (a: number, elementA: number, b: number, elementB: number): boolean =>
    compiled.conflicts(classes[a]!, elementA, classes[b]!).includes(elementB);
  let here: Int32Array = new Int32Array(robots);
  const choice = new Int32Array(robots);
  const isPushed = new Uint8Array(robots);
  const isDeciding = new Uint8Array(robots);
  let goals: readonly (Float64Array | null)[] = [];

  const nodeAfter = (robot: number): number => (choice[robot]! >= 0 ? compiled.to[choice[robot]!]! : here[robot]!);
  const isFull = (robot: number, edge: number): boolean => {
    for (const resource of compiled.resourcesOf[nodeCount + edge]!) {
      let inside = 0;
      for (let other = 0; other < robots; other += 1) {
        if (other === robot) continue;
        const holds =
          compiled.resourcesOf[here[other]!]!.includes(resource) ||
          (choice[other]! >= 0 && compiled.resourcesOf[nodeCount + choice[other]!]!.includes(resource));
        if (holds) inside += 1;
      }
      if (inside >= compiled.capacities[resource]!) return true;
    }
    return false;
  };
  /** Robots to push before `robot` can take `edge`; null when a decided robot is in the way. */
  const blockers = (robot: number, edge: number): number[] | null => {
    const found: number[] = [];
    for (let other = 0; other < robots; other += 1) {
      if (other === robot) continue;
      const mustGoFirst = isClose(robot, nodeCount + edge, other, here[other]!);
      if (choice[other] === FREE) {
        if (!mustGoFirst) continue;
        if (isFixed[other] === 1) return null;
        found.push(other);
        continue;
      }
      if (isClose(robot, nodeCount + edge, other, nodeAfter(other))) return null;
      const mustWait = choice[other]! >= 0 && isClose(other, nodeCount + choice[other]!, robot, here[robot]!);
      if (mustGoFirst && (choice[other] === STAY || mustWait)) return null;
    }
    return found;
  };
  const mayStay = (robot: number): boolean => {
    for (let other = 0; other < robots; other += 1) {
      if (other === robot || choice[other]! < 0) continue;
      if (isClose(other, nodeCount + choice[other]!, robot, here[robot]!)) return false;
    }
    return true;
  };
  const decide = (robot: number, pushed: boolean): boolean => {
    isDeciding[robot] = 1;
    const settled = tryChoices(robot, pushed);
    isDeciding[robot] = 0;
    return settled;
  };
  const tryChoices = (robot: number, pushed: boolean): boolean => {
    const { isAllowed, travel } = compiled.classes[classes[robot]!]!;
    const target = goals[robot] ?? null;
    const value = (node: number): number => (target === null ? 0 : target[node]!);
    const options: { edge: number; key: number }[] = [];
    for (const edge of compiled.outgoing[here[robot]!]!) {
      if (isAllowed[edge] === 0 || isFixed[robot] === 1) continue;
      const key = value(compiled.to[edge]!) + (target === null ? travel[edge]! : 0) + random.next();
      if (key < Number.POSITIVE_INFINITY) options.push({ edge, key });
    }
    options.push({ edge: STAY, key: value(here[robot]!) + random.next() });
    options.sort((a, b) => a.key - b.key);
    for (const { edge } of options) {
      if (edge === STAY) {
        if (!mayStay(robot)) continue;
        choice[robot] = STAY;
        return true;
      }
      if (isFull(robot, edge)) continue;
      const toPush = blockers(robot, edge);
      if (toPush === null || toPush.some((other) => isDeciding[other] === 1)) continue;
      const before = choice.slice();
      choice[robot] = edge;
      isPushed[robot] = pushed ? 1 : 0;
      const isClear = toPush.every((other) => choice[other]! >= 0 || (choice[other] === FREE && decide(other, true)));
      if (isClear && blockers(robot, edge)?.length === 0) return true;
      choice.set(before);
    }
    return false;
  };

  return {
    step(nodes, targets, order, forced) {
      here = nodes;
      goals = targets;
      isPushed.fill(0);
      choice.fill(FREE);
      for (let robot = 0; robot < robots; robot += 1) {
        const wish = forced[robot]!;
        if (wish === FREE) continue;
        if (wish >= 0 && (isFull(robot, wish) || blockers(robot, wish) === null)) return null;
        choice[robot] = wish;
      }
      for (const robot of order) {
        if (choice[robot] === FREE && !decide(robot, false)) return null;
      }
      return serialise();
    },
  };

  function serialise(): HopStep | null {
    const waiting = new Set<number>();
    for (let robot = 0; robot < robots; robot += 1) if (choice[robot]! >= 0) waiting.add(robot);
    const nodes = here.slice();
    const hops: Hop[] = [];
    while (waiting.size > 0) {
      let next = -1;
      for (const robot of waiting) {
        const edge = nodeCount + choice[robot]!;
        let isFree = true;
        for (let other = 0; other < robots && isFree; other += 1) {
          isFree = other === robot || !isClose(robot, edge, other, nodes[other]!);
        }
        if (!isFree) continue;
        next = robot;
        break;
      }
      if (next < 0) return null;
      waiting.delete(next);
      nodes[next] = compiled.to[choice[next]!]!;
      hops.push({ robot: next, edge: choice[next]!, isPushed: isPushed[next] === 1 });
    }
    return { hops, nodes };
  }
}
