import type { Scan } from './scan.ts';
import { NO_MEANING } from './sensitive-name.ts';
import type { Surface } from './surface.ts';
import { base64Decoded } from './base64-decoded.ts';
import { readValue } from './value.ts';

/** Reads header and claims of a compact JWT [from, to) instead of taking it as one secret (RFC 7519 §3). */
export function readJwtClaims(scan: Scan, surface: Surface, from: number, to: number): void {
  let at = from;
  for (const part of surface.text.slice(from, to).split('.').slice(0, 2)) {
    const decoded = base64Decoded(surface, at, at + part.length);
    if (decoded !== undefined) readValue(scan, decoded, 0, decoded.text.length, NO_MEANING);
    at += part.length + 1;
  }
}
