import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '@muster/domain';
import { createRecorder, createWorld, type Recording, replay } from '@muster/sim-core';
import { afterAll, describe, expect, it } from 'vitest';
import { loadWorld } from '../library/index.ts';
import { readRecording, writeRecording } from './recording-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-recording-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const model = unwrap(loadWorld('warehouse'));

/** A light AMR drives for six seconds. */
const record = (): Recording => {
  const world = createWorld(model, { seed: 5 });
  const recorder = createRecorder(world, { keyframeSeconds: 2 });
  const robot = world.snapshot().robots.find((entry) => entry.id === 'amr_1')!;
  world.apply({
    kind: 'travel',
    robot: 'amr_1',
    id: 'c1',
    waypoints: [{ floor: robot.pose.floor, x: robot.pose.x + 3, y: robot.pose.y, z: robot.pose.z }],
  });
  for (let tick = 0; tick < 120; tick += 1) {
    world.step(1);
    recorder.note();
  }
  return recorder.finish();
};

describe('recorded runs', () => {
  it('come back from their file, and replay to the same hash', () => {
    const recording = record();
    const file = join(folder, 'run.json');
    expect(writeRecording(file, recording).ok).toBe(true);
    const back = unwrap(readRecording(file, model));
    expect(back).toEqual(recording);
    const { world, divergedAt } = replay(model, back);
    expect([divergedAt, world.hash()]).toEqual([undefined, recording.endHash]);
  });

  it.each([
    ['no JSON', '{', /can't be read/],
    ['no recording', '{"version":1}', /\/scene/],
    ['one of another version', JSON.stringify({ ...record(), revision: 'other' }), /another version/],
  ])('are refused with the cause when the file holds %s', (_what, text, says) => {
    const file = join(folder, 'bad.json');
    writeFileSync(file, text);
    const read = readRecording(file, model);
    expect(read.ok ? '' : read.problems[0]!.says.en).toMatch(says);
  });
});
