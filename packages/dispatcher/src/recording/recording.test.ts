import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type IReadable, McapIndexedReader, TempBuffer } from '@mcap/core';
import { unwrap } from '@muster/domain';
import { createRecorder, createWorld, type Recording, replay } from '@muster/sim-core';
import { afterAll, describe, expect, it } from 'vitest';
import { loadWorld } from '../library/index.ts';
import { readRecording, writeRecording } from './recording-file.ts';
import { writeMcap } from './write-mcap.ts';

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

  it('become MCAP with the schemas that viewers draw, in the order of time', async () => {
    const buffer = new TempBuffer();
    const written = unwrap(await writeMcap(model, record(), buffer));
    const reader = await McapIndexedReader.Initialize({ readable: buffer as IReadable });
    const topics = new Map([...reader.channelsById.values()].map((channel) => [channel.topic, channel]));
    const schemaOf = (topic: string): string | undefined =>
      reader.schemasById.get(topics.get(topic)?.schemaId ?? -1)?.name;
    expect(schemaOf('/scene')).toBe('foxglove.SceneUpdate');
    expect(schemaOf('/tf')).toBe('foxglove.FrameTransforms');
    expect(schemaOf('/log')).toBe('foxglove.Log');
    expect(schemaOf('/robots/amr_1/pose')).toBe('foxglove.PoseInFrame');
    const seen: { topic: string; time: bigint; value: Record<string, unknown> }[] = [];
    for await (const message of reader.readMessages()) {
      const { topic } = reader.channelsById.get(message.channelId)!;
      seen.push({ topic, time: message.logTime, value: JSON.parse(new TextDecoder().decode(message.data)) });
    }
    expect(seen).toHaveLength(written.messages);
    expect(seen.every((entry, at) => at === 0 || entry.time >= seen[at - 1]!.time)).toBe(true);
    const along = seen
      .filter((entry) => entry.topic === '/robots/amr_1/pose')
      .map((entry) => (entry.value.pose as { position: { x: number } }).position.x);
    expect(along.at(-1)! - along[0]!).toBeGreaterThan(2.5);
  });

  it('are not written as MCAP where the replay leaves them', async () => {
    const recording = record();
    const [first, second, ...others] = recording.keyframes;
    const changed = { ...recording, keyframes: [first!, { ...second!, hash: 'elsewhere' }, ...others] };
    const written = await writeMcap(model, changed, new TempBuffer());
    expect(written.ok ? '' : written.problems[0]!.code).toBe('RECORDING_DIVERGED');
  });
});
