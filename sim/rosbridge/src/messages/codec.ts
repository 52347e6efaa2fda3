import { type RosTime, toRosTime } from '../clock.ts';
import { describeValue, RosRefusalError, refuse } from '../errors.ts';
import { encodeBase64 } from './base64.ts';
import { type FieldDefinition, isPrimitiveType, type MessageDefinition, type PrimitiveType } from './definition.ts';
import { decodePrimitive, decodePrimitiveArray, defaultPrimitive } from './primitive.ts';
import type { RosDialect } from './type-registry.ts';

/** A message in the graph: plain object, ROS 2 spelling of time, `uint8[]` as `Uint8Array`, other arrays as arrays. */
export type RosMessage = { readonly [field: string]: unknown };

/** Where a value comes from and how forgiving the reader is. */
export interface DecodeContext {
  /** `wire`: JSON of a client, nothing trusted. `program`: the simulator; NaN, typed arrays and seconds for times allowed. */
  readonly source: 'wire' | 'program';
  /** Reproduces what real servers accept although they should not: NaN, foreign time spellings. */
  readonly isLenient: boolean;
  readonly now: RosTime;
}

/** Reads, completes and writes the messages of one type. */
export interface MessageCodec {
  /** As the dialect spells it. */
  readonly name: string;
  readonly definition: MessageDefinition;
  readonly fields: readonly FieldCodec[];
  /** True when the first field is a `std_msgs/Header` named `header`. */
  readonly hasHeader: boolean;
  /**
   * Checks and completes a message: missing fields get defaults, anything unknown or ill-typed is refused.
   * @throws RosRefusalError with the place below `place`
   */
  decode(value: unknown, context: DecodeContext, place?: string): RosMessage;
  /** The same message ready for `JSON.stringify` in the dialect's spelling; the message itself where nothing differs. */
  toWire(message: RosMessage): unknown;
  /** True when `toWire` is the identity. */
  readonly isPlain: boolean;
}

export interface FieldCodec {
  readonly definition: FieldDefinition;
  /** Codec of the nested message, absent for primitives. */
  readonly nested: MessageCodec | undefined;
  readonly decode: (value: unknown, context: DecodeContext) => unknown;
  readonly defaultValue: (context: DecodeContext) => unknown;
  /** Absent where the value goes to JSON as it is. */
  readonly toWire: ((value: unknown) => unknown) | undefined;
}

/**
 * Compiles a layout into closures.
 *
 * @param resolve codec of a nested message by `pkg/Name`; layouts are acyclic
 */
export function compileCodec(
  definition: MessageDefinition,
  dialect: RosDialect,
  resolve: (name: string) => MessageCodec,
  shownName: string,
): MessageCodec {
  const isHeader = definition.name === 'std_msgs/Header';
  const fields = definition.fields.map((field) => compileField(field, dialect, resolve, isHeader));
  const names = new Set(definition.fields.map((field) => field.name));
  const first = definition.fields[0];
  const isPlain = fields.every((field) => field.toWire === undefined);

  function decode(value: unknown, context: DecodeContext, place = ''): RosMessage {
    try {
      return decodeFields(value, context);
    } catch (error) {
      throw error instanceof RosRefusalError ? withPlace(error, place) : error;
    }
  }

  function decodeFields(value: unknown, context: DecodeContext): RosMessage {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      refuse(
        'ROSBRIDGE_MESSAGE_TYPE',
        '',
        `${shownName} wants an object, got ${describeValue(value)}`,
        'Send an object.',
      );
    }
    const source = value as Record<string, unknown>;
    const result: Record<string, unknown> = {};
    let present = 0;
    let field: FieldCodec | undefined;
    try {
      for (let index = 0; index < fields.length; index += 1) {
        field = fields[index] as FieldCodec;
        const given = source[field.definition.name];
        if (given === undefined) {
          result[field.definition.name] = field.defaultValue(context);
        } else {
          present += 1;
          result[field.definition.name] = field.decode(given, context);
        }
      }
    } catch (error) {
      throw error instanceof RosRefusalError ? withPlace(error, field?.definition.name ?? '') : error;
    }
    const keys = Object.keys(source);
    if (keys.length !== present) refuseUnknown(keys, source, names, shownName);
    return result;
  }

  function toWire(message: RosMessage): unknown {
    if (isPlain) return message;
    const result: Record<string, unknown> = {};
    for (const field of fields) {
      const value = message[field.definition.name];
      result[field.definition.name] = field.toWire === undefined ? value : field.toWire(value);
    }
    return result;
  }

  return {
    name: shownName,
    definition,
    fields,
    hasHeader: first?.type === 'std_msgs/Header' && first.name === 'header' && first.array.kind === 'scalar',
    decode,
    toWire,
    isPlain,
  };
}

