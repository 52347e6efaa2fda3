import { z } from 'zod';
import { conditionSchema } from './formula.ts';
import { idSchema, runIdSchema } from './ids.ts';
import { bilingualSchema } from './text.ts';

/**
 * What should hold, and when. A proposition ranges a predicate over subjects: "all of {red_tote, blue_tote} are on {station_1}".
 * Modelled on PARTNR's evaluation language (propositions, dependencies, argument constraints) with negation, invariants and deadlines.
 */
export const propositionSchema = z.strictObject({
  id: runIdSchema,
  predicate: idSchema,
  /** Entities the first argument ranges over; empty for a predicate without arguments. */
  subjects: z.array(idSchema).max(2000),
  /** For each further argument the entities allowed there: any one of them will do. */
  args: z.array(z.array(idSchema).min(1).max(2000)).max(3),
  /** How many subjects must satisfy it. `none` is the negation of every subject. */
  quantifier: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all') }),
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('exactly'), n: z.int().min(0) }),
    z.strictObject({ kind: z.literal('at-least'), n: z.int().min(0) }),
    z.strictObject({ kind: z.literal('at-most'), n: z.int().min(0) }),
  ]),
  /** `end`: at the end; `sometime`: at some moment; `always`: throughout. */
  holds: z.enum(['end', 'sometime', 'always']),
  /** Robots that have to do it: one of them takes part in the step that makes it true. */
  by: z.array(idSchema).min(1).optional(),
  /** Must hold before this many seconds after the start of the scene clock's day 0. */
  beforeSeconds: z.number().min(0).optional(),
});
export type Proposition = z.infer<typeof propositionSchema>;

export type Goal = {
  version: 1;
  propositions: Proposition[];
  /** Free conditions, e.g. a numeric comparison; they hold at the end. */
  conditions?: { id: string; condition: import('./formula.ts').Condition; says: { en: string; zh: string } }[];
  /** `before` becomes true before `after` does (both by id). */
  order?: { before: string; after: string }[];
  /** Steps that achieve these start together. */
  together?: string[][];
  /** Argument constraints: the chosen value of argument `arg` (0-based among `args`) is the same / different over all subjects of the propositions. */
  constraints?: { kind: 'same' | 'different'; propositions: string[]; arg: number }[];
  /** Skills or robots that may not be used. */
  avoid?: { robots?: string[]; skills?: string[] };
  /** Observation first, then one of two goals; the branch is taken after looking, never before. */
  branches?: {
    id: string;
    if: import('./formula.ts').Condition;
    says: { en: string; zh: string };
    met: Goal;
    unmet?: Goal;
  }[];
};

export const goalSchema: z.ZodType<Goal> = z.lazy(() =>
  z.strictObject({
    version: z.literal(1),
    propositions: z.array(propositionSchema).max(500),
    conditions: z
      .array(z.strictObject({ id: runIdSchema, condition: conditionSchema, says: bilingualSchema }))
      .max(100)
      .optional(),
    order: z
      .array(z.strictObject({ before: runIdSchema, after: runIdSchema }))
      .max(500)
      .optional(),
    together: z.array(z.array(runIdSchema).min(2)).max(100).optional(),
    constraints: z
      .array(
        z.strictObject({
          kind: z.enum(['same', 'different']),
          propositions: z.array(runIdSchema).min(1),
          arg: z.int().min(0).max(3),
        }),
      )
      .max(100)
      .optional(),
    avoid: z.strictObject({ robots: z.array(idSchema).optional(), skills: z.array(idSchema).optional() }).optional(),
    branches: z
      .array(
        z.strictObject({
          id: runIdSchema,
          if: conditionSchema,
          says: bilingualSchema,
          met: goalSchema,
          unmet: goalSchema.optional(),
        }),
      )
      .max(10)
      .optional(),
  }),
);

/**
 * How many subjects satisfy the proposition, given what holds.
 *
 * @param holds truth of a ground fact by its key
 */
export const countSatisfied = (
  proposition: Proposition,
  holds: (predicate: string, args: readonly string[]) => boolean,
): number => {
  if (proposition.subjects.length === 0) return holds(proposition.predicate, []) ? 1 : 0;
  return proposition.subjects.filter((subject) =>
    someChoice(proposition.args, (choice) => holds(proposition.predicate, [subject, ...choice])),
  ).length;
};

/** Whether the proposition holds in one state. */
export const propositionHolds = (
  proposition: Proposition,
  holds: (predicate: string, args: readonly string[]) => boolean,
): boolean => {
  const count = countSatisfied(proposition, holds);
  const total = Math.max(1, proposition.subjects.length);
  const { quantifier } = proposition;
  switch (quantifier.kind) {
    case 'all':
      return count === total;
    case 'none':
      return count === 0;
    case 'exactly':
      return count === quantifier.n;
    case 'at-least':
      return count >= quantifier.n;
    case 'at-most':
      return count <= quantifier.n;
  }
};

const someChoice = (
  slots: readonly (readonly string[])[],
  test: (choice: string[]) => boolean,
  chosen: string[] = [],
): boolean => {
  const slot = slots[chosen.length];
  if (!slot) return test(chosen);
  return slot.some((value) => someChoice(slots, test, [...chosen, value]));
};
