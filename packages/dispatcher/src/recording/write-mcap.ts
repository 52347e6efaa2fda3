import { FrameTransforms, Log, PoseInFrame, SceneUpdate } from '@foxglove/schemas/jsonschema.js';
import { type IWritable, McapWriter } from '@mcap/core';
import type { WorldModel } from '@muster/domain';
import { bilingual, fail, ok, type Result } from '@muster/domain';
import { type Recording, type SimEvent, type SimRobot, seek, TICKS_PER_SECOND } from '@muster/sim-core';
import { drawBodies, drawBuilding, MAP_FRAME, quaternionOf, timeOf } from './draw-scene.ts';

/** Pictures of the scene a second; poses and states come as often. */
const RATE = 10;

/** What a robot tells of itself, beyond its pose. */
const ROBOT_STATE = {
  title: 'muster.RobotState',
  description: 'Battery 0..1, what the robot holds and carries, what it does and what stops it.',
  type: 'object',
  properties: {
    timestamp: {
      type: 'object',
      title: 'time',
      properties: { sec: { type: 'integer', minimum: 0 }, nsec: { type: 'integer', minimum: 0, maximum: 999_999_999 } },
    },
    robot: { type: 'string' },
    posture: { type: 'string' },
    led: { type: 'string' },
    battery: { type: 'number' },
    speed: { type: 'number', description: 'metres per second' },
    holding: { type: 'boolean', description: 'a stop request is in force' },
    skill: { type: 'string' },
    progress: { type: 'number' },
    held: { type: 'array', items: { type: 'string' } },
    loaded: { type: 'array', items: { type: 'string' } },
    blocked_by: { type: 'string' },
    faults: { type: 'array', items: { type: 'string' } },
  },
} as const;

const LEVEL = { info: 2, warning: 3, error: 4 } as const;

/** Severity and sentence of what happened; undefined for what the other topics show. */
const logOf = (
  event: SimEvent,
): { readonly level: number; readonly name: string; readonly message: string } | undefined => {
  switch (event.type) {
    case 'accepted':
      return { level: LEVEL.info, name: event.robot, message: `begins ${event.command}` };
    case 'result':
      return {
        level: event.outcome === 'succeeded' ? LEVEL.info : LEVEL.warning,
        name: event.robot,
        message: `${event.command}: ${event.outcome}${event.code ? ` (${event.code}) ${event.message ?? ''}` : ''}`,
      };
    case 'contact':
      return { level: LEVEL.error, name: event.a, message: `touches ${event.b}` };
    case 'near_miss':
      return { level: LEVEL.warning, name: event.a, message: `comes close to ${event.b}` };
    case 'blocked':
      return { level: LEVEL.warning, name: event.robot, message: `is blocked by ${event.by}` };
    case 'dropped':
      return { level: LEVEL.error, name: event.robot, message: `drops ${event.item}` };
    case 'state':
      return { level: LEVEL.info, name: event.entity, message: `${event.state}: ${event.value}` };
    case 'fault':
      return {
        level: LEVEL.warning,
        name: event.target,
        message: `fault ${event.kind} ${event.on ? 'begins' : 'ends'}`,
      };
    case 'holding':
      return { level: LEVEL.warning, name: event.robot, message: event.holding ? 'holds' : 'goes on' };
    case 'battery_empty':
      return { level: LEVEL.error, name: event.robot, message: 'battery empty' };
    case 'rebooted':
      return { level: LEVEL.warning, name: event.robot, message: event.up ? 'is up again' : 'reboots' };
    default:
      return undefined;
  }
};

/**
 * Writes a recorded run as MCAP with the schemas that Foxglove and Lichtblick draw without set-up: `/scene` (foxglove.SceneUpdate), `/tf`
 * (foxglove.FrameTransforms, metres and unit quaternions in `map`), `/log` (foxglove.Log), `/robots/ID/pose` and `/robots/ID/state`. Messages are JSON, times
 * are seconds of the run. The run is replayed to be written, and its hashes are checked on the way.
 *
 * @returns the number of messages, or a problem where the replay leaves the recording
 */
