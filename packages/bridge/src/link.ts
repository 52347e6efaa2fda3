import { Ros, Topic } from 'roslib';
import type { Json } from './fill-template.ts';
import type { Dialect } from './frames.ts';
import { SocketTransport } from './socket-transport.ts';
import { systemTimers, type Timers } from './timers.ts';

export type Frame = { readonly op: string; readonly id?: string; readonly [key: string]: Json | undefined };

/** What roslib needs of a transport; the seam for an in-process server, a recorder, faults. */
export type LinkTransport = {
  on(event: 'open' | 'close' | 'error', listener: (event: unknown) => void): unknown;
  on(event: 'message', listener: (message: never) => void): unknown;
  send(message: never): void;
  close(): void;
  isConnecting(): boolean;
  isOpen(): boolean;
  isClosing(): boolean;
  isClosed(): boolean;
};
export type TransportFactory = (url: string) => Promise<LinkTransport>;
export type WireLog = (entry: { direction: 'in' | 'out'; at: number; frame: unknown }) => void;

export type LinkOptions = {
  readonly url: string;
  readonly transportFactory?: TransportFactory;
  readonly timers?: Timers;
  /** 0 … 1; for the jitter of reconnecting. */
  readonly random?: () => number;
  readonly wire?: WireLog;
  /** Taken when the server does not say; e.g. from the spelling of a manifest's types. Default `ros2`. */
  readonly assumedDialect?: Dialect;
  readonly heartbeatSeconds?: number;
  readonly deadSeconds?: number;
};

export type LinkInfo = { readonly dialect: Dialect; readonly distribution: string; readonly probed: boolean };

const connectSocket: TransportFactory = async (url) => new SocketTransport(url) as unknown as LinkTransport;

type Subscription = {
  readonly topic: string;
  readonly type: string;
  readonly throttleMilliseconds: number;
  readonly listener: (message: unknown) => void;
  live?: Topic;
};

const FIRST_BACK_OFF_SECONDS = 0.3;
const LONGEST_BACK_OFF_SECONDS = 10;
const OPEN_SECONDS = 5;
const PROBE_SECONDS = 2;
/** A timer that is this late says that the process had no time, not that the peer was silent. */
const OWN_LAG_SECONDS = 0.5;

/**
 * One socket to a rosbridge, kept up. Each connection is a generation with a `Ros` of its own; nothing of an older generation is ever
 * sent, because nothing is sent while no generation is open. Up means: open, and its dialect known.
 */
export class RosLink {
  readonly url: string;
  #options: LinkOptions;
  #timers: Timers;
  #random: () => number;
  #ros: Ros | undefined;
  #transport: LinkTransport | undefined;
  #generation = 0;
  #backOff = FIRST_BACK_OFF_SECONDS;
  #info: LinkInfo | undefined;
  #closed = false;
  #lastHeard = 0;
  #counter = 0;
  #cancels: (() => void)[] = [];
  #subscriptions = new Set<Subscription>();
  #advertised = new Set<string>();
  #listeners = new Set<(event: { up: true; info: LinkInfo } | { up: false; why: string }) => void>();
  #frames = new Map<string, Set<(frame: Frame) => void>>();
  #pending = new Map<string, (outcome: RequestOutcome) => void>();

  constructor(options: LinkOptions) {
    this.url = options.url;
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#random = options.random ?? Math.random;
    this.#open();
  }

  /** Open, and its dialect known. */
  get info(): LinkInfo | undefined {
    return this.#info;
  }
  get isUp(): boolean {
    return this.#info !== undefined && this.#transport?.isOpen() === true;
  }

