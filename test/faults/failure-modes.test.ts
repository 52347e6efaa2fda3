import type { RobotCommand } from '@muster/domain';
import { createMemoryJournal, type JournalRecord } from '@muster/executor';
import {
  carry,
  createTestBench,
  handMade,
  smallWorld,
  type TestBench,
  type VirtualRobot,
} from '@muster/executor/testing';
import { describe, expect, test } from 'vitest';

/** Rows of section 2 of the reliability reference, by number. */
const start = (options: Parameters<typeof createTestBench>[1] = {}): TestBench & { only: VirtualRobot } => {
  const bench = createTestBench(smallWorld(), options);
  expect(bench.host.create(handMade(bench.model, { robo_1: carry('cup_2', 1, 3) })).ok).toBe(true);
  return Object.assign(bench, { only: bench.robot('robo_1') });
};
const status = (bench: TestBench) => bench.host.missionSummary('m1')?.status;
const isDone = (bench: TestBench) => () => status(bench) === 'completed';
const atWork = (bench: TestBench) => () => bench.robot('robo_1').active?.kind === 'skill';
const of = (bench: TestBench, type: JournalRecord['type']) => bench.records.filter((record) => record.type === type);
const skills = (sends: readonly RobotCommand[]) => sends.filter(({ kind }) => kind === 'skill').map(({ id }) => id);

describe('1: the socket drops', () => {
  test.each([0.05, 1, 2.5])('%s s into a grasp: the step waits, and what was done meanwhile is found', (seconds) => {
    const bench = start();
    bench.runUntil(atWork(bench));
    bench.run(seconds);
    bench.only.link(false);
    bench.run(0.1);
    expect(bench.host.missionSummary('m1')?.steps[0]?.status).toBe('blocked');
    expect(of(bench, 'step-blocked').at(-1)).toMatchObject({ cause: { code: 'EXECUTE_OUTCOME_UNKNOWN' } });
    bench.run(6);
    bench.only.link(true);
    expect(bench.runUntil(isDone(bench))).toBe(true);
    expect(skills(bench.only.started)).toHaveLength(2);
  });
});

test('1: what was seen while the grasp may still have run is no proof that it did nothing', () => {
  const bench = start();
  bench.only.skillSeconds = 12;
  bench.runUntil(atWork(bench));
  bench.only.link(false);
  bench.run(1);
  // Seen to hold nothing, ten seconds before the grasp is over; then out of sight until long after.
  bench.only.link(true);
  bench.only.ignoreCancel = true;
  bench.run(3);
  bench.only.link(false);
  bench.run(30);
  bench.only.observes = false;
  bench.only.link(true);
  bench.run(20);
  expect(skills(bench.only.started)).toHaveLength(1);
  bench.only.observes = true;
  expect(bench.runUntil(isDone(bench))).toBe(true);
  expect(skills(bench.only.started)).toHaveLength(2);
});

test('2: a result that comes twice, or for a command that never was, changes nothing', () => {
  const bench = start();
  bench.runUntil(() => of(bench, 'command-succeeded').length === 1);
  const [first] = of(bench, 'command-succeeded');
  const id = first?.type === 'command-succeeded' ? first.id : '';
  const before = JSON.stringify(bench.host.snapshot().missions.map(({ steps }) => steps));
  bench.only.emit({ type: 'result', robot: 'robo_1', command: id, outcome: 'failed' });
  bench.only.emit({ type: 'result', robot: 'robo_1', command: 'm9/never/1/1', outcome: 'succeeded' });
  expect(JSON.stringify(bench.host.snapshot().missions.map(({ steps }) => steps))).toBe(before);
  expect(of(bench, 'event-ignored').map((record) => record.type === 'event-ignored' && record.code)).toEqual([
    // What belonged to a step that is over is forgotten with it.
    'EXECUTE_UNKNOWN_COMMAND',
    'EXECUTE_UNKNOWN_COMMAND',
  ]);
});

test('3: a robot that lost power in a grasp is looked at first, then tried again', () => {
  const bench = start();
  bench.runUntil(atWork(bench));
  bench.only.reboot();
  bench.run(3);
  bench.only.link(true);
  bench.run(1);
  expect(skills(bench.only.started)).toHaveLength(1);
  expect(bench.runUntil(isDone(bench))).toBe(true);
  expect(skills(bench.only.started)).toEqual(['m1/pick-cup_2/1/1', 'm1/pick-cup_2/2/2', 'm1/place-cup_2/1/2']);
});

