import type { Problem } from '@muster/domain';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { type Answer, api } from '../state/api.ts';
import { stepProgress } from '../state/progress.ts';
import { say, setDraft } from '../state/session.ts';
import { signature } from '../state/settings.ts';
import { store, useConsole } from '../state/store.ts';
import type { RunView } from '../state/types.ts';
import { Badge, Button } from '../ui/controls.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { Odds } from './odds.tsx';
import { Problems } from './problems.tsx';

const KIND_LOOK: Readonly<Record<string, readonly [tone: string, icon: IconName]>> = {
  plan: ['busy', 'lanes'],
  partial: ['warn', 'lanes'],
  refuse: ['bad', 'cross'],
  clarify: ['warn', 'question'],
  confirm: ['warn', 'warn'],
  control: ['calm', 'gear'],
  rule: ['calm', 'shield'],
  answer: ['good', 'check'],
};
const OUTCOME_TONE: Readonly<Record<string, string>> = {
  achieved: 'good',
  done: 'good',
  answered: 'good',
  partly: 'warn',
  asked: 'warn',
  failed: 'bad',
  refused: 'bad',
};

/** Why commands are off right now; null: they are on. */
export const useCommandsOff = (): string | null => {
  const { t } = useWords();
  const isStopped = useConsole((state) => (state.host?.latches.length ?? 0) > 0);
  const isPast = useConsole((state) => state.cursor !== null);
  const isLive = useConsole((state) => state.link === 'live');
  if (!isLive) return t('run.disabledLink');
  if (isStopped) return t('run.disabledStop');
  return isPast ? t('run.disabledPast') : null;
};

/** One sentence and everything that became of it. */
export const RunCard = ({ run, isShown }: { readonly run: RunView; readonly isShown: boolean }) => {
  const { t, say: inWords } = useWords();
  const interpretation = run.result?.interpretation;
  const [tone, icon] = KIND_LOOK[interpretation?.kind ?? ''] ?? ['calm', 'clock'];
  const outcome = run.result?.report?.outcome;
  return (
    <article
      className={`run-card ${isShown ? 'is-shown' : ''}`}
      aria-current={isShown ? 'true' : undefined}
      data-run={run.id}
      data-state={run.state}
      data-kind={interpretation?.kind}
    >
      <button
        type="button"
        className="run-said"
        onClick={() => store.dispatch({ type: 'show-run', run: run.id })}
        title={t('run.show')}
      >
        <q>{run.utterance}</q>
      </button>
      <div className="run-badges">
        {interpretation ? (
          <Badge tone={tone} icon={icon}>
            {t(`kind.${interpretation.kind}`)}
          </Badge>
        ) : null}
        {outcome && !['answered', 'asked', 'refused'].includes(outcome) ? (
          <Badge tone={OUTCOME_TONE[outcome] ?? 'calm'} icon={OUTCOME_TONE[outcome] === 'good' ? 'check' : 'warn'}>
            {t(`outcome.${outcome}`)}
          </Badge>
        ) : run.state !== 'over' ? (
          <Badge
            tone={run.state === 'awaiting-approval' ? 'warn' : run.state === 'running' ? 'busy' : 'calm'}
            icon={run.state === 'running' ? 'play' : 'clock'}
          >
            {t(`state.${run.state}`)}
          </Badge>
        ) : null}
      </div>
      {run.state === 'planning' && run.draft && run.draft.length > 0 ? (
        <ol className="assumes" aria-live="polite">
          {run.draft.map((step) => (
            <li key={step.en}>{inWords(step)}</li>
          ))}
        </ol>
      ) : null}
      {interpretation ? (
        <p className="read-back">
          <small className="visually-hidden">{t('run.understood')}: </small>
          {inWords(interpretation.says)}
        </p>
      ) : (
        <p className="read-back is-waiting">{t('task.sending')}</p>
      )}
      <Details run={run} />
      <Facts run={run} />
      <Odds run={run} />
      <Decision run={run} />
      <Report run={run} />
    </article>
  );
};

