import type { z } from 'zod';
import type { JsonPath } from './position.ts';

type Definition = {
  type: string;
  shape?: Record<string, z.core.$ZodType>;
  element?: z.core.$ZodType;
  innerType?: z.core.$ZodType;
  in?: z.core.$ZodType;
  getter?: () => z.core.$ZodType;
  options?: readonly z.core.$ZodType[];
  valueType?: z.core.$ZodType;
  items?: readonly z.core.$ZodType[];
  entries?: Record<string, string | number>;
  values?: readonly unknown[];
  discriminator?: string;
};

const definition = (schema: z.core.$ZodType): Definition => schema._zod.def as unknown as Definition;

const unwrapped = (schema: z.core.$ZodType): z.core.$ZodType => {
  let current = schema;
  for (let guard = 0; guard < 20; guard += 1) {
    const { type, innerType, getter, in: input } = definition(current);
    if (type === 'lazy' && getter) current = getter();
    else if (type === 'pipe' && input) current = input;
    else if (innerType) current = innerType;
    else break;
  }
  return current;
};

/** The schemas that may stand at a path: several below a union. */
export const schemasAt = (schema: z.core.$ZodType, path: JsonPath): z.core.$ZodType[] => {
  let current = alternatives(schema);
  for (const part of path)
    current = current.flatMap((option) => {
      const { shape, element, valueType, items } = definition(option);
      const next = shape?.[String(part)] ?? element ?? items?.[Number(part)] ?? valueType;
      return next ? alternatives(next) : [];
    });
  return current;
};

const alternatives = (schema: z.core.$ZodType): z.core.$ZodType[] => {
  const inner = unwrapped(schema);
  const { options } = definition(inner);
  return options ? options.flatMap(alternatives) : [inner];
};

/** Keys that an object at the path may have. */
export const keysAt = (schema: z.core.$ZodType, path: JsonPath): string[] => [
  ...new Set(schemasAt(schema, path).flatMap((option) => Object.keys(definition(option).shape ?? {}))),
];

/** Literal values (enum members, discriminators) allowed at the path. */
export const literalsAt = (schema: z.core.$ZodType, path: JsonPath): string[] => [
  ...new Set(
    schemasAt(schema, path).flatMap((option) => {
      const { entries, values } = definition(option);
      return [...Object.values(entries ?? {}), ...(values ?? [])].map(String);
    }),
  ),
];
