import { toRosTime } from '../clock.ts';
import type { Publication } from '../graph/publication.ts';
import type { RosGraph } from '../graph/ros-graph.ts';
import { serialiseMessage } from '../messages/serialise.ts';
import { encodeCbor } from './cbor.ts';
import { cborValue } from './cbor-message.ts';
import { encodePngText } from './png.ts';
import type { PublicationEncoder } from './subscription.ts';

/** Zlib compression of bytes, e.g. `deflateSync` of Node. */
export type Deflate = (bytes: Uint8Array) => Uint8Array;

/** Encoder of publications for all compressions; each encoding of a message is made once for all clients. */
export function createPublicationEncoder(graph: RosGraph, deflate: Deflate | undefined): PublicationEncoder {
  const prefixes = new Map<string, string>();
  const textOf = (publication: Publication, topic: string): string => {
    let prefix = prefixes.get(topic);
    if (prefix === undefined) {
      prefix = `{"op":"publish","topic":${JSON.stringify(topic)},"msg":`;
      prefixes.set(topic, prefix);
    }
    return `${prefix}${publication.json}}`;
  };
  return (publication, topic, compression) => {
    switch (compression) {
      case 'none':
        return textOf(publication, topic);
      case 'png': {
        const data = publication.encoding(`png:${topic}`, () => encodePngText(textOf(publication, topic), deflate));
        return JSON.stringify({ op: 'png', data });
      }
      case 'cbor':
        return publication.encoding(`cbor:${topic}`, () =>
          encodeCbor({ op: 'publish', topic, msg: cborValue(publication.codec, publication.message) }),
        );
      case 'cbor-raw':
        return publication.encoding(`cbor-raw:${topic}`, () => {
          const { sec, nanosec } = toRosTime(graph.clock.now());
          const bytes = serialiseMessage(publication.codec, publication.message, graph.dialect);
          return encodeCbor({ op: 'publish', topic, msg: { secs: sec, nsecs: nanosec, bytes } });
        });
    }
  };
}
