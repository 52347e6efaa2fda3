import { type Assignment, contentHash, type Plan, type Schedule, type Situation } from '@muster/domain';
import type { TaskSchedule } from '../core/schedule.ts';
import { passage, passageNodes, rolePlace, stepSeconds } from './build-problem.ts';
import { LaneLayout } from './lane-layout.ts';
import { chosenReasons, refusedReasons } from './reasons.ts';
import type { RoleCandidates } from './role-candidates.ts';

export type Allocation = {
  readonly tasks: ReadonlyMap<string, TaskSchedule>;
  readonly binding: Readonly<Record<string, string>>;
  readonly candidates: ReadonlyMap<string, RoleCandidates>;
  readonly bound: { readonly name: string; readonly value: number };
  readonly starts: ReadonlyMap<string, string | undefined>;
  readonly ready: ReadonlyMap<string, { readonly seconds: number; readonly node?: string }>;
  /** One step after the other, with everybody else out of the way: slow, and never stuck. */
  readonly inTurn?: boolean;
};

/** The schedule of an allocation: steps in the order of their starts, with travel, lanes and reasons; routes are left to traffic. */
export const timeSchedule = (plan: Plan, situation: Situation, allocation: Allocation): Schedule => {
  const { model } = situation;
  const { tasks, binding, candidates } = allocation;
  const starts = new Map(
    [...allocation.starts].map(([robot, node]) => [robot, allocation.ready.get(robot)?.node ?? node]),
  );
  const layout = new LaneLayout(situation, starts, allocation.ready, wantedNodes(plan, situation));
  const ends = new Map<string, { end: number; latest: number }>();
  const assignments: Assignment[] = [];
  const predecessors = new Map<string, string[]>();
  for (const step of plan.steps)
    for (const edge of step.edges)
      if (edge.kind === 'end-start') predecessors.set(edge.to, [...(predecessors.get(edge.to) ?? []), step.id]);
  const order = inOrder(plan, tasks);
  for (const step of allocation.inTurn ? inTurns(order, binding) : order) {
    const skill = model.library.skills[step.skill]!;
    const roles: Record<string, string> = {};
    for (const role of skill.roles) {
      const raw = step.roles[role.name.slice(1)] ?? '';
      roles[role.name.slice(1)] = raw.startsWith('?') ? (binding[raw] ?? '') : raw;
    }
    const before = predecessors.get(step.id) ?? [];
    const ready = {
      end: Math.max(0, ...before.map((id) => ends.get(id)?.end ?? 0)),
      latest: Math.max(0, ...before.map((id) => ends.get(id)?.latest ?? 0)),
    };
    const partners = new Set(Object.values(roles));
    if (allocation.inTurn) layout.takeTurn(partners);
    const through = passage(step, situation);
    const sidesOf = (robot: string) =>
      through ? passageNodes(situation, layout.kindOf(robot), through.device, through.region) : undefined;
    for (const [role, robot] of Object.entries(roles)) {
      const place = rolePlace(step, role, situation);
      const sides = sidesOf(robot);
      if (through && sides) layout.goToPassage(robot, through.device, sides.near, step.id);
      else if (place !== undefined) layout.goToPlace(robot, place, step.id, partners);
    }
    const robots = skill.roles.map((role) => roles[role.name.slice(1)] ?? '');
    const start = Math.max(ready.end, ...robots.map((robot) => layout.freeAt(robot)));
    const latestStart = Math.max(ready.latest, ...robots.map((robot) => layout.freeAtLatest(robot)));
    const seconds = stepSeconds(step, roles, situation);
    const end = start + seconds.expected;
    const latestEnd = latestStart + seconds.maximum;
    layout.work(robots, step.id, start, end, latestEnd);
    for (const robot of robots) {
      const sides = sidesOf(robot);
      if (through && sides) layout.cross(robot, through.device, sides.far);
    }
    ends.set(step.id, { end, latest: latestEnd });
    assignments.push({
      step: step.id,
      roles,
      robots,
      start,
      end,
      latestEnd,
      chosenBecause: chosenReasons(step.roles, roles, candidates, tasks.get(step.id), situation),
      notChosen: refusedReasons(step.roles, roles, candidates, tasks.get(step.id), situation),
    });
  }
  layout.park(new Set([...staying(plan), ...bearingTogether(plan, assignments, situation)]));
  const makespan = Math.max(0, ...assignments.map((entry) => entry.end));
  const { name, value } = allocation.bound;
  const schedule = {
    version: 1 as const,
    plan: plan.hash,
    scene: plan.scene,
    makespan,
    lowerBound: Math.min(value, makespan),
    bound: name,
    binding: { ...binding },
    assignments,
    ...layout.schedule(),
    routes: {},
    dependencies: [],
  };
  return { ...schedule, hash: contentHash(schedule) };
};

