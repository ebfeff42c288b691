import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareTokens } from '../../../shared/token/compare-tokens.ts';
import { guessKind } from '../../../shared/token/guess-kind.ts';
import { judgeToken } from '../../../shared/token/judge-token.ts';
import { LONGEST_TOKEN, readToken } from '../../../shared/token/read-token.ts';
import { sumUp } from '../../../shared/token/sum-up.ts';
import type { CheckVerdict, Expected, TokenCheck, TokenKind } from '../../../shared/token/token.ts';
import { TOKEN_CHECKS, TOKEN_KINDS } from '../../../shared/token/token.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const SECONDS = NOW / 1000;
const RESOURCE = 'https://shop.example/mcp';
const EXPECTED: Expected = {
  issuer: 'https://login.example',
  resource: RESOURCE,
  clientId: 'keyhole',
  tokenEndpoint: 'https://login.example/token',
  scopeRequested: 'openid orders:read',
  scopeGranted: 'orders:read',
};
const GOOD = {
  iss: 'https://login.example',
  sub: 'alice',
  aud: RESOURCE,
  client_id: 'keyhole',
  scope: 'orders:read',
  iat: SECONDS - 10,
  exp: SECONDS + 3600,
};

const b64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (claims: unknown, header: object = { alg: 'ES256', typ: 'at+jwt' }, signature = 'c2ln'): string =>
  `${b64(header)}.${b64(claims)}.${signature}`;

function checks(
  text: string,
  kind: TokenKind = 'access-token',
  expected = EXPECTED,
): ReadonlyMap<string, TokenCheck> {
  const token = readToken(text);
  return new Map(judgeToken({ token, kind, now: NOW, expected }).map((one) => [one.check, one]));
}

const without = (...names: readonly string[]): object =>
  Object.fromEntries(Object.entries(GOOD).filter(([name]) => !names.includes(name)));

test('a good token passes every check but the signature, which nobody made here', () => {
  const found = checks(jwt(GOOD));
  expect([...found.keys()]).toEqual([...TOKEN_CHECKS]);
  const rest = [...found.values()]
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ check, verdict }) => [check, verdict]);
  expect(rest).toEqual([
    ['signature', 'cannot-tell'],
    ['confirmation', 'not-applicable'],
  ]);
});

test.each<
  [
    name: string,
    check: TokenCheck['check'],
    verdict: CheckVerdict,
    text: string,
    words: RegExp,
    kind?: TokenKind,
  ]
