import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { WireLog } from '../link.ts';
import { systemTimers, type Timers } from '../timers.ts';
import type { VdaAddress } from './address.ts';

export type MqttWill = {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
};

export type MqttLinkOptions = {
  readonly address: Pick<VdaAddress, 'broker' | 'username' | 'password'>;
  /** Made anew for each connection, so that what it says is current. */
  readonly will?: () => MqttWill;
  /** Topic → quality of service. */
  readonly subscribe: Readonly<Record<string, 0 | 1>>;
  readonly onMessage: (topic: string, payload: string) => void;
  /** Subscribed, so nothing that comes from now on is missed; or down, and why. */
  readonly onChange: (up: boolean, why: string) => void;
  readonly timers?: Timers;
  readonly random?: () => number;
  readonly wire?: WireLog;
};

const FIRST_BACK_OFF_SECONDS = 0.3;
const LONGEST_BACK_OFF_SECONDS = 10;
const CONNECT_SECONDS = 5;
/** Source: VDA 5050 2.1.0, section 6.14: "approximately every 15 seconds". */
const KEEP_ALIVE_SECONDS = 15;
const MAX_PAYLOAD_BYTES = 4_000_000;

/**
 * One connection to an MQTT broker, kept up with back-off and jitter. Each connection is a client of its own with nothing queued: what
 * can't be sent now is never sent.
 */
export class MqttLink {
  readonly #options: MqttLinkOptions;
  readonly #timers: Timers;
  readonly #random: () => number;
  #client: MqttClient | undefined;
  #up = false;
  #closed = false;
  #backOff = FIRST_BACK_OFF_SECONDS;
  #cancelRetry: () => void = () => undefined;

  constructor(options: MqttLinkOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#random = options.random ?? Math.random;
    this.#open();
  }

  get isUp(): boolean {
    return this.#up && this.#client?.connected === true;
  }

  /** Sends now or not at all: false while the link is down. */
  publish(topic: string, message: object, options: { readonly qos?: 0 | 1; readonly retain?: boolean } = {}): boolean {
    const client = this.#client;
    if (!this.isUp || !client) return false;
    client.publish(
      topic,
      JSON.stringify(message),
      { qos: options.qos ?? 0, retain: options.retain ?? false },
      () => undefined,
    );
    this.#options.wire?.({ direction: 'out', at: this.#timers.now(), frame: { topic, ...options, message } });
    return true;
  }

  /** @param last published before the connection is closed for good */
  close(last?: { readonly topic: string; readonly message: object }): void {
    this.#closed = true;
    this.#cancelRetry();
    const client = this.#client;
    this.#client = undefined;
    const wasUp = this.#up;
    this.#up = false;
    if (!client) return;
    if (last && wasUp && client.connected)
      client.publish(last.topic, JSON.stringify(last.message), { qos: 1, retain: true }, () => client.end(false));
    else client.end(true);
  }

  #open(): void {
    if (this.#closed) return;
    const { address, will, subscribe, onMessage, wire } = this.#options;
    const last = will?.();
    const options: IClientOptions = {
      clientId: `muster-${Math.floor(this.#random() * 2 ** 40).toString(36)}-${Date.now().toString(36)}`,
      ...(address.username === undefined ? {} : { username: address.username }),
      ...(address.password === undefined ? {} : { password: address.password }),
      ...(last ? { will: { ...last, payload: Buffer.from(last.payload) } } : {}),
      keepalive: KEEP_ALIVE_SECONDS,
      connectTimeout: CONNECT_SECONDS * 1000,
      reconnectPeriod: 0,
      queueQoSZero: false,
      resubscribe: false,
      clean: true,
    };
    const client = mqtt.connect(address.broker, options);
    this.#client = client;
    const isCurrent = (): boolean => this.#client === client && !this.#closed;
    client.on('connect', () => {
      if (!isCurrent()) return;
      const topics = Object.fromEntries(Object.entries(subscribe).map(([topic, qos]) => [topic, { qos }]));
      client.subscribe(topics, (error, granted) => {
        if (!isCurrent()) return;
        const refused = granted?.find(({ qos }) => (qos as number) === 128);
        if (error || refused) {
          this.#end(client, error ? error.message : `the broker refuses ${refused?.topic}`);
          return;
        }
        this.#up = true;
        this.#backOff = FIRST_BACK_OFF_SECONDS;
        this.#options.onChange(true, '');
      });
    });
    client.on('message', (topic, payload) => {
      if (!isCurrent()) return;
      // A message of this size is none of VDA 5050; parsing it would stop everything else.
      const body = payload.length > MAX_PAYLOAD_BYTES ? '' : payload.toString('utf8');
      wire?.({ direction: 'in', at: this.#timers.now(), frame: { topic, message: body.slice(0, 20_000) } });
      onMessage(topic, body);
    });
    let why = 'the broker closed the connection';
    client.on('error', (error) => {
      why = error.message || (error as NodeJS.ErrnoException).code || why;
    });
    client.on('close', () => this.#end(client, why));
  }

  #end(client: MqttClient, why: string): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    const wasUp = this.#up;
    this.#up = false;
    client.end(true);
    if (wasUp || !this.#closed) this.#options.onChange(false, why);
    if (this.#closed) return;
    const wait = this.#backOff * (0.5 + this.#random());
    this.#backOff = Math.min(LONGEST_BACK_OFF_SECONDS, this.#backOff * 2);
    this.#cancelRetry = this.#timers.after(wait, () => this.#open());
  }
}
