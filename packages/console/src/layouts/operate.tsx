import { useState } from 'react';
import { Alarms } from '../features/alarms.tsx';
import { Composer, Suggestions } from '../features/composer.tsx';
import { Battery, useRobotRows, WORD_ICON } from '../features/robots.tsx';
import { RunCard } from '../features/run-card.tsx';
import { ScenePanel } from '../features/scene-panel.tsx';
import { ShiftReportDialog } from '../features/shift-report.tsx';
import { useWords } from '../i18n/index.ts';
import { TONE } from '../state/robot-state.ts';
import { stop } from '../state/session.ts';
import { store, useConsole } from '../state/store.ts';
import { Button } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';

/** For gloves and glare: everything in one glance, nothing hidden, nothing smaller than a thumb. */
export const Operate = () => {
  const { t } = useWords();
  const runs = useConsole((state) => state.runs);
  const shown = useConsole((state) => state.run);
  const [isReportOpen, setReportOpen] = useState(false);
  const current = [...runs]
    .reverse()
    .filter(
      (run) =>
        run.id === shown || run.state === 'running' || run.state === 'awaiting-approval' || run.state === 'planning',
    );
  return (
    <div className="operate">
      <section className="operate-job panel" aria-label={t('operate.jobs')}>
        <Composer />
        <Alarms />
        <div className="operate-scroll" tabIndex={-1}>
          {current.length === 0 ? <p className="hint">{t('operate.noJob')}</p> : null}
          {current.slice(0, 6).map((run) => (
            <RunCard key={run.id} run={run} isShown={run.id === shown} />
          ))}
          <Suggestions limit={4} />
        </div>
        <div className="operate-foot">
          <Button icon="list" label={t('operate.report')} onClick={() => setReportOpen(true)} />
        </div>
      </section>
      <Tiles />
      <div className="operate-view panel">
        <ScenePanel map />
      </div>
      <ShiftReportDialog isOpen={isReportOpen} onOpen={setReportOpen} />
    </div>
  );
};

/** A tile for every robot: the state as a word that can be read from three metres, and why. */
const Tiles = () => {
  const { t, name } = useWords();
  const rows = useRobotRows();
  const selected = useConsole((state) => state.selection.robot);
  return (
    <ul className="tiles" aria-label={t('nav.robots')}>
      {rows.map((row) => (
        <li
          key={row.id}
          className={`tile tone-${TONE[row.word]} ${selected === row.id ? 'is-selected' : ''}`}
          style={{ '--robot': row.colour } as React.CSSProperties}
          data-robot={row.id}
          data-word={row.word}
        >
          <button
            type="button"
            className="tile-main"
            aria-pressed={selected === row.id}
            onClick={() => store.dispatch({ type: 'select', selection: selected === row.id ? {} : { robot: row.id } })}
          >
            <span className="robot-name">
              <i aria-hidden="true" />
              {name(row.id)}
            </span>
            <span className="tile-word">
              <Icon name={WORD_ICON[row.word]} size={26} />
              {t(`word.${row.word}`)}
            </span>
            <span className="tile-why">
              {row.why ??
                row.does ??
                (row.carries.length > 0 ? t('robots.carries', { things: row.carries.join(', ') }) : '')}
            </span>
            <Battery level={row.battery} />
          </button>
          <Button
            look="plain"
            icon="stop"
            className="tile-stop"
            label={t('robots.stopShort')}
            aria-label={t('robots.stop', { robot: name(row.id) })}
            onClick={() => void stop(row.id)}
          />
        </li>
      ))}
    </ul>
  );
};
