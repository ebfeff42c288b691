import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import type { Revocations } from '../authorization/revocations.ts';
import { findIdentity } from '../identities.ts';
import type { Caller } from '../shop/caller.ts';

/** What a resource server makes of an access token. */
type TokenVerdict =
  | {
      readonly kind: 'valid';
      readonly caller: Caller;
      readonly clientId: string;
      /** Seconds since the epoch. */
      readonly expiresAt: number;
    }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Verifies one access token for one resource. */
export type TokenVerifier = (token: string) => Promise<TokenVerdict>;

/** How a signed token is verified. */
export interface SignedTokenSettings {
  readonly issuer: string;
  readonly resource: string;
  readonly jwks: JSONWebKeySet;
  readonly revocations: Revocations;
}

/** Verifies a signed token here: signature, type, issuer, audience, expiry, and that it was not taken back. @see RFC 9068 section 4 */
export function createSignedTokenVerifier(settings: SignedTokenSettings): TokenVerifier {
  const { issuer, resource, revocations } = settings;
  const keys = createLocalJWKSet(settings.jwks);
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: resource,
        typ: 'at+jwt',
        algorithms: ['ES256'],
        requiredClaims: ['exp', 'sub', 'jti', 'client_id'],
      });
      if (revocations.isRevoked(payload.jti ?? '')) return invalid('The access token was revoked');
      return readClaims(payload, resource);
    } catch (error) {
      if (error instanceof errors.JWTExpired) return invalid('The access token expired');
      if (error instanceof errors.JWTClaimValidationFailed) {
        return invalid(`The access token has the wrong ${error.claim}`);
      }
      return invalid('The access token is not valid');
    }
  };
}

/** How an opaque token is verified. */
export interface IntrospectionSettings {
  readonly endpoint: string;
  readonly issuer: string;
  readonly resource: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Asks the authorization server about a token, over HTTP, as any resource server would. @see RFC 7662 section 2 */
export function createIntrospectingVerifier(settings: IntrospectionSettings): TokenVerifier {
  const { endpoint, issuer, resource } = settings;
  const credentials = [settings.clientId, settings.clientSecret].map(encodeURIComponent).join(':');
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return async (token) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { authorization, accept: 'application/json' },
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
      redirect: 'error',
      signal: AbortSignal.timeout(5000),
    });
    const claims = (await response.json()) as Record<string, unknown>;
    if (!response.ok || claims.active !== true) return invalid('The access token is not active');
    if (claims.iss !== issuer) return invalid('The access token has the wrong iss');
    return readClaims(claims, resource);
  };
}

/** Reads who is calling, and checks once more that the token was made for this very resource. */
function readClaims(claims: Readonly<Record<string, unknown>>, resource: string): TokenVerdict {
  const audiences = Array.isArray(claims.aud) ? (claims.aud as unknown[]) : [claims.aud];
  if (!audiences.includes(resource)) return invalid('The access token has the wrong aud');
  const clientId = String(claims.client_id);
  const subject = typeof claims.sub === 'string' ? claims.sub : clientId;
  const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
  const role = findIdentity(subject)?.role ?? 'service';
  return { kind: 'valid', caller: { subject, role, scopes }, clientId, expiresAt: Number(claims.exp) };
}

function invalid(reason: string): TokenVerdict {
  return { kind: 'invalid', reason };
}
