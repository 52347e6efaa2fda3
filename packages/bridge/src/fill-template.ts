import { fail, ok, type Result } from '@muster/domain';
import { templateProblem } from './problems.ts';

/** JSON as it goes over the wire. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const WHOLE = /^\$\{([\w.]+)\}$/;
const PART = /\$\{([\w.]+)\}/g;

/**
 * Fills a manifest's template: a string that is exactly `${path}` becomes the JSON value at that path of the context, inside a longer string
 * it is interpolated.
 *
 * @returns `BRIDGE_TEMPLATE_VALUE` with the JSON path of a value that the context does not have, or that is no finite number
 */
export const fillTemplate = (template: Json, context: Json, place = ''): Result<Json> => {
  try {
    return ok(fill(template, context, place));
  } catch (error) {
    if (error instanceof Unfillable) return fail(templateProblem(error.place, error.detail));
    throw error;
  }
};

/** Fills `${robot}` or `${device}` into a name. */
export const fillName = (name: string, id: string): string => name.replace(/\$\{(robot|device)\}/g, id);

class Unfillable extends Error {
  readonly place: string;
  readonly detail: string;
  constructor(place: string, detail: string) {
    super(`${place}: ${detail}`);
    this.place = place;
    this.detail = detail;
  }
}

const fill = (template: Json, context: Json, place: string): Json => {
  if (typeof template === 'string') return fillText(template, context, place);
  if (Array.isArray(template)) return template.map((part, index) => fill(part as Json, context, `${place}/${index}`));
  if (template !== null && typeof template === 'object')
    return Object.fromEntries(
      Object.entries(template).map(([key, part]) => [key, fill(part as Json, context, `${place}/${key}`)]),
    );
  return finite(template, place);
};

const fillText = (template: string, context: Json, place: string): Json => {
  const whole = WHOLE.exec(template);
  if (whole) return finite(valueAt(context, whole[1] ?? '', place), place);
  return template.replace(PART, (_, path: string) => {
    const value = finite(valueAt(context, path, place), place);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
};

const valueAt = (context: Json, path: string, place: string): Json => {
  const value = readPath(context, path);
  if (value === undefined) throw new Unfillable(place, `there is no "${path}"`);
  return value as Json;
};

/** Value at a dotted path; undefined when it is not there. Own members only: a path can't reach a prototype. */
export const readPath = (value: unknown, path: string): unknown => {
  let at: unknown = value;
  for (const key of path.split('.')) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
};

/** NaN and Infinity would leave as `null`, and a real server drops the whole message without a word. */
const finite = (value: Json, place: string): Json => {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Unfillable(place, `${value} is not a number`);
  if (Array.isArray(value)) for (const part of value) finite(part as Json, place);
  else if (value !== null && typeof value === 'object')
    for (const part of Object.values(value)) finite(part as Json, place);
  return value;
};
