import { readdirSync, readFileSync } from 'node:fs';
import { type Plan, planHash, planSchema, unwrap } from '@muster/domain';
import { exportPddl, validatePddl, verifyPlan } from '@muster/verifier';
import { describe, expect, test } from 'vitest';
import { loadWorld } from './index.ts';

const SCENES = ['home', 'warehouse', 'line', 'lab', 'hospital', 'plant'];
/** Faults that show in the facts alone, so that a validator of PDDL has to find them too. */
const SHOWS_IN_PDDL = new Set(['VERIFY_PRECONDITION_UNMET', 'VERIFY_GOAL_UNMET']);

type Example = { readonly file: string; readonly task: string; readonly code?: string; readonly plan: Plan };

const examplesOf = (scene: string): readonly Example[] => {
  const folder = new URL(`../../../../scenes/${scene}/plans/`, import.meta.url);
  return readdirSync(folder).map((file) => {
    const { plan, ...rest } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Omit<Example, 'file'>;
    return { file, ...rest, plan: planSchema.parse(plan) };
  });
};

describe.each(SCENES)('the example plans of %s', (scene) => {
  const model = unwrap(loadWorld(scene));
  const situation = { model, state: model.initial, rules: model.scene.rules, commitments: [] };
  const examples = examplesOf(scene);

  test('belong to tasks of the scene, sealed, some valid and more invalid', () => {
    const tasks = new Set((model.scene.tasks ?? []).map(({ id }) => id));
    for (const { file, task, plan } of examples) {
      expect(tasks, file).toContain(task);
      expect(plan.hash, file).toBe(planHash(plan));
    }
    expect(examples.filter(({ code }) => code === undefined).length).toBeGreaterThanOrEqual(2);
    expect(new Set(examples.flatMap(({ code }) => code ?? [])).size).toBeGreaterThanOrEqual(5);
  });

  test.each(examples)('$file is judged as it says', ({ file, code, plan }) => {
    const { verdict } = verifyPlan(plan, situation);
    expect(file).toMatch(code === undefined ? /\.valid\.json$/ : /\.invalid\.json$/);
    expect(verdict.status).toBe(code === undefined ? 'valid' : 'invalid');
    expect(verdict.status === 'valid' ? undefined : verdict.violations[0]?.code).toBe(code);
    for (const { says } of verdict.status === 'valid' ? [] : verdict.violations) {
      expect(says.en).not.toBe('');
      expect(says.zh).toMatch(/\p{Script=Han}/u);
    }
  });

  test.each(examples.filter(({ code }) => code === undefined || SHOWS_IN_PDDL.has(code)))(
    '$file is judged alike as PDDL',
    ({ code, plan }) => {
      const files = exportPddl(plan, situation);
      expect(validatePddl(files).status).toBe(code === undefined ? 'valid' : 'invalid');
      // Words that readers of PDDL 3 keep for themselves: VAL can't read a domain that uses one as a name.
      expect(files.domain).not.toMatch(/\((within|at(?! start| end)|always|sometime|after|name|duration) /);
    },
  );
});
