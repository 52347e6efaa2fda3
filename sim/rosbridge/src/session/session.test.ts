import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock.ts';
import type { GoalHandle } from '../graph/action-space.ts';
import { createRosGraph } from '../graph/ros-graph.ts';
import type { RosDialect } from '../messages/type-registry.ts';
import type { SessionLimits, SessionMode } from './limits.ts';
import { RosbridgeSession } from './session.ts';

function setUp(mode: SessionMode = 'strict', dialect: RosDialect = 'ros2', limits: Partial<SessionLimits> = {}) {
  const clock = new ManualClock(100);
  const graph = createRosGraph({ dialect, clock });
  const talker = graph.advertise('/count', 'std_msgs/Int32');
  const open = () => {
    const frames: Record<string, unknown>[] = [];
    const buffer = { bytes: 0 };
    const closes: number[] = [];
    const transport = {
      send: (frame: string | Uint8Array) => {
        frames.push(typeof frame === 'string' ? (JSON.parse(frame) as Record<string, unknown>) : { bytes: frame });
      },
      bufferedBytes: () => buffer.bytes,
      close: (code: number) => closes.push(code),
    };
    const session = new RosbridgeSession({ graph, transport, clientId: 'test', mode, limits });
    const send = (frame: object): void => session.receive(JSON.stringify(frame));
    const numbers = (): unknown[] => frames.map((frame) => (frame.msg as { data: number } | undefined)?.data);
    return { session, send, frames, numbers, buffer, closes };
  };
  const run = (ticks: number, publish: boolean): void => {
    for (let tick = 0; tick < ticks; tick += 1) {
      if (publish) talker.publish({ data: tick });
      clock.advance(0.01);
      graph.advance();
    }
  };
  return { clock, graph, talker, open, run };
}

describe('throttled subscriptions', () => {
  it('sends the first at once and then the newest, on the clock it was given', () => {
    const { open, run } = setUp();
    const { send, numbers } = open();
    send({ op: 'subscribe', topic: '/count', throttle_rate: 200 });
    run(20, true);
    run(100, false);
    expect(numbers()).toEqual([0, 19]);
  });

  it('loses all but the first without a queue when it imitates a real server', () => {
    const { open, run } = setUp('compat');
    const { send, numbers } = open();
    send({ op: 'subscribe', topic: '/count', throttle_rate: 200 });
    run(20, true);
    run(100, false);
    expect(numbers()).toEqual([0]);
  });

  it('keeps the last of a burst, one per interval', () => {
    const { open, run } = setUp();
    const { send, numbers } = open();
    send({ op: 'subscribe', topic: '/count', throttle_rate: 200, queue_length: 3 });
    run(20, true);
    run(100, false);
    expect(numbers()).toEqual([0, 17, 18, 19]);
  });

  it('merges what one client asks for: the lowest throttle wins until its id leaves', () => {
    const { open, run } = setUp();
    const { send, numbers } = open();
    send({ op: 'subscribe', topic: '/count', id: 'slow', throttle_rate: 1_000 });
    send({ op: 'subscribe', topic: '/count', id: 'fast' });
    run(3, true);
    expect(numbers()).toEqual([0, 1, 2]);
    send({ op: 'unsubscribe', topic: '/count', id: 'fast' });
    run(50, true);
    expect(numbers()).toHaveLength(3);
  });
});

describe('a slow client', () => {
  it('gets the newest message when it reads again, and every answer', () => {
    const { graph, open, run } = setUp();
    graph.advertiseService('/stop', 'std_srvs/srv/Trigger', (_request, reply) => reply.succeed({ success: true }));
    const slow = open();
    const healthy = open();
    for (const client of [slow, healthy]) client.send({ op: 'subscribe', topic: '/count' });
    slow.buffer.bytes = 10_000_000;
    run(50, true);
    slow.send({ op: 'call_service', service: '/stop', id: 'a' });
    expect(slow.frames).toMatchObject([{ op: 'service_response', id: 'a' }]);
    expect(healthy.numbers()).toHaveLength(50);
    expect(slow.session.stats.droppedMessages).toBe(49);
    slow.buffer.bytes = 0;
    run(1, false);
    expect(slow.numbers()).toEqual([undefined, 49]);
  });

  it('is closed when it leaves more answers unread than the limit', () => {
    const { open } = setUp();
    const slow = open();
    slow.buffer.bytes = 100_000_000;
    slow.send({ op: 'call_service', service: '/rosapi/topics', id: 'a' });
    expect(slow.closes).toEqual([1013]);
    expect(slow.frames).toEqual([]);
  });
});

