import { useWords } from '../i18n/index.ts';
import { stepText } from '../i18n/names.ts';
import { robotColour } from '../state/colours.ts';
import type { LaneBar } from '../state/lanes.ts';
import { store, useConsole } from '../state/store.ts';
import type { RunView } from '../state/types.ts';
import { Badge } from '../ui/controls.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { StepActions } from './step-actions.tsx';
import { useLanes, useShownRun } from './use-shown.ts';

export const STEP_TONE: Readonly<Record<string, string>> = {
  standby: 'calm',
  underway: 'busy',
  checking: 'busy',
  delayed: 'warn',
  blocked: 'bad',
  completed: 'good',
  failed: 'bad',
  canceled: 'calm',
  skipped: 'calm',
};
export const STEP_ICON: Readonly<Record<string, IconName>> = {
  standby: 'idle',
  underway: 'play',
  checking: 'search',
  delayed: 'clock',
  blocked: 'warn',
  completed: 'check',
  failed: 'cross',
  canceled: 'cross',
  skipped: 'next',
};

/** The shown plan in words: each step with its robot and the reasons, and the proof. */
export const PlanPanel = () => {
  const { t } = useWords();
  const run = useShownRun();
  const lanes = useLanes(run);
  const selected = useConsole((state) => state.selection.step);
  if (!run?.result?.plan || run.result.plan.steps.length === 0) return <p className="hint">{t('plan.none')}</p>;
  const bars = new Map(lanes.lanes.flatMap((lane) => lane.bars).map((bar) => [bar.id, bar]));
  const order = [...run.result.plan.steps].sort((a, b) => (bars.get(a.id)?.start ?? 0) - (bars.get(b.id)?.start ?? 0));
  return (
    <section className="plan-panel" aria-label={t('plan.tab')}>
      <h3>{t('plan.steps')}</h3>
      <ol className="step-list">
        {order.map((step, index) => (
          <StepRow
            key={step.id}
            run={run}
            id={step.id}
            number={index + 1}
            bar={bars.get(step.id)}
            isOpen={selected === step.id}
          />
        ))}
      </ol>
      <Proof run={run} />
    </section>
  );
};

const StepRow = ({
  run,
  id,
  number,
  bar,
  isOpen,
}: {
  readonly run: RunView;
  readonly id: string;
  readonly number: number;
  readonly bar: LaneBar | undefined;
  readonly isOpen: boolean;
}) => {
  const { t, language, say, name, clock } = useWords();
  const world = useConsole((state) => state.world);
  const isHurt = useConsole((state) => state.hurt.includes(id));
  const robots = useConsole((state) => state.site?.robots ?? NONE);
  const assignment = run.result?.schedule?.assignments.find((entry) => entry.step === id);
  const status = bar?.checking ? 'checking' : (bar?.status ?? 'standby');
  const origin = useLanes(run).origin;
  const mark = robotColour(robots, assignment?.robots[0] ?? '');
  return (
    <li
      className={`step-row ${isOpen ? 'is-open' : ''} ${isHurt ? 'is-hurt' : ''}`}
      style={{ '--robot': mark } as React.CSSProperties}
      data-step={id}
      data-status={status}
    >
      <button
        type="button"
        className="step-main"
        aria-expanded={isOpen}
        onClick={() =>
          store.dispatch({
            type: 'select',
            selection: isOpen ? {} : { step: id, ...(assignment ? { robot: assignment.robots[0]! } : {}) },
          })
        }
      >
        <span className="step-number">{number}</span>
        <span className="step-text">{stepText(run, id, world, language)}</span>
        {isHurt ? (
          <Badge tone="bad" icon="warn">
            {t('plan.hurt')}
          </Badge>
        ) : null}
        <Badge tone={STEP_TONE[status] ?? 'calm'} icon={STEP_ICON[status] ?? 'idle'}>
          {t(`step.${status}` as 'step.standby')}
        </Badge>
      </button>
      {isOpen && assignment ? (
        <div className="step-more">
          {bar && origin !== null ? (
            <p className="step-times">
              {clock(origin + bar.start)} – {clock(origin + bar.end)}
            </p>
          ) : null}
          <h4>{t('plan.why')}</h4>
          <ul className="choice-list is-chosen">
            {assignment.chosenBecause.map((reason) => (
              <li key={reason.robot + reason.code}>
                <Icon name="check" size={15} />
                <span>
                  <b>{name(reason.robot)}</b> {say(reason.says)}
                </span>
              </li>
            ))}
          </ul>
          {assignment.notChosen.length > 0 ? (
            <>
              <h4>{t('plan.whyNot')}</h4>
              <ul className="choice-list">
                {assignment.notChosen.map((reason) => (
                  <li key={reason.robot + reason.code}>
                    <Icon name="minus" size={15} />
                    <span>{say(reason.says)}</span>
                  </li>
                ))}
              </ul>
            </>
          ) : null}
          <StepActions run={run} step={id} status={bar?.status ?? 'standby'} />
        </div>
      ) : null}
    </li>
  );
};

