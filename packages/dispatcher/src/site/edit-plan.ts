import {
  bilingual,
  type Commitment,
  fail,
  ok,
  type Plan,
  type Result,
  type Situation,
  sealPlan,
  type VerifiedPlan,
  type VerifiedSchedule,
} from '@muster/domain';
import { verifyPlan } from '@muster/verifier';
import type { EditRequest } from '../api/index.ts';
import { scheduleVerified } from '../pipeline/schedule-verified.ts';

export type EditedPlan = { readonly plan: Plan; readonly verified: VerifiedPlan; readonly ready: VerifiedSchedule };

/** One change by a person, proved again at once. The counter-example comes back when the changed plan doesn't hold. */
export const editPlan = (plan: Plan, change: EditRequest['change'], situation: Situation): Result<EditedPlan> => {
  const changed = applyChange(plan, change);
  if (!changed.ok) return changed;
  const proof = verifyPlan(changed.value, situation);
  if (!proof.verified)
    return fail(
      ...proof.verdict.violations.map((violation) => ({
        code: violation.code,
        says: violation.says,
        ...(violation.step ? { place: violation.step } : {}),
        ...(violation.remedy ? { remedy: violation.remedy } : {}),
      })),
    );
  const scheduled = scheduleVerified(proof.verified, situation);
  return scheduled.ok ? ok({ plan: changed.value, verified: proof.verified, ready: scheduled.value }) : scheduled;
};

/**
 * What is left of a running mission as a plan of its own: steps that are not over, in their order. A chain that has begun stays with the robot
 * that began it; one that has not may go to another.
 */
export const remainingPlan = ({ plan, schedule, remaining }: Commitment): Plan => {
  const left = new Set(remaining);
  const begun = new Set(plan.steps.filter((step) => !left.has(step.id)).flatMap((step) => Object.values(step.roles)));
  const bind = (role: string): string => (begun.has(role) ? (schedule.binding[role] ?? role) : role);
  const { hash: _hash, ...content } = plan;
  const steps = plan.steps
    .filter((step) => left.has(step.id))
    .map((step) => ({
      ...step,
      roles: Object.fromEntries(Object.entries(step.roles).map(([role, value]) => [role, bind(value)])),
      edges: step.edges.filter(({ to }) => left.has(to)),
    }));
  const used = new Set(steps.flatMap((step) => Object.values(step.roles)));
  return sealPlan({
    ...content,
    steps,
    binding: Object.fromEntries(Object.entries(schedule.binding).filter(([variable]) => used.has(variable))),
    different: (plan.different ?? []).filter((pair) => pair.every((variable) => used.has(variable))),
  });
};

const applyChange = (plan: Plan, change: EditRequest['change']): Result<Plan> => {
  const { hash: _hash, ...content } = plan;
  const step = (id: string) => plan.steps.find((entry) => entry.id === id);
  const unknown = (id: string) =>
    fail({
      code: 'EDIT_UNKNOWN_STEP',
      place: id,
      says: bilingual(`The plan has no step ${id}.`, `计划中没有步骤 ${id}。`),
    });
  switch (change.kind) {
    case 'drop': {
      if (!step(change.step)) return unknown(change.step);
      const after = step(change.step)!.edges;
      const steps = plan.steps
        .filter((entry) => entry.id !== change.step)
        // What waited for the dropped step waits for what that one waited for.
        .map((entry) => ({
          ...entry,
          edges: entry.edges
            .flatMap((edge) => (edge.to === change.step ? after : [edge]))
            .filter((edge, index, all) => all.findIndex((other) => other.to === edge.to) === index),
        }));
      return ok(sealPlan({ ...content, steps }));
    }
    case 'reassign': {
      const found = step(change.step);
      if (!found) return unknown(change.step);
      // The chain stays with one robot: the variable is replaced wherever it stands.
      const variable = Object.values(found.roles)[0];
      const steps = plan.steps.map((entry) => ({
        ...entry,
        roles: Object.fromEntries(
          Object.entries(entry.roles).map(([role, value]) => [role, value === variable ? change.robot : value]),
        ),
      }));
      const binding = Object.fromEntries(Object.entries(plan.binding ?? {}).filter(([name]) => name !== variable));
      const different = (plan.different ?? []).filter((pair) => !pair.includes(variable ?? ''));
      return ok(sealPlan({ ...content, steps, binding, different }));
    }
    case 'retarget': {
      const found = step(change.step);
      if (!found) return unknown(change.step);
      if (!(change.argument in found.args))
        return fail({
          code: 'EDIT_UNKNOWN_ARGUMENT',
          place: change.step,
          says: bilingual(`${change.step} has no "${change.argument}".`, `${change.step} 没有“${change.argument}”。`),
        });
      return ok(
        sealPlan({
          ...content,
          steps: plan.steps.map((entry) =>
            entry.id === change.step ? { ...entry, args: { ...entry.args, [change.argument]: change.value } } : entry,
          ),
        }),
      );
    }
    case 'order': {
      if (!step(change.before)) return unknown(change.before);
      if (!step(change.after)) return unknown(change.after);
      return ok(
        sealPlan({
          ...content,
          steps: plan.steps.map((entry) =>
            entry.id === change.before
              ? { ...entry, edges: [...entry.edges, { to: change.after, kind: 'end-start' as const }] }
              : entry,
          ),
        }),
      );
    }
  }
};
