import { z } from 'zod';

/** Lower-case identifier of anything in a scene: letters, digits and `_`, at most 64 characters. */
export const idSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,63}$/,
    'an id starts with a lower-case letter and has only lower-case letters, digits and _ (64 at most)',
  )
  .refine((id) => !RESERVED_IDS.has(id), 'this word is reserved');

/** Words that would collide with the object prototype or with the formula language. */
const RESERVED_IDS: ReadonlySet<string> = new Set([
  'constructor',
  'prototype',
  'hasownproperty',
  'tostring',
  'valueof',
  'and',
  'or',
  'not',
  'imply',
  'forall',
  'exists',
  'when',
  'increase',
  'decrease',
  'assign',
]);

/** Step, mission and proposition ids may also carry `-`, `.` and `/`, e.g. `step-03`, `m1/step-03`. */
export const runIdSchema = z.string().regex(/^[a-z][a-z0-9_./-]{0,95}$/, 'not a valid run id');

/** A variable of a skill, `?name`. */
export const variableSchema = z.string().regex(/^\?[a-z][a-z0-9_]{0,40}$/, 'a variable is written ?name');

export type Id = string;
