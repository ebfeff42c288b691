// What every spec of the shell starts from: one running program per worker, and the summary told on what it ran.

import { expect, test as base } from '@playwright/test';
import { startShell, type ShellUnderTest } from './shell-under-test.ts';

export const test = base.extend<{ told: void }, { shell: ShellUnderTest }>({
  shell: [
    // Playwright finds a fixture's needs by its first parameter, which must be a pattern even when it is empty.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const shell = await startShell();
      await use(shell);
      await shell.quit();
    },
    { scope: 'worker' },
  ],
  told: [
    async ({ shell }, use, info) => {
      info.annotations.push({ type: 'shell', description: shell.ran });
      await use();
    },
    { auto: true },
  ],
});

export { expect };
