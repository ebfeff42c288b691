import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import {
  REDIRECT_URI,
  authorizationUrl,
  createVerifier,
  register,
  requestToken,
  urlOf,
} from './lab-client.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

/** A browser's part: it keeps cookies and follows redirects until they leave the lab or a page comes. */
function createBrowser() {
  const cookies = new Map<string, string>();
  const visit = async (
    url: URL,
    form?: URLSearchParams,
  ): Promise<{ url: URL; response: Response | undefined }> => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      ...(form ? { method: 'POST', body: form } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) return { url, response };
    const next = new URL(location, url);
    return next.origin === url.origin ? visit(next) : { url: next, response: undefined };
  };
  return { visit };
}

const SCOPE = 'orders:read orders:write inventory:write';

test('the page names the client and where the answer goes, and offers every identity and scope', async () => {
  const { url, response } = await createBrowser().visit(authorizationUrl(lab, { scope: SCOPE }, 'x'));
  expect(url.pathname).toMatch(/^\/sign-in\//);
  expect(response?.headers.get('content-security-policy')).toContain("default-src 'none'");
  const html = (await response?.text()) ?? '';
  expect(html).toContain('<html lang="en">');
  expect(html).toContain('prefers-color-scheme: dark');
  expect(html).toContain('<strong>Keyhole</strong>');
  expect(html).toContain(new URL(REDIRECT_URI).host);
  expect(html).toContain(urlOf(lab, 'modern'));
  for (const name of ['Alice', 'Bob', '李娜', 'Admin']) expect(html).toContain(`Continue as ${name}`);
  for (const scope of SCOPE.split(' '))
    expect(html).toMatch(new RegExp(`type="checkbox"[^>]*value="${scope}" checked`));
  expect(html).toMatch(/<button[^>]*value="allow">Allow<\/button>/);
  expect(html).toMatch(/<button[^>]*value="deny">Deny<\/button>/);
  expect(html).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1)/);
});

test('bob signs in by the page and gives only what is left ticked', async () => {
  const verifier = createVerifier();
  const browser = createBrowser();
  const page = await browser.visit(authorizationUrl(lab, { scope: SCOPE }, verifier));
  const answer = new URLSearchParams([
    ['identity', 'bob'],
    ['scope', 'orders:read'],
    ['scope', 'inventory:write'],
    ['decision', 'allow'],
  ]);
  const callback = await browser.visit(page.url, answer);
  expect(callback.url.href).toMatch(/^http:\/\/127\.0\.0\.1:53123\/callback\?/);
  expect(callback.url.searchParams.get('state')).toBe('the-state');
  const token = await requestToken(lab, 'modern', {
    grant_type: 'authorization_code',
    code: callback.url.searchParams.get('code') ?? '',
    code_verifier: verifier,
    redirect_uri: REDIRECT_URI,
    client_id: 'keyhole-public',
    resource: urlOf(lab, 'modern'),
  });
  expect(token.body.scope).toBe('orders:read');
});

test('the page asks again every time, so that another identity can be chosen', async () => {
  const browser = createBrowser();
  const allow = new URLSearchParams({ identity: 'alice', scope: 'orders:read', decision: 'allow' });
  const first = await browser.visit(authorizationUrl(lab, { scope: 'orders:read' }, 'x'));
  await browser.visit(first.url, allow);
  const second = await browser.visit(authorizationUrl(lab, { scope: 'orders:read' }, 'x'));
  expect(second.url.pathname).toMatch(/^\/sign-in\//);
  const bob = new URLSearchParams({ identity: 'bob', scope: 'orders:read', decision: 'allow' });
  const callback = await browser.visit(second.url, bob);
  expect(callback.url.href).toContain('code=');
});

test('Deny sends access_denied back, with state and iss', async () => {
  const browser = createBrowser();
  const page = await browser.visit(authorizationUrl(lab, { scope: SCOPE }, 'x'));
  const callback = await browser.visit(
    page.url,
    new URLSearchParams({ identity: 'alice', decision: 'deny' }),
  );
  expect(Object.fromEntries(callback.url.searchParams)).toMatchObject({
    error: 'access_denied',
    state: 'the-state',
    iss: lab.issuer,
  });
});

test('giving nothing is a refusal too', async () => {
  const browser = createBrowser();
  const page = await browser.visit(authorizationUrl(lab, { scope: SCOPE }, 'x'));
  const callback = await browser.visit(
    page.url,
    new URLSearchParams({ identity: 'alice', decision: 'allow' }),
  );
  expect(callback.url.searchParams.get('error')).toBe('access_denied');
});

test('a client’s name is shown as text, whatever is in it', async () => {
  const response = await register(lab, {
    client_name: '<script>alert(1)</script>',
    redirect_uris: ['http://127.0.0.1/callback'],
    application_type: 'native',
    token_endpoint_auth_method: 'none',
  });
  const { client_id } = (await response.json()) as { client_id: string };
  const page = await createBrowser().visit(authorizationUrl(lab, { clientId: client_id }, 'x'));
  const html = (await page.response?.text()) ?? '';
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(html).not.toContain('<script>');
});

test('a page that belongs to another browser says so', async () => {
  const page = await createBrowser().visit(authorizationUrl(lab, { scope: SCOPE }, 'x'));
  const stranger = await createBrowser().visit(page.url);
  expect(stranger.response?.status).toBe(400);
  expect(await stranger.response?.text()).toContain('Start it again');
});
