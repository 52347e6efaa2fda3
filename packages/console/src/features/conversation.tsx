import { useWords } from '../i18n/index.ts';
import { useConsole } from '../state/store.ts';
import { Alarms } from './alarms.tsx';
import { Composer, Suggestions } from './composer.tsx';
import { RunCard } from './run-card.tsx';

/** Say it, and what became of everything that was said; newest first. */
export const Conversation = () => {
  const { t } = useWords();
  const runs = useConsole((state) => state.runs);
  const shown = useConsole((state) => state.run);
  return (
    <section className="conversation" aria-label={t('nav.task')}>
      <Composer />
      <Alarms />
      <div className="conversation-scroll" tabIndex={-1}>
        {runs.length === 0 ? <p className="hint">{t('task.empty')}</p> : null}
        <ol className="runs">
          {[...runs].reverse().map((run) => (
            <li key={run.id}>
              <RunCard run={run} isShown={run.id === shown} />
            </li>
          ))}
        </ol>
        <Suggestions limit={runs.length === 0 ? 8 : 3} />
      </div>
    </section>
  );
};
