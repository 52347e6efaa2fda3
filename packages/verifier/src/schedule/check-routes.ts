import {
  edgeAdmits,
  nodePosition,
  type Plan,
  type Schedule,
  type Situation,
  separatesRegions,
  type Violation,
  type Visit,
} from '@muster/domain';
import { violation } from './violation.ts';

type Body = { readonly radius: number; readonly height: number; readonly isFlyer: boolean };
type Segment = {
  readonly ax: number;
  readonly ay: number;
  readonly az: number;
  readonly bx: number;
  readonly by: number;
  readonly bz: number;
  readonly floor: string;
};

/**
 * Routes on their own, by a geometry that is not the planner's: elements exist and admit the robot, consecutive visits meet, any two visits of
 * different robots whose bodies could touch are ordered by the dependency graph, and that graph, together with the order of work, has no cycle.
 */
export const routeViolations = (schedule: Schedule, plan: Plan, situation: Situation): Violation[] => {
  const violations: Violation[] = [];
  const visits = Object.values(schedule.routes).flat();
  const index = new Map(visits.map((visit, position) => [visit.id, position]));
  violations.push(...shapeViolations(schedule, situation));
  if (violations.length > 0) return violations;
  for (const dependency of schedule.dependencies)
    if (!index.has(dependency.visit) || !index.has(dependency.after))
      violations.push(
        violation(
          'VERIFY_ROUTE',
          `A dependency names a visit that does not exist (${dependency.visit} after ${dependency.after}).`,
          '依赖关系引用了不存在的访问。',
        ),
      );
  const graph = combinedGraph(schedule, plan, visits, index);
  const reach = reachability(graph);
  if (!reach)
    return [
      violation(
        'VERIFY_ROUTE_DEADLOCK',
        'The order in which robots pass and the order of their work wait for each other.',
        '通行顺序与作业顺序互相等待（死锁）。',
        'Route again with another order.',
        '请换一种顺序重新规划路线。',
      ),
    ];
  const bodies = new Map(
    schedule.routes ? Object.keys(schedule.routes).map((robot) => [robot, bodyOf(robot, situation)] as const) : [],
  );
  const segments = visits.map((visit) => segmentOf(visit, situation));
  for (let a = 0; a < visits.length; a += 1)
    for (let b = a + 1; b < visits.length; b += 1) {
      const [one, other] = [visits[a]!, visits[b]!];
      if (one.robot === other.robot) continue;
      if (!mayTouch(segments[a]!, segments[b]!, bodies.get(one.robot)!, bodies.get(other.robot)!)) continue;
      // "x after y" means: x is entered when the robot of y has left y, that is, has entered the visit behind it.
      const leftFirst = ordered(reach, a, b, visits) || ordered(reach, b, a, visits);
      if (!leftFirst) {
        violations.push(
          violation(
            'VERIFY_ROUTE_CONFLICT',
            `${one.robot} on ${one.element.id} and ${other.robot} on ${other.element.id} could meet: nothing orders them.`,
            `${one.robot} 在 ${one.element.id} 与 ${other.robot} 在 ${other.element.id} 可能相遇：没有先后约束。`,
          ),
        );
        if (violations.length >= 5) return violations;
      }
    }
  return violations;
};

