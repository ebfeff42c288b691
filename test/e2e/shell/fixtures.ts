// What the specs of the shell start from: one running program per worker, and the summary told on what it ran.

import { expect, test as base, type Page } from '@playwright/test';
import type { ErrorData, MethodInput, MethodName, MethodOutput } from '../../../shared/contract.ts';
import type { KeyholeBridge } from '../../../renderer/transport/electron-transport.ts';
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

type Answer<M extends MethodName> = { readonly output: MethodOutput[M] } | { readonly error: ErrorData };

/** Calls the engine as the page does, with whatever input. */
export async function ask(page: Page, method: string, input: unknown): ReturnType<KeyholeBridge['call']> {
  return await page.evaluate(
    async ([name, given]) => {
      if (!window.keyhole) throw new Error('the page has no bridge');
      return await window.keyhole.call(name, given);
    },
    [method, input] as const,
  );
}

/** Calls the engine as the page does, and expects it to answer. */
export async function call<M extends MethodName>(
  page: Page,
  method: M,
  input: MethodInput<M>,
): Promise<MethodOutput[M]> {
  const answer = (await ask(page, method, input)) as Answer<M>;
  if ('error' in answer) throw new Error(`${method}: ${answer.error.message}`);
  return answer.output;
}

export { expect };
