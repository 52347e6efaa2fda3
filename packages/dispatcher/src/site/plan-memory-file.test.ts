import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bilingual, sealPlan } from '@muster/domain';
import { afterAll, expect, test } from 'vitest';
import { openPlanMemory } from './plan-memory-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-memory-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entry = {
  interpretation: { kind: 'plan' as const, says: bilingual('Photograph it.', '给它拍照。') },
  plan: sealPlan({
    version: 1,
    scene: 'warehouse',
    goal: { version: 1, propositions: [] },
    assumptions: [],
    steps: [],
  }),
};

test('a plan is found again by the next process', () => {
  const file = join(folder, 'deep', 'plans.json');
  openPlanMemory(file).keep('k', entry);
  expect(openPlanMemory(file).find('k')).toEqual(entry);
});

test('a damaged file is an empty memory, and wrong entries are left out', () => {
  const file = join(folder, 'damaged.json');
  writeFileSync(file, '[["k",{"plan":');
  expect(openPlanMemory(file).find('k')).toBeUndefined();
  writeFileSync(
    file,
    JSON.stringify([
      ['a', { plan: 1 }],
      ['b', entry],
    ]),
  );
  const memory = openPlanMemory(file);
  expect(memory.find('a')).toBeUndefined();
  expect(memory.find('b')).toEqual(entry);
});
