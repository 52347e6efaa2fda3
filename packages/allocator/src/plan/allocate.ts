import {
  type Allocate,
  type Assignment,
  bilingual,
  type ChoiceReason,
  contentHash,
  displayName,
  fail,
  ok,
  type Plan,
  type Problem,
  type Result,
  type Schedule,
  type Situation,
  shortestWay,
  type Travel,
} from '@muster/domain';
import type { NotChosen, TaskSchedule } from '../core/schedule.ts';
import { type SolveOptions, solveSchedule } from '../core/solve.ts';
import { buildProblem, passage, passageNodes, rolePlace, stepSeconds } from './build-problem.ts';
import { type RoleCandidates, roleCandidates } from './role-candidates.ts';

export type AllocateOptions = Partial<SolveOptions> & {
  /** Keep the planner's own binding: only times and travel are decided. */
  readonly keepBinding?: boolean;
};

/**
 * Binds robots to the role variables of a proved plan, inserts travel, times everything. Routes are empty: traffic fills them.
 *
 * @returns `ALLOCATE_…` problems that name the steps and the constraint that no robot can meet
 */
export const makeAllocate =
  (options: AllocateOptions = {}): Allocate =>
  (verified, situation) =>
    allocatePlan(verified.plan, situation, options);

/** Default budget: deterministic, and instant for plans of everyday size. */
const DEFAULT_ITERATIONS = 4000;

const allocatePlan = (plan: Plan, situation: Situation, options: AllocateOptions): Result<Schedule> => {
  const { model } = situation;
  let candidates = roleCandidates(plan, situation);
  if (options.keepBinding)
    candidates = new Map(
      [...candidates].map(([name, entry]) => [
        name,
        name.startsWith('?') && plan.binding?.[name] ? { ...entry, robots: [plan.binding[name]] } : entry,
      ]),
    );
  const ready = readiness(situation);
  const starts = new Map(model.scene.robots.map((robot) => [robot.id, startNodeOf(robot.id, situation)]));
  const problem = buildProblem(plan, situation, candidates, ready, (robot) => starts.get(robot));
  const { keepBinding: _keep, ...solve } = options;
  const answer = solveSchedule(problem, { iterations: DEFAULT_ITERATIONS, patience: 1500, reasons: true, ...solve });
  if (answer.status === 'unschedulable')
    return fail(
      ...answer.conflicts.map(
        (conflict): Problem => ({
          code: conflict.code,
          ...(conflict.tasks[0] === undefined ? {} : { place: conflict.tasks.join(', ') }),
          says: bilingual(conflict.message, `无法分配：${conflict.tasks.join('、')}（${conflict.code}）。`),
          remedy: bilingual(conflict.tip, '请减少任务，或换用其他机器人。'),
        }),
      ),
    );
  const tasks = new Map(answer.tasks.map((task) => [task.task, task]));
  const binding: Record<string, string> = {};
  for (const step of plan.steps)
    (model.library.skills[step.skill]?.roles ?? []).forEach((role, slot) => {
      const value = step.roles[role.name.slice(1)] ?? '';
      const robot = tasks.get(step.id)?.robots[slot];
      if (value.startsWith('?') && robot !== undefined) binding[value] = robot;
    });
  return ok(timeSchedule(plan, situation, tasks, binding, candidates, answer.lowerBound, starts, ready));
};

/** Where robots come free: now, or when the missions that hold them are over. */
const readiness = (situation: Situation): Map<string, { seconds: number; node?: string }> => {
  const ready = new Map<string, { seconds: number; node?: string }>();
  for (const commitment of situation.commitments)
    for (const [robot, visits] of Object.entries(commitment.schedule.routes)) {
      const last = visits.at(-1);
      const busy = commitment.schedule.assignments.filter(
        (entry) => commitment.remaining.includes(entry.step) && entry.robots.includes(robot),
      );
      if (busy.length === 0) continue;
      const seconds = Math.max(0, ...busy.map((entry) => entry.end));
      ready.set(robot, {
        seconds: Math.max(seconds, ready.get(robot)?.seconds ?? 0),
        ...(last?.element.kind === 'node' ? { node: last.element.id } : {}),
      });
    }
  return ready;
};

