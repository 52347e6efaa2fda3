import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemas } from '@muster/domain';
import { PROJECT_SCENES } from './read-files.ts';

/** Text of every schema file by file name; the data files' `$schema` lines point at these. */
export const schemaFiles = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(jsonSchemas()).map(([name, schema]) => [
      `${name}.schema.json`,
      `${JSON.stringify(schema, null, 2)}\n`,
    ]),
  );

/** Writes the JSON Schemas for editors; by default to `scenes/schemas`. Returns the paths. */
export const publishSchemas = (folder: string = join(PROJECT_SCENES, 'schemas')): string[] => {
  mkdirSync(folder, { recursive: true });
  return Object.entries(schemaFiles()).map(([name, text]) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  });
};
