import foxglove from '@foxglove/schemas/jsonschema.js';

type JsonSchema = { readonly [key: string]: unknown };

const integer = { type: 'integer' } as const;
const text = { type: 'string' } as const;
const object = (title: string, properties: JsonSchema): JsonSchema => ({ title, type: 'object', properties });

/**
 * JSON schemas of the channels that are JSON, by name. Viewers draw the `foxglove.*` ones by that name; the `muster.*` ones are what a run is made
 * of, enough to do it again. Times are simulated: seconds and nanoseconds since tick 0.
 */
export const JSON_SCHEMAS = {
  'foxglove.SceneUpdate': foxglove.SceneUpdate,
  'foxglove.FrameTransforms': foxglove.FrameTransforms,
  'foxglove.Log': foxglove.Log,
  'muster.Command': object('muster.Command', { tick: integer, command: object('command', { kind: text }) }),
  'muster.Keyframe': object('muster.Keyframe', {
    tick: integer,
    hash: text,
    commands: integer,
    state: object('state', { version: integer, tick: integer }),
  }),
  'muster.Event': object('muster.Event', { sequence: integer, tick: integer, type: text }),
} as const;

export type SchemaName = keyof typeof JSON_SCHEMAS;
