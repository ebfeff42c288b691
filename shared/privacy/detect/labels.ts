// Labels in prose, logs, configuration and code: `password: x`, `cost_price=12`, `The security code is 123`, 成本价：45.
// Only values that do not give themselves away need them.

import { claimOf, credentialAt, jwtAt } from './credentials.ts';
import type { NamedKind } from './name-lexicon.ts';
import { KIND_BY_NAME } from './name-lexicon.ts';
import { judgeNamed } from './named-value.ts';
import { looksRandom } from './placeholders.ts';
import type { Scan } from './scan.ts';
import { meaningOf } from './sensitive-name.ts';
import type { Surface } from './surface.ts';

const LABELLED: ReadonlySet<NamedKind> = new Set<NamedKind>([
  'password',
  'password-hash',
  'security-code',
  'account',
  'china-id',
  'us-ssn',
  'identity',
  'address',
  'ip',
  'credential',
  'token',
  'session',
  'business',
]);

/** Last words of labels that are written apart: `card security code`, `aws_secret_access_key`. */
const LAST_WORDS =
  'hash digest code number no account id address addr ip key secret token verifier assertion price cost margin ' +
  'profit md5 sha256 salt license licence line to';

const LONGEST_LABEL = 48;
const WORDS_BEFORE = 3;

const latin = new Set(LAST_WORDS.split(' '));
/** First letter, second letter and length of what may end a label: a cheap no for most words. */
const latinSlots = new Uint8Array(1 << 15);
const wide = new Map<number, string[]>();

function slot(first: number, second: number, length: number): number {
  return ((first & 31) << 10) | ((second & 31) << 5) | Math.min(length, 31);
}

for (const [name, kind] of KIND_BY_NAME) {
  if (/[\u4e00-\u9fff]/.test(name.charAt(0))) {
    // Innocent names, too: the longer of 成本 and 成本中心 decides.
    const names = [...(wide.get(name.charCodeAt(0)) ?? []), name];
    wide.set(
      name.charCodeAt(0),
      names.toSorted((a, b) => b.length - a.length),
    );
  } else if (kind !== 'innocent' && LABELLED.has(kind)) latin.add(name);
}
for (const word of latin) latinSlots[slot(word.charCodeAt(0), word.charCodeAt(1), word.length)] = 1;

/** The characters that a Chinese label may begin with. */
export const WIDE_LABEL_STARTS: readonly number[] = [...wide.keys()];

/** Whether the word [start, end) may end a label; asks nothing that costs. */
export function mayEndLabel(text: string, start: number, end: number): boolean {
  return latinSlots[slot(text.charCodeAt(start), text.charCodeAt(start + 1), end - start)] === 1;
}

