import { createHash } from 'node:crypto';

/** SHA-256 of a text in Base64url: the S256 code challenge of a verifier. @see RFC 7636 §4.2, Appendix B */
export function sha256Base64Url(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
