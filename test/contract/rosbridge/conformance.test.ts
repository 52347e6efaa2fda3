import { RawClient } from '@muster/sim-rosbridge/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningTarget, spell, targets } from './support/target.ts';

/** What every rosbridge server does, ours in each mode and a real one alike. */
describe.each(targets)('rosbridge: $name', ({ start }) => {
  let target: RunningTarget;
  const open: RawClient[] = [];
  const connect = async (): Promise<RawClient> => {
    const client = await RawClient.connect(target.url);
    open.push(client);
    return client;
  };
  let names = 0;
  const freshTopic = (): string => {
    names += 1;
    return `/conformance_${process.pid}_${names}`;
  };
  const text = (): string => spell(target, 'std_msgs/String');

  beforeAll(async () => {
    target = await start();
  });
  afterAll(async () => {
    for (const client of open) client.terminate();
    await target.stop();
  });

  /** A publisher and a subscriber that have found each other. */
  async function pair(subscribe: object = {}): Promise<{ from: RawClient; to: RawClient; topic: string }> {
    const [from, to, topic] = [await connect(), await connect(), freshTopic()];
    from.send({ op: 'advertise', topic, type: text() });
    to.send({ op: 'subscribe', topic, type: text(), ...subscribe });
    await new Promise((resolve) => setTimeout(resolve, target.mode === 'strict' ? 20 : 400));
    return { from, to, topic };
  }

  it('carries a message from a publisher to a subscriber under the name that was used', async () => {
    const { from, to, topic } = await pair();
    from.send({ op: 'publish', topic, msg: { data: 'hello' } });
    expect(await to.next()).toEqual({ op: 'publish', topic, msg: { data: 'hello' } });
  });

  it('sends one message per topic however often a client subscribes, until the last id is gone', async () => {
    const { from, to, topic } = await pair({ id: 'one' });
    to.send({ op: 'subscribe', topic, type: text(), id: 'two' });
    to.send({ op: 'unsubscribe', topic, id: 'one' });
    await to.call('/rosapi/get_time');
    from.send({ op: 'publish', topic, msg: { data: 'once' } });
    await to.next((frame) => frame.op === 'publish');
    expect(await to.collect(100)).toEqual([]);
    to.send({ op: 'unsubscribe', topic, id: 'two' });
    await to.call('/rosapi/get_time');
    from.send({ op: 'publish', topic, msg: { data: 'gone' } });
    expect(await to.collect(150)).toEqual([]);
  });

  it('queues under a throttle and keeps the newest', async () => {
    const { from, to, topic } = await pair({ throttle_rate: 200, queue_length: 1 });
    for (let index = 0; index < 10; index += 1) from.send({ op: 'publish', topic, msg: { data: `${index}` } });
    expect(await to.next()).toMatchObject({ msg: { data: '0' } });
    expect(await to.next()).toMatchObject({ msg: { data: '9' } });
    expect(await to.collect(300)).toEqual([]);
  });

  it('answers a service call with its id, and a missing service with result false', async () => {
    const client = await connect();
    expect(await client.call('/stop')).toMatchObject({ service: '/stop', result: true, values: { success: true } });
    const missing = await client.call('/no_such_service');
    expect(missing).toMatchObject({ service: '/no_such_service', result: false });
    expect(missing.values).toContain('/no_such_service');
  });

  it('keeps answering others while one service takes its time', async () => {
    const client = await connect();
    client.send({ op: 'call_service', service: '/slow', id: 'slow' });
    expect(await client.call('/stop', {}, 'quick')).toMatchObject({ id: 'quick', result: true });
    expect(await client.next((frame) => frame.id === 'slow')).toMatchObject({ result: true });
  });

  it('calls a service that another client provides', async () => {
    const [provider, caller, service] = [await connect(), await connect(), freshTopic()];
    provider.send({ op: 'advertise_service', service, type: spell(target, 'std_srvs/SetBool', 'srv') });
    await provider.call('/rosapi/get_time');
    caller.send({ op: 'call_service', service, args: { data: true }, id: 'call' });
    const request = await provider.next((frame) => frame.op === 'call_service');
    expect(request).toMatchObject({ service, args: { data: true }, id: expect.stringContaining(service) });
    const values = { success: true, message: 'done' };
    provider.send({ op: 'service_response', service, id: request.id, values, result: true });
    expect(await caller.next()).toEqual({ op: 'service_response', service, values, result: true, id: 'call' });
  });

  it('joins fragments that a client sends', async () => {
    const { from, to, topic } = await pair();
    const whole = JSON.stringify({ op: 'publish', topic, msg: { data: 'in pieces' } });
    const parts = [whole.slice(0, 20), whole.slice(20, 40), whole.slice(40)];
    const id = `fragments_${topic}`;
    parts.forEach((data, num) => {
      from.send({ op: 'fragment', id, data, num, total: parts.length });
    });
    expect(await to.next()).toMatchObject({ msg: { data: 'in pieces' } });
  });

  it('introspects under names with and without a leading slash', async () => {
    const client = await connect();
    const topics = await client.call('rosapi/topics');
    expect(topics.service).toBe('rosapi/topics');
    expect((topics.values as { topics: string[] }).topics).toEqual(
      expect.arrayContaining(['/odom', '/cmd_vel', '/rosout']),
    );
    const type = await client.call('/rosapi/topic_type', { topic: '/odom' });
    expect(type.values).toEqual({ type: spell(target, 'nav_msgs/Odometry') });
    const details = await client.call('/rosapi/message_details', { type: spell(target, 'geometry_msgs/Twist') });
    const [root] = (details.values as { typedefs: { fieldnames: string[] }[] }).typedefs;
    expect(root?.fieldnames).toEqual(['linear', 'angular']);
  });

  it('keeps parameters as JSON text', async () => {
    const client = await connect();
    const name = target.dialect === 'ros1' ? '/conformance' : '/conformance:speed';
    if (target.mode === 'real' && target.dialect === 'ros2') return;
    await client.call('/rosapi/set_param', { name, value: '{"a":1.5}' });
    const read = await client.call('/rosapi/get_param', { name });
    expect(JSON.parse((read.values as { value: string }).value)).toEqual({ a: 1.5 });
    await client.call('/rosapi/delete_param', { name });
    expect((await client.call('/rosapi/has_param', { name })).values).toEqual({ exists: false });
  });

  it('moves the robot by velocity and reports odometry in the dialect’s spelling of time', async () => {
    const [driver, watcher] = [await connect(), await connect()];
    watcher.send({ op: 'subscribe', topic: '/odom', type: spell(target, 'nav_msgs/Odometry'), throttle_rate: 0 });
    driver.send({ op: 'advertise', topic: '/cmd_vel', type: spell(target, 'geometry_msgs/Twist') });
    const x = (frame: Record<string, unknown>): number =>
      (frame.msg as { pose: { pose: { position: { x: number } } } }).pose.pose.position.x;
    const first = await watcher.next();
    const seconds = target.dialect === 'ros1' ? 'secs' : 'sec';
    expect(first).toMatchObject({ msg: { header: { stamp: { [seconds]: expect.any(Number) } } } });
    const drive = setInterval(() => driver.send({ op: 'publish', topic: '/cmd_vel', msg: { linear: { x: 0.5 } } }), 50);
    await watcher.next((frame) => x(frame) > x(first) + 0.05, 5_000).finally(() => clearInterval(drive));
    await driver.call('/stop');
  });

  it('survives what is not a frame', async () => {
    const client = await connect();
    for (const junk of ['hello', '', 'null']) client.send(junk);
    const other = await connect();
    expect(await other.call('/stop')).toMatchObject({ result: true });
  });
});
