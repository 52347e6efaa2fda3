import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { unwrap } from '@muster/domain';
import { afterEach, expect, test } from 'vitest';
import { loadScene } from '../../library/index.ts';
import { createSpeech, speechFrom } from './index.ts';
import { spokenName } from './spoken-name.ts';

const scene = unwrap(loadScene('warehouse'));
const wav = new Uint8Array(60);
wav.set(new TextEncoder().encode('RIFF0000WAVE'));

let fake: Server | undefined;
afterEach(() => fake?.close());
/** An endpoint that answers the same to everything and remembers what it was asked. */
const endpoint = async (status: number, body: string): Promise<{ readonly url: string; readonly asked: string[] }> => {
  const asked: string[] = [];
  fake = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => {
      text += part.toString('latin1');
    });
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}\n${text}`);
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  });
  await new Promise<void>((resolve) => fake!.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(fake.address() as AddressInfo).port}/v1`, asked };
};
const speechAt = (url: string) =>
  speechFrom({
    MUSTER_SPEECH_URL: url,
    MUSTER_SPEECH_KEY: 'secret',
    MUSTER_SPEECH_MODEL: 'm',
    MUSTER_PYTHON: 'no-such',
  });

test('an endpoint gets the recording, the language and the names of the scene, and its text is cleaned', async () => {
  const { url, asked } = await endpoint(200, JSON.stringify({ text: ' Bring the\u0007 red  tote\n' }));
  const answer = await speechAt(url).transcribe(wav, 'en', scene);
  expect(answer).toEqual({ ok: true, value: { text: 'Bring the red tote', engine: 'endpoint', language: 'en' } });
  expect(asked[0]).toContain('POST /v1/audio/transcriptions Bearer secret');
  expect(asked[0]).toContain('AMR 1');
  expect(asked[0]).toMatch(/name="language"\r\n\r\nen/);
});

for (const [name, status, body, code] of [
  ['an error', 500, '{}', 'SPEECH_UNREACHABLE'],
  ['no JSON', 200, '<html>', 'SPEECH_BAD_ANSWER'],
  ['another shape', 200, '{"text":7}', 'SPEECH_BAD_ANSWER'],
  ['too much', 200, JSON.stringify({ text: 'x'.repeat(300_000) }), 'SPEECH_BAD_ANSWER'],
] as const)
  test(`an endpoint that answers ${name} is an honest problem`, async () => {
    const { url } = await endpoint(status, body);
    const answer = await speechAt(url).transcribe(wav, 'zh', scene);
    expect(!answer.ok && answer.problems[0]?.code).toBe(code);
  });

test('without endpoint and without pocketsphinx nothing is offered, and it says why', async () => {
  const speech = speechFrom({ MUSTER_PYTHON: 'no-such-python' });
  const view = await speech.view();
  expect(view.engines).toEqual([]);
  expect(view.notices[0]?.en).toContain('pocketsphinx');
  const answer = await speech.transcribe(wav, 'zh', scene);
  expect(!answer.ok && answer.problems[0]?.code).toBe('SPEECH_NONE');
});

test('what is no WAV never reaches a recogniser', async () => {
  const speech = createSpeech([
    {
      id: 'endpoint',
      languages: ['en'],
      probe: async () => ({ works: true }),
      transcribe: () => Promise.reject(new Error('reached')),
    },
  ]);
  const answer = await speech.transcribe(new TextEncoder().encode('x'.repeat(80)), 'en', scene);
  expect(!answer.ok && answer.problems[0]?.code).toBe('SPEECH_NOT_WAV');
});

test('names are spelled as they are spoken', () => {
  expect(spokenName('shelf A2')).toBe('shelf a two');
  expect(spokenName('AMR 12')).toBe('a m r twelve');
  expect(spokenName('dock 27')).toBe('dock twenty seven');
  expect(spokenName('1 号搬运车')).toBe('');
});
