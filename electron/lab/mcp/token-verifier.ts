import { createLocalJWKSet, decodeJwt, decodeProtectedHeader } from 'jose';
import type { JSONWebKeySet } from 'jose';
import type { Revocations } from '../authorization/revocations.ts';
import type { Defects } from '../faults/defects.ts';
import type { People } from '../identities.ts';
import type { Caller } from '../shop/caller.ts';
import { createTokenChecks, namesAudience } from './token-checks.ts';
import type { ReadToken } from './token-checks.ts';

/** What a resource server makes of an access token. */
export type TokenVerdict =
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

/** What every verifier goes by. */
interface VerifierSettings {
  readonly issuer: string;
  readonly resource: string;
  readonly people: People;
  readonly defects: Defects;
}

/** How a signed token is verified. */
export interface SignedTokenSettings extends VerifierSettings {
  readonly jwks: JSONWebKeySet;
  readonly revocations: Revocations;
}

/** Verifies a signed token here, by every check that no fault leaves out. @see RFC 9068 section 4 */
export function createSignedTokenVerifier(settings: SignedTokenSettings): TokenVerifier {
  const { people, defects } = settings;
  const checks = createTokenChecks({ ...settings, keys: createLocalJWKSet(settings.jwks) });
  return async (compact) => {
    const token = readToken(compact);
    if (!token) {
      return defects.has('unreadable-token-accepted') ? GUEST : invalid('The access token is not valid');
    }
    for (const { leftOutBy, refuse } of checks) {
      if (leftOutBy && defects.has(leftOutBy)) continue;
      const reason = await refuse(token);
      if (reason !== undefined) return invalid(reason);
    }
    return readClaims(token.claims, people);
  };
}

/** Takes a token apart without believing it; undefined when it is none. */
function readToken(compact: string): ReadToken | undefined {
  try {
    return { compact, header: decodeProtectedHeader(compact), claims: decodeJwt(compact) };
  } catch {
    return undefined;
  }
}

/** How an opaque token is verified. */
export interface IntrospectionSettings extends VerifierSettings {
  readonly endpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Asks the authorization server about a token, over HTTP, as any resource server would. @see RFC 7662 section 2 */
export function createIntrospectingVerifier(settings: IntrospectionSettings): TokenVerifier {
  const { endpoint, issuer, resource, people, defects } = settings;
  const credentials = [settings.clientId, settings.clientSecret].map(encodeURIComponent).join(':');
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;

  const introspect = async (token: string): Promise<Record<string, unknown>> => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { authorization, accept: 'application/json' },
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
      redirect: 'error',
      signal: AbortSignal.timeout(5000),
    });
    const claims = (await response.json()) as Record<string, unknown>;
    return response.ok ? claims : { active: false };
  };

  /** What was learnt before, by token: asked instead of the authorization server once a fault makes it so. */
  const learnt = new Map<string, Record<string, unknown>>();
  const learn = async (token: string): Promise<Record<string, unknown>> => {
    if (!defects.has('revocation-not-checked')) {
      learnt.clear();
      return introspect(token);
    }
    const known = learnt.get(token);
    if (known) return known;
    const claims = await introspect(token);
    if (claims.active === true) learnt.set(token, claims);
    return claims;
  };

  return async (token) => {
    const claims = await learn(token);
    if (claims.active !== true) return invalid('The access token is not active');
    if (claims.iss !== issuer) return invalid('The access token has the wrong iss');
    if (!namesAudience(claims.aud, resource) && !defects.has('audience-not-checked')) {
      return invalid('The access token has the wrong aud');
    }
    return readClaims(claims, people);
  };
}

/** Whom a server that gives up on an unreadable token takes its bearer for. */
const GUEST: TokenVerdict = {
  kind: 'valid',
  caller: { subject: 'guest', role: 'customer', scopes: ['orders:read'] },
  clientId: 'guest',
  expiresAt: Number.MAX_SAFE_INTEGER,
};

/** Reads who is calling. */
function readClaims(claims: Readonly<Record<string, unknown>>, people: People): TokenVerdict {
  const clientId = String(claims.client_id);
  const subject = typeof claims.sub === 'string' ? claims.sub : clientId;
  const scopes = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
  const role = people.find(subject)?.role ?? 'service';
  return { kind: 'valid', caller: { subject, role, scopes }, clientId, expiresAt: Number(claims.exp) };
}

function invalid(reason: string): TokenVerdict {
  return { kind: 'invalid', reason };
}
