import type { Bilingual } from './text.ts';

/**
 * An expected negative: something that came from outside and can't be used, or an honest no.
 * Bugs are thrown; problems are returned.
 */
export type Problem = {
  /** Upper-snake literal with its package's prefix, e.g. `SCENE_UNKNOWN_PLACE`; keeps its meaning once released. */
  readonly code: string;
  /** Where: `file:line:column`, a JSON path, or a step id. */
  readonly place?: string;
  /** What is wrong, in both languages. */
  readonly says: Bilingual;
  /** What to do about it. */
  readonly remedy?: Bilingual;
};

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const fail = (...problems: readonly Problem[]): Result<never> => ({ ok: false, problems });

/** One line a person can act on: `place: what is wrong. Remedy.` */
export const problemLine = (problem: Problem, language: 'en' | 'zh' = 'en'): string =>
  [
    problem.place ? `${problem.place}: ` : '',
    problem.says[language],
    problem.remedy ? ` ${problem.remedy[language]}` : '',
    ` [${problem.code}]`,
  ].join('');

/** Thrown where a problem must stop a command line verb; carries the problems as data. */
export class ProblemError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problemLine(problem)).join('\n'));
    this.name = 'ProblemError';
    this.problems = problems;
  }
}

/** The value of a result, or a `ProblemError`. */
export const unwrap = <T>(result: Result<T>): T => {
  if (!result.ok) throw new ProblemError(result.problems);
  return result.value;
};

/** Thrown when our own code broke its contract; never for bad input. */
export class InvariantError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvariantError';
  }
}