test('5: nothing moves on a stale pose', () => {
  const bench = start();
  bench.runUntil(atWork(bench));
  bench.only.frozenPose = true;
  bench.run(30);
  expect(bench.only.sends.filter(({ kind }) => kind === 'travel')).toHaveLength(1);
  expect(bench.host.missionSummary('m1')?.steps[0]?.status).toBe('completed');
  bench.only.frozenPose = false;
  expect(bench.runUntil(isDone(bench))).toBe(true);
});

test('7: a robot below its reserve starts nothing, and a person is told why', () => {
  const bench = start();
  bench.only.battery = 0.1;
  bench.run(60);
  expect(bench.only.sends).toEqual([]);
  expect(status(bench)).toBe('blocked');
  expect(of(bench, 'mission-blocked').at(-1)?.says.en).toContain('10 % charge');
  bench.only.battery = 0.9;
  expect(bench.runUntil(isDone(bench))).toBe(true);
});

test('8: a robot in the way is waited for, named after a while, and no contact comes of it', () => {
  const model = smallWorld([
    { id: 'robo_1', node: 'n4' },
    { id: 'robo_2', node: 'n0' },
  ]);
  const bench = createTestBench(model);
  bench.host.create(
    handMade(model, { robo_1: [{ go: 'n8' }], robo_2: [{ go: 'n6' }] }, { priority: ['robo_1', 'robo_2'] }),
  );
  bench.robot('robo_1').neverStarts = true;
  bench.run(100);
  expect(status(bench)).toBe('blocked');
  expect(bench.robot('robo_2').pose.x).toBeLessThan(6.5);
  bench.robot('robo_1').neverStarts = false;
  bench.host.send({ type: 'retry-step', mission: 'm1', step: 't-robo_1-0', by: 'Ana' });
  expect(bench.runUntil(isDone(bench))).toBe(true);
});

test('8: a robot that another mission has left in the way is named, and waiting for it goes on quietly', () => {
  const model = smallWorld([
    { id: 'robo_1', node: 'n4' },
    { id: 'robo_2', node: 'n0' },
  ]);
  const bench = createTestBench(model);
  bench.host.create(handMade(model, { robo_1: [{ go: 'n8' }] }));
  bench.host.send({ type: 'pause-mission', mission: 'm1', by: 'Ana' });
  bench.host.create(handMade(model, { robo_2: [{ go: 'n6' }] }));
  bench.run(90);
  expect(bench.host.missionSummary('m2')?.status).toBe('blocked');
  const told = of(bench, 'mission-blocked').filter(
    (record) => record.type === 'mission-blocked' && record.mission === 'm2',
  );
  expect(told).toHaveLength(1);
  bench.host.send({ type: 'resume-mission', mission: 'm1', by: 'Ana' });
  expect(bench.runUntil(() => bench.host.missionSummary('m2')?.status === 'completed')).toBe(true);
});

describe('9: it says done, and it is not', () => {
  test('a false success is tried again once it is seen that nothing happened', () => {
    const bench = start();
    bench.only.falseSuccess = 1;
    expect(bench.runUntil(isDone(bench))).toBe(true);
    expect(of(bench, 'step-delayed').at(-1)).toMatchObject({ cause: { code: 'EXECUTE_EFFECT_CONTRADICTED' } });
    expect(skills(bench.only.started)).toHaveLength(3);
  });

  test('a cup that was put down unseen and then taken by somebody is not put down again', () => {
    const bench = start();
    bench.only.repeatsEvery = 0;
    bench.runUntil(() => bench.only.active?.id.includes('place') === true);
    bench.kill();
    bench.run(6);
    bench.truth.facts.set('on(cup_2,table_3)', false);
    bench.truth.facts.set('on(cup_2,table_4)', true);
    bench.restart();
    bench.run(30);
    bench.only.link(false);
    bench.only.link(true);
    bench.run(30);
    expect(skills(bench.only.started)).toHaveLength(2);
    expect(status(bench)).toBe('blocked');
  });

  test('a robot that always says so ends with a person, after three tries', () => {
    const bench = start();
    bench.only.falseSuccess = 100;
    expect(bench.runUntil(() => status(bench) === 'blocked')).toBe(true);
    expect(skills(bench.only.started)).toHaveLength(3);
  });

  test('a cup that somebody took meanwhile is not grasped at', () => {
    const bench = start();
    bench.run(0.2);
    bench.truth.facts.set('on(cup_2,table_1)', false);
    bench.truth.facts.set('on(cup_2,table_3)', true);
    bench.run(20);
    expect(skills(bench.only.started)).toEqual([]);
    expect(of(bench, 'step-delayed').at(-1)).toMatchObject({
      cause: { code: 'EXECUTE_CONDITION_UNMET', facts: ['on(cup_2,table_1)'] },
    });
  });
});

