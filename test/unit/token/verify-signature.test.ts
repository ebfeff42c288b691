import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { CompactSign } from 'jose';
import { describe, expect, test } from 'vitest';
import { readKeyDocument, readPastedKeys } from '../../../electron/engine/tokens/read-keys.ts';
import { verifySignature } from '../../../electron/engine/tokens/verify-signature.ts';
import { readToken } from '../../../shared/token/read-token.ts';

const PAIRS = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519'),
} as const;
type Algorithm = keyof typeof PAIRS;
const ALGORITHMS = Object.keys(PAIRS) as Algorithm[];

const sign = (alg: Algorithm, header: object = {}, claims: object = { sub: 'alice' }): Promise<string> =>
  new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
    .setProtectedHeader({ alg, kid: 'one', ...header })
    .sign(PAIRS[alg].privateKey);

const jwks = (...entries: readonly (readonly [Algorithm, object?])[]) =>
  readKeyDocument(
    {
      keys: entries.map(([alg, more]) => ({
        ...PAIRS[alg].publicKey.export({ format: 'jwk' }),
        kid: 'one',
        ...more,
      })),
    },
    false,
  );

/** The token with one bit of one part turned over. */
function flip(token: string, part: 0 | 1 | 2): string {
  const parts = token.split('.');
  const bytes = Buffer.from(parts[part] ?? '', 'base64url');
  const at = part === 2 ? 5 : bytes.indexOf(part === 1 ? 'alice' : 'one');
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  parts[part] = bytes.toString('base64url');
  return parts.join('.');
}

describe.each(ALGORITHMS)('%s', (alg) => {
  test('is verified with a key set, a JWK and a PEM', async () => {
    const token = readToken(await sign(alg));
    expect(await verifySignature(token, jwks([alg]))).toMatchObject({ verdict: 'pass' });
    const jwk = JSON.stringify(PAIRS[alg].publicKey.export({ format: 'jwk' }));
    expect(await verifySignature(token, readPastedKeys(jwk))).toMatchObject({ verdict: 'pass' });
    const pem = PAIRS[alg].publicKey.export({ format: 'pem', type: 'spki' }).toString();
    expect(await verifySignature(token, readPastedKeys(pem))).toMatchObject({ verdict: 'pass' });
  });

  test.each([1, 2] as const)('with a bit of part %i turned over it is refused', async (part) => {
    const flipped = flip(await sign(alg), part);
    expect(await verifySignature(readToken(flipped), jwks([alg]))).toMatchObject({ verdict: 'fail' });
  });

  test('a private key that was pasted serves as its public half', async () => {
    const jwk = JSON.stringify(PAIRS[alg].privateKey.export({ format: 'jwk' }));
    const { keys } = readPastedKeys(jwk);
    expect(keys.map(({ key }) => key.type)).toEqual(['public']);
    expect(await verifySignature(readToken(await sign(alg)), { keys, faults: [] })).toMatchObject({
      verdict: 'pass',
    });
  });
});

