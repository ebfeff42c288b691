// Secrets that were found somewhere, looked for everywhere else: a server quotes in an error what it was sent in a form.
// All of them at once, in one pass over a text, however many there are.

import { MASK_CLOSE, MASK_OPEN } from '../marks.ts';
import { base64Forms, writtenForms } from '../secret-encodings.ts';

/** Shorter secrets would be found by accident inside innocent texts. They are replaced where they stand, by their name. */
const SHORTEST_FINDABLE = 8;
/** The first characters of a form, by which it is looked for; no form is shorter. */
const WINDOW = 8;
/** Base64 of something this long is looked for in one form only: each costs its length in memory. */
const LONGEST_BASE64 = 4096;

const MASK_CODE = MASK_OPEN.charCodeAt(0);
const LONGEST_MASK = 82;

const FILTER_BITS = 16;
const MULTIPLIER = 0x01_00_01_93;

/** A known secret in a text. */
export interface KnownSpan<T> {
  readonly start: number;
  readonly end: number;
  readonly secret: T;
}

interface Form<T> {
  readonly secret: T;
  readonly base64: boolean;
}

/** Forms that begin alike, such as the phone numbers of one area: found by their whole text, longest first. */
interface Bucket<T> {
  readonly forms: Map<string, Form<T>>;
  lengths: readonly number[];
}

function windowHash(text: string, at: number): number {
  let hash = 0;
  for (let index = at; index < at + WINDOW; index += 1)
    hash = (Math.imul(hash, MULTIPLIER) + text.charCodeAt(index)) | 0;
  return hash;
}

/** `MULTIPLIER` to the power of `WINDOW - 1`: the weight of the character that leaves the window. */
const LEAVING = Array.from({ length: WINDOW - 1 }).reduce<number>((power) => Math.imul(power, MULTIPLIER), 1);

function slotOf(hash: number): number {
  return (hash ^ (hash >>> FILTER_BITS)) & ((1 << FILTER_BITS) - 1);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Digits before `at` that belong to an escape (`%20`, `\u0020`), not to a number. */
function endsEscape(text: string, at: number): boolean {
  return /%[\dA-Fa-f]{2}$|\\u[\dA-Fa-f]{4}$/.test(text.slice(Math.max(0, at - 6), at));
}

/** A number is not found inside a longer one. */
function bordered(text: string, start: number, end: number): boolean {
  if (isDigit(text.charCodeAt(start)) && isDigit(text.charCodeAt(start - 1)) && !endsEscape(text, start))
    return false;
  return !(isDigit(text.charCodeAt(end - 1)) && isDigit(text.charCodeAt(end)));
}

const BASE64_LETTER = /[A-Za-z0-9+/_-]/;

/** The secrets known so far, each with whatever the caller keeps for it. */
export class KnownSecrets<T> {
  readonly #forms = new Map<number, Bucket<T>>();
  readonly #filter = new Uint8Array(1 << FILTER_BITS);
  readonly #known = new Set<string>();

  get isEmpty(): boolean {
    return this.#forms.size === 0;
  }

  /** Looks for a secret from now on, in every form it may be written in; `levels` of quoting, each with its cost. */
  add(secret: string, kept: T, levels: 1 | 2): void {
    if (secret.length < SHORTEST_FINDABLE) return;
    for (const form of writtenForms(secret, levels)) this.#addForm(form, kept, false);
    if (secret.length > LONGEST_BASE64) return;
    const quoted = new Set([secret, JSON.stringify(secret).slice(1, -1), ...percent(secret)]);
    for (const text of quoted) for (const form of base64Forms(text)) this.#addForm(form, kept, true);
  }

  #addForm(text: string, secret: T, base64: boolean): void {
    if (text.length < WINDOW || this.#known.has(text)) return;
    this.#known.add(text);
    const hash = windowHash(text, 0);
    const bucket = this.#forms.get(hash) ?? { forms: new Map<string, Form<T>>(), lengths: [] };
    this.#forms.set(hash, bucket);
    bucket.forms.set(text, { secret, base64 });
    if (!bucket.lengths.includes(text.length))
      bucket.lengths = [...bucket.lengths, text.length].toSorted((one, other) => other - one);
    this.#filter[slotOf(hash)] = 1;
  }

  /** Every known secret in a text [start, to), first come first, the longer of two at one place. Masks are passed over. */
  find(text: string, start = 0, to = text.length): KnownSpan<T>[] {
    const found: KnownSpan<T>[] = [];
    if (this.#forms.size === 0 || to - start < WINDOW) return found;
    let hash = windowHash(text, start);
    let from = start;
    let at = start;
    for (;;) {
      if (this.#filter[slotOf(hash)] === 1 && at >= from) {
        const span = this.#at(text, at, hash, from, to);
        if (span !== undefined) {
          found.push(span);
          from = span.end;
        }
      }
      if (at + WINDOW >= to) return found;
      if (text.charCodeAt(at) === MASK_CODE && at >= from) {
        from = Math.max(from, text.slice(at, at + LONGEST_MASK).indexOf(MASK_CLOSE) + at);
      }
      hash = (hash - Math.imul(text.charCodeAt(at), LEAVING)) | 0;
      hash = (Math.imul(hash, MULTIPLIER) + text.charCodeAt(at + WINDOW)) | 0;
      at += 1;
    }
  }

  #at(text: string, at: number, hash: number, from: number, to: number): KnownSpan<T> | undefined {
    const bucket = this.#forms.get(hash);
    for (const length of bucket?.lengths ?? []) {
      const form = at + length > to ? undefined : bucket?.forms.get(text.slice(at, at + length));
      if (form === undefined) continue;
      const { secret, base64 } = form;
      let start = at;
      let end = at + length;
      if (base64) {
        // The letters on either side hold bits of the secret, too.
        if (start > from && BASE64_LETTER.test(text[start - 1] ?? '')) start -= 1;
        if (end < to && BASE64_LETTER.test(text[end] ?? '')) end += 1;
      } else if (!bordered(text, start, end)) continue;
      return { start, end, secret };
    }
    return undefined;
  }
}

function percent(text: string): string[] {
  try {
    return [encodeURIComponent(text)];
  } catch {
    return []; // a lone surrogate cannot stand in a URL
  }
}
