import { describe, expect, test } from 'vitest';
import { issuerLocations, resourceLocations } from '../../../shared/metadata/probe-locations.ts';
import { judgeProbe, judgeUse } from '../../../shared/metadata/probe-verdict.ts';
import type { ProbeAnswer } from '../../../shared/metadata/probe-verdict.ts';
import { POLICIES } from '../../../shared/protocol/policy.ts';

const JSON_TYPE = 'application/json';
const TARGET = 'https://shop.example/mcp';

describe('the locations', () => {
  test('of a resource are path, root and suffix, after the one that a challenge names', () => {
    const prm = 'https://shop.example/.well-known/oauth-protected-resource';
    expect(resourceLocations(TARGET).map(({ kind, url }) => `${kind} ${url}`)).toEqual([
      `resource-path ${prm}/mcp`,
      `resource-root ${prm}`,
      'resource-suffix https://shop.example/mcp/.well-known/oauth-protected-resource',
    ]);
    expect(resourceLocations(TARGET, `${prm}/mcp`)[0]?.kind).toBe('resource-challenge');
    expect(resourceLocations(TARGET, `${prm}/mcp`)).toHaveLength(3);
  });

  test('of a resource at the root are one, and a challenge that is no URL adds none', () => {
    expect(resourceLocations('https://shop.example/', 'metadata').map(({ kind }) => kind)).toEqual([
      'resource-root',
    ]);
  });

  test('of an issuer with a path are six, of one without two', () => {
    expect(issuerLocations('https://h.example/t1/', 'named').map(({ url }) => url)).toEqual([
      'https://h.example/.well-known/oauth-authorization-server/t1',
      'https://h.example/.well-known/openid-configuration/t1',
      'https://h.example/t1/.well-known/openid-configuration',
      'https://h.example/.well-known/oauth-authorization-server',
      'https://h.example/.well-known/openid-configuration',
      'https://h.example/t1/.well-known/oauth-authorization-server',
    ]);
    expect(issuerLocations('https://h.example', 'named')).toHaveLength(2);
  });
});

const [PATH, ROOT, SUFFIX] = resourceLocations(TARGET);
const KEYS = { kind: 'jwks', url: 'https://h.example/keys' } as const;
const CLIENT = {
  kind: 'client-metadata',
  url: 'https://me.example/c.json',
  expected: 'https://me.example/c.json',
} as const;
const [OAUTH, OPENID] = issuerLocations('https://h.example', 'named');

function answer(location: ProbeAnswer['location'] | undefined, rest: Partial<ProbeAnswer>): ProbeAnswer {
  if (!location) throw new Error('no such location');
  return { location, redirects: [], millis: 1, ...rest };
}
const json = (
  location: ProbeAnswer['location'] | undefined,
  document: unknown,
  contentType = JSON_TYPE,
): ProbeAnswer => answer(location, { status: 200, contentType, body: JSON.stringify(document) });

