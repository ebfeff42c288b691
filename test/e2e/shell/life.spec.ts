// Beginning and end of the program, each test on a program of its own.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { call } from './fixtures.ts';
import { startShell } from './shell-under-test.ts';

test('a second start brings the first window to the front and ends', async () => {
  const shell = await startShell();
  test.info().annotations.push({ type: 'shell', description: shell.ran });
  try {
    await shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
    expect(await shell.startSecond()).toBe(0);
    await expect
      .poll(() =>
        shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isMinimized())),
      )
      .toEqual([false]);
  } finally {
    await shell.quit();
  }
});

test('closing the window stops the lab, keeps the bounds and ends the program', async () => {
  const shell = await startShell();
  test.info().annotations.push({ type: 'shell', description: shell.ran });
  const lab = await call(shell.page, 'lab.start', {});
  expect((await fetch(`${lab.issuer}/.well-known/openid-configuration`)).status).toBe(200);
  await shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  // On a Mac a program outlives its windows.
  if (process.platform === 'darwin') await shell.evaluate(({ app }) => app.quit());
  expect(await shell.ended).toBe(0);
  await expect(fetch(`${lab.issuer}/.well-known/openid-configuration`)).rejects.toThrow();
  const kept = path.join(shell.dataDir, 'window.json');
  expect(existsSync(kept)).toBe(true);
  expect(JSON.parse(await readFile(kept, 'utf8'))).toMatchObject({ width: 1440, maximized: false });
  await shell.quit();
});
