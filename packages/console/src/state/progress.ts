import { isOver } from './lanes.ts';
import type { EventView, HostSnapshot, RunView } from './types.ts';

/** Steps over and in all, from the executor's own summary. */
export const stepProgress = (
  run: RunView,
  host: HostSnapshot | null,
): { readonly done: number; readonly all: number } => {
  const mission = host?.missions.find((entry) => entry.id === run.mission) ?? run.result?.mission;
  const steps = mission?.steps ?? [];
  return {
    done: steps.filter((step) => isOver(step.status)).length,
    all: steps.length || (run.result?.plan?.steps.length ?? 0),
  };
};

/** Events that people want to read; the rest is machinery. */
const QUIET = /^(belief-changed|visit-entered|command-|bridge-|lease-taken|event-ignored|robot-joined|host-started)/;
export const isMainEvent = (event: EventView): boolean => !QUIET.test(event.type);

export const eventTone = (type: string): 'bad' | 'warn' | 'good' | 'busy' | 'calm' => {
  if (/(failed|lost|unconfirmed|alarm|rejected)/.test(type)) return 'bad';
  if (/(stop-|blocked|delayed|canceled|canceling|paused|refused|disconnected|taken-over)/.test(type)) return 'warn';
  if (/(completed|succeeded|confirmed|recovered|connected|reset)/.test(type)) return 'good';
  if (/(started|created|resumed|revised|released|sent|retried)/.test(type)) return 'busy';
  return 'calm';
};
