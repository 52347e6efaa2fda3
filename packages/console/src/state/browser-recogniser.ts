import { type Bilingual, bilingual } from '@muster/domain';

/** Something that hears until it is told to end. */
export type Listening = { end(): Promise<{ readonly text: string; readonly problem?: Bilingual }> };

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

const WHY: Readonly<Record<string, Bilingual>> = {
  'not-allowed': bilingual('The browser may not use the microphone.', '浏览器未获准使用麦克风。'),
  'audio-capture': bilingual('No microphone was found.', '没有找到麦克风。'),
  network: bilingual(
    'The browser’s recogniser needs a service that it can’t reach. Type instead.',
    '浏览器的语音识别需要联网服务，但无法连接。请改为输入。',
  ),
  'no-speech': bilingual('Nothing was heard.', '没有听到声音。'),
};

/** The browser's own recogniser; null: this browser has none. It may send audio to the browser's maker, hence only by opt-in. */
export const listenInBrowser = (language: 'en' | 'zh'): (() => Promise<Listening>) | null => {
  const Maker = (window as WithRecogniser).SpeechRecognition ?? (window as WithRecogniser).webkitSpeechRecognition;
  if (!Maker) return null;
  return async () => {
    const made = new Maker();
    let text = '';
    let problem: Bilingual | undefined;
    made.lang = language === 'zh' ? 'zh-CN' : 'en-GB';
    made.interimResults = true;
    made.continuous = true;
    made.onresult = (event) => {
      text = Array.from(event.results, (result) => result[0]?.transcript ?? '').join('');
    };
    const ended = new Promise<void>((resolve) => {
      made.onend = () => resolve();
    });
    made.onerror = ({ error }) => {
      problem =
        WHY[error] ?? bilingual(`Not understood (${error}). Type instead.`, `无法识别（${error}）。请改为输入。`);
    };
    made.start();
    return {
      end: async () => {
        made.stop();
        await ended;
        return { text, ...(problem ? { problem } : {}) };
      },
    };
  };
};
