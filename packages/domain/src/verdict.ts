import { z } from 'zod';
import type { Plan } from './plan.ts';
import type { Schedule } from './schedule.ts';
import { bilingualSchema } from './text.ts';

export const violationSchema = z.strictObject({
  /** Upper-snake, `VERIFY_…`: PRECONDITION_UNMET, INVARIANT_BROKEN, INTERFERENCE, GOAL_UNMET, UNKNOWN_SKILL, UNKNOWN_ENTITY, WRONG_TYPE, NOT_CAPABLE, LIMIT_EXCEEDED, RULE_BROKEN, CYCLE, ORDER_UNMET, DEADLINE_MISSED, UNREACHABLE, ROUTE_CONFLICT, … */
  code: z.string(),
  step: z.string().optional(),
  /** The other step, which destroyed the fact or interferes. */
  other: z.string().optional(),
  fact: z.string().optional(),
  rule: z.string().optional(),
  mission: z.string().optional(),
  says: bilingualSchema,
  remedy: bilingualSchema.optional(),
});
export type Violation = z.infer<typeof violationSchema>;

/** A fact that the proof read, and which step (or the start state) made it true: a causal link. */
export const causalLinkSchema = z.strictObject({
  fact: z.string(),
  value: z.union([z.boolean(), z.number()]),
  /** Step that provides it; none: it held at the start. */
  from: z.string().optional(),
  /** Step that needs it, or `goal`. */
  to: z.string(),
});
export type CausalLink = z.infer<typeof causalLinkSchema>;

export const verdictSchema = z.strictObject({
  status: z.enum(['valid', 'invalid', 'unknown']),
  violations: z.array(violationSchema),
  /** Present when valid. */
  links: z.array(causalLinkSchema).optional(),
  /** Rules that were read and hold. */
  rulesMet: z.array(z.string()).optional(),
  /** Steps that a person has to agree to before dispatch, with the reason. */
  confirm: z.array(z.strictObject({ step: z.string(), rule: z.string().optional(), says: bilingualSchema })).optional(),
});
export type Verdict = z.infer<typeof verdictSchema>;

declare const planProof: unique symbol;
declare const scheduleProof: unique symbol;

/** A plan that the verifier proved. Only the verifier package makes one; it is bound by hash to plan, rules and the facts read. */
export type VerifiedPlan = {
  readonly plan: Plan;
  readonly verdict: Verdict;
  /** Hash of the rule set. */
  readonly rules: string;
  /** Facts of the start state that the proof read. */
  readonly reads: readonly { readonly fact: string; readonly value: boolean | number }[];
  readonly seal: string;
  readonly [planProof]: true;
};

/** A schedule that the verifier proved: the only thing the executor takes. */
export type VerifiedSchedule = {
  readonly schedule: Schedule;
  readonly plan: Plan;
  readonly verdict: Verdict;
  readonly rules: string;
  readonly reads: readonly { readonly fact: string; readonly value: boolean | number }[];
  readonly seal: string;
  readonly [scheduleProof]: true;
};
