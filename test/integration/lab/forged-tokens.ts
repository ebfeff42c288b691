/** Tokens that nobody issued, made from one that somebody did. */

type Claims = Readonly<Record<string, unknown>>;

/** The same claims under a signature that does not fit. */
export function withFlippedSignature(token: string): string {
  const [header, payload, signature = ''] = token.split('.');
  const flipped = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
  return `${header ?? ''}.${payload ?? ''}.${flipped}`;
}

/** The same claims without a signature. @see RFC 7518 section 3.6 */
export function withoutSignature(token: string): string {
  return `${encode({ alg: 'none', typ: 'at+jwt' })}.${token.split('.')[1] ?? ''}.`;
}

/** Other claims under the signature of the old ones. */
export function withClaims(token: string, change: Claims): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
  return `${header ?? ''}.${encode({ ...claims, ...change })}.${signature ?? ''}`;
}

function encode(part: Claims): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
