// How a client proves itself at the token endpoint. The methods are oauth4webapi's, which is certified; only Basic is our
// own, for the sake of servers that do not decode what RFC 6749 §2.3.1 has clients encode.

import type { CryptoKey } from 'jose';
import { importJWK, importPKCS8 } from 'jose';
import * as oauth from 'oauth4webapi';
import type { FlowSecrets } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/contract.ts';
import { isJsonObject, readJson } from '../../../shared/protocol/json.ts';
import type { ClientAuthMethod, HeaderLine } from '../../../shared/trace/event.ts';

export interface ClientProof {
  readonly headers: readonly HeaderLine[];
  /** Form parameters to add. */
  readonly parameters: readonly (readonly [string, string])[];
}

/**
 * Form-encodes exactly what the encoding asks for (RFC 6749 Appendix B). oauth4webapi encodes `-`, `.` and `_`, too: just
 * as right for a server that decodes, but a client_id with a hyphen is then unknown to the many that do not.
 */
function formEncode(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1);
}

/** `client_secret_basic` (RFC 6749 §2.3.1). */
function basic(secret: string): oauth.ClientAuth {
  return (_server, client, _body, headers) => {
    const credentials = `${formEncode(client.client_id)}:${formEncode(secret)}`;
    headers.set('authorization', `Basic ${btoa(credentials)}`);
  };
}

async function privateKey(secrets: FlowSecrets): Promise<oauth.PrivateKey> {
  const source = secrets.privateKey;
  if (source === undefined || source.trim() === '') {
    throw new KeyholeError('bad-input', 'private_key_jwt needs a private key: a PKCS#8 PEM or a JWK.');
  }
  try {
    if (source.trim().startsWith('{')) {
      const read = readJson(source);
      // The parser's own words quote the text, and the text is the key.
      const jwk = 'value' in read && isJsonObject(read.value) ? read.value : undefined;
      if (!jwk) throw new Error('it is not JSON');
      if (typeof jwk['d'] !== 'string') throw new Error('the JWK holds no private part ("d")');
      const { alg, kid } = jwk;
      const algorithm = secrets.signingAlgorithm ?? (typeof alg === 'string' ? alg : 'ES256');
      const key = (await importJWK(jwk, algorithm)) as CryptoKey;
      return typeof kid === 'string' ? { key, kid } : { key };
    }
    return { key: await importPKCS8(source, secrets.signingAlgorithm ?? 'ES256') };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KeyholeError(
      'bad-input',
      `The private key cannot be read: ${why}. Give a PKCS#8 PEM or a JWK.`,
    );
  }
}

/**
 * Headers and form parameters that authenticate the client.
 * Throws `KeyholeError` (`bad-input`) when the secret or key that the method needs is missing or unreadable.
 * @see RFC 6749 §2.3; RFC 7523 §2.2; OpenID Connect Core §9
 */
export async function proveClient(
  method: ClientAuthMethod,
  server: { readonly issuer: string; readonly tokenEndpoint: string },
  clientId: string,
  secrets: FlowSecrets,
): Promise<ClientProof> {
  const secret = secrets.clientSecret;
  if ((method === 'client_secret_basic' || method === 'client_secret_post') && (secret ?? '') === '') {
    throw new KeyholeError('bad-input', `${method} needs the client secret: enter it in the settings.`);
  }
  const authenticate =
    method === 'none'
      ? oauth.None()
      : method === 'client_secret_basic'
        ? basic(secret ?? '')
        : method === 'client_secret_post'
          ? oauth.ClientSecretPost(secret ?? '')
          : oauth.PrivateKeyJwt(await privateKey(secrets));
  const parameters = new URLSearchParams();
  const headers = new Headers();
  await authenticate(
    { issuer: server.issuer, token_endpoint: server.tokenEndpoint },
    { client_id: clientId },
    parameters,
    headers,
  );
  return { headers: [...headers.entries()], parameters: [...parameters.entries()] };
}
