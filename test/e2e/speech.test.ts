import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { speechFrom } from '@muster/dispatcher/speech';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, startConsoleRig } from './console-page.ts';

/** A transcription endpoint that hears what it is told to, and a browser whose microphone hums. */
let heard = '';
const asked: string[] = [];
let endpoint: Server;
let rig: ConsoleRig;
beforeAll(async () => {
  endpoint = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString('latin1');
    });
    request.on('end', () => {
      asked.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ text: heard }));
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  rig = await startConsoleRig('warehouse', 4, {
    speech: speechFrom({
      MUSTER_SPEECH_URL: `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/v1`,
      MUSTER_PYTHON: 'no-such-python',
    }),
    args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
  });
});
afterAll(async () => {
  await rig.close();
  endpoint.close();
});

for (const { locale, says, names, numbers, button, send } of [
  {
    locale: 'en-GB',
    says: 'Photograph shelf B3 before 14:30',
    names: ['shelf B3'],
    numbers: ['14:30'],
    button: 'Hold to talk',
    send: 'Yes, that is what I said',
  },
  {
    locale: 'zh-CN',
    says: '给 B2 货架拍照，别动 1 号无人机',
    names: ['B2 货架', '1 号无人机'],
    numbers: ['别'],
    button: '按住说话',
    send: '对，我说的就是这个',
  },
])
  test(`held, heard, read back large, changed by hand; nothing is planned before it is sent (${locale})`, async () => {
    heard = says;
    const page = await rig.open('layout=operate', { width: 1280, height: 800, locale });
    const before = rig.site.runs().length;
    const mic = page.getByRole('button', { name: button });
    await mic.dispatchEvent('pointerdown', { pointerId: 1, button: 0, isPrimary: true });
    await page.waitForTimeout(900);
    await mic.dispatchEvent('pointerup', { pointerId: 1, button: 0, isPrimary: true });
    await page.waitForSelector('.heard');
    expect(await page.inputValue('#task')).toBe(says);
    const compact = (texts: readonly string[]): string[] => texts.map((text) => text.replace(/\s+/g, ''));
    expect(compact(await page.locator('.heard .is-name').allTextContents())).toEqual(compact(names));
    expect(await page.locator('.heard .is-number').allTextContents()).toEqual(numbers);
    const size = await page
      .locator('.heard li')
      .first()
      .evaluate((element) => getComputedStyle(element).fontSize);
    expect(Number.parseFloat(size)).toBeGreaterThanOrEqual(24);
    expect(rig.site.runs().length).toBe(before);
    // What was sent to the endpoint is a recording, and the names that it should know.
    expect(asked.at(-1)).toContain('RIFF');
    await page.fill('#task', locale === 'en-GB' ? 'Photograph shelf B1' : '给 B1 货架拍照');
    await page.getByRole('button', { name: send }).click();
    await page.waitForSelector('.run-card.is-shown[data-state=awaiting-approval]');
    expect(rig.site.runs().at(-1)?.utterance).toContain('B1');
    await page.context().close();
  });

test('what can not be heard is said in words, and typing goes on', async () => {
  heard = '';
  const page = await rig.open('layout=workbench&lang=en');
  await page.locator('.mic').dispatchEvent('pointerdown', { pointerId: 1 });
  await page.waitForTimeout(700);
  await page.locator('.mic').dispatchEvent('pointerup', { pointerId: 1 });
  await page.waitForFunction(() =>
    document.querySelector('.mic-note')?.textContent?.includes('Nothing was understood'),
  );
  expect(await page.locator('.heard').count()).toBe(0);
  await page.context().close();
});

test('the pages reported no error of their own', () => {
  expect(rig.errors).toEqual([]);
});
