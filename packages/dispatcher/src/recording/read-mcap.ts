import { zstdDecompressSync } from 'node:zlib';
import { McapStreamReader } from '@mcap/core';
import { bilingual, fail, faultSchema, ok, type Problem, type Result } from '@muster/domain';
import type { Keyframe, LoggedCommand, Recording } from '@muster/sim-core';
import { z } from 'zod';
import { loggedCommandSchema } from './command-schema.ts';
import { COMMAND_TOPIC, KEYFRAME_TOPIC, RUN_METADATA } from './mcap-recorder.ts';

const tick = z.int().min(0);
const numbers = z.array(z.number());
const keyframeSchema = z.strictObject({
  tick,
  hash: z.string().regex(/^[0-9a-f]{16}$/),
  commands: z.int().min(0),
  state: z.strictObject({
    version: z.literal(1),
    scene: z.string(),
    revision: z.string(),
    seed: z.int().min(0),
    tick,
    floats: numbers,
    integers: numbers,
    arms: numbers,
    tables: z.record(z.string(), z.json()),
  }),
});
const parentSchema = z.strictObject({ tick, hash: z.string() });
const metadataSchema = z.object({
  version: z.literal('1'),
  sceneId: z.string().min(1),
  revision: z.string(),
  seed: z.string().regex(/^\d+$/),
  faults: z.string(),
  parent: z.string().optional(),
});

const damaged = (path: string, why: string): Problem => ({
  code: 'RECORDING_BAD_FILE',
  place: path,
  says: bilingual(`This is no recorded run: ${why}`, `这不是可用的运行记录：${why}`),
  remedy: bilingual(
    'Record one with: run "…" --record FILE.mcap, or sim --record FILE.mcap',
    '请用 run "…" --record FILE.mcap 或 sim --record FILE.mcap 录制',
  ),
});

/**
 * Reads a run back from the bytes of an MCAP file that `--record` has made; one that was cut off is read as far as it goes.
 *
 * @param path for messages
 */
export const readMcapRecording = (path: string, bytes: Uint8Array): Result<Recording> => {
  const found: Found = { commands: [], keyframes: [] };
  try {
    collect(bytes, found);
  } catch (error) {
    // What stands before a damaged end is still good, as long as there is a state to begin from.
    if (found.keyframes.length === 0) return fail(damaged(path, firstLine(error)));
  }
  return assemble(path, found);
};

/** First bytes of every MCAP file. */
export const isMcap = (bytes: Uint8Array): boolean =>
  [0x89, 0x4d, 0x43, 0x41, 0x50].every((byte, index) => bytes[index] === byte);

type Found = {
  metadata?: unknown;
  commands: LoggedCommand[];
  keyframes: Keyframe[];
};

const collect = (bytes: Uint8Array, found: Found): void => {
  const reader = new McapStreamReader({
    decompressHandlers: { zstd: (data) => zstdDecompressSync(data) },
  });
  reader.append(bytes);
  const topics = new Map<number, string>();
  const text = new TextDecoder();
  for (let record = reader.nextRecord(); record; record = reader.nextRecord()) {
    if (record.type === 'Metadata' && record.name === RUN_METADATA)
      found.metadata = Object.fromEntries(record.metadata);
    else if (record.type === 'Channel') topics.set(record.id, record.topic);
    else if (record.type === 'Message') {
      const topic = topics.get(record.channelId);
      if (topic === COMMAND_TOPIC)
        found.commands.push(loggedCommandSchema.parse(JSON.parse(text.decode(record.data))) as LoggedCommand);
      else if (topic === KEYFRAME_TOPIC)
        found.keyframes.push(keyframeSchema.parse(JSON.parse(text.decode(record.data))) as unknown as Keyframe);
    }
  }
};

const assemble = (path: string, found: Found): Result<Recording> => {
  const metadata = metadataSchema.safeParse(found.metadata);
  if (!metadata.success) return fail(damaged(path, `metadata "${RUN_METADATA}" is missing or of another version`));
  const last = found.keyframes.at(-1);
  if (!last) return fail(damaged(path, 'it holds no state to begin from'));
  try {
    const { sceneId, revision, seed, faults, parent } = metadata.data;
    const recording: Recording = {
      version: 1,
      scene: sceneId,
      revision,
      seed: Number(seed),
      faults: z.array(faultSchema).parse(JSON.parse(faults)),
      // Without its end a file holds commands that no state vouches for: the run ends at the last one that does.
      commands: found.commands.slice(0, last.commands),
      keyframes: found.keyframes,
      endTick: last.tick,
      endHash: last.hash,
      ...(parent === undefined ? {} : { parent: parentSchema.parse(JSON.parse(parent)) }),
    };
    if (recording.commands.length < last.commands) return fail(damaged(path, 'commands are missing'));
    return ok(recording);
  } catch (error) {
    return fail(damaged(path, firstLine(error)));
  }
};

const firstLine = (error: unknown): string =>
  error instanceof z.ZodError
    ? `${error.issues[0]?.path.join('.') ?? ''}: ${error.issues[0]?.message ?? ''}`
    : (String((error as Error).message).split('\n')[0] ?? '').slice(0, 200);
