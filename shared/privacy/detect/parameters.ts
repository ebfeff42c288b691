// Parameters of queries and forms (WHATWG URL, application/x-www-form-urlencoded): each value is decoded and read by
// its name.

import type { Scan } from './scan.ts';
import { meaningOf, NO_MEANING, type Meaning } from './sensitive-name.ts';
import { percentDecoded, type Surface } from './surface.ts';
import { readValue } from './value.ts';

/** Beside one of these, `code` is an authorization code; a coupon has none of them (RFC 6749 §4.1.2, RFC 9207). */
const OAUTH_NAMES: ReadonlySet<string> = new Set([
  'state',
  'iss',
  'grant_type',
  'code_verifier',
  'redirect_uri',
]);
const LONGEST_NAME = 200;

/** Where a character stands in [from, to), else `to`: a search in the whole text would go on to its end every time. */
function indexWithin(text: string, code: number, from: number, to: number): number {
  let at = from;
  while (at < to && text.charCodeAt(at) !== code) at += 1;
  return at;
}

const AND = 38;
const EQUALS = 61;

/** Reads the parameters of [from, to). */
export function readParameters(scan: Scan, surface: Surface, from: number, to: number): void {
  const { text } = surface;
  let oauth = false;
  let code: { readonly at: number; readonly end: number; readonly meaning: Meaning } | undefined;
  let at = from;
  while (at < to) {
    const end = indexWithin(text, AND, at, to);
    const sign = indexWithin(text, EQUALS, at, end);
    const name = text.slice(at, Math.min(sign, at + LONGEST_NAME));
    const meaning = meaningOf(name.includes('%') ? percentDecoded(surface, at, sign, true).text : name);
    oauth ||= OAUTH_NAMES.has(name);
    if (sign === end) readParameter(scan, surface, at, end, NO_MEANING);
    else if (meaning.kind === 'code') code = { at: sign + 1, end, meaning };
    else readParameter(scan, surface, sign + 1, end, meaning);
    at = end + 1;
  }
  if (code !== undefined) readParameter(scan, surface, code.at, code.end, oauth ? code.meaning : NO_MEANING);
}

function readParameter(scan: Scan, surface: Surface, from: number, to: number, meaning: Meaning): void {
  if (from >= to) return;
  if (!/[%+]/.test(surface.text.slice(from, to))) readValue(scan, surface, from, to, meaning);
  else {
    const decoded = percentDecoded(surface, from, to, true);
    readValue(scan, decoded, 0, decoded.text.length, meaning);
  }
}
