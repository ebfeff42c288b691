// Where a redirect leads, and what must not go along.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { decideRedirect, MAX_REDIRECTS } from '../../../electron/engine/capture/redirects.ts';
import type { HeaderLine, RequestContent } from '../../../shared/trace/event.ts';

const get = (url: string, headers: readonly HeaderLine[] = []): RequestContent => ({
  method: 'GET',
  url,
  headers,
});
const post = (url: string, headers: readonly HeaderLine[] = []): RequestContent => ({
  method: 'POST',
  url,
  headers: [['Content-Type', 'application/json'], ...headers],
  body: '{}',
});
const to = (status: number, ...locations: string[]): { status: number; headers: HeaderLine[] } => ({
  status,
  headers: locations.map((location): HeaderLine => ['Location', location]),
});

describe('the method and the body of the next request', () => {
  test.each([
    [301, 'GET', 'GET', true],
    [301, 'POST', 'GET', false],
    [301, 'PUT', 'PUT', true],
    [302, 'POST', 'GET', false],
    [302, 'DELETE', 'DELETE', true],
    [303, 'POST', 'GET', false],
    [303, 'PUT', 'GET', false],
    [303, 'HEAD', 'HEAD', true],
    [307, 'POST', 'POST', true],
    [308, 'POST', 'POST', true],
    [308, 'GET', 'GET', true],
  ])('%i turns %s into %s', (status, method, nextMethod, keepsBody) => {
    const decision = decideRedirect([{ ...post('https://a.example/x'), method }], to(status, '/y'));
    expect(decision).toMatchObject({
      kind: 'follow',
      crossOrigin: false,
      bodyStripped: false,
      request: { method: nextMethod, url: 'https://a.example/y' },
    });
    if (decision.kind !== 'follow') return;
    expect(decision.request.body).toBe(keepsBody ? '{}' : undefined);
    expect(decision.request.headers).toEqual(keepsBody ? [['Content-Type', 'application/json']] : []);
  });

  test.each([200, 204, 300, 304, 305, 401])('%i is no redirect, whatever its Location', (status) => {
    expect(decideRedirect([get('https://a.example/')], to(status, '/y'))).toEqual({ kind: 'none' });
  });

  test('a redirect without a Location leads nowhere', () => {
    expect(decideRedirect([get('https://a.example/')], to(302))).toEqual({ kind: 'none' });
  });
});

describe('the place a Location names', () => {
  test.each([
    ['https://a.example/p/q?x=1', 'r?y=2', 'https://a.example/p/r?y=2'],
    ['https://a.example/p/q', '../z', 'https://a.example/z'],
    ['https://a.example/p', '//b.example/q', 'https://b.example/q'],
    ['https://a.example/p', '?only=query', 'https://a.example/p?only=query'],
    ['https://a.example/p#part', '/q', 'https://a.example/q#part'],
    ['https://a.example/p#part', '/q#own', 'https://a.example/q#own'],
    ['http://a.example/p', 'https://a.example/p', 'https://a.example/p'],
    ['https://10.0.0.1/p', 'http://127.0.0.1:8080/q', 'http://127.0.0.1:8080/q'],
    ['https://127.0.0.1:1/p', 'http://localhost:8080/q', 'http://localhost:8080/q'],
    ['https://localhost/p', 'http://[::1]:8080/q', 'http://[::1]:8080/q'],
  ])('seen from %s, %s is %s', (from, location, url) => {
    expect(decideRedirect([get(from)], to(302, location))).toMatchObject({
      kind: 'follow',
      request: { url },
    });
  });

  test.each([
    [
      'javascript:alert(1)',
      'unsafe-url',
      'a.example redirects to a javascript: URL, which Keyhole does not open. Correct the Location header on the server.',
    ],
    ['file:///etc/passwd', 'unsafe-url', /a file: URL, which Keyhole does not open/],
    ['data:text/html,hi', 'unsafe-url', /a data: URL/],
    ['https://me:pw@b.example/', 'unsafe-url', /b\.example that carries a user name or a password/],
    ['http://b.example/x', 'downgrade', /from https to plain http on b\.example/],
    ['http://127.0.0.1.b.example/x', 'downgrade', /plain http/],
    [
      'https://169.254.169.254/latest',
      'unsafe-url',
      /to 169\.254\.169\.254, an address that only machines inside a network reach/,
    ],
    ['http://localhost:3000/', 'unsafe-url', /an address/],
    ['http://127.0.0.1:3000/', 'unsafe-url', /to 127\.0\.0\.1:3000, an address/],
    ['https://', 'bad-location', /“https:\/\/”, which is not a URL/],
  ])('a redirect to %s is refused in words', (location, reason, message) => {
    const decision = decideRedirect([get('https://a.example/')], to(302, location));
    expect(decision).toMatchObject({ kind: 'refuse', reason });
    if (decision.kind === 'refuse') expect(decision.message).toMatch(message);
  });

  test('several places at once are refused, the same place twice is not', () => {
    expect(decideRedirect([get('https://a.example/')], to(302, '/x', '/y'))).toEqual({
      kind: 'refuse',
      reason: 'bad-location',
      message: 'a.example redirects to 2 places at once. Have the server send a single Location header.',
    });
    expect(decideRedirect([get('https://a.example/')], to(302, '/x', '/x')).kind).toBe('follow');
  });

  test('a code in a redirect never shows in the sentence that refuses it', () => {
    const chain = [get('https://a.example/cb?code=s3cret')];
    const decision = decideRedirect(chain, to(302, '/cb?code=s3cret'));
    expect(decision).toMatchObject({ kind: 'refuse', reason: 'loop' });
    expect(JSON.stringify(decision)).not.toContain('s3cret');
  });
});

