import type { Clock } from '@muster/domain';
import { TICK_SECONDS } from '@muster/sim-core';
import type { Simulation } from '@muster/sim-rosbridge/face';

/** Ticks in one go at full speed; between bursts messages get their turn. */
const BURST_TICKS = 4;
/** Milliseconds that clients get to answer a result at full speed. */
const ANSWER_MS = 3;
/** Pace of an idle world at full speed: time goes on, so that time-outs and people's walks do. */
const IDLE_MS = 4;
const FRAME_MS = 20;

export type SimRunner = {
  readonly clock: Clock;
  setSpeed(speed: number | 'max'): void;
  speed(): number | 'max';
  /** Called after every burst. */
  onAdvance(listener: () => void): () => void;
  close(): void;
};

const monotonicSeconds = (): number => performance.now() / 1000;

/**
 * Lets a simulated world live: paced against the wall, or as fast as messages go. At full speed it stops for a moment after each result that it has
 * sent, so that whoever commands the robots can answer before the world has moved on.
 */
export const runSimulation = (simulation: Simulation, initial: number | 'max'): SimRunner => {
  const listeners = new Set<() => void>();
  let speed = initial;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let immediate: ReturnType<typeof setImmediate> | undefined;
  let debt = 0;
  let last = performance.now();

  const advance = (ticks: number): number => {
    const important = simulation.step(ticks);
    for (const listener of listeners) listener();
    return important;
  };
  const next = (milliseconds: number): void => {
    if (closed) return;
    // Browsers have no setImmediate; their shortest wait does.
    if (milliseconds <= 0 && 'setImmediate' in globalThis) immediate = setImmediate(turn);
    else timer = setTimeout(turn, milliseconds);
  };
  const turn = (): void => {
    if (closed) return;
    if (speed === 'max') {
      const isIdle = simulation.world.isIdle();
      const important = advance(isIdle ? 1 : BURST_TICKS);
      last = performance.now();
      debt = 0;
      next(important > 0 ? ANSWER_MS : isIdle ? IDLE_MS : 0);
      return;
    }
    const now = performance.now();
    debt += ((now - last) / 1000) * speed;
    last = now;
    // After a long pause of the process time is not made up for: robots would jump.
    debt = Math.min(debt, Math.max(1, speed) * 0.5);
    const ticks = Math.floor(debt / TICK_SECONDS);
    if (ticks > 0) {
      debt -= ticks * TICK_SECONDS;
      advance(ticks);
    }
    next(FRAME_MS);
  };
  next(0);
  return {
    clock: { sceneSeconds: () => simulation.world.seconds, monotonicSeconds },
    speed: () => speed,
    setSpeed: (value) => {
      speed = value;
      last = performance.now();
      debt = 0;
    },
    onAdvance: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
      if (immediate) clearImmediate(immediate);
    },
  };
};
