import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Situation } from '@muster/domain';
import { interpret } from '../built-in/language/interpret.ts';
import { loadSituation } from './load-scene.ts';

/**
 * Tries every line of a folder of instruction files (`*.jsonl`, with `instruction` or `en` / `zh`) on every scene and prints per file and
 * language how many were answered with which kind, and how many were refused as not understood.
 *
 *   node packages/planner/src/node/try-instructions.ts FOLDER [--lines]
 */
const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: try-instructions.ts FOLDER [--lines]\n');
  process.exit(2);
}
const scenes = join(import.meta.dirname, '../../../../scenes');
const situations: (readonly [string, Situation])[] = ['home', 'warehouse'].map((name) => [
  name,
  loadSituation(scenes, name),
]);

type Line = { readonly instruction?: string; readonly en?: string; readonly zh?: string };

/** Honest noes last: a kind that comes of understanding the sentence on some scene is what counts for the line. */
const RANK = ['plan', 'confirm', 'partial', 'rule', 'control', 'answer', 'clarify', 'refuse'];

const tally = new Map<string, Map<string, number>>();
const times: number[] = [];
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .sort())
  for (const text of readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')) {
    const line = JSON.parse(text) as Line;
    const said =
      line.instruction !== undefined
        ? [['en', line.instruction] as const]
        : [['en', line.en ?? ''] as const, ['zh', line.zh ?? ''] as const];
    for (const [language, utterance] of said) {
      if (utterance === '') continue;
      const results = situations.map(([name, situation]) => {
        const started = performance.now();
        const result = interpret(utterance, [], situation);
        times.push(performance.now() - started);
        const code = result.kind === 'refuse' ? ` ${result.reasons?.[0]?.code ?? ''}` : '';
        return { name, kind: `${result.kind}${code}`, says: result.says.en };
      });
      const best = results.sort(
        (a, b) => RANK.indexOf(a.kind.split(' ')[0] ?? '') - RANK.indexOf(b.kind.split(' ')[0] ?? ''),
      )[0]!;
      const key = `${file} ${language}`;
      const counts = tally.get(key) ?? new Map<string, number>();
      counts.set(best.kind, (counts.get(best.kind) ?? 0) + 1);
      tally.set(key, counts);
      if (flags.includes('--lines')) process.stdout.write(`${best.kind}\t${best.name}\t${utterance}\t${best.says}\n`);
    }
  }
for (const [key, counts] of tally)
  process.stdout.write(
    `${key}: ${[...counts]
      .sort((a, b) => b[1] - a[1])
      .map(([kind, count]) => `${kind} ${count}`)
      .join(', ')}\n`,
  );
times.sort((a, b) => a - b);
const at = (share: number): string =>
  (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(0);
process.stdout.write(`${times.length} readings, median ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms\n`);
