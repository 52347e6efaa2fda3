import { useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { api, type SpeechView } from '../state/api.ts';
import { type Listening, listenInBrowser } from '../state/browser-recogniser.ts';
import { startTake } from '../state/recorder.ts';
import { setDraft } from '../state/session.ts';
import { useSettings } from '../state/settings.ts';
import { useConsole } from '../state/store.ts';
import { Button } from '../ui/controls.tsx';

type Phase = 'off' | 'listening' | 'thinking' | { readonly error: string };

/** Recognisers of the server, asked once a connection stands. */
export const useSpeech = (): SpeechView | null => {
  const isLive = useConsole((state) => state.link === 'live');
  const [view, setView] = useState<SpeechView | null>(null);
  useEffect(() => {
    if (isLive) void api.speech().then((answer) => setView(answer.ok ? answer.value : null));
  }, [isLive]);
  return view;
};

/**
 * Hold, speak, release. The server's recogniser where it has one for the language, else the browser's where the person opted in. What was heard is a
 * draft: it is read back large, and goes nowhere before a person sends it.
 */
export const HoldToTalk = () => {
  const { t, say, language } = useWords();
  const { browserSpeech } = useSettings();
  const speech = useSpeech();
  const [phase, setPhase] = useState<Phase>('off');
  const listening = useRef<Promise<Listening> | null>(null);
  const hasServer = speech?.engines.some((engine) => engine.languages.includes(language)) ?? false;
  const inBrowser = browserSpeech && !hasServer ? listenInBrowser(language) : null;
  if (!hasServer && !inBrowser) return null;
  const noMicrophone = (error: unknown): string => {
    const name = (error as Error | undefined)?.name ?? String(error);
    return name === 'NotAllowedError' ? t('task.micDenied') : t('task.micNone', { why: name });
  };
  const start = (): void => {
    if (listening.current) return;
    setPhase('listening');
    listening.current = hasServer ? startTake().then((take) => heardByServer(take, language)) : inBrowser!();
    listening.current.catch((error: unknown) => {
      listening.current = null;
      setPhase({ error: noMicrophone(error) });
    });
  };
  const end = async (): Promise<void> => {
    const current = listening.current;
    if (!current) return;
    setPhase('thinking');
    try {
      const heard = await (await current).end();
      if (heard.text !== '') setDraft({ text: heard.text, isHeard: true, problems: [] });
      setPhase(
        heard.problem ? { error: say(heard.problem) } : heard.text === '' ? { error: t('task.micNothing') } : 'off',
      );
    } catch (error) {
      setPhase({ error: noMicrophone(error) });
    } finally {
      listening.current = null;
    }
  };
  const note =
    phase === 'listening'
      ? t('task.micOn')
      : phase === 'thinking'
        ? t('task.micThinking')
        : typeof phase === 'object'
          ? phase.error
          : '';
  return (
    <>
      <Button
        look={phase === 'listening' ? 'danger' : 'quiet'}
        icon="mic"
        label={t('task.mic')}
        className={`mic ${phase === 'listening' ? 'is-on' : ''}`}
        aria-pressed={phase === 'listening'}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          start();
        }}
        onPointerUp={() => void end()}
        onPointerCancel={() => void end()}
        onKeyDown={(event) => {
          if (event.key !== ' ' && event.key !== 'Enter') return;
          event.preventDefault();
          if (!event.repeat) start();
        }}
        onKeyUp={(event) => {
          if (event.key === ' ' || event.key === 'Enter') void end();
        }}
        onBlur={() => void end()}
      />
      <output className="mic-note">{note}</output>
    </>
  );
};

const heardByServer = (take: Awaited<ReturnType<typeof startTake>>, language: 'en' | 'zh'): Listening => ({
  end: async () => {
    const wav = await take.stop();
    if (!wav) return { text: '' };
    const answer = await api.transcribe(wav, language);
    return answer.ok
      ? { text: answer.value.text }
      : { text: '', ...(answer.problems[0] ? { problem: answer.problems[0].says } : {}) };
  },
});
