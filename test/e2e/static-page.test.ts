import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrowser } from '../support/browser.ts';
import { serveFolder } from '../support/static-server.ts';

/** The page from a server that knows nothing but files, below a path: its dispatcher and its robots are inside it. */
let files: Awaited<ReturnType<typeof serveFolder>>;
let browser: Browser;
const errors: string[] = [];
beforeAll(async () => {
  files = await serveFolder(new URL('../../packages/console/dist', import.meta.url).pathname, '/try/muster/');
  const found = await findBrowser();
  browser = await chromium.launch({
    executablePath: found.executablePath,
    args: [...found.args.filter((flag) => !/gl|swiftshader|gpu/.test(flag)), '--disable-gpu'],
    env: { ...found.env },
  });
});
afterAll(async () => {
  await browser.close();
  await files.close();
});

const open = async (query: string, locale: string): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(`${files.address}?quality=map&layout=workbench&${query}`, { waitUntil: 'commit' });
  await page.waitForFunction(() => window.__muster?.state().world !== null && window.__muster?.state().link === 'live');
  return page;
};

const TASKS = [
  {
    scene: 'warehouse',
    locale: 'en-GB',
    says: 'Photograph shelf B3.',
    approve: 'Approve and run',
    achieved: 'Achieved',
  },
  { scene: 'home', locale: 'zh-CN', says: '把玩具熊放到沙发上', approve: '批准并执行', achieved: '已达成' },
] as const;

for (const task of TASKS)
  test(`without a server: say, prove, run, achieved (${task.scene}, ${task.locale})`, async () => {
    const page = await open(`speed=8&scene=${task.scene}`, task.locale);
    await page.fill('#task', task.says);
    await page.press('#task', 'Enter');
    await page.waitForSelector('.run-card.is-shown[data-state=awaiting-approval]');
    await page.getByRole('button', { name: task.approve }).click();
    await page.waitForSelector('.run-card.is-shown[data-state=over]', { timeout: 110_000 });
    expect(await page.locator('.run-card.is-shown').textContent()).toContain(task.achieved);
    const shown = await page.evaluate(() => {
      const state = window.__muster!.state();
      return state.runs.find((run) => run.id === state.run)?.result?.report;
    });
    expect(shown).toMatchObject({ outcome: 'achieved', witness: 'simulator' });
    await page.context().close();
  });

test('nothing but files was asked for, and the pages reported no error', () => {
  expect(files.asked.filter((path) => path.includes('/api'))).toEqual([]);
  expect(errors).toEqual([]);
});
