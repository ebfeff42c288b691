// How a client proves itself at the token endpoint.

import { exportJWK, exportPKCS8, generateKeyPair, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { proveClient } from '../../../electron/engine/flow/client-authentication.ts';
import type { FlowSecrets } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/contract.ts';
import type { ClientAuthMethod } from '../../../shared/trace/event.ts';

const SERVER = { issuer: 'https://as.example', tokenEndpoint: 'https://as.example/token' };
const prove = (method: ClientAuthMethod, secrets: FlowSecrets, id = 'my-client') =>
  proveClient(method, SERVER, id, secrets);

async function refusal(method: ClientAuthMethod, secrets: FlowSecrets): Promise<KeyholeError> {
  const error: unknown = await prove(method, secrets).catch((caught: unknown) => caught);
  if (!(error instanceof KeyholeError)) throw new Error('was not refused in a sentence', { cause: error });
  return error;
}

describe('a client', () => {
  test('without a secret names itself in the form', async () => {
    expect(await prove('none', {})).toEqual({ headers: [], parameters: [['client_id', 'my-client']] });
  });

  test('by post puts both into the form', async () => {
    expect(await prove('client_secret_post', { clientSecret: 'a+b' })).toEqual({
      headers: [],
      parameters: [
        ['client_id', 'my-client'],
        ['client_secret', 'a+b'],
      ],
    });
  });

  test.each([
    ['my-client', 'secret', 'my-client:secret'],
    ['my client', 'a+b', 'my+client:a%2Bb'],
    ['a:b', '50%', 'a%3Ab:50%25'],
    ['https://app.example/c', 'p:w/+ é', 'https%3A%2F%2Fapp.example%2Fc:p%3Aw%2F%2B+%C3%A9'],
  ])(
    'by Basic form-encodes id %j and secret %j first (RFC 6749 §2.3.1)',
    async (id, clientSecret, expected) => {
      const { headers, parameters } = await prove('client_secret_basic', { clientSecret }, id);
      expect(parameters).toEqual([]);
      const [name, value = ''] = headers[0] ?? [];
      expect(name).toBe('authorization');
      const [half, other] = Buffer.from(value.replace(/^Basic /, ''), 'base64')
        .toString()
        .split(':');
      const form = (text: string | undefined): string =>
        new URLSearchParams(`x=${text ?? ''}`).get('x') ?? '';
      expect([form(half), form(other)]).toEqual([id, clientSecret]);
      // Which of the harmless characters are escaped is the encoder's choice; these never stand bare.
      expect(`${half}:${other}`).toBe(expected);
    },
  );

  test.each(['client_secret_basic', 'client_secret_post'] as const)(
    'of %s without its secret is refused',
    async (method) => {
      for (const secrets of [{}, { clientSecret: '' }]) {
        const error = await refusal(method, secrets);
        expect(error.code).toBe('bad-input');
        expect(error.message).toBe(`${method} needs the client secret: enter it in the settings.`);
      }
    },
  );
});

describe('a client with a private key', () => {
  test.each(['ES256', 'RS256', 'PS256', 'Ed25519'])(
    'signs an assertion with %s, from PEM and from JWK',
    async (algorithm) => {
      const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
      const pem = await exportPKCS8(privateKey);
      const jwk = { ...(await exportJWK(privateKey)), alg: algorithm, kid: 'key-1' };
      for (const [secrets, kid] of [
        [{ privateKey: pem, signingAlgorithm: algorithm }, undefined],
        [{ privateKey: ` ${JSON.stringify(jwk)}\n` }, 'key-1'],
        [{ privateKey: JSON.stringify({ ...jwk, alg: undefined }), signingAlgorithm: algorithm }, 'key-1'],
      ] as const) {
        const { headers, parameters } = await prove('private_key_jwt', secrets);
        expect(headers).toEqual([]);
        const form = new Map(parameters);
        expect(form.get('client_assertion_type')).toBe(
          'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        );
        const { payload, protectedHeader } = await jwtVerify(form.get('client_assertion') ?? '', publicKey);
        expect(payload).toMatchObject({ iss: 'my-client', sub: 'my-client' });
        expect([payload.aud].flat()).toContain('https://as.example');
        expect(protectedHeader).toMatchObject({ alg: algorithm, ...(kid === undefined ? {} : { kid }) });
      }
    },
  );

  test('that is missing or cannot be read is refused, and the sentence does not quote it', async () => {
    const { publicKey } = await generateKeyPair('ES256', { extractable: true });
    const publicJwk = JSON.stringify(await exportJWK(publicKey));
    for (const [privateKey, words] of [
      [undefined, 'private_key_jwt needs a private key: a PKCS#8 PEM or a JWK.'],
      ['  ', 'private_key_jwt needs a private key'],
      ['{"kty":"EC","d":"TOPSECRET', 'it is not JSON. Give a PKCS#8 PEM or a JWK.'],
      ['{"TOPSECRET', 'it is not JSON.'],
      ['[]', 'The private key cannot be read'],
      [publicJwk, 'the JWK holds no private part ("d")'],
      ['{"kty":"EC","crv":"P-256","d":"TOPSECRET"}', 'The private key cannot be read'],
      ['-----BEGIN PRIVATE KEY-----\nTOPSECRET\n-----END PRIVATE KEY-----', 'The private key cannot be read'],
      ['TOPSECRET', 'Give a PKCS#8 PEM or a JWK.'],
    ] as const) {
      const error = await refusal('private_key_jwt', privateKey === undefined ? {} : { privateKey });
      expect(error.code).toBe('bad-input');
      expect(error.message).toContain(words);
      expect(error.message).not.toContain('TOPSECRET');
    }
  });
});
