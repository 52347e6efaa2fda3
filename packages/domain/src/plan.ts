import { z } from 'zod';
import { canonicalJson, contentHash } from './canonical.ts';
import { goalSchema } from './goal.ts';
import { idSchema, runIdSchema, variableSchema } from './ids.ts';
import { bilingualSchema } from './text.ts';

export const stepSchema = z.strictObject({
  id: runIdSchema,
  skill: idSchema,
  /** Value of each parameter, by name without `?`. */
  args: z.record(z.string(), z.union([idSchema, z.number(), z.string().max(500)])),
  /** Role name (without `?`) → robot id, or a variable `?r1` that is bound by the allocator. Equal variables are the same robot. */
  roles: z.record(z.string(), z.union([idSchema, variableSchema])),
  /** Ordering from this step to later ones: `end-start`: that one starts after this ends; `start-start`: they start together; `during`: that one runs inside this one. */
  edges: z.array(z.strictObject({ to: runIdSchema, kind: z.enum(['end-start', 'start-start', 'during']) })).max(2000),
  /** Only when this sensing step had this outcome. */
  when: z.strictObject({ step: runIdSchema, outcome: z.string().max(64) }).optional(),
});
export type Step = z.infer<typeof stepSchema>;

export const planSchema = z.strictObject({
  version: z.literal(1),
  scene: idSchema,
  goal: goalSchema,
  assumptions: z.array(bilingualSchema).max(50),
  steps: z.array(stepSchema).max(5000),
  /** A feasible binding of the role variables, as found by the planner: variable → robot. */
  binding: z.record(variableSchema, idSchema).optional(),
  /** Pairs of role variables that must be different robots. */
  different: z
    .array(z.tuple([variableSchema, variableSchema]))
    .max(500)
    .optional(),
  /** Goals left until an observation is made; each is planned and proved after it. */
  deferred: z
    .array(z.strictObject({ after: runIdSchema, outcome: z.string().max(64), goal: goalSchema }))
    .max(20)
    .optional(),
  hash: z.string().regex(/^[0-9a-f]{32}$/),
});
export type Plan = z.infer<typeof planSchema>;

/** Hash of a plan: canonical JSON with step ids and role variables renumbered in a canonical order, prose and binding left out. */
export const planHash = (plan: Omit<Plan, 'hash'>): string => {
  const names = new Map<string, string>();
  const variables = new Map<string, string>();
  const ordered = canonicalStepOrder(plan.steps);
  ordered.forEach((step, index) => {
    names.set(step.id, `s${index + 1}`);
    for (const value of Object.keys(step.roles)
      .sort()
      .map((role) => step.roles[role] ?? ''))
      if (value.startsWith('?') && !variables.has(value)) variables.set(value, `?r${variables.size + 1}`);
  });
  const rename = (id: string): string => names.get(id) ?? id;
  return contentHash({
    version: plan.version,
    scene: plan.scene,
    goal: plan.goal,
    steps: ordered.map((step) => ({
      id: rename(step.id),
      skill: step.skill,
      args: step.args,
      roles: Object.fromEntries(
        Object.entries(step.roles).map(([role, value]) => [role, variables.get(value) ?? value]),
      ),
      edges: step.edges
        .map((edge) => ({ to: rename(edge.to), kind: edge.kind }))
        .sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1)),
      ...(step.when ? { when: { step: rename(step.when.step), outcome: step.when.outcome } } : {}),
    })),
    different: (plan.different ?? []).map((pair) => pair.map((value) => variables.get(value) ?? value).sort()),
    deferred: (plan.deferred ?? []).map((entry) => ({ ...entry, after: rename(entry.after) })),
  });
};

/** Topological order in which ties are broken by content, so that listing order and ids don't matter. */
const canonicalStepOrder = (steps: readonly Step[]): Step[] => {
  const content = new Map(steps.map((step) => [step.id, canonicalJson({ skill: step.skill, args: step.args })]));
  const incoming = new Map(steps.map((step) => [step.id, 0]));
  for (const step of steps) for (const edge of step.edges) incoming.set(edge.to, (incoming.get(edge.to) ?? 0) + 1);
  const left = new Map(steps.map((step) => [step.id, step]));
  const ordered: Step[] = [];
  while (left.size > 0) {
    const ready = [...left.values()].filter((step) => (incoming.get(step.id) ?? 0) <= 0);
    // A cyclic plan still gets a hash: the verifier refuses it later and names the cycle.
    const pool = ready.length > 0 ? ready : [...left.values()];
    const next = pool.reduce((best, step) =>
      (content.get(step.id) ?? '') < (content.get(best.id) ?? '') ? step : best,
    );
    left.delete(next.id);
    ordered.push(next);
    for (const edge of next.edges) incoming.set(edge.to, (incoming.get(edge.to) ?? 0) - 1);
  }
  return ordered;
};

/** Completes a plan with its hash. */
export const sealPlan = (plan: Omit<Plan, 'hash'>): Plan => ({ ...plan, hash: planHash(plan) });
