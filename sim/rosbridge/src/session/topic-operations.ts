import { toRosTime } from '../clock.ts';
import { refuse } from '../errors.ts';
import { absoluteName } from '../graph/names.ts';
import type { Publisher } from '../graph/topic-space.ts';
import type { DecodeContext, MessageCodec } from '../messages/codec.ts';
import {
  type InboundFrame,
  optionalBoolean,
  optionalField,
  optionalInteger,
  optionalString,
  requireString,
} from './inbound-frame.ts';
import type { SessionContext } from './session-context.ts';
import { type Compression, isCompression, TopicSubscription } from './subscription.ts';

/** How long real servers keep a publisher whose client has gone, seconds. */
const UNREGISTER_SECONDS = 10;

interface ClientPublisher {
  readonly publisher: Publisher;
  /** When subscribers hear it, in seconds of the session's clock. */
  readonly connectedSeconds: number;
  readonly isLatched: boolean;
}

/** Time that ROS 1 subscribers need to connect to a new publisher, during which they hear nothing. Measured: some 100 ms. */
const ROS1_CONNECT_SECONDS = 0.1;

/** advertise, unadvertise, publish, subscribe, unsubscribe of one client. */
export class TopicOperations {
  readonly #context: SessionContext;
  readonly #publishers = new Map<string, ClientPublisher>();
  readonly #subscriptions = new Map<string, TopicSubscription>();

  constructor(context: SessionContext) {
    this.#context = context;
  }

  advertise(frame: InboundFrame): void {
    const topic = absoluteName(requireString(frame, 'topic'), 'topic');
    const type = requireString(frame, 'type');
    const isLatched = optionalBoolean(frame, 'latch') ?? false;
    optionalInteger(frame, 'queue_size', 0, Number.MAX_SAFE_INTEGER);
    const { graph, limits, node } = this.#context;
    if (this.#publishers.size >= limits.maxAdvertisements) {
      refuse(
        'ROSBRIDGE_LIMIT_REACHED',
        'topic',
        `${this.#publishers.size} topics advertised`,
        'Unadvertise some first.',
      );
    }
    const known = this.#publishers.get(topic);
    if (known?.isLatched === isLatched && known.publisher.codec === graph.types.message(type)) return;
    const publisher = graph.topics.advertise(topic, type, { node, isLatched });
    known?.publisher.close();
    this.#keep(topic, publisher, isLatched);
  }

  unadvertise(frame: InboundFrame): void {
    const topic = absoluteName(requireString(frame, 'topic'), 'topic');
    const known = this.#publishers.get(topic);
    if (known === undefined) {
      refuse('ROSBRIDGE_NOT_ADVERTISED', 'topic', `this client does not advertise ${topic}`, 'Advertise it first.');
    }
    known.publisher.close();
    this.#publishers.delete(topic);
  }

