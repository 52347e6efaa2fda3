import { bilingualSchema } from '@muster/domain';
import { z } from 'zod';

/** What a rehearsal tells; `rehearse --json` prints one, and a run that waits for approval carries one. */

export const faultToldSchema = z.strictObject({
  kind: z.string(),
  target: z.string().optional(),
  /** Seconds after the start, and how long; none: from the start, to the end. */
  at: z.number().optional(),
  seconds: z.number().optional(),
});

/** One seeded future. The seed, the scene and the plan are all that is needed to have it again. */
export const futureSchema = z.strictObject({
  seed: z.int(),
  /** `finished`: the simulator's own end state meets the goal; `late`: it does, after the deadline; `waits`: it stands and waits for a person. */
  outcome: z.enum(['finished', 'late', 'failed', 'waits']),
  /** Seconds from the start to the end, or to where it stood still. */
  seconds: z.number(),
  /** Where it went wrong: a place of the scene, and its name. */
  place: z.strictObject({ id: z.string(), says: bilingualSchema }).optional(),
  step: z.string().optional(),
  cause: z.strictObject({ code: z.string(), says: bilingualSchema }).optional(),
  faults: z.array(faultToldSchema),
  contacts: z.int(),
  /** 16 hexadecimal digits over the world's last state: the same after every replay. */
  hash: z.string(),
});
export type Future = z.infer<typeof futureSchema>;

export const rehearsalSchema = z.strictObject({
  version: z.literal(1),
  scene: z.string(),
  /** Hash of the plan that was rehearsed. */
  plan: z.string(),
  /** Futures asked for, and those that were played. */
  asked: z.int(),
  played: z.int(),
  finished: z.int(),
  /** Seconds in which half and nine tenths of those that finish do; null: none finishes. */
  halfBySeconds: z.number().nullable(),
  mostBySeconds: z.number().nullable(),
  /** Clock of the scene by which all that finish have finished, or the deadline. */
  byClock: z.string().nullable(),
  /** Where and why others don't, most frequent first. */
  failures: z.array(
    z.strictObject({
      place: z.strictObject({ id: z.string(), says: bilingualSchema }).optional(),
      code: z.string(),
      says: bilingualSchema,
      count: z.int(),
      seeds: z.array(z.int()),
    }),
  ),
  futures: z.array(futureSchema),
  says: bilingualSchema,
  /** Wall milliseconds, and simulated seconds over all futures. */
  milliseconds: z.number(),
  simulatedSeconds: z.number(),
});
export type Rehearsal = z.infer<typeof rehearsalSchema>;

/** Odds of a plan that waits for approval: they come in a moment after the plan itself. */
export type RehearsalView =
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly rehearsal: Rehearsal }
  | { readonly state: 'failed'; readonly says: { readonly en: string; readonly zh: string } };
