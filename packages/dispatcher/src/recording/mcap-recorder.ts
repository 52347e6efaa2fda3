import { closeSync, openSync, writeSync } from 'node:fs';
import { zstdCompressSync } from 'node:zlib';
import { McapWriter } from '@mcap/core';
import type { Fault } from '@muster/domain';
import { keyframeOf, type SimEvent, TICKS_PER_SECOND } from '@muster/sim-core';
import { fullText, serialiseMessage } from '@muster/sim-rosbridge';
import type { Simulation } from '@muster/sim-rosbridge/face';
import { drawMoving, drawStatic, floorFrames, LOG_LEVEL, logMessage } from './scene-drawing.ts';
import { JSON_SCHEMAS, type SchemaName } from './schemas.ts';

/** Name of the MCAP metadata record that says what the run is of. */
export const RUN_METADATA = 'muster.run';
export const COMMAND_TOPIC = '/muster/commands';
export const KEYFRAME_TOPIC = '/muster/keyframes';

const KEYFRAME_TICKS = 5 * TICKS_PER_SECOND;
/** The picture is renewed five times a simulated second. */
const DRAW_TICKS = 4;
const SILENT_TOPICS: ReadonlySet<string> = new Set(['/clock', '/rosout']);

export type McapRecorderOptions = {
  readonly simulation: Simulation;
  readonly path: string;
  /** Faults given beyond the scene's own. */
  readonly faults?: readonly Fault[];
  readonly parent?: { readonly tick: number; readonly hash: string };
};

export interface McapRecorder {
  /** Ends the file: last commands, last state, index. A file that was never ended can be read as far as it goes. @returns messages */
  close(): Promise<number>;
}

/**
 * Records a simulation as an MCAP file while it runs: every ROS topic that has a publisher, in its own serialisation (`cdr` with `ros2msg`, or `ros1`
 * with `ros1msg`), the scene as Foxglove draws it, events as log, and the commands and states from which the run can be done again. Log times
 * are simulated nanoseconds since tick 0, as the stamps in the messages are.
 *
 * @throws what `openSync` throws when the file cannot be made
 */
