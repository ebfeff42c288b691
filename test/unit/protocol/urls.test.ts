// Which URLs are tried, in which order, and which are never opened.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { POLICIES } from '../../../shared/protocol/policy.ts';
import {
  authorizationServerCandidates,
  expectedResource,
  isLoopbackHost,
  isPathPrefix,
  isPlainHttp,
  isPrivateHost,
  leadsInward,
  protectedResourceCandidates,
  sameResource,
  urlFault,
} from '../../../shared/protocol/urls.ts';

const PRM = '/.well-known/oauth-protected-resource';
const OAUTH = '/.well-known/oauth-authorization-server';
const OPENID = '/.well-known/openid-configuration';
const urls = (candidates: readonly { readonly url: string }[]): string[] => candidates.map(({ url }) => url);

describe('resource metadata (RFC 9728 §3.1)', () => {
  test.each([
    ['https://h.example/mcp', [`https://h.example${PRM}/mcp`, `https://h.example${PRM}`]],
    ['https://h.example/a/b/mcp', [`https://h.example${PRM}/a/b/mcp`, `https://h.example${PRM}`]],
    ['https://h.example/mcp/', [`https://h.example${PRM}/mcp/`, `https://h.example${PRM}`]],
    ['https://h.example', [`https://h.example${PRM}`]],
    ['https://h.example/', [`https://h.example${PRM}`]],
    ['https://h.example:8443/mcp', [`https://h.example:8443${PRM}/mcp`, `https://h.example:8443${PRM}`]],
    ['https://h.example/mcp?tenant=1', [`https://h.example${PRM}/mcp?tenant=1`, `https://h.example${PRM}`]],
    ['https://h.example/?tenant=1', [`https://h.example${PRM}?tenant=1`, `https://h.example${PRM}`]],
    ['http://127.0.0.1:3000/mcp', [`http://127.0.0.1:3000${PRM}/mcp`, `http://127.0.0.1:3000${PRM}`]],
  ])('of %s is looked for with the path first, then at the root', (endpoint, expected) => {
    expect(urls(protectedResourceCandidates(endpoint))).toEqual(expected);
  });

  test('states the endpoint where it was found by path or challenge, the origin at the root', () => {
    const endpoint = 'https://h.example/mcp';
    expect(expectedResource(endpoint, 'prm-path')).toBe(endpoint);
    expect(expectedResource(endpoint, 'prm-from-challenge')).toBe(endpoint);
    expect(expectedResource(endpoint, 'prm-root')).toBe('https://h.example');
  });

  test.each([
    ['https://h.example/mcp', 'https://h.example/mcp', true],
    ['https://h.example', 'https://h.example/', true],
    ['https://h.example/mcp', 'https://h.example/mcp/', false],
    ['https://h.example/mcp', 'https://H.example/mcp', false],
    ['https://h.example/mcp', 'http://h.example/mcp', false],
    ['https://h.example', 'https://h.example?', false],
    ['https://h.example', 'https://h.example//', false],
  ])('%s and %s name one resource: %s', (a, b, expected) => {
    expect([sameResource(a, b), sameResource(b, a)]).toEqual([expected, expected]);
  });

  test.each([
    ['https://h.example', 'https://h.example/mcp', true],
    ['https://h.example/', 'https://h.example/mcp', true],
    ['https://h.example/a', 'https://h.example/a/mcp', true],
    ['https://h.example/a/', 'https://h.example/a/mcp', true],
    ['https://h.example/mcp', 'https://h.example/mcp', true],
    ['https://h.example/mcp/', 'https://h.example/mcp', true],
    ['https://h.example/mc', 'https://h.example/mcp', false],
    ['https://h.example/mcp', 'https://h.example/mcp-other', false],
    ['https://h.example/mcp/x', 'https://h.example/mcp', false],
    ['https://h.example:444/', 'https://h.example/mcp', false],
    ['http://h.example/', 'https://h.example/mcp', false],
    ['https://example/', 'https://h.example/mcp', false],
    ['mcp', 'https://h.example/mcp', false],
    ['https://h.example/', 'mcp', false],
  ])('%s covers %s on a segment border: %s', (prefix, endpoint, expected) => {
    expect(isPathPrefix(prefix, endpoint)).toBe(expected);
  });
});

describe('server metadata (RFC 8414 §3.1)', () => {
  test.each([
    ['2026-07-28', 'https://h.example', [OAUTH, OPENID]],
    ['2026-07-28', 'https://h.example/', [OAUTH, OPENID]],
    ['2026-07-28', 'https://h.example/t1', [`${OAUTH}/t1`, `${OPENID}/t1`, `/t1${OPENID}`]],
    ['2026-07-28', 'https://h.example/t1/', [`${OAUTH}/t1`, `${OPENID}/t1`, `/t1${OPENID}`]],
    ['2025-11-25', 'https://h.example/a/b', [`${OAUTH}/a/b`, `${OPENID}/a/b`, `/a/b${OPENID}`]],
    ['2025-11-25', 'https://h.example', [OAUTH, OPENID]],
    ['2025-06-18', 'https://h.example/t1', [`${OAUTH}/t1`]],
    ['2025-06-18', 'https://h.example', [OAUTH]],
    ['2025-03-26', 'https://h.example', [OAUTH]],
  ] as const)('of %s: %s', (revision, issuer, expected) => {
    expect(urls(authorizationServerCandidates(issuer, POLICIES[revision]))).toEqual(
      expected.map((path) => `https://h.example${path}`),
    );
  });

  test('has a step of its own for each location, and a path issuer never falls back to the root', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.constantFrom(...Object.values(POLICIES)), (path, policy) => {
        const candidates = authorizationServerCandidates(`https://h.example${path}`, policy);
        expect(new Set(candidates.map(({ step }) => step)).size).toBe(candidates.length);
        // As a URL reads it: `/.` is the root, too.
        const rootless = new URL(`https://h.example${path}`).pathname.replace(/\/$/, '') === '';
        expect(candidates.some(({ url }) => url === `https://h.example${OAUTH}`)).toBe(rootless);
      }),
    );
  });
});

