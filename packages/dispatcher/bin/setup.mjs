// Installs the locked dependencies when they are missing or out of date. Plain JavaScript, because it runs on whatever
// Node (>= 20) the machine has, before the project's own Node 24 is there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const lock = readFileSync(join(root, 'pnpm-lock.yaml'));
const stampFile = join(root, 'node_modules', '.muster-setup');
const stamp = createHash('sha256').update(lock).digest('hex');

if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  process.stderr.write('muster: installing dependencies (first run only) ...\n');
  const install = (extra) =>
    spawnSync('npx', ['--yes', 'pnpm@12.21.0', 'install', '--frozen-lockfile', ...extra], {
      cwd: root,
      stdio: ['ignore', extra.length ? 'ignore' : 2, 'inherit'],
      env: { ...process.env, CI: 'true' },
    }).status;
  // A silent install hides why it failed: say it again aloud before giving up.
  if (install(['--reporter=silent']) !== 0 && install([]) !== 0) {
    process.stderr.write('muster: the install failed; the lines above say why. Is the npm registry reachable?\n');
    process.exit(1);
  }
  writeFileSync(stampFile, stamp);
}
