import type { StepStatus } from '@muster/domain';
import { useMemo } from 'react';
import { useWords } from '../i18n/index.ts';
import { stepText } from '../i18n/names.ts';
import { trackSteps } from '../state/lanes.ts';
import { useConsole } from '../state/store.ts';
import { Icon } from '../ui/icons.tsx';
import { StepActions } from './step-actions.tsx';

const STUCK: ReadonlySet<StepStatus> = new Set(['blocked', 'failed']);

/** Steps that go on only when a person acts: the cause, and the choices as buttons. */
export const Alarms = () => {
  const { t, say, language } = useWords();
  const { runs, events, world } = useConsole((state) => ({
    runs: state.runs,
    events: state.events,
    world: state.world,
  }));
  const stuck = useMemo(
    () =>
      runs
        .filter((run) => run.state === 'running')
        .flatMap((run) =>
          [...trackSteps(events, run.mission).values()]
            .filter((track) => STUCK.has(track.status))
            .map((track) => ({ run, track })),
        ),
    [runs, events],
  );
  if (stuck.length === 0) return null;
  return (
    <section className="alarms" role="alert" aria-label={t('operate.alarm')}>
      {stuck.map(({ run, track }) => (
        <div key={`${run.id}/${track.id}`} className="alarm">
          <p>
            <Icon name="warn" />
            <b>{t('operate.alarm')}:</b> {stepText(run, track.id, world, language)}
          </p>
          {track.cause ? <p className="alarm-cause">{say(track.cause)}</p> : null}
          <StepActions run={run} step={track.id} status={track.status} />
        </div>
      ))}
    </section>
  );
};
