import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, startConsoleRig } from './console-page.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsoleRig('home', 1);
  await rig.site.submit({ utterance: 'Put the apple on the coffee table.', approve: false });
});
afterAll(async () => {
  await rig.close();
});

const violations = async (page: Page, part?: string): Promise<string[]> => {
  const axe = new AxeBuilder({ page });
  const { violations: found } = await (part === undefined ? axe : axe.include(part))
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return found.flatMap((rule) =>
    rule.nodes
      .slice(0, 3)
      .map((node) => `${rule.id}: ${node.target.join(' ')} (${node.failureSummary?.split('\n')[1]?.trim()})`),
  );
};

const SCREENS = [
  {
    name: 'workbench, dark, English',
    query: 'layout=workbench&theme=dark&lang=en',
    width: 1440,
    height: 900,
    tabs: ['Plan', 'Events', 'States', 'Faults', 'Editor'],
  },
  {
    name: 'workbench, light, Chinese',
    query: 'layout=workbench&theme=light&lang=zh',
    width: 1440,
    height: 900,
    tabs: ['计划'],
  },
  { name: 'operate, light, Chinese', query: 'layout=operate&theme=light&lang=zh', width: 1280, height: 800, tabs: [] },
  {
    name: 'operate, dark, English, upright',
    query: 'layout=operate&theme=dark&lang=en',
    width: 800,
    height: 1280,
    tabs: [],
  },
  { name: 'phone, light, English', query: 'theme=light&lang=en', width: 360, height: 740, tabs: [] },
] as const;

for (const screen of SCREENS)
  test(`no WCAG 2.2 AA violation that axe can find: ${screen.name}`, async () => {
    const page = await rig.open(screen.query, screen);
    await page.waitForSelector('.run-card');
    expect(await violations(page)).toEqual([]);
    for (const tab of screen.tabs) {
      await page.getByRole('tab', { name: tab }).click();
      await page.waitForTimeout(700);
      expect([tab, await violations(page, '.tabs')]).toEqual([tab, []]);
    }
    const isWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
    expect(isWide).toBe(false);
    await page.context().close();
  });

test('the stop banner and its dialog are fit to be read too', async () => {
  const page = await rig.open('layout=workbench&theme=light&lang=en');
  await page.getByRole('button', { name: 'STOP ALL' }).click();
  await page.waitForSelector('.stop-banner');
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.waitForSelector('[role=dialog]');
  expect(await violations(page)).toEqual([]);
  await page.context().close();
});

test('everything that a tablet shows is large enough for gloves', async () => {
  const page = await rig.open('layout=operate&lang=en', { width: 1280, height: 800 });
  await page.waitForSelector('.tile');
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, input, select, textarea')]
      .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden'))
      .map((element) => ({
        name: element.getAttribute('aria-label') ?? element.textContent,
        box: element.getBoundingClientRect(),
      }))
      .filter(({ box }) => box.width > 0 && (box.height < 47.5 || box.width < 47.5))
      .map(({ name, box }) => `${name} ${Math.round(box.width)}×${Math.round(box.height)}`),
  );
  expect(small).toEqual([]);
  await page.context().close();
});
