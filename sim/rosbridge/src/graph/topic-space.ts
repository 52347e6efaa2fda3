import { type GraphClock, toRosTime } from '../clock.ts';
import { refuse } from '../errors.ts';
import { type MessageCodec, programContext, type RosMessage } from '../messages/codec.ts';
import type { TypeRegistry } from '../messages/type-registry.ts';
import { absoluteName } from './names.ts';
import { Publication } from './publication.ts';

export interface AdvertiseOptions {
  /** Node shown by rosapi. Default `/simulator`. */
  readonly node?: string;
  /** Keep the last message for subscribers that come later. */
  readonly isLatched?: boolean;
  /** Left out of rosapi listings, as ROS 2 hides names with a leading underscore. */
  readonly isHidden?: boolean;
}

/** The right to publish on one topic. */
export interface Publisher {
  readonly topic: string;
  readonly codec: MessageCodec;
  /** 0 means that publishing would reach nobody: skip making the message. */
  readonly subscriberCount: number;
  /**
   * Completes and delivers a message. Missing fields get defaults, a header without stamp gets the graph's time,
   * times may be plain seconds, float arrays may be typed arrays.
   * @throws RosRefusalError when the message is not of the topic's type: a defect of the publishing program
   */
  publish(message: object): void;
  /** Makes the message only when somebody listens or it has to be kept. */
  publishLazily(make: () => object): void;
  /** The first message of a latched topic, made when somebody first wants it: what is large and seldom read costs nothing until then. */
  publishWhenWanted(make: () => object): void;
  /** Delivers a message that a codec of this graph has already decoded. */
  publishDecoded(message: RosMessage): void;
  close(): void;
}

export interface SubscribeOptions {
  readonly node?: string;
}

export interface Subscription {
  readonly topic: string;
  readonly codec: MessageCodec;
  close(): void;
}

/** Decides if, when and how often a message crosses; used to simulate a bad link. Must call `deliver` to let it through. */
export type LinkFilter = (name: string, deliver: () => void) => void;

interface Subscriber {
  readonly node: string;
  readonly deliver: (publication: Publication) => void;
}

class Topic {
  readonly name: string;
  readonly codec: MessageCodec;
  readonly publishers = new Map<object, AdvertiseOptions>();
  readonly subscribers = new Set<Subscriber>();
  readonly latched = new Map<object, Publication>();
  /** Latched messages that nobody has wanted yet. */
  readonly unmade = new Map<object, () => void>();
  sequence = 0;

  constructor(name: string, codec: MessageCodec) {
    this.name = name;
    this.codec = codec;
  }
}

export interface TopicInfo {
  readonly name: string;
  readonly type: string;
  readonly publishers: readonly string[];
  readonly subscribers: readonly string[];
}

/** Topics of one graph: who publishes, who listens, what is kept. Delivery is synchronous, in order of subscription. */
export class TopicSpace {
  readonly #types: TypeRegistry;
  readonly #clock: GraphClock;
  readonly #topics = new Map<string, Topic>();
  #filter: LinkFilter | undefined;

  constructor(types: TypeRegistry, clock: GraphClock) {
    this.#types = types;
    this.#clock = clock;
  }

  setLinkFilter(filter: LinkFilter | undefined): void {
    this.#filter = filter;
  }

