import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JSONWebKeySet } from 'jose';
import type { LabRoute } from '../faults/fault.ts';
import type { People } from '../identities.ts';
import type { ClientMetadataDocument, LabClient } from '../types.ts';
import { toProviderClient } from './clients.ts';
import { createSigningKey, publicHalf } from './keys.ts';
import { ENDPOINTS, createProvider } from './provider.ts';
import type { ProtectedResource } from './provider.ts';
import { createRevocations } from './revocations.ts';
import type { Revocations } from './revocations.ts';
import { SIGN_IN_PATH, handleSignIn } from './sign-in.ts';

/** How one authorization server of the lab is set up. */
export interface AuthorizationServerSettings {
  readonly issuer: string;
  readonly people: People;
  readonly clients: readonly LabClient[];
  readonly resources: readonly ProtectedResource[];
  readonly defaultResource?: string;
  readonly clientMetadata: Readonly<Record<string, ClientMetadataDocument>>;
  readonly audienceFor: (resource: string) => string;
  readonly misstatements: () => { readonly issuer?: string; readonly clockOffset?: number };
  readonly rotatesRefreshTokens: () => boolean;
}

/** A running authorization server, and what the resource servers that trust it need. */
export interface AuthorizationServer {
  readonly issuer: string;
  readonly jwks: JSONWebKeySet;
  readonly revocations: Revocations;
  readonly introspection: {
    readonly endpoint: string;
    readonly clientId: string;
    readonly clientSecret: string;
  };
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Starts an authorization server for an origin that is already listened on. */
export async function createAuthorizationServer(
  settings: AuthorizationServerSettings,
): Promise<AuthorizationServer> {
  const { issuer } = settings;
  const signingKey = await createSigningKey('lab-signing-key');
  const jwks = { keys: [publicHalf(signingKey)] };
  const revocations = createRevocations();
  const resourceServer: LabClient = {
    clientId: 'lab-resource-server',
    clientSecret: randomBytes(24).toString('base64url'),
    tokenEndpointAuthMethod: 'client_secret_basic',
    grantTypes: ['client_credentials'],
    redirectUris: [],
  };
  const provider = createProvider({
    ...settings,
    signingKey,
    jwks,
    revocations,
    clients: [...settings.clients, resourceServer].map(toProviderClient),
  });
  const callback = provider.callback();
  return {
    issuer,
    jwks,
    revocations,
    introspection: {
      endpoint: `${issuer}${ENDPOINTS.introspection}`,
      clientId: resourceServer.clientId,
      clientSecret: resourceServer.clientSecret ?? '',
    },
    serve: async (request, response) => {
      if (request.url?.startsWith(SIGN_IN_PATH))
        await handleSignIn(provider, settings.people, request, response);
      else await callback(request, response);
    },
  };
}

/** What a path of an authorization server is for. */
export function routeOfServerPath(path: string): LabRoute {
  if (path.startsWith('/.well-known/oauth-authorization-server')) return 'server-metadata';
  if (path.startsWith('/.well-known/openid-configuration')) return 'server-metadata';
  if (path.startsWith(ENDPOINTS.authorization) || path.startsWith(SIGN_IN_PATH)) return 'authorization';
  if (path === ENDPOINTS.token) return 'token';
  if (path === ENDPOINTS.registration) return 'registration';
  if (path === ENDPOINTS.introspection) return 'introspection';
  if (path === ENDPOINTS.revocation) return 'revocation';
  return 'other';
}
