import { z } from 'zod';

/** Where a belief comes from: the scene file, a robot's or device's sensing, a robot's word, a person, or an expected effect. */
export const sourceSchema = z.enum(['scene', 'sensed', 'reported', 'person', 'expected']);

export const beliefSchema = z.strictObject({
  value: z.union([z.boolean(), z.literal('unknown')]),
  source: sourceSchema,
  /** Scene seconds at which it was observed. */
  at: z.number(),
});
export const numberBeliefSchema = z.strictObject({ value: z.number(), source: sourceSchema, at: z.number() });

export const poseSchema = z.strictObject({
  floor: z.string(),
  x: z.number(),
  y: z.number(),
  z: z.number(),
  yaw: z.number(),
  at: z.number(),
});
export type Pose = z.infer<typeof poseSchema>;

/**
 * What is believed at one instant: a fold of journal observations. A fact that isn't listed is false (closed world) unless its key is in
 * `facts` as unknown. Static facts are in the problem's tables, not here.
 */
export const worldStateSchema = z.strictObject({
  version: z.literal(1),
  /** Scene seconds since tick 0. */
  at: z.number(),
  facts: z.record(z.string(), beliefSchema),
  numbers: z.record(z.string(), numberBeliefSchema),
  poses: z.record(z.string(), poseSchema),
});
export type WorldState = z.infer<typeof worldStateSchema>;

/** Three-valued truth of a fact in a belief. */
export const factValue = (state: WorldState, key: string): boolean | 'unknown' => state.facts[key]?.value ?? false;