  /** @throws RosRefusalError on an invalid name, an unknown type, or a topic that exists with another type */
  advertise(name: string, type: string, options: AdvertiseOptions = {}): Publisher {
    const topic = this.#open(name, type);
    const key = {};
    topic.publishers.set(key, options);
    const send = (message: RosMessage): void => this.#deliver(topic, key, message, options);
    const isWanted = (): boolean => topic.subscribers.size > 0 || options.isLatched === true;
    const decode = (message: object): RosMessage =>
      topic.codec.decode(message, programContext(this.#clock.now()), 'message');
    return {
      topic: topic.name,
      codec: topic.codec,
      get subscriberCount() {
        return topic.subscribers.size;
      },
      publish: (message) => {
        if (isWanted()) send(decode(message));
      },
      publishLazily: (make) => {
        if (isWanted()) send(decode(make()));
      },
      publishWhenWanted: (make) => {
        const publish = (): void => send(decode(make()));
        if (topic.subscribers.size > 0) publish();
        else topic.unmade.set(key, publish);
      },
      publishDecoded: send,
      close: () => {
        topic.publishers.delete(key);
        topic.unmade.delete(key);
        topic.latched.delete(key);
        this.#closeIfUnused(topic);
      },
    };
  }

  /** @param type may be left out when the topic exists */
  subscribe(
    name: string,
    type: string | undefined,
    deliver: (publication: Publication) => void,
    options: SubscribeOptions = {},
  ): Subscription {
    const topic = this.#open(name, type);
    for (const publish of topic.unmade.values()) publish();
    topic.unmade.clear();
    const subscriber: Subscriber = { node: options.node ?? '/simulator', deliver };
    topic.subscribers.add(subscriber);
    const kept = [...topic.latched.values()];
    for (const publication of kept) deliver(publication.asLatched());
    return {
      topic: topic.name,
      codec: topic.codec,
      close: () => {
        topic.subscribers.delete(subscriber);
        this.#closeIfUnused(topic);
      },
    };
  }

  find(name: string): TopicInfo | undefined {
    const topic = this.#topics.get(absoluteName(name, 'topic'));
    return topic === undefined ? undefined : describe(topic);
  }

  codecOf(name: string): MessageCodec | undefined {
    return this.#topics.get(name)?.codec;
  }

  /** Topics that rosapi may show, by name. */
  list(): readonly TopicInfo[] {
    return [...this.#topics.values()]
      .filter((topic) => ![...topic.publishers.values()].some((options) => options.isHidden))
      .map(describe)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #open(name: string, type: string | undefined): Topic {
    const absolute = absoluteName(name, 'topic');
    const known = this.#topics.get(absolute);
    if (type === undefined) {
      if (known !== undefined) return known;
      return refuse(
        'ROSBRIDGE_TOPIC_UNKNOWN',
        'topic',
        `no topic ${absolute}`,
        'Name its type, or wait until it exists.',
      );
    }
    const codec = this.#types.message(type);
    if (known === undefined) {
      const topic = new Topic(absolute, codec);
      this.#topics.set(absolute, topic);
      return topic;
    }
    if (known.codec !== codec) {
      refuse(
        'ROSBRIDGE_TYPE_CONFLICT',
        'type',
        `${absolute} has type ${known.codec.name}, not ${codec.name}`,
        `Use ${known.codec.name}.`,
      );
    }
    return known;
  }

  #deliver(topic: Topic, key: object, message: RosMessage, options: AdvertiseOptions): void {
    const stamped = this.#types.dialect === 'ros1' && topic.codec.hasHeader ? withSequence(message, topic) : message;
    const publication = new Publication(topic.name, topic.codec, stamped, options.node ?? '/simulator');
    if (options.isLatched === true && topic.publishers.has(key)) topic.latched.set(key, publication);
    if (this.#filter === undefined) deliverToAll(topic, publication);
    else this.#filter(topic.name, () => deliverToAll(topic, publication));
  }

  #closeIfUnused(topic: Topic): void {
    if (topic.publishers.size === 0 && topic.subscribers.size === 0 && this.#topics.get(topic.name) === topic) {
      this.#topics.delete(topic.name);
    }
  }

  /** The graph's time as a message carries it. */
  now(): { readonly sec: number; readonly nanosec: number } {
    return toRosTime(this.#clock.now());
  }
}

/** One subscriber's exception does not keep the message from the others; the first one is thrown when all have it. */
function deliverToAll(topic: Topic, publication: Publication): void {
  const errors: unknown[] = [];
  for (const subscriber of [...topic.subscribers]) {
    if (!topic.subscribers.has(subscriber)) continue;
    try {
      subscriber.deliver(publication);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

function withSequence(message: RosMessage, topic: Topic): RosMessage {
  topic.sequence += 1;
  return { ...message, header: { ...(message.header as object), seq: topic.sequence } };
}

function describe(topic: Topic): TopicInfo {
  const nodes = (names: Iterable<string>): string[] => [...new Set(names)].sort();
  return {
    name: topic.name,
    type: topic.codec.name,
    publishers: nodes([...topic.publishers.values()].map((options) => options.node ?? '/simulator')),
    subscribers: nodes([...topic.subscribers].map((subscriber) => subscriber.node)),
  };
}