/** Robots that the goal wants somewhere: they are not sent away from there. */
const staying = (plan: Plan): Set<string> =>
  new Set(
    plan.goal.propositions
      .filter((proposition) => proposition.predicate === 'at')
      .flatMap((proposition) => proposition.subjects),
  );

/** Robots that hold one thing together when the plan ends: it would fall if one of them left. */
const bearingTogether = (plan: Plan, assignments: Schedule['assignments'], situation: Situation): string[] => {
  const holders = new Map<string, Set<string>>();
  for (const { step: id, roles } of assignments) {
    const step = plan.steps.find((candidate) => candidate.id === id);
    for (const effect of (step && situation.model.library.skills[step.skill]?.effects.end) ?? []) {
      const isLost = effect[0] === 'not';
      const [predicate, item, robot] = (isLost ? effect[1] : effect) as readonly string[];
      if (predicate !== 'held' || item === undefined || robot === undefined) continue;
      const thing = String(step!.args[item.slice(1)]);
      const known = holders.get(thing) ?? new Set();
      const who = roles[robot.slice(1)] ?? '';
      if (isLost) known.delete(who);
      else known.add(who);
      holders.set(thing, known);
    }
  }
  return [...holders.values()].filter((robots) => robots.size > 1).flatMap((robots) => [...robots]);
};

/** Nodes that serve a place of the plan. */
const wantedNodes = (plan: Plan, situation: Situation): Set<string> => {
  const values = new Set(plan.steps.flatMap((step) => Object.values(step.args).map(String)));
  return new Set(situation.model.scene.places.filter((place) => values.has(place.id)).flatMap((place) => place.access));
};

/** The same steps, again never against the plan's own order, but each robot goes on for as long as it can. */
const inTurns = (order: Plan['steps'], binding: Readonly<Record<string, string>>): Plan['steps'] => {
  const robotsOf = (step: Plan['steps'][number]): string[] =>
    Object.values(step.roles).map((role) => (role.startsWith('?') ? (binding[role] ?? '') : role));
  const left = [...order];
  const turns: Plan['steps'] = [];
  let acting: readonly string[] = [];
  while (left.length > 0) {
    const isReady = (step: Plan['steps'][number]): boolean =>
      !left.some((other) => other.edges.some((edge) => edge.kind === 'end-start' && edge.to === step.id));
    const next =
      left.find((step) => isReady(step) && robotsOf(step).some((robot) => acting.includes(robot))) ??
      left.find(isReady) ??
      left[0]!;
    left.splice(left.indexOf(next), 1);
    turns.push(next);
    acting = robotsOf(next);
  }
  return turns;
};

/** By scheduled start, but never against the plan's own order. */
const inOrder = (plan: Plan, tasks: ReadonlyMap<string, TaskSchedule>): Plan['steps'] => {
  const incoming = new Map(plan.steps.map((step) => [step.id, 0]));
  for (const step of plan.steps)
    for (const edge of step.edges)
      if (edge.kind === 'end-start') incoming.set(edge.to, (incoming.get(edge.to) ?? 0) + 1);
  const left = [...plan.steps];
  const ordered: Plan['steps'] = [];
  while (left.length > 0) {
    const ready = left.filter((step) => (incoming.get(step.id) ?? 0) === 0);
    const next = (ready.length > 0 ? ready : left).reduce((best, step) =>
      (tasks.get(step.id)?.start ?? 0) < (tasks.get(best.id)?.start ?? 0) ? step : best,
    );
    left.splice(left.indexOf(next), 1);
    ordered.push(next);
    for (const edge of next.edges)
      if (edge.kind === 'end-start') incoming.set(edge.to, (incoming.get(edge.to) ?? 0) - 1);
  }
  return ordered;
};
