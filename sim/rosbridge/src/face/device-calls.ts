import type { DeviceManifest, Place, RosCall } from '@muster/domain';
import { dmath, type World } from '@muster/sim-core';
import type { RosGraph } from '../graph/ros-graph.ts';
import type { Registration } from '../graph/service-space.ts';
import { typeOf } from './robot-calls.ts';
import { fillName, readTemplate } from './template.ts';

/** State that a device's switch sets, by what the device is. */
const MAIN_STATE: Readonly<Record<DeviceManifest['behaviour'], string>> = {
  door: 'open',
  lift: 'open',
  valve: 'open',
  machine: 'running',
  conveyor: 'running',
  appliance: 'running',
  camera: 'powered',
  charger: 'powered',
  switch: 'powered',
  gauge: 'powered',
};

/** Verbs that a device call may be named by, or carry as its skill. */
const VERBS: Readonly<Record<string, readonly [state: string, value: boolean]>> = {
  open: ['open', true],
  close: ['open', false],
  start: ['running', true],
  stop: ['running', false],
  switch_on: ['powered', true],
  switch_off: ['powered', false],
  lock: ['locked', true],
  unlock: ['locked', false],
};

const HEARTBEAT_TICKS = 20;

export interface DeviceFace {
  /** Publishes the state when it may have changed, and once a second. */
  publish(tick: number, mayHaveChanged: boolean): void;
  close(): void;
}

/** The calls and the state topic of one device, from its manifest. The state is JSON text `[{fact, value}]`, like a robot's observations. */
export const createDeviceFace = (world: World, graph: RosGraph, place: Place, manifest: DeviceManifest): DeviceFace => {
  const node = `/${place.id}/controller`;
  const registrations: Registration[] = [];
  const main = MAIN_STATE[manifest.behaviour];
  const endpoints = new Map<string, [string, RosCall][]>();
  for (const [id, call] of Object.entries(manifest.calls)) {
    const key = `${call.kind} ${fillName(call.name, place.id)}`;
    endpoints.set(key, [...(endpoints.get(key) ?? []), [id, call]]);
  }
  const act = (
    calls: readonly (readonly [string, RosCall])[],
    message: unknown,
  ): { success: boolean; message: string } => {
    for (const [id, call] of calls) {
      const context = readTemplate(call.goal, message);
      if (!context) continue;
      const verb = VERBS[String(context.skill ?? '')] ?? VERBS[id];
      const floor = context['args.floor'] ?? (context.floor as unknown);
      const data = (message as { data?: unknown }).data;
      const [state, value] =
        typeof floor === 'string' ? (['floor', floor] as const) : (verb ?? ([main, data !== false] as const));
      const result = world.apply({ kind: 'device', device: place.id, state, value });
      return result.accepted
        ? { success: true, message: '' }
        : { success: false, message: `${result.code}: ${result.message}` };
    }
    return { success: false, message: `${place.id} has no call like this` };
  };
  for (const calls of endpoints.values()) {
    const call = calls[0]![1];
    const name = fillName(call.name, place.id);
    const type = typeOf(graph, call);
    if (call.kind === 'service')
      registrations.push(
        graph.advertiseService(name, type, (request, reply) => reply.succeed(act(calls, request)), { node }),
      );
    else if (call.kind === 'topic')
      registrations.push(graph.subscribe(name, type, (message) => void act(calls, message), { node }));
    else
      registrations.push(
        graph.advertiseAction({
          name,
          type,
          node,
          onGoal: (_, goal, handle) => {
            const done = act(calls, goal);
            if (done.success) handle.succeed({ ...done });
            else handle.abort({ ...done }, done.message);
          },
        }),
      );
  }
  const topic = manifest.telemetry?.state;
  const publisher =
    topic &&
    graph.advertise(fillName(topic.topic, place.id), typeOf(graph, { kind: 'topic', type: topic.type }), {
      node,
      isLatched: true,
    });
  const states = [...new Set([main, 'open', 'powered', 'running', 'locked'])];
  let last = '';
  let told = 0;
  return {
    publish: (tick, mayHaveChanged) => {
      if (!publisher || (!mayHaveChanged && last !== '' && tick - told < HEARTBEAT_TICKS)) return;
      const facts = states
        .filter((state) => state === main || world.holds(state, [place.id]) || last.includes(`${state}(${place.id})`))
        .map((state): { fact: string; value: boolean | number } => ({
          fact: `${state}(${place.id})`,
          value: world.holds(state, [place.id]),
        }));
      for (const fluent of Object.keys(place.numbers ?? {}))
        facts.push({
          fact: `${fluent}(${place.id})`,
          value: dmath.floor(world.number(fluent, [place.id]) * 1000 + 0.5) / 1000,
        });
      const text = JSON.stringify(facts);
      if (text === last && tick - told < HEARTBEAT_TICKS) return;
      last = text;
      told = tick;
      publisher.publish({ data: text });
    },
    close: () => {
      for (const registration of registrations) registration.close();
      publisher?.close();
    },
  };
};
