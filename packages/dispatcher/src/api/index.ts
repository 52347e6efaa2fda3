import type { Bilingual, Names, Problem, RunResult, WorldModel } from '@muster/domain';
import type { HostSnapshot, JournalRecord } from '@muster/executor';
import type { SimSnapshot } from '@muster/sim-core';
import { z } from 'zod';
import type { RehearsalView } from './rehearsal.ts';

/** Types and schemas of the HTTP and WebSocket API: what the console and other clients may import. Everything under `/api`. */

/** POST /api/tasks */
export const taskRequestSchema = z.strictObject({
  utterance: z.string().trim().min(1, 'say something').max(2000, 'at most 2000 characters'),
  /** Continues a conversation: pronouns, short answers. */
  conversation: z.string().max(80).optional(),
  planner: z.enum(['built-in', 'language-model']).optional(),
  /** Start without asking when the proof names nothing that a person has to agree to. Default: the site's setting. */
  approve: z.boolean().optional(),
  by: z.string().trim().min(1).max(80).optional(),
});
export type TaskRequest = z.infer<typeof taskRequestSchema>;

/** POST /api/runs/:id/approve and …/reject */
export const decisionRequestSchema = z.strictObject({ by: z.string().trim().min(1).max(80) });

/** One change of a plan by a person. */
export const planChangeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drop'), step: z.string().max(96) }),
  z.strictObject({ kind: z.literal('reassign'), step: z.string().max(96), robot: z.string().max(64) }),
  z.strictObject({
    kind: z.literal('retarget'),
    step: z.string().max(96),
    argument: z.string().max(64),
    value: z.string().max(64),
  }),
  z.strictObject({ kind: z.literal('order'), before: z.string().max(96), after: z.string().max(96) }),
]);

/** POST /api/runs/:id/edit: proved again at once. */
export const editRequestSchema = z.strictObject({
  by: z.string().trim().min(1).max(80),
  change: planChangeSchema,
});
export type EditRequest = z.infer<typeof editRequestSchema>;

/** POST /api/stop and /api/reset-stop */
export const stopRequestSchema = z.strictObject({
  scope: z.string().max(64).default('all'),
  by: z.string().trim().min(1).max(80).default('console'),
});
export const resetRequestSchema = z.strictObject({
  scope: z.string().max(64).default('all'),
  by: z.string().trim().min(1).max(80),
  reason: z.string().trim().min(1).max(300),
});

/** POST /api/robots/:id/control: by hand, and back to work. */
export const robotControlSchema = z.strictObject({
  verb: z.enum(['take-over', 'hand-back']),
  by: z.string().trim().min(1).max(80),
});
export type RobotControl = z.infer<typeof robotControlSchema>;

/** POST /api/missions/:id/control */
export const missionControlSchema = z.discriminatedUnion('verb', [
  z.strictObject({ verb: z.enum(['pause', 'resume', 'replan']), by: z.string().trim().min(1).max(80) }),
  z.strictObject({
    verb: z.literal('cancel'),
    mode: z.enum(['return', 'finish', 'safe-place']),
    by: z.string().trim().min(1).max(80),
  }),
  z.strictObject({
    verb: z.enum(['skip', 'retry', 'complete']),
    step: z.string().max(96),
    by: z.string().trim().min(1).max(80),
  }),
  /** Changes steps that have not begun; what is left of the mission is proved anew. */
  z.strictObject({ verb: z.literal('edit'), change: planChangeSchema, by: z.string().trim().min(1).max(80) }),
]);
export type MissionControl = z.infer<typeof missionControlSchema>;

/** POST /api/faults: simulation only. */
export const faultRequestSchema = z.strictObject({
  kind: z.string().max(64),
  target: z.string().max(64).optional(),
  seconds: z.number().min(0).max(3600).optional(),
  params: z.record(z.string(), z.json()).optional(),
});

/** POST /api/speed: simulation only; factor on the scene clock. */
export const speedRequestSchema = z.strictObject({ factor: z.number().min(0).max(100) });

