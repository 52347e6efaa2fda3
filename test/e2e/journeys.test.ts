import { afterAll, beforeAll, expect, test } from 'vitest';
import { en } from '../../packages/console/src/i18n/en.ts';
import { zh } from '../../packages/console/src/i18n/zh.ts';
import { type ConsoleRig, startConsoleRig } from './console-page.ts';

/** The first day of three people, each in English and in Chinese. What ends well ends well in the simulator's own state. */
let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsoleRig('warehouse', 8, { rehearsalSeeds: 4 });
});
afterAll(async () => {
  await rig.close();
});

const LANGUAGES = [
  {
    language: 'en',
    words: en as Readonly<Record<string, string>>,
    photo: 'Photograph shelf B3.',
    carry: 'Bring the green tote to packing station 2.',
    why: 'Why is AMR 1 waiting?',
    where: 'Where is the green tote?',
  },
  {
    language: 'zh',
    words: zh as Readonly<Record<string, string>>,
    photo: '给 B1 货架拍照。',
    carry: '把白色周转箱送到 2 号打包台。',
    why: '1 号搬运车为什么在等待？',
    where: '白色周转箱在哪里？',
  },
] as const;

for (const { language, words, photo, carry, why, where } of LANGUAGES) {
  const t = (key: keyof typeof en): string => words[key]!;

  test(`researcher: a task, its lanes, a reason for each robot, odds, achieved, and back in time (${language})`, async () => {
    const page = await rig.open(`lang=${language}&layout=workbench`);
    await page.fill('#task', carry);
    await page.press('#task', 'Enter');
    await page.waitForSelector('.run-card.is-shown[data-state=awaiting-approval]');
    await page.waitForSelector('.odds-futures i');
    await page.locator('[data-bar^=step]').first().click();
    await page.waitForSelector('.step-row.is-open');
    const more = await page.locator('.step-row.is-open').textContent();
    expect(more).toContain(t('plan.why'));
    expect(more).toContain(t('plan.whyNot'));
    expect(await page.locator('.step-row.is-open .choice-list li').count()).toBeGreaterThan(1);
    expect(await page.locator('.proof').textContent()).toContain(t('run.proved'));
    await page.getByRole('button', { name: t('plan.viewGraph'), exact: true }).click();
    await page.waitForSelector('.graph-canvas, .plan-graph, svg [data-node]');
    await page.getByRole('button', { name: t('plan.viewGantt'), exact: true }).click();
    await page
      .getByRole('button', { name: t('run.approve') })
      .first()
      .click();
    await page.waitForSelector('.run-card.is-shown[data-state=over]', { timeout: 110_000 });
    expect(await page.locator('.run-card.is-shown').textContent()).toContain(t('outcome.achieved'));
    await page.getByRole('tab', { name: t('events.tab') }).click();
    await page.locator('.event-list button').first().click();
    await page.waitForSelector('.band.is-past');
    await page
      .getByRole('button', { name: t('band.live') })
      .first()
      .click();
    await page.waitForSelector('.band.is-past', { state: 'detached' });
    await page.context().close();
  });

  test(`integrator: a fault on purpose while a job runs; pause, resume, cancel in one of three ways (${language})`, async () => {
    const page = await rig.open(`lang=${language}&layout=workbench`);
    await page.fill('#task', photo);
    await page.press('#task', 'Enter');
    await page.waitForSelector('.run-card.is-shown[data-state=awaiting-approval]');
    await page
      .getByRole('button', { name: t('run.approve') })
      .first()
      .click();
    const card = page.locator('.run-card.is-shown');
    await page.waitForSelector('.run-card.is-shown[data-state=running]');
    await card.getByRole('button', { name: t('run.pause') }).click();
    await card.getByRole('button', { name: t('run.resume') }).waitFor();
    await page.getByRole('tab', { name: t('faults.tab') }).click();
    await page.getByLabel(t('faults.kind')).selectOption('slow');
    await page.getByLabel(t('faults.target')).selectOption('drone_1');
    await page.getByRole('button', { name: t('faults.do') }).click();
    await page.waitForFunction(() => (window.__muster!.state().sim?.faults.length ?? 0) > 0);
    await card.getByRole('button', { name: t('run.resume') }).click();
    await card.getByRole('button', { name: t('run.cancel') }).click();
    await page.getByRole('menuitem', { name: t('run.cancelSafe') }).click();
    await page.waitForSelector('.run-card.is-shown[data-state=over]', { timeout: 110_000 });
    const mission = rig.site.runs().at(-1)?.mission;
    expect(rig.site.host().missions.find((entry) => entry.id === mission)?.status).toBe('canceled');
    await page.context().close();
  });

  test(`line engineer: tiles, a question that moves nothing, stop with names, shift report (${language})`, async () => {
    const page = await rig.open(`lang=${language}&layout=operate`, { width: 1280, height: 800 });
    await page.waitForSelector('.tile');
    expect(await page.locator('.tile').count()).toBe(5);
    const missions = rig.site.host().missions.length;
    for (const question of [why, where]) {
      await page.fill('#task', question);
      await page.press('#task', 'Enter');
      await page.waitForSelector('.run-card.is-shown[data-kind=answer]');
      await page.waitForFunction((said) => {
        const state = window.__muster!.state();
        return state.runs.find((run) => run.id === state.run)?.utterance === said;
      }, question);
    }
    expect(rig.site.host().missions.length).toBe(missions);
    expect(await page.locator('.run-card.is-shown .evidence').count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: t('stop.all') }).click();
    await page.waitForFunction(() =>
      window.__muster!.state().host!.robots.every((robot) => robot.stop === 'confirmed'),
    );
    expect(await page.locator('.stop-groups').textContent()).toContain(t('stop.confirmed'));
    await page.getByRole('button', { name: t('stop.reset') }).click();
    await page.getByLabel(t('field.name')).fill('Li');
    await page.getByLabel(t('field.reason')).fill('ok');
    await page.getByRole('button', { name: t('stop.resetDo') }).click();
    await page.waitForSelector('.stop-banner', { state: 'detached' });
    await page.getByRole('button', { name: t('operate.report') }).click();
    const report = page.getByRole('dialog');
    await report.waitFor();
    expect(await report.textContent()).toContain(t('operate.use'));
    await report.getByRole('button', { name: t('operate.print') }).waitFor();
    await page.context().close();
  });
}

