/** Money for a million tokens. */
export type Price = { readonly input: number; readonly output: number };

export type Limits = {
  /** Tokens of all rounds of one request together, in and out. */
  readonly tokens: number;
  /** Seconds from the request to the last answer, waiting for a busy endpoint included. */
  readonly seconds: number;
  /** In the currency of `price`; without a price it can't be kept and is ignored. */
  readonly money?: number;
};

export type Spent = { calls: number; inputTokens: number; outputTokens: number };
export type Overrun = 'tokens' | 'seconds' | 'money';

/** What one request may cost. Hard: a call that could not be paid for is not made, and one that takes too long is given up. */
export class Budget {
  readonly spent: Spent = { calls: 0, inputTokens: 0, outputTokens: 0 };
  readonly limits: Limits;
  readonly #price: Price | undefined;
  readonly #now: () => number;
  readonly #startedAt: number;

  /** @param now seconds of a clock that never jumps */
  constructor(limits: Limits, price: Price | undefined, now: () => number) {
    this.limits = limits;
    this.#price = price;
    this.#now = now;
    this.#startedAt = now();
  }

  secondsLeft(): number {
    return this.limits.seconds - (this.#now() - this.#startedAt);
  }

  /** Which limit a call with so many more tokens would break; none: undefined. */
  wouldBreak(inputTokens: number, outputTokens: number): Overrun | undefined {
    if (this.secondsLeft() <= 0) return 'seconds';
    const { spent, limits } = this;
    if (spent.inputTokens + spent.outputTokens + inputTokens + outputTokens > limits.tokens) return 'tokens';
    if (limits.money !== undefined && this.money(inputTokens, outputTokens) > limits.money) return 'money';
    return undefined;
  }

  add(inputTokens: number, outputTokens: number): void {
    this.spent.calls += 1;
    this.spent.inputTokens += inputTokens;
    this.spent.outputTokens += outputTokens;
  }

  /** Spent so far and, if any, for these tokens more. */
  money(inputTokens = 0, outputTokens = 0): number {
    if (!this.#price) return 0;
    return (
      ((this.spent.inputTokens + inputTokens) * this.#price.input +
        (this.spent.outputTokens + outputTokens) * this.#price.output) /
      1e6
    );
  }
}