export const startMcapRecorder = async (options: McapRecorderOptions): Promise<McapRecorder> => {
  const { simulation } = options;
  const { world, graph } = simulation;
  const { model } = world;
  const file = openSync(options.path, 'w');
  let position = 0n;
  const writer = new McapWriter({
    writable: {
      write: async (bytes) => {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
        position += BigInt(bytes.length);
      },
      position: () => position,
    },
    compressChunk: (data) => ({ compression: 'zstd', compressedData: zstdCompressSync(data) }),
  });
  // The writer takes one call at a time; what goes wrong is told when the file is closed.
  let last: Promise<unknown> = Promise.resolve();
  const then = <T>(action: () => Promise<T>): Promise<T> => {
    const next = last.then(action);
    last = next;
    next.catch(() => undefined);
    return next;
  };
  const channels = new Map<string, Promise<number>>();
  const sequences = new Map<string, number>();
  const write = (
    topic: string,
    schema: { readonly name: string; readonly encoding: string; readonly text: () => string },
    messageEncoding: string,
    data: Uint8Array,
  ): void => {
    let channel = channels.get(topic);
    if (!channel) {
      channel = then(async () => {
        const schemaId = await writer.registerSchema({
          name: schema.name,
          encoding: schema.encoding,
          data: new TextEncoder().encode(schema.text()),
        });
        return writer.registerChannel({ topic, schemaId, messageEncoding, metadata: new Map() });
      });
      channels.set(topic, channel);
    }
    const sequence = (sequences.get(topic) ?? 0) + 1;
    sequences.set(topic, sequence);
    const time = nanoseconds(world.tick);
    const id = channel;
    void then(async () => writer.addMessage({ channelId: await id, sequence, logTime: time, publishTime: time, data }));
  };
  const json = (topic: string, name: SchemaName, value: object): void =>
    write(
      topic,
      { name, encoding: 'jsonschema', text: () => JSON.stringify(JSON_SCHEMAS[name]) },
      'json',
      new TextEncoder().encode(JSON.stringify(value)),
    );

  const first = world.log().length;
  let written = first;
  let lastKeyframe = -1;
  let lastDrawn = -DRAW_TICKS;
  let seen = world.events().at(-1)?.sequence ?? 0;
  let drawn: ReadonlySet<string> = new Set();
  const subscriptions = new Map<string, { close(): void }>();

  const listenTo = (): void => {
    for (const { name, type, publishers } of graph.topics.list()) {
      if (publishers.length === 0 || subscriptions.has(name) || SILENT_TOPICS.has(name)) continue;
      const encoding = graph.dialect === 'ros2' ? 'cdr' : 'ros1';
      const codec = graph.types.message(type);
      const schema = {
        name: type,
        encoding: graph.dialect === 'ros2' ? 'ros2msg' : 'ros1msg',
        text: () => fullText(codec.definition, graph.types),
      };
      subscriptions.set(
        name,
        graph.topics.subscribe(
          name,
          type,
          ({ message }) => write(name, schema, encoding, serialiseMessage(codec, message, graph.dialect)),
          { node: '/recorder' },
        ),
      );
    }
  };
  const keepCommands = (): void => {
    const log = world.log();
    for (; written < log.length; written += 1) json(COMMAND_TOPIC, 'muster.Command', log[written]!);
  };
  const keepKeyframe = (): void => {
    lastKeyframe = world.tick;
    json(KEYFRAME_TOPIC, 'muster.Keyframe', keyframeOf(world, first));
  };
  const draw = (): void => {
    lastDrawn = world.tick;
    const update = drawMoving(model, world.snapshot(), drawn);
    drawn = new Set(update.entities.map(({ id }) => id));
    json('/muster/scene/moving', 'foxglove.SceneUpdate', update);
  };
  const note = (): void => {
    keepCommands();
    for (const event of world.events(seen)) {
      seen = event.sequence;
      json('/muster/events', 'muster.Event', event);
      const [level, text] = inWords(event);
      if (text !== '') json('/muster/log', 'foxglove.Log', logMessage(world.seconds, level, 'simulator', text));
    }
    if (world.tick - lastKeyframe >= KEYFRAME_TICKS) keepKeyframe();
    if (world.tick - lastDrawn >= DRAW_TICKS) draw();
    if (world.tick % TICKS_PER_SECOND === 0) listenTo();
  };

  void then(() => writer.start({ profile: '', library: 'muster' }));
  void then(() =>
    writer.addMetadata({
      name: RUN_METADATA,
      metadata: new Map(
        Object.entries({
          version: '1',
          sceneId: model.scene.id,
          revision: model.revision,
          seed: String(world.seed),
          dialect: graph.dialect,
          faults: JSON.stringify(options.faults ?? []),
          ...(options.parent ? { parent: JSON.stringify(options.parent) } : {}),
        }),
      ),
    }),
  );
  json('/muster/scene/static', 'foxglove.SceneUpdate', drawStatic(model, world.seconds));
  if (model.scene.floors.length > 1)
    json('/muster/frames', 'foxglove.FrameTransforms', floorFrames(model, world.seconds));
  keepKeyframe();
  draw();
  listenTo();
  const advancing = graph.onAdvance(note);
  await last;

  let closing: Promise<number> | undefined;
  return {
    close: () => {
      closing ??= (async () => {
        advancing.close();
        for (const subscription of subscriptions.values()) subscription.close();
        keepCommands();
        keepKeyframe();
        await then(() => writer.end()).finally(() => closeSync(file));
        return [...sequences.values()].reduce((sum, count) => sum + count, 0);
      })();
      return closing;
    },
  };
};

const nanoseconds = (tick: number): bigint => (BigInt(tick) * 1_000_000_000n) / BigInt(TICKS_PER_SECOND);

/** One line of log for what a person should see of an event. */
const inWords = (event: SimEvent): readonly [level: number, text: string] => {
  const { info, warning, error } = LOG_LEVEL;
  switch (event.type) {
    case 'result':
      return event.outcome === 'succeeded'
        ? [info, `${event.robot}: ${event.command} succeeded`]
        : [
            warning,
            `${event.robot}: ${event.command} ${event.outcome} ${event.code ?? ''} ${event.message ?? ''}`.trim(),
          ];
    case 'contact':
      return [event.commanded ? error : warning, `${event.a} touches ${event.b}`];
    case 'near_miss':
      return [warning, `${event.a} passes ${event.b} at ${event.gap.toFixed(2)} m`];
    case 'blocked':
      return [info, `${event.robot} waits for ${event.by}`];
    case 'attached':
    case 'detached':
      return [info, `${event.item} ${event.type} ${event.to}`];
    case 'dropped':
      return [warning, `${event.robot} drops ${event.item} onto ${event.onto}`];
    case 'fault':
      return [warning, `fault ${event.kind} ${event.target} ${event.on ? 'on' : 'off'}`];
    case 'battery_empty':
      return [error, `${event.robot}: battery empty`];
    case 'holding':
      return [info, `${event.robot} ${event.holding ? 'holds' : 'is released'}`];
    default:
      return [info, ''];
  }
};
