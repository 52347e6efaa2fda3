import { useEffect, useMemo, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { eventTone, isMainEvent } from '../state/progress.ts';
import { store, useConsole } from '../state/store.ts';
import { Button } from '../ui/controls.tsx';

const FRAME_MS = 100;

/** To the main event before or after the cursor. */
export const stepEvent = (way: -1 | 1): void => {
  const { events, cursor, sim } = store.state;
  const at = cursor ?? sim?.seconds ?? 0;
  const main = events.filter(isMainEvent);
  const found =
    way < 0 ? main.findLast((event) => event.atSeconds < at - 0.05) : main.find((event) => event.atSeconds > at + 0.05);
  store.dispatch({
    type: 'cursor',
    seconds: found ? found.atSeconds : way > 0 ? null : (store.history.range()?.[0] ?? null),
  });
};

export const goLive = (): void => store.dispatch({ type: 'cursor', seconds: null });

/** One time cursor for picture, lanes and events: back, play, next, live. */
export const Transport = () => {
  const { t, clock } = useWords();
  const cursor = useConsole((state) => state.cursor);
  const now = useConsole((state) => Math.floor(state.sim?.seconds ?? 0));
  const events = useConsole((state) => state.events);
  const [isPlaying, setPlaying] = useState(false);
  const range = store.history.range() ?? [0, Math.max(1, now)];
  const start = Math.floor(range[0]);
  const end = Math.max(start + 1, now);
  useEffect(() => {
    if (!isPlaying || cursor === null) return;
    const timer = setInterval(() => {
      const at = store.state.cursor;
      const last = store.history.range()?.[1] ?? 0;
      if (at === null) setPlaying(false);
      else store.dispatch({ type: 'cursor', seconds: at + FRAME_MS / 1000 >= last ? null : at + FRAME_MS / 1000 });
    }, FRAME_MS);
    return () => clearInterval(timer);
  }, [isPlaying, cursor]);
  const marks = useMemo(
    () =>
      events
        .filter((event) => isMainEvent(event) && /mission-|stop-|failed|blocked|delayed|lost/.test(event.type))
        .slice(-80),
    [events],
  ).filter((event) => event.atSeconds >= start);
  const toggle = (): void => {
    if (cursor === null) store.dispatch({ type: 'cursor', seconds: Math.max(start, end - 30) });
    setPlaying(!isPlaying || cursor === null);
  };
  return (
    <section className="transport" aria-label={t('time.title')}>
      <Button look="quiet" bare icon="back" label={t('time.back')} onClick={() => stepEvent(-1)} />
      <Button
        look="quiet"
        bare
        icon={isPlaying && cursor !== null ? 'pause' : 'play'}
        label={t(isPlaying && cursor !== null ? 'time.pause' : 'time.play')}
        onClick={toggle}
      />
      <Button look="quiet" bare icon="next" label={t('time.next')} onClick={() => stepEvent(1)} />
      <div className="transport-track">
        {marks.map((event) => (
          <i
            key={event.sequence}
            className={`mark tone-${eventTone(event.type)}`}
            style={{ left: `${((event.atSeconds - start) / (end - start)) * 100}%` }}
          />
        ))}
        <input
          type="range"
          min={start}
          max={end}
          step={0.5}
          value={cursor ?? end}
          aria-label={t('time.title')}
          aria-valuetext={clock(cursor ?? end)}
          onChange={(event) => {
            const value = Number(event.target.value);
            store.dispatch({ type: 'cursor', seconds: value >= end ? null : value });
          }}
        />
      </div>
      <button
        type="button"
        className={`live-button ${cursor === null ? 'is-live' : ''}`}
        aria-pressed={cursor === null}
        onClick={goLive}
      >
        {cursor === null ? t('time.live') : `${t('time.goLive')} · ${clock(cursor)}`}
      </button>
    </section>
  );
};
