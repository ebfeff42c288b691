// Secrets that were found somewhere, looked for everywhere else: a server quotes in an error what it was sent in a form.
// All of them at once, in one pass over a text, however many there are.

import { MASK_CLOSE, MASK_OPEN } from '../marks.ts';
import { base64Forms, writtenForms } from '../secret-encodings.ts';

/** Shorter secrets would be found by accident inside innocent texts. They are replaced where they stand, by their name. */
export const SHORTEST_FINDABLE = 8;
/** The first characters of a form, by which it is looked for; no form is shorter. */
const WINDOW = SHORTEST_FINDABLE;
/** Base64 of something this long is looked for in one form only: each costs its length in memory. */
const LONGEST_BASE64 = 4096;

const MASK_CODE = MASK_OPEN.charCodeAt(0);
const LONGEST_MASK = 82;

const FEWEST_FILTER_BITS = 16;
const MOST_FILTER_BITS = 23;
const FEW = 32;
/** Slots of the filter for each form: were most of them taken, it would keep nothing out. */
const SLOTS_A_FORM = 16;
const MULTIPLIER = 0x01_00_01_93;

/** A known secret in a text. */
export interface KnownSpan<T> {
  readonly start: number;
  readonly end: number;
  readonly secret: T;
}

/** How a secret may be written where it is looked for. */
export type Forms = 'plain' | 'quoted once' | 'quoted twice';

interface Form<T> {
  readonly secret: T;
  readonly base64: boolean;
}

function windowHash(text: string, at: number): number {
  let hash = 0;
  for (let index = at; index < at + WINDOW; index += 1)
    hash = (Math.imul(hash, MULTIPLIER) + text.charCodeAt(index)) | 0;
  return hash;
}

/** `MULTIPLIER` to the power of `WINDOW - 1`: the weight of the character that leaves the window. */
const LEAVING = Array.from({ length: WINDOW - 1 }).reduce<number>((power) => Math.imul(power, MULTIPLIER), 1);

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
  readonly #forms = new Map<string, Form<T>>();
  /** Lengths of the forms whose windows have this hash, longest first: the phone numbers of one area begin alike. */
  readonly #lengths = new Map<number, number | readonly number[]>();
  #filter = new Uint8Array(1 << FEWEST_FILTER_BITS);
  readonly #inNumbers: boolean;

  /** @param options `inNumbers` finds a number also inside a longer one */
  constructor(options: { readonly inNumbers?: boolean } = {}) {
    this.#inNumbers = options.inNumbers ?? false;
  }

  get isEmpty(): boolean {
    return this.#forms.size === 0;
  }

  /** Looks for a secret from now on; each form that it may be written in has its cost. */
  add(secret: string, kept: T, forms: Forms): void {
    if (secret.length < SHORTEST_FINDABLE) return;
    const plain: Form<T> = { secret: kept, base64: false };
    if (forms === 'plain') return this.#addForm(secret, plain);
    for (const form of writtenForms(secret, forms === 'quoted once' ? 1 : 2)) this.#addForm(form, plain);
    if (secret.length > LONGEST_BASE64) return undefined;
    const base64: Form<T> = { secret: kept, base64: true };
    const quoted = new Set([secret, JSON.stringify(secret).slice(1, -1), ...percent(secret)]);
    for (const text of quoted) for (const form of base64Forms(text)) this.#addForm(form, base64);
    return undefined;
  }

  /** Looks for one form of a secret. */
  addForm(form: string, kept: T): void {
    this.#addForm(form, { secret: kept, base64: false });
  }

  #addForm(text: string, form: Form<T>): void {
    if (text.length < WINDOW || this.#forms.has(text)) return;
    this.#forms.set(text, form);
    const hash = windowHash(text, 0);
    const before = this.#lengths.get(hash);
    if (before === undefined) this.#lengths.set(hash, text.length);
    else {
      const lengths = typeof before === 'number' ? [before] : before;
      if (!lengths.includes(text.length))
        this.#lengths.set(
          hash,
          [...lengths, text.length].toSorted((one, other) => other - one),
        );
    }
    if (this.#forms.size * SLOTS_A_FORM > this.#filter.length && this.#filter.length < 1 << MOST_FILTER_BITS)
      this.#widen();
    else this.#filter[this.#slotOf(hash)] = 1;
  }

  #widen(): void {
    this.#filter = new Uint8Array(this.#filter.length * 8);
    for (const hash of this.#lengths.keys()) this.#filter[this.#slotOf(hash)] = 1;
  }

  #slotOf(hash: number): number {
    return (hash ^ (hash >>> 16)) & (this.#filter.length - 1);
  }

  /** False when a text holds none for certain: as long as the forms are few, the machine's own search is faster. */
  mayBeIn(text: string): boolean {
    if (text.length < WINDOW) return false;
    if (this.#forms.size > FEW) return true;
    for (const form of this.#forms.keys()) if (text.includes(form)) return true;
    return false;
  }

  /** Every known secret in a text [start, to), first come first, the longer of two at one place. Masks are passed over. */
  find(text: string, start = 0, to = text.length): KnownSpan<T>[] {
    const found: KnownSpan<T>[] = [];
    if (this.#forms.size === 0 || to - start < WINDOW) return found;
    const filter = this.#filter;
    const most = filter.length - 1;
    let hash = windowHash(text, start);
    let from = start;
    let at = start;
    for (;;) {
      if (filter[(hash ^ (hash >>> 16)) & most] === 1 && at >= from) {
        const span = this.#at(text, at, hash, from, to);
        if (span !== undefined) {
          found.push(span);
          from = span.end;
        }
      }
      if (at + WINDOW >= to) return found;
      const leaving = text.charCodeAt(at);
      if (leaving === MASK_CODE && at >= from) {
        from = Math.max(from, text.slice(at, at + LONGEST_MASK).indexOf(MASK_CLOSE) + at);
      }
      hash = (hash - Math.imul(leaving, LEAVING)) | 0;
      hash = (Math.imul(hash, MULTIPLIER) + text.charCodeAt(at + WINDOW)) | 0;
      at += 1;
    }
  }

  #at(text: string, at: number, hash: number, from: number, to: number): KnownSpan<T> | undefined {
    const lengths = this.#lengths.get(hash);
    if (lengths === undefined) return undefined;
    if (typeof lengths === 'number') return this.#ofLength(lengths, text, at, from, to);
    for (const length of lengths) {
      const span = this.#ofLength(length, text, at, from, to);
      if (span !== undefined) return span;
    }
    return undefined;
  }

  #ofLength(length: number, text: string, at: number, from: number, to: number): KnownSpan<T> | undefined {
    const form = at + length > to ? undefined : this.#forms.get(text.slice(at, at + length));
    if (form === undefined) return undefined;
    const { secret, base64 } = form;
    let start = at;
    let end = at + length;
    if (base64) {
      // The letters on either side hold bits of the secret, too.
      if (start > from && BASE64_LETTER.test(text[start - 1] ?? '')) start -= 1;
      if (end < to && BASE64_LETTER.test(text[end] ?? '')) end += 1;
    } else if (!this.#inNumbers && !bordered(text, start, end)) return undefined;
    return { start, end, secret };
  }
}

function percent(text: string): string[] {
  try {
    return [encodeURIComponent(text)];
  } catch {
    return []; // a lone surrogate cannot stand in a URL
  }
}
