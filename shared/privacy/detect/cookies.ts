import { isPlaceholder, looksRandom } from './placeholders.ts';
import type { Scan } from './scan.ts';
import type { Surface } from './surface.ts';

const SESSION_COOKIE = /sess|sid$|^sid|auth|token|jwt|csrf|login|remember|connect\.|identity|\.ASPX|_id$/i;

/** Reads the cookies of [from, to); only the `first` where attributes follow, as in Set-Cookie (RFC 6265 §4.1, §4.2). */
export function readCookies(scan: Scan, surface: Surface, from: number, to: number, first: boolean): void {
  const { text } = surface;
  let at = from;
  while (at < to) {
    let end = at;
    while (end < to && text.charCodeAt(end) !== 59) end += 1;
    while (at < end && text.charCodeAt(at) === 32) at += 1;
    const pair = text.slice(at, end);
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(equals, 0));
    const value = pair.slice(equals + 1).trimEnd();
    const named = SESSION_COOKIE.test(name) && value.length >= 6;
    if (value !== '' && !isPlaceholder(value) && (named || looksRandom(value, 32))) {
      const start = at + equals + 1;
      scan.add(surface, start, start + value.length, {
        class: 'token',
        detector: 'cookie',
        confidence: named ? 'likely' : 'possible',
        why: named
          ? `a cookie that names a session ("${name.slice(0, 40)}")`
          : 'a cookie with a value drawn at random',
      });
    }
    // What follows in Set-Cookie are attributes.
    if (first) return;
    at = end + 1;
  }
}
