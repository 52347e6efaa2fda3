import type { RosGraph } from '../graph/ros-graph.ts';
import type { MessageCodec } from '../messages/codec.ts';
import type { Compression } from './subscription.ts';

/** True when the ROS 1 server fails to put a type into CBOR: it has a fixed-size float array somewhere. Measured. */
export function failsInRos1Cbor(codec: MessageCodec): boolean {
  return codec.fields.some((field) => {
    const { array, type } = field.definition;
    if (field.nested !== undefined) return failsInRos1Cbor(field.nested);
    return array.kind === 'fixed' && (type === 'float32' || type === 'float64');
  });
}

interface Holders {
  raw: number;
  parsed: number;
}

const holdersByGraph = new WeakMap<RosGraph, Map<string, Holders>>();

/**
 * The ROS 1 server cannot serve one topic both raw and parsed, whoever asks: whichever came first wins. Measured.
 *
 * @returns what becomes of the subscription, and how to give the place back
 */
export function claimRawOrParsed(
  graph: RosGraph,
  topic: string,
  compression: Compression,
): { readonly outcome: 'served' | 'refused' | 'silent'; release(): void } {
  const topics = holdersByGraph.get(graph) ?? new Map<string, Holders>();
  holdersByGraph.set(graph, topics);
  const holders = topics.get(topic) ?? { raw: 0, parsed: 0 };
  topics.set(topic, holders);
  const kind = compression === 'cbor-raw' ? 'raw' : 'parsed';
  if (kind === 'parsed' && holders.raw > 0) return { outcome: 'refused', release: () => {} };
  if (kind === 'raw' && holders.parsed > 0) return { outcome: 'silent', release: () => {} };
  holders[kind] += 1;
  let isHeld = true;
  return {
    outcome: 'served',
    release: () => {
      if (isHeld) holders[kind] -= 1;
      isHeld = false;
    },
  };
}
