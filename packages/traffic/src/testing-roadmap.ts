import type { RandomSource } from './random.ts';
import type { Roadmap, RoadmapEdge, RoadmapNode, RobotClass, TrafficRequest } from './types.ts';

/** Builders for tests: not exported from the package. */

export const CART: RobotClass = {
  id: 'cart',
  mode: 'drive',
  footprint: { kind: 'circle', radius: 0.3 },
  height: 1,
  speed: 1,
  deceleration: 0.5,
  turnRate: 1.5,
};
export const FORKLIFT: RobotClass = {
  id: 'forklift',
  mode: 'drive',
  footprint: { kind: 'box', length: 1.6, width: 1 },
  height: 2,
  speed: 1.5,
  deceleration: 0.8,
  turnRate: 0.8,
};
export const DRONE: RobotClass = {
  id: 'drone',
  mode: 'fly',
  footprint: { kind: 'circle', radius: 0.4 },
  height: 0.4,
  speed: 3,
};

export function twoWay(from: RoadmapNode, to: RoadmapNode, more: Partial<RoadmapEdge> = {}): RoadmapEdge[] {
  const length = Math.hypot(to.x - from.x, to.y - from.y, to.z - from.z);
  const base = { length, modes: ['drive', 'walk', 'fly'] as const, ...more };
  return [
    { ...base, id: `${from.id}>${to.id}`, from: from.id, to: to.id },
    { ...base, id: `${to.id}>${from.id}`, from: to.id, to: from.id },
  ];
}

/** A lattice `pitch` metres apart; each lane is left out with probability `gaps`. Node ids are `x,y`. */
export function lattice(columns: number, rows: number, pitch: number, gaps: number, random: RandomSource): Roadmap {
  const nodes: RoadmapNode[] = [];
  const edges: RoadmapEdge[] = [];
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1)
      nodes.push({ id: `${x},${y}`, x: x * pitch, y: y * pitch, z: 0, floor: 'ground' });
  }
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      const here = nodes[y * columns + x]!;
      if (x + 1 < columns && random.next() >= gaps) edges.push(...twoWay(here, nodes[y * columns + x + 1]!));
      if (y + 1 < rows && random.next() >= gaps) edges.push(...twoWay(here, nodes[(y + 1) * columns + x]!));
    }
  }
  return { id: 'lattice', nodes, edges };
}

/** Robots of mixed classes at distinct nodes, each with one or two moves to distinct nodes. */
export function randomRequest(
  random: RandomSource,
  robots: number,
  columns = 6,
  rows = 5,
  pitch = 2.5,
): TrafficRequest {
  const roadmap = lattice(columns, rows, pitch, 0.12, random);
  const ids = roadmap.nodes.map((node) => node.id);
  const draw = (count: number): string[] => {
    const left = ids.slice();
    return Array.from({ length: count }, () => left.splice(random.below(left.length), 1)[0]!);
  };
  const starts = draw(robots);
  const middles = draw(robots);
  const goals = draw(robots);
  const classes = [CART, FORKLIFT];
  return {
    roadmap,
    classes,
    robots: starts.map((node, index) => ({ id: `r${index}`, class: classes[index % 2]!.id, node })),
    moves: starts.flatMap((_, index) => {
      if (index % 5 === 4) return [];
      const last = {
        id: `m${index}b`,
        robot: `r${index}`,
        to: goals[index]!,
        after:
          index > 0 && index % 3 === 0
            ? [`m${index - 1}`].filter((id) => id !== 'm4' && (index - 1) % 5 !== 4 && (index - 1) % 2 === 0)
            : [],
      };
      const first = { id: `m${index}`, robot: `r${index}`, to: middles[index]!, dwellSeconds: 3 };
      return index % 2 === 0 ? [first, last] : [{ ...last, id: `m${index}` }];
    }),
    seed: random.below(1e9),
    improvementRounds: 30,
  };
}
