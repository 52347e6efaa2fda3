import { z } from 'zod';
import { idSchema, runIdSchema } from './ids.ts';
import { bilingualSchema } from './text.ts';

export const choiceReasonSchema = z.strictObject({
  robot: idSchema,
  /** e.g. `ONLY_CAPABLE`, `EARLIEST_FINISH`, `LACKS_CAPABILITY`, `PAYLOAD_EXCEEDED`, `OUT_OF_REACH`, `BATTERY_LOW`, `FINISHES_LATER`, `OTHER_FLOOR`. */
  code: z.string(),
  says: bilingualSchema,
  figures: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
});
export type ChoiceReason = z.infer<typeof choiceReasonSchema>;

export const assignmentSchema = z.strictObject({
  step: runIdSchema,
  /** Robots by role, and the same as a list in the order of the skill's roles. */
  roles: z.record(z.string(), idSchema),
  robots: z.array(idSchema).min(1),
  /** Seconds since schedule start; the end is at the expected, `latestEnd` at the maximum duration. */
  start: z.number().min(0),
  end: z.number().min(0),
  latestEnd: z.number().min(0),
  chosenBecause: z.array(choiceReasonSchema),
  notChosen: z.array(choiceReasonSchema),
});
export type Assignment = z.infer<typeof assignmentSchema>;

export const travelSchema = z.strictObject({
  id: runIdSchema,
  robot: idSchema,
  /** Graph nodes. */
  from: idSchema,
  to: idSchema,
  /** Place it leads to, and the step it is for; none: parking, charging, way home. */
  place: idSchema.optional(),
  before: runIdSchema.optional(),
  /** Assignments or travels of other robots that must have ended first, beyond the robot's own order. */
  after: z.array(runIdSchema),
  start: z.number().min(0),
  end: z.number().min(0),
  latestEnd: z.number().min(0),
  metres: z.number().min(0),
});
export type Travel = z.infer<typeof travelSchema>;

/** A visit of one roadmap element by one robot. Index within its robot's route; an ADG vertex. */
export const visitSchema = z.strictObject({
  robot: idSchema,
  travel: runIdSchema,
  /** Node that is entered (over the edge `edge`, none for the first). */
  node: idSchema,
  edge: idSchema.optional(),
  enter: z.number().min(0),
  leave: z.number().min(0),
  /** Visits (`robot#index`) of other robots that must have left first. */
  after: z.array(z.string()),
});
export type Visit = z.infer<typeof visitSchema>;

export const scheduleSchema = z.strictObject({
  version: z.literal(1),
  plan: z.string(),
  scene: idSchema,
  /** Seconds from start to the last expected end. */
  makespan: z.number().min(0),
  /** No schedule of this plan can be shorter, and the bound's name. */
  lowerBound: z.number().min(0),
  bound: z.string(),
  binding: z.record(z.string(), idSchema),
  assignments: z.array(assignmentSchema),
  travels: z.array(travelSchema),
  /** Order in which each robot works: ids of assignments and travels. */
  lanes: z.record(idSchema, z.array(runIdSchema)),
  /** Per robot the whole route, in order; a visit is `robot#index`. */
  routes: z.record(idSchema, z.array(visitSchema)),
  hash: z.string(),
});
export type Schedule = z.infer<typeof scheduleSchema>;