/** POST /api/scene/check and /api/scene/save: a whole scene, as far as it has been edited. */
export const sceneEditSchema = z.strictObject({ scene: z.unknown() });

/** One machine of the executor, as it runs. */
export type ChartState = {
  readonly id: string;
  /** State that it is inside of; null: none. */
  readonly parent: string | null;
  readonly isInitial: boolean;
  readonly isFinal: boolean;
};
export type ChartRegion = {
  readonly id: string;
  readonly states: readonly ChartState[];
  readonly transitions: readonly { readonly from: string; readonly to: string; readonly event: string }[];
};
/** GET /api/charts */
export type ChartView = { readonly machine: string; readonly regions: readonly ChartRegion[] };

export type RunState = 'planning' | 'awaiting-approval' | 'running' | 'over' | 'rejected';

/** One utterance and what became of it. */
export type RunView = {
  readonly id: string;
  readonly conversation: string;
  readonly utterance: string;
  readonly atSeconds: number;
  readonly state: RunState;
  readonly result?: RunResult;
  readonly mission?: string;
  readonly by?: string;
  /** While it is being planned: steps that a model has in mind, in order, not proved yet. */
  readonly draft?: readonly Bilingual[];
  /** Odds of a plan that waits for approval. */
  readonly rehearsal?: RehearsalView;
};

export type RobotInfo = {
  readonly id: string;
  readonly kind: string;
  readonly names: Names;
  readonly real: boolean;
  readonly address: string;
};

export type SiteInfo = {
  readonly product: 'muster';
  readonly version: string;
  readonly scene: { readonly id: string; readonly names: Names; readonly startsAt: string; readonly timeZone: string };
  readonly simulated: boolean;
  readonly speed: number | 'max';
  readonly planner: { readonly name: 'built-in' | 'language-model'; readonly model?: string };
  readonly autoApprove: boolean;
  readonly robots: readonly RobotInfo[];
  readonly faultKinds: readonly string[];
  readonly examples: readonly Bilingual[];
};

/** GET /api/world: the grounded scene, to name and draw things. */
export type WorldView = Pick<WorldModel, 'scene' | 'entities' | 'revision'> & {
  readonly robots: WorldModel['library']['robots'];
  readonly devices: WorldModel['library']['devices'];
  readonly skills: WorldModel['library']['skills'];
};

/** Journal record without the bulky proof that a created mission carries. */
export type EventView = {
  readonly sequence: number;
  readonly atSeconds: number;
  readonly type: JournalRecord['type'];
  readonly says: Bilingual;
} & Readonly<Record<string, unknown>>;

/** Frames that the server sends on `/api/live`. The first is always `hello`. */
export type LiveMessage =
  | {
      readonly type: 'hello';
      readonly site: SiteInfo;
      readonly host: HostSnapshot;
      readonly sim: SimSnapshot | null;
      readonly runs: readonly RunView[];
      readonly events: readonly EventView[];
    }
  | { readonly type: 'sim'; readonly snapshot: SimSnapshot }
  | { readonly type: 'host'; readonly snapshot: HostSnapshot }
  | { readonly type: 'event'; readonly event: EventView }
  /** Events of a moment together: what clients of the WebSocket get, in place of single ones. */
  | { readonly type: 'events'; readonly events: readonly EventView[] }
  | { readonly type: 'run'; readonly run: RunView }
  | { readonly type: 'site'; readonly site: SiteInfo }
  | { readonly type: 'beat'; readonly seconds: number };

/** Frames that a client may send on `/api/live`; a stop request may come here too, so that it waits for no HTTP connection. */
export const clientMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('stop'), scope: z.string().max(64), by: z.string().trim().min(1).max(80) }),
  z.strictObject({ type: z.literal('beat') }),
]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;

/** Body of every answer that is not 2xx. */
export type ErrorBody = { readonly problems: readonly Problem[] };

export { type Future, type Rehearsal, type RehearsalView, rehearsalSchema } from './rehearsal.ts';
export type { HostSnapshot, JournalRecord, SimSnapshot };
