import type { Goal } from '@muster/domain';
import { expect, test } from 'vitest';
import { carry, createTestBench, handMade, smallWorld, type TestBench } from '../testing/index.ts';

const start = (options: Parameters<typeof createTestBench>[1] = {}): TestBench => {
  const bench = createTestBench(smallWorld(), options);
  expect(bench.host.create(handMade(bench.model, { robo_1: carry('cup_2', 1, 3) })).ok).toBe(true);
  return bench;
};
const status = (bench: TestBench, mission = 'm1') => bench.host.missionSummary(mission)?.status;
const isUnderway = (bench: TestBench, step: string) => () =>
  bench.host.missionSummary('m1')?.steps.find(({ id }) => id === step)?.status === 'underway';
const holding = (bench: TestBench) => () => bench.truth.facts.get('held(cup_2,robo_1)') === true;

test('a paused mission ends the step under way and starts no other until it is resumed', () => {
  const bench = start();
  bench.runUntil(isUnderway(bench, 'pick-cup_2'));
  expect(bench.host.send({ type: 'pause-mission', mission: 'm1', by: 'Li' }).ok).toBe(true);
  bench.run(20);
  expect(bench.truth.facts.get('held(cup_2,robo_1)')).toBe(true);
  const sent = bench.robot('robo_1').sends.length;
  bench.run(20);
  expect(bench.robot('robo_1').sends).toHaveLength(sent);
  expect(status(bench)).toBe('paused');
  bench.host.send({ type: 'resume-mission', mission: 'm1', by: 'Li' });
  expect(bench.runUntil(() => status(bench) === 'completed')).toBe(true);
});

test('cancel with finish lets the step under way end and starts nothing more', () => {
  const bench = start();
  bench.runUntil(isUnderway(bench, 'pick-cup_2'));
  bench.host.send({ type: 'cancel-mission', mission: 'm1', mode: 'finish', by: 'Li' });
  expect(bench.runUntil(() => status(bench) === 'canceled')).toBe(true);
  expect(bench.truth.facts.get('held(cup_2,robo_1)')).toBe(true);
  expect(bench.host.missionSummary('m1')?.steps).toMatchObject([{ status: 'completed' }, { status: 'canceled' }]);
});

test('cancel while driving ends the drive where it is', () => {
  const bench = start();
  bench.run(1);
  bench.host.send({ type: 'cancel-mission', mission: 'm1', mode: 'safe-place', by: 'Li' });
  expect(bench.runUntil(() => status(bench) === 'canceled', 5)).toBe(true);
  expect(bench.robot('robo_1').speed).toBe(0);
  expect(bench.robot('robo_1').active).toBeUndefined();
});

test('cancel with return asks for a plan that undoes what was really done, and carries it out', async () => {
  const goals: Goal[] = [];
  const bench: TestBench = start({
    replan: async ({ goal }) => {
      goals.push(goal);
      const back = handMade(smallWorld([{ id: 'robo_1', node: nearest(bench) }]), {
        robo_1: [{ go: 'n2' }, { skill: 'place', args: { item: 'cup_2', to: 'table_1' }, id: 'put-back' }],
      });
      return { ok: true, value: back };
    },
  });
  bench.runUntil(holding(bench));
  // On the way, at a node: a plan starts from one.
  bench.runUntil(() => bench.robot('robo_1').pose.x >= 8);
  bench.host.send({ type: 'cancel-mission', mission: 'm1', mode: 'return', by: 'Li' });
  bench.run(1);
  await Promise.resolve();
  expect(goals[0]?.propositions).toMatchObject([
    { predicate: 'on', subjects: ['cup_2'], args: [['table_1']], quantifier: { kind: 'all' } },
  ]);
  expect(bench.runUntil(() => status(bench) === 'canceled')).toBe(true);
  expect(bench.truth.facts.get('on(cup_2,table_1)')).toBe(true);
});

test('cancel with return puts back what was seen to change before the robot said that it was done', async () => {
  const goals: Goal[] = [];
  const bench = start({
    replan: async ({ goal }) => {
      goals.push(goal);
      return { ok: false, problems: [] };
    },
  });
  bench.runUntil(isUnderway(bench, 'pick-cup_2'));
  bench.run(0.5);
  bench.robot('robo_1').emit({
    type: 'observed',
    robot: 'robo_1',
    facts: [
      { fact: 'held(cup_2,robo_1)', value: true },
      { fact: 'on(cup_2,table_1)', value: false },
    ],
  });
  bench.runUntil(holding(bench));
  bench.run(1);
  bench.host.send({ type: 'cancel-mission', mission: 'm1', mode: 'return', by: 'Li' });
  bench.run(2);
  await Promise.resolve();
  expect(goals[0]?.propositions).toMatchObject([{ predicate: 'on', subjects: ['cup_2'], args: [['table_1']] }]);
});

const nearest = (bench: TestBench): string => `n${Math.round(bench.robot('robo_1').pose.x / 2)}`;

