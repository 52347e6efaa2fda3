import { type CSSProperties, type PointerEvent, useRef, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { stepLabel, stepText } from '../i18n/names.ts';
import { robotColour } from '../state/colours.ts';
import { type LaneBar, type Lanes, tickStep } from '../state/lanes.ts';
import { useMedia } from '../state/settings.ts';
import { store, useConsole } from '../state/store.ts';
import type { RunView } from '../state/types.ts';
import { Button } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { STEP_ICON } from './plan-panel.tsx';
import { useLanes, useShownRun, useShownSeconds } from './use-shown.ts';

const LANE_NAME = 128;

/** One lane per robot on a time axis: what was planned as a thin rail, what happened and what is forecast as bars. */
export const Gantt = () => {
  const { t } = useWords();
  const run = useShownRun();
  const lanes = useLanes(run);
  const [zoom, setZoom] = useState(1);
  if (!run || lanes.lanes.length === 0) return <p className="hint gantt-empty">{t('gantt.empty')}</p>;
  const busy = lanes.lanes.filter((lane) => lane.bars.length > 0);
  return (
    <section className="gantt" aria-label={t('gantt.title')}>
      <div
        className="gantt-scroll"
        onWheel={(event) => {
          if (event.ctrlKey || event.metaKey)
            setZoom((value) => Math.min(12, Math.max(1, value * Math.exp(-event.deltaY / 400))));
        }}
      >
        <div className="gantt-sheet" style={{ width: `${zoom * 100}%` }}>
          <Axis lanes={lanes} />
          {busy.map((lane) => (
            <Lane key={lane.robot} run={run} lanes={lanes} robot={lane.robot} bars={lane.bars} />
          ))}
          <NowLine lanes={lanes} />
        </div>
      </div>
      <div className="gantt-foot">
        <Forecast run={run} lanes={lanes} />
        <span className="gantt-idle">
          {lanes.lanes.length > busy.length ? t('gantt.idle', { n: lanes.lanes.length - busy.length }) : ''}
        </span>
        <Button
          look="quiet"
          bare
          icon="minus"
          label={t('gantt.out')}
          onClick={() => setZoom((value) => Math.max(1, value / 1.5))}
        />
        <Button
          look="quiet"
          bare
          icon="plus"
          label={t('gantt.in')}
          onClick={() => setZoom((value) => Math.min(12, value * 1.5))}
        />
        <Button look="quiet" bare icon="fit" label={t('gantt.fit')} onClick={() => setZoom(1)} />
      </div>
    </section>
  );
};

const span = (lanes: Lanes): number => lanes.end * 1.03;
const left = (lanes: Lanes, seconds: number): string =>
  `calc(${LANE_NAME}px + (100% - ${LANE_NAME}px) * ${Math.max(0, seconds / span(lanes)).toFixed(5)})`;
const width = (lanes: Lanes, seconds: number): string =>
  `calc((100% - ${LANE_NAME}px) * ${Math.max(0, seconds / span(lanes)).toFixed(5)})`;

const Axis = ({ lanes }: { readonly lanes: Lanes }) => {
  const { t, clock } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const isNarrow = useMedia('(max-width: 760px)');
  const step = tickStep(span(lanes), isNarrow ? 3 : 9);
  // On round times of the clock once there is one.
  const first = lanes.origin === null ? 0 : Math.ceil(lanes.origin / step) * step - lanes.origin;
  const ticks = Array.from({ length: Math.floor((span(lanes) - first) / step) + 1 }, (_, k) => first + k * step);
  const look = (event: PointerEvent): void => {
    if (!box.current || lanes.origin === null || event.buttons === 0) return;
    const { left: x0, width: w } = box.current.getBoundingClientRect();
    const share = (event.clientX - x0 - LANE_NAME) / (w - LANE_NAME);
    const range = store.history.range();
    const seconds = lanes.origin + Math.max(0, share) * span(lanes);
    store.dispatch({
      type: 'cursor',
      seconds: range && seconds >= range[1] ? null : Math.max(range?.[0] ?? 0, seconds),
    });
  };
  return (
    <div ref={box} className="gantt-axis" title={t('time.title')} onPointerDown={look} onPointerMove={look}>
      {ticks.map((tick) => (
        <span key={tick} style={{ left: left(lanes, tick) }}>
          {lanes.origin === null ? `+${tick} s` : clock(lanes.origin + tick)}
        </span>
      ))}
    </div>
  );
};

const Lane = ({
  run,
  lanes,
  robot,
  bars,
}: {
  readonly run: RunView;
  readonly lanes: Lanes;
  readonly robot: string;
  readonly bars: readonly LaneBar[];
}) => {
  const { name } = useWords();
  const robots = useConsole((state) => state.site?.robots ?? NONE);
  const selected = useConsole((state) => state.selection);
  return (
    <div
      className={`lane ${selected.robot === robot ? 'is-selected' : ''}`}
      style={{ '--robot': robotColour(robots, robot) } as CSSProperties}
      data-lane={robot}
    >
      <button
        type="button"
        className="lane-name"
        onClick={() => store.dispatch({ type: 'select', selection: { robot } })}
      >
        <i aria-hidden="true" />
        {name(robot)}
      </button>
      {bars.map((bar) => (
        <Bar key={bar.id} run={run} lanes={lanes} bar={bar} isSelected={selected.step === bar.id} />
      ))}
      {bars.map((bar) =>
        bar.planned && lanes.origin !== null ? (
          <s
            key={`${bar.id}/planned`}
            className={`rail is-${bar.kind}`}
            style={{ left: left(lanes, bar.planned[0]), width: width(lanes, bar.planned[1] - bar.planned[0]) }}
          />
        ) : null,
      )}
    </div>
  );
};

const Bar = ({
  run,
  lanes,
  bar,
  isSelected,
}: {
  readonly run: RunView;
  readonly lanes: Lanes;
  readonly bar: LaneBar;
  readonly isSelected: boolean;
}) => {
  const { t, language } = useWords();
  const world = useConsole((state) => state.world);
  const isHurt = useConsole((state) => state.hurt.includes(bar.id));
  const status = bar.checking ? 'checking' : bar.status;
  const full = stepText(run, bar.id, world, language);
  const words = t(`step.${status}` as 'step.standby');
  const late = bar.planned ? Math.round(bar.end - bar.planned[1]) : 0;
  const lateness =
    lanes.origin !== null && Math.abs(late) >= 3
      ? ` · ${late > 0 ? t('gantt.late', { n: late }) : t('gantt.early', { n: -late })}`
      : '';
  return (
    <button
      type="button"
      className={`bar is-${bar.kind} is-${status} ${isSelected ? 'is-selected' : ''} ${isHurt ? 'is-hurt' : ''} ${late > 10 && status !== 'standby' ? 'is-late' : ''}`}
      style={{ left: left(lanes, bar.start), width: width(lanes, bar.end - bar.start) }}
      aria-label={`${full}: ${words}${lateness}${isHurt ? ` · ${t('plan.hurt')}` : ''}`}
      aria-pressed={isSelected}
      title={`${full} · ${words}${lateness}${bar.attempts > 1 ? ` · ×${bar.attempts}` : ''}`}
      data-bar={bar.id}
      data-status={status}
      onClick={() => store.dispatch({ type: 'select', selection: { robot: bar.robot, step: bar.id } })}
    >
      {status !== 'standby' ? <Icon name={STEP_ICON[status] ?? 'idle'} size={13} /> : null}
      <span>{bar.kind === 'step' ? stepLabel(run, bar.id, world, language) : full}</span>
      {bar.together.length > 1 ? <em aria-hidden="true">×{bar.together.length}</em> : null}
    </button>
  );
};

const NowLine = ({ lanes }: { readonly lanes: Lanes }) => {
  const { t } = useWords();
  const seconds = useShownSeconds();
  const isPast = useConsole((state) => state.cursor !== null);
  if (lanes.origin === null || seconds < lanes.origin || seconds > lanes.origin + span(lanes)) return null;
  return (
    <div className={`now-line ${isPast ? 'is-past' : ''}`} style={{ left: left(lanes, seconds - lanes.origin) }}>
      <span>{isPast ? '' : t('gantt.now')}</span>
    </div>
  );
};

const Forecast = ({ run, lanes }: { readonly run: RunView; readonly lanes: Lanes }) => {
  const { t, clock, duration } = useWords();
  if (run.state === 'running' && lanes.origin !== null)
    return <span className="gantt-finish">{t('gantt.finish', { time: clock(lanes.origin + lanes.finish) })}</span>;
  return (
    <span className="gantt-finish">
      {run.result?.schedule ? t('run.about', { t: duration(run.result.schedule.makespan) }) : ''}
    </span>
  );
};

const NONE: readonly never[] = [];
