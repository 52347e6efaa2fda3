import type { ArrayKind, FieldDefinition, MessageDefinition } from './definition.ts';
import { isPrimitiveType } from './definition.ts';
import type { RosDialect, TypeRegistry } from './type-registry.ts';

const SEPARATOR = '='.repeat(80);
const ROS2_TIME: Readonly<Record<string, string>> = {
  time: 'int32 sec\nuint32 nanosec\n',
  duration: 'int32 sec\nuint32 nanosec\n',
};

/**
 * A layout and all layouts it needs, in the concatenated form that viewers and recordings read: the root's text, then
 * for each dependency a line of 80 `=` and `MSG: pkg/Name`.
 *
 * @param root layout to print; `types` supplies the nested ones
 */
export function fullText(root: MessageDefinition, types: TypeRegistry): string {
  const parts = [definitionText(root, types.dialect)];
  for (const dependency of dependencies(root, types)) {
    parts.push(`${SEPARATOR}\nMSG: ${dependency.name}\n${definitionText(dependency, types.dialect)}`);
  }
  if (types.dialect === 'ros2') {
    const used = new Set(
      [root, ...dependencies(root, types)].flatMap((part) => part.fields.map((field) => field.type)),
    );
    for (const [kind, text] of Object.entries(ROS2_TIME)) {
      if (used.has(kind)) parts.push(`${SEPARATOR}\nMSG: ${fieldTypeName(kind, 'ros2')}\n${text}`);
    }
  }
  return parts.join('');
}

/** Nested layouts, each once, in order of first use. */
export function dependencies(root: MessageDefinition, types: TypeRegistry): readonly MessageDefinition[] {
  const found = new Map<string, MessageDefinition>();
  const visit = (definition: MessageDefinition): void => {
    for (const field of definition.fields) {
      if (isPrimitiveType(field.type) || found.has(field.type)) continue;
      const nested = types.message(field.type).definition;
      found.set(field.type, nested);
      visit(nested);
    }
  };
  visit(root);
  return [...found.values()];
}

/** Name of a field's type as the dialect writes it in definitions. */
export function fieldTypeName(type: string, dialect: RosDialect): string {
  if (dialect === 'ros1') return type;
  if (type === 'time') return 'builtin_interfaces/Time';
  if (type === 'duration') return 'builtin_interfaces/Duration';
  return type;
}

function definitionText(definition: MessageDefinition, dialect: RosDialect): string {
  const lines = definition.constants.map((constant) => `${constant.type} ${constant.name}=${constant.valueText}`);
  for (const field of definition.fields) lines.push(fieldText(field, dialect));
  return lines.map((line) => `${line}\n`).join('');
}

function fieldText(field: FieldDefinition, dialect: RosDialect): string {
  const initial = field.defaultText === undefined || dialect === 'ros1' ? '' : ` ${field.defaultText}`;
  return `${fieldTypeName(field.type, dialect)}${arrayText(field.array)} ${field.name}${initial}`;
}

function arrayText(array: ArrayKind): string {
  if (array.kind === 'scalar') return '';
  if (array.kind === 'fixed') return `[${array.length}]`;
  return array.maximum === undefined ? '[]' : `[<=${array.maximum}]`;
}
