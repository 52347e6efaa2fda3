import type { ClientMessage, LiveMessage } from '../api/index.ts';

/** What the page says to its worker. */
export type ToWorker =
  | { readonly type: 'open'; readonly scene: string; readonly speed: number }
  | {
      readonly type: 'request';
      readonly id: number;
      readonly method: 'GET' | 'POST';
      readonly path: string;
      readonly body?: unknown;
    }
  | { readonly type: 'client'; readonly message: ClientMessage };

/** What the worker says to its page. */
export type FromWorker =
  | { readonly type: 'reply'; readonly id: number; readonly status: number; readonly body: unknown }
  | { readonly type: 'live'; readonly message: LiveMessage };
