import { existsSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { type Browser, findBrowser } from './support/browser.ts';

const root = new URL('..', import.meta.url).pathname;
const browser: Browser = await findBrowser();
if (!browser.executablePath) process.stderr.write(`muster: browser tests are skipped: ${browser.why}\n`);

const exclude = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  root,
  test: {
    testTimeout: 60_000,
    // Tests over real sockets share two cores with a browser: one more try before they count as broken.
    retry: 1,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/**/*.test.ts', 'sim/**/*.test.ts', 'test/{architecture,property,contract}/**/*.test.ts'],
          exclude,
        },
      },
      {
        extends: true,
        test: {
          name: 'scenario',
          include: ['test/{scenario,faults}/**/*.test.ts'],
          exclude,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      ...(browser.executablePath
        ? [
            {
              extends: true as const,
              test: {
                name: 'browser',
                include: ['sim/**/*.browser.ts', 'packages/**/*.browser.ts', 'test/**/*.browser.ts'],
                exclude,
                testTimeout: 60_000,
                api: { host: '127.0.0.1' },
                browser: {
                  enabled: true,
                  headless: true,
                  provider: playwright({
                    launchOptions: {
                      executablePath: browser.executablePath,
                      args: [...browser.args],
                      env: browser.env,
                    },
                  }),
                  instances: [{ browser: 'chromium' as const }],
                },
              },
            },
          ]
        : []),
      ...(browser.executablePath && existsSync(new URL('./e2e', import.meta.url))
        ? [
            {
              extends: true as const,
              test: {
                name: 'e2e',
                include: ['test/e2e/**/*.test.ts'],
                exclude,
                testTimeout: 120_000,
                hookTimeout: 120_000,
                fileParallelism: false,
              },
            },
          ]
        : []),
    ],
  },
});