/** The graph node nearest to where a robot is believed to be; none for a fixed one. */
export const startNodeOf = (robot: string, situation: Situation): string | undefined => {
  const { model, state } = situation;
  const entry = model.scene.robots.find((candidate) => candidate.id === robot);
  if (!entry || model.library.robots[entry.kind]?.mobility.mode === 'fixed') return undefined;
  const pose = state.poses[robot];
  const regions = model.regions[entry.kind] ?? {};
  const usable = model.scene.graph.nodes.filter((node) => regions[node.id] !== undefined);
  if (!pose) return entry.node;
  let best: { id: string; distance: number } | undefined;
  for (const node of usable) {
    if (node.floor !== pose.floor) continue;
    const distance = (node.x - pose.x) * (node.x - pose.x) + (node.y - pose.y) * (node.y - pose.y);
    if (!best || distance < best.distance - 1e-9) best = { id: node.id, distance };
  }
  return best?.id ?? entry.node;
};

/** Steps in the order of their starts, then travel and nodes are laid out robot by robot. */
const timeSchedule = (
  plan: Plan,
  situation: Situation,
  tasks: ReadonlyMap<string, TaskSchedule>,
  binding: Readonly<Record<string, string>>,
  candidates: ReadonlyMap<string, RoleCandidates>,
  bound: { readonly name: string; readonly value: number },
  starts: ReadonlyMap<string, string | undefined>,
  ready: ReadonlyMap<string, { readonly seconds: number }>,
): Schedule => {
  const { model } = situation;
  const kindOf = new Map(model.scene.robots.map((robot) => [robot.id, robot.kind]));
  const at = new Map(starts);
  const free = new Map(model.scene.robots.map((robot) => [robot.id, ready.get(robot.id)?.seconds ?? 0]));
  const freeLatest = new Map(free);
  const ends = new Map<string, { end: number; latest: number }>();
  const lanes: Record<string, string[]> = Object.fromEntries(model.scene.robots.map((robot) => [robot.id, []]));
  const assignments: Assignment[] = [];
  const travels: Travel[] = [];
  const predecessors = new Map<string, string[]>();
  for (const step of plan.steps)
    for (const edge of step.edges)
      if (edge.kind === 'end-start') predecessors.set(edge.to, [...(predecessors.get(edge.to) ?? []), step.id]);
  const occupied: { node: string; robot: string; from: number; to: number }[] = [];
  const ordered = topological(plan, tasks);
  for (const step of ordered) {
    const skill = model.library.skills[step.skill]!;
    const roles: Record<string, string> = {};
    for (const role of skill.roles) {
      const raw = step.roles[role.name.slice(1)] ?? '';
      roles[role.name.slice(1)] = raw.startsWith('?') ? (binding[raw] ?? '') : raw;
    }
    const before = predecessors.get(step.id) ?? [];
    const ready = Math.max(0, ...before.map((id) => ends.get(id)?.end ?? 0));
    const readyLatest = Math.max(0, ...before.map((id) => ends.get(id)?.latest ?? 0));
    let start = ready;
    let latestStart = readyLatest;
    const through = passage(step, situation);
    for (const [role, robot] of Object.entries(roles)) {
      const kind = kindOf.get(robot) ?? '';
      const lane = lanes[robot]!;
      const place = rolePlace(step, role, situation);
      const legs: { to: string; place?: string; after: string[] }[] = [];
      if (through) {
        const sides = passageNodes(situation, kind, through.device, through.region);
        if (sides)
          legs.push(
            { to: sides.near, place: through.device, after: [] },
            { to: sides.far, place: through.device, after: before },
          );
      } else if (place !== undefined) {
        const node = chooseNode(situation, robot, kind, place, at.get(robot), free.get(robot) ?? 0, occupied);
        if (node !== undefined) legs.push({ to: node, place, after: [] });
      }
      for (const leg of legs) {
        const from = at.get(robot);
        if (from === undefined || from === leg.to) continue;
        const crossing = through !== undefined && leg.after === before;
        const way = crossing
          ? crossingWay(situation, from, leg.to, kind)
          : (shortestWay(model, kind, from, leg.to) ?? { seconds: 0, metres: 0 });
        const setOff = Math.max(free.get(robot) ?? 0, crossing ? ready : 0);
        const setOffLatest = Math.max(freeLatest.get(robot) ?? 0, crossing ? readyLatest : 0);
        const id = `travel-${String(travels.length + 1).padStart(2, '0')}`;
        travels.push({
          id,
          robot,
          from,
          to: leg.to,
          ...(leg.place ? { place: leg.place } : {}),
          before: step.id,
          after: [...leg.after],
          start: setOff,
          end: setOff + way.seconds,
          latestEnd: setOffLatest + 2 * way.seconds + 10,
          metres: way.metres,
        });
        lane.push(id);
        at.set(robot, leg.to);
        free.set(robot, setOff + way.seconds);
        freeLatest.set(robot, setOffLatest + 2 * way.seconds + 10);
      }
      start = Math.max(start, free.get(robot) ?? 0);
      latestStart = Math.max(latestStart, freeLatest.get(robot) ?? 0);
    }
    const seconds = stepSeconds(step, roles, situation);
    const end = start + seconds.expected;
    const latestEnd = latestStart + seconds.maximum;
    for (const robot of Object.values(roles)) {
      lanes[robot]!.push(step.id);
      free.set(robot, end);
      freeLatest.set(robot, latestEnd);
      const node = at.get(robot);
      if (node !== undefined) occupied.push({ node, robot, from: start, to: end });
    }
    ends.set(step.id, { end, latest: latestEnd });
    assignments.push({
      step: step.id,
      roles,
      robots: skill.roles.map((role) => roles[role.name.slice(1)] ?? ''),
      start,
      end,
      latestEnd,
      chosenBecause: chosenReasons(step.roles, roles, candidates, tasks.get(step.id), situation),
      notChosen: refusedReasons(step.roles, roles, candidates, tasks.get(step.id), situation),
    });
  }
  travels.push(...parkingTravels(situation, staying(plan), lanes, at, free, freeLatest, kindOf, travels.length));
  const makespan = Math.max(0, ...assignments.map((entry) => entry.end));
  const schedule = {
    version: 1 as const,
    plan: plan.hash,
    scene: plan.scene,
    makespan,
    lowerBound: Math.min(bound.value, makespan),
    bound: bound.name,
    binding: { ...binding },
    assignments,
    travels,
    lanes,
    routes: {},
    dependencies: [],
  };
  return { ...schedule, hash: contentHash(schedule) };
};

