import {
  contentHash,
  type Plan,
  type Rule,
  type Schedule,
  type Verdict,
  type VerifiedPlan,
  type VerifiedSchedule,
} from '@muster/domain';

/** Proofs made in this process. A value that merely looks like one is not in here. */
const genuine = new WeakSet<object>();

export type ProofParts = {
  readonly verdict: Verdict;
  readonly rules: readonly Rule[];
  readonly reads: VerifiedPlan['reads'];
};

export const rulesHash = (rules: readonly Rule[]): string =>
  contentHash([...rules].sort((a, b) => (a.id < b.id ? -1 : 1)));

/** The only place where a proved plan is made. */
export const sealVerifiedPlan = (plan: Plan, parts: ProofParts): VerifiedPlan => {
  const rules = rulesHash(parts.rules);
  const value = Object.freeze({
    plan,
    verdict: parts.verdict,
    rules,
    reads: parts.reads,
    seal: contentHash({ plan: plan.hash, rules, reads: parts.reads }),
  }) as unknown as VerifiedPlan;
  genuine.add(value);
  return value;
};

/** The only place where a proved schedule is made. */
export const sealVerifiedSchedule = (schedule: Schedule, plan: Plan, parts: ProofParts): VerifiedSchedule => {
  const rules = rulesHash(parts.rules);
  const value = Object.freeze({
    schedule,
    plan,
    verdict: parts.verdict,
    rules,
    reads: parts.reads,
    seal: contentHash({ schedule: schedule.hash, plan: plan.hash, rules, reads: parts.reads }),
  }) as unknown as VerifiedSchedule;
  genuine.add(value);
  return value;
};

/** Whether this very object came out of a proof. Copies and look-alikes did not: prove them again. */
export const isGenuine = (value: VerifiedPlan | VerifiedSchedule): boolean => genuine.has(value);
