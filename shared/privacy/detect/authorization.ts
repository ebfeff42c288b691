import { looksRandom } from './placeholders.ts';
import type { Scan } from './scan.ts';
import type { Surface } from './surface.ts';

const AUTHORIZATION = /[A-Za-z0-9._~+/-]{16,4096}={0,2}/y;

/** Reads the credentials behind the word `Bearer` or `Basic` that ends at `end` (RFC 6750 §2.1, RFC 7617 §2). */
export function readAuthorization(
  scan: Scan,
  surface: Surface,
  scheme: string,
  end: number,
  to: number,
): number | undefined {
  const { text } = surface;
  if (text.charCodeAt(end) !== 32) return undefined;
  AUTHORIZATION.lastIndex = end + 1;
  if (!AUTHORIZATION.test(text) || AUTHORIZATION.lastIndex > to) return undefined;
  const stop = AUTHORIZATION.lastIndex;
  const value = text.slice(end + 1, stop).replace(/\.$/, '');
  const basic = scheme === 'basic';
  if (basic ? !isPair(value) : !looksRandom(value, 16) || !/\d/.test(value)) return undefined;
  scan.add(surface, end + 1, end + 1 + value.length, {
    class: basic ? 'password' : 'token',
    detector: `authorization:${scheme}`,
    confidence: 'certain',
    why: basic ? 'name and password of HTTP Basic' : 'the credentials of an Authorization header',
  });
  return end + 1 + value.length;
}

function isPair(value: string): boolean {
  try {
    return atob(value).includes(':');
  } catch {
    return false;
  }
}
