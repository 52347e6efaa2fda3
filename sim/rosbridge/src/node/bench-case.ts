/** One load on a server. */
export interface LoadCase {
  readonly url: string;
  readonly clients: number;
  readonly type: string;
  readonly message: object;
  /** Messages in flight per client, where the rate is not fixed. */
  readonly window: number;
  readonly rateHertz?: number;
  /** One publisher, all clients listen. */
  readonly isFanOut?: boolean;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds, publish to receipt. */
  readonly p50: number;
  readonly p99: number;
}