  onChange(listener: (event: { up: true; info: LinkInfo } | { up: false; why: string }) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends a frame now, or not at all: returns false while the link is not up. */
  send(frame: Frame): boolean {
    if (!this.isUp) return false;
    return this.#write(frame);
  }

  /** Hears every frame that carries this id, over generations, until it is told to stop. */
  listen(id: string, listener: (frame: Frame) => void): () => void {
    let set = this.#frames.get(id);
    if (!set) {
      set = new Set();
      this.#frames.set(id, set);
      this.#hearFrames(id);
    }
    set.add(listener);
    return () => {
      set.delete(listener);
      if (set.size > 0 || this.#frames.get(id) !== set) return;
      this.#frames.delete(id);
      this.#ros?.removeAllListeners(id);
    };
  }

  /** Calls a service with a deadline of our own: an answer, or why there is none. Never waits longer. */
  request(frame: Frame & { readonly id: string }, seconds: number): Promise<RequestOutcome> {
    return this.#request(frame, seconds, () => this.send(frame));
  }

  nextId(purpose: string): string {
    this.#counter += 1;
    return `${purpose}:${this.#generation}:${this.#counter}`;
  }

  /** Newest message at most every so many milliseconds (a whole number), over generations. */
  subscribe(
    topic: string,
    type: string,
    throttleMilliseconds: number,
    listener: (message: unknown) => void,
  ): () => void {
    const subscription: Subscription = {
      topic,
      type,
      throttleMilliseconds: Math.round(throttleMilliseconds),
      listener,
    };
    this.#subscriptions.add(subscription);
    if (this.isUp) this.#subscribe(subscription);
    return () => {
      this.#subscriptions.delete(subscription);
      this.#unsubscribe(subscription);
    };
  }

  /** Publishes; advertises first in this generation. */
  publish(topic: string, type: string, frame: Frame): boolean {
    if (!this.isUp) return false;
    if (!this.#advertised.has(topic)) {
      if (!this.#write({ op: 'advertise', id: this.nextId(`advertise:${topic}`), topic, type })) return false;
      this.#advertised.add(topic);
    }
    return this.#write(frame);
  }

  /** Advertises ahead, so that a later publish reaches subscribers at once. */
  advertise(topic: string, type: string): void {
    if (!this.isUp || this.#advertised.has(topic)) return;
    if (this.#write({ op: 'advertise', id: this.nextId(`advertise:${topic}`), topic, type }))
      this.#advertised.add(topic);
  }

  close(): void {
    this.#closed = true;
    this.#end(this.#generation, 'closed');
  }

  #write(frame: Frame): boolean {
    const transport = this.#transport;
    if (!transport?.isOpen()) return false;
    try {
      transport.send(frame as never);
    } catch {
      return false;
    }
    this.#options.wire?.({ direction: 'out', at: this.#timers.now(), frame });
    return true;
  }

  #request(frame: Frame & { readonly id: string }, seconds: number, send: () => boolean): Promise<RequestOutcome> {
    return new Promise((resolve) => {
      const finish = (outcome: RequestOutcome) => {
        cancel();
        stop();
        this.#pending.delete(frame.id);
        resolve(outcome);
      };
      const stop = this.listen(frame.id, (answer) => {
        if (answer.op === 'service_response')
          finish({ kind: 'answered', ok: answer.result !== false, values: answer.values });
      });
      const cancel = this.#timers.after(seconds, () => finish({ kind: 'timed-out' }));
      this.#pending.set(frame.id, finish);
      if (!send()) finish({ kind: 'not-sent' });
    });
  }

  #open(): void {
    if (this.#closed) return;
    this.#generation += 1;
    const generation = this.#generation;
    const ros = new Ros({
      transportFactory: async (url) => {
        const make = this.#options.transportFactory ?? connectSocket;
        const transport = await make(url);
        if (generation !== this.#generation || this.#closed) {
          transport.close();
          return transport as never;
        }
        this.#transport = transport;
        transport.on('message', (message: unknown) => {
          if (generation !== this.#generation) return;
          this.#lastHeard = this.#timers.now();
          this.#options.wire?.({ direction: 'in', at: this.#lastHeard, frame: message });
        });
        return transport as never;
      },
    });
    this.#ros = ros;
    ros.on('connection', () => void this.#opened(generation));
    ros.on('close', () => this.#end(generation, 'the server closed the connection'));
    ros.on('error', () => this.#end(generation, 'the connection broke'));
    ros.connect(this.url).catch(() => this.#end(generation, 'no connection'));
    this.#cancels.push(
      this.#timers.after(OPEN_SECONDS, () => {
        if (!this.#transport?.isOpen()) this.#end(generation, 'no answer to the connection');
      }),
    );
  }

  async #opened(generation: number): Promise<void> {
    if (generation !== this.#generation || this.#closed) return;
    this.#lastHeard = this.#timers.now();
    for (const id of this.#frames.keys()) this.#hearFrames(id);
    const info = await this.#probe();
    if (generation !== this.#generation || this.#closed || !this.#transport?.isOpen()) return;
    this.#info = info;
    this.#backOff = FIRST_BACK_OFF_SECONDS;
    for (const subscription of this.#subscriptions) this.#subscribe(subscription);
    this.#beat(generation);
    for (const listener of [...this.#listeners]) listener({ up: true, info });
  }

  /** ROS 2 servers answer with their version; ROS 1 servers say that the service does not exist. */
  async #probe(): Promise<LinkInfo> {
    const frame = { op: 'call_service', id: this.nextId('probe'), service: '/rosapi/get_ros_version', args: {} };
    const outcome = await this.#request(frame, PROBE_SECONDS, () => this.#write(frame));
    const assumed = this.#options.assumedDialect ?? 'ros2';
    if (outcome.kind !== 'answered') return { dialect: assumed, distribution: '', probed: false };
    const values = outcome.values as { version?: unknown; distro?: unknown } | null | undefined;
    if (!outcome.ok || values === null || typeof values !== 'object')
      return { dialect: 'ros1', distribution: '', probed: true };
    return {
      dialect: values.version === 1 ? 'ros1' : 'ros2',
      distribution: typeof values.distro === 'string' ? values.distro.slice(0, 40) : '',
      probed: true,
    };
  }

  /** Servers don't ping by default, so a half-open socket is only noticed by asking. */
  #beat(generation: number): void {
    const { heartbeatSeconds = 1, deadSeconds = 3 } = this.#options;
    const due = this.#timers.now() + heartbeatSeconds;
    this.#cancels.push(
      this.#timers.after(heartbeatSeconds, () => {
        if (generation !== this.#generation || this.#closed) return;
        // Awake too late, it is this side that was busy: what has arrived meanwhile is still waiting to be read.
        if (this.#timers.now() - due > OWN_LAG_SECONDS) this.#lastHeard = this.#timers.now();
        if (this.#timers.now() - this.#lastHeard > deadSeconds) {
          this.#end(generation, 'silent for too long');
          return;
        }
        this.#write({ op: 'call_service', id: this.nextId('beat'), service: '/rosapi/get_time', args: {} });
        this.#beat(generation);
      }),
    );
  }

  #end(generation: number, why: string): void {
    if (generation !== this.#generation) return;
    this.#generation += 1;
    const wasUp = this.#info !== undefined;
    this.#info = undefined;
    this.#advertised.clear();
    for (const cancel of this.#cancels.splice(0)) cancel();
    for (const subscription of this.#subscriptions) delete subscription.live;
    this.#ros?.removeAllListeners();
    // Errors of a socket that is being dropped have nobody left to hear them.
    this.#ros?.on('error', () => undefined);
    this.#ros = undefined;
    const transport = this.#transport;
    this.#transport = undefined;
    if (transport && !transport.isClosed()) transport.close();
    for (const finish of [...this.#pending.values()]) finish({ kind: 'closed' });
    if (wasUp) for (const listener of [...this.#listeners]) listener({ up: false, why });
    if (this.#closed) return;
    const wait = this.#backOff * (0.5 + this.#random());
    this.#backOff = Math.min(LONGEST_BACK_OFF_SECONDS, this.#backOff * 2);
    this.#cancels.push(this.#timers.after(wait, () => this.#open()));
  }

  #hearFrames(id: string): void {
    // One listener per id: an exception in one would keep roslib from calling the next.
    this.#ros?.on(id, (frame: unknown) => {
      for (const listener of [...(this.#frames.get(id) ?? [])]) listener(frame as Frame);
    });
  }

  #subscribe(subscription: Subscription): void {
    if (!this.#ros || subscription.live) return;
    const topic = new Topic({
      ros: this.#ros,
      name: subscription.topic,
      messageType: subscription.type,
      compression: 'none',
      throttle_rate: subscription.throttleMilliseconds,
      // With 0 a throttled topic would keep the oldest message and lose the newest.
      queue_length: subscription.throttleMilliseconds > 0 ? 1 : 0,
      reconnect_on_close: false,
    });
    subscription.live = topic;
    topic.subscribe((message) => subscription.listener(message));
  }

  #unsubscribe(subscription: Subscription): void {
    const { live } = subscription;
    delete subscription.live;
    if (!live || !this.isUp) return;
    live.unsubscribe();
    live.removeAllListeners('message');
  }
}

export type RequestOutcome =
  | { readonly kind: 'answered'; readonly ok: boolean; readonly values: unknown }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'not-sent' };
