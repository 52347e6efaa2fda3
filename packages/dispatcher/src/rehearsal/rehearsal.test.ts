import { groundScene, unwrap, type VerifiedSchedule } from '@muster/domain';
import { createBuiltInPlanner } from '@muster/planner';
import { replay } from '@muster/sim-core';
import { expect, test } from 'vitest';
import { rehearsalSchema } from '../api/rehearsal.ts';
import { loadWorld } from '../library/index.ts';
import { prepare } from '../pipeline/prepare.ts';
import { playFuture, proveScript, type Script } from './play-future.ts';
import { openStage } from './rehearse.ts';
import { sceneAsBelieved } from './scene-as-believed.ts';
import { sceneClock } from './tell-rehearsal.ts';

const model = unwrap(loadWorld('warehouse'));
const { rules } = model.scene;
const ready = async (utterance: string): Promise<VerifiedSchedule> => {
  const situation = { model, state: model.initial, rules, commitments: [] };
  const prepared = await prepare(createBuiltInPlanner(), { utterance, conversation: [] }, situation);
  return prepared.ready!;
};
const scriptOf = (verified: VerifiedSchedule): Script => ({ plan: verified.plan, schedule: verified.schedule, rules });
const task = await ready('Bring the red tote to packing station 1');

test('a future without trouble finishes, by the simulator’s own end state', async () => {
  const { future } = await playFuture(model, task, rules, 1, { faults: [] });
  expect(future).toMatchObject({ outcome: 'finished', faults: [], contacts: 0 });
});

test('the same seed is the same future, and its recording replays to the same bits', async () => {
  const once = await playFuture(model, task, rules, 5, { record: true });
  const again = await playFuture(model, task, rules, 5);
  expect(again.future).toEqual(once.future);
  const replayed = replay(model, once.recording!);
  expect(replayed.divergedAt).toBeUndefined();
  expect(replayed.world.hash()).toBe(once.future.hash);
});

test('what is lost for good is told with its place and cause', async () => {
  const faults = [{ id: 'gone', kind: 'object_missing', target: 'red_tote', at: 0 }];
  const { future } = await playFuture(model, task, rules, 1, { faults });
  expect(future.outcome).not.toBe('finished');
  expect(future.place?.says.en).toMatch(/shelf/i);
  expect(future.cause?.says.zh).toBeTruthy();
});

test('a rehearsal over workers tells every seed, counts and place in both languages', {
  timeout: 120_000,
}, async () => {
  const stage = openStage(model.library, 2);
  try {
    const rehearsal = unwrap(await stage.rehearse(model, scriptOf(task), { seeds: 8, first: 3 }));
    expect(rehearsalSchema.parse(rehearsal)).toEqual(rehearsal);
    expect(rehearsal.futures.map(({ seed }) => seed)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    expect(rehearsal.finished + rehearsal.failures.reduce((sum, { count }) => sum + count, 0)).toBe(8);
    expect(rehearsal.says.en).toContain(`${rehearsal.finished} of 8 finish`);
    expect(rehearsal.says.zh).toContain('8 次推演');
    const alone = await playFuture(model, task, rules, 5);
    expect(rehearsal.futures[2]).toEqual(alone.future);
  } finally {
    stage.close();
  }
});

test('a schedule that does not hold is not rehearsed', async () => {
  const { plan, schedule } = task;
  const forged = { plan, schedule: { ...schedule, lanes: {} }, rules };
  expect(proveScript(model, forged).ok).toBe(false);
});

test('a rehearsal begins with what is believed, not with the scene file', () => {
  const facts = { ...model.initial.facts };
  delete facts['on(red_tote,shelf_a2)'];
  facts['on(red_tote,shelf_b1)'] = { value: true, source: 'sensed', at: 9 };
  const poses = { ...model.initial.poses };
  const [node] = model.scene.graph.nodes.filter(({ floor }) => floor === poses.amr_1!.floor).slice(-1);
  poses.amr_1 = { ...poses.amr_1!, x: node!.x + 0.2, y: node!.y, z: node!.z ?? 0 };
  const scene = sceneAsBelieved(model, { ...model.initial, facts, poses });
  const believed = unwrap(groundScene(scene, model.library));
  expect(believed.initial.facts['on(red_tote,shelf_b1)']?.value).toBe(true);
  expect(believed.initial.facts['on(red_tote,shelf_a2)']).toBeUndefined();
  expect(scene.robots.find(({ id }) => id === 'amr_1')?.node).toBe(node!.id);
});

test('the clock of a rehearsal is the scene’s own, a begun minute counted as over', () => {
  const at = (startsAt: string) => ({ ...model, scene: { ...model.scene, startsAt, timeZone: 'Asia/Shanghai' } });
  expect(sceneClock(at('2026-03-02T14:00:00+08:00'), 61, true)).toBe('14:02');
  expect(sceneClock(at('2026-03-02T14:00:00+08:00'), 60, true)).toBe('14:01');
  expect(sceneClock(at('2026-03-02T14:00:00+08:00'), 90)).toBe('14:01');
});
