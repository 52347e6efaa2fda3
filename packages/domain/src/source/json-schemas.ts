import { z } from 'zod';
import { goalSchema } from '../goal.ts';
import { deviceManifestSchema, robotManifestSchema } from '../manifest.ts';
import { planSchema } from '../plan.ts';
import { ruleSchema } from '../rule.ts';
import { exampleTaskSchema, sceneSchema } from '../scene.ts';
import { skillSchema } from '../skill.ts';
import { vocabularySchema } from '../vocabulary.ts';

const SCHEMAS = {
  scene: sceneSchema,
  robot: robotManifestSchema,
  device: deviceManifestSchema,
  skill: skillSchema,
  vocabulary: vocabularySchema,
  rule: ruleSchema,
  task: exampleTaskSchema,
  plan: planSchema,
  goal: goalSchema,
} as const;

export type SchemaName = keyof typeof SCHEMAS;
export const SCHEMA_NAMES = Object.keys(SCHEMAS) as readonly SchemaName[];

/** What a formula looks like from outside: an array whose head names a word or an operator. Its inside is checked by the parser. */
const FORMULAS: Readonly<Record<string, object>> = {
  condition: { type: 'array', minItems: 1, prefixItems: [{ type: 'string' }] },
  effect: { type: 'array', minItems: 1, prefixItems: [{ type: 'string' }] },
  'numeric expression': {
    anyOf: [{ type: 'number' }, { type: 'array', minItems: 1, prefixItems: [{ type: 'string' }] }],
  },
};

/** JSON Schema (draft 2020-12) of one kind of file, for editors and for models with structured output. */
export const jsonSchema = (name: SchemaName): Record<string, unknown> => {
  const schema = z.toJSONSchema(SCHEMAS[name], {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema: target }) => {
      const formula = typeof target.title === 'string' ? FORMULAS[target.title] : undefined;
      if (formula) Object.assign(target, formula);
    },
  }) as Record<string, unknown>;
  return { $schema: schema.$schema, title: `Muster ${name}, version 1`, ...schema };
};

/** {@link jsonSchema} of every kind of file, by name. */
export const jsonSchemas = (): Record<SchemaName, Record<string, unknown>> =>
  Object.fromEntries(SCHEMA_NAMES.map((name) => [name, jsonSchema(name)])) as Record<
    SchemaName,
    Record<string, unknown>
  >;
