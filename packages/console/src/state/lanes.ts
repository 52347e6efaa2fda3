import type { EventView, RunView } from '@muster/dispatcher/api';
import type { Bilingual, StepStatus } from '@muster/domain';

/** What the journal says about one step or travel up to an instant. Scene seconds. */
export type StepTrack = {
  readonly id: string;
  readonly status: StepStatus;
  readonly robots: readonly string[];
  readonly start?: number;
  readonly end?: number;
  readonly attempts: number;
  /** Robots say it is done, and it has not been seen yet. */
  readonly checking: boolean;
  readonly cause?: Bilingual;
  readonly says?: Bilingual;
};

export type LaneBar = {
  readonly id: string;
  readonly robot: string;
  readonly kind: 'step' | 'travel';
  /** As scheduled, seconds since the start of the schedule; null for what was added by a replan. */
  readonly planned: readonly [number, number] | null;
  /** Actual where it happened, forecast where it did not, seconds since the start. */
  readonly start: number;
  readonly end: number;
  /** Latest end that the proof allows for. */
  readonly latest: number;
  readonly status: StepStatus;
  readonly checking: boolean;
  readonly attempts: number;
  /** Robots of a joint step. */
  readonly together: readonly string[];
};

export type Lanes = {
  /** Scene seconds of the schedule's zero; null: not started. */
  readonly origin: number | null;
  readonly lanes: readonly { readonly robot: string; readonly bars: readonly LaneBar[] }[];
  /** Bars that must end before others begin. */
  readonly links: readonly { readonly from: string; readonly to: string }[];
  readonly end: number;
  /** Forecast end of the work itself, without the way home; seconds since the start. */
  readonly finish: number;
};

type StepEventView = EventView & {
  readonly mission?: string;
  readonly step?: string;
  readonly robots?: readonly string[];
  readonly cause?: { readonly says: Bilingual };
};

const STATUS_AFTER: Readonly<Record<string, StepStatus>> = {
  'step-started': 'underway',
  'step-reported': 'underway',
  'step-completed': 'completed',
  'step-delayed': 'delayed',
  'step-resumed': 'underway',
  'step-retried': 'standby',
  'step-blocked': 'blocked',
  'step-failed': 'failed',
  'step-canceled': 'canceled',
  'step-skipped': 'skipped',
};
const OVER: ReadonlySet<StepStatus> = new Set(['completed', 'failed', 'canceled', 'skipped']);
export const isOver = (status: StepStatus): boolean => OVER.has(status);

/** Folds a mission's journal into the state of its steps and travels, as it was at `until` (scene seconds). */
export const trackSteps = (
  events: readonly EventView[],
  mission: string | undefined,
  until = Number.POSITIVE_INFINITY,
): ReadonlyMap<string, StepTrack> => {
  const tracks = new Map<string, StepTrack>();
  if (mission === undefined) return tracks;
  for (const event of events as readonly StepEventView[]) {
    if (event.atSeconds > until) break;
    const status = STATUS_AFTER[event.type];
    if (status === undefined || event.mission !== mission || event.step === undefined) continue;
    const old = tracks.get(event.step);
    const isStart = event.type === 'step-started';
    tracks.set(event.step, {
      id: event.step,
      status,
      robots: event.robots ?? old?.robots ?? [],
      attempts: (old?.attempts ?? 0) + (isStart ? 1 : 0),
      checking: event.type === 'step-reported',
      ...(old?.start !== undefined ? { start: old.start } : isStart ? { start: event.atSeconds } : {}),
      ...(isOver(status) ? { end: event.atSeconds } : {}),
      ...(event.cause ? { cause: event.cause.says } : {}),
      ...(isStart ? { says: event.says } : old?.says ? { says: old.says } : {}),
    });
  }
  return tracks;
};

/** Scene seconds at which a mission began; null: it has not. */
export const missionStart = (events: readonly EventView[], mission: string | undefined): number | null => {
  if (mission === undefined) return null;
  const found = (events as readonly StepEventView[]).find(
    (event) => event.mission === mission && (event.type === 'mission-started' || event.type === 'step-started'),
  );
  return found?.atSeconds ?? null;
};

type Draft = {
  readonly id: string;
  readonly robot: string;
  readonly kind: LaneBar['kind'];
  readonly planned: readonly [number, number] | null;
  readonly latest: number;
  readonly together: readonly string[];
};

