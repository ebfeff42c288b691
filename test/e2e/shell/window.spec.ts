import type { Page } from '@playwright/test';
import { expectStrictPolicy } from '../expect-strict-policy.ts';
import { picture } from '../fixtures.ts';
import { expect, test } from './fixtures.ts';

/** The page once more, as its own scripts could ask for it. */
async function load(page: Page) {
  return await page.evaluate(async () => {
    const response = await fetch('/');
    const html = await response.text();
    return {
      policy: response.headers.get('content-security-policy') ?? '',
      nonces: [...new Set([...html.matchAll(/nonce="([^"]*)"/g)].map((match) => match[1]))],
    };
  });
}

test.describe('the window', () => {
  test('opens and shows the interface without an error', async ({ shell }) => {
    const errors: string[] = [];
    shell.page.on('pageerror', (error) => errors.push(error.message));
    shell.page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await shell.page.reload();
    await expect(shell.page.getByRole('main')).toBeVisible();
    expect(shell.page.url()).toBe(`${shell.pageOrigin}/`);
    expect(errors).toEqual([]);
    await expect
      .poll(() =>
        shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((one) => one.isVisible())),
      )
      .toEqual([true]);
    await picture(shell.page, 'window');
  });

  test('gives every load a policy with a nonce of its own', async ({ shell }) => {
    const [first, second] = [await load(shell.page), await load(shell.page)];
    for (const { policy, nonces } of [first, second]) {
      expect(nonces).toHaveLength(1);
      expect(nonces[0]).toMatch(/^[A-Za-z0-9+/]{22}==$/);
      expect(policy).toBe(
        [
          "default-src 'none'",
          "script-src 'self'",
          `style-src 'self' 'nonce-${nonces[0]}'`,
          "img-src 'self' data:",
          "font-src 'self'",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
        ].join('; '),
      );
    }
    expect(first.nonces).not.toEqual(second.nonces);
  });

  test('lets no inline script run and no other server be asked', async ({ shell }) => {
    await expectStrictPolicy(shell.page);
  });

  test('serves the interface and nothing beside it', async ({ shell }) => {
    const answers = await shell.page.evaluate(async () => {
      const paths = [
        '/..%2f..%2fpackage.json',
        '/%2e%2e/%2e%2e/package.json',
        '/assets/..%5c..%5c..%5cpackage.json',
        '/package.json',
        '/main/main.js',
        '/%00',
        '/%',
      ];
      return await Promise.all(paths.map(async (path) => [path, (await fetch(path)).status]));
    });
    expect(answers.filter(([, status]) => status !== 404)).toEqual([]);
  });

  test('shows the page two functions and nothing of Node', async ({ shell }) => {
    const seen = await shell.page.evaluate(() => {
      const names = [
        'require',
        'process',
        'module',
        'exports',
        'Buffer',
        'global',
        '__dirname',
        'ipcRenderer',
      ];
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const inFrame = frame.contentWindow ? Object.hasOwn(frame.contentWindow, 'keyhole') : undefined;
      frame.remove();
      return {
        node: names.filter((name) => name in globalThis),
        bridge: Object.entries(window.keyhole ?? {}).map(([name, value]) => `${name}: ${typeof value}`),
        inFrame,
        secure: isSecureContext,
      };
    });
    expect(seen).toEqual({
      node: [],
      bridge: ['call: function', 'subscribe: function'],
      inFrame: false,
      secure: true,
    });
  });

  test('may write the clipboard and ask for nothing else', async ({ shell }) => {
    const states = await shell.page.evaluate(async () => {
      const names = ['clipboard-write', 'clipboard-read', 'geolocation', 'notifications', 'midi'];
      const queries = names.map((name) => navigator.permissions.query({ name: name as PermissionName }));
      return (await Promise.all(queries)).map(({ state }, index) => `${names[index]}: ${state}`);
    });
    expect(states).toEqual([
      'clipboard-write: granted',
      'clipboard-read: denied',
      'geolocation: denied',
      'notifications: denied',
      'midi: denied',
    ]);
  });
});
