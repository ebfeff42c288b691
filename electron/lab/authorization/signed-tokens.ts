import { createLocalJWKSet, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTPayload } from 'jose';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Revocations } from './revocations.ts';

/**
 * oidc-provider refuses to revoke or introspect signed access tokens (`unsupported_token_type`, which RFC 7009 section
 * 2.2.1 allows). The lab does both, so that a person can see the effect: this runs after the provider has authenticated
 * the client and refused.
 * @see RFC 7009 section 2.1, RFC 7662 section 2.2
 */
export function answerForSignedTokens(issuer: string, jwks: JSONWebKeySet, revocations: Revocations) {
  const keys = createLocalJWKSet(jwks);

  const verify = async (token: string): Promise<JWTPayload | undefined> => {
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, typ: 'at+jwt' });
      return payload;
    } catch {
      return undefined;
    }
  };

  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    const body: unknown = ctx.body;
    if (typeof body !== 'object' || body === null || !('error' in body)) return;
    if (body.error !== 'unsupported_token_type') return;
    const { route, params, client } = ctx.oidc;
    const payload = await verify(String(params?.token));
    const isOwner = payload !== undefined && payload.client_id === client?.clientId;
    const isServer = client?.clientAuthMethod !== 'none';

    if (route === 'revocation') {
      if (isOwner && payload.jti !== undefined) revocations.revokeToken(payload.jti);
      ctx.status = 200;
      ctx.body = '';
    }
    if (route === 'introspection') {
      const active = payload?.jti !== undefined && !revocations.isRevoked(payload.jti);
      ctx.status = 200;
      ctx.body =
        active && (isOwner || isServer)
          ? { active: true, token_type: 'Bearer', ...payload }
          : { active: false };
    }
  };
}
