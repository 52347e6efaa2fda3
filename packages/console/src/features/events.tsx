import { memo, useMemo, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { eventTone, isMainEvent } from '../state/progress.ts';
import { store, useConsole } from '../state/store.ts';
import type { EventView } from '../state/types.ts';
import { Choice } from '../ui/controls.tsx';

const SHOWN = 250;

/** What happened, newest first; a click looks at that moment everywhere. */
export const Events = () => {
  const { t, say, clock } = useWords();
  const events = useConsole((state) => state.events);
  const cursor = useConsole((state) => state.cursor);
  const [scope, setScope] = useState<'main' | 'all'>('main');
  const [query, setQuery] = useState('');
  const shown = useMemo(() => {
    const wanted = query.trim().toLowerCase();
    const found = [];
    for (let k = events.length - 1; k >= 0 && found.length < SHOWN; k -= 1) {
      const event = events[k]!;
      if (scope === 'main' && !isMainEvent(event)) continue;
      if (wanted !== '' && !`${event.type} ${event.says.en} ${event.says.zh}`.toLowerCase().includes(wanted)) continue;
      found.push(event);
    }
    return found;
  }, [events, scope, query]);
  return (
    <section className="events" aria-label={t('events.tab')}>
      <div className="events-head">
        <input
          type="search"
          value={query}
          placeholder={t('events.filter')}
          aria-label={t('events.filter')}
          onChange={(event) => setQuery(event.target.value)}
        />
        <Choice
          label={t('events.tab')}
          value={scope}
          onValue={setScope}
          options={[
            { id: 'main', label: t('events.main') },
            { id: 'all', label: t('events.all') },
          ]}
        />
      </div>
      {shown.length === 0 ? <p className="hint">{t('events.none')}</p> : null}
      <ol className="event-list">
        {shown.map((event) => (
          <EventRow
            key={event.sequence}
            event={event}
            isFuture={cursor !== null && event.atSeconds > cursor}
            words={say(event.says)}
            time={clock(event.atSeconds)}
            hint={t('events.jump')}
          />
        ))}
      </ol>
    </section>
  );
};

/** Drawn once: a row that has happened does not change any more. */
const EventRow = memo(
  ({
    event,
    isFuture,
    words,
    time,
    hint,
  }: {
    readonly event: EventView;
    readonly isFuture: boolean;
    readonly words: string;
    readonly time: string;
    readonly hint: string;
  }) => (
    <li className={`tone-${eventTone(event.type)} ${isFuture ? 'is-future' : ''}`}>
      <button type="button" title={hint} onClick={() => store.dispatch({ type: 'cursor', seconds: event.atSeconds })}>
        <time>{time}</time>
        <span>{words}</span>
      </button>
    </li>
  ),
);
