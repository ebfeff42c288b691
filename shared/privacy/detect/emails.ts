// Mail addresses (RFC 5322 addr-spec as people have them), found from their `@`.

import type { Scan } from './scan.ts';
import type { Surface } from './surface.ts';

const LONGEST_LOCAL = 64;
/** Sticky; each label once, and the whole bounded (RFC 1035 §2.3.4). */
const DOMAIN = /[A-Za-z\d](?:[A-Za-z\d-]{0,62})(?:\.[A-Za-z\d](?:[A-Za-z\d-]{0,62})){1,8}/y;
const TOP_LEVEL =
  /\.(?!(?:png|jpe?g|gif|svg|webp|ico|css|js|mjs|ts|tsx|json|html?|md|txt|ya?ml|py|go|rs|zip|gz|map)$)[A-Za-z]{2,24}$/i;

/** Addresses of roles, published to be written to: nobody's own. */
const ROLE =
  /^(?:no-?reply|do-?not-?reply|support|info|help|hello|contact|sales|service|security|postmaster|webmaster|abuse|privacy|billing|team|press|legal|jobs|feedback|git)$/i;

function isLocal(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    ((code | 32) >= 97 && (code | 32) <= 122) ||
    // . _ - + ' & = ! # $ ~ ^ % *
    code === 46 ||
    code === 95 ||
    code === 45 ||
    code === 43 ||
    code === 39 ||
    code === 38 ||
    code === 35 ||
    code === 33 ||
    code === 36 ||
    code === 126 ||
    code === 94
  );
}

/**
 * Reads a mail address around the `@` at `at`, in a text [from, to).
 * @returns where it ends, or `undefined` when there is none
 */
export function readEmail(
  scan: Scan,
  surface: Surface,
  at: number,
  [from, to]: readonly [from: number, to: number],
): number | undefined {
  const { text } = surface;
  let start = at;
  const limit = Math.max(from, at - LONGEST_LOCAL);
  while (start > limit && isLocal(text.charCodeAt(start - 1))) start -= 1;
  while (start < at && !/[A-Za-z\d_]/.test(text[start] ?? '')) start += 1;
  if (start === at || text[at - 1] === '.') return undefined;
  DOMAIN.lastIndex = at + 1;
  if (!DOMAIN.test(text)) return undefined;
  let end = DOMAIN.lastIndex;
  if (end > to) return undefined;
  while (text[end - 1] === '-') end -= 1;
  if (!TOP_LEVEL.test(text.slice(at + 1, end))) return undefined;
  // `git@github.com:acme/shop.git`, `https://user@host/`, `src/auth@v2.dir/login.ts` name places, not people.
  if (text[end] === ':' && /[\w~/]/.test(text[end + 1] ?? '')) return undefined;
  if (text[end] === '/' || text[end] === '@' || text.startsWith('://', start - 3)) return undefined;
  if (ROLE.test(text.slice(start, at))) return undefined;
  scan.add(surface, start, end, {
    class: 'email',
    detector: 'email',
    confidence: 'certain',
    why: 'a mailbox, an @ and a domain',
  });
  return end;
}
