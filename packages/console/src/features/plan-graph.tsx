import { useWords } from '../i18n/index.ts';
import { stepText } from '../i18n/names.ts';
import { robotColour } from '../state/colours.ts';
import { store, useConsole } from '../state/store.ts';
import { GraphCanvas } from '../ui/graph-canvas.tsx';
import { STEP_TONE } from './plan-panel.tsx';
import { useLanes, useShownRun } from './use-shown.ts';

/** What must come before what: the order that was proved, which leaves everything else free. */
export const PlanGraph = () => {
  const { t, name, language } = useWords();
  const run = useShownRun();
  const lanes = useLanes(run);
  const world = useConsole((state) => state.world);
  const robots = useConsole((state) => state.site?.robots ?? NONE);
  const selected = useConsole((state) => state.selection.step);
  const steps = run?.result?.plan?.steps ?? [];
  if (!run || steps.length === 0) return <p className="hint gantt-empty">{t('gantt.empty')}</p>;
  const bars = new Map(lanes.lanes.flatMap((lane) => lane.bars).map((bar) => [bar.id, bar]));
  return (
    <GraphCanvas
      label={t('plan.viewGraph')}
      direction="LR"
      nodes={steps.map((step) => {
        const own = run.result?.schedule?.assignments.find((entry) => entry.step === step.id)?.robots ?? [];
        const bar = bars.get(step.id);
        const status = bar?.checking ? 'checking' : (bar?.status ?? 'standby');
        return {
          id: step.id,
          label: stepText(run, step.id, world, language),
          detail: `${own.map(name).join(' + ')} · ${t(`step.${status}` as 'step.standby')}`,
          tone: STEP_TONE[status] ?? 'calm',
          colour: robotColour(robots, own[0] ?? ''),
          isCurrent: selected === step.id,
          onPick: () =>
            store.dispatch({ type: 'select', selection: { step: step.id, ...(own[0] ? { robot: own[0] } : {}) } }),
        };
      })}
      edges={steps.flatMap((step) =>
        step.edges.map((edge) => ({
          from: step.id,
          to: edge.to,
          ...(edge.kind === 'end-start' ? {} : { label: edge.kind }),
        })),
      )}
    />
  );
};

const NONE: readonly never[] = [];
