import { useRef, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { setDraft } from '../state/session.ts';
import { useSettings } from '../state/settings.ts';
import { Button } from '../ui/controls.tsx';

/** What this page uses of the browsers' speech recognisers; their types are in no standard library. */
type Recogniser = {
  lang: string;
  interimResults: boolean;
  continuous: boolean;
  onresult: ((event: { readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }>> }) => void) | null;
  onerror: ((event: { readonly error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
};
type WithRecogniser = {
  readonly SpeechRecognition?: new () => Recogniser;
  readonly webkitSpeechRecognition?: new () => Recogniser;
};

/** Hold, speak, release. What was heard is a draft in the task box: to be read and sent by a person, never by itself. */
export const HoldToTalk = () => {
  const { t, language } = useWords();
  const { browserSpeech } = useSettings();
  const [state, setState] = useState<'off' | 'listening' | 'heard' | { readonly error: string }>('off');
  const recogniser = useRef<Recogniser | null>(null);
  const Maker = (window as WithRecogniser).SpeechRecognition ?? (window as WithRecogniser).webkitSpeechRecognition;
  if (!browserSpeech || !Maker) return null;
  const start = (): void => {
    if (recogniser.current) return;
    const made = new Maker();
    made.lang = language === 'zh' ? 'zh-CN' : 'en-GB';
    made.interimResults = true;
    made.continuous = true;
    made.onresult = (event) => {
      setDraft({ text: Array.from(event.results, (result) => result[0]?.transcript ?? '').join('') });
      setState('heard');
    };
    made.onerror = (event) => setState({ error: event.error });
    made.onend = () => {
      recogniser.current = null;
      setState((before) => (before === 'listening' ? 'off' : before));
    };
    recogniser.current = made;
    setState('listening');
    made.start();
  };
  const end = (): void => recogniser.current?.stop();
  const note =
    state === 'listening'
      ? t('task.micOn')
      : state === 'heard'
        ? t('task.transcript')
        : typeof state === 'object'
          ? t('task.micError', { code: state.error })
          : '';
  return (
    <>
      <Button
        look={state === 'listening' ? 'danger' : 'quiet'}
        icon="mic"
        label={t('task.mic')}
        className="mic"
        onPointerDown={start}
        onPointerUp={end}
        onPointerLeave={end}
        onKeyDown={(event) => {
          if ((event.key === ' ' || event.key === 'Enter') && !event.repeat) start();
        }}
        onKeyUp={end}
      />
      <output className="mic-note">{note}</output>
    </>
  );
};
