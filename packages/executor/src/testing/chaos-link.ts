import type { RobotDriver, RobotEvent } from '@muster/domain';
import type { Random } from './random.ts';

export type ChaosRates = {
  /** Share of messages that vanish, each way. */
  readonly lossOut: number;
  readonly lossIn: number;
  /** Share of events that come twice. */
  readonly twice: number;
  /** Share of commands that arrive twice: only for robots that know ids. */
  readonly twiceOut: number;
  /** Longest delay, seconds. Commands stay in order, as on one socket; events overtake each other, as topics do. */
  readonly delayOut: number;
  readonly delayIn: number;
};

export const CALM: ChaosRates = { lossOut: 0, lossIn: 0, twice: 0, twiceOut: 0, delayOut: 0, delayIn: 0 };

/** A network between a host and a robot that loses, repeats, delays and reorders. What is under way when the link drops is lost. */
export class ChaosLink {
  readonly driver: RobotDriver;
  rates: ChaosRates = CALM;
  #random: Random;
  #inner: RobotDriver;
  #queue: { at: number; order: number; generation: number; run: () => void }[] = [];
  #listeners = new Set<(event: RobotEvent) => void>();
  #generation = 0;
  #now = 0;
  #order = 0;
  /** When the last message of each socket arrives: what follows on the same one can't be earlier. */
  #last = { command: 0, stop: 0 };

  constructor(inner: RobotDriver, random: Random) {
    this.#inner = inner;
    this.#random = random;
    inner.on((event) => this.#fromRobot(event));
    this.driver = {
      robot: inner.robot,
      connected: () => inner.connected(),
      send: (command) => {
        const copies = this.#random.chance(this.rates.twiceOut) ? 2 : 1;
        for (let copy = 0; copy < copies; copy += 1)
          this.#pass(this.rates.lossOut, this.rates.delayOut, () => inner.send(command), 'command');
      },
      cancel: (id) => this.#pass(this.rates.lossOut, this.rates.delayOut, () => inner.cancel(id), 'command'),
      // The stop lane has a socket of its own.
      hold: () => this.#pass(this.rates.lossOut, this.rates.delayOut / 4, () => inner.hold(), 'stop'),
      release: () => this.#pass(this.rates.lossOut, this.rates.delayOut / 4, () => inner.release(), 'stop'),
      on: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      close: () => undefined,
    };
  }

  /** Delivers what is due by now. */
  step(now: number): void {
    this.#now = now;
    for (;;) {
      const due = this.#queue.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!due) return;
      this.#queue = this.#queue.filter((entry) => entry !== due);
      if (due.generation === this.#generation) due.run();
    }
  }

  #fromRobot(event: RobotEvent): void {
    if (event.type === 'link') {
      if (!event.up) this.#generation += 1;
      this.#deliver(event);
      return;
    }
    const copies = this.#random.chance(this.rates.twice) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1)
      this.#pass(this.rates.lossIn, this.rates.delayIn, () => this.#deliver(event));
  }

  #pass(loss: number, delay: number, run: () => void, socket?: 'command' | 'stop'): void {
    if (loss > 0 && this.#random.chance(loss)) return;
    if (delay === 0) {
      run();
      return;
    }
    this.#order += 1;
    let at = this.#now + this.#random.between(0, delay);
    if (socket !== undefined) {
      at = Math.max(at, this.#last[socket]);
      this.#last[socket] = at;
    }
    this.#queue.push({
      at,
      order: this.#order,
      generation: this.#generation,
      run,
    });
  }

  #deliver(event: RobotEvent): void {
    if (!this.#inner.connected() && event.type !== 'link') return;
    for (const listener of [...this.#listeners]) listener(event);
  }
}