/** The verifier's word: what was read, by which step each condition comes true, rules, and how near to the shortest the plan is. */
const Proof = ({ run }: { readonly run: RunView }) => {
  const { t, language, say, duration } = useWords();
  const world = useConsole((state) => state.world);
  const verdict = run.result?.verdict;
  const schedule = run.result?.schedule;
  if (!verdict) return null;
  const rules = (verdict.rulesMet ?? []).map((id) => world?.scene.rules.find((rule) => rule.id === id)?.says);
  const over = schedule && schedule.lowerBound > 0 ? (schedule.makespan / schedule.lowerBound - 1) * 100 : null;
  return (
    <>
      <h3>{t('plan.proof')}</h3>
      <div className={`proof ${verdict.status === 'valid' ? 'tone-good' : 'tone-bad'}`}>
        <p className="proof-head">
          <Icon name="shield" size={18} />
          {t(verdict.status === 'valid' ? 'run.proved' : 'run.unproved')}
          {schedule && over !== null ? (
            <small>
              {over < 0.5
                ? t('plan.boundTight', { t: duration(schedule.makespan) })
                : t('plan.bound', { t: duration(schedule.makespan), p: Math.round(over) })}
            </small>
          ) : null}
        </p>
        {verdict.violations.map((violation) => (
          <p key={violation.code + violation.says.en} className="violation">
            <b>{t('plan.counter')}:</b> {say(violation.says)}{' '}
            {violation.remedy ? `${t('plan.remedy')}: ${say(violation.remedy)}` : ''}
          </p>
        ))}
        {verdict.links && verdict.links.length > 0 ? (
          <details>
            <summary>{t('plan.conditions', { n: verdict.links.length })}</summary>
            <ul className="links">
              {verdict.links.map((link) => (
                <li key={`${link.fact}${link.to}${link.from ?? ''}`}>
                  <code>{link.fact}</code>
                  <small>
                    {link.from
                      ? t('plan.byStep', { step: stepText(run, link.from, world, language) })
                      : t('plan.atStart')}{' '}
                    → {link.to === 'goal' ? t('plan.forGoal') : stepText(run, link.to, world, language)}
                  </small>
                </li>
              ))}
            </ul>
          </details>
        ) : null}
        {rules.length > 0 ? (
          <details>
            <summary>{t('plan.rules', { n: rules.length })}</summary>
            <ul className="links">
              {(verdict.rulesMet ?? []).map((id, index) => (
                <li key={id}>
                  <span className="links-icon">
                    <Icon name="check" size={14} />
                  </span>{' '}
                  {rules[index] ? say(rules[index]) : <code>{id}</code>}
                </li>
              ))}
            </ul>
          </details>
        ) : null}
      </div>
    </>
  );
};

const NONE: readonly never[] = [];
