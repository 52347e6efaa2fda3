import { bilingual, fail, type Goal, type Plan, type PlanGoal } from '@muster/domain';
import { achievers, baseOf } from './goal-order.ts';
import type { PlanningTask } from './task.ts';

/**
 * Pairs of steps that have to start at one instant: for each group of the goal the steps that make its propositions true, the first of them with each of
 * the others. Steps of one robot can't.
 */
export const achieversOfGroups = (goal: Goal, task: PlanningTask, sequence: readonly number[]): [number, number][] => {
  if (!goal.together || goal.together.length === 0) return [];
  const by = achievers(task, sequence);
  return goal.together.flatMap((group) => {
    const steps = group.map((id) => {
      const found = task.goals.filter((item) => baseOf(item.id) === id).map((item) => by.get(item.id) ?? -1);
      return Math.max(-1, ...found);
    });
    const [first, ...others] = [...new Set(steps.filter((step) => step >= 0))].sort((a, b) => a - b);
    return first === undefined ? [] : others.map((other): [number, number] => [first, other]);
  });
};

const ROUNDS = 6;

/**
 * Sees to it that steps which start together are done by different robots: a robot that was to do two of them at once may do only the first, until every
 * one has a robot of its own.
 */
export const planTogether =
  (search: PlanGoal): PlanGoal =>
  (goal, situation, verify) => {
    if (!goal.together || goal.together.length === 0) return search(goal, situation, verify);
    const robots = situation.model.scene.robots.map((robot) => robot.id);
    let wanted = goal;
    for (let round = 0; round < ROUNDS; round += 1) {
      let last: Plan | undefined;
      const result = search(wanted, situation, (plan, world) => {
        last = plan;
        return verify(plan, world);
      });
      const clash = last && sharedRobot(last);
      if (!clash) return result;
      const group = goal.together.find((ids) => ids.length > 1 && round < ids.length * ROUNDS) ?? [];
      const target = group[1 + (round % Math.max(1, group.length - 1))];
      wanted = {
        ...wanted,
        propositions: wanted.propositions.map((entry) => {
          if (entry.id !== target) return entry;
          const left = (entry.by ?? robots).filter((robot) => robot !== clash);
          return left.length > 0 ? { ...entry, by: left } : entry;
        }),
      };
    }
    return fail({
      code: 'PLAN_NOT_TOGETHER',
      says: bilingual('There are not enough robots to do these at the same time.', '没有足够的机器人同时做这些事。'),
      remedy: bilingual('Ask for one after the other.', '请改为先后进行。'),
    });
  };

/** A robot that takes part in two steps which start together. */
const sharedRobot = (plan: Plan): string | undefined => {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const robotsOf = (id: string): string[] =>
    Object.values(steps.get(id)?.roles ?? {}).map((role) => plan.binding?.[role] ?? role);
  for (const step of plan.steps)
    for (const edge of step.edges)
      if (edge.kind === 'start-start') {
        const shared = robotsOf(step.id).find((robot) => robotsOf(edge.to).includes(robot));
        if (shared) return shared;
      }
  return undefined;
};
