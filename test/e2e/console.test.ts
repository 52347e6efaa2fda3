import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, startConsoleRig } from './console-page.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsoleRig('warehouse');
});
afterAll(async () => {
  await rig.close();
});

const JOURNEYS = [
  {
    language: 'en',
    locale: 'en-GB',
    says: 'Bring the red tote from shelf A2 to packing station 1, and photograph shelf B3 meanwhile.',
    readBack: /red tote is on packing station 1/,
    approve: 'Approve and run',
    achieved: 'Achieved',
    proved: 'Proved',
  },
  {
    language: 'zh',
    locale: 'zh-CN',
    says: '给 B2 货架拍照。',
    readBack: /B2货架已拍照/,
    approve: '批准并执行',
    achieved: '已达成',
    proved: '已证明',
  },
] as const;

for (const journey of JOURNEYS)
  test(`say, read back, approve, watch, achieved (${journey.language})`, async () => {
    // No language in the address: the browser's own decides.
    const page = await rig.open('layout=workbench', { locale: journey.locale });
    expect(await page.getAttribute('html', 'lang')).toBe(journey.language === 'zh' ? 'zh-CN' : 'en');
    await page.fill('#task', journey.says);
    await page.press('#task', 'Enter');
    const card = page.locator('.run-card.is-shown');
    await page.waitForSelector('.run-card.is-shown[data-state=awaiting-approval]');
    expect(await card.locator('.read-back').textContent()).toMatch(journey.readBack);
    expect(await card.textContent()).toContain(journey.proved);
    expect(rig.site.host().missions.filter((mission) => mission.status === 'underway')).toEqual([]);
    await page.getByRole('button', { name: journey.approve }).click();
    await page.waitForSelector('[data-lane] .bar[data-status=underway]');
    await page.waitForSelector('.run-card.is-shown[data-state=over]', { timeout: 110_000 });
    expect(await card.textContent()).toContain(journey.achieved);
    const shown = await page.evaluate(() => {
      const state = window.__muster!.state();
      return state.runs.find((run) => run.id === state.run)?.result?.report;
    });
    expect(shown).toMatchObject({ outcome: 'achieved', witness: 'simulator' });
    await page.context().close();
  });

test('Enter that ends an input method’s composition does not send', async () => {
  const page = await rig.open('lang=zh&layout=workbench');
  const before = rig.site.runs().length;
  await page.fill('#task', '把红色');
  await page.locator('#task').dispatchEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true });
  await page.waitForTimeout(300);
  expect(rig.site.runs().length).toBe(before);
  expect(await page.inputValue('#task')).toBe('把红色');
  await page.context().close();
});

test('a question offers its candidates as buttons, and one of them ends it', async () => {
  const page = await rig.open('lang=en&layout=workbench');
  await page.fill('#task', 'Bring the parcel to packing station 1.');
  await page.press('#task', 'Enter');
  await page.waitForSelector('.run-card[data-kind=clarify]');
  await page.locator('.candidates button', { hasText: 'parcel 2' }).click();
  await page.waitForSelector('.run-card.is-shown:not([data-kind=clarify])[data-kind]');
  const runs = rig.site.runs().slice(-2);
  expect(runs[0]?.conversation).toBe(runs[1]?.conversation);
  expect(await page.locator('.run-card.is-shown .read-back').textContent()).toMatch(/parcel 2/i);
  await page.context().close();
});

test('an edit that breaks the plan shows its counter-example and changes nothing', async () => {
  const page = await rig.open('lang=en&layout=workbench');
  await page.fill('#task', 'Bring the blue tote to packing station 2.');
  await page.press('#task', 'Enter');
  await page.waitForSelector('.run-card.is-shown[data-state=awaiting-approval]');
  const before = await page.locator('.step-row, [data-bar^=step]').count();
  await page.locator('[data-bar=step-01]').first().click();
  await page.getByRole('button', { name: 'Drop it' }).click();
  await page.waitForSelector('.counter-example');
  expect(await page.locator('.counter-example').textContent()).toMatch(/VERIFY_|does not hold/);
  // Where it hurts: the step that would fail is marked in the lanes.
  expect(await page.locator('.bar.is-hurt').count()).toBeGreaterThan(0);
  expect(await page.locator('[data-bar^=step]').count()).toBeLessThanOrEqual(before);
  expect(rig.site.runs().at(-1)?.result?.plan?.steps.length).toBeGreaterThan(1);
  await page.getByRole('button', { name: 'Reject' }).first().click();
  await page.waitForSelector('.run-card.is-shown[data-state=rejected]');
  await page.context().close();
});

test('stop all stops everybody, names who stands, and is lifted only with name and reason', async () => {
  const page = await rig.open('lang=en&layout=operate', { width: 1280, height: 800 });
  await page.fill('#task', 'Photograph shelf B1.');
  await page.press('#task', 'Enter');
  await page.getByRole('button', { name: 'Approve and run' }).first().click();
  await page.waitForSelector('.run-card[data-state=running]');
  await page.getByRole('button', { name: 'STOP ALL' }).click();
  await page.waitForSelector('.stop-banner');
  await page.waitForFunction(() => window.__muster!.state().host!.robots.every((robot) => robot.stop === 'confirmed'));
  expect(await page.locator('.stop-groups').textContent()).toContain('Standing still, confirmed');
  expect(await page.locator('.stop-groups').textContent()).toContain('drone 1');
  await page.getByRole('button', { name: 'Reset' }).click();
  const lift = page.getByRole('button', { name: 'Lift the stop' });
  expect(await lift.isDisabled()).toBe(true);
  await page.getByLabel('Your name').fill('Li');
  await page.getByLabel('Reason').fill('checked the floor');
  await lift.click();
  await page.waitForFunction(() => window.__muster!.state().host!.latches.length === 0);
  await page.waitForSelector('.stop-banner', { state: 'detached' });
  await page.context().close();
});

test('looking back moves picture, lanes and events together, turns commands off, and leaves stop all on', async () => {
  const page = await rig.open('lang=en&layout=workbench');
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Events' }).click();
  await page.locator('.event-list button').first().click();
  await page.waitForSelector('.band.is-past');
  expect(await page.evaluate(() => window.__muster!.state().cursor)).not.toBe(null);
  expect(await page.getByRole('button', { name: 'STOP ALL' }).isEnabled()).toBe(true);
  await page.locator('.band button').click();
  expect(await page.evaluate(() => window.__muster!.state().cursor)).toBe(null);
  await page.context().close();
});

test('the pages reported no error of their own', () => {
  expect(rig.errors).toEqual([]);
});
