import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bilingual, fail, MAX_SOURCE_BYTES, ok, type Problem, type Result, tooLarge } from '@muster/domain';

/** The data folder that ships with the project. */
export const PROJECT_SCENES = fileURLToPath(new URL('../../../../scenes', import.meta.url));

const MAX_DEPTH = 4;
const MAX_FILES = 5000;

export const cannotRead = (file: string, why: string): Problem => ({
  code: 'SOURCE_UNREADABLE',
  place: file,
  says: bilingual(`Cannot read it: ${why}.`, `无法读取：${why}。`),
  remedy: bilingual('Check the path and its permissions.', '请检查路径和权限。'),
});

/** Path as a person would type it from the working directory. */
export const displayPath = (file: string): string => {
  const short = relative(process.cwd(), file);
  return short === '' || short.startsWith('..') ? file : short;
};

const reason = (error: unknown): string => {
  const code = (error as { code?: string }).code;
  if (code === 'ENOENT') return 'it does not exist';
  if (code === 'EACCES') return 'access is denied';
  return code ?? 'unknown error';
};

/**
 * Text of a file.
 *
 * @returns `SOURCE_UNREADABLE` (missing, a folder, not UTF-8) or `SOURCE_TOO_LARGE`
 */
export const readText = (file: string): Result<string> => {
  const shown = displayPath(file);
  try {
    const status = statSync(file);
    if (!status.isFile()) return fail(cannotRead(shown, 'it is not a file'));
    if (status.size > MAX_SOURCE_BYTES) return fail(tooLarge(shown, status.size));
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file)));
  } catch (error) {
    if (error instanceof TypeError) return fail(cannotRead(shown, 'it is not UTF-8 text'));
    return fail(cannotRead(shown, reason(error)));
  }
};

/** Every file below a folder, sorted; links are not followed, hidden folders and `node_modules` are skipped. */
export const listFiles = (root: string): Result<string[]> => {
  const files: string[] = [];
  const walk = (folder: string, depth: number): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules' || files.length >= MAX_FILES) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth < MAX_DEPTH) walk(path, depth + 1);
      else if (entry.isFile()) files.push(path);
    }
  };
  try {
    walk(resolve(root), 0);
  } catch (error) {
    return fail(cannotRead(displayPath(root), reason(error)));
  }
  return ok(files.sort());
};
