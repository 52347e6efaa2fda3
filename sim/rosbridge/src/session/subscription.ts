import type { GraphClock } from '../clock.ts';
import { refuse } from '../errors.ts';
import { absoluteName } from '../graph/names.ts';
import type { Publication } from '../graph/publication.ts';
import type { RosGraph } from '../graph/ros-graph.ts';
import type { Subscription } from '../graph/topic-space.ts';
import { claimRawOrParsed, failsInRos1Cbor } from './compat-quirks.ts';
import type { SessionMode } from './limits.ts';
import type { Outbox } from './outbox.ts';

export type Compression = 'none' | 'png' | 'cbor' | 'cbor-raw';
const STRENGTH: readonly Compression[] = ['none', 'png', 'cbor', 'cbor-raw'];

export function isCompression(text: string): text is Compression {
  return (STRENGTH as readonly string[]).includes(text);
}

/** What one `subscribe` frame asked for. */
export interface SubscriptionRequest {
  readonly throttleSeconds: number;
  readonly queueLength: number;
  readonly fragmentSize: number | undefined;
  readonly compression: Compression;
}

/** Turns a publication into what goes on the wire: text that may be fragmented, or bytes. */
export type PublicationEncoder = (
  publication: Publication,
  topic: string,
  compression: Compression,
) => string | Uint8Array;

export interface SubscriptionServices {
  readonly graph: RosGraph;
  readonly clock: GraphClock;
  readonly mode: SessionMode;
  readonly outbox: Outbox;
  readonly encode: PublicationEncoder;
  readonly node: string;
  /** Told of each message that was thrown away because the client is slow or asked for few. */
  onDropped(): void;
}

/**
 * All subscriptions of one client to one topic, as the bridge merges them: one frame per message; lowest throttle,
 * queue and fragment size, strongest compression.
 */
export class TopicSubscription {
  /** Name as the client spells it: roslib dispatches on the raw name. */
  readonly topic: string;
  readonly #services: SubscriptionServices;
  readonly #requests = new Map<string, SubscriptionRequest>();
  readonly #queue: Publication[] = [];
  #link: Subscription | undefined;
  #claim: { readonly outcome: 'served' | 'refused' | 'silent'; release(): void } | undefined;
  #settings: SubscriptionRequest;
  #lastSentSeconds = Number.NEGATIVE_INFINITY;

  constructor(topic: string, services: SubscriptionServices) {
    this.topic = topic;
    this.#services = services;
    this.#settings = { throttleSeconds: 0, queueLength: 0, fragmentSize: undefined, compression: 'none' };
  }

  get requestCount(): number {
    return this.#requests.size;
  }

  get compression(): Compression {
    return this.#settings.compression;
  }

  /**
   * @param id of the `subscribe` frame, empty when it had none
   * @throws RosRefusalError on a name, type or conflict, leaving everything as it was
   */
  add(id: string, type: string | undefined, request: SubscriptionRequest): void {
    if (this.#link === undefined) {
      this.#requests.set(id, request);
      this.#settings = merge([...this.#requests.values()]);
      try {
        const { graph, node } = this.#services;
        this.#claimTopic(request);
        this.#link = graph.topics.subscribe(this.topic, type, (publication) => this.#receive(publication), { node });
      } catch (error) {
        this.#requests.delete(id);
        this.#claim?.release();
        throw error;
      }
      return;
    }
    if (type !== undefined) this.#services.graph.topics.subscribe(this.topic, type, () => {}).close();
    this.#requests.set(id, request);
    this.#settings = merge([...this.#requests.values()]);
  }

  /** Keeps the id although its type was wrong, as real servers do. */
  addSilently(id: string, request: SubscriptionRequest): void {
    this.#requests.set(id, request);
  }

  /** `undefined` removes all; returns false when there was no such id. */
  remove(id: string | undefined): boolean {
    if (id === undefined) this.#requests.clear();
    else if (!this.#requests.delete(id)) return false;
    if (this.#requests.size === 0) this.close();
    else this.#settings = merge([...this.#requests.values()]);
    return true;
  }

  /** Sends what was held back and is due. */
  poll(): void {
    while (this.#queue.length > 0 && this.#isDue() && !this.#services.outbox.isCongested) {
      this.#send(this.#queue.shift() as Publication);
    }
  }

  close(): void {
    this.#queue.length = 0;
    this.#claim?.release();
    this.#link?.close();
    this.#link = undefined;
  }

  #claimTopic(request: SubscriptionRequest): void {
    const { graph, mode } = this.#services;
    if (mode !== 'compat' || graph.dialect !== 'ros1') return;
    this.#claim = claimRawOrParsed(graph, absoluteName(this.topic, 'topic'), request.compression);
    if (this.#claim.outcome === 'refused') {
      refuse(
        'ROSBRIDGE_TYPE_CONFLICT',
        'compression',
        `${this.topic} is subscribed raw`,
        'Use another bridge for viewers.',
      );
    }
  }

  #receive(publication: Publication): void {
    const { outbox, mode } = this.#services;
    if (this.#claim?.outcome === 'silent') return;
    if (this.#queue.length === 0 && this.#isDue() && !outbox.isCongested) {
      this.#send(publication);
      if (publication.isLatched && mode === 'compat') this.#send(publication);
      return;
    }
    const wanted = this.#settings.queueLength;
    const isDroppedByServer = mode === 'compat' && wanted === 0 && !outbox.isCongested;
    if (isDroppedByServer) {
      this.#services.onDropped();
      return;
    }
    this.#queue.push(publication);
    while (this.#queue.length > Math.max(1, wanted)) {
      this.#queue.shift();
      this.#services.onDropped();
    }
  }

  #isDue(): boolean {
    const { throttleSeconds } = this.#settings;
    return throttleSeconds === 0 || this.#services.clock.now() - this.#lastSentSeconds >= throttleSeconds - 1e-9;
  }

  #send(publication: Publication): void {
    const { outbox, encode, clock } = this.#services;
    this.#lastSentSeconds = clock.now();
    const { compression } = this.#settings;
    if (compression === 'cbor' && this.#claim !== undefined && failsInRos1Cbor(publication.codec)) return;
    const frame = encode(publication, this.topic, compression);
    if (typeof frame === 'string') outbox.sendText(frame, this.#settings.fragmentSize);
    else outbox.sendBytes(frame);
  }
}

function merge(requests: readonly SubscriptionRequest[]): SubscriptionRequest {
  const sizes = requests.map((request) => request.fragmentSize).filter((size) => size !== undefined);
  return {
    throttleSeconds: Math.min(...requests.map((request) => request.throttleSeconds)),
    queueLength: Math.min(...requests.map((request) => request.queueLength)),
    fragmentSize: sizes.length === 0 ? undefined : Math.min(...sizes),
    compression: STRENGTH[Math.max(...requests.map((request) => STRENGTH.indexOf(request.compression)))] ?? 'none',
  };
}
