import type { RosTime } from '../clock.ts';
import { ByteWriter } from './byte-writer.ts';
import type { FieldCodec, MessageCodec, RosMessage } from './codec.ts';
import type { PrimitiveType } from './definition.ts';
import type { RosDialect } from './type-registry.ts';

/** XCDR1, little-endian. Source: OMG DDSI-RTPS 10.2 (encapsulation), DDS-XTypes 7.4.1. */
const CDR_HEADER = Uint8Array.of(0, 1, 0, 0);

/**
 * A message as its middleware carries it: CDR with its 4-byte header for ROS 2, the packed little-endian form for ROS 1.
 *
 * @param message complete message as a codec decodes it
 */
export function serialiseMessage(codec: MessageCodec, message: RosMessage, dialect: RosDialect): Uint8Array {
  const writer = new ByteWriter(true);
  const isAligned = dialect === 'ros2';
  if (isAligned) writer.bytes(CDR_HEADER);
  writeMessage(writer, codec, message, isAligned);
  return writer.finish();
}

function writeMessage(writer: ByteWriter, codec: MessageCodec, message: RosMessage, isAligned: boolean): void {
  for (const field of codec.fields) writeField(writer, field, message[field.definition.name], isAligned);
  if (isAligned && codec.fields.length === 0) writer.uint8(0);
}

function writeField(writer: ByteWriter, field: FieldCodec, value: unknown, isAligned: boolean): void {
  const { array, type } = field.definition;
  const { nested } = field;
  const writeOne = (element: unknown): void => {
    if (nested === undefined) writeAligned(writer, type as PrimitiveType, element, isAligned);
    else writeMessage(writer, nested, element as RosMessage, isAligned);
  };
  if (array.kind === 'scalar') {
    writeOne(value);
    return;
  }
  const list = value as ArrayLike<unknown>;
  if (array.kind === 'variable') writeAligned(writer, 'uint32', list.length, isAligned);
  if (list instanceof Uint8Array) {
    writer.bytes(list);
    return;
  }
  for (let index = 0; index < list.length; index += 1) writeOne(list[index]);
}

const SIZES: Readonly<Record<PrimitiveType, number>> = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
  string: 4,
  time: 4,
  duration: 4,
};

function writeAligned(writer: ByteWriter, type: PrimitiveType, value: unknown, isAligned: boolean): void {
  if (isAligned) writer.align(SIZES[type], CDR_HEADER.length);
  if (type === 'string') {
    const bytes = new TextEncoder().encode(value as string);
    writer.uint32(isAligned ? bytes.length + 1 : bytes.length);
    writer.bytes(bytes);
    if (isAligned) writer.uint8(0);
  } else if (type === 'time' || type === 'duration') {
    const time = value as RosTime;
    writer.int32(time.sec);
    writer.int32(time.nanosec);
  } else {
    writePrimitive(writer, type, value as number | boolean);
  }
}

const WRITERS: Readonly<Partial<Record<PrimitiveType, (writer: ByteWriter, value: number) => void>>> = {
  bool: (writer, value) => writer.uint8(value),
  int8: (writer, value) => writer.int8(value),
  uint8: (writer, value) => writer.uint8(value),
  int16: (writer, value) => writer.int16(value),
  uint16: (writer, value) => writer.uint16(value),
  int32: (writer, value) => writer.int32(value),
  uint32: (writer, value) => writer.uint32(value),
  int64: (writer, value) => writer.int64(value),
  uint64: (writer, value) => writer.uint64(value),
  float32: (writer, value) => writer.float32(value),
  float64: (writer, value) => writer.float64(value),
};

/** One number or boolean without alignment. */
export function writePrimitive(writer: ByteWriter, type: PrimitiveType, value: number | boolean): void {
  WRITERS[type]?.(writer, Number(value));
}