export const writeMcap = async (
  model: WorldModel,
  recording: Recording,
  writable: IWritable,
): Promise<Result<{ readonly messages: number; readonly seconds: number }>> => {
  const writer = new McapWriter({ writable });
  await writer.start({ profile: '', library: 'muster' });
  const encoder = new TextEncoder();
  const channels = new Map<string, number>();
  const schemas = new Map<string, number>();
  let messages = 0;
  const channel = async (topic: string, schema: { readonly title: string }): Promise<number> => {
    const known = channels.get(topic);
    if (known !== undefined) return known;
    let schemaId = schemas.get(schema.title);
    if (schemaId === undefined) {
      schemaId = await writer.registerSchema({
        name: schema.title,
        encoding: 'jsonschema',
        data: encoder.encode(JSON.stringify(schema)),
      });
      schemas.set(schema.title, schemaId);
    }
    const id = await writer.registerChannel({ topic, schemaId, messageEncoding: 'json', metadata: new Map() });
    channels.set(topic, id);
    return id;
  };
  const write = async (topic: string, schema: { readonly title: string }, seconds: number, value: unknown) => {
    const time = BigInt(Math.round(seconds * 1e9));
    const channelId = await channel(topic, schema);
    await writer.addMessage({
      channelId,
      sequence: messages,
      logTime: time,
      publishTime: time,
      data: encoder.encode(JSON.stringify(value)),
    });
    messages += 1;
  };

  const first = recording.keyframes[0]!.tick;
  const every = Math.max(1, Math.round(TICKS_PER_SECOND / RATE));
  const { world } = seek(model, recording, first);
  let heard = world.events(0).at(-1)?.sequence ?? 0;
  await write('/scene', SceneUpdate, world.seconds, { deletions: [], entities: drawBuilding(model, world.seconds) });
  const drawn = new Map<string, string>();
  const picture = async (): Promise<void> => {
    const snapshot = world.snapshot();
    const { seconds } = snapshot;
    const timestamp = timeOf(seconds);
    // Most things stand still most of the time: what has not changed stays drawn.
    const entities = drawBodies(model, snapshot).filter(({ timestamp: _time, ...entity }) => {
      const now = JSON.stringify(entity);
      if (drawn.get(entity.id) === now) return false;
      drawn.set(entity.id, now);
      return true;
    });
    if (entities.length > 0) await write('/scene', SceneUpdate, seconds, { deletions: [], entities });
    await write('/tf', FrameTransforms, seconds, {
      transforms: snapshot.robots.map((robot) => ({
        timestamp,
        parent_frame_id: MAP_FRAME,
        child_frame_id: robot.id,
        translation: { x: robot.pose.x, y: robot.pose.y, z: robot.pose.z },
        rotation: quaternionOf(robot.pose.yaw),
      })),
    });
    for (const robot of snapshot.robots) {
      await write(`/robots/${robot.id}/pose`, PoseInFrame, seconds, {
        timestamp,
        frame_id: MAP_FRAME,
        pose: {
          position: { x: robot.pose.x, y: robot.pose.y, z: robot.pose.z },
          orientation: quaternionOf(robot.pose.yaw),
        },
      });
      await write(`/robots/${robot.id}/state`, ROBOT_STATE, seconds, stateOf(robot, timestamp));
    }
    for (const event of world.events(heard)) {
      heard = event.sequence;
      const entry = logOf(event);
      if (entry)
        await write('/log', Log, event.tick / TICKS_PER_SECOND, {
          timestamp: timeOf(event.tick / TICKS_PER_SECOND),
          ...entry,
          file: '',
          line: 0,
        });
    }
  };
  await picture();
  const hashes = new Map(recording.keyframes.map((keyframe) => [keyframe.tick, keyframe.hash]));
  let next = recording.commands.findIndex((entry) => entry.tick >= first);
  if (next < 0) next = recording.commands.length;
  while (world.tick < recording.endTick) {
    for (; recording.commands[next]?.tick === world.tick; next += 1) world.apply(recording.commands[next]!.command);
    world.step(1);
    const expected = hashes.get(world.tick);
    if (expected !== undefined && expected !== world.hash())
      return fail({
        code: 'RECORDING_DIVERGED',
        place: `tick ${world.tick}`,
        says: bilingual(
          `The replay leaves the recording at ${(world.tick / TICKS_PER_SECOND).toFixed(2)} s.`,
          `重放在 ${(world.tick / TICKS_PER_SECOND).toFixed(2)} 秒处偏离录制。`,
        ),
      });
    if (world.tick % every === 0) await picture();
  }
  if (world.tick % every !== 0) await picture();
  await writer.end();
  return ok({ messages, seconds: world.seconds });
};

const stateOf = (robot: SimRobot, timestamp: { readonly sec: number; readonly nsec: number }) => ({
  timestamp,
  robot: robot.id,
  posture: robot.posture,
  led: robot.led,
  battery: robot.battery,
  speed: Math.hypot(robot.velocity.x, robot.velocity.y, robot.velocity.z),
  holding: robot.holding,
  skill: robot.command?.skill ?? '',
  progress: robot.command?.progress ?? 0,
  held: robot.held,
  loaded: robot.loaded,
  blocked_by: robot.blockedBy ?? '',
  faults: robot.faults,
});
