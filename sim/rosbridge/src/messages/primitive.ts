import { type RosTime, toRosTime } from '../clock.ts';
import { describeValue, refuse } from '../errors.ts';
import { decodeBase64 } from './base64.ts';
import type { DecodeContext } from './codec.ts';
import type { PrimitiveType } from './definition.ts';
import type { RosDialect } from './type-registry.ts';

const FLOAT32_MAXIMUM = 3.4028234663852886e38;
const INTEGER_RANGES: Readonly<Record<string, readonly [number, number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  uint64: [0, Number.MAX_SAFE_INTEGER],
};

/** Zero of a type, or the literal that its definition gives. */
export function defaultPrimitive(type: PrimitiveType, text: string | undefined): unknown {
  switch (type) {
    case 'bool':
      return text?.toLowerCase() === 'true';
    case 'string':
      return text === undefined ? '' : text.replace(/^["']|["']$/g, '');
    case 'time':
    case 'duration':
      return ZERO_TIME;
    default:
      return text === undefined ? 0 : Number(text);
  }
}

const ZERO_TIME: RosTime = Object.freeze({ sec: 0, nanosec: 0 });

/** @throws RosRefusalError when the value is not of the type, not finite, or out of its range */
export function decodePrimitive(
  type: PrimitiveType,
  value: unknown,
  context: DecodeContext,
  dialect: RosDialect,
): unknown {
  switch (type) {
    case 'bool':
      if (typeof value === 'boolean') return value;
      return refuseType('a boolean', value);
    case 'string':
      if (typeof value === 'string') return value;
      return refuseType('a string', value);
    case 'float64':
      return decodeFloat(value, context);
    case 'float32':
      return decodeFloat32(value, context);
    case 'time':
    case 'duration':
      return decodeTime(type, value, context, dialect);
    default:
      return decodeInteger(type, value);
  }
}

function decodeFloat(value: unknown, context: DecodeContext): number {
  if (typeof value !== 'number') return refuseType('a number', value);
  if (!Number.isFinite(value) && context.source === 'wire' && !context.isLenient) {
    refuse('ROSBRIDGE_MESSAGE_RANGE', '', `wants a finite number, got ${value}`, 'Leave unknown numbers out.');
  }
  return value;
}

function decodeFloat32(value: unknown, context: DecodeContext): number {
  const number = decodeFloat(value, context);
  if (Number.isFinite(number) && Math.abs(number) > FLOAT32_MAXIMUM) {
    refuse('ROSBRIDGE_MESSAGE_RANGE', '', `${number} does not fit float32`, 'Send a smaller number.');
  }
  return Math.fround(number);
}

function decodeInteger(type: PrimitiveType, value: unknown): number {
  if (typeof value !== 'number') return refuseType(`an integer (${type})`, value);
  if (!Number.isInteger(value)) {
    refuse('ROSBRIDGE_MESSAGE_TYPE', '', `wants an integer (${type}), got ${value}`, 'Round it.');
  }
  const [low, high] = INTEGER_RANGES[type] as readonly [number, number];
  if (value < low || value > high) {
    refuse('ROSBRIDGE_MESSAGE_RANGE', '', `${value} does not fit ${type}`, `Stay within ${low}..${high}.`);
  }
  return value;
}

function decodeTime(type: 'time' | 'duration', value: unknown, context: DecodeContext, dialect: RosDialect): RosTime {
  if (context.source === 'program' && typeof value === 'number') return toRosTime(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (context.isLenient) return context.now;
    return refuseType(`a ${type} object`, value);
  }
  const given = value as Record<string, unknown>;
  const isRos2Spelling = given.sec !== undefined || given.nanosec !== undefined;
  const isForeign = isRos2Spelling && dialect === 'ros1' && context.source === 'wire';
  if (isForeign && context.isLenient) return context.now;
  if (isForeign) {
    refuse('ROSBRIDGE_MESSAGE_FIELD_UNKNOWN', '', `a ROS 1 ${type} has no sec and nanosec`, 'Use secs and nsecs.');
  }
  const secondsName = isRos2Spelling ? 'sec' : 'secs';
  const fractionName = isRos2Spelling ? 'nanosec' : 'nsecs';
  for (const key of Object.keys(given)) {
    if (key !== secondsName && key !== fractionName) {
      refuse(
        'ROSBRIDGE_MESSAGE_FIELD_UNKNOWN',
        key.slice(0, 80),
        `a ${type} has no field ${key.slice(0, 80)}`,
        'Leave it out.',
      );
    }
  }
  const isUnsigned = dialect === 'ros1' && type === 'time';
  const sec = decodeInteger(isUnsigned ? 'uint32' : 'int32', given[secondsName] ?? 0);
  const nanosec = decodeInteger(
    dialect === 'ros1' && type === 'duration' ? 'int32' : 'uint32',
    given[fractionName] ?? 0,
  );
  if (Math.abs(nanosec) >= 1e9) {
    refuse('ROSBRIDGE_MESSAGE_RANGE', fractionName, `${nanosec} ns is a second or more`, 'Carry it into the seconds.');
  }
  return { sec, nanosec };
}

/**
 * An array of primitives: `uint8[]` becomes a `Uint8Array` (from base64 or integers), others stay arrays.
 * Arrays of the program are copied, so that it may reuse its buffers.
 */
export function decodePrimitiveArray(
  type: PrimitiveType,
  value: unknown,
  context: DecodeContext,
  dialect: RosDialect,
): { readonly length: number } {
  if (type === 'uint8') return decodeBytes(value, context);
  const list = context.source === 'program' ? toList(value) : value;
  if (!Array.isArray(list)) return refuseType('an array', value);
  const isChecked = type === 'float64' && context.source === 'wire' && !context.isLenient;
  if (isChecked) {
    for (let index = 0; index < list.length; index += 1) {
      const element: unknown = list[index];
      if (typeof element !== 'number' || !Number.isFinite(element)) refuseElement(index, 'a finite number', element);
    }
    return list;
  }
  const result = new Array<unknown>(list.length);
  for (let index = 0; index < list.length; index += 1) {
    try {
      result[index] = decodePrimitive(type, list[index], context, dialect);
    } catch {
      refuseElement(index, `a value of ${type}`, list[index]);
    }
  }
  return result;
}

function decodeBytes(value: unknown, context: DecodeContext): Uint8Array {
  if (value instanceof Uint8Array && context.source === 'program') return value.slice();
  if (typeof value === 'string') {
    return decodeBase64(value) ?? refuseType('base64 text', value);
  }
  if (!Array.isArray(value)) return refuseType('base64 text or an array of bytes', value);
  for (let index = 0; index < value.length; index += 1) {
    const element: unknown = value[index];
    if (typeof element !== 'number' || !Number.isInteger(element) || element < 0 || element > 255) {
      refuseElement(index, 'a byte', element);
    }
  }
  return Uint8Array.from(value as number[]);
}

function toList(value: unknown): unknown {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<number>);
  return value;
}

function refuseElement(index: number, wanted: string, value: unknown): never {
  return refuse('ROSBRIDGE_MESSAGE_TYPE', `[${index}]`, `wants ${wanted}, got ${describeValue(value)}`, 'Correct it.');
}

function refuseType(wanted: string, value: unknown): never {
  return refuse('ROSBRIDGE_MESSAGE_TYPE', '', `wants ${wanted}, got ${describeValue(value)}`, `Send ${wanted}.`);
}
