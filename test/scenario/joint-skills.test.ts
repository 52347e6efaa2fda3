import { expect, test } from 'vitest';
import { runTask } from '../support/run-task.ts';

/** What takes two robots, or a robot and a device, to its end in the simulator. */
test.each([
  {
    scene: 'line',
    says: 'Let manipulator 1 and manipulator 2 lift the steel beam together',
    holds: /^held\(steel_beam,/,
    count: 2,
  },
  {
    scene: 'hospital',
    says: 'Let the humanoid hand medicine box 1 to the pharmacy robot',
    holds: /^held\(medicine_box_1,manipulator_1\)$/,
    count: 1,
  },
  { scene: 'lab', says: 'Dock the cleaning robot at its charger', holds: /^docked\(cleaner_1\)$/, count: 1 },
])('$scene: "$says" is achieved, and nobody lets go', async ({ scene, says, holds, count }) => {
  const { result, truth, contacts } = await runTask(scene, says);
  expect(result.report).toMatchObject({ outcome: 'achieved', witness: 'simulator' });
  expect(truth.facts.filter((fact) => holds.test(fact))).toHaveLength(count);
  expect(contacts).toBe(0);
});
