import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { PlantedBug } from './planted-bugs.ts';
import type { Parts } from './scenario.ts';

const EXECUTOR = join(dirname(fileURLToPath(import.meta.url)), '../../../packages/executor');
/** Inside the package, so that its imports resolve; ignored by git and gone after the test. */
const MUTANTS = join(EXECUTOR, '.mutants');

/** A copy of the executor with one defect, loaded. */
export const plantBug = async (bug: PlantedBug): Promise<Parts> => {
  const folder = join(MUTANTS, bug.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(EXECUTOR, 'src'), folder, { recursive: true, filter: (path) => !path.endsWith('.test.ts') });
  for (const { file, find, put } of [bug, ...(bug.also ?? [])]) {
    const path = join(folder, file);
    const parts = readFileSync(path, 'utf8').split(find);
    if (parts.length !== 2) throw new Error(`${bug.name}: its place in ${file} occurs ${parts.length - 1} times`);
    writeFileSync(path, parts.join(put));
  }
  return (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'testing/index.ts')).href)) as Parts;
};

export const clearPlantedBugs = (): void => rmSync(MUTANTS, { recursive: true, force: true });
