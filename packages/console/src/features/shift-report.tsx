import { useEffect, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { api } from '../state/api.ts';
import { shiftReport } from '../state/shift-report.ts';
import { store, useConsole } from '../state/store.ts';
import type { EventView } from '../state/types.ts';
import { Button, Dialog } from '../ui/controls.tsx';

/** One page of what was done, what was not, and how the robots were used. Every figure is counted from the journal. */
export const ShiftReportDialog = ({
  isOpen,
  onOpen,
}: {
  readonly isOpen: boolean;
  readonly onOpen: (open: boolean) => void;
}) => {
  const { t, name, say, clock, duration } = useWords();
  const [events, setEvents] = useState<readonly EventView[]>(store.state.events);
  const runs = useConsole((state) => state.runs);
  const robots = useConsole((state) => state.site?.robots ?? NONE);
  useEffect(() => {
    if (!isOpen) return;
    void api.events(0).then((answer) => {
      if (answer.ok) setEvents(answer.value);
    });
  }, [isOpen]);
  if (!isOpen) return null;
  const report = shiftReport(
    events,
    runs,
    robots.map((robot) => robot.id),
    store.state.sim?.seconds ?? 0,
  );
  const tiles = [
    { label: t('operate.done'), value: report.achieved.length, tone: 'good' },
    {
      label: t('operate.notDone'),
      value: report.notAchieved.length,
      tone: report.notAchieved.length > 0 ? 'bad' : 'calm',
    },
    { label: t('operate.open'), value: report.open.length, tone: report.open.length > 0 ? 'warn' : 'calm' },
    { label: t('operate.stops'), value: report.stops, tone: report.stops > 0 ? 'warn' : 'calm' },
    { label: t('operate.faults'), value: report.faults.length, tone: report.faults.length > 0 ? 'warn' : 'calm' },
  ];
  return (
    <Dialog
      title={t('operate.report')}
      text={`${t('operate.reportFrom', { time: clock(report.since, false) })} · ${duration(report.until - report.since)}`}
      isOpen={isOpen}
      onOpen={onOpen}
      wide
    >
      <ul className="report-tiles">
        {tiles.map((tile) => (
          <li key={tile.label} className={`tone-${tile.tone}`}>
            <b>{tile.value}</b>
            {tile.label}
          </li>
        ))}
      </ul>
      <h3>{t('operate.use')}</h3>
      <ul className="use-bars">
        {report.use.map((entry) => (
          <li key={entry.robot}>
            <span>{name(entry.robot)}</span>
            <span className="use-bar">
              <i style={{ width: `${entry.share * 100}%` }} />
            </span>
            <span>{Math.round(entry.share * 100)} %</span>
          </li>
        ))}
      </ul>
      {report.faults.length > 0 ? (
        <>
          <h3>{t('operate.faults')}</h3>
          <ul className="report-lines">
            {report.faults.slice(-12).map((event) => (
              <li key={event.sequence}>
                <time>{clock(event.atSeconds)}</time> {say(event.says)}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {[...report.achieved, ...report.notAchieved, ...report.open].length > 0 ? (
        <>
          <h3>{t('operate.jobs')}</h3>
          <ul className="report-lines">
            {[...report.achieved, ...report.notAchieved, ...report.open].map((run) => (
              <li key={run.id}>
                <time>{clock(run.atSeconds)}</time> {run.result ? say(run.result.interpretation.says) : run.utterance}
                <b> · {run.result?.report ? t(`outcome.${run.result.report.outcome}`) : t(`state.${run.state}`)}</b>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <div className="form-end">
        <Button label={t('operate.print')} onClick={() => window.print()} />
      </div>
    </Dialog>
  );
};

const NONE: readonly never[] = [];
