import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** A browser to test with, or why there is none. */
export type Browser = {
  readonly executablePath?: string;
  readonly why: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/** Software WebGL, no sandbox (root in containers), and no traffic of the browser's own. */
const ARGS = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

const environment = (extra: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ),
  ...extra,
});

/** MUSTER_CHROMIUM, else the Chromium that comes as a package (Linux x64), else the system's. Unpacked once, into a folder named after its version. */
export const findBrowser = async (): Promise<Browser> => {
  const named = process.env.MUSTER_CHROMIUM;
  if (named)
    return existsSync(named)
      ? { executablePath: named, why: 'MUSTER_CHROMIUM', args: ARGS, env: environment() }
      : { why: `MUSTER_CHROMIUM is ${named}, which does not exist`, args: ARGS, env: environment() };
  if (process.platform === 'linux' && process.arch === 'x64') {
    const packaged = await unpackPackaged();
    if (packaged) return packaged;
  }
  for (const path of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'])
    if (existsSync(path)) return { executablePath: path, why: 'system', args: ARGS, env: environment() };
  return {
    why: 'no Chromium package for this platform, and none installed; set MUSTER_CHROMIUM to one',
    args: ARGS,
    env: environment(),
  };
};

const unpackPackaged = async (): Promise<Browser | undefined> => {
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve('@sparticuz/chromium');
  } catch {
    return undefined;
  }
  const home = packageRoot(entry);
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  const folder = join(new URL('../..', import.meta.url).pathname, 'node_modules', '.cache', `chromium-${version}`);
  const done = join(folder, 'ready.json');
  if (!existsSync(done)) {
    mkdirSync(folder, { recursive: true });
    const kept = process.env.TMPDIR;
    process.env.TMPDIR = folder;
    try {
      const { default: chromium } = (await import('@sparticuz/chromium')) as {
        default: { executablePath(): Promise<string> };
      };
      const executablePath = await chromium.executablePath();
      unpackLibraries(home, folder);
      writeFileSync(done, JSON.stringify({ executablePath }));
    } finally {
      if (kept === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = kept;
    }
  }
  const { executablePath } = JSON.parse(readFileSync(done, 'utf8')) as { executablePath: string };
  return { executablePath, why: 'packaged', args: ARGS, env: environment({ LD_LIBRARY_PATH: join(folder, 'lib') }) };
};

const packageRoot = (entry: string): string => {
  for (let at = dirname(entry); at !== dirname(at); at = dirname(at))
    if (existsSync(join(at, 'package.json')) && existsSync(join(at, 'bin'))) return at;
  return dirname(entry);
};

/** NSS and friends, which slim systems lack, come with the package as a compressed archive. */
const unpackLibraries = (home: string, folder: string): void => {
  const archive = join(home, 'bin', 'al2023.tar.br');
  if (!existsSync(archive)) return;
  const tar = join(folder, 'libraries.tar');
  writeFileSync(tar, brotliDecompressSync(readFileSync(archive)));
  execFileSync('tar', ['-xf', tar, '-C', folder]);
};
