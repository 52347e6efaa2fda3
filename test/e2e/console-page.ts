import { loadWorld } from '@muster/dispatcher/library';
import { startServer } from '@muster/dispatcher/server';
import { createLocalSite } from '@muster/dispatcher/site';
import { unwrap } from '@muster/domain';
import { createBuiltInPlanner } from '@muster/planner';
import { type Browser as Chromium, chromium, type Page } from 'playwright';
import { findBrowser } from '../support/browser.ts';

export type ConsoleRig = {
  readonly address: string;
  /** Opens the page; fails the test on any error that the page itself reports. */
  open(
    query: string,
    options?: { readonly width?: number; readonly height?: number; readonly locale?: string },
  ): Promise<Page>;
  readonly errors: readonly string[];
  readonly site: Awaited<ReturnType<typeof createLocalSite>>;
  close(): Promise<void>;
};

/** The real server over a simulated scene on a free port, and a headless browser without WebGL: drawing by the processor leaves more of it to the test. */
export const startConsoleRig = async (
  scene: string,
  speed: number | 'max' = 8,
  more: {
    readonly rehearsalSeeds?: number;
    readonly speech?: Parameters<typeof startServer>[2];
    readonly args?: readonly string[];
  } = {},
): Promise<ConsoleRig> => {
  const site = await createLocalSite({
    model: unwrap(loadWorld(scene)),
    planner: createBuiltInPlanner(),
    speed,
    seed: 7,
    autoApprove: false,
    ...(more.rehearsalSeeds === undefined ? {} : { rehearsalSeeds: more.rehearsalSeeds }),
  });
  const server = await startServer(site, 0, more.speech);
  const found = await findBrowser();
  const browser: Chromium = await chromium.launch({
    executablePath: found.executablePath,
    args: [...found.args.filter((flag) => !/gl|swiftshader|gpu/.test(flag)), '--disable-gpu', ...(more.args ?? [])],
    env: { ...found.env },
  });
  const errors: string[] = [];
  return {
    address: server.address,
    errors,
    site,
    open: async (query, { width = 1440, height = 900, locale = 'en-GB' } = {}) => {
      const context = await browser.newContext({ viewport: { width, height }, locale, reducedMotion: 'reduce' });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        // The browser itself reports every honest no of the server (409) as an error.
        if (message.type() === 'error' && !message.text().includes('status of 409')) errors.push(message.text());
      });
      // The map is light; the 3D view has its own tests.
      await page.goto(`${server.address}?quality=map&${query}`, { waitUntil: 'commit' });
      await page.waitForFunction(
        () => window.__muster?.state().world !== null && window.__muster?.state().link === 'live',
      );
      return page;
    },
    close: async () => {
      await browser.close();
      await server.close();
      await site.close();
    },
  };
};
