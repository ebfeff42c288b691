import type { IdentityState } from '../../../shared/identity/identity.ts';

/**
 * An identity with what it sends of a token. A simulated caller stands as the one that it comes from; where its requests
 * carry no token, or a text that nobody issued, that token says nothing about it.
 */
export function withSentToken(state: IdentityState): IdentityState {
  const { source } = state.definition;
  if (source.kind !== 'simulated' || (source.how !== 'no-token' && source.how !== 'malformed')) return state;
  const { token: _token, scopes: _scopes, subject: _subject, expiresAt: _expiresAt, ...others } = state;
  return others;
}
