// A page that dies or hangs, each test on a program of its own: Playwright gives up a page whose process has ended, so
// everything is asked of the main process.

import { expect, test } from '@playwright/test';
import { startShell, type ShellUnderTest } from './shell-under-test.ts';

interface Asked {
  readonly message: string;
  readonly buttons: readonly string[];
}

/** Answers every question of the shell with the button of this name, and writes the questions down. */
async function answerWith(shell: ShellUnderTest, button: string): Promise<() => Promise<readonly Asked[]>> {
  await shell.evaluate(({ dialog }, wanted) => {
    const asked: object[] = [];
    Reflect.set(globalThis, 'asked', asked);
    Reflect.set(dialog, 'showMessageBox', (_window: object, options: { buttons: string[] }) => {
      asked.push({ message: Reflect.get(options, 'message'), buttons: options.buttons });
      return Promise.resolve({ response: options.buttons.indexOf(wanted), checkboxChecked: false });
    });
  }, button);
  return async () => await shell.evaluate(() => Reflect.get(globalThis, 'asked') as Asked[]);
}

/** What the page of the window says to a line of script; `undefined` while there is no page to ask. */
async function inPage(shell: ShellUnderTest, script: string): Promise<unknown> {
  return await shell
    .evaluate(({ BrowserWindow }, code) => {
      const answer = BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(code);
      // A process that ends meanwhile leaves the question without an answer.
      const patience = new Promise((resolve) => setTimeout(resolve, 3000));
      return Promise.race([answer, patience]) as Promise<unknown>;
    }, script)
    .catch(() => undefined);
}

const startLab = (shell: ShellUnderTest): Promise<unknown> =>
  inPage(shell, 'window.mark = 1; keyhole.call("lab.start", {}).then(({ output }) => output.running)');

/** Whether a page is there that is not the one `startLab` marked, and its engine still runs the lab. */
const freshPage = (shell: ShellUnderTest): Promise<unknown> =>
  inPage(
    shell,
    `document.querySelector('main') !== null && window.mark === undefined &&
      keyhole.call('lab.state', {}).then(({ output }) => output.running)`,
  );

let shell: ShellUnderTest;
test.beforeEach(async () => {
  shell = await startShell();
  test.info().annotations.push({ type: 'shell', description: shell.ran });
});
test.afterEach(() => shell.quit());

test.describe('a page whose process has ended', () => {
  test('is loaded again when the person says so, and finds the engine as it was', async () => {
    const asked = await answerWith(shell, 'Load again');
    expect(await startLab(shell)).toBe(true);
    await shell.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    await expect.poll(() => freshPage(shell)).toBe(true);
    expect(await asked()).toEqual([
      { message: 'The page of Keyhole stopped working', buttons: ['Load again', 'Close the window'] },
    ]);
  });

  test('is let go when the person says so', async () => {
    await answerWith(shell, 'Close the window');
    await shell.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    if (process.platform === 'darwin') {
      await expect
        .poll(() => shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length))
        .toBe(0);
    } else {
      expect(await shell.ended).toBe(0);
    }
  });
});

test.describe('a page that does not answer', () => {
  test('is left alone while the person waits', async () => {
    const asked = await answerWith(shell, 'Wait');
    expect(await startLab(shell)).toBe(true);
    await shell.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.emit('unresponsive');
    });
    await expect.poll(async () => (await asked()).length).toBe(1);
    expect(await inPage(shell, 'window.mark')).toBe(1);
  });

  test('is ended and loaded again with one question', async () => {
    const asked = await answerWith(shell, 'Load again');
    expect(await startLab(shell)).toBe(true);
    await shell.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.emit('unresponsive');
    });
    await expect.poll(() => freshPage(shell)).toBe(true);
    expect(await asked()).toEqual([
      { message: 'The page of Keyhole does not answer', buttons: ['Wait', 'Load again'] },
    ]);
  });
});
