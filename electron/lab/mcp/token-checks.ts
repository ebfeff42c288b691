/** Everything that must hold of a signed access token, one check each, so that a fault can leave one out. */
import { compactVerify } from 'jose';
import type { CompactVerifyGetKey, JWTPayload, ProtectedHeaderParameters } from 'jose';
import type { Revocations } from '../authorization/revocations.ts';
import type { Defect, Defects } from '../faults/defects.ts';

/** A token that was taken apart and not yet believed. */
export interface ReadToken {
  readonly compact: string;
  readonly header: ProtectedHeaderParameters;
  readonly claims: JWTPayload;
}

/** One check. */
export interface TokenCheck {
  /** The fault that leaves this check out. */
  readonly leftOutBy?: Defect;
  /** Why the token must be refused; undefined when it passes. */
  readonly refuse: (token: ReadToken) => string | undefined | Promise<string | undefined>;
}

/** What the checks compare with. */
export interface Expected {
  readonly issuer: string;
  readonly resource: string;
  readonly keys: CompactVerifyGetKey;
  readonly revocations: Revocations;
  readonly defects: Defects;
}

const NOT_VALID = 'The access token is not valid';
const ALGORITHM = 'ES256';

/** The checks in their order: who made it, what it is, whom it is for, when it is good. @see RFC 9068 section 4 */
export function createTokenChecks(expected: Expected): readonly TokenCheck[] {
  const { issuer, resource, keys, revocations, defects } = expected;
  const isUnsigned = ({ header }: ReadToken): boolean => header.alg === 'none';
  return [
    {
      // @see RFC 8725 section 3.1
      refuse: (token) => {
        if (isUnsigned(token) && defects.has('alg-none-accepted')) return undefined;
        return token.header.alg === ALGORITHM ? undefined : NOT_VALID;
      },
    },
    {
      leftOutBy: 'signature-not-checked',
      refuse: async (token) => {
        // Whether a token without a signature may pass at all, the check above has decided.
        if (isUnsigned(token)) return undefined;
        const genuine = await isGenuine(token.compact, keys);
        return genuine ? undefined : NOT_VALID;
      },
    },
    { refuse: ({ header }) => (header.typ === 'at+jwt' ? undefined : NOT_VALID) },
    { refuse: ({ claims }) => missingClaim(claims) },
    {
      leftOutBy: 'issuer-not-checked',
      refuse: ({ claims }) => (claims.iss === issuer ? undefined : wrong('iss')),
    },
    {
      leftOutBy: 'audience-not-checked',
      refuse: ({ claims }) => (namesAudience(claims.aud, resource) ? undefined : wrong('aud')),
    },
    {
      leftOutBy: 'expiry-not-checked',
      refuse: ({ claims }) => (Number(claims.exp) > now() ? undefined : 'The access token expired'),
    },
    {
      leftOutBy: 'not-before-not-checked',
      refuse: ({ claims }) => (claims.nbf === undefined || claims.nbf <= now() ? undefined : wrong('nbf')),
    },
    {
      leftOutBy: 'revocation-not-checked',
      refuse: ({ claims }) =>
        revocations.isRevoked(String(claims.jti)) ? 'The access token was revoked' : undefined,
    },
  ];
}

/** Whether a token was made for this resource. @see RFC 7519 section 4.1.3 */
export function namesAudience(audience: unknown, resource: string): boolean {
  return Array.isArray(audience) ? audience.includes(resource) : audience === resource;
}

async function isGenuine(compact: string, keys: CompactVerifyGetKey): Promise<boolean> {
  try {
    await compactVerify(compact, keys, { algorithms: [ALGORITHM] });
    return true;
  } catch {
    return false;
  }
}

function missingClaim(claims: JWTPayload): string | undefined {
  const isThere = typeof claims.exp === 'number' && [claims.sub, claims.jti, claims.client_id].every(Boolean);
  return isThere ? undefined : NOT_VALID;
}

function wrong(claim: string): string {
  return `The access token has the wrong ${claim}`;
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