test('cancel with return of a mission that changed nothing is over at once', () => {
  const bench = start({ replan: async () => ({ ok: false, problems: [] }) });
  bench.run(1);
  bench.host.send({ type: 'cancel-mission', mission: 'm1', mode: 'return', by: 'Li' });
  expect(bench.runUntil(() => status(bench) === 'canceled', 5)).toBe(true);
  expect(bench.types()).not.toContain('replan-requested');
});

test('cancel with safe place asks for hands to be emptied', async () => {
  const goals: Goal[] = [];
  const bench = start({
    replan: async ({ goal }) => {
      goals.push(goal);
      return { ok: false, problems: [] };
    },
  });
  bench.runUntil(holding(bench));
  bench.run(1);
  bench.host.send({ type: 'cancel-mission', mission: 'm1', mode: 'safe-place', by: 'Li' });
  bench.run(2);
  await Promise.resolve();
  expect(goals[0]?.propositions).toMatchObject([
    { predicate: 'held', subjects: ['cup_2'], args: [['robo_1']], quantifier: { kind: 'none' } },
  ]);
  // There is no such plan: the mission ends, and what is held is still believed to be held.
  expect(bench.runUntil(() => status(bench) === 'canceled', 5)).toBe(true);
  expect(bench.host.snapshot().world.facts['held(cup_2,robo_1)']?.value).toBe(true);
});

test('a robot that is taken over by hand is told nothing more, and goes on when it is handed back where it was', () => {
  const bench = start();
  bench.runUntil(isUnderway(bench, 'pick-cup_2'));
  const epoch = bench.host.snapshot().robots[0]?.epoch ?? 0;
  expect(bench.host.send({ type: 'take-over-robot', robot: 'robo_1', by: 'Ana' }).ok).toBe(true);
  expect(bench.host.snapshot().robots[0]?.epoch).toBe(epoch + 1);
  bench.run(10);
  const sent = bench.robot('robo_1').sends.length;
  expect(bench.robot('robo_1').active).toBeUndefined();
  bench.run(10);
  expect(bench.robot('robo_1').sends).toHaveLength(sent);
  bench.host.send({ type: 'hand-back-robot', robot: 'robo_1', by: 'Ana' });
  expect(bench.runUntil(() => status(bench) === 'completed')).toBe(true);
});

test('what a person says is done is done, and is told as a person’s word', () => {
  const bench = start();
  bench.robot('robo_1').observes = false;
  expect(bench.runUntil(() => status(bench) === 'blocked')).toBe(true);
  expect(bench.host.send({ type: 'complete-step', mission: 'm1', step: 'pick-cup_2', by: 'Ana' }).ok).toBe(true);
  const completed = bench.records.filter((record) => record.type === 'step-completed' && record.step === 'pick-cup_2');
  expect(completed).toMatchObject([{ evidence: 'person', by: 'Ana' }]);
  expect(bench.host.snapshot().world.facts['held(cup_2,robo_1)']).toMatchObject({ value: true, source: 'person' });
});

test('a skipped step lets later ones start only if what they need holds', () => {
  const bench = start();
  bench.robot('robo_1').failNext = undefined;
  bench.runUntil(() => bench.robot('robo_1').pose.x >= 4);
  bench.host.send({ type: 'pause-mission', mission: 'm1', by: 'Ana' });
  bench.run(20);
  const skipped = bench.host.send({ type: 'skip-step', mission: 'm1', step: 'place-cup_2', by: 'Ana' });
  expect(skipped.ok).toBe(true);
  bench.host.send({ type: 'resume-mission', mission: 'm1', by: 'Ana' });
  expect(bench.runUntil(() => status(bench) === 'completed')).toBe(true);
  expect(bench.truth.facts.get('on(cup_2,table_3)')).not.toBe(true);
});

test.each([
  [{ type: 'pause-mission', mission: 'm1', by: ' ' }, 'EXECUTE_NAME_MISSING'],
  [{ type: 'pause-mission', mission: 'm7', by: 'Li' }, 'EXECUTE_UNKNOWN_MISSION'],
  [{ type: 'resume-mission', mission: 'm1', by: 'Li' }, 'EXECUTE_WRONG_TIME'],
  [{ type: 'skip-step', mission: 'm1', step: 's9', by: 'Li' }, 'EXECUTE_UNKNOWN_STEP'],
  [{ type: 'complete-step', mission: 'm1', step: 'place-cup_2', by: 'Li' }, 'EXECUTE_WRONG_TIME'],
  [{ type: 'hand-back-robot', robot: 'robo_1', by: 'Li' }, 'EXECUTE_WRONG_TIME'],
  [{ type: 'take-over-robot', robot: 'robo_9', by: 'Li' }, 'EXECUTE_UNKNOWN_ROBOT'],
  [{ type: 'reset-stop', scope: 'all', by: 'Li', reason: 'clear' }, 'EXECUTE_NOT_STOPPED'],
] as const)('refuses %o', (request, code) => {
  const bench = start();
  const answer = bench.host.send(request);
  expect(answer.ok ? '' : answer.problems[0]?.code).toBe(code);
});
