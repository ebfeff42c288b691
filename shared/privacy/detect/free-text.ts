// One pass over a text without grammar of its own. Each character is looked at once to see whether anything may begin
// there; what may is given to the detector for it.

import { HASH_PAIRS, passwordHashAt } from '../checks/password-hash.ts';
import { MASK_OPEN } from '../marks.ts';
import type { ClaimTo } from './credentials.ts';
import {
  claimOf,
  CREDENTIAL_PAIRS,
  credentialAround,
  credentialAt,
  jwtAt,
  privateKeyAt,
} from './credentials.ts';
import { readCookies } from './cookies.ts';
import { readEmail } from './emails.ts';
import { ibanAt } from './ibans.ts';
import { mayEndLabel, readAuthorization, readLabel, readWideLabel, WIDE_LABEL_STARTS } from './labels.ts';
import { readMask } from './masks.ts';
import { readInternationalPhone, readNumber } from './numbers.ts';
import { type Job, LARGE, type Scan } from './scan.ts';
import type { Meaning } from './sensitive-name.ts';
import type { Surface } from './surface.ts';
import { readUrl } from './urls.ts';

const LETTER = 1;
const DIGIT = 2;
const TRIGGER = 4;
const COLON = 58;
const LONGEST_COOKIES = 4096;

/** Kinds of ASCII characters. */
const KIND = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  if ((code | 32) >= 97 && (code | 32) <= 122) KIND[code] = LETTER;
  else if (code >= 48 && code <= 57) KIND[code] = DIGIT;
}
for (const trigger of '@$-+:{~') KIND[trigger.charCodeAt(0)] = TRIGGER;

const CREDENTIAL = 1;
const HASH = 2;
/** First two characters of what has a format of its own. */
const PAIRS = new Uint8Array(1 << 14);
for (const pair of CREDENTIAL_PAIRS) PAIRS[pair] = CREDENTIAL;
for (const pair of HASH_PAIRS) PAIRS[pair] = (PAIRS[pair] ?? 0) | HASH;

/** Other characters at which something may begin. */
const WIDE = new Uint8Array(1 << 16);
for (const start of WIDE_LABEL_STARTS) WIDE[start] = 1;
const MASK = MASK_OPEN.charCodeAt(0);
WIDE[MASK] = 1;

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (KIND[code] ?? 0) : 0;
}

function hashAt(text: string, at: number): ClaimTo | undefined {
  const hash = passwordHashAt(text, at);
  if (hash === undefined) return undefined;
  return {
    class: 'password-hash',
    detector: 'password-hash',
    confidence: 'certain',
    why: `the format of a hash of ${hash.name}`,
    end: hash.end,
  };
}

/** Reads a text [from, to), in one turn or in several. */
class TextReader implements Job {
  #scan: Scan;
  #surface: Surface;
  #text: string;
  #bounds: readonly [from: number, to: number];
  #meaning: Meaning;
  #at: number;
  /** The URL that is being read ends here; its parameters, from `#skipFrom` on, have been read. */
  #urlEnd: number;
  #skipFrom = -1;

  constructor(scan: Scan, surface: Surface, from: number, to: number, meaning: Meaning) {
    this.#scan = scan;
    this.#surface = surface;
    this.#text = surface.text;
    this.#bounds = [from, to];
    this.#meaning = meaning;
    this.#at = from;
    this.#urlEnd = from;
  }

  /** Begins another text: values are many and short, and a reader for each would be most of the work. */
  begin(scan: Scan, surface: Surface, from: number, to: number, meaning: Meaning): this {
    this.#scan = scan;
    this.#surface = surface;
    this.#text = surface.text;
    this.#bounds = [from, to];
    this.#meaning = meaning;
    this.#at = from;
    this.#urlEnd = from;
    this.#skipFrom = -1;
    return this;
  }

  #claimed(at: number, found: ClaimTo | undefined): number | undefined {
    if (found === undefined || found.end > this.#bounds[1]) return undefined;
    this.#scan.add(this.#surface, at, found.end, claimOf(found));
    return found.end;
  }

