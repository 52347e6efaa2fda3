import { bilingual, type Clock, type DeviceManifest, type Problem, type RobotEvent } from '@muster/domain';
import { fillName } from './fill-template.ts';
import { readServiceOutcome } from './goals.ts';
import type { Frame, RosLink } from './link.ts';
import { bridgeProblem } from './problems.ts';
import { renderBareCall } from './render-call.ts';
import { readObservations } from './telemetry.ts';

export type DeviceDriverOptions = {
  readonly device: string;
  readonly manifest: DeviceManifest;
  /** Floors of the scene in order. */
  readonly floors: readonly string[];
  readonly link: RosLink;
  readonly clock: Clock;
  readonly onProblem?: (problem: Problem) => void;
};

export type DeviceOutcome = {
  readonly outcome: 'succeeded' | 'failed' | 'rejected' | 'unknown';
  readonly code?: string;
  readonly message?: string;
};

/** Port to a thing that is commanded or sensed and does not travel: door, lift, machine. */
export interface DeviceDriver {
  readonly device: string;
  connected(): boolean;
  /** Makes one of the manifest's calls; ends within `seconds`. */
  call(name: string, seconds: number): Promise<DeviceOutcome>;
  /** What it tells of itself, as observations under its own id. */
  on(listener: (event: RobotEvent) => void): () => void;
  close(): void;
}

/** Driver of one device over a link that others may share. */
export const createDeviceDriver = (options: DeviceDriverOptions): DeviceDriver => {
  const { device, manifest, link } = options;
  const listeners = new Set<(event: RobotEvent) => void>();
  const state = manifest.telemetry?.state;
  const unsubscribe = state
    ? link.subscribe(fillName(state.topic, device), state.type, 0, (message) => {
        const facts = readObservations(message);
        if (typeof facts === 'string')
          options.onProblem?.(
            bridgeProblem(
              'BRIDGE_BAD_MESSAGE',
              bilingual(`State of ${device} not used: ${facts}.`, `未采用 ${device} 的状态：${facts}。`),
              fillName(state.topic, device),
            ),
          );
        else for (const listener of [...listeners]) listener({ type: 'observed', robot: device, facts });
      })
    : () => undefined;
  return {
    device,
    connected: () => link.isUp,
    call: async (name, seconds) => {
      const call = manifest.calls[name];
      if (call?.kind !== 'service') return { outcome: 'rejected', code: 'BRIDGE_NO_CALL' };
      const rendered = renderBareCall(call, link.nextId(`${device}:${name}`), device, {
        floors: options.floors,
        dialect: link.info?.dialect ?? 'ros2',
      });
      if (!rendered.ok) return { outcome: 'rejected', code: rendered.problems[0]?.code ?? 'BRIDGE_TEMPLATE_VALUE' };
      const outcome = await link.request(rendered.value.frame as Frame & { id: string }, seconds);
      switch (outcome.kind) {
        case 'answered': {
          const { outcome: end, ...detail } = readServiceOutcome(call, outcome.ok, outcome.values);
          return { outcome: end === 'canceled' ? 'failed' : end, ...detail };
        }
        case 'not-sent':
          return { outcome: 'rejected', code: 'BRIDGE_NOT_CONNECTED' };
        case 'timed-out':
          return { outcome: 'unknown', code: 'BRIDGE_NO_ANSWER' };
        case 'closed':
          return { outcome: 'unknown', code: 'BRIDGE_CONNECTION_LOST' };
      }
    },
    on: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      unsubscribe();
      listeners.clear();
    },
  };
};
