import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Notice } from '../../../shared/contract.ts';
import { ask, call, expect, test } from './fixtures.ts';
import { startPageServer } from './page-server.ts';

const root = path.join(import.meta.dirname, '../../..');
const preload = path.join(root, 'dist/preload/preload.cjs');

test.describe('the engine behind the window', () => {
  test('answers a call with what this host can do', async ({ shell }) => {
    const description = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    const info = await call(shell.page, 'app.info', {});
    expect(info.version).toBe(description.version);
    expect(info.capabilities.host).toBe('electron');
    expect(info.capabilities.deepLinks).toBe(false);
    // The window opens profiles as the browser host does, where there is a browser.
    expect(info.capabilities.browserProfiles).not.toBe('not-here');
    // Where the system protects nothing, the Home screen says so.
    if (info.capabilities.encryptedSecrets) expect(info.notice).toBeUndefined();
    else expect(info.notice).toContain('no protected store for secrets');
  });

  test('tells the page what happens until it stops listening', async ({ shell }) => {
    const page = shell.page;
    await page.evaluate(() => {
      const heard: Notice[] = [];
      const stop = window.keyhole?.subscribe((notice) => heard.push(notice));
      Object.assign(window, { heard, stop });
    });
    const heard = () =>
      page.evaluate(() => (Reflect.get(window, 'heard') as Notice[]).map(({ topic }) => topic));
    await call(page, 'lab.start', {});
    await expect.poll(heard).toContain('lab');
    await page.evaluate(() => {
      const stop: unknown = Reflect.get(window, 'stop');
      if (typeof stop === 'function') stop();
    });
    const before = (await heard()).length;
    await call(page, 'lab.stop', {});
    // An answer comes after the notices that were sent before it.
    await call(page, 'lab.state', {});
    expect(await heard()).toHaveLength(before);
  });

  for (const { what, method, input, says } of [
    { what: 'a method it does not have', method: 'app.quit', input: {}, says: 'no method "app.quit"' },
    { what: 'a name every object has', method: 'constructor', input: {}, says: 'no method "constructor"' },
    { what: 'no input', method: 'app.info', input: undefined, says: 'must be JSON text' },
    { what: 'a list for an input', method: 'app.info', input: [], says: 'must be an object' },
    { what: 'an input of another shape', method: 'session.step', input: { session: 1 }, says: 'session' },
    {
      what: 'a session that is not there',
      method: 'session.events',
      input: { session: 'x' },
      says: 'not there',
    },
  ]) {
    test(`refuses ${what} with a sentence`, async ({ shell }) => {
      const answer = await ask(shell.page, method, input);
      if (!('error' in answer)) throw new Error('it was answered');
      expect(answer.error.code).toMatch(/^(bad-input|not-found)$/);
      expect(answer.error.message).toContain(says);
    });
  }

  test('refuses an input longer than a trace may be', async ({ shell }) => {
    const answer = await shell.page.evaluate(
      async () =>
        await window.keyhole?.call('trace.import', { name: 'x', text: 'x'.repeat(65 * 1024 * 1024) }),
    );
    expect(answer).toMatchObject({ error: { code: 'bad-input' } });
    expect(JSON.stringify(answer)).toContain('longer than 64 MiB');
  });

  for (const { who, url } of [
    { who: 'another site', url: (origin: string) => origin },
    { who: 'a page without an origin', url: () => 'data:text/html,<p>forged' },
    { who: 'our page in another window', url: () => 'app://keyhole/' },
  ]) {
    test(`does not answer ${who}`, async ({ shell }) => {
      const site = await startPageServer();
      try {
        const answer = await shell.evaluate(
          async ({ BrowserWindow }, given) => {
            const [address = '', script = ''] = given.split('\n');
            const window = new BrowserWindow({ show: false, webPreferences: { preload: script } });
            try {
              await window.loadURL(address);
              return (await window.webContents.executeJavaScript('keyhole.call("app.info", {})')) as unknown;
            } finally {
              window.destroy();
            }
          },
          `${url(site.origin)}\n${preload}`,
        );
        expect(answer).toEqual({
          error: {
            code: 'bad-input',
            message: "Only the page of Keyhole's own window may call the engine.",
          },
        });
      } finally {
        await site.close();
      }
      // And the real one still is answered.
      await call(shell.page, 'app.info', {});
    });
  }

  test('runs a whole flow of the lab', async ({ shell }) => {
    const page = shell.page;
    const lab = await call(page, 'lab.start', {});
    const target = lab.variants[0]?.url ?? '';
    const { session } = await call(page, 'session.open', {
      target,
      settings: { login: 'auto', extraAuthorizationParameters: { login_hint: 'alice' } },
    });
    await call(page, 'session.step', { session, until: { kind: 'end' } });
    const { events, summary } = await call(page, 'session.events', { session });
    expect(summary.outcome).toBe('completed');
    const kinds = events.map(({ kind }) => kind);
    expect(kinds).toContain('completed');
    expect(kinds.filter((kind) => kind === 'exchange').length).toBeGreaterThan(4);
    expect(events.filter((event) => event.kind === 'finding' && event.severity === 'error')).toEqual([]);
    await call(page, 'lab.stop', {});
  });
});
