import type { Problem } from '@muster/domain';
import { useEffect, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { api } from '../state/api.ts';
import { stop } from '../state/session.ts';
import { changeSettings, useSettings } from '../state/settings.ts';
import { store, useConsole } from '../state/store.ts';
import { Button, Dialog, Field } from '../ui/controls.tsx';
import { Icon } from '../ui/icons.tsx';
import { Problems } from './problems.tsx';

/** The one button that is always there and always works: no confirmation, no state that could disable it. */
export const StopAll = () => {
  const { t } = useWords();
  return (
    <button
      type="button"
      className="stop-all"
      title={t('stop.hint')}
      aria-keyshortcuts="Control+Alt+S"
      onClick={() => void stop('all')}
    >
      <Icon name="stop" size={22} />
      <span>{t('stop.all')}</span>
    </button>
  );
};

/** Who was asked to stop, who stands, and who is not known to: by name, as long as a latch is in force. */
export const StopBanner = () => {
  const { t, name, clock } = useWords();
  const host = useConsole((state) => state.host);
  const request = useConsole((state) => state.stop);
  const [isResetOpen, setResetOpen] = useState(false);
  const latches = host?.latches ?? [];
  useEffect(() => {
    if (latches.length > 0 && request?.http === 'accepted') store.dispatch({ type: 'stop', stop: null });
  }, [latches.length, request]);
  if (latches.length === 0) return <StopRequestLine />;
  const robots = host?.robots ?? [];
  const list = (stops: readonly string[]) =>
    robots.filter((robot) => stops.includes(robot.stop)).map((robot) => name(robot.id));
  const groups = [
    { key: 'stop.unconfirmed', icon: 'warn', tone: 'bad', names: list(['unconfirmed']) },
    { key: 'stop.stopping', icon: 'clock', tone: 'warn', names: list(['requested']) },
    { key: 'stop.confirmed', icon: 'check', tone: 'good', names: list(['confirmed']) },
  ] as const;
  const latch = latches[0]!;
  return (
    <section className="stop-banner" role="alert" aria-label={t('stop.title')}>
      <div className="stop-banner-what">
        <Icon name="stop" size={22} fill />
        <strong>{t('stop.title')}</strong>
        <span>
          {t('stop.by', { by: latch.by, time: clock(latch.atSeconds) })}
          {latches.every((entry) => entry.scope !== 'all')
            ? ` · ${t('stop.robotOnly', { robot: latches.map((entry) => name(entry.scope)).join(', ') })}`
            : ''}
        </span>
      </div>
      <ul className="stop-groups">
        {groups.map((group) =>
          group.names.length > 0 ? (
            <li key={group.key} className={`tone-${group.tone}`}>
              <Icon name={group.icon} size={16} />
              <b>{t(group.key)}</b> {group.names.join(', ')}
            </li>
          ) : null,
        )}
      </ul>
      {groups[0].names.length > 0 ? <p className="stop-physical">{t('stop.useButton')}</p> : null}
      <Button look="plain" label={t('stop.reset')} onClick={() => setResetOpen(true)} />
      <ResetDialog isOpen={isResetOpen} onOpen={setResetOpen} scopes={latches.map((entry) => entry.scope)} />
    </section>
  );
};

const StopRequestLine = () => {
  const { t } = useWords();
  const request = useConsole((state) => state.stop);
  if (!request) return null;
  const isLost = request.socket === 'failed' && request.http === 'failed';
  return (
    <section className="stop-banner" role="alert">
      <div className="stop-banner-what">
        <Icon name={isLost ? 'warn' : 'stop'} size={22} />
        <strong>{isLost ? t('stop.noWay') : t('stop.sending')}</strong>
      </div>
      {isLost ? (
        <Button label={t('common.close')} onClick={() => store.dispatch({ type: 'stop', stop: null })} />
      ) : null}
    </section>
  );
};

const ResetDialog = ({
  isOpen,
  onOpen,
  scopes,
}: {
  readonly isOpen: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly scopes: readonly string[];
}) => {
  const { t } = useWords();
  const settings = useSettings();
  const [by, setBy] = useState(settings.name);
  const [reason, setReason] = useState('');
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const reset = async (): Promise<void> => {
    changeSettings({ name: by.trim() });
    const answers = await Promise.all(scopes.map((scope) => api.resetStop(scope, by.trim(), reason.trim())));
    const failed = answers.flatMap((answer) => (answer.ok ? [] : answer.problems));
    setProblems(failed);
    if (failed.length === 0) {
      setReason('');
      onOpen(false);
    }
  };
  return (
    <Dialog title={t('stop.resetTitle')} text={t('stop.resetText')} isOpen={isOpen} onOpen={onOpen}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void reset();
        }}
      >
        <Field label={t('field.name')}>
          <input
            value={by}
            onChange={(event) => setBy(event.target.value)}
            required
            maxLength={80}
            autoComplete="name"
          />
        </Field>
        <Field label={t('field.reason')}>
          <input
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            required
            maxLength={300}
            placeholder={t('field.reasonHint')}
          />
        </Field>
        <Problems problems={problems} />
        <div className="form-end">
          <Button label={t('common.cancel')} onClick={() => onOpen(false)} />
          <Button
            look="primary"
            type="submit"
            label={t('stop.resetDo')}
            disabled={by.trim() === '' || reason.trim() === ''}
          />
        </div>
      </form>
    </Dialog>
  );
};