const crossingWay = (
  situation: Situation,
  from: string,
  to: string,
  kind: string,
): { seconds: number; metres: number } => {
  const nodes = situation.model.scene.graph.nodes;
  const [a, b] = [nodes.find((node) => node.id === from), nodes.find((node) => node.id === to)];
  const mobility = situation.model.library.robots[kind]?.mobility;
  const speed = mobility && mobility.mode !== 'fixed' ? mobility.maxSpeed : 1;
  const metres = a && b ? Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)) : 0;
  return { seconds: metres / speed, metres };
};

/** A node that serves the place and is not in use by another robot then; the nearest of these, else the nearest of all. */
const chooseNode = (
  situation: Situation,
  robot: string,
  kind: string,
  place: string,
  from: string | undefined,
  time: number,
  occupied: readonly { node: string; robot: string; from: number; to: number }[],
): string | undefined => {
  const nodes = situation.model.service[robot]?.[place] ?? [];
  if (from !== undefined && nodes.includes(from)) return from;
  const others = Object.entries(situation.model.service)
    .filter(([other]) => other !== robot)
    .map(([, served]) => served[place] ?? []);
  const rated = nodes
    .map((node) => ({
      node,
      seconds:
        from === undefined ? 0 : (shortestWay(situation.model, kind, from, node)?.seconds ?? Number.POSITIVE_INFINITY),
    }))
    .filter((entry) => entry.seconds < Number.POSITIVE_INFINITY)
    .map((entry) => ({
      ...entry,
      busy: occupied.some((use) => use.node === entry.node && use.robot !== robot && use.to > time + entry.seconds - 1)
        ? 1
        : 0,
      // Another robot's node in this job, or one that some other robot depends on, is left to it.
      shared:
        (occupied.some((use) => use.node === entry.node && use.robot !== robot) ? 2 : 0) +
        (others.some((list) => list.length === 1 && list[0] === entry.node) ? 1 : 0),
    }))
    .sort((a, b) => a.busy - b.busy || a.seconds - b.seconds || (a.node < b.node ? -1 : 1));
  return rated[0]?.node;
};