describe('a chain of redirects', () => {
  test('that returns to an earlier request is a loop, also when only the fragment differs', () => {
    const chain = [get('https://a.example/1'), get('https://a.example/2')];
    expect(decideRedirect(chain, to(302, '/1'))).toMatchObject({ kind: 'refuse', reason: 'loop' });
    expect(decideRedirect(chain, to(302, '/2#x'))).toMatchObject({ kind: 'refuse', reason: 'loop' });
    expect(decideRedirect(chain, to(302, '/3')).kind).toBe('follow');
  });

  test('that asks the same URL with another method is no loop', () => {
    expect(decideRedirect([post('https://a.example/1')], to(303, '/1')).kind).toBe('follow');
  });

  test(`ends after ${MAX_REDIRECTS} redirects`, () => {
    const chain = [get('https://a.example/0')];
    for (let hop = 1; hop <= MAX_REDIRECTS; hop += 1) {
      const decision = decideRedirect(chain, to(302, `/${hop}`));
      expect(decision.kind).toBe('follow');
      if (decision.kind === 'follow') chain.push(decision.request);
    }
    expect(decideRedirect(chain, to(302, '/one-more'))).toEqual({
      kind: 'refuse',
      reason: 'limit',
      message:
        '10 redirects led to yet another one, to https://a.example/one-more. Start from the final URL, or shorten the chain on the server.',
    });
  });
});

describe('what belongs to the first origin', () => {
  const secrets: readonly HeaderLine[] = [
    ['AUTHORIZATION', 'Bearer s3cret'],
    ['Proxy-Authorization', 'Basic s3cret'],
    ['cookie', 'sid=s3cret'],
    ['DPoP', 's3cret'],
    ['Mcp-Session-Id', 's3cret'],
    ['Mcp-Param-Card', 's3cret'],
    ['X-Api-Key', 's3cret'],
    ['Host', 'a.example'],
  ];

  test('goes along to the same origin', () => {
    const decision = decideRedirect([post('https://a.example/x', secrets)], to(307, '/y'), ['x-api-key']);
    expect(decision).toMatchObject({ kind: 'follow', stripped: [], bodyStripped: false });
    if (decision.kind === 'follow') expect(decision.request.headers).toHaveLength(secrets.length + 1);
  });

  test('stays behind, with the body, when the origin changes', () => {
    const plain: HeaderLine = ['Accept', 'application/json'];
    const decision = decideRedirect(
      [post('https://a.example/x', [...secrets, plain])],
      to(307, 'https://b.example/y'),
      ['X-API-KEY'],
    );
    expect(decision).toEqual({
      kind: 'follow',
      crossOrigin: true,
      bodyStripped: true,
      stripped: secrets.slice(0, -1).map(([name]) => name),
      request: { method: 'POST', url: 'https://b.example/y', headers: [plain] },
    });
  });

  test('never survives a change of origin, however the chain goes on', () => {
    const origin = fc.constantFrom('https://a.example', 'https://b.example', 'https://a.example:8443');
    const hop = fc.record({ status: fc.constantFrom(301, 302, 303, 307, 308), origin });
    const cased = fc
      .constantFrom('authorization', 'cookie', 'mcp-session-id', 'dpop', 'proxy-authorization', 'x-own')
      .chain((name) => fc.mixedCase(fc.constant(name)));
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST', 'PUT'),
        fc.array(cased, { minLength: 1, maxLength: 5 }),
        fc.array(hop, { minLength: 1, maxLength: 6 }),
        (method, names, hops) => {
          const first: RequestContent = {
            method,
            url: 'https://a.example/0',
            headers: names.map((name): HeaderLine => [name, 's3cret']),
            body: 's3cret',
          };
          const chain = [first];
          let left = false;
          for (const [index, { status, origin }] of hops.entries()) {
            const decision = decideRedirect(chain, to(status, `${origin}/${index + 1}`), ['X-Own']);
            expect(decision.kind).toBe('follow');
            if (decision.kind !== 'follow') return;
            left ||= origin !== 'https://a.example';
            expect(JSON.stringify(decision.request).includes('s3cret')).toBe(!left);
            chain.push(decision.request);
          }
        },
      ),
    );
  });
});
