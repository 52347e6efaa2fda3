import {
  type Allocate,
  bilingual,
  fail,
  ok,
  type Plan,
  type Problem,
  type Result,
  type Schedule,
  type Situation,
} from '@muster/domain';
import { type SolveOptions, solveSchedule } from '../core/solve.ts';
import { buildProblem } from './build-problem.ts';
import { roleCandidates } from './role-candidates.ts';
import { timeSchedule } from './time-schedule.ts';

export type AllocateOptions = Partial<SolveOptions> & {
  /** Keep the planner's own binding: only times and travel are decided. */
  readonly keepBinding?: boolean;
  /** One step after the other, with everybody else out of the way. For when nothing better finds routes. */
  readonly inTurn?: boolean;
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
  const { keepBinding: _keep, inTurn, ...solve } = options;
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
  return ok(
    timeSchedule(plan, situation, {
      tasks,
      binding,
      candidates,
      bound: answer.lowerBound,
      starts,
      ready,
      ...(inTurn ? { inTurn } : {}),
    }),
  );
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
