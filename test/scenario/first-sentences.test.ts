import { expect, test } from 'vitest';
import { runTask } from '../support/run-task.ts';

/** Sentences that must end in the simulator's own state: facts that hold, facts that don't, and no body touched. */
const ACHIEVED: readonly {
  readonly scene: string;
  readonly says: string;
  readonly holds: readonly string[];
  readonly not?: readonly string[];
}[] = [
  {
    scene: 'warehouse',
    says: 'Bring the red tote from shelf A2 to packing station 1, and photograph shelf B3 meanwhile',
    holds: ['on(red_tote,packing_station_1)', 'photographed(shelf_b3)'],
  },
  {
    scene: 'warehouse',
    says: '先给 B3 货架拍照，再把绿色周转箱送到 2 号打包台',
    holds: ['photographed(shelf_b3)', 'on(green_tote,packing_station_2)'],
  },
  {
    scene: 'warehouse',
    says: 'Let the drone photograph shelf A1 and then shelf B4',
    holds: ['photographed(shelf_a1)', 'photographed(shelf_b4)'],
  },
  { scene: 'warehouse', says: '让无人机飞到 A1 货架', holds: ['at(drone_1,shelf_a1)'] },
  { scene: 'home', says: 'Bring the watering can to the balcony table', holds: ['on(watering_can,balcony_table)'] },
  {
    scene: 'home',
    says: 'Bring the milk to the coffee table and close the fridge',
    holds: ['on(milk,coffee_table)'],
    not: ['open(fridge)'],
  },
  { scene: 'home', says: '把泰迪熊放到沙发上', holds: ['on(teddy,sofa)'] },
];

test.each(ACHIEVED)(
  '$scene: "$says" is achieved by the simulator\'s own end state',
  async ({ scene, says, holds, not }) => {
    const { result, truth, contacts } = await runTask(scene, says);
    expect(result.report).toMatchObject({ outcome: 'achieved', witness: 'simulator' });
    expect(truth.facts).toEqual(expect.arrayContaining([...holds]));
    for (const fact of not ?? []) expect(truth.facts).not.toContain(fact);
    expect(contacts).toBe(0);
  },
);

/** Sentences that must move nothing, with the kind of answer and a code that says why. */
const HONEST: readonly {
  readonly scene: string;
  readonly says: string;
  readonly kind: string;
  readonly code?: string;
  readonly names?: RegExp;
}[] = [
  {
    scene: 'warehouse',
    says: 'Bring the engine block to packing station 1',
    kind: 'refuse',
    code: 'PLAN_PAYLOAD_EXCEEDED',
    names: /1850 kg/,
  },
  { scene: 'warehouse', says: 'Bring the purple unicorn to packing station 1', kind: 'refuse', names: /purple tote/ },
  { scene: 'warehouse', says: 'Bring the tote to packing station 1', kind: 'clarify', names: /red tote/ },
  { scene: 'warehouse', says: 'Where is the blue tote?', kind: 'answer', names: /shelf A1/ },
  { scene: 'warehouse', says: '蓝色周转箱在哪里？', kind: 'answer' },
];

test.each(HONEST)(
  '$scene: "$says" is answered with $kind and moves nothing',
  async ({ scene, says, kind, code, names }) => {
    const { result, commands } = await runTask(scene, says);
    expect(result.interpretation.kind).toBe(kind);
    if (code) expect(result.interpretation.reasons?.map((reason) => reason.code)).toContain(code);
    if (names) expect(result.interpretation.says.en).toMatch(names);
    expect(commands).toBe(0);
  },
);
