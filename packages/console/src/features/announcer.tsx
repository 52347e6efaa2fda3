import { useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { useConsole } from '../state/store.ts';

/** Tells screen readers what becomes of the shown request, at most once a second; stops and faults have their own alerts. */
export const Announcer = () => {
  const { t, say } = useWords();
  const [text, setText] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const run = useConsole((state) => state.runs.find((entry) => entry.id === state.run));
  useEffect(() => {
    if (!run) return;
    const outcome = run.result?.report?.outcome;
    const words = outcome ? t(`outcome.${outcome}`) : t(`state.${run.state}`);
    const says = run.result?.report?.says ?? run.result?.interpretation.says;
    if (timer.current) clearTimeout(timer.current);
    timer.current = setTimeout(() => setText(t('announce.run', { state: words, text: says ? say(says) : '' })), 1000);
  }, [run, t, say]);
  return (
    <output className="visually-hidden" aria-live="polite">
      {text}
    </output>
  );
};
