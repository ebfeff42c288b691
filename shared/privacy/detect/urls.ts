// URLs in a text (RFC 3986): the password of the user information, the parameters of query and fragment.

import type { Scan } from './scan.ts';
import type { Surface } from './surface.ts';
import { indexWithin, readParameters } from './parameters.ts';
import { isPlaceholder } from './placeholders.ts';

/** Where a URL in a text ends. */
const BORDER = /[\s"'<>`\\^{|}⟦，。；、（）【】]/g;
const USER_INFO = /([^/?#@:\s]{0,128}):([^/?#@\s]{1,512})@/y;

const QUESTION = 63;
const HASH = 35;
const EQUALS = 61;

/** A URL from its `://` on. */
export interface ReadUrl {
  /** The query or fragment, which has been read. */
  readonly parameters: number;
  readonly end: number;
}

/** Reads the URL whose `://` begins at `at`; its path remains to be read like any text. */
export function readUrl(scan: Scan, surface: Surface, at: number, to: number): ReadUrl {
  const { text } = surface;
  BORDER.lastIndex = at;
  const border = BORDER.exec(text);
  const end = border === null ? to : Math.min(to, border.index);
  USER_INFO.lastIndex = at + 3;
  const user = USER_INFO.exec(text);
  const password = user?.[2] ?? '';
  if (user !== null && USER_INFO.lastIndex <= end && !isPlaceholder(password) && !/^[$%<{]/.test(password)) {
    scan.add(surface, USER_INFO.lastIndex - 1 - password.length, USER_INFO.lastIndex - 1, {
      class: 'password',
      detector: 'url-user-info',
      confidence: 'certain',
      why: 'the password of a URL, between the user and the host',
    });
  }
  const query = indexWithin(text, QUESTION, at, end);
  const fragment = indexWithin(text, HASH, at, end);
  if (query < fragment) scan.within(() => readParameters(scan, surface, query + 1, fragment));
  if (indexWithin(text, EQUALS, fragment, end) < end) {
    scan.within(() => readParameters(scan, surface, fragment + 1, end));
  }
  return { parameters: Math.min(query, fragment), end };
}
