import { z } from 'zod';
import { goalSchema } from './goal.ts';
import { idSchema } from './ids.ts';
import { ruleSchema } from './rule.ts';
import { bilingualSchema } from './text.ts';

export const ANSWER_KINDS = ['plan', 'partial', 'refuse', 'clarify', 'confirm', 'control', 'rule', 'answer'] as const;
export type AnswerKind = (typeof ANSWER_KINDS)[number];

export const reasonSchema = z.strictObject({
  /** Upper-snake literal, e.g. `PLAN_PAYLOAD_EXCEEDED`, `LANGUAGE_UNKNOWN_NAME`. */
  code: z.string(),
  says: bilingualSchema,
  /** Facts, rules or figures that decide it. */
  facts: z.array(z.string()).optional(),
  rule: idSchema.optional(),
  figures: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
  /** Nearest feasible wish, as a sentence that can be said. */
  nearest: bilingualSchema.optional(),
});
export type Reason = z.infer<typeof reasonSchema>;

export const controlSchema = z.strictObject({
  verb: z.enum(['stop', 'pause', 'resume', 'cancel', 'undo', 'skip', 'retry', 'release']),
  /** Robots or missions it is about; empty: everything. */
  targets: z.array(z.string()),
  /** What cancel does with what was begun. */
  cancel: z.enum(['return', 'finish', 'safe-place']).optional(),
});
export type Control = z.infer<typeof controlSchema>;

export const standingSchema = z.strictObject({
  id: idSchema,
  trigger: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('every'), seconds: z.number().positive() }),
    z.strictObject({ kind: z.literal('at'), clock: z.string().regex(/^\d\d:\d\d$/) }),
    z.strictObject({ kind: z.literal('when'), condition: z.custom<import('./formula.ts').Condition>() }),
  ]),
  until: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('clock'), clock: z.string().regex(/^\d\d:\d\d$/) }),
      z.strictObject({ kind: z.literal('times'), n: z.int().min(1).max(10_000) }),
      z.strictObject({ kind: z.literal('condition'), condition: z.custom<import('./formula.ts').Condition>() }),
    ])
    .optional(),
});
export type Standing = z.infer<typeof standingSchema>;

/** What was understood of an utterance. Exactly one kind; `says` is generated from the data, never from a model's prose. */
export const interpretationSchema = z.strictObject({
  kind: z.enum(ANSWER_KINDS),
  says: bilingualSchema,
  goal: goalSchema.optional(),
  /** partial: what can't be done; refuse: why; confirm: what is risky. */
  reasons: z.array(reasonSchema).optional(),
  /** clarify: the candidates, in the order in which they were named. */
  candidates: z.array(z.strictObject({ id: z.string(), says: bilingualSchema })).optional(),
  control: controlSchema.optional(),
  rule: ruleSchema.optional(),
  standing: standingSchema.optional(),
  /** answer: the facts or journal events it was read from. */
  evidence: z.array(z.string()).optional(),
  assumptions: z.array(bilingualSchema).optional(),
});
export type Interpretation = z.infer<typeof interpretationSchema>;
