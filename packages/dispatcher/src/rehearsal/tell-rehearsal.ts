import { type Bilingual, bilingual, type Plan, type WorldModel } from '@muster/domain';
import type { Future, Rehearsal } from '../api/rehearsal.ts';
import { deadlineSeconds } from './play-future.ts';

/** Clock of the scene at a second since tick 0, `HH:MM`; a minute that has begun counts as over when `up`. */
export const sceneClock = (model: WorldModel, seconds: number, up = false): string => {
  const at = Date.parse(model.scene.startsAt) + (up ? Math.ceil(seconds / 60) * 60 : seconds) * 1000;
  const start = Date.parse(model.scene.startsAt) % 60_000;
  const rounded = up ? at - start + (start > 0 ? 60_000 : 0) : at;
  return new Date(rounded).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: model.scene.timeZone,
  });
};

const quantile = (sorted: readonly number[], share: number): number | null =>
  sorted.length === 0 ? null : sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;

/** What many futures say together. */
export const tellRehearsal = (
  model: WorldModel,
  plan: Plan,
  futures: readonly Future[],
  asked: number,
  milliseconds: number,
  simulatedSeconds: number,
): Rehearsal => {
  const finished = futures.filter(({ outcome }) => outcome === 'finished');
  const times = finished.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const deadline = deadlineSeconds(plan.goal, model);
  const byClock =
    deadline !== undefined
      ? sceneClock(model, deadline)
      : times.length > 0
        ? sceneClock(model, times[times.length - 1]!, true)
        : null;
  const failures = gather(futures);
  return {
    version: 1,
    scene: model.scene.id,
    plan: plan.hash,
    asked,
    played: futures.length,
    finished: finished.length,
    halfBySeconds: quantile(times, 0.5),
    mostBySeconds: quantile(times, 0.9),
    byClock,
    failures,
    futures: [...futures],
    says: sentence(finished.length, futures.length, byClock, failures),
    milliseconds: Math.round(milliseconds),
    simulatedSeconds: Math.round(simulatedSeconds),
  };
};

type Failure = Rehearsal['failures'][number];

const gather = (futures: readonly Future[]): Failure[] => {
  const groups = new Map<string, Failure>();
  for (const future of futures) {
    if (future.outcome === 'finished') continue;
    const code = future.outcome === 'late' ? 'REHEARSAL_LATE' : (future.cause?.code ?? 'REHEARSAL_TOO_LONG');
    const key = `${future.place?.id ?? ''} ${code}`;
    const says =
      future.outcome === 'late'
        ? bilingual('It is done after its deadline.', '完成时已过期限。')
        : (future.cause?.says ?? bilingual('It takes too long.', '耗时过长。'));
    const known = groups.get(key);
    if (known) groups.set(key, { ...known, count: known.count + 1, seeds: [...known.seeds, future.seed] });
    else
      groups.set(key, {
        ...(future.place ? { place: future.place } : {}),
        code,
        says,
        count: 1,
        seeds: [future.seed],
      });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || (a.seeds[0] ?? 0) - (b.seeds[0] ?? 0));
};

/** "46 of 50 finish by 14:30; 4 fail at the narrow aisle." */
const sentence = (
  finished: number,
  played: number,
  byClock: string | null,
  failures: readonly Failure[],
): Bilingual => {
  const places = new Map<string, { says: Bilingual; count: number }>();
  for (const { place, count } of failures) {
    const key = place?.id ?? '';
    const says = place?.says ?? bilingual('', '');
    places.set(key, { says, count: (places.get(key)?.count ?? 0) + count });
  }
  const told = [...places.values()].sort((a, b) => b.count - a.count);
  const by = finished > 0 && byClock !== null ? byClock : undefined;
  const en = told.map(({ says, count }) => (says.en === '' ? `${count} fail` : `${count} fail at ${says.en}`));
  const zh = told.map(({ says, count }) => (says.zh === '' ? `${count} 次失败` : `${count} 次在${says.zh}失败`));
  return bilingual(
    [`${finished} of ${played} finish${by === undefined ? '' : ` by ${by}`}`, ...en].join('; ').concat('.'),
    [`${played} 次推演中有 ${finished} 次${by === undefined ? '' : `在 ${by} 前`}完成`, ...zh].join('；').concat('。'),
  );
};