/**
 * Bars of a run's plan, lane by lane: planned times beside what happened, and for what is still to come a forecast that carries delays on
 * along lanes and links.
 *
 * @param now scene seconds that are looked at
 */
export const buildLanes = (run: RunView, events: readonly EventView[], now: number): Lanes => {
  const schedule = run.result?.schedule;
  if (!schedule) return { origin: null, lanes: [], links: [], end: 0, finish: 0 };
  const origin = missionStart(events, run.mission);
  const tracks = trackSteps(events, run.mission, now);
  const drafts = new Map<string, Draft[]>();
  const add = (draft: Draft): void => {
    drafts.set(draft.robot, [...(drafts.get(draft.robot) ?? []), draft]);
  };
  for (const robot of Object.keys(schedule.lanes ?? {})) drafts.set(robot, []);
  for (const { step, robots, start, end, latestEnd } of schedule.assignments)
    for (const robot of robots)
      add({ id: step, robot, kind: 'step', planned: [start, end], latest: latestEnd, together: robots });
  for (const travel of schedule.travels ?? [])
    add({
      id: travel.id,
      robot: travel.robot,
      kind: 'travel',
      planned: [travel.start, travel.end],
      latest: travel.latestEnd,
      together: [travel.robot],
    });
  const known = new Set([...drafts.values()].flat().map((draft) => draft.id));
  for (const track of tracks.values())
    if (!known.has(track.id))
      for (const robot of track.robots)
        add({
          id: track.id,
          robot,
          kind: track.id.startsWith('travel') ? 'travel' : 'step',
          planned: null,
          latest: 0,
          together: track.robots,
        });
  const links = linksOf(run);
  const at = origin === null ? null : Math.max(0, now - origin);
  const bars = forecast(drafts, tracks, links, origin ?? 0, at);
  const all = bars.flatMap((lane) => lane.bars);
  const steps = all.filter((bar) => bar.kind === 'step');
  return {
    origin,
    lanes: bars,
    links,
    end: Math.max(1, ...all.map((bar) => Math.max(bar.end, bar.planned?.[1] ?? 0))),
    finish: Math.max(0, ...steps.map((bar) => bar.end)),
  };
};

const linksOf = (run: RunView): Lanes['links'] => [
  ...(run.result?.plan?.steps ?? []).flatMap((step) =>
    step.edges.filter((edge) => edge.kind === 'end-start').map((edge) => ({ from: step.id, to: edge.to })),
  ),
  ...(run.result?.schedule?.travels ?? []).flatMap((travel) => travel.after.map((from) => ({ from, to: travel.id }))),
];

const forecast = (
  drafts: ReadonlyMap<string, readonly Draft[]>,
  tracks: ReadonlyMap<string, StepTrack>,
  links: Lanes['links'],
  origin: number,
  now: number | null,
): Lanes['lanes'] => {
  const ordered = [...drafts.values()].flat().sort((a, b) => (a.planned?.[0] ?? 1e9) - (b.planned?.[0] ?? 1e9));
  const laneEnd = new Map<string, number>();
  const ends = new Map<string, number>();
  const made = new Map<string, LaneBar[]>([...drafts.keys()].map((robot) => [robot, []]));
  for (const draft of ordered) {
    const track = tracks.get(draft.id);
    const length = draft.planned ? draft.planned[1] - draft.planned[0] : 1;
    let start = draft.planned?.[0] ?? now ?? 0;
    let end = start + length;
    if (track?.start !== undefined) {
      start = track.start - origin;
      end = track.end === undefined ? Math.max(start + length, now ?? 0) : track.end - origin;
    } else if (now !== null && !(track && isOver(track.status))) {
      const before = links.filter((link) => link.to === draft.id).map((link) => ends.get(link.from) ?? 0);
      start = Math.max(start, now, laneEnd.get(draft.robot) ?? 0, ...before);
      end = start + length;
    }
    laneEnd.set(draft.robot, Math.max(laneEnd.get(draft.robot) ?? 0, end));
    ends.set(draft.id, Math.max(ends.get(draft.id) ?? 0, end));
    made.get(draft.robot)!.push({
      ...draft,
      start,
      end,
      status: track?.status ?? 'standby',
      checking: track?.checking ?? false,
      attempts: track?.attempts ?? 0,
    });
  }
  return [...made].map(([robot, bars]) => ({ robot, bars }));
};

/** Round tick distance so that about `count` ticks fit into a span of seconds. */
export const tickStep = (span: number, count: number): number =>
  [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600].find((step) => span / step <= count) ?? 7200;
