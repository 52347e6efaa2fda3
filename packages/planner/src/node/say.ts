import { join } from 'node:path';
import { interpret } from '../built-in/language/interpret.ts';
import { loadSituation } from './load-scene.ts';

const [scene = 'warehouse', ...utterances] = process.argv.slice(2);
const situation = loadSituation(join(import.meta.dirname, '../../../../scenes'), scene);
for (const utterance of utterances) {
  const started = performance.now();
  const result = interpret(utterance, [], situation);
  process.stdout.write(`${utterance}\n  ${result.kind}: ${result.says.en} | ${result.says.zh}\n`);
  if (result.goal) process.stdout.write(`  ${JSON.stringify(result.goal)}\n`);
  process.stdout.write(`  ${(performance.now() - started).toFixed(0)} ms\n`);
}