test('12: a scene clock that jumps an hour times nothing out', () => {
  const bench = start();
  bench.runUntil(atWork(bench));
  bench.clock.jump(3600);
  bench.run(0.5);
  expect(of(bench, 'command-lost')).toEqual([]);
  expect(bench.runUntil(isDone(bench))).toBe(true);
  expect(skills(bench.only.started)).toHaveLength(2);
});

test('16, 27: a goal that is never answered is given up by our own bound, cancelled, and sent again when nothing runs', () => {
  const bench = start();
  bench.only.neverStarts = true;
  bench.runUntil(() => of(bench, 'command-lost').length > 0);
  expect(bench.clock.sceneSeconds()).toBeLessThan(7);
  bench.only.neverStarts = false;
  expect(bench.runUntil(isDone(bench))).toBe(true);
});

test('20: a full disk ends dispatch before anything is sent, holds the robots, and leaves the stop lane', () => {
  const journal = createMemoryJournal();
  const alarms: string[] = [];
  const bench = start({ journal, onAlarm: ({ code }) => alarms.push(code) });
  bench.runUntil(() => bench.only.speed > 0);
  const sent = bench.only.sends.length;
  journal.append = () => {
    throw new Error('ENOSPC: no space left on device');
  };
  bench.run(10);
  expect(alarms).toEqual(['EXECUTE_JOURNAL_FAILED']);
  expect(bench.host.snapshot().healthy).toBe(false);
  expect(bench.only.held).toBe(true);
  expect(bench.only.sends).toHaveLength(sent);
  const made = bench.host.create(handMade(bench.model, { robo_1: [{ go: 'n2' }] }));
  expect(made.ok ? '' : made.problems[0]?.code).toBe('EXECUTE_JOURNAL_FAILED');
  const holds = bench.only.holds.length;
  bench.host.stop('all', 'Li');
  expect(bench.only.holds.length).toBe(holds + 1);
});

test('25: new plans are asked for within a budget, and the mission then says why it failed', async () => {
  let asked = 0;
  const bench = start({
    replan: async () => {
      asked += 1;
      return { ok: true, value: handMade(bench.model, { robo_1: carry('cup_2', 1, 3) }, { starts: { robo_1: 'n2' } }) };
    },
  });
  for (let turn = 0; turn < 60 && status(bench) !== 'failed'; turn += 1) {
    bench.only.failNext = { outcome: 'failed', code: 'SLIPPED' };
    bench.run(4);
    await Promise.resolve();
  }
  expect(asked).toBeLessThanOrEqual(3);
  expect(['failed', 'blocked']).toContain(status(bench));
});

test('28: nothing that was decided while offline leaves after reconnecting', () => {
  const bench = start();
  bench.only.link(false);
  bench.run(20);
  expect(bench.only.sends).toEqual([]);
  bench.only.link(true);
  bench.run(0.3);
  expect(bench.only.sends.length).toBeLessThanOrEqual(1);
});

test('29: a robot that does not know its own result is found out by what can be seen', () => {
  const bench = start();
  bench.runUntil(atWork(bench));
  bench.only.silentResults = true;
  bench.run(4);
  bench.only.silentResults = false;
  expect(bench.runUntil(isDone(bench), 200)).toBe(true);
  expect(skills(bench.only.started)).toHaveLength(2);
});

test('31: a cancel that is not honoured is not shown as canceled', () => {
  const bench = start();
  bench.only.ignoreCancel = true;
  bench.only.skillSeconds = 60;
  bench.runUntil(atWork(bench));
  bench.host.send({ type: 'cancel-mission', mission: 'm1', mode: 'safe-place', by: 'Li' });
  bench.run(15);
  expect(bench.only.active).toBeDefined();
  expect(status(bench)).not.toBe('canceled');
});

test('32: a stop in a grasp keeps what is held, and what follows needs a person', () => {
  const bench = start();
  bench.runUntil(() => bench.truth.facts.get('held(cup_2,robo_1)') === true);
  bench.run(1);
  bench.host.stop('all', 'Li');
  bench.run(2);
  expect(bench.truth.facts.get('held(cup_2,robo_1)')).toBe(true);
  bench.host.send({ type: 'reset-stop', scope: 'all', by: 'Li', reason: 'clear' });
  bench.run(20);
  expect(status(bench)).toBe('paused');
  bench.host.send({ type: 'resume-mission', mission: 'm1', by: 'Li' });
  expect(bench.runUntil(isDone(bench))).toBe(true);
});
