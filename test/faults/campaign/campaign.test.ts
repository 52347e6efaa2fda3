import * as parts from '@muster/executor/testing';
import { expect, test } from 'vitest';
import { runSeed } from './run-seed.ts';

const SEEDS = Number(process.env.MUSTER_CAMPAIGN_SEEDS ?? 200);
const FIRST = Number(process.env.MUSTER_CAMPAIGN_FIRST ?? 1);

test(`${SEEDS} seeds of trouble: nothing lost, nothing twice, nothing unproved`, { timeout: 3_600_000 }, () => {
  const failing: string[] = [];
  let completed = 0;
  for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
    const result = runSeed(seed, parts);
    if (result.completed > 0) completed += 1;
    for (const { invariant, at, detail } of result.violations)
      failing.push(`seed ${seed} (${result.profile}) at ${at.toFixed(1)} s: ${invariant}: ${detail}`);
  }
  expect(failing).toEqual([]);
  // A run in which nothing ever gets done would keep every promise.
  expect(completed / SEEDS).toBeGreaterThan(0.7);
});

test('the same seed is the same run, byte for byte', { timeout: 600_000 }, () => {
  for (const seed of [3, 17, 29]) expect(runSeed(seed, parts).hash).toBe(runSeed(seed, parts).hash);
});
