import { carry, createTestBench, handMade, smallWorld, type TestBench } from '@muster/executor/testing';
import { describe, expect, test } from 'vitest';

const start = (): TestBench => {
  const bench = createTestBench(smallWorld());
  bench.host.create(handMade(bench.model, { robo_1: carry('cup_2', 1, 2) }));
  return bench;
};
const isOver = (bench: TestBench) => () => bench.host.missionSummary('m1')?.status === 'completed';

/** Skill commands that began, by step: more than one for a step is a thing done twice. */
const startsByStep = (bench: TestBench): Record<string, number> => {
  const starts: Record<string, number> = {};
  for (const command of bench.robot('robo_1').started) {
    if (command.kind !== 'skill') continue;
    const step = command.id.split('/')[1] ?? '';
    starts[step] = (starts[step] ?? 0) + 1;
  }
  return starts;
};

const count = (): number => {
  const bench = start();
  const before = bench.writes;
  expect(bench.runUntil(isOver(bench))).toBe(true);
  return bench.writes - before;
};
const boundaries = Array.from({ length: count() }, (_, index) => index + 1);

describe.each(['before', 'after'] as const)('killed %s a write', (when) => {
  test.each(boundaries)('number %i: nothing is lost, nothing is done twice', (write) => {
    const bench = start();
    bench.dieAt(write, when);
    bench.runUntil(isOver(bench), 15);
    const view = bench.records.at(-1)?.sequence;
    bench.restart();
    expect(bench.records.find((record) => record.sequence === (view ?? 0) + 1)?.type).toBe('host-started');
    expect(bench.runUntil(isOver(bench), 120)).toBe(true);
    expect(bench.truth.facts.get('on(cup_2,table_2)')).toBe(true);
    expect(startsByStep(bench)).toEqual({ 'pick-cup_2': 1, 'place-cup_2': 1 });
  });
});

test('after a restart nothing is sent before the robot is found', () => {
  const bench = start();
  bench.runUntil(() => bench.robot('robo_1').active?.kind === 'skill');
  const sent = bench.robot('robo_1').sends.length;
  bench.robot('robo_1').link(false);
  bench.restart();
  bench.run(8);
  expect(bench.robot('robo_1').sends).toHaveLength(sent);
  bench.robot('robo_1').link(true);
  expect(bench.runUntil(isOver(bench))).toBe(true);
  expect(startsByStep(bench)).toEqual({ 'pick-cup_2': 1, 'place-cup_2': 1 });
});

test('what nobody can see afterwards is asked of a person, and not tried again', () => {
  const bench = start();
  bench.robot('robo_1').repeatsEvery = 0;
  bench.runUntil(() => bench.robot('robo_1').active?.kind === 'skill');
  bench.kill();
  bench.run(20);
  bench.restart();
  expect(bench.runUntil(() => bench.host.missionSummary('m1')?.status === 'blocked')).toBe(true);
  bench.run(60);
  expect(startsByStep(bench)).toEqual({ 'pick-cup_2': 1 });
  const blocked = bench.records.findLast((record) => record.type === 'mission-blocked');
  expect(blocked).toMatchObject({ cause: { code: 'EXECUTE_DOUBT_NEEDS_PERSON' } });
  bench.host.send({ type: 'complete-step', mission: 'm1', step: 'pick-cup_2', by: 'Ana' });
  expect(bench.runUntil(isOver(bench))).toBe(true);
});

test('a robot that drove on while nobody watched is adopted, not sent again', () => {
  const bench = start();
  bench.runUntil(() => bench.robot('robo_1').speed > 0);
  bench.restart();
  expect(bench.runUntil(isOver(bench))).toBe(true);
  expect(bench.types()).toContain('command-adopted');
  expect(bench.robot('robo_1').sends.filter((command) => command.kind === 'travel')).toHaveLength(2);
});

test('every lease is taken anew with a higher epoch, and commands carry it', () => {
  const bench = start();
  bench.run(1);
  bench.restart();
  bench.restart();
  expect(bench.host.snapshot().robots[0]?.epoch).toBe(3);
  bench.runUntil(isOver(bench));
  expect(bench.robot('robo_1').sends.at(-1)).toMatchObject({ epoch: 3, id: 'm1/place-cup_2/1/3' });
});

test('the state after a replay is the state before the kill', () => {
  const bench = start();
  bench.runUntil(() => bench.robot('robo_1').active?.kind === 'skill');
  const before = bench.host.stateView() as { sequence: number; missions: unknown };
  const kept = [...bench.journal.read()];
  const again = createTestBench(bench.model, {
    journal: { read: () => kept, append: () => undefined, close: () => undefined },
  });
  const after = again.host.stateView() as { missions: unknown };
  // The new process adds that it started and that what was open is in doubt; missions up to there are the same.
  expect(kept.at(-1)?.sequence).toBe(before.sequence);
  expect(JSON.stringify(after.missions)).toContain('"pick-cup_2"');
});
