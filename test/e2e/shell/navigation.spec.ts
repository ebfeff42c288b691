import { call, expect, test } from './fixtures.ts';
import { startPageServer, type PageServer } from './page-server.ts';
import type { ShellUnderTest } from './shell-under-test.ts';

/** Writes down what would be opened outside, from now on. */
async function watchOpened(shell: ShellUnderTest): Promise<() => Promise<readonly string[]>> {
  await shell.evaluate(({ shell: electronShell }) => {
    const opened: string[] = [];
    Reflect.set(globalThis, 'opened', opened);
    electronShell.openExternal = (url) => {
      opened.push(url);
      return Promise.resolve();
    };
  });
  return async () => await shell.evaluate(() => Reflect.get(globalThis, 'opened') as string[]);
}

const countWindows = (shell: ShellUnderTest): Promise<number> =>
  shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

let site: PageServer;
test.beforeEach(async () => {
  site = await startPageServer();
});
test.afterEach(async ({ shell }) => {
  await site.close();
  // Whatever was tried, the window is still ours.
  expect(shell.page.url()).toBe(`${shell.pageOrigin}/`);
  await expect(shell.page.getByRole('main')).toBeVisible();
  await call(shell.page, 'app.info', {});
});

test.describe('the window stays on our page', () => {
  test('when a script sends it to another site', async ({ shell }) => {
    await shell.page.evaluate((url) => location.assign(url), `${site.origin}/assigned`);
    await shell.page.waitForTimeout(500);
    expect(site.visits).toEqual([]);
  });

  test('when a link leads to another site', async ({ shell }) => {
    await shell.page.evaluate((href) => {
      const link = Object.assign(document.createElement('a'), { href });
      document.body.append(link);
      link.click();
      link.remove();
    }, `${site.origin}/linked`);
    await shell.page.waitForTimeout(500);
    expect(site.visits).toEqual([]);
  });

  test('when a frame is sent to another site', async ({ shell }) => {
    await shell.page.evaluate((src) => {
      document.body.append(Object.assign(document.createElement('iframe'), { src, id: 'foreign' }));
    }, `${site.origin}/framed`);
    await shell.page.waitForTimeout(500);
    await shell.page.evaluate(() => document.querySelector('#foreign')?.remove());
    expect(site.visits).toEqual([]);
  });

  for (const url of ['file:///etc/hostname', 'data:text/html,<p>other', 'keyhole-test:anything']) {
    test(`when a script sends it to ${url}`, async ({ shell }) => {
      const opened = await watchOpened(shell);
      await shell.page.evaluate((address) => location.assign(address), url).catch(() => {});
      await shell.page.waitForTimeout(300);
      expect(await opened()).toEqual([]);
    });
  }

  test('and a link for a new window goes to the system browser', async ({ shell }) => {
    const opened = await watchOpened(shell);
    const url = `${site.origin}/clause?of=a&specification#here`;
    await shell.page.evaluate((href) => {
      const link = Object.assign(document.createElement('a'), { href, target: '_blank', rel: 'noreferrer' });
      document.body.append(link);
      link.click();
      link.remove();
    }, url);
    await expect.poll(opened).toEqual([url]);
    expect(await countWindows(shell)).toBe(1);
    expect(site.visits).toEqual([]);
  });

  test('and window.open gets no window, only the system browser for http and https', async ({ shell }) => {
    const opened = await watchOpened(shell);
    const url = `${site.origin}/opened`;
    for (const address of [
      'file:///etc/hostname',
      'javascript:void 0',
      'about:blank',
      'keyhole-test:anything',
      url,
    ]) {
      await shell.page.evaluate((given) => void window.open(given), address);
    }
    await expect.poll(opened).toEqual([url]);
    expect(await countWindows(shell)).toBe(1);
    expect(site.visits).toEqual([]);
  });
});
