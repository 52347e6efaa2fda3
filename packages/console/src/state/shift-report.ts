import type { EventView, RunView } from './types.ts';

export type ShiftReport = {
  readonly since: number;
  readonly until: number;
  readonly achieved: readonly RunView[];
  readonly notAchieved: readonly RunView[];
  readonly open: readonly RunView[];
  readonly stops: number;
  readonly faults: readonly EventView[];
  /** Robot → share of the time that it had a step or travel under way, 0..1. */
  readonly use: readonly { readonly robot: string; readonly share: number; readonly seconds: number }[];
};

type StepEventView = EventView & {
  readonly mission?: string;
  readonly step?: string;
  readonly robots?: readonly string[];
};
const FAULT = /^(step-failed|step-blocked|robot-lost|command-lost|alarm-raised|stop-unconfirmed|mission-failed)$/;
const END = /^step-(completed|failed|canceled|skipped|retried)$/;

/** What a shift was like, from journal and runs alone. */
export const shiftReport = (
  events: readonly EventView[],
  runs: readonly RunView[],
  robots: readonly string[],
  until: number,
): ShiftReport => {
  const since = events[0]?.atSeconds ?? 0;
  const busy = new Map(robots.map((robot) => [robot, 0]));
  const open = new Map<string, { readonly at: number; readonly robots: readonly string[] }>();
  const close = (key: string, at: number): void => {
    const found = open.get(key);
    if (!found) return;
    open.delete(key);
    for (const robot of found.robots) busy.set(robot, (busy.get(robot) ?? 0) + at - found.at);
  };
  for (const event of events as readonly StepEventView[]) {
    const key = `${event.mission}/${event.step}`;
    if (event.type === 'step-started') open.set(key, { at: event.atSeconds, robots: event.robots ?? [] });
    else if (END.test(event.type)) close(key, event.atSeconds);
  }
  for (const key of [...open.keys()]) close(key, until);
  const length = Math.max(1, until - since);
  const judged = runs.filter((run) => run.state === 'over' && run.mission !== undefined);
  return {
    since,
    until,
    achieved: judged.filter((run) => run.result?.report?.outcome === 'achieved'),
    notAchieved: judged.filter((run) => run.result?.report?.outcome !== 'achieved'),
    open: runs.filter((run) => run.state === 'running' || run.state === 'awaiting-approval'),
    stops: events.filter((event) => event.type === 'stop-latched').length,
    faults: events.filter((event) => FAULT.test(event.type)),
    use: [...busy].map(([robot, seconds]) => ({ robot, seconds, share: Math.min(1, seconds / length) })),
  };
};
