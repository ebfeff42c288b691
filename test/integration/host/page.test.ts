import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, runHost, SECRET_FILE, signedIn, type RunningHost } from './a-host.ts';

let host: RunningHost;
beforeAll(async () => {
  host = await runHost();
});
afterAll(() => host.close());

describe('the page', () => {
  test('comes with the strict policy, and nothing may keep or frame it', async () => {
    const { headers, text } = await ask(host.port, '/', signedIn(host.port));
    const nonce = /nonce="([^"]+)"/.exec(text)?.[1] ?? '';
    expect(Buffer.from(nonce, 'base64').length).toBe(16);
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; ` +
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'",
    );
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  test('has a fresh nonce at each load, in every place of the page', async () => {
    const pages = [
      await ask(host.port, '/', signedIn(host.port)),
      await ask(host.port, '/', signedIn(host.port)),
    ];
    const nonces = pages.map(({ text }) => [...text.matchAll(/nonce="([^"]+)"/g)].map((match) => match[1]));
    expect(nonces.map((found) => [found.length, new Set(found).size])).toEqual([
      [2, 1],
      [2, 1],
    ]);
    expect(nonces[0]?.[0]).not.toBe(nonces[1]?.[0]);
    expect(pages[0]?.text).not.toContain('__CSP_NONCE__');
  });

  test('says what to do when the interface is not built', async () => {
    const unbuilt = await runHost({ built: false });
    const answer = await ask(unbuilt.port, '/', signedIn(unbuilt.port));
    await unbuilt.close();
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('npm run build');
  });
});

describe('files', () => {
  test('a hashed asset may be kept for ever, any other file may not', async () => {
    const asset = await ask(host.port, '/assets/main-AbCd1234.js', signedIn(host.port));
    const icon = await ask(host.port, '/keyhole.svg', signedIn(host.port));
    expect(asset.text).toBe('export {};');
    expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(asset.headers['cache-control']).toContain('immutable');
    expect(icon.headers['cache-control']).toBe('no-store');
  });

  test.each([
    ['gzip, br', 'br', 'compressed'],
    ['br;q=0, gzip', undefined, 'export {};'],
    ['gzip', undefined, 'export {};'],
  ])('the build-made compressed form goes to who accepts it: %s', async (accepts, encoding, content) => {
    const headers = { ...signedIn(host.port), 'accept-encoding': accepts };
    const answer = await ask(host.port, '/assets/main-AbCd1234.js', headers);
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.text).toBe(content);
  });

  test('a file built while the host runs is found', async () => {
    expect((await ask(host.port, '/later.js', signedIn(host.port))).status).toBe(404);
    await writeFile(path.join(host.folder, 'renderer', 'later.js'), 'export {};');
    expect((await ask(host.port, '/later.js', signedIn(host.port))).status).toBe(200);
  });

  test.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/assets/..%2f..%2fsecret.js',
    '/%2e%2e%2fsecret.js',
    '/..\\secret.js',
    '/link.js',
    '//secret.js',
    '/assets//main-AbCd1234.js',
    '/assets/',
    '/index.html',
    '/%',
    '/%00.js',
    'http://127.0.0.1/keyhole.svg',
    '*',
  ])('no path leads out of the interface, or around the page: %s', async (target) => {
    const answer = await ask(host.port, target, signedIn(host.port));
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain(SECRET_FILE);
  });

  test('HEAD has no body and other methods are not answered', async () => {
    const head = await ask(host.port, '/', signedIn(host.port), 'HEAD');
    const post = await ask(host.port, '/', signedIn(host.port), 'POST');
    expect([head.status, head.text]).toEqual([200, '']);
    expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});