/** Robots that the goal wants somewhere: they are not sent away from there. */
const staying = (plan: Plan): Set<string> =>
  new Set(
    plan.goal.propositions
      .filter((proposition) => proposition.predicate === 'at')
      .flatMap((proposition) => proposition.subjects),
  );

/** After its last step a mobile robot clears the working place: to the nearest parking or charging node, unless it stands on one. */
const parkingTravels = (
  situation: Situation,
  stays: ReadonlySet<string>,
  lanes: Record<string, string[]>,
  at: ReadonlyMap<string, string | undefined>,
  free: ReadonlyMap<string, number>,
  freeLatest: ReadonlyMap<string, number>,
  kindOf: ReadonlyMap<string, string>,
  count: number,
): Travel[] => {
  const { model } = situation;
  const parking = model.scene.graph.nodes.filter((node) => node.parking || node.charger);
  const taken = new Set<string>();
  for (const [robot, node] of at) if (node !== undefined && lanes[robot]!.length === 0) taken.add(node);
  const travels: Travel[] = [];
  for (const robot of Object.keys(lanes).sort()) {
    const from = at.get(robot);
    if (from === undefined || lanes[robot]!.length === 0 || stays.has(robot)) continue;
    const here = model.scene.graph.nodes.find((node) => node.id === from);
    if (here?.parking || here?.charger) {
      taken.add(from);
      continue;
    }
    const kind = kindOf.get(robot) ?? '';
    const home = model.scene.robots.find((entry) => entry.id === robot)?.node;
    const best = parking
      .filter((node) => !taken.has(node.id))
      .map((node) => ({ node: node.id, way: shortestWay(model, kind, from, node.id) }))
      .filter((entry) => entry.way !== undefined)
      .sort(
        (a, b) =>
          Number(b.node === home) - Number(a.node === home) ||
          a.way!.seconds - b.way!.seconds ||
          (a.node < b.node ? -1 : 1),
      )[0];
    if (!best?.way) continue;
    taken.add(best.node);
    const start = free.get(robot) ?? 0;
    const id = `travel-${String(count + travels.length + 1).padStart(2, '0')}`;
    travels.push({
      id,
      robot,
      from,
      to: best.node,
      after: [],
      start,
      end: start + best.way.seconds,
      latestEnd: (freeLatest.get(robot) ?? start) + 2 * best.way.seconds + 10,
      metres: best.way.metres,
    });
    lanes[robot]!.push(id);
  }
  return travels;
};