/** Between label and value: quotes, brackets, a unit, and a sign; never a line end. */
const SIGN =
  /(?:\\{0,3}["'`\])])?(?:[码号])?(?:[(（][^)）\n]{1,8}[)）])?[ \t]{0,4}(?:=>|:=|={1,2}|[:：＝])[ \t]{0,4}/y;
const VERB =
  /(?: (?:of|for)(?: [\w-]{1,20}){1,4}?)?[ \t](?:is|was|are)(?: now)?[ \t]{1,2}|[ \t]{0,2}[是为][ \t]{0,2}/y;
const ELEMENT = /[ \t]{0,2}>/y;
/** `<input name="access_token" value="`; whatever attributes stand between. */
const INPUT = /["'][ \t]{1,4}(?:[a-z-]{2,12}=["'][^"'\n]{0,40}["'][ \t]{1,4}){0,3}value=/y;
const SPACE = /码?[ \t]{1,2}/y;
const BARE = /(?:[(（][^)）\n]{1,8}[)）])?[ \t]{0,2}/y;

/** Characters that a joint may begin with, and those that may follow its spaces. */
const JOINT_STARTS = new Uint8Array(1 << 16);
for (const start of '\\"\'`]):=>(（：＝码号是为') JOINT_STARTS[start.charCodeAt(0)] = 1;
for (const start of 'iwaofIWA0123456789') JOINT_STARTS[start.charCodeAt(0)] = 2;

/** Whether anything that joins a label to its value may begin at `at`: a cheap no for most words. */
function mayJoin(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code !== 32 && code !== 9) return JOINT_STARTS[code] === 1;
  let next = at + 1;
  while (next < at + 5 && text.charCodeAt(next) === 32) next += 1;
  return (JOINT_STARTS[text.charCodeAt(next)] ?? 0) > 0;
}

type Joint = 'sign' | 'verb' | 'element' | 'space';

function after(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function jointAfter(text: string, start: number, end: number): { joint: Joint; at: number } | undefined {
  const sign = after(SIGN, text, end) ?? after(INPUT, text, end);
  if (sign !== undefined) return { joint: 'sign', at: sign };
  const verb = after(VERB, text, end);
  if (verb !== undefined) return { joint: 'verb', at: verb };
  if (text.charCodeAt(start - 1) === 60) {
    const element = after(ELEMENT, text, end);
    if (element !== undefined) return { joint: 'element', at: element };
  }
  const space = after(SPACE, text, end);
  return space === undefined ? undefined : { joint: 'space', at: space };
}

const QUOTE = /\\{0,3}(["'`])/y;
const QUOTED: Readonly<Record<string, RegExp>> = {
  '"': /[^"\\\n]{1,2048}/y,
  "'": /[^'\\\n]{1,2048}/y,
  '`': /[^`\\\n]{1,2048}/y,
};
const SECRET = /[^\s"'`<>,;，。；、（）()⟦]{1,2048}/y;
const IN_ELEMENT = /[^<\n]{1,512}/y;
const AMOUNT =
  /-?(?:(?:[¥￥$€£]|US\$|CNY|RMB|USD|EUR)[ \t]?)?\d[\d,]{0,14}(?:\.\d{1,6})?(?:[ \t]?(?:%|‰|元|万元|万|USD\b|CNY\b|EUR\b|percent\b))?/y;
const NUMBER = /[A-Z]{0,3}\d[\dA-Za-z -]{1,24}[\dA-Za-z]/y;
const THREE_OR_FOUR = /\d{3,4}(?![\w-]|\.\d)/y;
const LINE = /[^\n\r;；。，"<>]{4,300}/y;
const LATIN_LINE = /[^\n\r;"<>]{4,300}/y;

/** Where the value of a kind ends; `quoted` says that it stood in quotes. */
function valueFrom(
  text: string,
  at: number,
  to: number,
  kind: NamedKind,
  joint: Joint,
): { start: number; end: number; quoted: boolean } | undefined {
  const opened = after(QUOTE, text, at);
  const whole = (pattern: RegExp, start: number, quoted: boolean) => {
    const end = after(pattern, text, start);
    return end === undefined ? undefined : { start, end, quoted };
  };
  if (opened !== undefined) {
    const quote = text.charAt(opened - 1);
    const pattern = QUOTED[quote];
    const found = pattern === undefined ? undefined : whole(pattern, opened, true);
    // `'password:', value)`: the quote closed the label. What does not end where it should is cut off, or no value.
    const closed =
      found !== undefined && (found.end >= to || text[found.end] === quote || text[found.end] === '\\');
    return closed && !/[\s,;)\]}]/.test(text.charAt(opened)) ? found : undefined;
  }
  if (joint === 'element') return whole(IN_ELEMENT, at, true);
  switch (kind) {
    case 'security-code':
      return whole(THREE_OR_FOUR, at, false);
    case 'business':
    case 'business-weak':
      return whole(AMOUNT, at, false);
    case 'account':
    case 'china-id':
    case 'us-ssn':
    case 'identity':
      return whole(NUMBER, at, false);
    case 'address':
      return whole(/[\u4e00-\u9fff]/.test(text.slice(at, at + 6)) ? LINE : LATIN_LINE, at, false);
    default:
      return whole(SECRET, at, false);
  }
}

/** What belongs to the sentence or to the next parameter, and not to a secret without quotes. */
function trimmed(value: string): string {
  const parameter = /&(?=[\w.[\]%-]{1,40}=)/.exec(value);
  const own = parameter === null ? value : value.slice(0, parameter.index);
  return own.replace(/[.:?!]$/, (mark) => (mark === '!' && /\d!$/.test(own) ? mark : ''));
}

const CODE_LIKE = /^[A-Za-z_.]+$|^\w{1,40}[.([]|^%[sdvr]$|^[$%{]/;

/** In prose a secret must look like one: a word after `password is` is mostly a word. */
function isTold(kind: NamedKind, value: string, joint: Joint, quoted: boolean): boolean {
  switch (kind) {
    case 'password':
      if (value.length < 4) return false;
      if (joint === 'element' || (quoted && joint === 'sign')) return true;
      if (CODE_LIKE.test(value)) return false;
      return joint === 'sign' || (value.length >= 6 && /[\d!@#$%^&*]/.test(value));
    case 'credential':
    case 'token':
    case 'session':
      return looksRandom(value, joint === 'sign' ? 12 : 16) && /\d/.test(value) && /[A-Za-z]/.test(value);
    case 'ip':
      return /^[\d.]+$|:/.test(value);
    default:
      return true;
  }
}

/** Whether a joint says enough for a kind: bare space only where the value cannot be read as a word. */
function joins(kind: NamedKind, joint: Joint): boolean {
  if (joint === 'space') return kind === 'security-code' || kind === 'us-ssn';
  return joint !== 'verb' || kind !== 'address';
}

function claim(
  scan: Scan,
  surface: Surface,
  label: string,
  kind: NamedKind,
  joint: Joint,
  at: number,
  to: number,
): number | undefined {
  const { text } = surface;
  const found = valueFrom(text, at, to, kind, joint);
  if (found === undefined) return undefined;
  const raw = text.slice(found.start, Math.min(found.end, to));
  const value = found.quoted ? raw : trimmed(raw.trimEnd());
  if (value === '' || !isTold(kind, value, joint, found.quoted)) return undefined;
  const format = credentialAt(text, found.start) ?? jwtAt(text, found.start);
  const { length } = value;
  const judged =
    format?.end === found.start + length ? claimOf(format) : judgeNamed(kind, value, label, 'label');
  if (judged === undefined) return undefined;
  scan.add(surface, found.start, found.start + value.length, judged);
  return found.start + value.length;
}

/** Where the identifier or the words that end with the word at `start` begin. */
function labelStart(text: string, start: number, from: number): number {
  const limit = Math.max(from, start - LONGEST_LABEL);
  let at = start;
  let words = 0;
  while (at > limit) {
    const code = text.charCodeAt(at - 1);
    const letter = (code | 32) >= 97 && (code | 32) <= 122;
    const joint = code === 95 || code === 45 || code === 46 || code === 91 || (code >= 48 && code <= 57);
    if (!letter && !joint) {
      if (code !== 32 || words >= WORDS_BEFORE) break;
      words += 1;
    }
    at -= 1;
  }
  return at;
}

/**
 * Reads a label that ends with the Latin word [start, end), and the value behind it.
 * @returns where the value ends, or `undefined`
 */
export function readLabel(
  scan: Scan,
  surface: Surface,
  [start, end]: readonly [start: number, end: number],
  [from, to]: readonly [from: number, to: number],
): number | undefined {
  const { text } = surface;
  if (!mayJoin(text, end) || !latin.has(text.slice(start, end).toLowerCase())) return undefined;
  const joined = jointAfter(text, start, end);
  if (joined === undefined || joined.at >= to) return undefined;
  const { name, kind } = meaningOf(text.slice(labelStart(text, start, from), end).trim());
  if (kind === undefined || !LABELLED.has(kind) || !joins(kind, joined.joint)) return undefined;
  return claim(scan, surface, name, kind, joined.joint, joined.at, to);
}

/** Reads a Chinese label that begins at `at`, and the value behind it. */
export function readWideLabel(scan: Scan, surface: Surface, at: number, to: number): number | undefined {
  const { text } = surface;
  const name = wide.get(text.charCodeAt(at))?.find((one) => text.startsWith(one, at));
  const kind = name === undefined ? undefined : KIND_BY_NAME.get(name);
  if (name === undefined || kind === undefined || kind === 'innocent') return undefined;
  const end = at + name.length;
  const sign = after(SIGN, text, end);
  const verb = sign ?? after(VERB, text, end);
  const loose = kind === 'business' || kind === 'china-id' || kind === 'security-code';
  const value = verb ?? (loose ? after(BARE, text, end) : undefined);
  if (value === undefined || value >= to || !LABELLED.has(kind)) return undefined;
  return claim(scan, surface, name, kind, 'sign', value, to);
}

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
  const stop = after(AUTHORIZATION, text, end + 1);
  if (stop === undefined || stop > to) return undefined;
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
