import { readFileSync } from 'node:fs';
import {
  connectInMemory,
  createRosGraph,
  ManualClock,
  RosbridgeSession,
  type SessionMode,
} from '@muster/sim-rosbridge';
import { type Frame, RawClient } from '@muster/sim-rosbridge/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFuzzer } from './support/frame-fuzzer.ts';
import { startOurs } from './support/target.ts';

interface Fault {
  readonly id: string;
  readonly label: 'hazardous' | 'benign';
  readonly frame: string;
}

const faults = readFileSync(new URL('./fixtures/rosbridge-frame-faults.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Fault);

/** A graph with a robot that counts everything that reaches it. */
function createWatchedGraph(dialect: 'ros1' | 'ros2') {
  const clock = new ManualClock(1_000);
  const graph = createRosGraph({ dialect, clock });
  const effects: string[] = [];
  graph.subscribe('/cmd_vel', 'geometry_msgs/Twist', (message) => effects.push(`cmd_vel ${JSON.stringify(message)}`));
  graph.advertise('/odom', 'nav_msgs/Odometry');
  graph.subscribe('/odom', 'nav_msgs/Odometry', () => effects.push('odom'));
  graph.advertiseService('/stop', graph.types.spell('std_srvs/Trigger', 'srv'), (_request, reply) => {
    effects.push('stop');
    reply.succeed({ success: true });
  });
  graph.advertiseAction({
    name: '/navigate',
    type: dialect === 'ros1' ? 'move_base_msgs/MoveBaseAction' : 'nav2_msgs/action/NavigateToPose',
    onGoal: (goalId) => effects.push(`goal ${goalId}`),
    onCancel: (goalId) => {
      effects.push(`cancel ${goalId}`);
      return true;
    },
  });
  return { graph, clock, effects };
}

/** What the recipes of the data stand for. The ones about sockets are tested below, over a socket. */
function expand(fault: Fault): readonly (string | Uint8Array)[] | undefined {
  if (!fault.frame.startsWith('<')) return [fault.frame];
  const result = '{"op":"action_result","action":"/navigate","id":"g1","values":{},"status":4,"result":true}';
  switch (fault.id) {
    case 'rb-result-duplicate':
      return [result, result];
    case 'rb-result-before-accept':
      return [result];
    case 'rb-feedback-after-result':
      return [result, '{"op":"action_feedback","action":"/navigate","id":"g1","values":{}}'];
    case 'rb-binary-noise':
      return [Uint8Array.from({ length: 1024 }, (_, index) => (index * 197 + 128) % 256)];
    case 'rb-bad-utf8':
      return [Uint8Array.of(0xc3, 0x28)];
    case 'rb-deep-nest':
      return ['['.repeat(100_000) + ']'.repeat(100_000), '['.repeat(100_000)];
    case 'rb-ten-mb-string':
      return [JSON.stringify({ op: 'publish', topic: '/cmd_vel', msg: 'x'.repeat(10 * 1024 * 1024) })];
    case 'rb-ten-thousand-per-second':
      return Array.from({ length: 900 }, () => '{"op":"explode"}');
    default:
      return undefined;
  }
}

const overSocket = ['rb-half-frame-then-drop', 'rb-ping-only', 'rb-no-pong'];

describe.each(['ros2', 'ros1'] as const)('hostile frames, %s', (dialect) => {
  it.each(faults.filter((fault) => !overSocket.includes(fault.id)))(
    '$id: refused with a cause, without effect',
    (fault) => {
      const { graph, clock, effects } = createWatchedGraph(dialect);
      const sent: Frame[] = [];
      const transport = { send: (frame: string | Uint8Array) => sent.push(JSON.parse(String(frame)) as Frame) };
      const session = new RosbridgeSession({ graph, transport, clientId: 'test' });
      const before = JSON.stringify([
        graph.topics.list(),
        graph.services.list(),
        graph.actions.list(),
        graph.parameters.names(),
      ]);
      const frames = expand(fault);
      expect(frames, `a recipe for ${fault.frame}`).toBeDefined();
      for (const frame of frames ?? []) session.receive(frame);
      for (let second = 0; second < 15; second += 1) {
        clock.advance(1);
        graph.advance();
      }
      expect(effects).toEqual([]);
      expect(
        JSON.stringify([graph.topics.list(), graph.services.list(), graph.actions.list(), graph.parameters.names()]),
      ).toBe(before);
      if (fault.label === 'benign') {
        expect(sent).toEqual([]);
      } else {
        expect(session.stats.refusedFrames).toBeGreaterThan(0);
        expect(sent[0]).toMatchObject({ op: 'status', level: 'error', code: expect.stringMatching(/^ROSBRIDGE_/) });
        expect(sent.every((frame) => frame.code !== 'ROSBRIDGE_INTERNAL')).toBe(true);
      }
      expect(({} as { polluted?: number }).polluted).toBeUndefined();
    },
  );
});

/** 20,000 frames in each run of the tests; more on demand, e.g. `MUSTER_FUZZ_FRAMES=200000`. */
const FUZZ_FRAMES = Number(process.env.MUSTER_FUZZ_FRAMES ?? 20_000);

describe.each<[SessionMode, 'ros1' | 'ros2']>([
  ['strict', 'ros2'],
  ['strict', 'ros1'],
  ['compat', 'ros2'],
  ['compat', 'ros1'],
])('%s frames by a seeded fuzzer, %s', (mode, dialect) => {
  it(`survives ${FUZZ_FRAMES / 4} broken frames: none has an effect, each has a cause`, { timeout: 120_000 }, () => {
    const { graph, clock, effects } = createWatchedGraph(dialect);
    const fuzzer = createFuzzer(20_261_125 + mode.length + dialect.length, dialect);
    // A real server stays deaf after garbage, so its imitation is given new connections more often.
    const framesPerConnection = mode === 'strict' ? 500 : 10;
    let statuses = 0;
    let internal = 0;
    const transport = {
      send: (frame: string | Uint8Array) => {
        const parsed = JSON.parse(String(frame)) as Frame;
        if (parsed.op === 'status' || parsed.result === false) statuses += 1;
        if (JSON.stringify(parsed).includes('ROSBRIDGE_INTERNAL')) internal += 1;
      },
    };
    const limits = { maxRefusalsInARow: Number.POSITIVE_INFINITY };
    let session = new RosbridgeSession({ graph, transport, clientId: 'fuzz', mode, limits });
    for (let count = 0; count < FUZZ_FRAMES / 4; count += 1) {
      const { frame, seed } = fuzzer.next();
      const answered = statuses;
      const refused = session.stats.refusedFrames;
      session.receive(frame);
      const shown = `frame ${count} (seed ${seed}): ${String(frame).slice(0, 300)}`;
      expect(effects, shown).toEqual([]);
      expect(internal, shown).toBe(0);
      if (mode === 'strict') expect(statuses, shown).toBe(answered + 1);
      else if (refused === session.stats.refusedFrames) expect(statuses, shown).toBe(answered + 1);
      clock.advance(0.01);
      if (count % framesPerConnection !== framesPerConnection - 1) continue;
      session.close();
      session = new RosbridgeSession({ graph, transport, clientId: `fuzz-${count}`, mode, limits });
    }
    session.close();
    const client = connectInMemory({ graph, clientId: 'after' });
    client.send({ op: 'publish', topic: '/cmd_vel', msg: { linear: { x: 1 } } });
    expect(effects).toHaveLength(1);
  });
});

describe('hostile behaviour on a socket', () => {
  let ours: Awaited<ReturnType<typeof startOurs>>;
  beforeAll(async () => {
    ours = await startOurs('ros2', 'strict');
  });
  afterAll(() => ours.stop());

  const works = async (): Promise<void> => {
    const client = await RawClient.connect(ours.url);
    expect(await client.call('/stop')).toMatchObject({ result: true });
    client.terminate();
  };

  it('answers text that is not UTF-8 with a cause and closes that connection only', async () => {
    const client = await RawClient.connect(ours.url);
    client.sendAsText(Uint8Array.of(0xc3, 0x28));
    expect(await client.next()).toMatchObject({ code: 'ROSBRIDGE_FRAME_NOT_UTF8' });
    expect(await client.closed()).toBe(1007);
    await works();
  });

  it('refuses a frame of 10 MB with a cause and keeps the connection', async () => {
    const client = await RawClient.connect(ours.url);
    client.send(JSON.stringify({ op: 'publish', topic: '/cmd_vel', msg: 'x'.repeat(10 * 1024 * 1024) }));
    expect(await client.next()).toMatchObject({ code: 'ROSBRIDGE_FRAME_TOO_LARGE' });
    expect(await client.call('/stop')).toMatchObject({ result: true });
    client.terminate();
  });

  it('closes a connection whose frame is beyond reading', async () => {
    const client = await RawClient.connect(ours.url);
    client.send('x'.repeat(17 * 1024 * 1024));
    expect(await client.closed(10_000)).toBe(1009);
    await works();
  });

  it('closes a client that sends nothing but refused frames', async () => {
    const client = await RawClient.connect(ours.url);
    for (let count = 0; count < 1_100; count += 1) client.send('garbage');
    expect(await client.closed(10_000)).toBe(1008);
    await works();
  });

  it('survives a connection that is cut in the middle of a frame', async () => {
    const { connect } = await import('node:net');
    const socket = connect(ours.server.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write(
      'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write(Buffer.from([0x81, 0xfe, 0x01, 0x00, 1, 2, 3, 4, 5]));
    socket.resetAndDestroy();
    await works();
  });

  it('turns away web pages of other machines and rebound names', async () => {
    await expect(RawClient.connect(ours.url, { Origin: 'https://evil.example' })).rejects.toThrow('403');
    await expect(RawClient.connect(ours.url, { Host: 'evil.example' })).rejects.toThrow('403');
    const local = await RawClient.connect(ours.url, { Origin: 'http://localhost:5173' });
    expect(await local.call('/stop')).toMatchObject({ result: true });
    local.terminate();
  });
});
