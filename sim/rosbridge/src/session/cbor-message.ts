import { ByteWriter } from '../messages/byte-writer.ts';
import type { MessageCodec, RosMessage } from '../messages/codec.ts';
import type { PrimitiveType } from '../messages/definition.ts';
import { writePrimitive } from '../messages/serialise.ts';
import { Tagged } from './cbor.ts';

/** Tags of little-endian typed arrays. Source: RFC 8746. */
const ARRAY_TAGS: Readonly<Partial<Record<PrimitiveType, number>>> = {
  uint16: 69,
  uint32: 70,
  uint64: 71,
  int8: 72,
  int16: 77,
  int32: 78,
  int64: 79,
  float32: 85,
  float64: 86,
};

/** A message as bridges put it into CBOR: numeric arrays as typed arrays, `uint8[]` as bytes, times as in JSON. */
export function cborValue(codec: MessageCodec, message: RosMessage): object {
  const result: Record<string, unknown> = {};
  for (const field of codec.fields) {
    const { name, type, array } = field.definition;
    const value = message[name];
    const tag = ARRAY_TAGS[type as PrimitiveType];
    if (field.nested !== undefined) {
      const { nested } = field;
      result[name] =
        array.kind === 'scalar'
          ? cborValue(nested, value as RosMessage)
          : (value as RosMessage[]).map((element) => cborValue(nested, element));
    } else if (array.kind !== 'scalar' && tag !== undefined) {
      result[name] = new Tagged(tag, typedArrayBytes(type as PrimitiveType, value as readonly number[]));
    } else if (value instanceof Uint8Array) {
      result[name] = value;
    } else {
      result[name] = field.toWire === undefined ? value : field.toWire(value);
    }
  }
  return result;
}

function typedArrayBytes(type: PrimitiveType, values: readonly number[]): Uint8Array {
  const writer = new ByteWriter(true);
  for (const value of values) writePrimitive(writer, type, value);
  return writer.finish();
}
