import { type Fault, InvariantError, type WorldModel } from '@muster/domain';
import { TICKS_PER_SECOND } from '../fixed.ts';
import { createWorld, type LoggedCommand, type SavedWorld, type World } from '../world.ts';

export type Keyframe = {
  readonly tick: number;
  readonly hash: string;
  /** How many of the recording's commands the state contains: one may come late in a tick, before or after its keyframe. */
  readonly commands: number;
  readonly state: SavedWorld;
};

/** The world as it is now. @param first how many entries of the world's log came before the recording */
export const keyframeOf = (world: World, first: number): Keyframe => ({
  tick: world.tick,
  hash: world.hash(),
  commands: world.log().length - first,
  state: world.save(),
});

/** A run as a file: what was done and when, with whole states in between to jump to. */
export type Recording = {
  readonly version: 1;
  readonly scene: string;
  /** Hash of scene and library: a recording replays only over the same. */
  readonly revision: string;
  readonly seed: number;
  readonly faults: readonly Fault[];
  readonly commands: readonly LoggedCommand[];
  /** Ascending; the first is where the recording begins. */
  readonly keyframes: readonly Keyframe[];
  readonly endTick: number;
  readonly endHash: string;
  /** Where it branched off another recording. */
  readonly parent?: { readonly tick: number; readonly hash: string };
};

export interface Recorder {
  /** To be called after stepping: keeps a keyframe when one is due. */
  note(): void;
  finish(): Recording;
}

export type RecorderOptions = {
  /** Default 5. */
  readonly keyframeSeconds?: number;
  /** Faults given to `createWorld` beyond the scene's. */
  readonly faults?: readonly Fault[];
  readonly parent?: Recording['parent'];
};

/** Records a world from now on. Commands come from the world's own log, so that nothing can slip past. */
export const createRecorder = (world: World, options: RecorderOptions = {}): Recorder => {
  const every = Math.max(1, Math.round((options.keyframeSeconds ?? 5) * TICKS_PER_SECOND));
  const skipped = world.log().length;
  const keyframes: Keyframe[] = [];
  const keep = (): void => {
    keyframes.push(keyframeOf(world, skipped));
  };
  keep();
  return {
    note: () => {
      if (world.tick - keyframes[keyframes.length - 1]!.tick >= every) keep();
    },
    finish: () => ({
      version: 1,
      scene: world.model.scene.id,
      revision: world.model.revision,
      seed: world.seed,
      faults: options.faults ?? [],
      commands: world.log().slice(skipped),
      keyframes,
      endTick: world.tick,
      endHash: world.hash(),
      ...(options.parent ? { parent: options.parent } : {}),
    }),
  };
};

export type Replay = {
  readonly world: World;
  /** First keyframe whose hash is not the recorded one: the replay is another run from there on. */
  readonly divergedAt?: number;
};

/**
 * Steps from a keyframe to a tick, doing what was recorded. Commands of that very tick are left for the next step, but for those that a keyframe
 * of the tick contains.
 */
const runTo = (world: World, recording: Recording, from: Keyframe, tick: number): number | undefined => {
  let next = from.commands;
  const keyframes = new Map(recording.keyframes.map((keyframe) => [keyframe.tick, keyframe]));
  const doNext = (): void => {
    world.apply(recording.commands[next]!.command);
    next += 1;
  };
  while (world.tick < tick) {
    while (recording.commands[next]?.tick === world.tick) doNext();
    world.step(1);
    const expected = keyframes.get(world.tick);
    if (!expected) continue;
    while (next < expected.commands && recording.commands[next]?.tick === world.tick) doNext();
    if (expected.hash !== world.hash()) return world.tick;
  }
  if (tick === recording.endTick) while (next < recording.commands.length) doNext();
  return undefined;
};

const worldOf = (model: WorldModel, recording: Recording): World => {
  if (model.revision !== recording.revision)
    throw new InvariantError(`the recording is of another version of scene ${recording.scene}`);
  return createWorld(model, { seed: recording.seed, faults: recording.faults });
};

/** Does a recorded run again from its beginning, checking every keyframe on the way. */
export const replay = (model: WorldModel, recording: Recording): Replay => {
  const world = worldOf(model, recording);
  const first = recording.keyframes[0]!;
  world.restore(first.state);
  const divergedAt = runTo(world, recording, first, recording.endTick);
  if (divergedAt !== undefined) return { world, divergedAt };
  return world.hash() === recording.endHash ? { world } : { world, divergedAt: recording.endTick };
};

/** The world at any tick of a recording: from the keyframe before it. */
export const seek = (model: WorldModel, recording: Recording, tick: number): Replay => {
  const world = worldOf(model, recording);
  const from = recording.keyframes.findLast((keyframe) => keyframe.tick <= tick) ?? recording.keyframes[0]!;
  world.restore(from.state);
  const divergedAt = runTo(world, recording, from, Math.min(tick, recording.endTick));
  return { world, ...(divergedAt === undefined ? {} : { divergedAt }) };
};

/** A new run that begins at a tick of a recorded one: streams that nothing disturbs keep their luck. */
export const fork = (
  model: WorldModel,
  recording: Recording,
  tick: number,
): { readonly world: World; readonly recorder: Recorder } => {
  const { world } = seek(model, recording, tick);
  const parent = { tick: world.tick, hash: world.hash() };
  const recorder = createRecorder(world, { faults: recording.faults, parent });
  return { world, recorder };
};