describe('what is held for a client', () => {
  it('fragments its own subscription only, with whole totals and unique ids', () => {
    const { graph, open } = setUp();
    const { send, frames } = open();
    const text = graph.advertise('/text', 'std_msgs/String');
    send({ op: 'subscribe', topic: '/text', fragment_size: 40 });
    text.publish({ data: 'y'.repeat(100) });
    const parts = frames.splice(0);
    expect(parts.map((part) => [part.num, part.total])).toEqual([
      [0, 4],
      [1, 4],
      [2, 4],
      [3, 4],
    ]);
    expect(JSON.parse(parts.map((part) => part.data).join(''))).toMatchObject({ msg: { data: 'y'.repeat(100) } });
    send({ op: 'call_service', service: '/rosapi/topics', id: 'whole' });
    expect(frames).toMatchObject([{ op: 'service_response' }]);
    text.publish({ data: 'z'.repeat(100) });
    expect(frames[1]?.id).not.toBe(parts[0]?.id);
  });

  it('forgets fragments that stay incomplete, and bounds how many it keeps', () => {
    const { open, run } = setUp('strict', 'ros2', { maxFragmentLists: 2 });
    const { send, frames } = open();
    for (const id of ['a', 'b', 'c']) send({ op: 'fragment', id, data: 'x', num: 0, total: 2 });
    expect(frames).toMatchObject([{ code: 'ROSBRIDGE_LIMIT_REACHED' }]);
    run(1_100, false);
    expect(frames.slice(1)).toMatchObject([
      { code: 'ROSBRIDGE_FRAGMENT_EXPIRED' },
      { code: 'ROSBRIDGE_FRAGMENT_EXPIRED' },
    ]);
  });

  it('delivers a latched message once, and twice where a real server does', () => {
    for (const [mode, times] of [
      ['strict', 1],
      ['compat', 2],
    ] as const) {
      const { graph, open } = setUp(mode);
      graph.advertise('/map_name', 'std_msgs/String', { isLatched: true }).publish({ data: 'hall' });
      const { send, frames } = open();
      send({ op: 'subscribe', topic: '/map_name' });
      expect(frames).toHaveLength(times);
    }
  });

  it('drops publishers with their client, or ten seconds later where a real server does', () => {
    for (const [mode, seconds] of [
      ['strict', 0],
      ['compat', 10],
    ] as const) {
      const { graph, open, run } = setUp(mode);
      const { send, session } = open();
      send({ op: 'advertise', topic: '/mine', type: 'std_msgs/String' });
      session.close();
      expect(graph.topics.find('/mine') === undefined).toBe(seconds === 0);
      run(seconds * 100 + 1, false);
      expect(graph.topics.find('/mine')).toBeUndefined();
    }
  });
});

describe('what ROS 1 servers cannot do', () => {
  it('sends no odometry through cbor and none raw beside parsed', () => {
    const { graph, open } = setUp('compat', 'ros1');
    const odometry = graph.advertise('/odom', 'nav_msgs/Odometry');
    const [cbor, raw] = [open(), open()];
    cbor.send({ op: 'subscribe', topic: '/odom', compression: 'cbor' });
    raw.send({ op: 'subscribe', topic: '/odom', compression: 'cbor-raw' });
    odometry.publish({});
    expect([...cbor.frames, ...raw.frames]).toEqual([]);
  });

  it('blinds JSON readers once a viewer reads raw', () => {
    const { graph, open } = setUp('compat', 'ros1');
    const odometry = graph.advertise('/odom', 'nav_msgs/Odometry');
    const [raw, parsed] = [open(), open()];
    raw.send({ op: 'subscribe', topic: '/odom', compression: 'cbor-raw' });
    parsed.send({ op: 'subscribe', topic: '/odom' });
    odometry.publish({});
    expect(raw.frames).toHaveLength(1);
    expect(parsed.frames).toEqual([]);
  });
});

describe('a ROS 2 server that handles calls in its only thread', () => {
  it('keeps velocity commands waiting behind an unanswered call, but not a cancel', () => {
    const clock = new ManualClock(100);
    const graph = createRosGraph({ dialect: 'ros2', clock });
    const speeds: unknown[] = [];
    const canceled: string[] = [];
    graph.subscribe('/cmd_vel', 'geometry_msgs/Twist', (message) => speeds.push(message.linear));
    const handles: GoalHandle[] = [];
    graph.advertiseAction({
      name: '/go',
      type: 'nav2_msgs/action/Wait',
      onGoal: (_goalId, _goal, handle) => handles.push(handle),
      onCancel: (goalId) => {
        canceled.push(goalId);
        return true;
      },
    });
    const session = new RosbridgeSession({
      graph,
      transport: { send: () => {} },
      clientId: 'test',
      mode: 'compat',
      hasBlockingCalls: true,
    });
    const send = (frame: object): void => session.receive(JSON.stringify(frame));
    send({ op: 'send_action_goal', action: '/go', action_type: 'nav2_msgs/action/Wait', args: {}, id: 'g' });
    send({ op: 'publish', topic: '/cmd_vel', msg: { linear: { x: 1 } } });
    graph.advance();
    expect(speeds).toEqual([]);
    send({ op: 'cancel_action_goal', action: '/go', id: 'g' });
    expect(canceled).toEqual(['g']);
    handles[0]?.canceled();
    graph.advance();
    expect(speeds).toHaveLength(1);
  });
});