describe('a host', () => {
  const hostOf = (written: string): string => new URL(`http://${written}/`).hostname;
  test.each([
    'localhost',
    'LOCALHOST',
    'localhost.',
    'app.localhost',
    '127.0.0.1',
    '127.255.0.9',
    '127.1',
    '0x7f.1',
    '2130706433',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
  ])('%s is this machine', (host) => {
    expect([isLoopbackHost(hostOf(host)), isPrivateHost(hostOf(host))]).toEqual([true, true]);
  });

  test.each([
    '10.0.0.1',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.9.9',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.127.0.1',
    '0.0.0.0',
    '[::]',
    '[fc00::1]',
    '[fd12:3456::1]',
    '[fe80::1]',
    '[febf::1]',
    '[::ffff:10.0.0.1]',
    '[::ffff:169.254.169.254]',
    '0xa9fea9fe',
  ])('%s is inside a network, but not this machine', (host) => {
    expect([isLoopbackHost(hostOf(host)), isPrivateHost(hostOf(host))]).toEqual([false, true]);
  });

  test.each([
    'example.com',
    'localhost.example.com',
    'notlocalhost',
    '127.0.0.1.example.com',
    '10.example.com',
    '192.168.example.com',
    'fd.example.com',
    'fe80.example.com',
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '192.169.0.1',
    '169.253.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '11.0.0.1',
    '[2001:db8::1]',
    '[fd::1]',
    '[fec0::1]',
    '[::ffff:8.8.8.8]',
    '[::2]',
  ])('%s is outside', (host) => {
    expect([isLoopbackHost(hostOf(host)), isPrivateHost(hostOf(host))]).toEqual([false, false]);
  });
});

describe('a URL from a server', () => {
  test.each([
    ['https://a.example/x', undefined],
    ['HTTPS://a.example', undefined],
    ['http://localhost:3000/', undefined],
    ['http://127.0.0.1/x', undefined],
    ['http://[::1]:8080/', undefined],
    ['http://a.example/', 'is plain http outside this machine'],
    ['http://10.0.0.1/', 'is plain http outside this machine'],
    ['http://localhost.a.example/', 'is plain http outside this machine'],
    ['/relative', 'is not an absolute URL'],
    ['a.example/x', 'is not an absolute URL'],
    ['', 'is not an absolute URL'],
    ['https://', 'is not an absolute URL'],
    ['javascript:alert(1)', 'uses the scheme "javascript", which is never opened'],
    [' javascript:alert(1)', 'uses the scheme "javascript", which is never opened'],
    ['file:///etc/passwd', 'uses the scheme "file", which is never opened'],
    ['data:text/html,x', 'uses the scheme "data", which is never opened'],
    ['ms-settings:x', 'uses the scheme "ms-settings", which is never opened'],
    ['ws://a.example', 'uses the scheme "ws", which is never opened'],
    [7, 'is not a string'],
    [null, 'is not a string'],
    [undefined, 'is not a string'],
  ])('%s: %s', (url, fault) => {
    expect(urlFault(url)).toBe(fault);
  });

  test('is plain http only when nothing but TLS is missing', () => {
    expect(isPlainHttp('http://a.example')).toBe(true);
    expect(isPlainHttp('http://localhost')).toBe(false);
    expect(isPlainHttp('https://a.example')).toBe(false);
    expect(isPlainHttp('file:///x')).toBe(false);
    expect(isPlainHttp('x')).toBe(false);
  });

  test('is judged without an exception, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string({ unit: 'binary' }), fc.webUrl()), (url) => {
        const fault = urlFault(url);
        if (fault === undefined) expect(new URL(String(url)).protocol).toMatch(/^https?:$/);
        else expect(fault).toMatch(/^(is|uses) /);
      }),
    );
  });
});

test.each([
  ['https://shop.example/mcp', 'https://10.0.0.1/', 'private'],
  ['https://shop.example/mcp', 'http://127.0.0.1:3000/', 'private'],
  ['https://shop.example/mcp', 'https://169.254.169.254/', 'link-local'],
  ['https://8.8.8.8/mcp', 'https://[::ffff:10.0.0.1]/', 'private'],
  ['http://127.0.0.1:3000/mcp', 'https://169.254.169.254/', 'link-local'],
  ['http://10.0.0.1/mcp', 'https://[fe80::1]/', 'link-local'],
  ['http://10.0.0.1/mcp', 'https://[::ffff:169.254.169.254]/', 'link-local'],
  ['https://shop.example/mcp', 'https://login.example/', undefined],
  ['http://127.0.0.1:3000/mcp', 'http://10.0.0.1/', undefined],
  ['http://10.0.0.1/mcp', 'http://localhost/', undefined],
  ['http://169.254.1.1/mcp', 'http://169.254.1.2/', undefined],
  ['http://127.0.0.1:3000/mcp', 'https://login.example/', undefined],
  ['https://shop.example/mcp', 'not a URL', undefined],
])('a server at %s that names %s leads inward: %s', (from, to, expected) => {
  expect(leadsInward(from, to)).toBe(expected);
});
