import { z } from 'zod';
import { conditionSchema } from './formula.ts';
import { idSchema } from './ids.ts';
import { bilingualSchema } from './text.ts';

/**
 * What must never or always hold. The trajectory constraints of PDDL 3 (Gerevini & Long, 2005) plus clock windows; a rule on a skill
 * forbids or conditions a step of that skill.
 */
export const ruleConstraintSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('always'), condition: conditionSchema }),
  z.strictObject({ kind: z.literal('never'), condition: conditionSchema }),
  z.strictObject({ kind: z.literal('sometime-before'), condition: conditionSchema, before: conditionSchema }),
  z.strictObject({ kind: z.literal('sometime-after'), condition: conditionSchema, after: conditionSchema }),
  z.strictObject({ kind: z.literal('within'), condition: conditionSchema, seconds: z.number().positive() }),
  z.strictObject({
    kind: z.literal('hold-during'),
    condition: conditionSchema,
    fromSeconds: z.number().min(0),
    toSeconds: z.number().min(0),
  }),
  z.strictObject({ kind: z.literal('at-most-once'), condition: conditionSchema }),
  /** A step of one of these skills whose arguments and roles meet `when` (over `?param` and `?role`) is forbidden unless `unless` holds at its start. */
  z.strictObject({
    kind: z.literal('step'),
    skills: z.array(idSchema).min(1),
    when: conditionSchema.optional(),
    unless: conditionSchema.optional(),
    /** `forbid`, or a person has to agree first. */
    demand: z.enum(['forbid', 'confirm']),
  }),
  /** Robots that meet `robots` (a condition over `?robot`) may not be at, or travel through, these places / zones. */
  z.strictObject({ kind: z.literal('closure'), places: z.array(idSchema).min(1), robots: conditionSchema.optional() }),
  /** At most n robots at once in these places or on these edges. */
  z.strictObject({ kind: z.literal('capacity'), places: z.array(idSchema).min(1), atMost: z.int().min(1) }),
  z.strictObject({
    kind: z.literal('speed-limit'),
    places: z.array(idSchema).min(1),
    metresPerSecond: z.number().positive(),
    robots: conditionSchema.optional(),
  }),
]);

export const ruleSchema = z.strictObject({
  id: idSchema,
  says: bilingualSchema,
  constraint: ruleConstraintSchema,
  /** Only between these scene-clock times, `HH:MM`; over midnight when `to` is before `from`. */
  window: z.strictObject({ from: z.string().regex(/^\d\d:\d\d$/), to: z.string().regex(/^\d\d:\d\d$/) }).optional(),
  /** Who added it, when; rules of the scene file have none. */
  addedBy: z.string().max(80).optional(),
  addedAtSeconds: z.number().optional(),
});
export type Rule = z.infer<typeof ruleSchema>;