const shapeViolations = (schedule: Schedule, situation: Situation): Violation[] => {
  const violations: Violation[] = [];
  const { scene, library } = situation.model;
  const nodes = new Map(scene.graph.nodes.map((node) => [node.id, node]));
  const edges = new Map(
    scene.graph.edges.flatMap((edge) => [
      [edge.id, { edge, from: edge.from, to: edge.to }] as const,
      ...(edge.oneWay ? [] : [[`${edge.id}~`, { edge, from: edge.to, to: edge.from }] as const]),
    ]),
  );
  const crossings = new Set(
    schedule.travels.filter((travel) => travel.place !== undefined).map((travel) => `${travel.id} ${travel.place}`),
  );
  for (const [robot, route] of Object.entries(schedule.routes)) {
    const kind = scene.robots.find((entry) => entry.id === robot)?.kind;
    const manifest = kind === undefined ? undefined : library.robots[kind];
    if (!manifest) {
      violations.push(
        violation('VERIFY_UNKNOWN_ENTITY', `There is no robot "${robot}" for a route.`, `没有机器人“${robot}”。`),
      );
      continue;
    }
    route.forEach((visit, position) => {
      const wanted = position % 2 === 0 ? 'node' : 'edge';
      if (visit.robot !== robot || visit.element.kind !== wanted)
        violations.push(violation('VERIFY_ROUTE', `Visit ${visit.id} is out of shape.`, `访问 ${visit.id} 结构不对。`));
      if (visit.element.kind === 'node' && !nodes.has(visit.element.id))
        violations.push(
          violation('VERIFY_ROUTE', `There is no node ${visit.element.id}.`, `没有节点 ${visit.element.id}。`),
        );
      if (visit.element.kind === 'edge') {
        const entry = edges.get(visit.element.id);
        if (!entry)
          violations.push(
            violation('VERIFY_ROUTE', `There is no edge ${visit.element.id}.`, `没有边 ${visit.element.id}。`),
          );
        else {
          if (!edgeAdmits(entry.edge, manifest))
            violations.push(
              violation(
                'VERIFY_ROUTE',
                `${robot} does not fit the edge ${visit.element.id}.`,
                `${robot} 不能通过边 ${visit.element.id}。`,
              ),
            );
          if (route[position - 1]?.element.id !== entry.from || route[position + 1]?.element.id !== entry.to)
            violations.push(
              violation(
                'VERIFY_ROUTE',
                `The route of ${robot} jumps at ${visit.element.id}.`,
                `${robot} 的路线在 ${visit.element.id} 处不连续。`,
              ),
            );
          if (separatesRegions(entry.edge, scene, library) && !crossings.has(`${visit.move} ${entry.edge.device}`))
            violations.push(
              violation(
                'VERIFY_ROUTE',
                `${robot} goes through ${entry.edge.device} without a step for it.`,
                `${robot} 穿过 ${entry.edge.device}，但没有相应的步骤。`,
              ),
            );
        }
      }
    });
  }
  return violations;
};

/** Happenings: entering visit i (by position), then per step its start and end. An arc means "before". */
const combinedGraph = (
  schedule: Schedule,
  plan: Plan,
  visits: readonly Visit[],
  index: ReadonlyMap<string, number>,
): number[][] => {
  const steps = new Map(plan.steps.map((step, position) => [step.id, visits.length + position * 2]));
  const arcs: number[][] = Array.from({ length: visits.length + plan.steps.length * 2 }, () => []);
  const arc = (from: number | undefined, to: number | undefined): void => {
    if (from !== undefined && to !== undefined) arcs[from]!.push(to);
  };
  for (const start of steps.values()) arc(start, start + 1);
  for (const step of plan.steps)
    for (const edge of step.edges) if (edge.kind === 'end-start') arc(steps.get(step.id)! + 1, steps.get(edge.to));
  for (const route of Object.values(schedule.routes))
    for (let at = 1; at < route.length; at += 1) arc(index.get(route[at - 1]!.id), index.get(route[at]!.id));
  for (const dependency of schedule.dependencies) {
    const after = index.get(dependency.after)!;
    // Left when the next visit of that robot is entered; the last one is never left.
    const left = visits[after + 1]?.robot === visits[after]!.robot ? after + 1 : undefined;
    arc(dependency.reason.kind === 'order' ? after : left, index.get(dependency.visit));
  }
  const travels = new Map(schedule.travels.map((entry) => [entry.id, entry]));
  for (const [robot, lane] of Object.entries(schedule.lanes)) {
    const route = schedule.routes[robot] ?? [];
    let before: number | undefined;
    for (const id of lane) {
      const travel = travels.get(id);
      if (travel) {
        const own = route.filter((visit) => visit.move === id);
        const first = own[0] && index.get(own[0].id);
        arc(before, first);
        for (const other of travel.after)
          arc(steps.get(other) === undefined ? lastVisit(schedule, other, index) : steps.get(other)! + 1, first);
        before = own.at(-1) && index.get(own.at(-1)!.id);
      } else {
        arc(before, steps.get(id));
        before = steps.has(id) ? steps.get(id)! + 1 : before;
      }
    }
  }
  return arcs;
};

const lastVisit = (schedule: Schedule, travel: string, index: ReadonlyMap<string, number>): number | undefined => {
  const robot = schedule.travels.find((entry) => entry.id === travel)?.robot;
  const visit =
    robot === undefined ? undefined : schedule.routes[robot]?.filter((entry) => entry.move === travel).at(-1);
  return visit && index.get(visit.id);
};

