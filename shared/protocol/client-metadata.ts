// The client-ID metadata document that a person hosts, so that authorization servers know Keyhole by a URL.

import { CLIENT_INFO } from './mcp-message.ts';

export interface ClientMetadata {
  readonly client_id: string;
  readonly client_name: string;
  readonly redirect_uris: readonly string[];
  readonly grant_types: readonly string[];
  readonly response_types: readonly string[];
  readonly token_endpoint_auth_method: 'none' | 'private_key_jwt';
  readonly application_type: 'native';
  readonly jwks?: unknown;
}

/** Loopback redirect URIs without a port: an authorization server must allow any port for them (RFC 8252 §7.3). */
const LOOPBACK_REDIRECTS = ['http://127.0.0.1/callback', 'http://[::1]/callback'];

/**
 * Why a URL cannot be a client identifier, as a sentence; `undefined` when it can.
 * @see draft-ietf-oauth-client-id-metadata-document-00, §2; MCP 2025-11-25, "Client ID Metadata Documents"
 */
export function clientIdFault(url: string): string | undefined {
  if (!URL.canParse(url))
    return `"${url}" is not an absolute URL. Give the https URL at which the document will be hosted.`;
  const parsed = new URL(url);
  const wrong =
    parsed.protocol !== 'https:'
      ? 'must use https'
      : parsed.pathname === '/'
        ? 'needs a path, for instance /client.json'
        : parsed.hash !== '' || url.includes('#')
          ? 'must not have a fragment'
          : parsed.username !== '' || parsed.password !== ''
            ? 'must not carry a user name'
            : /\/\.{1,2}(\/|$|\?)/.test(url)
              ? 'must not have "." or ".." segments'
              : undefined;
  return wrong === undefined ? undefined : `A client identifier ${wrong}: "${url}".`;
}

/**
 * Makes the document for `url`. With `jwks` (public keys) the client authenticates by `private_key_jwt`.
 * Throws a `RangeError` with a sentence when the URL or a redirect URI cannot be used.
 */
export function makeClientMetadata(options: {
  readonly url: string;
  readonly name?: string;
  readonly redirectUris?: readonly string[];
  readonly jwks?: unknown;
}): ClientMetadata {
  const fault = clientIdFault(options.url);
  if (fault !== undefined) throw new RangeError(fault);
  const redirects = options.redirectUris?.length ? options.redirectUris : LOOPBACK_REDIRECTS;
  for (const uri of redirects) {
    if (!URL.canParse(uri) || new URL(uri).hash !== '') {
      throw new RangeError(`The redirect URI "${uri}" is not an absolute URL without a fragment.`);
    }
  }
  return {
    client_id: options.url,
    client_name: options.name ?? CLIENT_INFO.title,
    redirect_uris: redirects,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: options.jwks === undefined ? 'none' : 'private_key_jwt',
    application_type: 'native',
    ...(options.jwks === undefined ? {} : { jwks: options.jwks }),
  };
}
