import { randomBytes } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import type { JSONWebKeySet } from 'jose';
import { Provider, errors } from 'oidc-provider';
import type { ClientMetadata, Configuration, ResourceServer } from 'oidc-provider';
import { SERVER_SCOPES, SHOP_SCOPES } from '../identities.ts';
import type { People } from '../identities.ts';
import { resolveClientMetadata } from './client-metadata.ts';
import { createMemoryAdapter } from './memory-adapter.ts';
import type { Revocations } from './revocations.ts';
import { SIGN_IN_PATH, answerLoginHint, createSignInPolicy, findGrant } from './sign-in.ts';
import { answerForSignedTokens } from './signed-tokens.ts';
import { escapeHtml } from './sign-in-page.ts';
import type { ClientMetadataDocument } from '../types.ts';

/** How tokens for one resource are made. */
export interface ProtectedResource {
  readonly url: string;
  readonly format: 'jwt' | 'opaque';
  /** Lifetime of an access token in seconds. */
  readonly ttl: number;
}

/** What one authorization server of the lab needs to know. */
export interface ProviderSettings {
  readonly issuer: string;
  readonly people: People;
  readonly signingKey: JsonWebKey;
  readonly jwks: JSONWebKeySet;
  readonly clients: readonly ClientMetadata[];
  readonly resources: readonly ProtectedResource[];
  /** The resource meant by a client that names none: only for 2025-03-26, which knows no resource indicators. */
  readonly defaultResource?: string;
  readonly revocations: Revocations;
  readonly clientMetadata: Readonly<Record<string, ClientMetadataDocument>>;
  /** Asked for each token: the audience to write, so that a fault can write a wrong one. */
  readonly audienceFor: (resource: string) => string;
  /** Asked for each signed token: what a fault wants written wrongly into it. */
  readonly misstatements: () => { readonly issuer?: string; readonly clockOffset?: number };
  /** Asked for each refresh: whether a public client's refresh token is replaced. */
  readonly rotatesRefreshTokens: () => boolean;
}

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

/** Paths of the endpoints; the first three are the defaults of MCP 2025-03-26, Fallbacks for Servers without Metadata Discovery. */
export const ENDPOINTS = {
  authorization: '/authorize',
  token: '/token',
  registration: '/register',
  introspection: '/introspect',
  revocation: '/revoke',
  jwks: '/jwks',
} as const;

/** A real authorization server: oidc-provider, set up for MCP and nothing else. */
export function createProvider(settings: ProviderSettings): Provider {
  const { issuer, revocations } = settings;
  const provider = new Provider(issuer, configurationFor(settings));
  provider.on('grant.revoked', (_ctx: unknown, grantId: string) => {
    revocations.revokeGrant(grantId);
  });
  provider.use(answerForSignedTokens(issuer, settings.jwks, revocations) as Parameters<Provider['use']>[0]);
  return provider;
}

function configurationFor(settings: ProviderSettings): Configuration {
  const { people, resources, revocations, clientMetadata } = settings;
  const { defaultResource } = settings;
  return {
    adapter: createMemoryAdapter(),
    clients: [...settings.clients],
    jwks: { keys: [settings.signingKey] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    routes: ENDPOINTS,
    scopes: [...Object.keys(SERVER_SCOPES), ...Object.keys(SHOP_SCOPES)],
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientBasedCORS: () => false,
    pkce: { required: () => true },
    // The validator runs only where some property is declared; nobody needs to send this one.
    extraClientMetadata: {
      properties: ['lab_widen_scope'],
      validator: (_ctx, _key, _value, client) => {
        widenScope(client);
      },
    },
    conformIdTokenClaims: false,
    expiresWithSession: async () => false,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: (ctx) =>
      ctx.oidc.client?.clientAuthMethod === 'none' && settings.rotatesRefreshTokens(),
    ttl: {
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? HOUR,
      ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? HOUR,
      AuthorizationCode: 60,
      Grant: DAY,
      IdToken: HOUR,
      Interaction: HOUR,
      RefreshToken: DAY,
      Session: HOUR,
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: (_ctx, client, token) => maySeeToken(client, token) },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      registration: { enabled: true, issueRegistrationAccessToken: false },
      clientIdMetadataDocument: {
        enabled: true,
        ack: 'draft-02',
        allowFetch: () => true,
        allowClient: () => true,
        cacheDuration: { min: 0, max: 30 },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: async (_ctx, _client, oneOf) => oneOf ?? defaultResource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, indicator) => describeResource(settings, resources, indicator),
      },
    },
    formats: {
      customizers: {
        jwt: (_ctx, token, parts) => {
          const { grantId } = token as { grantId?: string };
          revocations.issued(String(parts.payload.jti), grantId);
          misstate(parts.payload, settings.misstatements());
          return undefined;
        },
      },
    },
    interactions: {
      policy: createSignInPolicy(),
      url: (_ctx, interaction) => `${SIGN_IN_PATH}${interaction.uid}`,
    },
    extraParams: { lab_hint: (ctx) => answerLoginHint(people, ctx) },
    loadExistingGrant: (ctx) => findGrant(people, ctx),
    findAccount: (_ctx, sub) => {
      const identity = people.find(sub);
      if (!identity) return undefined;
      return { accountId: sub, claims: async () => ({ sub, name: identity.name }) };
    },
    fetch: async (url) =>
      resolveClientMetadata(url instanceof Request ? url.url : url.toString(), clientMetadata),
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = renderErrorPage(out);
    },
  };
}

function describeResource(
  settings: ProviderSettings,
  resources: readonly ProtectedResource[],
  indicator: string,
): ResourceServer {
  const resource = resources.find((candidate) => candidate.url === indicator);
  if (!resource) throw new errors.InvalidTarget('this authorization server does not know that resource');
  return {
    scope: Object.keys(SHOP_SCOPES).join(' '),
    audience: settings.audienceFor(indicator),
    accessTokenTTL: resource.ttl,
    accessTokenFormat: resource.format,
    ...(resource.format === 'jwt' ? { jwt: { sign: { alg: 'ES256' } } } : {}),
  };
}

function misstate(
  payload: Record<string, unknown>,
  wrong: ReturnType<ProviderSettings['misstatements']>,
): void {
  if (wrong.issuer !== undefined) payload.iss = wrong.issuer;
  const { clockOffset } = wrong;
  if (clockOffset === undefined) return;
  for (const name of ['iat', 'exp']) payload[name] = Number(payload[name]) + clockOffset;
}

/**
 * A client that registers with the scope of its first request could never step up: the provider holds it to that list.
 * RFC 7591 section 2 lets the server replace what was asked, so the lab registers every scope; people still decide.
 */
function widenScope(client: ClientMetadata): void {
  if (client.scope === undefined || client.grant_types?.includes('authorization_code') !== true) return;
  const offline = client.grant_types.includes('refresh_token') ? ['offline_access'] : [];
  client.scope = ['openid', ...offline, ...Object.keys(SHOP_SCOPES)].join(' ');
}

/** Anybody may ask about a token of its own; a confidential client (a resource server) about any. RFC 7662 section 2.1. */
function maySeeToken(
  client: { clientId: string; clientAuthMethod?: string | undefined },
  token: { clientId?: string | undefined },
): boolean {
  return token.clientId === client.clientId || client.clientAuthMethod !== 'none';
}

function renderErrorPage(out: object): string {
  const rows = Object.entries(out)
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(String(value))}</dd>`)
    .join('');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign-in failed</title><h1>Sign-in failed</h1><dl>${rows}</dl></html>`;
}