  publish(frame: InboundFrame): void {
    const topic = absoluteName(requireString(frame, 'topic'), 'topic');
    const message = optionalField(frame, 'msg');
    const known = this.#publishers.get(topic);
    const codec = known?.publisher.codec ?? this.#context.graph.topics.codecOf(topic) ?? unknownTopic(topic);
    const decoded = codec.decode(message ?? missingMessage(), this.#decodeContext(), 'msg');
    const { publisher, connectedSeconds, isLatched } = known ?? this.#adopt(topic, codec, frame);
    if (isLatched || this.#context.clock.now() >= connectedSeconds) publisher.publishDecoded(decoded);
  }

  subscribe(frame: InboundFrame): void {
    const { limits, mode } = this.#context;
    const topic = requireString(frame, 'topic');
    const type = optionalString(frame, 'type');
    const fragmentSize = optionalInteger(frame, 'fragment_size', 1, Number.MAX_SAFE_INTEGER);
    const request = {
      throttleSeconds: (optionalInteger(frame, 'throttle_rate', 0, 86_400_000) ?? 0) / 1000,
      queueLength: optionalInteger(frame, 'queue_length', 0, limits.maxQueueLength) ?? 0,
      fragmentSize,
      compression: readCompression(frame),
    };
    if (this.#subscriptions.size >= limits.maxSubscriptions) {
      refuse(
        'ROSBRIDGE_LIMIT_REACHED',
        'topic',
        `${this.#subscriptions.size} topics subscribed`,
        'Unsubscribe some first.',
      );
    }
    const id = frame.id ?? '';
    const known = this.#subscriptions.get(topic);
    const subscription = known ?? new TopicSubscription(topic, this.#context.subscriptionServices);
    if (known === undefined) this.#subscriptions.set(topic, subscription);
    try {
      subscription.add(id, type === undefined || type === '' ? undefined : type, request);
    } catch (error) {
      if (known === undefined) this.#subscriptions.delete(topic);
      else if (mode === 'compat') known.addSilently(id, request);
      throw error;
    }
  }

  unsubscribe(frame: InboundFrame): void {
    const topic = requireString(frame, 'topic');
    const subscription = this.#subscriptions.get(topic);
    if (subscription?.remove(frame.id) !== true) {
      refuse(
        'ROSBRIDGE_NOT_SUBSCRIBED',
        'topic',
        `this client has no such subscription to ${topic.slice(0, 120)}`,
        'Subscribe first.',
      );
    }
    if (subscription.requestCount === 0) this.#subscriptions.delete(topic);
  }

  poll(): void {
    for (const subscription of this.#subscriptions.values()) subscription.poll();
  }

  close(): void {
    for (const subscription of this.#subscriptions.values()) subscription.close();
    this.#subscriptions.clear();
    const publishers = [...this.#publishers.values()].map((known) => known.publisher);
    this.#publishers.clear();
    if (this.#context.mode === 'strict' || publishers.length === 0) {
      for (const publisher of publishers) publisher.close();
      return;
    }
    const { graph } = this.#context;
    const untilSeconds = graph.clock.now() + UNREGISTER_SECONDS;
    const watch = graph.onAdvance(() => {
      if (graph.clock.now() < untilSeconds) return;
      watch.close();
      for (const publisher of publishers) publisher.close();
    });
  }

  /** Publishing to a topic that exists needs no advertisement. */
  #adopt(topic: string, codec: MessageCodec, frame: InboundFrame): ClientPublisher {
    const { graph, node } = this.#context;
    const isLatched = optionalBoolean(frame, 'latch') ?? false;
    return this.#keep(topic, graph.topics.advertise(topic, codec.name, { node, isLatched }), isLatched);
  }

  #keep(topic: string, publisher: Publisher, isLatched: boolean): ClientPublisher {
    const { graph, mode, clock } = this.#context;
    const delay = mode === 'compat' && graph.dialect === 'ros1' ? ROS1_CONNECT_SECONDS : 0;
    const kept = { publisher, connectedSeconds: clock.now() + delay, isLatched };
    this.#publishers.set(topic, kept);
    return kept;
  }

  #decodeContext(): DecodeContext {
    const { graph, mode } = this.#context;
    return { source: 'wire', isLenient: mode === 'compat', now: toRosTime(graph.clock.now()) };
  }
}

function unknownTopic(topic: string): never {
  return refuse(
    'ROSBRIDGE_TOPIC_UNKNOWN',
    'topic',
    `no topic ${topic}`,
    'Advertise it with its type before publishing.',
  );
}

function missingMessage(): never {
  return refuse('ROSBRIDGE_FIELD_MISSING', 'msg', 'publish needs msg', 'Add the message.');
}

function readCompression(frame: InboundFrame): Compression {
  const text = optionalString(frame, 'compression') ?? 'none';
  if (isCompression(text)) return text;
  return refuse(
    'ROSBRIDGE_FIELD_RANGE',
    'compression',
    `no compression "${text.slice(0, 40)}"`,
    'Use none, png, cbor or cbor-raw.',
  );
}
