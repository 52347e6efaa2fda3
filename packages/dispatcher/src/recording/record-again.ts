import type { WorldModel } from '@muster/domain';
import type { Recording } from '@muster/sim-core';
import { createSimulation } from '@muster/sim-rosbridge/face';
import { startMcapRecorder } from './mcap-recorder.ts';

/**
 * Does a recorded run again and writes it as an MCAP file: same commands, same hash, every message made on the way.
 *
 * @returns what was written, and the tick at which the replay left the recording, when it did
 * @throws what the file system throws
 */
export const recordAgain = async (
  model: WorldModel,
  recording: Recording,
  path: string,
  dialect: 'ros1' | 'ros2',
): Promise<{
  readonly messages: number;
  readonly seconds: number;
  readonly hash: string;
  readonly divergedAt?: number;
}> => {
  const simulation = createSimulation({ model, seed: recording.seed, faults: recording.faults, dialect });
  const { world } = simulation;
  world.restore(recording.keyframes[0]!.state);
  const recorder = await startMcapRecorder({
    simulation,
    path,
    faults: recording.faults,
    ...(recording.parent ? { parent: recording.parent } : {}),
  });
  const { commands } = recording;
  const keyframes = new Map(recording.keyframes.map((keyframe) => [keyframe.tick, keyframe]));
  let next = recording.keyframes[0]!.commands;
  let divergedAt: number | undefined;
  const doNext = (): void => {
    world.apply(commands[next]!.command);
    next += 1;
  };
  while (world.tick < recording.endTick) {
    while (commands[next]?.tick === world.tick) doNext();
    simulation.step(1);
    const expected = keyframes.get(world.tick);
    while (expected && next < expected.commands) doNext();
    if (expected && divergedAt === undefined && expected.hash !== world.hash()) divergedAt = world.tick;
  }
  while (next < commands.length) doNext();
  const messages = await recorder.close();
  simulation.close();
  const hash = world.hash();
  if (divergedAt === undefined && hash !== recording.endHash) divergedAt = recording.endTick;
  return { messages, seconds: world.seconds, hash, ...(divergedAt === undefined ? {} : { divergedAt }) };
};