/** By scheduled start, but never against the plan's own order. */
const topological = (plan: Plan, tasks: ReadonlyMap<string, TaskSchedule>): Plan['steps'] => {
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

const label = (situation: Situation, robot: string): { en: string; zh: string } => {
  const entity = situation.model.entities[robot];
  return { en: entity ? displayName(entity.names, 'en') : robot, zh: entity ? displayName(entity.names, 'zh') : robot };
};

const chosenReasons = (
  values: Readonly<Record<string, string>>,
  roles: Readonly<Record<string, string>>,
  candidates: ReadonlyMap<string, RoleCandidates>,
  task: TaskSchedule | undefined,
  situation: Situation,
): ChoiceReason[] =>
  Object.entries(roles).map(([role, robot]) => {
    const found = candidates.get(values[role] ?? '');
    const name = label(situation, robot);
    if (found && found.robots.length === 1)
      return {
        robot,
        code: 'ONLY_CAPABLE',
        says: { en: `${name.en} is the only robot that can do this.`, zh: `只有${name.zh}能做这件事。` },
      };
    const others = (found?.robots.length ?? 1) - 1;
    return {
      robot,
      code: 'EARLIEST_FINISH',
      says: {
        en: `With ${name.en} the whole job ends earliest; ${others} other${others === 1 ? '' : 's'} could do it too.`,
        zh: `由${name.zh}来做，整个任务完成得最早；另有 ${others} 台也能做。`,
      },
      ...(task ? { figures: { endSeconds: round(task.end), slackSeconds: round(task.slack) } } : {}),
    };
  });

const refusedReasons = (
  values: Readonly<Record<string, string>>,
  roles: Readonly<Record<string, string>>,
  candidates: ReadonlyMap<string, RoleCandidates>,
  task: TaskSchedule | undefined,
  situation: Situation,
): ChoiceReason[] => {
  const chosen = new Set(Object.values(roles));
  const reasons = new Map<string, ChoiceReason>();
  for (const role of Object.keys(roles))
    for (const entry of candidates.get(values[role] ?? '')?.excluded ?? []) {
      const name = label(situation, entry.robot);
      if (!chosen.has(entry.robot) && !reasons.has(entry.robot))
        reasons.set(entry.robot, {
          robot: entry.robot,
          code: entry.code,
          says: { en: `${name.en}: ${entry.says.en}.`, zh: `${name.zh}：${entry.says.zh}。` },
          ...(entry.figures ? { figures: { ...entry.figures } } : {}),
        });
    }
  for (const entry of task?.notChosen ?? [])
    if (!chosen.has(entry.robot) && !reasons.has(entry.robot))
      reasons.set(entry.robot, sayNotChosen(entry, label(situation, entry.robot)));
  return [...reasons.values()].sort((a, b) => (a.robot < b.robot ? -1 : 1));
};

const sayNotChosen = (entry: NotChosen, name: { en: string; zh: string }): ChoiceReason => {
  const later = 'laterBy' in entry ? round(entry.laterBy) : 0;
  switch (entry.code) {
    case 'busy':
      return {
        robot: entry.robot,
        code: 'BUSY',
        says: {
          en: `${name.en}: busy with ${entry.with} until ${round(entry.until)} s, would end ${later} s later.`,
          zh: `${name.zh}：忙于 ${entry.with} 到第 ${round(entry.until)} 秒，会晚 ${later} 秒完成。`,
        },
        figures: { untilSeconds: round(entry.until), laterBySeconds: later },
      };
    case 'farther':
      return {
        robot: entry.robot,
        code: 'FARTHER',
        says: {
          en: `${name.en}: farther away, would end ${later} s later.`,
          zh: `${name.zh}：距离更远，会晚 ${later} 秒完成。`,
        },
        figures: { travelSeconds: round(entry.travel), laterBySeconds: later },
      };
    case 'slower':
      return {
        robot: entry.robot,
        code: 'SLOWER',
        says: {
          en: `${name.en}: slower at it, would end ${later} s later.`,
          zh: `${name.zh}：做得更慢，会晚 ${later} 秒完成。`,
        },
        figures: { laterBySeconds: later },
      };
    case 'incapable':
      return {
        robot: entry.robot,
        code: 'LACKS_CAPABILITY',
        says: { en: `${name.en}: ${entry.message ?? entry.reason}.`, zh: `${name.zh}：做不了（${entry.reason}）。` },
      };
    case 'chain':
      return {
        robot: entry.robot,
        code: 'CHAIN',
        says: {
          en: `${name.en}: can't do the other steps that belong to this one.`,
          zh: `${name.zh}：做不了与之相连的其他步骤。`,
        },
      };
    case 'needed-elsewhere':
      return {
        robot: entry.robot,
        code: 'NEEDED_ELSEWHERE',
        says: { en: `${name.en}: needed for ${entry.task}.`, zh: `${name.zh}：要用于 ${entry.task}。` },
        figures: { delayedBySeconds: round(entry.delayedBy) },
      };
    default:
      return {
        robot: entry.robot,
        code: 'FINISHES_LATER',
        says: {
          en: `${name.en}: no gain, ${later} s later at the end.`,
          zh: `${name.zh}：没有好处，会晚 ${later} 秒。`,
        },
        figures: { laterBySeconds: later },
      };
  }
};

const round = (value: number): number => Math.round(value * 10) / 10;
