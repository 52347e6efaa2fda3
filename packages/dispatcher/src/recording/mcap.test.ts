import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { parse } from '@foxglove/rosmsg';
import { MessageReader } from '@foxglove/rosmsg2-serialization';
import { McapIndexedReader } from '@mcap/core';
import type { WorldModel } from '@muster/domain';
import { fork, replay, seek } from '@muster/sim-core';
import { createSimulation } from '@muster/sim-rosbridge/face';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadWorld } from '../library/index.ts';
import { startMcapRecorder } from './mcap-recorder.ts';
import { recordAgain } from './record-again.ts';
import { readRecording } from './recording-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-recording-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const worldOf = (scene: string): WorldModel => {
  const model = loadWorld(scene);
  if (!model.ok) throw new Error(JSON.stringify(model.problems));
  return model.value;
};
const model = worldOf('warehouse');
const robot = model.scene.robots.find((entry) => model.library.robots[entry.kind]?.mobility.mode === 'drive')!;
const start = model.scene.graph.nodes.find((node) => node.id === robot.node)!;
const neighbour = model.scene.graph.edges
  .filter((edge) => edge.from === start.id || edge.to === start.id)
  .map(
    (edge) => model.scene.graph.nodes.find((node) => node.id === (edge.from === start.id ? edge.to : edge.from))!,
  )[0]!;

/** Twelve seconds with a journey, a fault in the link and a command that comes late in its tick. */
const record = async (path: string, dialect: 'ros1' | 'ros2' = 'ros2'): Promise<string> => {
  const simulation = createSimulation({ model, seed: 9, dialect });
  const recorder = await startMcapRecorder({ simulation, path });
  const { world } = simulation;
  simulation.step(3);
  world.apply({ kind: 'fault', fault: { id: 'late', kind: 'late_messages', target: robot.id, seconds: 4 } });
  world.apply({
    kind: 'travel',
    robot: robot.id,
    id: 'go',
    waypoints: [
      { floor: start.floor, x: start.x, y: start.y, z: 0 },
      { floor: neighbour.floor, x: neighbour.x, y: neighbour.y, z: 0 },
    ],
  });
  simulation.step(150);
  world.apply({ kind: 'hold', robot: robot.id });
  simulation.step(87);
  world.apply({ kind: 'release', robot: robot.id });
  const hash = world.hash();
  await recorder.close();
  simulation.close();
  return hash;
};

const open = async (path: string) => {
  const bytes = readFileSync(path);
  return McapIndexedReader.Initialize({
    readable: {
      size: async () => BigInt(bytes.length),
      read: async (offset, length) => bytes.subarray(Number(offset), Number(offset + length)),
    },
    decompressHandlers: { zstd: (data) => zstdDecompressSync(data) },
  });
};

type Message = { readonly topic: string; readonly schema: string; readonly time: bigint; readonly data: Uint8Array };
const messagesOf = async (path: string) => {
  const reader = await open(path);
  const messages: Message[] = [];
  for await (const { channelId, logTime, data } of reader.readMessages()) {
    const channel = reader.channelsById.get(channelId)!;
    messages.push({
      topic: channel.topic,
      schema: reader.schemasById.get(channel.schemaId)!.name,
      time: logTime,
      data,
    });
  }
  const schemas = new Map([...reader.schemasById.values()].map((schema) => [schema.name, schema]));
  const encodings = new Map(
    [...reader.channelsById.values()].map((channel) => [channel.topic, channel.messageEncoding]),
  );
  return { reader, messages, schemas, encodings };
};

type Shape = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly oneOf?: readonly { readonly const: unknown }[];
};
/** Where a value has something that its schema does not, or lacks something that the schema names. */
const misfits = (shape: Shape, value: unknown, at: string): string[] => {
  if (shape.oneOf) return shape.oneOf.some((option) => option.const === value) ? [] : [`${at}: ${value}`];
  if (shape.type === 'array')
    return (value as unknown[]).flatMap((entry, index) => misfits(shape.items ?? {}, entry, `${at}[${index}]`));
  if (shape.type === 'object') {
    const own = Object.keys(value as object);
    const known = Object.keys(shape.properties ?? {});
    return [
      ...own.filter((key) => !known.includes(key)).map((key) => `${at}.${key} is not in the schema`),
      ...known.filter((key) => !own.includes(key)).map((key) => `${at}.${key} is missing`),
      ...own.flatMap((key) =>
        misfits(shape.properties?.[key] ?? {}, (value as Record<string, unknown>)[key], `${at}.${key}`),
      ),
    ];
  }
  const kind = shape.type === 'integer' ? 'number' : shape.type;
  return kind === undefined || typeof value === kind ? [] : [`${at} is no ${shape.type}`];
};