  /** A word [start, end) of letters and digits that begins with a letter; returns where to read on. */
  #word(start: number, end: number, pair: number): number {
    const text = this.#text;
    const first = text.charCodeAt(start);
    const length = end - start;
    if ((pair & CREDENTIAL) !== 0) {
      const found = this.#claimed(start, credentialAt(text, start));
      if (found !== undefined) return found;
    }
    if ((pair & HASH) !== 0) {
      const found = this.#claimed(start, hashAt(text, start));
      if (found !== undefined) return found;
    }
    if (first === 101 && length >= 10 && text.startsWith('eyJ', start)) {
      const found = this.#claimed(start, jwtAt(text, start));
      if (found !== undefined) return found;
    }
    if (first <= 90 && length >= 4 && text.charCodeAt(start + 1) <= 90) {
      const found = this.#claimed(start, ibanAt(text, start, this.#bounds[1]));
      if (found !== undefined) return found;
    }
    if (length <= 6 && (first | 32) === 98) {
      const scheme = text.slice(start, end).toLowerCase();
      if (scheme === 'bearer' || scheme === 'basic') {
        return readAuthorization(this.#scan, this.#surface, scheme, end, this.#bounds[1]) ?? end;
      }
    }
    if (length === 6 && (first | 32) === 99 && text.slice(start, end).toLowerCase() === 'cookie') {
      return this.#cookie(start, end);
    }
    if (!mayEndLabel(text, start, end)) return end;
    return readLabel(this.#scan, this.#surface, [start, end], this.#bounds) ?? end;
  }

  /** A header line among others: `Set-Cookie: sid=…`, to the end of the line. */
  #cookie(start: number, end: number): number {
    const text = this.#text;
    if (text.charCodeAt(end) !== COLON) return end;
    let stop = end + 1;
    while (stop < this.#bounds[1] && stop - end < LONGEST_COOKIES && !/[\n\r"'\\]/.test(text.charAt(stop)))
      stop += 1;
    const setting = text.slice(Math.max(this.#bounds[0], start - 4), start).toLowerCase() === 'set-';
    readCookies(this.#scan, this.#surface, end + 1, stop, setting);
    return stop;
  }

  #number(start: number, end: number): number {
    return readNumber(this.#scan, this.#surface, start, end, this.#bounds, this.#meaning);
  }

  #trigger(at: number): number {
    const text = this.#text;
    const [from, to] = this.#bounds;
    const next = text.charCodeAt(at + 1);
    switch (text.charCodeAt(at)) {
      case 64:
        return readEmail(this.#scan, this.#surface, at, this.#bounds) ?? at + 1;
      case 43:
        return next >= 49 && next <= 57 && (at === from || (kindAt(text, at - 1) & (LETTER | DIGIT)) === 0)
          ? (readInternationalPhone(this.#scan, this.#surface, at, to) ?? at + 1)
          : at + 1;
      case 36:
      case 123:
        return this.#claimed(at, hashAt(text, at)) ?? at + 1;
      case 45:
        if (next === 45) {
          const found = this.#claimed(at, privateKeyAt(text, at));
          if (found !== undefined) return found;
          // A ruler of hyphens is passed over at once.
          let end = at + 2;
          while (end < to && text.charCodeAt(end) === 45 && !text.startsWith('-----BEGIN', end)) end += 1;
          return end;
        }
        return next === 117 ? this.#around(at) : at + 1;
      case 58:
        return next === 65 ? this.#around(at) : at + 1;
      default:
        return this.#around(at);
    }
  }

  #around(at: number): number {
    const found = credentialAround(this.#text, at, this.#bounds[0]);
    if (found === undefined) return at + 1;
    return this.#claimed(found.start, found) ?? at + 1;
  }

  #wide(at: number): number {
    const [, to] = this.#bounds;
    if (this.#text.charCodeAt(at) === MASK) return readMask(this.#scan, this.#surface, at, to);
    return readWideLabel(this.#scan, this.#surface, at, to) ?? at + 1;
  }

  #url(at: number): void {
    const { parameters, end } = readUrl(this.#scan, this.#surface, at, this.#bounds[1]);
    this.#urlEnd = end;
    this.#skipFrom = parameters < end ? parameters : -1;
  }

  #letters(start: number, to: number): number {
    const text = this.#text;
    let at = start + 1;
    while (at < to && ((KIND[text.charCodeAt(at)] ?? 0) & (LETTER | DIGIT)) !== 0) at += 1;
    const second = text.charCodeAt(start + 1);
    return this.#word(start, at, second < 128 ? (PAIRS[(text.charCodeAt(start) << 7) | second] ?? 0) : 0);
  }

  #digits(start: number, to: number): number {
    const text = this.#text;
    let end = start + 1;
    while (end < to && KIND[text.charCodeAt(end)] === DIGIT) end += 1;
    let at = end;
    while (at < to && ((KIND[text.charCodeAt(at)] ?? 0) & (LETTER | DIGIT)) !== 0) at += 1;
    // Digits that letters follow are the middle of something, save the check letter of an identity number.
    if (at === end || (at === end + 1 && end - start === 17)) return Math.max(at, this.#number(start, end));
    return at;
  }

  get left(): number {
    return Math.max(0, this.#bounds[1] - this.#at);
  }

  run(characters: number): boolean {
    const text = this.#text;
    const [, to] = this.#bounds;
    const until = this.#at + characters;
    let at = this.#at;
    while (at < to && at < until) {
      const code = text.charCodeAt(at);
      if (code >= 128) {
        at = WIDE[code] === 1 ? this.#wide(at) : at + 1;
        continue;
      }
      const kind = KIND[code];
      if (kind === LETTER) at = this.#letters(at, to);
      else if (kind === DIGIT) at = this.#digits(at, to);
      else if (kind === TRIGGER) {
        if (code === COLON && at >= this.#urlEnd && text.startsWith('//', at + 1)) {
          this.#url(at);
          at += 3;
        } else at = this.#trigger(at);
      } else at = at === this.#skipFrom ? this.#urlEnd : at + 1;
    }
    this.#at = at;
    return at >= to;
  }
}

const NOTHING: Surface = { text: '' };
/** A reader that nobody uses just now; it holds on to no text. */
let idle: TextReader | undefined;

/** Reads a text [from, to); `meaning` is what the name of the value says. */
export function readText(scan: Scan, surface: Surface, from: number, to: number, meaning: Meaning): void {
  if (to - from > LARGE) {
    scan.later(new TextReader(scan, surface, from, to, meaning));
    return;
  }
  const reader =
    idle?.begin(scan, surface, from, to, meaning) ?? new TextReader(scan, surface, from, to, meaning);
  // A text may hold a text: whoever reads that finds none idle.
  idle = undefined;
  reader.run(Infinity);
  idle = reader.begin(scan, NOTHING, 0, 0, meaning);
}
