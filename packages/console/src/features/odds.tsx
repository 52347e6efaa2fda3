import { useWords } from '../i18n/index.ts';
import { store } from '../state/store.ts';
import type { RunView } from '../state/types.ts';
import { Icon } from '../ui/icons.tsx';

/** How a plan fares in seeded futures with trouble in them: a square for each, and where and why the others end badly. */
export const Odds = ({ run }: { readonly run: RunView }) => {
  const { t, say, duration } = useWords();
  const { rehearsal: view } = run;
  if (!view) return null;
  if (view.state === 'running') return <p className="odds is-waiting">{t('odds.running')}</p>;
  if (view.state === 'failed') return <p className="odds">{t('odds.failed', { why: say(view.says) })}</p>;
  const { rehearsal } = view;
  const { finished, played, halfBySeconds: half, mostBySeconds: most } = rehearsal;
  return (
    <section className="odds" aria-label={t('odds.title')}>
      <p className="odds-head">
        <b>{t('odds.of', { a: finished, b: played })}</b>
        {half !== null && most !== null ? (
          <small>{t('odds.times', { half: duration(half), most: duration(most) })}</small>
        ) : null}
      </p>
      <div className="odds-futures" aria-hidden="true">
        {rehearsal.futures.map((future) => (
          <i key={future.seed} data-outcome={future.outcome} />
        ))}
      </div>
      {rehearsal.failures.length > 0 ? (
        <ul className="odds-failures">
          {rehearsal.failures.slice(0, 4).map((failure) => (
            <li key={failure.code + (failure.place?.id ?? '')}>
              <Icon name="warn" size={15} />
              <b>{t('odds.count', { n: failure.count })}</b>{' '}
              {failure.place ? (
                <button
                  type="button"
                  className="text-button"
                  onClick={() => store.dispatch({ type: 'select', selection: { thing: failure.place!.id } })}
                >
                  {say(failure.place.says)}
                </button>
              ) : null}{' '}
              {say(failure.says)}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
};
