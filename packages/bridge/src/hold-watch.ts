import type { RobotManifest } from '@muster/domain';
import type { Timers } from './timers.ts';

/** Seconds of measured standstill that confirm a hold: one slow moment on the way is none. */
const STILL_SECONDS = 0.3;

type HoldWatchOptions = {
  readonly confirmedBy: RobotManifest['hold']['confirmedBy'];
  readonly timers: Timers;
  /** Called with true once standstill was measured, with false when it was not in time; the latter may be followed by the former. */
  readonly onOutcome: (confirmed: boolean, seconds: number) => void;
};

/** Whether a hold that was asked for took effect: by measured speed only, never by an answer. */
export class HoldWatch {
  readonly #options: HoldWatchOptions;
  #askedAt: number | undefined;
  #stillSince: number | undefined;
  #cancelTimer: () => void = () => undefined;

  constructor(options: HoldWatchOptions) {
    this.#options = options;
  }

  asked(): void {
    if (this.#askedAt !== undefined) return;
    const { timers, confirmedBy, onOutcome } = this.#options;
    this.#askedAt = timers.now();
    this.#stillSince = undefined;
    this.#cancelTimer = timers.after(confirmedBy.withinSeconds, () => {
      if (this.#askedAt !== undefined) onOutcome(false, confirmedBy.withinSeconds);
    });
  }

  /** A fresh speed was measured, metres per second. */
  measured(speed: number): void {
    if (this.#askedAt === undefined) return;
    const { timers, confirmedBy, onOutcome } = this.#options;
    const now = timers.now();
    if (speed > confirmedBy.maxSpeed) {
      this.#stillSince = undefined;
      return;
    }
    this.#stillSince ??= now;
    if (now - this.#stillSince < STILL_SECONDS) return;
    const seconds = now - this.#askedAt;
    this.end();
    onOutcome(true, seconds);
  }

  end(): void {
    this.#cancelTimer();
    this.#askedAt = undefined;
    this.#stillSince = undefined;
  }
}
