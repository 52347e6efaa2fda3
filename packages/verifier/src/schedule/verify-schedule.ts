import {
  contentHash,
  type Schedule,
  type Situation,
  scheduleSchema,
  type VerifiedPlan,
  type VerifySchedule,
  type Violation,
} from '@muster/domain';
import { provePlan } from '../plan/prove-plan.ts';
import { isGenuine, rulesHash, sealVerifiedSchedule } from '../plan/seal.ts';
import { laneViolations } from './check-lanes.ts';
import { routeViolations } from './check-routes.ts';
import { timeViolations } from './check-times.ts';
import { violation } from './violation.ts';

/**
 * Stage two: proves a bound, timed and routed schedule. Only what passes here may be executed. The plan is proved again under the robots that were
 * chosen and in the order in which each of them works; lanes, travel, times, deadlines, batteries and routes are checked on their own.
 */
export const verifySchedule: VerifySchedule = (candidate, verified, situation) => {
  const invalid = (violations: readonly Violation[]) => ({
    verdict: { status: 'invalid' as const, violations: violations.slice(0, 20) },
  });
  if (!isGenuine(verified))
    return invalid([
      violation(
        'VERIFY_PLAN_NOT_PROVED',
        'The plan of this schedule carries no proof of this verifier.',
        '该调度所属的计划没有经过本验证器证明。',
      ),
    ]);
  const parsed = scheduleSchema.safeParse(candidate);
  if (!parsed.success)
    return invalid(
      parsed.error.issues
        .slice(0, 20)
        .map((issue) =>
          violation(
            'VERIFY_SCHEMA',
            `/${issue.path.map(String).join('/')}: ${issue.message}.`,
            `/${issue.path.map(String).join('/')}：格式不对。`,
          ),
        ),
    );
  const schedule = parsed.data;
  const bound = bindingViolations(schedule, verified, situation);
  if (bound.length > 0) return invalid(bound);
  const lanes = laneViolations(schedule, verified.plan, situation);
  if (lanes.length > 0) return invalid(lanes);
  const proof = provePlan(verified.plan, situation, schedule.binding, laneSequences(schedule, verified));
  if (proof.verdict.status !== 'valid') return { verdict: proof.verdict };
  const times = timeViolations(schedule, verified.plan, situation);
  if (times.length > 0) return invalid(times);
  const routes = routeViolations(schedule, verified.plan, situation);
  if (routes.length > 0) return invalid(routes);
  return {
    verdict: proof.verdict,
    verified: sealVerifiedSchedule(schedule, verified.plan, {
      verdict: proof.verdict,
      rules: situation.rules,
      reads: proof.reads,
    }),
  };
};

const bindingViolations = (schedule: Schedule, verified: VerifiedPlan, situation: Situation): Violation[] => {
  const violations: Violation[] = [];
  const { hash, ...content } = schedule;
  if (contentHash(content) !== hash)
    violations.push(
      violation('VERIFY_HASH_MISMATCH', 'The schedule was changed after it was made.', '调度在生成之后被改动过。'),
    );
  if (schedule.plan !== verified.plan.hash)
    violations.push(violation('VERIFY_OTHER_PLAN', 'The schedule belongs to another plan.', '该调度属于另一个计划。'));
  if (verified.rules !== rulesHash(situation.rules))
    violations.push(
      violation(
        'VERIFY_RULES_CHANGED',
        'The rules have changed since the plan was proved.',
        '计划证明之后规则有变化。',
        'Plan again under the rules of now.',
        '请按现行规则重新计划。',
      ),
    );
  const steps = new Map(verified.plan.steps.map((step) => [step.id, step]));
  const seen = new Set<string>();
  for (const assignment of schedule.assignments) {
    const step = steps.get(assignment.step);
    if (!step) {
      violations.push(
        violation(
          'VERIFY_UNKNOWN_STEP',
          `${assignment.step} is no step of the plan.`,
          `${assignment.step} 不是计划中的步骤。`,
        ),
      );
      continue;
    }
    if (seen.has(step.id))
      violations.push(violation('VERIFY_DUPLICATE_STEP', `${step.id} is assigned twice.`, `${step.id} 被分配了两次。`));
    seen.add(step.id);
    const skill = situation.model.library.skills[step.skill];
    for (const [role, value] of Object.entries(step.roles)) {
      const robot = value.startsWith('?') ? schedule.binding[value] : value;
      if (robot === undefined || assignment.roles[role] !== robot)
        violations.push({
          ...violation(
            'VERIFY_BINDING',
            `${step.id}: the role ${role} is ${assignment.roles[role] ?? 'empty'}, the binding says ${robot ?? 'nothing'}.`,
            `${step.id}：角色 ${role} 与绑定不一致。`,
          ),
          step: step.id,
        });
    }
    const order = (skill?.roles ?? []).map((role) => assignment.roles[role.name.slice(1)]);
    if (order.some((robot, index) => robot !== assignment.robots[index]) || order.length !== assignment.robots.length)
      violations.push({
        ...violation(
          'VERIFY_BINDING',
          `${step.id}: "robots" and "roles" disagree.`,
          `${step.id}：robots 与 roles 不一致。`,
        ),
        step: step.id,
      });
  }
  for (const id of steps.keys())
    if (!seen.has(id))
      violations.push({ ...violation('VERIFY_UNASSIGNED', `${id} has no robot.`, `${id} 没有分配机器人。`), step: id });
  return violations;
};

/** Pairs of steps that follow each other in a lane. */
const laneSequences = (schedule: Schedule, verified: VerifiedPlan): [number, number][] => {
  const index = new Map(verified.plan.steps.map((step, position) => [step.id, position]));
  return Object.values(schedule.lanes).flatMap((lane) => {
    const steps = lane.map((id) => index.get(id)).filter((position) => position !== undefined);
    return steps.slice(1).map((to, position): [number, number] => [steps[position]!, to]);
  });
};
