import { afterAll, expect, test } from 'vitest';
import { clearPlantedBugs, plantBug } from './plant-bug.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { runSeed } from './run-seed.ts';
import type { Parts } from './scenario.ts';

afterAll(clearPlantedBugs);

/** Seeds tried before a bug counts as not found. */
const BUDGET = Number(process.env.MUSTER_BUG_SEEDS ?? 300);
const isOnDemand = process.env.MUSTER_BUG_SEEDS !== undefined;

const firstFailure = (parts: Parts, from: number): string | undefined => {
  for (let seed = from; seed < from + BUDGET; seed += 1) {
    try {
      const [violation] = runSeed(seed, parts).violations;
      if (violation) return `seed ${seed}: ${violation.invariant}`;
    } catch (error) {
      return `seed ${seed}: ${error instanceof Error ? error.name : 'broke'}`;
    }
  }
  return undefined;
};

test.each(PLANTED_BUGS)('finds $name', { timeout: 1_200_000 }, async (bug) => {
  expect(firstFailure(await plantBug(bug), isOnDemand ? 1 : (bug.from ?? 1))).toBeDefined();
});
