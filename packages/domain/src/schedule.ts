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

/** A robot occupies a node or an edge of the graph from `enterSeconds` until `leaveSeconds`; visits of one route abut. An ADG vertex. */
export const visitSchema = z.strictObject({
  /** `<robot>/<index>`; keeps its index through replans of the same mission. */
  id: z.string(),
  robot: idSchema,
  class: z.string(),
  /** Travel that this visit serves; null at the start node, and for a robot that is sent aside. */
  move: runIdSchema.nullable(),
  element: z.strictObject({ kind: z.enum(['node', 'edge']), id: z.string() }),
  enterSeconds: z.number().min(0),
  /** null: for ever (the last visit of a route). */
  leaveSeconds: z.number().min(0).nullable(),
});
export type Visit = z.infer<typeof visitSchema>;

/** `visit` may be entered only after the robot of `after` has left the element of `after`: an edge of the action-dependency graph. */
export const dependencySchema = z.strictObject({
  visit: z.string(),
  after: z.string(),
  reason: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('space'), element: visitSchema.shape.element, other: visitSchema.shape.element }),
    z.strictObject({ kind: z.literal('resource'), resource: z.string() }),
    z.strictObject({ kind: z.literal('order'), move: z.string(), after: z.string() }),
  ]),
});
export type Dependency = z.infer<typeof dependencySchema>;

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
  /** Per robot the whole route, in order: node, edge, node, …; starts and ends with a node. Same shapes as the traffic package's. */
  routes: z.record(idSchema, z.array(visitSchema)),
  /** Acyclic together with the order inside each route. */
  dependencies: z.array(dependencySchema),
  hash: z.string(),
});
export type Schedule = z.infer<typeof scheduleSchema>;