>([
  ['alg none', 'algorithm', 'fail', jwt(GOOD, { alg: 'none' }, ''), /not signed/],
  ['alg none in other letters', 'algorithm', 'fail', jwt(GOOD, { alg: 'nOnE' }, ''), /not signed/],
  ['an empty signature', 'signature', 'fail', jwt(GOOD, { alg: 'ES256' }, ''), /not signed/],
  ['no algorithm', 'algorithm', 'fail', jwt(GOOD, { typ: 'at+jwt' }), /names no algorithm/],
  ['a shared secret', 'algorithm', 'warning', jwt(GOOD, { alg: 'HS256' }), /shared secret/],
  ['an unknown algorithm', 'algorithm', 'cannot-tell', jwt(GOOD, { alg: 'XX1' }), /XX1/],
  ['a plain JWT', 'type', 'warning', jwt(GOOD, { alg: 'ES256' }), /RFC 9068/],
  [
    'the long form of the type',
    'type',
    'pass',
    jwt(GOOD, { alg: 'ES256', typ: 'application/AT+jwt' }),
    /access token/,
  ],
  ['an ID token in its place', 'type', 'fail', jwt({ ...GOOD, nonce: 'n' }, { alg: 'ES256' }), /ID token/],
  ['another issuer', 'issuer', 'fail', jwt({ ...GOOD, iss: 'https://evil.example' }), /somebody else/],
  ['an issuer with a slash more', 'issuer', 'fail', jwt({ ...GOOD, iss: 'https://login.example/' }), /slash/],
  ['no issuer', 'issuer', 'fail', jwt(without('iss')), /who issued it/],
  ['a list of audiences', 'audience', 'pass', jwt({ ...GOOD, aud: ['x', RESOURCE] }), /others/],
  ['a path above', 'audience', 'warning', jwt({ ...GOOD, aud: 'https://shop.example' }), /compares exactly/],
  [
    'a name that only begins alike',
    'audience',
    'fail',
    jwt({ ...GOOD, aud: 'https://shop.example/mc' }),
    /somebody else/,
  ],
  ['another audience', 'audience', 'fail', jwt({ ...GOOD, aud: 'https://other.example' }), /must refuse/],
  ['no audience', 'audience', 'fail', jwt(without('aud')), /for whom/],
  ['an audience that is a number', 'audience', 'fail', jwt({ ...GOOD, aud: 7 }), /neither a text/],
  [
    'an expired token',
    'expiry',
    'fail',
    jwt({ ...GOOD, exp: SECONDS - 90 }),
    /expired 1 minute 30 seconds ago/,
  ],
  ['an expiry in milliseconds', 'expiry', 'fail', jwt({ ...GOOD, exp: NOW + 3600_000 }), /milliseconds/],
  ['an expiry that is text', 'expiry', 'fail', jwt({ ...GOOD, exp: 'tomorrow' }), /number of seconds/],
  ['no expiry', 'expiry', 'fail', jwt(without('exp')), /never ends/],
  ['a token for a month', 'expiry', 'warning', jwt({ ...GOOD, exp: SECONDS + 30 * 86_400 }), /30 days/],
  ['a token of tomorrow', 'not-before', 'fail', jwt({ ...GOOD, nbf: SECONDS + 86_400 }), /1 day/],
  ['a token made in the future', 'not-before', 'warning', jwt({ ...GOOD, iat: SECONDS + 600 }), /10 minutes/],
  ['less scope than granted', 'scope', 'warning', jwt({ ...GOOD, scope: 'x' }), /lacks .*orders:read/],
  ['scopes as a list', 'scope', 'pass', jwt({ ...without('scope'), scp: ['orders:read'] }), /allows/],
  ['another client', 'client', 'fail', jwt({ ...GOOD, client_id: 'other' }), /another client/],
  ['no subject', 'subject', 'warning', jwt(without('sub')), /whom/],
  ['a key to prove', 'confirmation', 'warning', jwt({ ...GOOD, cnf: { jkt: 'x' } }), /DPoP/],
  [
    'an ID token for this client',
    'audience',
    'pass',
    jwt({ ...GOOD, aud: 'keyhole' }),
    /this client/,
    'id-token',
  ],
  [
    'an assertion for the server',
    'audience',
    'pass',
    jwt({ ...GOOD, aud: 'https://login.example/token' }),
    /authorization server/,
    'client-assertion',
  ],
  [
    'a proof with a private key',
    'confirmation',
    'fail',
    jwt({ htm: 'POST', htu: 'x' }, { alg: 'ES256', typ: 'dpop+jwt', jwk: { d: 'x' } }),
    /private key/,
    'dpop-proof',
  ],
  [
    'an encrypted token',
    'signature',
    'cannot-tell',
    `${b64({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`,
    /encrypted/,
  ],
  ['an opaque token', 'issuer', 'cannot-tell', 'h7sk2', /cannot be seen/],
])('%s: %s is judged %s', (_name, check, verdict, text, words, kind) => {
  const found = checks(text, kind).get(check);
  expect(found?.verdict).toBe(verdict);
  expect(found?.sentence).toMatch(words);
});

test('an opaque token is judged by what its issuer says of it', () => {
  const token = readToken('opaque-reference');
  const judge = (introspection: Record<string, unknown>) =>
    new Map(
      judgeToken({ token, kind: 'access-token', now: NOW, expected: EXPECTED, introspection }).map((one) => [
        one.check,
        one.verdict,
      ]),
    );
  expect(judge({ active: true, ...GOOD }).get('audience')).toBe('pass');
  expect(judge({ active: false }).get('expiry')).toBe('fail');
});

describe('the kind', () => {
  test.each<[TokenKind, string]>([
    ['access-token', jwt(GOOD)],
    ['access-token', jwt(GOOD, { alg: 'ES256' })],
    ['id-token', jwt({ ...without('scope', 'client_id'), nonce: 'n' }, { alg: 'ES256' })],
    ['client-assertion', jwt({ iss: 'c', sub: 'c', aud: 'a', jti: '1' }, { alg: 'ES256' })],
    ['dpop-proof', jwt({ htm: 'POST', htu: 'https://x' }, { alg: 'ES256', typ: 'dpop+jwt' })],
    ['id-jag', jwt(GOOD, { alg: 'ES256', typ: 'oauth-id-jag+jwt' })],
    ['unknown', 'opaque'],
    ['unknown', jwt({}, { alg: 'ES256' })],
  ])('%s', (kind, text) => expect(guessKind(readToken(text)).kind).toBe(kind));
});

