import type { z } from 'zod';
import { fail, ok, type Problem, type Result } from '../problem.ts';
import { describeIssue } from './describe-issue.ts';
import { type JsonSource, parseJsonSource, placeIn } from './json-source.ts';

const MAX_PROBLEMS = 50;

/**
 * Parses JSON text by a schema.
 *
 * @param file name of the file, for messages
 * @returns the value and its source, or every problem (at most 50) at file:line:column with cause and remedy
 */
export const parseSource = <T>(
  schema: z.ZodType<T>,
  text: string,
  file: string,
): Result<{ readonly value: T; readonly source: JsonSource }> => {
  const source = parseJsonSource(text, file);
  if (!source.ok) return source;
  const parsed = schema.safeParse(source.value.value);
  if (parsed.success) return ok({ value: parsed.data, source: source.value });
  const problems: Problem[] = [];
  for (const issue of parsed.error.issues) {
    if (problems.length >= MAX_PROBLEMS) break;
    problems.push(...describeIssue(issue, schema, source.value));
  }
  return fail(...problems.slice(0, MAX_PROBLEMS));
};

/** {@link parseSource} without the source. */
export const parseWith = <T>(schema: z.ZodType<T>, text: string, file: string): Result<T> => {
  const parsed = parseSource(schema, text, file);
  return parsed.ok ? ok(parsed.value.value) : parsed;
};

/** Replaces a problem's JSON pointer (`/places/3/class`) by file:line:column. */
export const atSource = (problem: Problem, source: { file: string; text: string }): Problem => {
  if (problem.place === undefined) return { ...problem, place: source.file };
  if (!problem.place.startsWith('/')) return problem;
  const path = problem.place
    .slice(1)
    .split('/')
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return { ...problem, place: placeIn(source, path) };
};
