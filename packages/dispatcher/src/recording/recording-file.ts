import { readFileSync, writeFileSync } from 'node:fs';
import { bilingual, fail, faultSchema, ok, type Result, type WorldModel } from '@muster/domain';
import type { Recording } from '@muster/sim-core';
import { z } from 'zod';
import { isMcap, readMcapRecording } from './read-mcap.ts';

const tick = z.int().nonnegative();
const hash = z.string().min(1).max(64);

/**
 * What of a recording is looked at before it is replayed. States and commands are the simulator's own and are checked by replaying: a keyframe whose hash
 * is not met ends the replay.
 */
const recordingSchema = z.object({
  version: z.literal(1),
  scene: z.string(),
  revision: z.string(),
  seed: z.int(),
  faults: z.array(faultSchema),
  commands: z.array(z.object({ tick, command: z.object({ kind: z.string() }).loose() }).loose()),
  keyframes: z.array(z.object({ tick, hash, commands: z.int().min(0), state: z.object({}).loose() })).min(1),
  endTick: tick,
  endHash: hash,
  parent: z.object({ tick, hash }).optional(),
});

/** Longest file that is read, bytes. */
const MAX_BYTES = 512 * 1024 * 1024;

/**
 * Reads a recorded run.
 *
 * @returns problems with place and remedy for a file that is none, or is of another version of the scene
 */
export const readRecording = (file: string, model?: WorldModel): Result<Recording> => {
  const bad = (en: string, zh: string, remedy?: { en: string; zh: string }): Result<never> =>
    fail({ code: 'RECORDING_BAD_FILE', place: file, says: bilingual(en, zh), ...(remedy ? { remedy } : {}) });
  const ofModel = (recording: Recording): Result<Recording> =>
    model && model.revision !== recording.revision
      ? bad(
          `It was recorded over another version of scene ${recording.scene}.`,
          `它是在场景 ${recording.scene} 的另一个版本上录制的。`,
          bilingual('Replay it with the scene and library of that time.', '请使用当时的场景和库重放。'),
        )
      : ok(recording);
  let value: unknown;
  try {
    const bytes = readFileSync(file);
    if (bytes.length > MAX_BYTES) return bad('The file is too large for a recording.', '文件太大，不是录制文件。');
    if (isMcap(bytes)) {
      const read = readMcapRecording(file, bytes);
      return read.ok && model ? ofModel(read.value) : read;
    }
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    return bad(`It can't be read: ${(error as Error).message}.`, `无法读取：${(error as Error).message}。`);
  }
  const parsed = recordingSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    return bad(
      `This is no recording: /${issue.path.map(String).join('/')}: ${issue.message}.`,
      `这不是录制文件：/${issue.path.map(String).join('/')}：${issue.message}。`,
      bilingual('Make one with run … --record FILE.', '可用 run … --record 文件 录制。'),
    );
  }
  return ofModel(parsed.data as unknown as Recording);
};

/** Keeps a recorded run as one JSON file. */
export const writeRecording = (file: string, recording: Recording): Result<void> => {
  try {
    writeFileSync(file, JSON.stringify(recording));
    return ok(undefined);
  } catch (error) {
    return fail({
      code: 'RECORDING_NOT_WRITTEN',
      place: file,
      says: bilingual(`It can't be written: ${(error as Error).message}.`, `无法写入：${(error as Error).message}。`),
    });
  }
};
