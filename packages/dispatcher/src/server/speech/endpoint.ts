import { fail, ok, type Result } from '@muster/domain';
import { z } from 'zod';
import { cleanTranscript, type Recording, type SpeechEngine, speechProblem, TYPE_INSTEAD } from './speech.ts';

export type EndpointOptions = {
  /** Base address with version, as of OpenAI-compatible servers: `http://127.0.0.1:8000/v1`. */
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly model: string;
  readonly timeoutSeconds?: number;
};

const answerSchema = z.object({ text: z.string() });
/** Longest answer that is read, bytes. */
const ANSWER_LIMIT = 256 * 1024;
/** Characters of names that are sent along; such endpoints read some 200 tokens. */
const PROMPT_LIMIT = 600;

/** Any OpenAI-compatible `/audio/transcriptions`. The key stays on this server. */
export const endpointEngine = ({ baseUrl, apiKey, model, timeoutSeconds = 30 }: EndpointOptions): SpeechEngine => ({
  id: 'endpoint',
  languages: ['en', 'zh'],
  probe: async () => ({ works: true }),
  transcribe: async (recording) => {
    let response: Response;
    try {
      response = await fetch(`${baseUrl.replace(/\/+$/, '')}/audio/transcriptions`, {
        method: 'POST',
        ...(apiKey ? { headers: { authorization: `Bearer ${apiKey}` } } : {}),
        body: formOf(recording, model),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutSeconds * 1000),
      });
    } catch (error) {
      return fail(unreachable((error as Error).name === 'TimeoutError' ? 'no answer in time' : 'no connection'));
    }
    if (!response.ok) {
      await response.body?.cancel();
      return fail(unreachable(`status ${response.status}`));
    }
    return readAnswer(response);
  },
});

const formOf = ({ wav, language, names }: Recording, model: string): FormData => {
  const form = new FormData();
  form.set('file', new Blob([wav as Uint8Array<ArrayBuffer>], { type: 'audio/wav' }), 'said.wav');
  form.set('model', model);
  form.set('language', language);
  form.set('response_format', 'json');
  form.set('prompt', names.join(', ').slice(0, PROMPT_LIMIT));
  return form;
};

const readAnswer = async (response: Response): Promise<Result<string>> => {
  try {
    let size = 0;
    const parts: Uint8Array[] = [];
    for await (const part of response.body ?? []) {
      size += part.length;
      if (size > ANSWER_LIMIT) throw new RangeError('too long');
      parts.push(part);
    }
    const { text } = answerSchema.parse(JSON.parse(Buffer.concat(parts).toString('utf8')));
    return ok(cleanTranscript(text));
  } catch {
    return fail(
      speechProblem(
        'SPEECH_BAD_ANSWER',
        'The speech service answered something that is no transcript.',
        '语音服务的回答不是转写结果。',
        TYPE_INSTEAD,
      ),
    );
  }
};

const unreachable = (why: string) =>
  speechProblem(
    'SPEECH_UNREACHABLE',
    `The speech service could not be used (${why}).`,
    `无法使用语音服务（${why}）。`,
    TYPE_INSTEAD,
  );
