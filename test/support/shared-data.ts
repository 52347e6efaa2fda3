import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Test data beside the project, when it is there; MUSTER_DATA names another place. */
export const SHARED_DATA = process.env.MUSTER_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));

/** Lines of a JSONL file of the test data; none where it is missing: a test that needs it says that it is skipped. */
export const sharedLines = <T>(path: string): T[] => {
  const file = join(SHARED_DATA, path);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
};
