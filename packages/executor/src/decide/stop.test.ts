import { expect, test } from 'vitest';
import { carry, createTestBench, handMade, smallWorld, type TestBench } from '../testing/index.ts';

const start = (): TestBench => {
  const bench = createTestBench(
    smallWorld([
      { id: 'robo_1', node: 'n0' },
      { id: 'robo_2', node: 'n8' },
    ]),
  );
  bench.host.create(handMade(bench.model, { robo_1: carry('cup_2', 1, 2) }));
  bench.run(1);
  return bench;
};
const stopOf = (bench: TestBench, robot: string) => bench.host.snapshot().robots.find(({ id }) => id === robot)?.stop;

test('a stop reaches every robot before it is in the journal', () => {
  const bench = start();
  const order: string[] = [];
  const append = bench.journal.append.bind(bench.journal);
  bench.journal.append = (records) => {
    if (records.some((record) => record.type === 'stop-latched')) order.push('journal');
    append(records);
  };
  const holdsBefore = [...bench.robots.values()].map((robot) => robot.holds.length);
  const hold = bench.robot('robo_1').holds.push.bind(bench.robot('robo_1').holds);
  bench.robot('robo_1').holds.push = (...times) => {
    order.push('hold');
    return hold(...times);
  };
  bench.host.stop('all', 'Li');
  expect(order.slice(0, 2)).toEqual(['hold', 'journal']);
  expect([...bench.robots.values()].map((robot) => robot.holds.length > 0)).toEqual([true, true]);
  expect(holdsBefore).toEqual([0, 0]);
});

test('a stop is confirmed by measured standstill, robot by robot', () => {
  const bench = start();
  bench.robot('robo_1').ignoreHold = true;
  bench.host.stop('all', 'Li');
  expect(stopOf(bench, 'robo_2')).toBe('requested');
  bench.run(0.3);
  expect(stopOf(bench, 'robo_2')).toBe('requested');
  bench.run(1.2);
  expect(stopOf(bench, 'robo_2')).toBe('confirmed');
});

test('a robot that moves on is named as not confirmed after a second, and is asked again and again', () => {
  const bench = start();
  const robot = bench.robot('robo_1');
  robot.ignoreHold = true;
  robot.ignoreCancel = true;
  bench.host.stop('robo_1', 'Li');
  bench.run(1.1);
  expect(stopOf(bench, 'robo_1')).toBe('unconfirmed');
  const unconfirmed = bench.records.find((record) => record.type === 'stop-unconfirmed');
  expect(unconfirmed?.says.en).toMatch(/NOT CONFIRMED STOPPED.*1\.00 m\/s/);
  expect(robot.holds.length).toBeGreaterThanOrEqual(5);
  robot.ignoreHold = false;
  bench.run(1.2);
  expect(stopOf(bench, 'robo_1')).toBe('confirmed');
  const asked = robot.holds.length;
  bench.run(2);
  expect(robot.holds).toHaveLength(asked);
});

test('a robot out of reach is not shown as stopped', () => {
  const bench = start();
  bench.robot('robo_1').link(false);
  bench.host.stop('all', 'Li');
  bench.run(2);
  expect(stopOf(bench, 'robo_1')).toBe('unconfirmed');
  // Back again: it is told to hold at once, and then it is confirmed.
  bench.robot('robo_1').link(true);
  bench.run(2);
  expect(bench.robot('robo_1').held).toBe(true);
  expect(stopOf(bench, 'robo_1')).toBe('confirmed');
});

test('a latched stop survives the process, and nothing moves until a reset and a resume by name', () => {
  const bench = start();
  bench.host.stop('all', 'Li');
  bench.run(2);
  bench.restart();
  bench.run(30);
  expect(bench.host.snapshot().latches).toMatchObject([{ scope: 'all', by: 'Li' }]);
  const sent = bench.robot('robo_1').sends.length;
  expect(bench.host.send({ type: 'resume-mission', mission: 'm1', by: 'Li' })).toMatchObject({
    problems: [{ code: 'EXECUTE_STOPPED' }],
  });
  expect(bench.host.send({ type: 'reset-stop', scope: 'all', by: 'Li', reason: '' }).ok).toBe(false);
  expect(bench.host.send({ type: 'reset-stop', scope: 'all', by: 'Li', reason: 'aisle is clear' }).ok).toBe(true);
  bench.run(30);
  expect(bench.robot('robo_1').sends).toHaveLength(sent);
  expect(bench.robot('robo_1').held).toBe(false);
  bench.host.send({ type: 'resume-mission', mission: 'm1', by: 'Li' });
  expect(bench.runUntil(() => bench.host.missionSummary('m1')?.status === 'completed')).toBe(true);
});

test('a stop of one robot leaves the others at work', () => {
  const bench = createTestBench(
    smallWorld([
      { id: 'robo_1', node: 'n0' },
      { id: 'robo_2', node: 'n8' },
    ]),
  );
  bench.host.create(handMade(bench.model, { robo_1: carry('cup_1', 0, 1) }));
  bench.host.create(handMade(bench.model, { robo_2: [{ go: 'n6' }] }));
  bench.run(0.5);
  bench.host.stop('robo_1', 'Li');
  expect(bench.runUntil(() => bench.host.missionSummary('m2')?.status === 'completed', 20)).toBe(true);
  expect(bench.host.missionSummary('m1')?.status).toBe('paused');
});

test('a robot that joins while everything is stopped is held too', () => {
  const bench = start();
  bench.host.stop('all', 'Li');
  bench.robot('robo_2').link(false);
  bench.run(1);
  bench.robot('robo_2').held = false;
  bench.robot('robo_2').link(true);
  expect(bench.robot('robo_2').held).toBe(true);
});

test('a robot that stands still at its work is not shown as stopped until the work has ended, and is asked again', () => {
  const bench = start();
  const robot = bench.robot('robo_1');
  bench.runUntil(() => robot.active?.kind === 'skill');
  robot.ignoreHold = true;
  robot.ignoreCancel = true;
  robot.skillSeconds = 15;
  bench.host.stop('robo_1', 'Li');
  bench.run(2);
  expect(robot.speed).toBe(0);
  expect(stopOf(bench, 'robo_1')).toBe('unconfirmed');
  expect(robot.holds.length).toBeGreaterThanOrEqual(5);
  robot.ignoreHold = false;
  bench.run(1.5);
  expect(robot.active).toBeUndefined();
  expect(stopOf(bench, 'robo_1')).toBe('confirmed');
});