test('the scene editor adds, breaks and mends; the linter speaks each time', async () => {
  const page = await rig.open('lang=en&layout=workbench');
  await page.getByRole('tab', { name: en['editor.tab'] }).click();
  const editor = page.locator('.editor');
  await editor.getByLabel(en['editor.section']).selectOption('robots');
  await editor.getByLabel(en['editor.thing']).selectOption('amr_1');
  await editor.getByRole('button', { name: en['editor.copy'] }).click();
  await editor.locator('.problems, .edited').first().waitFor();
  expect(await editor.getByLabel(en['editor.thing']).inputValue()).toBe('amr_3');
  await editor.getByLabel(en['editor.section']).selectOption('rules');
  await editor.getByRole('button', { name: en['editor.add'] }).click();
  await editor.locator('.editor-json summary').click();
  await editor
    .locator('.editor-json textarea')
    .fill('{"id":"rule_2","says":{"en":"x","zh":"x"},"constraint":{"kind":"closure","places":["nowhere"]}}');
  await editor.locator('.editor-json textarea').blur();
  await page.waitForFunction(() => document.querySelector('.editor .problems')?.textContent?.includes('nowhere'));
  await editor.getByRole('button', { name: en['editor.remove'] }).click();
  await page.waitForFunction(() => !document.querySelector('.editor .problems')?.textContent?.includes('nowhere'));
  await page.context().close();
});

test('the pages reported no error of their own', () => {
  expect(rig.errors).toEqual([]);
});
