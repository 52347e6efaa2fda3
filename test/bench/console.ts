/**
 * The console in a real browser without a graphics card: size of what is loaded at first, time to the first view, and the longest tasks of the page
 * while 50 robots move and 10,000 events are there with more coming in. Prints rows of a bench as JSON.
 *
 *     node test/bench/console.ts [repeats]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { EventView, LiveMessage } from '@muster/dispatcher/api';
import { loadScene, loadWorld } from '@muster/dispatcher/library';
import { startServer } from '@muster/dispatcher/server';
import { createLocalSite, type Site } from '@muster/dispatcher/site';
import { type BenchRow, type Scene, unwrap } from '@muster/domain';
import { createBuiltInPlanner } from '@muster/planner';
import { chromium, type Page } from 'playwright';
import { findBrowser } from '../support/browser.ts';

const REPEATS = Math.max(1, Number(process.argv[2] ?? 3));
const ROBOTS = 50;
const EVENTS = 10_000;
/** Seconds that a person's page is watched for. */
const WATCHED = 12;
const DIST = new URL('../../packages/console/dist', import.meta.url).pathname;

/** The warehouse with as many AMRs as there are to be, spread over its nodes; what they would do there does not matter here. */
const crowded = (): Scene => {
  const scene = unwrap(loadScene('warehouse'));
  const nodes = scene.graph.nodes.filter((node) => !node.z);
  const [first] = scene.robots;
  return {
    ...scene,
    robots: Array.from({ length: ROBOTS }, (_, index) => ({
      ...first!,
      id: `amr_${index + 1}`,
      names: { en: [`AMR ${index + 1}`], zh: [`${index + 1} 号搬运车`] },
      node: nodes[index % nodes.length]!.id,
    })),
  };
};

const eventOf = (sequence: number): EventView => ({
  sequence,
  atSeconds: sequence / 20,
  type: 'step-progress' as EventView['type'],
  says: {
    en: `Event ${sequence} of AMR ${(sequence % ROBOTS) + 1}`,
    zh: `${(sequence % ROBOTS) + 1} 号车的事件 ${sequence}`,
  },
});

/** The site, but every robot goes in circles, and the journal is long and grows by 20 records a second. */
const busy = (site: Site): Site => {
  let last = EVENTS;
  const move = (message: LiveMessage): LiveMessage =>
    message.type === 'sim'
      ? {
          ...message,
          snapshot: {
            ...message.snapshot,
            robots: message.snapshot.robots.map((robot, index) => ({
              ...robot,
              pose: {
                ...robot.pose,
                x: robot.pose.x + Math.cos(message.snapshot.seconds + index),
                y: robot.pose.y + Math.sin(message.snapshot.seconds + index),
              },
            })),
          },
        }
      : message;
  return {
    ...site,
    hello: () =>
      ({ ...site.hello(), events: Array.from({ length: EVENTS }, (_, index) => eventOf(index + 1)) }) as LiveMessage,
    subscribe: (listener) => {
      const timer = setInterval(() => {
        last += 1;
        listener({ type: 'event', event: eventOf(last) });
      }, 50);
      const stop = site.subscribe((message) => listener(move(message)));
      return () => {
        clearInterval(timer);
        stop();
      };
    },
  };
};

/** Bytes (gzip) of the scripts that the page names itself, without what is loaded when it is asked for. */
const initialScript = (): number => {
  const html = readFileSync(join(DIST, 'index.html'), 'utf8');
  const names = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]!);
  return names.reduce((sum, name) => sum + gzipSync(readFileSync(join(DIST, name))).length, 0);
};

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const row = (
  name: string,
  work: string,
  metric: string,
  repeats: number[],
  ours: number,
  limit: number,
  target: string,
): BenchRow => ({ name, work, metric, ours, peer: null, ratio: null, target, pass: ours <= limit, repeats });

const site = await createLocalSite({
  model: unwrap(loadWorld(crowded())),
  planner: createBuiltInPlanner(),
  speed: 1,
  seed: 1,
  autoApprove: false,
});
const server = await startServer(busy(site), 0);
const found = await findBrowser();
const browser = await chromium.launch({
  executablePath: found.executablePath,
  args: [...found.args.filter((flag) => !/gl|swiftshader|gpu/.test(flag)), '--disable-gpu'],
  env: { ...found.env },
});

const open = async (): Promise<{ readonly page: Page; readonly first: number }> => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(60_000);
  await page.addInitScript(() => {
    const kept: number[] = [];
    Object.assign(window, { __longTasks: kept });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) kept.push(entry.duration);
    }).observe({ type: 'longtask', buffered: true });
  });
  const started = performance.now();
  await page.goto(`${server.address}?quality=map&layout=workbench&lang=en`, { waitUntil: 'commit' });
  await page.waitForSelector('.scene-box canvas, .scene-box svg');
  await page.waitForSelector('[data-robot], .robot-row, .robots li');
  return { page, first: performance.now() - started };
};

try {
  const firsts: number[] = [];
  const longest: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const { page, first } = await open();
    firsts.push(Math.round(first));
    await page.getByRole('tab', { name: 'Events' }).click();
    await page.waitForTimeout(2500);
    await page.evaluate(() => {
      (window as unknown as { __longTasks: number[] }).__longTasks.length = 0;
    });
    await page.waitForTimeout(WATCHED * 1000);
    const tasks = await page.evaluate(() => (window as unknown as { __longTasks: number[] }).__longTasks);
    longest.push(Math.round(Math.max(0, ...tasks)));
    process.stderr.write(`first view ${firsts.at(-1)} ms, ${tasks.length} long tasks, longest ${longest.at(-1)} ms\n`);
    await page.context().close();
  }
  const script = initialScript() / 1024;
  const lazy = readdirSync(join(DIST, 'assets')).filter((name) => /^(three|editor)-/.test(name)).length;
  const work = `${ROBOTS} robots, ${EVENTS} events`;
  const rows = [
    row(
      'console',
      'initial script, gzip',
      'KB',
      [Math.round(script)],
      Math.round(script),
      lazy >= 2 ? 400 : 0,
      '<= 400, 3D and editor apart',
    ),
    row('console', `first view, ${work}`, 'ms, median', firsts, median(firsts), 2000, '< 2000'),
    row(
      'console',
      `longest task in ${WATCHED} s, ${work}`,
      'ms, median of the longest',
      longest,
      median(longest),
      200,
      '< 200',
    ),
  ];
  process.stdout.write(`${JSON.stringify(rows)}\n`);
} finally {
  await browser.close();
  await server.close();
  await site.close();
}
process.exit(0);
