import { deviceManifestSchema, type RobotEvent } from '@muster/domain';
import { expect, test } from 'vitest';
import { createDeviceDriver } from './device-driver.ts';
import { RosLink } from './link.ts';
import { ManualTimers, ScriptedServer, settle } from './testing/index.ts';

const manifest = deviceManifestSchema.parse({
  version: 1,
  kind: 'gate',
  names: { en: ['gate'], zh: ['门'] },
  class: 'door',
  behaviour: 'door',
  calls: {
    open: {
      kind: 'service',
      name: '/$' + '{device}/command',
      type: 'std_srvs/srv/SetBool',
      goal: { data: true },
      result: { success: { path: 'success', equals: true }, message: 'message' },
    },
  },
  telemetry: { state: { topic: '/$' + '{device}/state', type: 'std_msgs/msg/String' } },
});

const start = async () => {
  const server = new ScriptedServer();
  const timers = new ManualTimers();
  const link = new RosLink({
    url: 'ws://scripted',
    transportFactory: server.transportFactory,
    timers,
    random: () => 0,
  });
  const device = createDeviceDriver({
    device: 'gate_1',
    manifest,
    floors: ['ground'],
    link,
    clock: { sceneSeconds: () => 0, monotonicSeconds: () => 0 },
  });
  const events: RobotEvent[] = [];
  device.on((event) => events.push(event));
  await settle();
  return { server, timers, link, device, events };
};

test('opens by its service and tells what it says', async () => {
  const { server, device, link } = await start();
  server.onFrame = (frame, reply) => {
    if (frame.service === '/gate_1/command')
      reply({ op: 'service_response', id: frame.id, result: true, values: { success: false, message: 'jammed' } });
  };
  expect(await device.call('open', 5)).toEqual({ outcome: 'failed', message: 'jammed' });
  expect(server.calls()).toMatchObject([{ args: { data: true } }]);
  expect(await device.call('explode', 5)).toEqual({ outcome: 'rejected', code: 'BRIDGE_NO_CALL' });
  link.close();
});

test('a call that is never answered ends, and one that is cut off is unknown', async () => {
  const { server, timers, device, link } = await start();
  const silent = device.call('open', 5);
  await timers.advance(6);
  expect(await silent).toEqual({ outcome: 'unknown', code: 'BRIDGE_NO_ANSWER' });
  const cut = device.call('open', 5);
  server.cut();
  expect(await cut).toEqual({ outcome: 'unknown', code: 'BRIDGE_CONNECTION_LOST' });
  link.close();
});

test('passes on its state as observations under its own name', async () => {
  const { server, events, link } = await start();
  server.publish('/gate_1/state', { data: '[{"fact":"open(gate_1)","value":true}]' });
  server.publish('/gate_1/state', { data: 'open' });
  await settle();
  expect(events).toEqual([{ type: 'observed', robot: 'gate_1', facts: [{ fact: 'open(gate_1)', value: true }] }]);
  link.close();
});
