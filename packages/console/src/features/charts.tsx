import type { ChartRegion, ChartView } from '@muster/dispatcher/api';
import { useEffect, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { stepText } from '../i18n/names.ts';
import { api } from '../state/api.ts';
import { trackSteps } from '../state/lanes.ts';
import { useConsole } from '../state/store.ts';
import { Choice, Field } from '../ui/controls.tsx';
import { GraphCanvas } from '../ui/graph-canvas.tsx';
import { useShownRun, useShownSeconds } from './use-shown.ts';

type Machine = 'mission' | 'step' | 'robot';

/** The executor's machines as they are defined, with the states that they are in at the time cursor. */
export const Charts = () => {
  const { t } = useWords();
  const [charts, setCharts] = useState<readonly ChartView[]>([]);
  const [machine, setMachine] = useState<Machine>('mission');
  useEffect(() => {
    void api.charts().then((answer) => {
      if (answer.ok) setCharts(answer.value);
    });
  }, []);
  const regions = charts.find((entry) => entry.machine === machine)?.regions ?? [];
  return (
    <section className="charts" aria-label={t('charts.tab')}>
      <p className="hint">{t('charts.lead')}</p>
      <Choice
        label={t('charts.tab')}
        value={machine}
        onValue={setMachine}
        options={[
          { id: 'mission', label: t('charts.mission') },
          { id: 'step', label: t('charts.step') },
          { id: 'robot', label: t('charts.robot') },
        ]}
      />
      {machine === 'mission' ? (
        <MissionChart regions={regions} />
      ) : machine === 'step' ? (
        <StepChart regions={regions} />
      ) : (
        <RobotChart regions={regions} />
      )}
    </section>
  );
};

/** "mission-blocked" on an arrow of the mission's chart says "blocked". */
const short = (event: string): string => event.replace(/^(mission|step|command|robot|stop|bridge)-/, '');

const Region = ({
  region,
  current,
  title,
}: {
  readonly region: ChartRegion;
  readonly current: string;
  readonly title: string;
}) => {
  const { t } = useWords();
  return (
    <div className="chart-region" data-current={current}>
      <h4>
        {title} <span className="badge tone-busy">{t('charts.is', { state: current })}</span>
      </h4>
      <GraphCanvas
        label={title}
        direction="TB"
        nodes={region.states
          .filter((state) => state.parent === null)
          .map((state) => ({
            id: state.id,
            label: state.id,
            tone: state.id === current ? 'busy' : 'calm',
            isCurrent: state.id === current,
          }))}
        edges={merge(region)}
      />
    </div>
  );
};

/** One arrow per pair of outer states; its events share the label. */
const merge = (region: ChartRegion): { from: string; to: string; label: string }[] => {
  const outer = (id: string): string => id.split('.')[0]!;
  const arrows = new Map<string, { from: string; to: string; events: Set<string> }>();
  for (const { from, to, event } of region.transitions) {
    const key = `${outer(from)}>${outer(to)}`;
    const arrow = arrows.get(key) ?? { from: outer(from), to: outer(to), events: new Set<string>() };
    arrow.events.add(short(event));
    arrows.set(key, arrow);
  }
  return [...arrows.values()].map(({ from, to, events }) => ({ from, to, label: [...events].join(', ') }));
};

const MissionChart = ({ regions }: { readonly regions: readonly ChartRegion[] }) => {
  const { t } = useWords();
  const run = useShownRun();
  const events = useConsole((state) => state.events);
  const seconds = useShownSeconds();
  const status = missionAt(events as readonly MissionEvent[], run?.mission, seconds);
  return regions.map((region) => (
    <Region key={region.id} region={region} current={status} title={run?.mission ?? t('charts.mission')} />
  ));
};

type MissionEvent = { readonly type: string; readonly mission?: string; readonly atSeconds: number };
const AFTER: Readonly<Record<string, string>> = {
  'mission-created': 'standby',
  'mission-started': 'underway',
  'mission-resumed': 'underway',
  'mission-unblocked': 'underway',
  'mission-paused': 'paused',
  'mission-blocked': 'blocked',
  'mission-canceling': 'ending',
  'mission-completed': 'completed',
  'mission-failed': 'failed',
  'mission-canceled': 'canceled',
};
const missionAt = (events: readonly MissionEvent[], mission: string | undefined, seconds: number): string =>
  AFTER[
    events.findLast(
      (event) => event.mission === mission && event.atSeconds <= seconds + 0.01 && AFTER[event.type] !== undefined,
    )?.type ?? ''
  ] ?? 'standby';

const StepChart = ({ regions }: { readonly regions: readonly ChartRegion[] }) => {
  const { t, language } = useWords();
  const run = useShownRun();
  const world = useConsole((state) => state.world);
  const events = useConsole((state) => state.events);
  const selected = useConsole((state) => state.selection.step);
  const seconds = useShownSeconds();
  const [chosen, setChosen] = useState<string | null>(null);
  const ids = [
    ...(run?.result?.plan?.steps.map((step) => step.id) ?? []),
    ...(run?.result?.schedule?.travels ?? []).map((travel) => travel.id),
  ];
  const step = chosen ?? selected ?? ids[0] ?? '';
  const track = trackSteps(events, run?.mission, seconds).get(step);
  return (
    <>
      <Field label={t('step.what')}>
        <select value={step} onChange={(event) => setChosen(event.target.value)}>
          {ids.map((id) => (
            <option key={id} value={id}>
              {stepText(run, id, world, language)}
            </option>
          ))}
        </select>
      </Field>
      {regions.map((region) => (
        <Region key={region.id} region={region} current={track?.status ?? 'standby'} title={step} />
      ))}
    </>
  );
};

const RobotChart = ({ regions }: { readonly regions: readonly ChartRegion[] }) => {
  const { t, name } = useWords();
  const host = useConsole((state) => state.host);
  const selected = useConsole((state) => state.selection.robot);
  const [chosen, setChosen] = useState<string | null>(null);
  const id = chosen ?? selected ?? host?.robots[0]?.id ?? '';
  const robot = host?.robots.find((entry) => entry.id === id);
  return (
    <>
      <Field label={t('step.robot')}>
        <select value={id} onChange={(event) => setChosen(event.target.value)}>
          {host?.robots.map((entry) => (
            <option key={entry.id} value={entry.id}>
              {name(entry.id)}
            </option>
          ))}
        </select>
      </Field>
      {regions.map((region) => (
        <Region
          key={region.id}
          region={region}
          current={robot ? String(robot[region.id as 'link' | 'control' | 'stop' | 'work'] ?? '') : ''}
          title={region.id}
        />
      ))}
    </>
  );
};
