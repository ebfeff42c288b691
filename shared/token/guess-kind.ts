import type { ReadToken, TokenKind } from './token.ts';

/** The kind of a token, and what speaks for it. */
export interface KindGuess {
  readonly kind: TokenKind;
  readonly why: string;
}

const BY_TYP: ReadonlyMap<string, TokenKind> = new Map([
  ['at+jwt', 'access-token'],
  ['dpop+jwt', 'dpop-proof'],
  ['oauth-id-jag+jwt', 'id-jag'],
  ['client-authentication+jwt', 'client-assertion'],
]);

/** `application/at+JWT` → `at+jwt` (RFC 7515 §4.1.9: the prefix may be left out, and case does not count). */
export function typeOf(token: ReadToken): string | undefined {
  const typ = token.form === 'opaque' ? undefined : token.header['typ'];
  return typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : undefined;
}

/** Says what a token is for, from what is in it. @see RFC 9068 §2.1, RFC 9449 §4.2, RFC 7523 §3 */
export function guessKind(token: ReadToken): KindGuess {
  if (token.form === 'opaque') return { kind: 'unknown', why: 'It says nothing about itself.' };
  const typ = typeOf(token);
  const byTyp = BY_TYP.get(typ ?? '');
  if (byTyp) return { kind: byTyp, why: `Its type says so: ${String(typ)}.` };
  const claims = token.form === 'jws' ? (token.claims ?? {}) : {};
  const has = (...names: readonly string[]): boolean => names.some((name) => Object.hasOwn(claims, name));
  if (has('htm') && has('htu')) return { kind: 'dpop-proof', why: 'It names an HTTP method and address.' };
  if (has('at_hash', 'c_hash', 'nonce', 'azp')) {
    return { kind: 'id-token', why: 'It has claims that only an ID token has.' };
  }
  if (has('scope', 'scp', 'client_id')) {
    return { kind: 'access-token', why: 'It says what it allows or which client it was issued to.' };
  }
  if (has('iss') && claims['iss'] === claims['sub'] && has('aud')) {
    return { kind: 'client-assertion', why: 'Issuer and subject are the same: a client speaks for itself.' };
  }
  if (has('auth_time', 'acr', 'amr')) {
    return { kind: 'id-token', why: 'It tells how the person signed in.' };
  }
  return { kind: 'unknown', why: 'Nothing in it tells what it is for.' };
}
