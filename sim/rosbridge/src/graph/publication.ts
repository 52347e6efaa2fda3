import type { MessageCodec, RosMessage } from '../messages/codec.ts';

/** One message on its way to subscribers. Encodings are made on demand and once for all of them. */
export class Publication {
  readonly topic: string;
  readonly codec: MessageCodec;
  readonly message: RosMessage;
  /** Node that published it, e.g. `/amr_1/driver`. */
  readonly publisher: string;
  /** True when it is handed to a subscriber that came later. */
  readonly isLatched: boolean;
  #json: string | undefined;
  readonly #encodings = new Map<string, unknown>();

  constructor(topic: string, codec: MessageCodec, message: RosMessage, publisher: string, isLatched = false) {
    this.topic = topic;
    this.codec = codec;
    this.message = message;
    this.publisher = publisher;
    this.isLatched = isLatched;
  }

  /** JSON of the message in the dialect's spelling; what is not finite becomes `null`. */
  get json(): string {
    this.#json ??= JSON.stringify(this.codec.toWire(this.message));
    return this.#json;
  }

  /** Another encoding under a name of the caller's, e.g. `cdr`. */
  encoding<Encoded>(name: string, encode: (publication: Publication) => Encoded): Encoded {
    let encoded = this.#encodings.get(name) as Encoded | undefined;
    if (encoded === undefined) {
      encoded = encode(this);
      this.#encodings.set(name, encoded);
    }
    return encoded;
  }

  asLatched(): Publication {
    return new Publication(this.topic, this.codec, this.message, this.publisher, true);
  }
}
