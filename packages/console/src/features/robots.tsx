import { useMemo } from 'react';
import { useWords } from '../i18n/index.ts';
import { stepLabel, stepText } from '../i18n/names.ts';
import { robotColour } from '../state/colours.ts';
import { trackSteps } from '../state/lanes.ts';
import { type RobotWord, robotWord, TONE, type Why, whyRobotWaits } from '../state/robot-state.ts';
import { stop } from '../state/session.ts';
import { store, useConsole } from '../state/store.ts';
import { Badge, Button } from '../ui/controls.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { useSnapshot } from './use-shown.ts';

export const WORD_ICON: Readonly<Record<RobotWord, IconName>> = {
  unconfirmed: 'warn',
  stopping: 'clock',
  stopped: 'stop',
  fault: 'fault',
  off: 'cross',
  lost: 'unlink',
  manual: 'hand',
  blocked: 'warn',
  holding: 'pause',
  waiting: 'clock',
  working: 'work',
  moving: 'move',
  charging: 'bolt',
  idle: 'idle',
};

export type RobotRow = {
  readonly id: string;
  readonly kind: string;
  readonly real: boolean;
  readonly colour: string;
  readonly word: RobotWord;
  readonly battery: number | null;
  readonly does: string | null;
  readonly carries: readonly string[];
  readonly why: string | null;
  readonly floor: string | null;
};

/** Every robot in words; what the list, the tiles and the labels of the picture all show. */
export const useRobotRows = (): readonly RobotRow[] => {
  const words = useWords();
  const { t, name, say, language } = words;
  const snapshot = useSnapshot();
  const { site, host, runs, events, world, isPast, until } = useConsole((state) => ({
    site: state.site,
    host: state.host,
    runs: state.runs,
    events: state.events,
    world: state.world,
    isPast: state.cursor !== null,
    until: state.cursor ?? Number.POSITIVE_INFINITY,
  }));
  return useMemo(() => {
    const whyText = (why: Why | null): string | null => {
      if (!why) return null;
      switch (why.kind) {
        case 'says':
          return say(why.says);
        case 'blocked-by':
          return t('why.blocked-by', { thing: name(why.thing) });
        case 'waits-for':
          return t('why.waits-for', {
            step: stepText(
              runs.find((run) => run.id === why.run),
              why.step,
              world,
              language,
            ),
          });
        case 'latched':
          return t('why.latched', { by: why.by });
        case 'silent':
          return t('why.silent', { n: Math.round(why.seconds) });
      }
    };
    const tracks = new Map(runs.map((run) => [run.id, trackSteps(events, run.mission, until)]));
    return (site?.robots ?? []).map((robot) => {
      const sim = snapshot?.robots.find((entry) => entry.id === robot.id);
      const own = isPast ? undefined : host?.robots.find((entry) => entry.id === robot.id);
      const does = runs
        .filter((run) => run.mission !== undefined && (run.state === 'running' || isPast))
        .map((run) => {
          const step = [...(tracks.get(run.id)?.values() ?? [])].findLast(
            (track) => track.status === 'underway' && track.robots.includes(robot.id),
          );
          return step ? stepLabel(run, step.id, world, language) : null;
        })
        .find((text) => text !== null);
      return {
        id: robot.id,
        kind: robot.kind,
        real: robot.real,
        colour: robotColour(site?.robots ?? [], robot.id),
        word: robotWord(sim, own),
        battery: sim?.battery ?? null,
        does: does ?? null,
        carries: [...(sim?.held ?? []), ...(sim?.loaded ?? [])].map(name),
        why: whyText(isPast ? null : whyRobotWaits(robot.id, sim, host, runs, events)),
        floor: sim?.pose.floor ?? null,
      };
    });
  }, [site, host, runs, events, world, isPast, until, snapshot, t, name, say, language]);
};

export const Battery = ({ level }: { readonly level: number | null }) => {
  const { t } = useWords();
  if (level === null) return null;
  const percent = Math.round(level * 100);
  return (
    <span className={`battery ${percent < 20 ? 'tone-bad' : percent < 35 ? 'tone-warn' : ''}`}>
      <svg width="24" height="12" viewBox="0 0 24 12" aria-hidden="true">
        <rect
          x="0.75"
          y="0.75"
          width="19.500"
          height="10.500"
          rx="2.500"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.300"
        />
        <rect x="2.500" y="2.500" width={Math.max(1, 16 * level)} height="7" rx="1.200" fill="currentColor" />
        <path d="M22 4v4" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      </svg>
      <span className="visually-hidden">{t('robots.battery', { n: percent })}</span>
      <span aria-hidden="true">{percent} %</span>
    </span>
  );
};

export const Robots = () => {
  const { t, name } = useWords();
  const rows = useRobotRows();
  const selected = useConsole((state) => state.selection.robot);
  return (
    <ul className="robot-list">
      {rows.map((row) => (
        <li
          key={row.id}
          className={`robot-row ${selected === row.id ? 'is-selected' : ''}`}
          style={{ '--robot': row.colour } as React.CSSProperties}
          data-robot={row.id}
          data-word={row.word}
        >
          <button
            type="button"
            className="robot-main"
            aria-pressed={selected === row.id}
            onClick={() => store.dispatch({ type: 'select', selection: selected === row.id ? {} : { robot: row.id } })}
          >
            <span className="robot-name">
              <i aria-hidden="true" />
              {name(row.id)}
              {row.real ? <Badge tone="warn">{t('robots.real')}</Badge> : null}
            </span>
            <Badge tone={TONE[row.word]} icon={WORD_ICON[row.word]}>
              {t(`word.${row.word}`)}
            </Badge>
            <Battery level={row.battery} />
            {row.does ? <span className="robot-does">{row.does}</span> : null}
            {row.carries.length > 0 ? (
              <span className="robot-does">{t('robots.carries', { things: row.carries.join(', ') })}</span>
            ) : null}
            {row.why ? (
              <span className="robot-why">
                <Icon name="clock" size={14} /> {row.why}
              </span>
            ) : null}
          </button>
          <Button
            look="quiet"
            className="robot-stop"
            icon="stop"
            label={t('robots.stopShort')}
            aria-label={t('robots.stop', { robot: name(row.id) })}
            onClick={() => void stop(row.id)}
          />
        </li>
      ))}
    </ul>
  );
};
