// What every end-to-end test starts from: a real host process per worker, and a page that is already let in.
// Tests of the Electron shell name what they ran on, for the summary of `npm test`:
// `test.info().annotations.push({ type: 'shell', description: 'stand-in' })`.

import path from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { serveHost, type ServedHost } from '../support/served-host.ts';

export const test = base.extend<{ page: Page }, { host: ServedHost }>({
  host: [
    // Playwright finds a fixture's needs by its first parameter, which must be a pattern even when it is empty.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const host = await serveHost();
      await use(host);
      await host.stop();
    },
    { scope: 'worker' },
  ],
  // Anything on the console's error level fails the test: also how a breach of the security policy shows.
  page: async ({ page, host }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await host.forgetOpened();
    await page.goto(host.url);
    await use(page);
    expect(errors).toEqual([]);
  },
});

/** Keeps a picture of the page as `test/output/pictures/<name>.png`. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(import.meta.dirname, '../output/pictures', `${name}.png`) });
}

export { expect };
