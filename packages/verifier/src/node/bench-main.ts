import { runProofCases, runProofTiming } from './bench.ts';

/** `node bench-main.ts [CASES.jsonl]`: rows as JSON on standard output, cases that disagree on standard error. */
const [file] = process.argv.slice(2);
const judged = file === undefined ? undefined : runProofCases(file);
for (const { id, expected, got, reason, detail, agrees } of judged?.cases ?? [])
  if (!agrees) process.stderr.write(`${id}: expected ${expected}, got ${got} (${reason ?? ''}) ${detail ?? ''}\n`);
process.stdout.write(`${JSON.stringify([...(judged?.rows ?? []), ...runProofTiming()], null, 1)}\n`);
