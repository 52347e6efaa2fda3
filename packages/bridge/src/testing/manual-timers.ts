import type { Timers } from '../timers.ts';

/** Timers that fire when a test says so. */
export class ManualTimers implements Timers {
  #now = 0;
  #waiting: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }
  after(seconds: number, run: () => void): () => void {
    const entry = { at: this.#now + seconds, run };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    };
  }
  get waiting(): number {
    return this.#waiting.length;
  }
  /** Lets time pass; between two timers, what they set off in microtasks and macrotasks happens. */
  async advance(seconds: number): Promise<void> {
    const until = this.#now + seconds;
    for (;;) {
      await settle();
      const next = this.#waiting.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#waiting = this.#waiting.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = until;
    await settle();
  }
}

/** Lets everything that is due without waiting happen. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
};
