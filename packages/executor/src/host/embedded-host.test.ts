import { expect, test } from 'vitest';
import { createTestBench, type Deed, handMade, smallWorld } from '../testing/index.ts';

const carry = (
  robot: string,
  cup: string,
  from: string,
  to: string,
  nodes: [string, string],
): Record<string, readonly Deed[]> => ({
  [robot]: [
    { go: nodes[0] },
    { skill: 'pick', args: { item: cup, from }, id: `pick-${cup}` },
    { go: nodes[1] },
    { skill: 'place', args: { item: cup, to }, id: `place-${cup}` },
  ],
});

test('carries a cup from one table to another, and every step is seen', () => {
  const bench = createTestBench(smallWorld());
  const made = bench.host.create(handMade(bench.model, carry('robo_1', 'cup_2', 'table_1', 'table_3', ['n2', 'n6'])));
  expect(made).toEqual({ ok: true, value: 'm1' });
  expect(bench.runUntil(() => bench.host.missionSummary('m1')?.status === 'completed')).toBe(true);
  expect(bench.truth.facts.get('on(cup_2,table_3)')).toBe(true);
  expect(bench.host.missionSummary('m1')?.steps).toEqual([
    { id: 'pick-cup_2', robots: ['robo_1'], status: 'completed', attempts: 1 },
    { id: 'place-cup_2', robots: ['robo_1'], status: 'completed', attempts: 1 },
  ]);
  const completed = bench.records.filter((record) => record.type === 'step-completed');
  expect(completed.every((record) => record.type === 'step-completed' && record.evidence === 'sensed')).toBe(true);
});

test('sends nothing for a schedule that the verifier did not make', () => {
  const bench = createTestBench(smallWorld(), { genuine: () => false });
  const made = bench.host.create(handMade(bench.model, { robo_1: [{ go: 'n2' }] }));
  expect(made.ok ? '' : made.problems[0]?.code).toBe('EXECUTE_NOT_PROVED');
  bench.run(5);
  expect(bench.robot('robo_1').sends).toEqual([]);
});

test('two robots share a lane: the second waits until the first has left each node', () => {
  const model = smallWorld([
    { id: 'robo_1', node: 'n2' },
    { id: 'robo_2', node: 'n0' },
  ]);
  const bench = createTestBench(model);
  bench.host.create(handMade(model, { robo_1: [{ go: 'n8' }], robo_2: [{ go: 'n6' }] }));
  let closest = Number.POSITIVE_INFINITY;
  const done = bench.runUntil(() => {
    const [a, b] = [bench.robot('robo_1').pose, bench.robot('robo_2').pose];
    closest = Math.min(closest, Math.abs(a.x - b.x));
    return bench.host.missionSummary('m1')?.status === 'completed';
  });
  expect(done).toBe(true);
  expect(closest).toBeGreaterThan(1.5);
});

test('a joint step tells both robots in one turn, and neither before both are there', () => {
  const model = smallWorld([
    { id: 'robo_1', node: 'n2' },
    { id: 'robo_2', node: 'n8' },
  ]);
  const bench = createTestBench(model);
  bench.host.create(
    handMade(model, {
      robo_1: [
        { skill: 'pick', args: { item: 'cup_2', from: 'table_1' } },
        { go: 'n4' },
        {
          skill: 'hand_over',
          id: 'give',
          args: { item: 'cup_2', where: 'table_2' },
          roles: { giver: 'robo_1', receiver: 'robo_2' },
        },
      ],
      robo_2: [
        {
          skill: 'hand_over',
          id: 'give',
          args: { item: 'cup_2', where: 'table_2' },
          roles: { giver: 'robo_1', receiver: 'robo_2' },
        },
      ],
    }),
  );
  bench.run(20);
  expect(bench.robot('robo_1').sends.map((command) => command.kind)).toEqual(['skill', 'travel']);
  expect(bench.robot('robo_2').sends).toEqual([]);
  bench.robot('robo_2').pose = { ...bench.robot('robo_2').pose, x: 8.4 };
  expect(bench.runUntil(() => bench.host.missionSummary('m1')?.status === 'completed')).toBe(true);
  expect(bench.truth.facts.get('held(cup_2,robo_2)')).toBe(true);
  const released = bench.records.filter((record) => record.type === 'command-released' && record.step === 'give');
  expect(released.map((record) => record.atSeconds)).toEqual([released[0]?.atSeconds, released[0]?.atSeconds]);
});
