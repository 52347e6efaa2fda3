import { z } from 'zod';
import { interpretationSchema } from './interpretation.ts';
import { planSchema } from './plan.ts';
import { assignmentSchema, scheduleSchema } from './schedule.ts';
import { bilingualSchema } from './text.ts';
import { verdictSchema } from './verdict.ts';

/** Statuses say who must act. Source: open-rmf/rmf_task `Event.hpp`. */
export const STEP_STATUSES = [
  'standby',
  'underway',
  'delayed',
  'blocked',
  'completed',
  'failed',
  'canceled',
  'skipped',
] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];
export const MISSION_STATUSES = [
  'standby',
  'underway',
  'paused',
  'blocked',
  'completed',
  'failed',
  'canceled',
] as const;
export type MissionStatus = (typeof MISSION_STATUSES)[number];

export const missionSummarySchema = z.strictObject({
  id: z.string(),
  status: z.enum(MISSION_STATUSES),
  steps: z.array(
    z.strictObject({ id: z.string(), robots: z.array(z.string()), status: z.enum(STEP_STATUSES), attempts: z.int() }),
  ),
  /** Where its journal is, or the number of its events. */
  journal: z.union([z.string(), z.number()]),
});
export type MissionSummary = z.infer<typeof missionSummarySchema>;

export const usageSchema = z.strictObject({ calls: z.int(), inputTokens: z.int(), outputTokens: z.int() });
export type Usage = z.infer<typeof usageSchema>;

export const reportSchema = z.strictObject({
  outcome: z.enum(['achieved', 'partly', 'failed', 'refused', 'asked', 'answered', 'done']),
  goal: z.array(z.strictObject({ proposition: z.string(), holds: z.boolean() })),
  /** Whose end state was read. */
  witness: z.enum(['simulator', 'sensors']),
  /** Scene seconds from approval to end. */
  seconds: z.number(),
  says: bilingualSchema,
});
export type Report = z.infer<typeof reportSchema>;

export const scheduleViewSchema = z.strictObject({
  makespan: z.number(),
  lowerBound: z.number(),
  assignments: z.array(assignmentSchema),
  travels: scheduleSchema.shape.travels.optional(),
  lanes: scheduleSchema.shape.lanes.optional(),
  routes: scheduleSchema.shape.routes.optional(),
});

/** What `run --json` prints; `plan --json` prints the same up to `schedule`. */
export const runResultSchema = z.strictObject({
  interpretation: interpretationSchema,
  plan: planSchema.optional(),
  verdict: verdictSchema.optional(),
  schedule: scheduleViewSchema.optional(),
  mission: missionSummarySchema.optional(),
  usage: usageSchema,
  planner: z.strictObject({ name: z.string(), notices: z.array(bilingualSchema) }).optional(),
  report: reportSchema.optional(),
});
export type RunResult = z.infer<typeof runResultSchema>;

/** A row of `bench --json`. */
export type BenchRow = {
  name: string;
  work: string;
  metric: string;
  ours: number | null;
  peer: { name: string; version: string; value: number | null; how: 'measured' | 'reference' } | null;
  ratio: number | null;
  target: string;
  pass: boolean | null;
  repeats: number[];
};
