import { z } from 'zod';
import { idSchema } from './ids.ts';
import { bilingualSchema, namesSchema } from './text.ts';

/**
 * The words of the world: classes of things, predicates and fluents, in both languages. Data (`scenes/vocabulary/*.json`),
 * so that a new kind of thing or a new state needs no TypeScript.
 */

/**
 * Root classes. `place`: stays where it is and can be gone to (zones, surfaces, containers, stations, devices).
 * `item`: can be carried. `region`: a part of the floor that a robot can cross without passing a door by hand or a lift.
 */
export const ROOT_CLASSES = ['entity', 'place', 'device', 'item', 'robot', 'person', 'region'] as const;

export const classSchema = z.strictObject({
  id: idSchema,
  /** Parent class; the tree is rooted in `entity`: place, item, robot, person, region; device is a place. */
  parent: idSchema,
  names: namesSchema,
  /** Static boolean properties every member has unless its scene entry says otherwise, e.g. `surface`, `container`, `openable`. */
  properties: z.record(idSchema, z.boolean()).optional(),
});
export type EntityClass = z.infer<typeof classSchema>;

export const predicateSchema = z.strictObject({
  id: idSchema,
  /** Classes of the arguments, in order; at most 4. */
  args: z.array(idSchema).max(4),
  /**
   * `static`: never changes (property, capability). `state`: changed by skills. `record`: an achievement that stays true,
   * e.g. `photographed`.
   */
  kind: z.enum(['static', 'state', 'record']),
  /** True when the last argument is a function of the others (`at(robot, place)`): a new value ends the old one. */
  functional: z.boolean().optional(),
  /** Reading in both languages, with `{0}`, `{1}` for the arguments. */
  says: bilingualSchema,
  /** Reading of the negation; by default "not: …". */
  saysNot: bilingualSchema.optional(),
  /** Words that name the state in a request, e.g. open: ["open","opened"] / ["打开","开着"]. */
  words: z.strictObject({ en: z.array(z.string().max(60)), zh: z.array(z.string().max(60)) }).optional(),
});
export type Predicate = z.infer<typeof predicateSchema>;

export const fluentSchema = z.strictObject({
  id: idSchema,
  args: z.array(idSchema).max(4),
  kind: z.enum(['static', 'state']),
  unit: z.string().max(16).optional(),
  /** Bounds that no sequence of steps can leave; what lies outside them is impossible from the start. */
  min: z.number().optional(),
  max: z.number().optional(),
  says: bilingualSchema,
});
export type Fluent = z.infer<typeof fluentSchema>;

export const vocabularySchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  classes: z.array(classSchema).max(2000),
  predicates: z.array(predicateSchema).max(500),
  fluents: z.array(fluentSchema).max(200),
  /** Property values with words in both languages (colours, sizes), by property: `colour.red`. */
  values: z
    .array(z.strictObject({ property: idSchema, id: idSchema, names: namesSchema }))
    .max(500)
    .optional(),
});
export type Vocabulary = z.infer<typeof vocabularySchema>;
