import type { RosDialect } from '@muster/sim-rosbridge';
import { type Frame, RawClient } from '@muster/sim-rosbridge/testing';
import { Ros, Topic } from 'roslib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOurs } from './support/target.ts';

type Raw = { secs: number; nsecs: number; bytes: Uint8Array };

/** What Foxglove and Lichtblick do on a rosbridge connection: one listing with full texts, then everything raw. */
describe.each<RosDialect>(['ros1', 'ros2'])('a viewer on rosbridge, %s', (dialect) => {
  let ours: Awaited<ReturnType<typeof startOurs>>;
  let ros: Ros;
  beforeAll(async () => {
    ours = await startOurs(dialect, 'strict');
    ros = new Ros({});
    const open = new Promise<void>((resolve) => ros.on('connection', () => resolve()));
    await ros.connect(ours.url);
    await open;
  });
  afterAll(async () => {
    ros.close();
    await ours.stop();
  });

  const list = (): Promise<{ topics: string[]; types: string[]; typedefs_full_text: string[] }> =>
    new Promise((resolve, reject) => ros.getTopicsAndRawTypes(resolve, reject));

  it('tells its dialect by the type of a log topic', async () => {
    const { types } = await list();
    expect(types).toContain(dialect === 'ros1' ? 'rosgraph_msgs/Log' : 'rcl_interfaces/msg/Log');
  });

  it('gives for every topic a text that defines every type it names', async () => {
    const { topics, types, typedefs_full_text: texts } = await list();
    expect(texts).toHaveLength(topics.length);
    texts.forEach((text, index) => {
      const defined = new Set([...text.matchAll(/^MSG: (\S+)$/gm)].map((match) => match[1]));
      for (const [, used = ''] of text.matchAll(/^([\w]+\/[\w]+)(?:\[\S*\])? \w+/gm)) {
        expect(defined, `${used} of ${types[index]}`).toContain(used);
      }
    });
  });

  it('delivers every topic as serialised bytes beside a client that reads JSON', async () => {
    const json = await RawClient.connect(ours.url);
    json.send({ op: 'subscribe', topic: '/odom', id: 'json' });
    const odom = new Topic<Raw>({
      ros,
      name: '/odom',
      messageType: dialect === 'ros1' ? 'nav_msgs/Odometry' : 'nav_msgs/msg/Odometry',
      compression: 'cbor-raw' as 'cbor',
    });
    const { bytes, secs } = await new Promise<Raw>((resolve) => odom.subscribe(resolve));
    odom.unsubscribe();
    expect(secs).toBeGreaterThan(1_600_000_000);
    // Header, two frame names, 7 + 36 + 6 + 36 doubles, and in CDR the encapsulation and padding.
    const size = dialect === 'ros1' ? 12 + (4 + 4) + (4 + 9) + 8 * 85 : 4 + 8 + (4 + 5) + 3 + (4 + 10) + 2 + 4 + 8 * 85;
    expect(bytes.length).toBe(size);
    expect((await json.next((frame: Frame) => frame.op === 'publish')).msg).toHaveProperty('pose.covariance');
    json.terminate();
  });

  it('serialises text as its middleware does', async () => {
    const topic = `/text_${dialect}`;
    const listener = new Topic<Raw>({
      ros,
      name: topic,
      messageType: dialect === 'ros1' ? 'std_msgs/String' : 'std_msgs/msg/String',
      compression: 'cbor-raw' as 'cbor',
    });
    const heard = new Promise<Raw>((resolve) => listener.subscribe(resolve));
    const talker = await RawClient.connect(ours.url);
    talker.send({ op: 'advertise', topic, type: 'std_msgs/String' });
    talker.send({ op: 'publish', topic, msg: { data: 'hi' } });
    const expected = dialect === 'ros1' ? [2, 0, 0, 0, 0x68, 0x69] : [0, 1, 0, 0, 3, 0, 0, 0, 0x68, 0x69, 0];
    expect([...(await heard).bytes]).toEqual(expected);
    talker.terminate();
  });

  it('accepts raw subscriptions to all topics at once without a refusal', async () => {
    const viewer = await RawClient.connect(ours.url);
    const { topics, types } = await list();
    topics.forEach((topic, index) => {
      viewer.send({ op: 'subscribe', topic, type: types[index], compression: 'cbor-raw', throttle_rate: 0 });
    });
    await viewer.nextBinary();
    await viewer.call('/rosapi/get_time');
    expect((await viewer.collect(50)).filter((frame) => !Buffer.isBuffer(frame))).toEqual([]);
    viewer.terminate();
  });
});

/** Frames in the shape that roslibpy and the Unity, C++ and Rust clients send: numbered ids, extra fields, JSON in bytes. */
describe('other clients', () => {
  let ours: Awaited<ReturnType<typeof startOurs>>;
  let client: RawClient;
  beforeAll(async () => {
    ours = await startOurs('ros2', 'strict');
    client = await RawClient.connect(ours.url);
  });
  afterAll(async () => {
    client.terminate();
    await ours.stop();
  });

  it('roslibpy: subscribes, publishes and calls with its fields', async () => {
    const topic = { topic: '/chatter', type: 'std_msgs/String' };
    client.send({ op: 'advertise', id: 'advertise:/chatter:1', ...topic, latch: false, queue_size: 100 });
    client.send({
      op: 'subscribe',
      id: 'subscribe:/chatter:2',
      ...topic,
      compression: null,
      throttle_rate: 0,
      queue_length: 0,
    });
    client.send({ op: 'publish', id: 'publish:/chatter:3', topic: '/chatter', msg: { data: 'hi' }, latch: false });
    expect(await client.next()).toMatchObject({ op: 'publish', msg: { data: 'hi' } });
    client.send({
      op: 'call_service',
      id: 'call_service:/rosapi/topics_for_type:4',
      service: '/rosapi/topics_for_type',
      type: 'rosapi/TopicsForType',
      args: { type: 'std_msgs/msg/String' },
    });
    expect(await client.next()).toMatchObject({ result: true, values: { topics: ['/chatter'] } });
  });

  it('takes JSON in binary frames and arguments as a list', async () => {
    const frame = { op: 'call_service', service: '/rosapi/topic_type', args: ['/odom'], id: 'list' };
    client.sendBinary(Buffer.from(JSON.stringify(frame)));
    expect(await client.next()).toMatchObject({ id: 'list', values: { type: 'nav_msgs/msg/Odometry' } });
  });
});