function compileField(
  field: FieldDefinition,
  dialect: RosDialect,
  resolve: (name: string) => MessageCodec,
  isInHeader: boolean,
): FieldCodec {
  if (isPrimitiveType(field.type)) return primitiveField(field, field.type, dialect, isInHeader);
  const nested = resolve(field.type);
  const isHeaderField = field.type === 'std_msgs/Header';
  const fieldWire = nested.isPlain ? undefined : (value: unknown) => nested.toWire(value as RosMessage);
  if (field.array.kind === 'scalar') {
    return {
      definition: field,
      nested,
      decode: (value, context) => nested.decode(value, context),
      defaultValue: (context) => {
        const isStamped = !isHeaderField || context.source === 'program';
        return nested.decode(isStamped ? {} : { stamp: ZERO_WIRE[dialect] }, context);
      },
      toWire: fieldWire,
    };
  }
  const elementWire = fieldWire;
  return {
    definition: field,
    nested,
    decode: (value, context) => {
      if (!Array.isArray(value)) {
        refuse('ROSBRIDGE_MESSAGE_TYPE', '', `wants an array, got ${describeValue(value)}`, 'Send an array.');
      }
      checkLength(value.length, field);
      return value.map((element, index) => decodeElement(nested, element, context, index));
    },
    defaultValue: (context) =>
      field.array.kind === 'fixed' ? Array.from({ length: field.array.length }, () => nested.decode({}, context)) : [],
    toWire:
      elementWire === undefined ? undefined : (value) => (value as unknown[]).map((element) => elementWire(element)),
  };
}

function primitiveField(
  field: FieldDefinition,
  type: PrimitiveType,
  dialect: RosDialect,
  isInHeader: boolean,
): FieldCodec {
  const isTime = type === 'time' || type === 'duration';
  if (field.array.kind === 'scalar') {
    const isStamp = isInHeader && type === 'time';
    const initial = defaultPrimitive(type, field.defaultText);
    return {
      definition: field,
      nested: undefined,
      decode: (value, context) => {
        if (isStamp && value === 'now') return context.now;
        return decodePrimitive(type, value, context, dialect);
      },
      defaultValue: isStamp ? (context) => context.now : () => initial,
      toWire: isTime && dialect === 'ros1' ? toRos1Time : undefined,
    };
  }
  const length = field.array.kind === 'fixed' ? field.array.length : 0;
  const toWire =
    type === 'uint8'
      ? (value: unknown) => encodeBase64(value as Uint8Array)
      : isTime && dialect === 'ros1'
        ? (value: unknown) => (value as RosTime[]).map(toRos1Time)
        : undefined;
  return {
    definition: field,
    nested: undefined,
    decode: (value, context) => {
      const decoded = decodePrimitiveArray(type, value, context, dialect);
      checkLength(decoded.length, field);
      return decoded;
    },
    defaultValue: () =>
      type === 'uint8' ? new Uint8Array(length) : Array.from({ length }, () => defaultPrimitive(type, undefined)),
    toWire,
  };
}

const ZERO_WIRE = { ros1: { secs: 0, nsecs: 0 }, ros2: { sec: 0, nanosec: 0 } } as const;

function toRos1Time(value: unknown): { secs: number; nsecs: number } {
  const time = value as RosTime;
  return { secs: time.sec, nsecs: time.nanosec };
}

function decodeElement(codec: MessageCodec, element: unknown, context: DecodeContext, index: number): RosMessage {
  try {
    return codec.decode(element, context);
  } catch (error) {
    throw error instanceof RosRefusalError ? withPlace(error, `[${index}]`) : error;
  }
}

function checkLength(length: number, field: FieldDefinition): void {
  const { array } = field;
  if (array.kind === 'fixed' && length !== array.length) {
    refuse('ROSBRIDGE_MESSAGE_RANGE', '', `wants exactly ${array.length} elements, got ${length}`, 'Send that many.');
  }
  if (array.kind === 'variable' && array.maximum !== undefined && length > array.maximum) {
    refuse('ROSBRIDGE_MESSAGE_RANGE', '', `wants at most ${array.maximum} elements, got ${length}`, 'Send fewer.');
  }
}

function refuseUnknown(
  keys: readonly string[],
  source: Record<string, unknown>,
  names: Set<string>,
  type: string,
): void {
  for (const key of keys) {
    if (names.has(key) || source[key] === undefined) continue;
    const known = [...names].slice(0, 12).join(', ') || 'no fields';
    refuse(
      'ROSBRIDGE_MESSAGE_FIELD_UNKNOWN',
      key.slice(0, 80),
      `Message type ${type} does not have a field ${key.slice(0, 80)}`,
      `It has: ${known}.`,
    );
  }
}

function withPlace(error: RosRefusalError, outer: string): RosRefusalError {
  if (outer === '') return error;
  const glue = error.place === '' || error.place.startsWith('[') ? '' : '.';
  return new RosRefusalError({
    code: error.code,
    place: `${outer}${glue}${error.place}`,
    cause: error.cause,
    remedy: error.remedy,
  });
}

/** Context for values that the program itself supplies. */
export function programContext(nowSeconds: number): DecodeContext {
  return { source: 'program', isLenient: false, now: toRosTime(nowSeconds) };
}
