import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BenchRow, bilingual, ProblemError } from '@muster/domain';

/** Needs a browser and lies with the tests of the source tree: it is found beside the packages, not imported. */
const SCRIPT = fileURLToPath(new URL('../../../../test/bench/console.ts', import.meta.url));

/** Runs the console in a headless browser; the rows that it prints. */
export const runConsoleBench = async (repeats: number): Promise<readonly BenchRow[]> => {
  const broken = (why: string): ProblemError =>
    new ProblemError([
      {
        code: 'BENCH_CONSOLE',
        says: bilingual(`The console could not be measured: ${why}`, `无法测量控制台：${why}`),
        remedy: bilingual(
          'It needs the source tree and a Chromium (MUSTER_CHROMIUM).',
          '需要源码与 Chromium（MUSTER_CHROMIUM）。',
        ),
      },
    ]);
  if (!existsSync(SCRIPT)) throw broken('test/bench is not here');
  const child = spawn(process.execPath, [SCRIPT, String(repeats)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const part of child.stdout) text += String(part);
  const code = await new Promise<number | null>((resolve) =>
    child.exitCode === null ? child.once('exit', resolve) : resolve(child.exitCode),
  );
  if (code !== 0) throw broken(`exit ${code}`);
  return JSON.parse(text) as readonly BenchRow[];
};