describe('texts of every sort', () => {
  const deep = `${'['.repeat(90_000)}${']'.repeat(90_000)}`;
  test.each<[name: string, text: string, words: RegExp]>([
    ['nothing', '', /no token/],
    ['a cut JWT', jwt(GOOD).split('.').slice(0, 2).join('.'), /cut when copied/],
    ['a broken header', `eyJ!!.${b64({})}.x`, /Base64url/],
    ['JSON', '{"payload":""}', /JSON/],
    ['too much', 'x'.repeat(LONGEST_TOKEN + 1), /characters long/],
    [
      'too deep',
      `${b64({ alg: 'ES256' })}.${Buffer.from(`{"a":${deep}}`).toString('base64url')}.x`,
      /levels deep|characters long/,
    ],
    ['a payload that is a list', jwt([1]), /not an object/],
  ])('%s is answered with a sentence', (_name, text, words) => {
    expect(readToken(text).faults.join(' ')).toMatch(words);
  });

  test('what is pasted along is left out', () => {
    const token = jwt(GOOD);
    for (const text of [
      ` ${token}\n`,
      `Bearer ${token}`,
      `Authorization: Bearer ${token}`,
      token.replaceAll('.', '.\n '),
    ]) {
      expect(readToken(text)).toMatchObject({ form: 'jws', text: token });
    }
  });

  const json = fc.jsonValue({ maxDepth: 4 });
  const anyToken = fc.oneof(
    fc.string({ maxLength: 200, unit: 'binary' }),
    fc.array(fc.base64String({ maxLength: 40 }), { maxLength: 7 }).map((parts) => parts.join('.')),
    fc
      .tuple(json, json, fc.string())
      .map(([header, claims, signature]) => `${b64(header)}.${b64(claims)}.${signature}`),
    fc
      .tuple(
        fc.dictionary(fc.constantFrom('alg', 'typ', 'kid', 'jwk', 'crit'), json),
        fc.dictionary(
          fc.constantFrom(...Object.keys(GOOD), 'nbf', 'cnf', 'scp', 'active', 'htm', 'htu', '__proto__'),
          json,
        ),
      )
      .map(([header, claims]) => jwt(claims, header)),
  );

  test('are read, judged, summed up and compared without throwing, each check with a sentence', () => {
    fc.assert(
      fc.property(anyToken, anyToken, fc.constantFrom(...TOKEN_KINDS), (text, other, kind) => {
        const token = readToken(text);
        const found = judgeToken({ token, kind, now: NOW, expected: EXPECTED });
        expect(found.map((one) => one.check)).toEqual([...TOKEN_CHECKS]);
        for (const { sentence } of found) expect(sentence).toMatch(/\.$/);
        expect(sumUp(token, found, NOW).sentence).toMatch(/\w/);
        expect(compareTokens(token, readToken(other)).sentence).toMatch(/\w/);
        guessKind(token);
      }),
      { numRuns: 500 },
    );
  });
});

describe('two tokens compared', () => {
  test('claim by claim, times and scopes in words', () => {
    const later = {
      ...without('client_id'),
      iat: GOOD.iat + 60,
      exp: GOOD.exp + 3660,
      scope: 'orders:read orders:write',
      azp: 'keyhole',
    };
    const { differences, sentence } = compareTokens(readToken(jwt(GOOD)), readToken(jwt(later)));
    const of = (name: string) => differences.find((one) => one.name === name);
    expect(of('exp')).toMatchObject({ change: 'changed', words: '1 hour 1 minute later' });
    expect(of('scope')).toMatchObject({ change: 'changed', words: 'adds orders:write' });
    expect(of('client_id')).toMatchObject({ change: 'removed', a: 'keyhole' });
    expect(of('azp')).toMatchObject({ change: 'added', b: 'keyhole' });
    expect(of('iss')).toMatchObject({ change: 'same' });
    expect(sentence).toContain('exp');
  });

  test('one and the same', () => {
    expect(compareTokens(readToken(jwt(GOOD)), readToken(jwt(GOOD))).sentence).toContain('same token');
  });
});

describe('the verdict on the whole', () => {
  const verdict = (text: string, signature?: TokenCheck['verdict']) => {
    const token = readToken(text);
    const given = { token, kind: 'access-token' as const, now: NOW, expected: EXPECTED };
    const found = judgeToken(
      signature ? { ...given, signature: { verdict: signature, sentence: 'Signed.' } } : given,
    );
    return sumUp(token, found, NOW);
  };
  test('passes only with a verified signature', () => {
    expect(verdict(jwt(GOOD), 'pass')).toMatchObject({
      verdict: 'pass',
      sentence: expect.stringContaining('1 hour'),
    });
    expect(verdict(jwt(GOOD)).verdict).toBe('cannot-tell');
    expect(verdict(jwt(GOOD), 'fail').verdict).toBe('fail');
  });
  test('an encrypted and an opaque token cannot be told', () => {
    expect(verdict(`${b64({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`).verdict).toBe('cannot-tell');
    expect(verdict('h7sk2').sentence).toContain('introspection');
  });
});
