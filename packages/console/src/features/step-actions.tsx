import type { EditRequest } from '@muster/dispatcher/api';
import type { Problem, StepStatus } from '@muster/domain';
import { useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { stepText } from '../i18n/names.ts';
import { api } from '../state/api.ts';
import { signature } from '../state/settings.ts';
import { store, useConsole } from '../state/store.ts';
import type { RunView } from '../state/types.ts';
import { Button } from '../ui/controls.tsx';
import { Problems } from './problems.tsx';

type Change = EditRequest['change'];

/** While a plan waits: change the step, and it is proved again at once. While it runs: what a person may do with a step that is stuck. */
export const StepActions = ({
  run,
  step,
  status,
}: {
  readonly run: RunView;
  readonly step: string;
  readonly status: StepStatus;
}) => {
  if (run.state === 'awaiting-approval') return <EditStep run={run} step={step} />;
  if (run.state === 'running' && run.mission && (status === 'blocked' || status === 'delayed' || status === 'failed'))
    return <StuckStep mission={run.mission} step={step} />;
  return null;
};

const StuckStep = ({ mission, step }: { readonly mission: string; readonly step: string }) => {
  const { t } = useWords();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const act = async (verb: 'retry' | 'skip' | 'complete'): Promise<void> => {
    const answer = await api.control(mission, { verb, step, by: signature() });
    setProblems(answer.ok ? [] : answer.problems);
  };
  return (
    <div className="decision-row">
      <Button icon="repeat" label={t('step.retry')} onClick={() => void act('retry')} />
      <Button icon="next" label={t('step.skip')} onClick={() => void act('skip')} />
      <Button icon="check" label={t('step.complete')} onClick={() => void act('complete')} />
      <Problems problems={problems} />
    </div>
  );
};

const EditStep = ({ run, step }: { readonly run: RunView; readonly step: string }) => {
  const { t, name, language } = useWords();
  const world = useConsole((state) => state.world);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [done, setDone] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const apply = async (change: Change): Promise<void> => {
    setBusy(true);
    const answer = await api.edit(run.id, signature(), change);
    setBusy(false);
    setProblems(answer.ok ? [] : answer.problems);
    setDone(answer.ok);
    const hurt = answer.ok ? [] : answer.problems.flatMap((problem) => (problem.place ? [problem.place] : []));
    store.dispatch({ type: 'hurt', steps: hurt });
  };
  const found = run.result?.plan?.steps.find((entry) => entry.id === step);
  if (!found || !world) return null;
  const robot = run.result?.schedule?.assignments.find((entry) => entry.step === step)?.robots[0] ?? '';
  const others = (run.result?.plan?.steps ?? []).filter((entry) => entry.id !== step);
  const alike = (value: string): string[] => {
    const kind = world.entities[value]?.kind;
    return Object.values(world.entities)
      .filter((entity) => entity.kind === kind)
      .map((entity) => entity.id);
  };
  return (
    <div className="edit-step">
      <h4>{t('plan.edit')}</h4>
      <label className="edit-line">
        <span>{t('plan.reassign')}</span>
        <select
          value={robot}
          disabled={isBusy}
          onChange={(event) => void apply({ kind: 'reassign', step, robot: event.target.value })}
        >
          {world.scene.robots.map((entry) => (
            <option key={entry.id} value={entry.id}>
              {name(entry.id)}
            </option>
          ))}
        </select>
      </label>
      {Object.entries(found.args)
        .filter(([, value]) => typeof value === 'string' && world.entities[value])
        .map(([argument, value]) => (
          <label key={argument} className="edit-line">
            <span>{t('plan.retarget', { arg: argument })}</span>
            <select
              value={String(value)}
              disabled={isBusy}
              onChange={(event) => void apply({ kind: 'retarget', step, argument, value: event.target.value })}
            >
              {alike(String(value)).map((id) => (
                <option key={id} value={id}>
                  {name(id)}
                </option>
              ))}
            </select>
          </label>
        ))}
      {others.length > 0 ? (
        <label className="edit-line">
          <span>{t('plan.orderBefore')}</span>
          <select
            value=""
            disabled={isBusy}
            onChange={(event) => void apply({ kind: 'order', before: step, after: event.target.value })}
          >
            <option value="">—</option>
            {others.map((entry) => (
              <option key={entry.id} value={entry.id}>
                {stepText(run, entry.id, world, language)}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <Button
        look="plain"
        icon="cross"
        label={t('plan.drop')}
        disabled={isBusy}
        onClick={() => void apply({ kind: 'drop', step })}
      />
      {problems.length > 0 ? (
        <div className="counter-example">
          <b>{t('plan.editRefused')}</b>
          <Problems problems={problems} />
        </div>
      ) : done ? (
        <output className="edited">{t('plan.edited')}</output>
      ) : null}
    </div>
  );
};