describe('a run recorded as MCAP', () => {
  const path = join(folder, 'run.mcap');
  let hash = '';
  beforeAll(async () => {
    hash = await record(path);
  });

  it('replays to the same hash, faults of the link included', () => {
    const run = readRecording(path);
    if (!run.ok) throw new Error('unreadable');
    expect(run.value.commands.map(({ command }) => command.kind)).toEqual(['fault', 'travel', 'hold', 'release']);
    const result = replay(model, run.value);
    expect(result.divergedAt).toBeUndefined();
    expect(result.world.hash()).toBe(hash);
  });

  it('carries the ROS topics as CDR under schemas that a reader of its own decodes', async () => {
    const { messages, schemas, encodings } = await messagesOf(path);
    const topic = `/${robot.id}/odom`;
    const odometry = messages.filter((message) => message.topic === topic);
    expect(odometry.length).toBeGreaterThan(50);
    expect(encodings.get(topic)).toBe('cdr');
    const schema = schemas.get('nav_msgs/msg/Odometry')!;
    expect(schema.encoding).toBe('ros2msg');
    const reader = new MessageReader(parse(new TextDecoder().decode(schema.data), { ros2: true }));
    const last = reader.readMessage(odometry.at(-1)!.data) as {
      header: { frame_id: string };
      pose: { pose: { position: { x: number; y: number } } };
    };
    expect(last.header.frame_id).toBe('map');
    const { x, y } = last.pose.pose.position;
    expect(Math.hypot(x - start.x, y - start.y)).toBeGreaterThan(0.3);
    for (const [name, { encoding, data }] of schemas)
      if (encoding === 'ros2msg') {
        const decode = new MessageReader(parse(new TextDecoder().decode(data), { ros2: true }));
        for (const message of messages.filter((entry) => entry.schema === name)) decode.readMessage(message.data);
      }
  });

  it('carries the scene and the log in the shapes that viewers know by name', async () => {
    const { messages, schemas } = await messagesOf(path);
    for (const name of ['foxglove.SceneUpdate', 'foxglove.Log']) {
      const schema = schemas.get(name)!;
      expect(schema.encoding).toBe('jsonschema');
      const shape = JSON.parse(new TextDecoder().decode(schema.data)) as Shape;
      const found = messages.filter((message) => message.schema === name);
      expect(found.length).toBeGreaterThan(0);
      for (const { data } of found)
        expect(misfits(shape, JSON.parse(new TextDecoder().decode(data)), name).slice(0, 3)).toEqual([]);
    }
    const drawn = messages.filter((message) => message.topic === '/muster/scene/moving').at(-1)!;
    const update = JSON.parse(new TextDecoder().decode(drawn.data)) as { entities: { id: string }[] };
    expect(update.entities.map(({ id }) => id)).toEqual(
      expect.arrayContaining([...model.scene.robots, ...model.scene.items].map(({ id }) => id)),
    );
    expect(messages.every((message, index) => index === 0 || message.time >= messages[index - 1]!.time)).toBe(true);
  });

  it('forks at any second: the same world, then a life of its own that replays', async () => {
    const run = readRecording(path);
    if (!run.ok) throw new Error('unreadable');
    const { world, recorder } = fork(model, run.value, 80);
    expect(world.hash()).toBe(seek(model, run.value, 80).world.hash());
    world.apply({ kind: 'hold', robot: robot.id });
    world.step(60);
    const child = recorder.finish();
    const out = join(folder, 'fork.mcap');
    expect((await recordAgain(model, child, out, 'ros2')).hash).toBe(world.hash());
    const again = readRecording(out);
    if (!again.ok) throw new Error('unreadable');
    expect(again.value.parent).toEqual({ tick: 80, hash: child.parent?.hash });
    expect(replay(model, again.value).world.hash()).toBe(world.hash());
    expect(seek(model, run.value, 140).world.hash()).not.toBe(world.hash());
  });

  it('is written anew by doing it again, also in the other dialect', async () => {
    const run = readRecording(path);
    if (!run.ok) throw new Error('unreadable');
    const out = join(folder, 'ros1.mcap');
    const written = await recordAgain(model, run.value, out, 'ros1');
    expect([written.hash, written.divergedAt]).toEqual([hash, undefined]);
    const { schemas, encodings } = await messagesOf(out);
    expect(encodings.get(`/${robot.id}/odom`)).toBe('ros1');
    expect(schemas.get('nav_msgs/Odometry')?.encoding).toBe('ros1msg');
  });

  it('is good up to its last state when it was cut off', () => {
    const cut = join(folder, 'cut.mcap');
    writeFileSync(cut, readFileSync(path));
    truncateSync(cut, Math.floor(readFileSync(path).length * 0.6));
    const run = readRecording(cut);
    if (!run.ok) throw new Error(run.problems[0]?.says.en);
    expect(run.value.endTick).toBeGreaterThanOrEqual(0);
    expect(replay(model, run.value).divergedAt).toBeUndefined();
  });

  it.each([
    ['a file that ends behind the first bytes', () => readFileSync(path).subarray(0, 30)],
    [
      'bytes of no meaning behind the right beginning',
      () => {
        const bytes = new Uint8Array(readFileSync(path));
        for (let at = 40; at < bytes.length; at += 7) bytes[at] = (bytes[at]! * 31 + at) % 256;
        return bytes;
      },
    ],
  ])('refuses %s with its place and a remedy', (_, make) => {
    const broken = join(folder, 'broken.mcap');
    writeFileSync(broken, make());
    const run = readRecording(broken);
    expect(run.ok).toBe(false);
    if (!run.ok) expect(run.problems[0]).toMatchObject({ code: 'RECORDING_BAD_FILE', place: broken });
  });

  it('tells at which tick a changed recording leaves the run', async () => {
    const run = readRecording(path);
    if (!run.ok) throw new Error('unreadable');
    const keyframes = run.value.keyframes.map((keyframe, index) =>
      index === 1 ? { ...keyframe, hash: '0000000000000000' } : keyframe,
    );
    const written = await recordAgain(model, { ...run.value, keyframes }, join(folder, 'other.mcap'), 'ros2');
    expect(written.divergedAt).toBe(keyframes[1]!.tick);
  });

  it('is refused over another scene', () => {
    const run = readRecording(path, worldOf('home'));
    expect(run.ok ? '' : run.problems[0]?.says.en).toMatch(/another version/);
  });
});