const Details = ({ run }: { readonly run: RunView }) => {
  const { t, say: inWords, language } = useWords();
  const interpretation = run.result?.interpretation;
  if (!interpretation) return null;
  const latest = store.state.runs.filter((entry) => entry.conversation === run.conversation).at(-1)?.id === run.id;
  // The reason of a plain refusal is its read-back already.
  const reasons = (interpretation.reasons ?? []).filter((reason) => reason.says.en !== interpretation.says.en);
  const nearest = (interpretation.reasons ?? []).find((reason) => reason.nearest)?.nearest;
  return (
    <>
      {interpretation.kind === 'clarify' && interpretation.candidates && latest ? (
        <fieldset className="candidates">
          <legend className="visually-hidden">{inWords(interpretation.says)}</legend>
          {interpretation.candidates.map((candidate) => (
            <Button
              key={candidate.id}
              look="plain"
              label={inWords(candidate.says)}
              onClick={() => void say(candidate.says[language].replace(/[（(].*$/, '').trim(), run.conversation)}
            />
          ))}
        </fieldset>
      ) : null}
      {reasons.length > 0 ? (
        <ul className="reasons">
          {reasons.map((reason) => (
            <li key={reason.code + reason.says.en}>
              <Icon name="warn" size={15} />
              <span>
                {inWords(reason.says)} {reason.rule ? <code>{reason.rule}</code> : null}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {nearest ? (
        <p className="nearest">
          {t('run.nearest')}:{' '}
          <button
            type="button"
            className="text-button"
            onClick={() => setDraft({ text: inWords(nearest), conversation: null })}
          >
            {inWords(nearest)}
          </button>
        </p>
      ) : null}
      {interpretation.assumptions && interpretation.assumptions.length > 0 ? (
        <p className="assumes">
          {t('run.assumes')}: {interpretation.assumptions.map(inWords).join(' ')}
        </p>
      ) : null}
      {interpretation.evidence && interpretation.evidence.length > 0 ? (
        <p className="evidence">
          {t('run.evidence')}:{' '}
          {interpretation.evidence.slice(0, 8).map((fact) => (
            <Evidence key={fact} fact={fact} />
          ))}
        </p>
      ) : null}
      {(run.result?.planner?.notices ?? []).map((notice) => (
        <p key={notice.en} className="assumes">
          {inWords(notice)}
        </p>
      ))}
    </>
  );
};

/** A fact that an answer was read from; shows the thing that it is about. */
const Evidence = ({ fact }: { readonly fact: string }) => {
  const thing = /\(([^,)]+)/.exec(fact)?.[1];
  return (
    <button
      type="button"
      className="code-button"
      onClick={() => store.dispatch({ type: 'select', selection: thing ? { thing } : {} })}
    >
      <code>{fact}</code>
    </button>
  );
};

const Facts = ({ run }: { readonly run: RunView }) => {
  const { t, duration } = useWords();
  const { plan, schedule, verdict } = run.result ?? {};
  if (!plan || plan.steps.length === 0) return null;
  const robots = new Set(schedule?.assignments.flatMap((entry) => entry.robots));
  return (
    <ul className="facts">
      <li>{plan.steps.length === 1 ? t('run.stepOne') : t('run.steps', { n: plan.steps.length })}</li>
      {robots.size > 0 ? <li>{robots.size === 1 ? t('run.robotOne') : t('run.robots', { n: robots.size })}</li> : null}
      {schedule ? <li>{t('run.about', { t: duration(schedule.makespan) })}</li> : null}
      {verdict ? (
        <li className={verdict.status === 'valid' ? 'is-proved' : 'is-unproved'}>
          <Icon name="shield" size={15} /> {t(verdict.status === 'valid' ? 'run.proved' : 'run.unproved')}
        </li>
      ) : null}
    </ul>
  );
};

const Decision = ({ run }: { readonly run: RunView }) => {
  const { t, say: inWords } = useWords();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isBusy, setBusy] = useState(false);
  const off = useCommandsOff();
  const act = async (doIt: () => Promise<Answer<unknown>>): Promise<void> => {
    setBusy(true);
    const answer = await doIt();
    setBusy(false);
    setProblems(answer.ok ? [] : answer.problems);
  };
  if (run.state === 'running') return <Running run={run} act={act} problems={problems} />;
  if (run.state !== 'awaiting-approval') return null;
  const kind = run.result?.interpretation.kind;
  return (
    <div className="decision">
      {(run.result?.verdict?.confirm ?? []).map((entry) => (
        <p key={entry.step + entry.says.en} className="consent">
          <Icon name="hand" size={17} /> {t('run.asks')}: {inWords(entry.says)}
        </p>
      ))}
      <Problems problems={problems} />
      {off ? <p className="off">{off}</p> : null}
      <div className="decision-row">
        <Button
          look="primary"
          icon="check"
          className="approve"
          label={t(kind === 'rule' ? 'run.approveRule' : kind === 'confirm' ? 'run.approveConfirm' : 'run.approve')}
          disabled={off !== null || isBusy}
          onClick={() => void act(() => api.approve(run.id, signature()))}
        />
        <Button
          look="plain"
          icon="cross"
          label={t('run.reject')}
          disabled={isBusy}
          onClick={() => void act(() => api.reject(run.id, signature()))}
        />
      </div>
    </div>
  );
};

const Running = ({
  run,
  act,
  problems,
}: {
  readonly run: RunView;
  readonly act: (doIt: () => Promise<Answer<unknown>>) => Promise<void>;
  readonly problems: readonly Problem[];
}) => {
  const { t } = useWords();
  const host = useConsole((state) => state.host);
  const off = useCommandsOff();
  const { done, all } = stepProgress(run, host);
  const mission = run.mission ?? '';
  const status = host?.missions.find((entry) => entry.id === mission)?.status;
  const by = signature();
  const control = (verb: 'pause' | 'resume' | 'replan') => void act(() => api.control(mission, { verb, by }));
  const cancel = (mode: 'return' | 'finish' | 'safe-place') =>
    void act(() => api.control(mission, { verb: 'cancel', mode, by }));
  return (
    <div className="running">
      <div
        className="progress"
        role="progressbar"
        aria-label={t('run.progress', { a: done, b: all })}
        aria-valuemin={0}
        aria-valuemax={all}
        aria-valuenow={done}
      >
        <i style={{ width: `${all === 0 ? 0 : (done / all) * 100}%` }} />
      </div>
      <span className="progress-words">{t('run.progress', { a: done, b: all })}</span>
      <Problems problems={problems} />
      <div className="decision-row">
        {status === 'paused' ? (
          <Button
            icon="play"
            label={t('run.resume')}
            disabled={off !== null}
            title={off ?? undefined}
            onClick={() => control('resume')}
          />
        ) : (
          <Button icon="pause" label={t('run.pause')} onClick={() => control('pause')} />
        )}
        <DropdownMenu.Root>
          <DropdownMenu.Trigger className="button is-plain">
            <span>{t('run.cancel')}</span>
          </DropdownMenu.Trigger>
          <DropdownMenu.Portal>
            <DropdownMenu.Content className="menu" sideOffset={6} align="start">
              <DropdownMenu.Item className="menu-item" onSelect={() => cancel('finish')}>
                {t('run.cancelFinish')}
              </DropdownMenu.Item>
              <DropdownMenu.Item className="menu-item" onSelect={() => cancel('return')}>
                {t('run.cancelReturn')}
              </DropdownMenu.Item>
              <DropdownMenu.Item className="menu-item" onSelect={() => cancel('safe-place')}>
                {t('run.cancelSafe')}
              </DropdownMenu.Item>
              <DropdownMenu.Separator className="menu-line" />
              <DropdownMenu.Item className="menu-item" onSelect={() => control('replan')}>
                {t('run.replan')}
              </DropdownMenu.Item>
            </DropdownMenu.Content>
          </DropdownMenu.Portal>
        </DropdownMenu.Root>
      </div>
    </div>
  );
};

const Report = ({ run }: { readonly run: RunView }) => {
  const { t, say: inWords, duration } = useWords();
  const report = run.result?.report;
  if (!report || ['answered', 'asked'].includes(report.outcome) || run.state === 'rejected') return null;
  if (report.goal.length === 0)
    return report.says.en === run.result?.interpretation.says.en ? null : (
      <p className="report-line">{inWords(report.says)}</p>
    );
  return (
    <div className={`report tone-${OUTCOME_TONE[report.outcome] ?? 'calm'}`}>
      <p className="report-head">
        <Icon name={report.outcome === 'achieved' ? 'check' : 'warn'} size={18} /> {inWords(report.says)}
        <small>{t('report.took', { t: duration(report.seconds) })}</small>
      </p>
      <ul>
        {report.goal.map((entry) => (
          <li key={entry.proposition}>
            <Icon name={entry.holds ? 'check' : 'cross'} size={15} /> {entry.proposition}
          </li>
        ))}
      </ul>
      <small>{t(`report.witness.${report.witness}`)}</small>
    </div>
  );
};
