import { startRosbridgeServer } from '@muster/sim-rosbridge/node';
import { type Frame, RawClient } from '@muster/sim-rosbridge/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { startOurs } from './support/target.ts';

type Ours = Awaited<ReturnType<typeof startOurs>>;

describe('one client cannot hurt the others', () => {
  let ours: Ours;
  const open: RawClient[] = [];
  const connect = async (): Promise<RawClient> => {
    const client = await RawClient.connect(ours.url);
    open.push(client);
    return client;
  };
  afterEach(async () => {
    for (const client of open.splice(0)) client.terminate();
    await ours.stop();
  });

  it('answers a client while another floods, handling few frames of the flood in between', async () => {
    ours = await startOurs('ros2', 'strict', { maxRefusalsInARow: Number.POSITIVE_INFINITY });
    const [flooder, client] = [await connect(), await connect()];
    const stop = { op: 'call_service', service: '/rosapi/topics', id: 'flood' };
    for (let count = 0; count < 20_000; count += 1) flooder.send(stop);
    await client.call('/stop');
    const handledBeforeAnswer = ours.server.stats().receivedFrames;
    expect(handledBeforeAnswer).toBeLessThan(20_000);
  });

  it('holds telemetry back from a client that does not read, newest first, but keeps its answers', async () => {
    ours = await startOurs('ros2', 'strict', { congestedBytes: 64 * 1024 });
    const [slow, healthy] = [await connect(), await connect()];
    const publisher = ours.graph.advertise('/camera', 'std_msgs/msg/String');
    for (const client of [slow, healthy])
      client.send({ op: 'subscribe', topic: '/camera', type: 'std_msgs/msg/String' });
    await Promise.all([slow.call('/rosapi/get_time'), healthy.call('/rosapi/get_time')]);
    slow.pause();
    const picture = 'x'.repeat(200_000);
    for (let count = 0; count < 200; count += 1) {
      publisher.publish({ data: `${count}:${picture}` });
      expect(await healthy.next((frame) => frame.op === 'publish')).toMatchObject({ topic: '/camera' });
    }
    slow.send({ op: 'call_service', service: '/stop', id: 'answer' });
    await healthy.call('/rosapi/get_time');
    expect(ours.server.stats().droppedMessages).toBeGreaterThan(50);
    slow.resume();
    expect(await slow.next((frame) => frame.id === 'answer')).toMatchObject({ result: true });
    const number = (frame: Frame): string => (frame.msg as { data: string }).data.split(':')[0] ?? '';
    expect(await slow.next((frame) => frame.op === 'publish' && number(frame) === '199')).toBeDefined();
  }, 20_000);

  it('closes a client that leaves its answers unread beyond the limit', async () => {
    ours = await startOurs('ros2', 'strict', { maxBufferedBytes: 256 * 1024 });
    const [slow, healthy] = [await connect(), await connect()];
    slow.pause();
    const isGone = (): boolean => ours.server.stats().clients === 1;
    const deadline = Date.now() + 15_000;
    while (!isGone() && Date.now() < deadline) {
      for (let count = 0; count < 20; count += 1) {
        slow.send({ op: 'call_service', service: '/rosapi/topics_and_raw_types', id: 'much' });
      }
      await healthy.call('/rosapi/get_time');
    }
    expect(isGone()).toBe(true);
    expect(await healthy.call('/stop')).toMatchObject({ result: true });
  }, 20_000);

  it('turns away clients beyond the limit and takes them when others have left', async () => {
    ours = await startOurs('ros2', 'strict');
    const server = await startRosbridgeServer({ graph: ours.graph, port: 0, maxClients: 2 });
    const first = await RawClient.connect(server.url);
    const second = await RawClient.connect(server.url);
    await expect(RawClient.connect(server.url)).rejects.toThrow('503');
    await first.close();
    await second.call('/stop');
    const third = await RawClient.connect(server.url);
    expect(await third.call('/stop')).toMatchObject({ result: true });
    second.terminate();
    third.terminate();
    await server.close();
  });

  it('ends connections that answer no ping', async () => {
    ours = await startOurs('ros2', 'strict');
    const server = await startRosbridgeServer({ graph: ours.graph, port: 0, pingSeconds: 0.05 });
    const [dead, alive] = [await RawClient.connect(server.url), await RawClient.connect(server.url)];
    dead.pause();
    for (let tries = 0; tries < 100 && server.stats().clients > 1; tries += 1) await alive.call('/rosapi/get_time');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(server.stats().clients).toBe(1);
    expect(await alive.call('/stop')).toMatchObject({ result: true });
    dead.terminate();
    alive.terminate();
    await server.close();
  });

  it('leaves nothing behind when clients come and go', async () => {
    ours = await startOurs('ros2', 'strict');
    const before = JSON.stringify([ours.graph.topics.list().map((topic) => topic.name), ours.graph.services.list()]);
    for (let round = 0; round < 20; round += 1) {
      const client = await RawClient.connect(ours.url);
      client.send({ op: 'advertise', topic: `/visit_${round}`, type: 'std_msgs/String' });
      client.send({ op: 'subscribe', topic: `/visit_${round}`, type: 'std_msgs/String' });
      client.send({ op: 'advertise_service', service: `/serve_${round}`, type: 'std_srvs/Trigger' });
      client.send({ op: 'advertise_action', action: `/act_${round}`, type: 'nav2_msgs/Wait' });
      await client.call('/rosapi/get_time');
      await client.close();
    }
    for (let tries = 0; tries < 100 && ours.server.stats().clients > 0; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const after = JSON.stringify([ours.graph.topics.list().map((topic) => topic.name), ours.graph.services.list()]);
    expect(after).toBe(before);
  });
});
