import { bilingual, fail, type Result, type Scene } from '@muster/domain';
import { endpointEngine } from './endpoint.ts';
import { offlineEngine } from './offline.ts';
import { type SpeechEngine, speechProblem, TYPE_INSTEAD } from './speech.ts';

/** GET /api/speech */
export type SpeechView = {
  readonly engines: readonly { readonly id: SpeechEngine['id']; readonly languages: readonly ('en' | 'zh')[] }[];
  readonly notices: readonly { readonly en: string; readonly zh: string }[];
};

export type Speech = {
  view(): Promise<SpeechView>;
  transcribe(
    wav: Uint8Array,
    language: 'en' | 'zh',
    scene: Scene,
  ): Promise<Result<{ readonly text: string; readonly engine: SpeechEngine['id']; readonly language: 'en' | 'zh' }>>;
};

/**
 * Recognisers in the order in which they are asked: the endpoint of MUSTER_SPEECH_URL (with MUSTER_SPEECH_KEY and MUSTER_SPEECH_MODEL), then the
 * offline grammar of the Python that MUSTER_PYTHON names.
 */
export const speechFrom = (environment: Readonly<Record<string, string | undefined>>): Speech => {
  const { MUSTER_SPEECH_URL: baseUrl, MUSTER_SPEECH_KEY: apiKey, MUSTER_SPEECH_MODEL: model } = environment;
  return createSpeech([
    ...(baseUrl ? [endpointEngine({ baseUrl, model: model ?? 'whisper-1', ...(apiKey ? { apiKey } : {}) })] : []),
    offlineEngine(environment.MUSTER_PYTHON ?? 'python3'),
  ]);
};

export const createSpeech = (engines: readonly SpeechEngine[]): Speech => {
  let probes: Promise<readonly Awaited<ReturnType<SpeechEngine['probe']>>[]> | undefined;
  const probe = () => {
    probes ??= Promise.all(engines.map((engine) => engine.probe()));
    return probes;
  };
  return {
    view: async () => {
      const works = await probe();
      return {
        engines: engines.filter((_, index) => works[index]!.works).map(({ id, languages }) => ({ id, languages })),
        notices: works.flatMap((entry) => (entry.works ? [] : [entry.why])),
      };
    },
    transcribe: async (wav, language, scene) => {
      const works = await probe();
      const engine = engines.find((entry, index) => works[index]!.works && entry.languages.includes(language));
      if (!engine)
        return fail(
          speechProblem(
            'SPEECH_NONE',
            'No speech recogniser of this server takes this language.',
            '本服务器没有支持该语言的语音识别。',
            bilingual(
              'Set MUSTER_SPEECH_URL to an OpenAI-compatible endpoint, or type.',
              '请将 MUSTER_SPEECH_URL 设为兼容 OpenAI 的接口，或改为输入。',
            ),
          ),
        );
      if (!isWav(wav))
        return fail(
          speechProblem('SPEECH_NOT_WAV', 'The recording is no WAV file.', '录音不是 WAV 文件。', TYPE_INSTEAD),
        );
      const text = await engine.transcribe({ wav, language, names: namesOf(scene, language) });
      return text.ok ? { ok: true, value: { text: text.value, engine: engine.id, language } } : text;
    },
  };
};

const isWav = (bytes: Uint8Array): boolean =>
  bytes.length >= 44 &&
  String.fromCharCode(...bytes.subarray(0, 4)) === 'RIFF' &&
  String.fromCharCode(...bytes.subarray(8, 12)) === 'WAVE';

/** Robots first: their names are the ones that must not be taken for each other. */
const namesOf = (scene: Scene, language: 'en' | 'zh'): readonly string[] => [
  ...new Set([...scene.robots, ...scene.items, ...scene.places].flatMap(({ names }) => names[language])),
];
