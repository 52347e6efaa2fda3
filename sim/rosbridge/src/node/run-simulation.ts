import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { TICKS_PER_SECOND } from '@muster/sim-core';
import { createSimulation, type Simulation, type SimulationOptions } from '../face/simulation.ts';
import { type RosbridgeServer, type RosbridgeServerOptions, startRosbridgeServer } from './server.ts';

export type RunSimulationOptions = SimulationOptions & {
  /** Times real time, or `max`: as fast as the host can while clients keep up. Default 1. */
  readonly speed?: number | 'max';
  /** Port of the rosbridge server; 0 chooses a free one, `false` runs without sockets. Default 9090. */
  readonly port?: number | false;
  readonly server?: Omit<RosbridgeServerOptions, 'graph' | 'port'>;
  /**
   * At `max` speed, milliseconds of silence after which clients are taken to have reacted to the last result. Default 6. A client on
   * another machine needs more than its round trip.
   */
  readonly settleMilliseconds?: number;
  /** At `max` speed, times real time while no goal is active. Default 20. */
  readonly idleSpeed?: number;
};

export interface RunningSimulation extends Simulation {
  readonly server: RosbridgeServer | undefined;
  /** Where clients connect, e.g. `ws://127.0.0.1:9090`; empty without sockets. */
  readonly url: string;
  /** Simulated seconds a wall second, over the last second. */
  achievedSpeed(): number;
  setSpeed(speed: number | 'max'): void;
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** Telemetry goes out at most this often on the wall clock, whatever the speed. */
const TELEMETRY_MILLISECONDS = 40;
/** Ticks between two looks at the sockets at `max` speed. */
const BURST_TICKS = 4;
/** A paced run that falls behind catches up at most this many ticks at once, then gives the rest up. */
const MAX_CATCH_UP = 40;
const POLL_MILLISECONDS = 5;

/**
 * Runs a scene as a rosbridge server until it is stopped.
 *
 * Paced, a tick is due every 50 ms of wall time divided by the speed. At `max` the world is kept in step with its clients: whenever a result or an
 * observation has gone out, the world stands still until the sockets have been silent for the settling time, so that a client's reaction
 * comes at the tick of its cause; and a world without goals goes on slowly, since nothing but time passes in it.
 */
export const runSimulation = async (options: RunSimulationOptions): Promise<RunningSimulation> => {
  const simulation = createSimulation(options);
  const { world, graph, face } = simulation;
  const port = options.port ?? 9090;
  const server = port === false ? undefined : await startRosbridgeServer({ ...options.server, graph, port });
  const settle = options.settleMilliseconds ?? 6;
  const idleSpeed = options.idleSpeed ?? 20;
  let speed = options.speed ?? 1;
  let isPaused = false;
  let isStopped = false;
  let toldAt = 0;
  const measured = { tick: 0, at: performance.now(), speed: 0 };

  const advance = (ticks: number): number => {
    let important = 0;
    for (let k = 0; k < ticks && important === 0; k += 1) {
      world.step(1);
      const now = performance.now();
      const withTelemetry = now - toldAt >= TELEMETRY_MILLISECONDS || (speed !== 'max' && speed <= 1);
      if (withTelemetry) toldAt = now;
      important += face.flush(withTelemetry);
      if (withTelemetry || important > 0) graph.advance();
    }
    return important;
  };

  const received = (): number => server?.stats().receivedFrames ?? 0;

  /** Stands still until nothing has come in for the settling time. */
  const letClientsReact = async (): Promise<void> => {
    if (!server || server.stats().clients === 0) return;
    let seen = received();
    let quietSince = performance.now();
    while (!isStopped && performance.now() - quietSince < settle) {
      await pause(1);
      if (received() === seen) continue;
      seen = received();
      quietSince = performance.now();
    }
  };

  const measure = (): void => {
    const now = performance.now();
    if (now - measured.at < 1000) return;
    measured.speed = (world.tick - measured.tick) / TICKS_PER_SECOND / ((now - measured.at) / 1000);
    measured.tick = world.tick;
    measured.at = now;
  };

  const loop = async (): Promise<void> => {
    let owed = 0;
    let before = performance.now();
    while (!isStopped) {
      const now = performance.now();
      const elapsed = (now - before) / 1000;
      before = now;
      measure();
      if (isPaused) {
        await pause(POLL_MILLISECONDS);
        continue;
      }
      if (speed === 'max' && face.pending > 0) {
        owed = 0;
        if (advance(BURST_TICKS) > 0) await letClientsReact();
        else await nextTurn();
        before = performance.now();
        continue;
      }
      owed += elapsed * TICKS_PER_SECOND * (speed === 'max' ? idleSpeed : speed);
      const due = Math.min(MAX_CATCH_UP, Math.floor(owed));
      owed = Math.min(owed - due, MAX_CATCH_UP);
      for (let k = 0; k < due; k += 1) advance(1);
      await pause(POLL_MILLISECONDS);
    }
  };
  const running = loop();

  return {
    ...simulation,
    server,
    url: server?.url ?? '',
    achievedSpeed: () => measured.speed,
    setSpeed: (wanted) => {
      speed = wanted;
    },
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
    },
    stop: async () => {
      isStopped = true;
      await running;
      simulation.close();
      await server?.close();
    },
  };
};
