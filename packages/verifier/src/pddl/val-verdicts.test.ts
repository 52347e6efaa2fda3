import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRandom } from '../engine/random.ts';
import { type RandomCase, randomPddlCase } from '../node/random-pddl.ts';
import { validatePddl } from './index.ts';

type Recorded = RandomCase & { readonly id: string; readonly verdict: 'valid' | 'invalid' };

/** Cases that {@link randomPddlCase} made, with what VAL (3c7a1f3, `Validate -t 0.001`) said to them. */
const recorded = readFileSync(new URL('./__fixtures__/val-verdicts.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

test('the recorded cases have both verdicts', () => {
  const valid = recorded.filter(({ verdict }) => verdict === 'valid').length;
  expect(valid).toBeGreaterThan(25);
  expect(recorded.length - valid).toBeGreaterThan(25);
});

test.each(recorded)('judges $id as VAL did: $verdict', ({ verdict, ...input }) => {
  expect(validatePddl(input).status).toBe(verdict);
});

/**
 * `VAL_VALIDATE=/path/to/Validate` compares fresh cases with VAL itself, `VAL_CASES=5000` as many, `VAL_SEED=7` others.
 * Not counted: what VAL can't read or crashes on, numbers that are undefined, and where VAL lets one action exclude itself (a fact
 * that it needs added twice, and its own conditional effects, which VAL runs as actions of their own).
 */
const validator = process.env.VAL_VALIDATE;
const OWN_WAYS = /Error|Bad |Problem in|undefined|conditional effect|adds a precondition literal|adds and deletes/;

test.skipIf(!validator)('agrees with VAL on fresh random cases', { timeout: 3_600_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-val-'));
  const from = Number(process.env.VAL_SEED ?? 1) * 1_000_000;
  const differing: number[] = [];
  let compared = 0;
  try {
    for (let seed = from; seed < from + Number(process.env.VAL_CASES ?? 500); seed += 1) {
      const made = randomPddlCase(createRandom(seed));
      const files = (['domain', 'problem', 'plan'] as const).map((part) => {
        writeFileSync(join(folder, part), made[part]);
        return join(folder, part);
      });
      const { stdout, stderr, signal } = spawnSync(validator!, ['-v', '-t', '0.001', ...files], { encoding: 'utf8' });
      const said = stdout + stderr;
      if (signal || OWN_WAYS.test(said)) continue;
      compared += 1;
      if ((validatePddl(made).status === 'valid') !== said.includes('Plan valid')) differing.push(seed);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  expect(compared).toBeGreaterThan(0);
  expect(differing).toEqual([]);
});
