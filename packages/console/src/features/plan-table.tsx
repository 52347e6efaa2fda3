import { useWords } from '../i18n/index.ts';
import { stepText } from '../i18n/names.ts';
import { useConsole } from '../state/store.ts';
import { useLanes, useShownRun } from './use-shown.ts';

/** The lanes as a table: for screen readers, and for copying. */
export const PlanTable = () => {
  const { t, name, language, clock } = useWords();
  const run = useShownRun();
  const lanes = useLanes(run);
  const world = useConsole((state) => state.world);
  const bars = lanes.lanes
    .flatMap((lane) => lane.bars)
    .sort((a, b) => a.start - b.start || a.robot.localeCompare(b.robot));
  if (!run || bars.length === 0) return <p className="hint">{t('gantt.empty')}</p>;
  const time = (seconds: number): string =>
    lanes.origin === null ? `+${seconds.toFixed(1)} s` : clock(lanes.origin + seconds);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={t('plan.viewTable')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('step.robot')}</th>
            <th scope="col">{t('step.what')}</th>
            <th scope="col">{t('step.start')}</th>
            <th scope="col">{t('step.end')}</th>
            <th scope="col">{t('step.state')}</th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.robot + bar.id}>
              <td>{name(bar.robot)}</td>
              <td>{stepText(run, bar.id, world, language)}</td>
              <td>{time(bar.start)}</td>
              <td>{time(bar.end)}</td>
              <td>{t(`step.${bar.status}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
