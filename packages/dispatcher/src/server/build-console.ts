import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONSOLE_ROOT } from './server.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
/** The page carries a dispatcher of its own, so nearly everything is in it. */
const SOURCES = ['packages', 'sim', 'scenes'].map((folder) => join(ROOT, folder));

const newest = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    if (entry.name === 'node_modules' || entry.name === 'dist') return latest;
    const path = join(folder, entry.name);
    return Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }, 0);

/** Bundles the console when it has never been bundled or its sources are newer. False: it could not be built, and there is no old one. */
export const ensureConsole = (progress: (line: string) => void): boolean => {
  const page = join(CONSOLE_ROOT, 'index.html');
  const isFresh = existsSync(page) && statSync(page).mtimeMs >= Math.max(...SOURCES.map(newest));
  if (isFresh) return true;
  progress('building the console …');
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const result = spawnSync(
    process.execPath,
    [vite, 'build', '--config', 'packages/console/vite.config.ts', '--logLevel', 'warn'],
    { cwd: ROOT, encoding: 'utf8' },
  );
  if (result.status !== 0)
    progress(
      `the console could not be built: ${(result.stderr || result.stdout || String(result.error)).slice(0, 500)}`,
    );
  return existsSync(page);
};
