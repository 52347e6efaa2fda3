import type { FieldDefinition, MessageDefinition } from '../messages/definition.ts';
import { isPrimitiveType } from '../messages/definition.ts';
import { dependencies, fieldTypeName } from '../messages/full-text.ts';
import type { TypeRegistry } from '../messages/type-registry.ts';

/** `rosapi/TypeDef` of a layout and of all nested ones, the root first. */
export function typeDetails(root: MessageDefinition, rootName: string, types: TypeRegistry): object[] {
  return [root, ...dependencies(root, types)].map((definition, index) => ({
    type: index === 0 ? rootName : definition.name,
    fieldnames: definition.fields.map((field) => field.name),
    fieldtypes: definition.fields.map((field) => fieldTypeName(field.type, types.dialect)),
    fieldarraylen: definition.fields.map(arrayLength),
    examples: definition.fields.map(example),
    constnames: definition.constants.map((constant) => constant.name),
    constvalues: definition.constants.map((constant) => constant.valueText),
  }));
}

/** -1 scalar, 0 variable, otherwise the fixed length. */
function arrayLength(field: FieldDefinition): number {
  if (field.array.kind === 'scalar') return -1;
  return field.array.kind === 'fixed' ? field.array.length : 0;
}

function example(field: FieldDefinition): string {
  if (field.array.kind !== 'scalar') return '[]';
  if (!isPrimitiveType(field.type) || field.type === 'time' || field.type === 'duration') return '{}';
  if (field.type === 'string') return '';
  if (field.type === 'bool') return 'False';
  return field.type.startsWith('float') ? '0.0' : '0';
}
