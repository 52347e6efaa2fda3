/**
 * How much a search may spend. Counted in steps of its inner loops, so that equal input gives equal output on any machine; a caller may end it
 * early by its own clock.
 */
export class Budget {
  spent = 0;
  readonly limit: number;
  readonly #expired: (() => boolean) | undefined;
  #over = false;

  constructor(limit: number, expired?: () => boolean) {
    this.limit = limit;
    this.#expired = expired;
  }

  get over(): boolean {
    if (!this.#over && (this.spent >= this.limit || this.#expired?.() === true)) this.#over = true;
    return this.#over;
  }

  get left(): number {
    return Math.max(0, this.limit - this.spent);
  }

  /** A part of what is left; what it spends is spent here too once `settle` is called. */
  part(limit: number): Budget {
    return new Budget(Math.min(limit, this.left), this.#expired);
  }

  settle(part: Budget): void {
    this.spent += part.spent;
  }
}
