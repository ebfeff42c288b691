// The document a person hosts, and the URLs that can be a client identifier.

import { describe, expect, test } from 'vitest';
import { clientIdFault, makeClientMetadata } from '../../../shared/protocol/client-metadata.ts';

const URL_OK = 'https://app.example/client.json';

describe('a client identifier', () => {
  test.each([URL_OK, 'https://app.example/a/b', 'https://app.example:8443/c', 'https://app.example/c?v=1'])(
    'can be %s',
    (url) => {
      expect(clientIdFault(url)).toBeUndefined();
    },
  );

  test.each([
    ['client.json', 'is not an absolute URL'],
    ['', 'is not an absolute URL'],
    ['http://app.example/c', 'must use https'],
    ['http://localhost/c', 'must use https'],
    ['https://app.example', 'needs a path'],
    ['https://app.example/', 'needs a path'],
    ['https://app.example/c#x', 'must not have a fragment'],
    ['https://app.example/c#', 'must not have a fragment'],
    ['https://me@app.example/c', 'must not carry a user name'],
    ['https://:p@app.example/c', 'must not carry a user name'],
    ['https://app.example/a/../c', 'must not have "." or ".." segments'],
    ['https://app.example/a/./c', 'must not have "." or ".." segments'],
    ['https://app.example/a/b/..', 'must not have "." or ".." segments'],
  ])('cannot be %j: it %s', (url, words) => {
    const fault = clientIdFault(url);
    expect(fault).toContain(words);
    expect(fault).toContain(`"${url}"`);
    expect(() => makeClientMetadata({ url })).toThrow(new RangeError(fault));
  });
});

describe('the document', () => {
  test('names its own URL and is a public native client on any loopback port', () => {
    expect(makeClientMetadata({ url: URL_OK })).toEqual({
      client_id: URL_OK,
      client_name: 'Keyhole',
      redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
    });
  });

  test('takes a name, redirect URIs and public keys', () => {
    const jwks = { keys: [{ kty: 'EC' }] };
    const redirectUris = ['http://127.0.0.1:7777/cb'];
    expect(makeClientMetadata({ url: URL_OK, name: 'Mine', redirectUris, jwks })).toMatchObject({
      client_name: 'Mine',
      redirect_uris: redirectUris,
      token_endpoint_auth_method: 'private_key_jwt',
      jwks,
    });
    expect(makeClientMetadata({ url: URL_OK, redirectUris: [] }).redirect_uris).toHaveLength(2);
  });

  test.each(['/callback', 'http://127.0.0.1/cb#x', ''])('refuses the redirect URI %j', (uri) => {
    expect(() => makeClientMetadata({ url: URL_OK, redirectUris: [uri] })).toThrow(
      `The redirect URI "${uri}" is not an absolute URL without a fragment.`,
    );
  });
});
