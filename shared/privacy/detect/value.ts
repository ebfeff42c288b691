// One value: what its name promises, then what grammar it is written in, then what it looks like.

import { claimOf, credentialAt, jwtAt } from './credentials.ts';
import { readText } from './free-text.ts';
import { looksLikeJson } from './json-frames.ts';
import { readJson } from './json-text.ts';
import { readRules } from './own-rules.ts';
import { judgeNamed, LONGEST_NAMED } from './named-value.ts';
import type { Scan } from './scan.ts';
import { type Meaning, NO_MEANING } from './sensitive-name.ts';
import type { Surface } from './surface.ts';
import { base64Decoded } from './base64-decoded.ts';

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

/** Judges a value by its name; true when that settles the whole of it. */
function readNamed(scan: Scan, surface: Surface, from: number, to: number, { kind, name }: Meaning): boolean {
  const { text } = surface;
  let start = from;
  let end = to;
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (start < end && isSpace(text.charCodeAt(end - 1))) end -= 1;
  if (kind === undefined || start === end) return false;
  const secret = kind === 'credential' || kind === 'token' || kind === 'password' || kind === 'session';
  const format = secret ? (credentialAt(text, start) ?? jwtAt(text, start)) : undefined;
  const claim = format?.end === end ? format : judgeNamed(kind, text.slice(start, end), name, 'key');
  if (claim === undefined) return false;
  scan.add(surface, start, end, claimOf(claim));
  return true;
}

const SHORTEST_BASE64 = 24;
const BASE64 = /^[A-Za-z0-9+/_-]{4,}={0,2}$/;

/** JSON in Base64 begins with `eyJ` or `W3si`; of other values only the name can say that they are Base64. */
function mayBeBase64(text: string, from: number, to: number, { name }: Meaning): boolean {
  if (to - from < SHORTEST_BASE64) return false;
  if (name !== 'blob' && !text.startsWith('eyJ', from) && !text.startsWith('W3si', from)) return false;
  return BASE64.test(text.slice(from, to));
}

/** Characters at which something may begin whatever the length, and digits. */
const TELLING = new Uint8Array(128);
for (const character of '@$+:={~%') TELLING[character.charCodeAt(0)] = 16;
for (const digit of '0123456789') TELLING[digit.charCodeAt(0)] = 1;
const SHORT = 16;
const FEW_DIGITS = 3;

/** A cheap question to most values: whether anything sensitive may be in a text that no name speaks of. */
export function mayTell(text: string, from: number, to: number): boolean {
  if (to - from >= SHORT) return true;
  let telling = 0;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    telling += code < 128 ? (TELLING[code] ?? 0) : 16;
  }
  return telling >= FEW_DIGITS;
}

/** Reads the value [from, to) by what its name says. */
export function readValue(scan: Scan, surface: Surface, from: number, to: number, meaning: Meaning): void {
  if (from >= to) return;
  readRules(scan, surface, from, to, meaning);
  const { text } = surface;
  if (meaning.kind !== undefined && to - from <= LONGEST_NAMED && readNamed(scan, surface, from, to, meaning))
    return;
  const first = text.charCodeAt(from);
  if ((first === 123 || first === 91) && looksLikeJson(text, from, to)) {
    if (scan.within(() => readJson(scan, surface, from, to))) return;
  } else if (
    (first === 101 || first === 87 || meaning.name === 'blob') &&
    mayBeBase64(text, from, to, meaning)
  ) {
    const decoded = base64Decoded(surface, from, to);
    if (decoded && scan.within(() => readValue(scan, decoded, 0, decoded.text.length, NO_MEANING))) return;
  }
  readText(scan, surface, from, to, meaning);
}