describe('the verdict on an answer', () => {
  test.each<[string, ProbeAnswer, string, string]>([
    ['a right document', json(PATH, { resource: TARGET }), 'good', 'states what it must'],
    [
      'an HTML page',
      answer(PATH, { status: 200, contentType: 'text/html; charset=utf-8', body: '<p>' }),
      'bad',
      '200 HTML page',
    ],
    [
      'HTML that calls itself JSON',
      answer(PATH, { status: 200, contentType: JSON_TYPE, body: '\n<!DOCTYPE html>' }),
      'bad',
      'catch-all',
    ],
    ['an array', json(PATH, []), 'bad', 'not a JSON object'],
    ['an empty body', answer(PATH, { status: 200 }), 'bad', 'without a body'],
    ['a cut body', answer(PATH, { status: 200, body: '{}', cut: true }), 'bad', 'cut'],
    [
      'another media type',
      json(PATH, { resource: TARGET }, 'text/plain'),
      'note',
      'text/plain instead of application/json',
    ],
    ['another resource', json(PATH, { resource: 'https://evil.example/mcp' }), 'bad', 'must not be used'],
    ['no resource', json(PATH, {}), 'bad', 'without `resource`'],
    [
      'a suffix-style document',
      json(SUFFIX, { resource: TARGET }),
      'bad',
      'not where the specification looks',
    ],
    ['the origin at the root', json(ROOT, { resource: 'https://shop.example/' }), 'good', 'states'],
    ['a missing document', answer(PATH, { status: 404 }), 'absent', 'Nothing is here'],
    ['a closed document', answer(PATH, { status: 401 }), 'bad', 'asks for credentials'],
    ['a failing server', answer(PATH, { status: 502 }), 'bad', 'HTTP 502'],
    ['a method it does not know', answer(PATH, { status: 405 }), 'absent', 'HTTP 405'],
    ['a dead redirect', answer(PATH, { status: 302 }), 'bad', 'leads nowhere'],
    ['no answer', answer(PATH, { failure: 'The name does not exist.' }), 'bad', 'The name does not exist.'],
    [
      'an address that may not be asked',
      answer(PATH, { failure: 'Not asked: …', notSent: true }),
      'note',
      'Not asked',
    ],
    [
      'another origin',
      answer(OAUTH, { ...json(OAUTH, { issuer: 'https://h.example' }), redirects: ['https://i.example/m'] }),
      'note',
      'another origin',
    ],
    ['an issuer with a slash more', json(OAUTH, { issuer: 'https://h.example/' }), 'bad', 'must not be used'],
    ['keys', json(KEYS, { keys: [{ kty: 'EC' }, { kty: 'RSA' }] }), 'good', '2 public keys.'],
    ['no keys', json(KEYS, { keys: [] }), 'bad', 'empty'],
    ['something else for keys', json(KEYS, { issuer: 'x' }), 'bad', 'no key set'],
    ['a private key', json(KEYS, { keys: [{ kty: 'EC', d: 'x' }] }), 'bad', 'secret key'],
    [
      'a client',
      json(CLIENT, { client_id: CLIENT.url, client_name: 'K', redirect_uris: ['x'] }),
      'good',
      'states',
    ],
    [
      'a client without redirects',
      json(CLIENT, { client_id: CLIENT.url, client_name: 'K' }),
      'bad',
      'redirect_uris',
    ],
    [
      'a client with a secret',
      json(CLIENT, { client_id: CLIENT.url, client_secret: 's' }),
      'bad',
      'client_secret',
    ],
    [
      'another client',
      json(CLIENT, { client_id: 'https://me.example/other.json' }),
      'bad',
      'must not be used',
    ],
  ])('%s', (_name, given, mark, words) => {
    const result = judgeProbe(given);
    expect(result).toMatchObject({ mark, verdict: expect.stringContaining(words) as unknown });
    expect(result.verdict).toMatch(/^[A-Z2H`].*[.)…]$/);
    expect(result).not.toHaveProperty('body');
  });
});

describe('what a client would use', () => {
  const uses = (answers: readonly ProbeAnswer[], revision: keyof typeof POLICIES) =>
    judgeUse(answers.map(judgeProbe), POLICIES[revision]).map(({ use }) => use?.used);
  const both = [json(OAUTH, { issuer: 'https://h.example' }), json(OPENID, { issuer: 'https://h.example' })];

  test('is the first document in the order of the revision', () => {
    expect(
      uses([answer(PATH, { status: 404 }), json(ROOT, { resource: 'https://shop.example' })], '2026-07-28'),
    ).toEqual([false, true]);
    expect(uses(both, '2026-07-28')).toEqual([true, false]);
  });

  test('is never a suffix-style document, and none of these in 2025-03-26', () => {
    expect(uses([json(SUFFIX, { resource: TARGET })], '2026-07-28')).toEqual([false]);
    expect(uses([json(PATH, { resource: TARGET })], '2025-03-26')).toEqual([false]);
  });

  test('is no document that it has to refuse, and then no later one either', () => {
    expect(
      uses(
        [json(PATH, { resource: 'https://x.example' }), json(ROOT, { resource: 'https://shop.example' })],
        '2026-07-28',
      ),
    ).toEqual([false, false]);
  });

  test('is an OpenID document only where the revision knows OpenID Discovery', () => {
    const only = [answer(OAUTH, { status: 404 }), json(OPENID, { issuer: 'https://h.example' })];
    expect(uses(only, '2025-11-25')).toEqual([false, true]);
    expect(uses(only, '2025-06-18')).toEqual([false, false]);
  });

  test('is the document of the server’s own origin in 2025-03-26 only', () => {
    const [own] = issuerLocations('https://shop.example', 'origin');
    const answers = [json(own, { issuer: 'https://shop.example' })];
    expect(uses(answers, '2025-03-26')).toEqual([true]);
    expect(uses(answers, '2026-07-28')).toEqual([false]);
  });

  test('is only the one that the challenge names', () => {
    const locations = resourceLocations(TARGET, 'https://shop.example/prm');
    const answers = locations.map((location) => json(location, { resource: location.expected }));
    expect(uses(answers, '2026-07-28')).toEqual([true, false, false, false]);
  });
});