const reachability = (arcs: readonly (readonly number[])[]): Uint32Array[] | undefined => {
  const count = arcs.length;
  const incoming = new Int32Array(count);
  for (const list of arcs) for (const to of list) incoming[to] = incoming[to]! + 1;
  const order: number[] = [];
  for (let node = 0; node < count; node += 1) if (incoming[node] === 0) order.push(node);
  for (let at = 0; at < order.length; at += 1)
    for (const to of arcs[order[at]!]!) {
      incoming[to] = incoming[to]! - 1;
      if (incoming[to] === 0) order.push(to);
    }
  if (order.length < count) return undefined;
  const words = (count + 31) >> 5;
  const rows = Array.from({ length: count }, () => new Uint32Array(words));
  for (const node of order.reverse())
    for (const to of arcs[node]!) {
      const [row, other] = [rows[node]!, rows[to]!];
      row[to >> 5] = row[to >> 5]! | (1 << (to & 31));
      for (let word = 0; word < words; word += 1) row[word] = row[word]! | other[word]!;
    }
  return rows;
};

/** Whether the robot of `a` has left `a` before `b` is entered, in every execution. */
const ordered = (reach: readonly Uint32Array[], a: number, b: number, visits: readonly Visit[]): boolean => {
  const left = visits[a + 1]?.robot === visits[a]!.robot ? a + 1 : undefined;
  if (left === undefined) return false;
  return left === b || (reach[left]![b >> 5]! & (1 << (b & 31))) !== 0;
};

const bodyOf = (robot: string, situation: Situation): Body => {
  const kind = situation.model.scene.robots.find((entry) => entry.id === robot)?.kind ?? '';
  const manifest = situation.model.library.robots[kind]!;
  // Half the width: bodies on parallel lanes pass side by side; along a lane the order keeps them apart.
  return {
    radius: manifest.body.radius ?? Math.min(manifest.body.length, manifest.body.width) / 2,
    height: manifest.body.height,
    isFlyer: manifest.mobility.mode === 'fly',
  };
};

const segmentOf = (visit: Visit, situation: Situation): Segment => {
  const { model } = situation;
  const node = (id: string) => model.scene.graph.nodes.find((entry) => entry.id === id)!;
  const from =
    visit.element.kind === 'node'
      ? node(visit.element.id)
      : node(model.scene.graph.edges.find((edge) => edge.id === visit.element.id.replace(/~$/, ''))!.from);
  const to =
    visit.element.kind === 'node'
      ? from
      : node(model.scene.graph.edges.find((edge) => edge.id === visit.element.id.replace(/~$/, ''))!.to);
  const [a, b] = [nodePosition(model, from), nodePosition(model, to)];
  return { ax: a.x, ay: a.y, az: a.z, bx: b.x, by: b.y, bz: b.z, floor: from.floor };
};

const mayTouch = (one: Segment, other: Segment, a: Body, b: Body): boolean => {
  const lowOne = Math.min(one.az, one.bz);
  const lowOther = Math.min(other.az, other.bz);
  const highOne = Math.max(one.az, one.bz) + a.height;
  const highOther = Math.max(other.az, other.bz) + b.height;
  if (highOne <= lowOther || highOther <= lowOne) return false;
  return segmentDistance(one, other) < a.radius + b.radius - 1e-6;
};

/** Least distance of two segments in the plane. */
const segmentDistance = (one: Segment, other: Segment): number => {
  if (cross(one, other)) return 0;
  return Math.min(
    pointDistance(one.ax, one.ay, other),
    pointDistance(one.bx, one.by, other),
    pointDistance(other.ax, other.ay, one),
    pointDistance(other.bx, other.by, one),
  );
};

const pointDistance = (x: number, y: number, segment: Segment): number => {
  const [dx, dy] = [segment.bx - segment.ax, segment.by - segment.ay];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - segment.ax) * dx + (y - segment.ay) * dy) / length));
  const [px, py] = [segment.ax + along * dx - x, segment.ay + along * dy - y];
  return Math.sqrt(px * px + py * py);
};

const cross = (one: Segment, other: Segment): boolean => {
  const side = (px: number, py: number, s: Segment): number =>
    (s.bx - s.ax) * (py - s.ay) - (s.by - s.ay) * (px - s.ax);
  return (
    side(one.ax, one.ay, other) * side(one.bx, one.by, other) < 0 &&
    side(other.ax, other.ay, one) * side(other.bx, other.by, one) < 0
  );
};
