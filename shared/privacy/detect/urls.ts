// URLs in a text (RFC 3986): the password of the user information, the parameters of query and fragment.

import type { Scan } from './scan.ts';
import type { Surface } from './surface.ts';
import { readParameters } from './parameters.ts';
import { isPlaceholder } from './placeholders.ts';

/** Characters at which a URL in a text ends, or a part of it. */
const BORDER = 1;
const PART = 2;
const KIND = new Uint8Array(1 << 16);
for (const border of ' \t\n\r\f\v"\'<>`\\^{|}⟦，。；、（）【】\u00A0\u3000')
  KIND[border.charCodeAt(0)] = BORDER;
for (const part of '/?#@=') KIND[part.charCodeAt(0)] = PART;

const QUESTION = 63;
const HASH = 35;
const AT = 64;
const EQUALS = 61;

/** A URL from its `://` on. */
export interface ReadUrl {
  /** The query or fragment, which has been read; else the end. */
  readonly parameters: number;
  readonly end: number;
}

/** Reads the URL whose `://` begins at `at`; its path remains to be read like any text. */
export function readUrl(scan: Scan, surface: Surface, at: number, to: number): ReadUrl {
  const { text } = surface;
  let [authority, user, query, fragment, equals] = [-1, -1, -1, -1, -1];
  let end = at + 3;
  while (end < to) {
    const code = text.charCodeAt(end);
    const kind = KIND[code];
    if (kind === BORDER) break;
    if (kind === PART) {
      if (code === HASH && fragment === -1) fragment = end;
      else if (code === QUESTION && query === -1 && fragment === -1) query = end;
      else if (code === AT && authority === -1) user = end;
      else if (code === EQUALS) equals = end;
      if (authority === -1 && code !== AT && code !== EQUALS) authority = end;
    }
    end += 1;
  }
  if (user !== -1) readUser(scan, surface, at + 3, user);
  if (fragment === -1) fragment = end;
  if (query === -1) query = fragment;
  if (query < fragment) scan.within(() => readParameters(scan, surface, query + 1, fragment));
  if (equals > fragment) scan.within(() => readParameters(scan, surface, fragment + 1, end));
  return { parameters: Math.min(query, fragment), end };
}

const LONGEST_PASSWORD = 512;

/** User and password before the `@` at `to` (RFC 3986 §3.2.1). */
function readUser(scan: Scan, surface: Surface, from: number, to: number): void {
  if (to - from > LONGEST_PASSWORD) return;
  const user = surface.text.slice(from, to);
  const colon = user.indexOf(':');
  const password = user.slice(colon + 1);
  if (colon === -1 || isPlaceholder(password) || /^[$%<{]/.test(password)) return;
  scan.add(surface, to - password.length, to, {
    class: 'password',
    detector: 'url-user-info',
    confidence: 'certain',
    why: 'the password of a URL, between the user and the host',
  });
}
