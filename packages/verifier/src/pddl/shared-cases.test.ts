import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runProofCases } from '../node/bench.ts';

/** IPC files state no licence, so they lie beside the project and not in it. */
const file = fileURLToPath(new URL('../../../../../shared/data/pddl-verdicts/cases.jsonl', import.meta.url));
const isThere = existsSync(file);

test.skipIf(!isThere)(
  `agrees with VAL on every shared case${isThere ? '' : ' (skipped: no ../shared/data/pddl-verdicts beside the project)'}`,
  { timeout: 120_000 },
  () => {
    const { cases } = runProofCases(file);
    expect(cases.length).toBeGreaterThanOrEqual(320);
    expect(cases.filter(({ agrees }) => !agrees)).toEqual([]);
    expect(cases.filter(({ expectedReason, reason }) => expectedReason !== null && expectedReason !== reason)).toEqual(
      [],
    );
    expect(cases.filter(({ metricAgrees }) => metricAgrees === false)).toEqual([]);
  },
);
