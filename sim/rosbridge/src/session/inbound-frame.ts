import { describeValue, refuse } from '../errors.ts';
import { replaceNonFiniteTokens } from './lenient-json.ts';
import type { SessionLimits, SessionMode } from './limits.ts';

/** A parsed frame of a client: an object with a known kind of `op`; the other fields are read on demand. */
export interface InboundFrame {
  readonly op: string;
  readonly id: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Text of a frame, from text or from UTF-8 bytes: some clients send JSON in binary frames.
 * @throws RosRefusalError `ROSBRIDGE_FRAME_TOO_LARGE` or `ROSBRIDGE_FRAME_NOT_UTF8`
 */
export function frameText(frame: string | Uint8Array, limits: SessionLimits): string {
  if (frame.length > limits.maxFrameBytes) {
    refuse(
      'ROSBRIDGE_FRAME_TOO_LARGE',
      '',
      `a frame of ${frame.length} bytes; the limit is ${limits.maxFrameBytes}`,
      'Send smaller messages.',
    );
  }
  if (typeof frame === 'string') return frame;
  try {
    return decoder.decode(frame);
  } catch {
    return refuse(
      'ROSBRIDGE_FRAME_NOT_UTF8',
      '',
      'the frame is neither text nor UTF-8 JSON',
      'Send JSON as a text frame.',
    );
  }
}

/** @throws RosRefusalError when the text is not one JSON object with a string `op` */
export function parseFrame(text: string, limits: SessionLimits, mode: SessionMode): InboundFrame {
  if (isDeeperThan(text, limits.maxDepth)) {
    refuse('ROSBRIDGE_FRAME_TOO_DEEP', '', `nested deeper than ${limits.maxDepth}`, 'Send flatter messages.');
  }
  return readFrame(parseJson(text, mode), mode);
}

/** @throws RosRefusalError when the value is not an object with a string `op` */
export function readFrame(value: unknown, mode: SessionMode): InboundFrame {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse('ROSBRIDGE_FRAME_NOT_OBJECT', '', `a frame is an object, got ${describeValue(value)}`, 'Send {"op": …}.');
  }
  const fields = value as Record<string, unknown>;
  const op = Object.hasOwn(fields, 'op') ? fields.op : undefined;
  if (op === undefined) refuse('ROSBRIDGE_OP_MISSING', 'op', 'the frame has no op', 'Name the operation.');
  if (typeof op !== 'string') {
    refuse('ROSBRIDGE_OP_UNKNOWN', 'op', `op is a string, got ${describeValue(op)}`, 'Name the operation.');
  }
  return { op, id: readId(fields, mode), fields };
}

/** @throws RosRefusalError `ROSBRIDGE_FRAME_NOT_JSON` */
export function parseJson(text: string, mode: SessionMode): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    if (mode === 'compat') {
      try {
        return replaceNonFiniteTokens(text);
      } catch {
        // falls through to the refusal
      }
    }
    return refuse(
      'ROSBRIDGE_FRAME_NOT_JSON',
      '',
      `not JSON: ${describeValue(text)}`,
      'Send one JSON object per frame, without NaN or Infinity.',
    );
  }
}

function readId(fields: Record<string, unknown>, mode: SessionMode): string | undefined {
  const id = Object.hasOwn(fields, 'id') ? fields.id : undefined;
  if (id === undefined || id === null) return undefined;
  if (typeof id === 'string' && id.length <= 512) return id;
  if (mode === 'compat' && typeof id === 'number') return String(id);
  return refuse(
    'ROSBRIDGE_FIELD_TYPE',
    'id',
    `id is a string of at most 512 characters, got ${describeValue(id)}`,
    'Send a string.',
  );
}

function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (isInString) {
      if (code === 0x5c) index += 1;
      else if (code === 0x22) isInString = false;
    } else if (code === 0x22) {
      isInString = true;
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    }
  }
  return false;
}

/** @throws RosRefusalError `ROSBRIDGE_FIELD_MISSING` or `ROSBRIDGE_FIELD_TYPE` */
export function requireString(frame: InboundFrame, name: string): string {
  const value = optionalField(frame, name);
  if (value === undefined) {
    return refuse('ROSBRIDGE_FIELD_MISSING', name, `${frame.op} needs ${name}`, `Add ${name}.`);
  }
  if (typeof value !== 'string' || value === '') return refuseField(name, 'a non-empty string', value);
  return value;
}

export function optionalString(frame: InboundFrame, name: string): string | undefined {
  const value = optionalField(frame, name);
  if (value === undefined || typeof value === 'string') return value;
  return refuseField(name, 'a string', value);
}

export function optionalBoolean(frame: InboundFrame, name: string): boolean | undefined {
  const value = optionalField(frame, name);
  if (value === undefined || typeof value === 'boolean') return value;
  return refuseField(name, 'a boolean', value);
}

export function optionalInteger(frame: InboundFrame, name: string, low: number, high: number): number | undefined {
  const value = optionalField(frame, name);
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) return refuseField(name, 'an integer', value);
  if (value < low || value > high) {
    refuse('ROSBRIDGE_FIELD_RANGE', name, `${name} is ${value}`, `Stay within ${low}..${high}.`);
  }
  return value;
}

export function optionalField(frame: InboundFrame, name: string): unknown {
  if (!Object.hasOwn(frame.fields, name)) return undefined;
  return frame.fields[name] ?? undefined;
}

export function refuseField(name: string, wanted: string, value: unknown): never {
  return refuse('ROSBRIDGE_FIELD_TYPE', name, `${name} is ${wanted}, got ${describeValue(value)}`, `Send ${wanted}.`);
}
