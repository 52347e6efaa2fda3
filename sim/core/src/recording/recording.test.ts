import { describe, expect, it } from 'vitest';
import { yard } from '../testing/scenes.ts';
import { createErrands } from '../testing/traffic.ts';
import { createWorld } from '../world.ts';
import { createRecorder, fork, type Recording, replay, seek } from './recording.ts';

const model = yard(12);

const record = (ticks: number): { recording: Recording; hashes: Map<number, string> } => {
  const world = createWorld(model, { seed: 5 });
  const errands = createErrands(world, 5);
  const recorder = createRecorder(world, { keyframeSeconds: 2 });
  const hashes = new Map<number, string>();
  for (let tick = 0; tick < ticks; tick += 1) {
    if (tick % 10 === 0) errands();
    world.step(1);
    recorder.note();
    hashes.set(world.tick, world.hash());
  }
  return { recording: recorder.finish(), hashes };
};

describe('a recording', () => {
  const { recording, hashes } = record(230);

  it('replays to the same hash, also after a round trip through text', () => {
    const again = JSON.parse(JSON.stringify(recording)) as Recording;
    const result = replay(model, again);
    expect(result.divergedAt).toBeUndefined();
    expect(result.world.hash()).toBe(recording.endHash);
  });

  it('seeks to any tick by way of the keyframe before it', () => {
    for (const tick of [1, 39, 40, 41, 117, 230])
      expect(seek(model, recording, tick).world.hash()).toBe(hashes.get(tick));
  });

  it('knows on which side of a keyframe a command of the same tick was', () => {
    const world = createWorld(model, { seed: 5 });
    const recorder = createRecorder(world, { keyframeSeconds: 1 });
    for (let tick = 1; tick <= 70; tick += 1) {
      world.step(1);
      if (tick === 20) world.apply({ kind: 'hold', robot: 'r0001' });
      recorder.note();
      if (tick === 40) world.apply({ kind: 'release', robot: 'r0001' });
    }
    const made = recorder.finish();
    expect(made.keyframes.map((keyframe) => keyframe.commands)).toEqual([0, 1, 1, 2]);
    expect(replay(model, made).divergedAt).toBeUndefined();
    expect(seek(model, made, 70).world.hash()).toBe(made.endHash);
  });

  it('tells at which keyframe a changed run diverges', () => {
    const late = recording.commands.findIndex((entry) => entry.tick >= 41);
    const commands = recording.commands.filter((_, index) => index !== late);
    const after = recording.commands[late]!.tick;
    const divergedAt = replay(model, { ...recording, commands }).divergedAt;
    expect(divergedAt).toBe(recording.keyframes.find((keyframe) => keyframe.tick > after)!.tick);
  });

  it('forks at a tick: the same world, then a life of its own', () => {
    const branch = fork(model, recording, 100);
    expect(branch.world.hash()).toBe(hashes.get(100));
    branch.world.apply({ kind: 'hold', robot: 'r0000' });
    branch.world.step(30);
    branch.recorder.note();
    const child = branch.recorder.finish();
    expect(child.parent).toEqual({ tick: 100, hash: hashes.get(100) });
    expect(child.endHash).not.toBe(hashes.get(130));
    expect(replay(model, child).world.hash()).toBe(child.endHash);
  });
});