describe('what cannot be checked says why', () => {
  test('no keys', async () => {
    const token = readToken(await sign('ES256'));
    expect(await verifySignature(token, readKeyDocument({ keys: [] }, false))).toEqual({
      verdict: 'cannot-tell',
      sentence: 'The key set is empty.',
    });
  });

  test('an unknown kid, with the ones that are known', async () => {
    const token = readToken(await sign('ES256', { kid: 'rolled' }));
    expect(await verifySignature(token, jwks(['ES256'], ['RS256', { kid: 'two' }]))).toMatchObject({
      verdict: 'cannot-tell',
      actual: 'rolled',
      expected: 'one, two',
    });
  });

  test('keys for other algorithms only', async () => {
    const token = readToken(await sign('ES256'));
    expect(await verifySignature(token, jwks(['RS256'], ['EdDSA']))).toMatchObject({
      verdict: 'cannot-tell',
      sentence: 'None of the 2 keys is made for ES256.',
    });
  });

  test('a shared secret that nobody pasted; a published one is never used', async () => {
    const hmac = await new CompactSign(new TextEncoder().encode('{}'))
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode('x'.repeat(32)));
    const published = readKeyDocument(
      { keys: [{ kty: 'oct', k: Buffer.from('x'.repeat(32)).toString('base64url') }] },
      false,
    );
    expect(published.keys).toEqual([]);
    const result = await verifySignature(readToken(hmac), jwks(['RS256']));
    expect(result).toMatchObject({ verdict: 'cannot-tell' });
    expect(result?.sentence).toContain('secret');
  });

  test('a public key is never taken for a shared secret', async () => {
    const pem = PAIRS.RS256.publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const forged = await new CompactSign(new TextEncoder().encode('{"sub":"admin"}'))
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(pem));
    expect(await verifySignature(readToken(forged), readPastedKeys(pem))).toMatchObject({
      verdict: 'cannot-tell',
    });
  });

  test('alg none is a fail with or without keys', async () => {
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.x`;
    expect(await verifySignature(readToken(none), jwks(['ES256']))).toMatchObject({ verdict: 'fail' });
  });

  test('an extension that must be understood', async () => {
    const [, payload, signature] = (await sign('ES256')).split('.');
    const header = Buffer.from('{"alg":"ES256","kid":"one","crit":["b65"],"b65":true}').toString('base64url');
    const result = await verifySignature(readToken(`${header}.${payload}.${signature}`), jwks(['ES256']));
    expect(result).toMatchObject({ verdict: 'cannot-tell' });
  });

  test('a key that is too short', async () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const pem = short.publicKey.export({ format: 'pem', type: 'spki' }).toString();
    expect(await verifySignature(readToken(await sign('RS256')), readPastedKeys(pem))).toMatchObject({
      verdict: 'cannot-tell',
      sentence: expect.stringContaining('2048'),
    });
  });
});

test.each([
  '',
  'x',
  '[]',
  'null',
  '{}',
  '{"keys":1}',
  '{"keys":[1]}',
  '{"kty":"EC"}',
  '-----BEGIN PUBLIC KEY-----\nAA',
])('pasted as keys, %j is no key and says why', (text) => {
  const { keys, faults } = readPastedKeys(text);
  expect(keys).toEqual([]);
  expect(faults[0]).toMatch(/\w+ \w+.*\.$/);
});

test('whatever the token and the keys are, the answer is a verdict, and never a pass by chance', async () => {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = fc.record(
    {
      alg: fc.oneof(
        fc.constantFrom(...ALGORITHMS, 'HS256', 'none', 'ES512', 'Ed25519', 'ES256K', '__proto__'),
        fc.jsonValue(),
      ),
      kid: fc.oneof(fc.constantFrom('one', ''), fc.jsonValue()),
      crit: fc.jsonValue(),
      b64: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const key = fc.oneof(
    fc.constantFrom(
      ...ALGORITHMS.map((alg) => ({ ...PAIRS[alg].publicKey.export({ format: 'jwk' }), kid: 'one' })),
    ),
    fc.dictionary(
      fc.constantFrom('kty', 'crv', 'x', 'y', 'n', 'e', 'k', 'use', 'alg', 'kid'),
      fc.jsonValue(),
    ),
    fc.jsonValue(),
  );
  await fc.assert(
    fc.asyncProperty(
      header,
      fc.jsonValue(),
      fc.base64String({ maxLength: 120 }),
      fc.array(key, { maxLength: 4 }),
      async (head, claims, signature, keys) => {
        const token = readToken(`${part(head)}.${part(claims)}.${signature.replaceAll(/[+/=]/g, '')}`);
        const result = await verifySignature(token, readKeyDocument({ keys }, false));
        expect(result?.verdict ?? 'cannot-tell').not.toBe('pass');
        if (result) expect(result.sentence).toMatch(/\.$/);
      },
    ),
    { numRuns: 300 },
  );
});
