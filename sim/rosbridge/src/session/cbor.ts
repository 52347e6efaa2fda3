import { ByteWriter } from '../messages/byte-writer.ts';

/** A CBOR value under a tag; typed arrays are byte strings under tags of RFC 8746. */
export class Tagged {
  readonly tag: number;
  readonly bytes: Uint8Array;

  constructor(tag: number, bytes: Uint8Array) {
    this.tag = tag;
    this.bytes = bytes;
  }
}

const MAJOR_UNSIGNED = 0;
const MAJOR_NEGATIVE = 1;
const MAJOR_BYTES = 2;
const MAJOR_TEXT = 3;
const MAJOR_ARRAY = 4;
const MAJOR_MAP = 5;
const MAJOR_TAG = 6;
const FALSE = 0xf4;
const TRUE = 0xf5;
const NULL = 0xf6;
const FLOAT64 = 0xfb;

/**
 * Encodes plain values: null, booleans, numbers, strings, bytes, arrays, objects and {@link Tagged}.
 * Integral numbers become CBOR integers, others 64-bit floats. Source: RFC 8949.
 */
export function encodeCbor(value: unknown): Uint8Array {
  const writer = new ByteWriter(false);
  writeValue(writer, value);
  return writer.finish();
}

function writeValue(writer: ByteWriter, value: unknown): void {
  if (value === null || value === undefined) writer.uint8(NULL);
  else if (typeof value === 'boolean') writer.uint8(value ? TRUE : FALSE);
  else if (typeof value === 'number') writeNumber(writer, value);
  else if (typeof value === 'string') writeText(writer, value);
  else if (value instanceof Uint8Array) writeBytes(writer, value);
  else if (value instanceof Tagged) {
    writeHead(writer, MAJOR_TAG, value.tag);
    writeBytes(writer, value.bytes);
  } else if (Array.isArray(value)) {
    writeHead(writer, MAJOR_ARRAY, value.length);
    for (const element of value) writeValue(writer, element);
  } else {
    const entries = Object.entries(value);
    writeHead(writer, MAJOR_MAP, entries.length);
    for (const [key, element] of entries) {
      writeText(writer, key);
      writeValue(writer, element);
    }
  }
}

function writeNumber(writer: ByteWriter, value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
    if (value >= 0) writeHead(writer, MAJOR_UNSIGNED, value);
    else writeHead(writer, MAJOR_NEGATIVE, -1 - value);
    return;
  }
  writer.uint8(FLOAT64);
  writer.float64(value);
}

function writeText(writer: ByteWriter, text: string): void {
  const bytes = new TextEncoder().encode(text);
  writeHead(writer, MAJOR_TEXT, bytes.length);
  writer.bytes(bytes);
}

function writeBytes(writer: ByteWriter, bytes: Uint8Array): void {
  writeHead(writer, MAJOR_BYTES, bytes.length);
  writer.bytes(bytes);
}

function writeHead(writer: ByteWriter, major: number, argument: number): void {
  const type = major << 5;
  if (argument < 24) {
    writer.uint8(type | argument);
  } else if (argument < 0x100) {
    writer.uint8(type | 24);
    writer.uint8(argument);
  } else if (argument < 0x10000) {
    writer.uint8(type | 25);
    writer.uint16(argument);
  } else if (argument < 0x100000000) {
    writer.uint8(type | 26);
    writer.uint32(argument);
  } else {
    writer.uint8(type | 27);
    writer.uint32(Math.floor(argument / 0x100000000));
    writer.uint32(argument % 0x100000000);
  }
}
