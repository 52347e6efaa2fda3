/** What one client may use. Limits protect the others: whoever exceeds one is refused or closed alone. */
export interface SessionLimits {
  /** Characters or bytes of one inbound frame, fragments joined. */
  readonly maxFrameBytes: number;
  /** Nested objects and arrays in one inbound frame. */
  readonly maxDepth: number;
  readonly maxSubscriptions: number;
  readonly maxAdvertisements: number;
  /** Service calls and goals of this client that are not answered yet. */
  readonly maxPendingRequests: number;
  /** Upper bound for a subscription's `queue_length`. */
  readonly maxQueueLength: number;
  readonly minFragmentSize: number;
  readonly maxFragments: number;
  /** Unfinished fragment lists at a time. */
  readonly maxFragmentLists: number;
  readonly fragmentTimeoutSeconds: number;
  /** Unsent bytes above which telemetry is held back, the newest message winning. */
  readonly congestedBytes: number;
  /** Unsent bytes above which the client is closed: results are never dropped, nor kept without end. */
  readonly maxBufferedBytes: number;
  /** Refused frames in a row before the client is closed. */
  readonly maxRefusalsInARow: number;
}

export const DEFAULT_LIMITS: SessionLimits = {
  maxFrameBytes: 4 * 1024 * 1024,
  maxDepth: 64,
  maxSubscriptions: 20_000,
  maxAdvertisements: 20_000,
  maxPendingRequests: 4_096,
  maxQueueLength: 1_000,
  minFragmentSize: 32,
  maxFragments: 10_000,
  maxFragmentLists: 16,
  fragmentTimeoutSeconds: 10,
  congestedBytes: 512 * 1024,
  maxBufferedBytes: 32 * 1024 * 1024,
  maxRefusalsInARow: 1_000,
};

/** `strict` answers every refusal; `compat` is as silent and as odd as the real servers. */
export type SessionMode = 'strict' | 'compat';
