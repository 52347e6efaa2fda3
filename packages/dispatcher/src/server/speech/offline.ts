import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fail, ok } from '@muster/domain';
import { z } from 'zod';
import { cleanTranscript, type SpeechEngine, speechProblem, TYPE_INSTEAD } from './speech.ts';
import { spokenName } from './spoken-name.ts';

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('./recognise.py', import.meta.url));
const answerSchema = z.strictObject({ text: z.string() });
const PROBE_MS = 10_000;
const WORK_MS = 30_000;

/**
 * A grammar of commands over the names of the scene, heard by pocketsphinx on this machine: English, nothing leaves it. What is outside of the
 * grammar comes back empty instead of as something else.
 *
 * @param python interpreter that has the package `pocketsphinx`
 */
export const offlineEngine = (python: string): SpeechEngine => ({
  id: 'offline',
  languages: ['en'],
  probe: async () => {
    try {
      await run(python, ['-c', 'import pocketsphinx'], { timeout: PROBE_MS });
      return { works: true };
    } catch {
      return {
        works: false,
        why: {
          en: 'pocketsphinx is not installed here; offline speech is off (pip install pocketsphinx).',
          zh: '未安装 pocketsphinx，离线语音不可用（pip install pocketsphinx）。',
        },
      };
    }
  },
  transcribe: async ({ wav, names }) => {
    const folder = await mkdtemp(join(tmpdir(), 'muster-speech-'));
    try {
      const spoken = new Map(names.flatMap((name) => (spokenName(name) === '' ? [] : [[spokenName(name), name]])));
      const file = join(folder, 'said.wav');
      const list = join(folder, 'names.json');
      await writeFile(file, wav);
      await writeFile(list, JSON.stringify([...spoken.keys()]));
      const { stdout } = await run(python, [SCRIPT, file, list], { timeout: WORK_MS, maxBuffer: 64 * 1024 });
      const { text } = answerSchema.parse(JSON.parse(stdout));
      return ok(cleanTranscript(asWritten(text, spoken)));
    } catch (error) {
      return fail(
        speechProblem(
          'SPEECH_OFFLINE_BROKE',
          `The offline recogniser broke: ${String((error as Error).message).split('\n')[0]}`,
          '离线语音识别出错。',
          TYPE_INSTEAD,
        ),
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});

/** "shelf a two" as the scene writes it: "shelf A2". Longer names first. */
const asWritten = (text: string, spoken: ReadonlyMap<string, string>): string =>
  [...spoken]
    .sort(([a], [b]) => b.length - a.length)
    .reduce((sentence, [said, name]) => ` ${sentence} `.replaceAll(` ${said} `, ` ${name} `).trim(), text);
