/**
 * Takes the picture of the console for the README: the product itself, in the middle of a run.
 *
 *     node test/support/screenshot.ts [file] [query]
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { loadWorld } from '@muster/dispatcher/library';
import { startServer } from '@muster/dispatcher/server';
import { createLocalSite } from '@muster/dispatcher/site';
import { unwrap } from '@muster/domain';
import { createBuiltInPlanner } from '@muster/planner';
import { chromium } from 'playwright';
import { findBrowser } from './browser.ts';

const [
  file = new URL('../../packages/console/docs/console.png', import.meta.url).pathname,
  query = 'theme=dark&lang=en&layout=workbench&quality=high',
  scene = 'warehouse',
  utterance = 'Bring the red tote from shelf A2 to packing station 1, and photograph shelf B3 meanwhile.',
  size = '1600x1000',
] = process.argv.slice(2);
/** Scene seconds after the start at which the picture is taken. */
const MOMENT = 34;
const [width = 1600, height = 1000] = size.split('x').map(Number);

const site = await createLocalSite({
  model: unwrap(loadWorld(scene)),
  planner: createBuiltInPlanner(),
  speed: 1,
  seed: 7,
  autoApprove: false,
});
const server = await startServer(site, 0);
const found = await findBrowser();
const browser = await chromium.launch({
  executablePath: found.executablePath,
  args: [...found.args],
  env: { ...found.env },
});
try {
  const run = await site.submit({ utterance, approve: true, by: 'Li Na' });
  const started = site.host().atSeconds;
  while (
    site.host().atSeconds - started < MOMENT &&
    site.runs().find((entry) => entry.id === run.id)?.state === 'running'
  )
    await new Promise((resolve) => setTimeout(resolve, 50));
  // A picture of moving things takes a software renderer longer than the things take to move.
  site.speed(0);
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 1, reducedMotion: 'reduce' });
  page.setDefaultTimeout(240_000);
  page.on('pageerror', (error) => process.stderr.write(`${error.message}\n`));
  await page.goto(`${server.address}?${query}`, { waitUntil: 'commit' });
  await page.waitForSelector('.scene-box[data-quality]');
  await page.waitForSelector('.view-canvas');
  await page.waitForTimeout(12_000);
  mkdirSync(dirname(file), { recursive: true });
  await page.screenshot({ path: file });
  process.stdout.write(`${file}\n`);
} finally {
  await browser.close();
  await server.close();
  await site.close();
}
