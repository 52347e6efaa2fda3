import { RosbridgeSession, type SessionOptions } from './session/session.ts';

type TransportEvent = 'open' | 'close' | 'error' | 'message';

/**
 * The client's end of a session in the same process, in the shape of roslib's `ITransport`: hand it to a client through
 * its `transportFactory`. Frames are delivered in order, each batch in a microtask of its own, so a listener that sends is never
 * re-entered. No timers: time moves only when the owner of the graph's clock moves it.
 */
export interface InMemoryTransport {
  readonly session: RosbridgeSession;
  on(event: 'open' | 'close' | 'error', listener: (event: unknown) => void): this;
  /** The listener gets frames as plain objects, in whatever type its client gives them. */
  on(event: 'message', listener: (message: never) => void): this;
  /** Sends a frame given as an object or as text. */
  send(message: object | string): void;
  close(): void;
  isConnecting(): boolean;
  isOpen(): boolean;
  isClosing(): boolean;
  isClosed(): boolean;
}

/** Opens a session without a socket. `open` is emitted a microtask later. */
export function connectInMemory(options: Omit<SessionOptions, 'transport'>): InMemoryTransport {
  return new InMemoryConnection(options);
}

class InMemoryConnection implements InMemoryTransport {
  readonly session: RosbridgeSession;
  readonly #listeners = new Map<TransportEvent, ((event: never) => void)[]>();
  #queue: (string | Uint8Array)[] = [];
  #isScheduled = false;
  #state: 'connecting' | 'open' | 'closed' = 'connecting';

  constructor(options: Omit<SessionOptions, 'transport'>) {
    this.session = new RosbridgeSession({
      ...options,
      transport: {
        send: (frame) => this.#enqueue(frame),
        close: (code, reason) => this.#finish({ code, reason }),
      },
    });
    this.#openSoon();
  }

  on(event: TransportEvent, listener: (event: never) => void): this {
    const list = this.#listeners.get(event) ?? [];
    list.push(listener);
    this.#listeners.set(event, list);
    return this;
  }

  send(message: object | string): void {
    if (this.#state === 'closed') return;
    this.session.receive(typeof message === 'string' ? message : JSON.stringify(message));
  }

  close(): void {
    this.#finish({ code: 1000, reason: '' });
  }

  isConnecting(): boolean {
    return this.#state === 'connecting';
  }

  isOpen(): boolean {
    return this.#state === 'open';
  }

  isClosing(): boolean {
    return false;
  }

  isClosed(): boolean {
    return this.#state === 'closed';
  }

  /** A factory's caller attaches its listeners after the factory's promise resolves, hence two microtasks. */
  #openSoon(): void {
    queueMicrotask(() =>
      queueMicrotask(() =>
        queueMicrotask(() => {
          if (this.#state !== 'connecting') return;
          this.#state = 'open';
          this.#emit('open', {});
        }),
      ),
    );
  }

  #enqueue(frame: string | Uint8Array): void {
    this.#queue.push(frame);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => this.#deliver());
  }

  #deliver(): void {
    this.#isScheduled = false;
    const batch = this.#queue;
    this.#queue = [];
    for (const frame of batch) {
      if (typeof frame === 'string') this.#emit('message', JSON.parse(frame) as Record<string, unknown>);
      else this.#emit('message', { op: 'binary', data: frame });
    }
  }

  #finish(event: { readonly code: number; readonly reason: string }): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.session.close();
    queueMicrotask(() => this.#emit('close', event));
  }

  #emit(event: TransportEvent, value: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) (listener as (value: unknown) => void)(value);
  }
}
