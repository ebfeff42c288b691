import { randomBytes } from 'node:crypto';
import type { ClientMetadata } from 'oidc-provider';
import { BASE_SCOPE } from '../identities.ts';
import type { LabClient } from '../types.ts';
import { createSigningKey, publicHalf } from './keys.ts';

/** Redirect URIs every known client has. The port may differ: RFC 8252 section 7.3. */
export const LOOPBACK_REDIRECTS: readonly string[] = [
  'http://127.0.0.1/callback',
  'http://127.0.0.1/oauth/callback',
  'http://127.0.0.1/',
  'http://[::1]/callback',
  'http://localhost/callback',
  'http://localhost/oauth/callback',
];

const SIGN_IN_GRANTS = ['authorization_code', 'refresh_token'];

/**
 * The clients every lab knows from the start, one for each way of authenticating.
 * Secrets are made anew for each lab; the `-encoded` one has characters that break without the form encoding of RFC
 * 6749 section 2.3.1.
 */
export async function createClients(): Promise<readonly LabClient[]> {
  const [signInKey, serviceKey] = await Promise.all([
    createSigningKey('keyhole-jwt-key'),
    createSigningKey('keyhole-service-jwt-key'),
  ]);
  const signIn = { grantTypes: SIGN_IN_GRANTS, redirectUris: LOOPBACK_REDIRECTS };
  const service = { grantTypes: ['client_credentials'], redirectUris: [] };
  return [
    { clientId: 'keyhole-public', tokenEndpointAuthMethod: 'none', ...signIn },
    {
      clientId: 'keyhole-basic',
      clientSecret: createSecret(),
      tokenEndpointAuthMethod: 'client_secret_basic',
      ...signIn,
    },
    {
      clientId: 'keyhole-basic-encoded',
      clientSecret: `a+b %25:c/${createSecret()}=`,
      tokenEndpointAuthMethod: 'client_secret_basic',
      ...signIn,
    },
    {
      clientId: 'keyhole-post',
      clientSecret: createSecret(),
      tokenEndpointAuthMethod: 'client_secret_post',
      ...signIn,
    },
    { clientId: 'keyhole-jwt', tokenEndpointAuthMethod: 'private_key_jwt', privateJwk: signInKey, ...signIn },
    {
      clientId: 'keyhole-service',
      clientSecret: createSecret(),
      tokenEndpointAuthMethod: 'client_secret_basic',
      ...service,
    },
    {
      clientId: 'keyhole-service-jwt',
      tokenEndpointAuthMethod: 'private_key_jwt',
      privateJwk: serviceKey,
      ...service,
    },
  ];
}

function createSecret(): string {
  return randomBytes(24).toString('base64url');
}

/** How a known client is told to the provider. */
export function toProviderClient(client: LabClient): ClientMetadata {
  const machine = client.redirectUris.length === 0;
  return {
    client_id: client.clientId,
    client_name: 'Keyhole',
    application_type: 'native',
    token_endpoint_auth_method: client.tokenEndpointAuthMethod,
    grant_types: [...client.grantTypes],
    redirect_uris: [...client.redirectUris],
    response_types: machine ? [] : ['code'],
    ...(client.clientSecret === undefined ? {} : { client_secret: client.clientSecret }),
    ...(client.privateJwk === undefined
      ? {}
      : {
          jwks: { keys: [publicHalf(client.privateJwk)] },
          token_endpoint_auth_signing_alg: 'ES256',
        }),
    ...(machine ? { scope: BASE_SCOPE } : {}),
  };
}
