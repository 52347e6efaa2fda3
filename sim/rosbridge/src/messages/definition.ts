import { refuse } from '../errors.ts';

/** Built-in field types of the ROS interface language, plus `time` and `duration`, which both dialects treat specially. */
export type PrimitiveType =
  | 'bool'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float32'
  | 'float64'
  | 'string'
  | 'time'
  | 'duration';

export type ArrayKind =
  | { readonly kind: 'scalar' }
  | { readonly kind: 'fixed'; readonly length: number }
  | { readonly kind: 'variable'; readonly maximum?: number };

/** One field of a message. `type` is a primitive or `pkg/Name`. */
export interface FieldDefinition {
  readonly name: string;
  readonly type: string;
  readonly array: ArrayKind;
  /** Literal of the definition, e.g. `1` for a quaternion's w in ROS 2. */
  readonly defaultText?: string;
}

export interface ConstantDefinition {
  readonly name: string;
  readonly type: string;
  readonly valueText: string;
}

/** A message layout. `name` is `pkg/Name`; parts of services and actions are named as their dialect names them. */
export interface MessageDefinition {
  readonly name: string;
  readonly fields: readonly FieldDefinition[];
  readonly constants: readonly ConstantDefinition[];
}

const PRIMITIVES: ReadonlySet<string> = new Set([
  'bool',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'float32',
  'float64',
  'string',
  'time',
  'duration',
]);

export function isPrimitiveType(type: string): type is PrimitiveType {
  return PRIMITIVES.has(type);
}

const LINE = /^([A-Za-z][\w/]*)(<=\d+)?(?:\[(<=)?(\d*)\])?\s+([A-Za-z]\w*)\s*(?:(=)\s*(.+)|(.+))?$/;

/**
 * Parses a layout: field and constant declarations of the ROS interface language, separated by new lines or semicolons.
 * Comments are not part of the language here. `byte` and `char` become `int8` and `uint8` as the bridge treats them.
 *
 * @param name `pkg/Name`; a type without package refers to the same package
 * @throws RosRefusalError `ROSBRIDGE_DEFINITION_INVALID` when a line is not a declaration
 */
export function parseDefinition(name: string, text: string): MessageDefinition {
  const packageName = name.slice(0, name.indexOf('/'));
  const fields: FieldDefinition[] = [];
  const constants: ConstantDefinition[] = [];
  for (const raw of text.split(/[;\n]/)) {
    const line = raw.trim();
    if (line === '') continue;
    const match = LINE.exec(line);
    if (match === null) refuseLine(name, line);
    const [, typeText = '', , bound, lengthText, fieldName = '', equals, constantText, defaultText] = match;
    const type = resolveTypeName(typeText, packageName);
    if (equals !== undefined) {
      constants.push({ name: fieldName, type, valueText: (constantText ?? '').trim() });
      continue;
    }
    if (defaultText !== undefined && !isPrimitiveType(type)) refuseLine(name, line);
    const array: ArrayKind =
      lengthText === undefined
        ? { kind: 'scalar' }
        : lengthText === ''
          ? { kind: 'variable' }
          : bound === undefined
            ? { kind: 'fixed', length: Number(lengthText) }
            : { kind: 'variable', maximum: Number(lengthText) };
    fields.push({ name: fieldName, type, array, ...(defaultText === undefined ? {} : { defaultText }) });
  }
  return { name, fields, constants };
}

function refuseLine(name: string, line: string): never {
  return refuse(
    'ROSBRIDGE_DEFINITION_INVALID',
    name,
    `cannot read the declaration "${line.slice(0, 80)}"`,
    'Write "type name", "type[] name" or "type NAME=value", one a line.',
  );
}

function resolveTypeName(text: string, packageName: string): string {
  if (text === 'Header') return 'std_msgs/Header';
  if (text === 'byte') return 'int8';
  if (text === 'char') return 'uint8';
  if (isPrimitiveType(text)) return text;
  const parts = text.split('/');
  if (parts.length === 1) return `${packageName}/${text}`;
  return `${parts[0]}/${parts[parts.length - 1]}`;
}
