/**
 * Which signed access tokens were taken back. A signed token is valid by itself until it expires; the lab's resource
 * servers look here too, so that revoking one has an effect at once.
 */
export interface Revocations {
  /** Remembers which grant a token belongs to. */
  issued(tokenId: string, grantId: string | undefined): void;
  revokeToken(tokenId: string): void;
  revokeGrant(grantId: string): void;
  isRevoked(tokenId: string): boolean;
}

/** An empty list. */
export function createRevocations(): Revocations {
  const grants = new Map<string, string>();
  const revokedTokens = new Set<string>();
  const revokedGrants = new Set<string>();
  return {
    issued: (tokenId, grantId) => {
      if (grantId !== undefined) grants.set(tokenId, grantId);
    },
    revokeToken: (tokenId) => {
      revokedTokens.add(tokenId);
    },
    revokeGrant: (grantId) => {
      revokedGrants.add(grantId);
    },
    isRevoked: (tokenId) => {
      const grantId = grants.get(tokenId);
      return revokedTokens.has(tokenId) || (grantId !== undefined && revokedGrants.has(grantId));
    },
  };
}
