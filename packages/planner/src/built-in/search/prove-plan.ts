import type { Plan, Situation, VerifyPlan } from '@muster/domain';

/** Makes a plan out of a sequence, with these pairs of steps ordered beyond what the facts force. */
export type Lift = (orderings: readonly (readonly [number, number])[]) => Plan;

const MOST_ORDERINGS = 2000;

/** Orders pairs of steps that the proof finds to interfere, in the order of the sequence, until it finds no more. */
export const proveOrdered = (lift: Lift, situation: Situation, verify: VerifyPlan) => {
  const orderings: [number, number][] = [];
  for (;;) {
    const plan = lift(orderings);
    const verification = verify(plan, situation);
    const position = new Map(plan.steps.map((step, index) => [step.id, index]));
    const known = orderings.length;
    for (const violation of verification.verdict.violations) {
      if (violation.code !== 'VERIFY_INTERFERENCE') continue;
      const [a, b] = [position.get(violation.step ?? ''), position.get(violation.other ?? '')];
      if (a !== undefined && b !== undefined) orderings.push([Math.min(a, b), Math.max(a, b)]);
    }
    if (orderings.length === known || orderings.length > MOST_ORDERINGS) return { plan, verification };
  }
};
