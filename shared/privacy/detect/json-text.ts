// JSON as it is written: every string is read where it stands, under the name it stands under. It is not parsed first,
// for a parser drops what a name was given twice, and gives nothing at all for a body that was cut.

import type { SensitiveClass } from './detection.ts';
import { readText } from './free-text.ts';
import { judgeNamed } from './named-value.ts';
import type { Claim, Job, Scan, Whereabouts } from './scan.ts';
import { MARK, type Meaning, meaningOf, meaningWithin, NO_MEANING } from './sensitive-name.ts';
import { type Surface, unescaped } from './surface.ts';
import { readValue } from './value.ts';

/** In metadata documents and schemas these are contact addresses and examples. */
const PERSONAL: ReadonlySet<SensitiveClass> = new Set<SensitiveClass>([
  'payment-card',
  'card-security-code',
  'bank-account',
  'identity-number',
  'phone',
  'email',
  'postal-address',
  'ip-address',
  'business-confidential',
]);

/** Larger documents are read in turns. */
const LARGE = 1 << 16;
const SHORTEST_TELLING = 6;
/** Below this many digits a number without a name is nothing. */
const SHORTEST_NUMBER = 14;

/** Deeper values are reported at the path of the value around them: a path a value would cost the square of a document. */
const DEEPEST_POINTER = 512;
const SHORTEST_KEY_PART = 16;
const LONGEST_PAIR_NAME = 40;

const QUOTE = 34;
const BACKSLASH = 92;

/** Whether a text that begins with a bracket may be JSON. */
export function looksLikeJson(text: string, from: number, to: number): boolean {
  return /^(?:\{\s{0,20}["}]|\[\s{0,20}["{[\]\d-])/.test(text.slice(from, Math.min(to, from + 24)));
}

/** An object or array that is open. */
interface Frame {
  readonly array: boolean;
  /** What the name of the value says, for its entries. */
  readonly meaning: Meaning;
  readonly schema: boolean;
  readonly properties: boolean;
  /** `scan.mark` at its beginning. */
  readonly found: number;
  /** Member that is being read. */
  name: Meaning;
  index: number;
  /** Bits of `MARK` of its members. */
  marks: number;
  pairName?: Spot;
  pairValue?: Spot;
  /** Claims that only hold if a member beside them says so. */
  pending?: Pending[];
}

interface Place {
  readonly surface: Surface;
  readonly from: number;
  readonly to: number;
}

/** A place that may be gone back to. */
interface Spot extends Place {
  readonly pointer: string;
  readonly base: number;
}

interface Pending {
  readonly spot: Spot;
  readonly needs: number;
  readonly claim: Claim;
}

/** Beside what a bare `cost` or `margin` is a figure of a product: one alone may be shipping, or a style. */
function neighboursOf({ mark }: Meaning): number {
  return MARK.price | (mark === MARK.cost ? MARK.margin : MARK.cost);
}

/** Reads one JSON text, or several one after another, in one turn or in several. */
class JsonReader implements Job, Whereabouts {
  readonly #scan: Scan;
  readonly #surface: Surface;
  readonly #text: string;
  readonly #to: number;
  /** Paths name the values of this document; else of the one around it. */
  readonly #pointers: boolean;
  readonly #outer: Whereabouts | undefined;
  readonly #outside: Meaning;
  readonly #frames: Frame[] = [];
  #at: number;
  #afterColon = false;
  #backslash = -1;

  constructor(scan: Scan, surface: Surface, from: number, to: number, outside: Meaning, pointers: boolean) {
    this.#scan = scan;
    this.#surface = surface;
    this.#text = surface.text;
    this.#at = from;
    this.#to = to;
    this.#outside = outside;
    this.#pointers = pointers;
    this.#outer = scan.whereabouts;
  }

  pointer(): string {
    if (!this.#pointers) return this.#outer?.pointer() ?? '';
    return this.#frames
      .slice(0, DEEPEST_POINTER)
      .map(({ array, index, name }) =>
        array ? `/${index}` : `/${name.name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      )
      .join('');
  }

  names(): readonly string[] {
    const own = this.#frames
      .slice(0, DEEPEST_POINTER)
      .filter(({ array }) => !array)
      .map(({ name }) => name.name);
    return [...(this.#outer?.names() ?? []), ...own];
  }

  run(characters: number): boolean {
    const outer = this.#scan.whereabouts;
    this.#scan.whereabouts = this;
    this.#read(Math.min(this.#to, this.#at + characters));
    if (this.#at >= this.#to) while (this.#frames.length > 0) this.#close();
    this.#scan.whereabouts = outer;
    return this.#at >= this.#to;
  }

  #read(until: number): void {
    const text = this.#text;
    while (this.#at < until) {
      const code = text.charCodeAt(this.#at);
      if (code === QUOTE) this.#string();
      else if (code === 44) {
        this.#afterColon = false;
        const frame = this.#frames.at(-1);
        if (frame?.array === true) frame.index += 1;
        this.#at += 1;
      } else if (code === 58) {
        this.#afterColon = true;
        this.#at += 1;
      } else if (code === 32 || (code >= 9 && code <= 13)) this.#at += 1;
      else if (code === 123 || code === 91) this.#open(code === 91);
      else if (code === 125 || code === 93) {
        this.#close();
        this.#at += 1;
      } else if ((code >= 48 && code <= 57) || code === 45) this.#number();
      else if (!this.#literal()) {
        // Not JSON from here on.
        readText(this.#scan, this.#surface, this.#at, this.#to, NO_MEANING);
        this.#at = this.#to;
      }
    }
  }

  #literal(): boolean {
    const word = ['true', 'false', 'null'].find((one) => this.#text.startsWith(one, this.#at));
    if (word === undefined) return false;
    this.#at += word.length;
    return true;
  }

  #meaning(): Meaning {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return this.#outside;
    return frame.array ? frame.meaning : frame.name;
  }

  #open(array: boolean): void {
    const outer = this.#frames.at(-1);
    const meaning = this.#meaning();
    this.#frames.push({
      array,
      meaning,
      schema:
        outer !== undefined &&
        (outer.schema || outer.properties || (!outer.array && (outer.name.mark & MARK.schema) !== 0)),
      properties: !array && outer?.array === false && (outer.name.mark & MARK.properties) !== 0,
      found: this.#scan.mark,
      name: NO_MEANING,
      index: 0,
      marks: 0,
    });
    this.#afterColon = false;
    this.#at += 1;
  }

  #close(): void {
    const frame = this.#frames.pop();
    this.#afterColon = false;
    if (frame === undefined) return;
    const { marks } = frame;
    if (frame.pending !== undefined) this.#settle(frame.pending, marks);
    const metadata =
      (marks & (MARK.issuer | MARK.endpoint)) === (MARK.issuer | MARK.endpoint) ||
      (marks & (MARK.resource | MARK.authorizationServers)) === (MARK.resource | MARK.authorizationServers) ||
      (marks & MARK.redirectUris) !== 0;
    if (metadata) this.#scan.forget(frame.found, PERSONAL);
  }

  #settle(pending: readonly Pending[], marks: number): void {
    for (const { spot, needs, claim } of pending) {
      if ((marks & needs) === 0) continue;
      this.#back(spot, () => this.#scan.add(spot.surface, spot.from, spot.to, claim));
    }
  }

  /** Does something as if the value at a spot were being read. */
  #back({ pointer, base }: Spot, work: () => void): void {
    const scan = this.#scan;
    const { base: before, whereabouts } = scan;
    scan.base = base;
    scan.whereabouts = { pointer: () => pointer, names: () => this.names() };
    work();
    [scan.base, scan.whereabouts] = [before, whereabouts];
  }

  /** Where the string ends that begins behind `from`, and whether it has escapes. */
  #stringEnd(from: number): { end: number; escaped: boolean } {
    const text = this.#text;
    let quote = text.indexOf('"', from);
    if (quote === -1 || quote > this.#to) quote = this.#to;
    if (this.#backslash < from) {
      const found = text.indexOf('\\', from);
      this.#backslash = found === -1 ? Infinity : found;
    }
    if (this.#backslash >= quote) return { end: quote, escaped: false };
    let at = this.#backslash;
    while (at < this.#to) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) break;
      at += code === BACKSLASH ? 2 : 1;
    }
    return { end: Math.min(at, this.#to), escaped: true };
  }

  #string(): void {
    const from = this.#at + 1;
    const { end, escaped } = this.#stringEnd(from);
    this.#at = Math.min(end + 1, this.#to);
    const frame = this.#frames.at(-1);
    if (frame !== undefined && !frame.array && !this.#afterColon) {
      this.#name(frame, from, end, escaped);
      return;
    }
    this.#afterColon = false;
    if (end === from) return;
    if (escaped) {
      const decoded = unescaped(this.#surface, from, end);
      // Where paths name values, their offsets are of the decoded text.
      const own = this.#pointers ? { text: decoded.text } : decoded;
      this.#value(frame, { surface: own, from: 0, to: own.text.length }, 0);
    } else this.#value(frame, { surface: this.#surface, from, to: end }, this.#pointers ? from : 0);
  }

  #name(frame: Frame, from: number, end: number, escaped: boolean): void {
    const decoded = escaped ? unescaped(this.#surface, from, end) : undefined;
    const own = meaningOf(decoded?.text ?? this.#text.slice(from, end));
    frame.name = own.generic ? meaningWithin(frame.meaning, own) : own;
    frame.marks |= own.mark;
    if (!own.telling) return;
    const surface =
      decoded === undefined || !this.#pointers ? (decoded ?? this.#surface) : { text: decoded.text };
    this.#scan.inName = true;
    if (this.#pointers) this.#scan.base = decoded === undefined ? from : 0;
    if (decoded === undefined) readText(this.#scan, surface, from, end, NO_MEANING);
    else readText(this.#scan, surface, 0, decoded.text.length, NO_MEANING);
    this.#scan.inName = false;
  }

  #value(frame: Frame | undefined, place: Place, base: number): void {
    const { surface, from, to } = place;
    const scan = this.#scan;
    const meaning = this.#meaning();
    if ((meaning.mark & MARK.published) !== 0) return undefined;
    if (this.#pointers) scan.base = base;
    if (frame === undefined) return readValue(scan, surface, from, to, meaning);
    if (frame.schema) {
      const mark = scan.mark;
      readValue(scan, surface, from, to, NO_MEANING);
      return scan.forget(mark, PERSONAL);
    }
    if (!frame.array && this.#besideOthers(frame, place, meaning)) return undefined;
    if (meaning.kind !== undefined || to - from >= SHORTEST_TELLING || scan.options.rules !== undefined) {
      readValue(scan, surface, from, to, meaning);
    }
  }

  /** Values that another member of their object gives meaning; true when nothing else is to be read in them. */
  #besideOthers(frame: Frame, place: Place, meaning: Meaning): boolean {
    const weak = meaning.kind === 'business-weak';
    const keyPart = (meaning.mark & MARK.privateKeyPart) !== 0 && place.to - place.from >= SHORTEST_KEY_PART;
    if (!weak && !keyPart && meaning.pair === undefined) return false;
    const spot: Spot = { ...place, pointer: this.pointer(), base: this.#scan.base };
    if (weak) {
      const claim = judgeNamed(
        'business-weak',
        place.surface.text.slice(place.from, place.to),
        meaning.name,
        'key',
      );
      if (claim) (frame.pending ??= []).push({ spot, needs: neighboursOf(meaning), claim });
      return true;
    }
    if (keyPart) {
      const claim: Claim = {
        class: 'private-key',
        detector: 'jwk',
        confidence: 'certain',
        why: `the secret part "${meaning.name}" of a JWK (RFC 7518 §6)`,
      };
      (frame.pending ??= []).push({ spot, needs: MARK.keyType, claim });
    }
    if (meaning.pair === 'name') frame.pairName = spot;
    else if (meaning.pair === 'value') frame.pairValue = spot;
    const { pairName, pairValue } = frame;
    if (meaning.pair === undefined || pairName === undefined || pairValue === undefined) return false;
    if (pairName.to - pairName.from > LONGEST_PAIR_NAME) return false;
    const named = meaningOf(pairName.surface.text.slice(pairName.from, pairName.to));
    if (named.kind === undefined) return false;
    const { surface, from, to } = pairValue;
    this.#back(pairValue, () => readValue(this.#scan, surface, from, to, named));
    return meaning.pair === 'value';
  }

  #number(): void {
    const text = this.#text;
    const from = this.#at;
    let at = from + 1;
    let plain = true;
    while (at < this.#to) {
      const code = text.charCodeAt(at);
      if (code < 48 || code > 57) {
        if (code !== 46 && code !== 43 && code !== 45 && (code | 32) !== 101) break;
        plain = false;
      }
      at += 1;
    }
    this.#at = at;
    this.#afterColon = false;
    const frame = this.#frames.at(-1);
    if (frame === undefined) {
      // What begins with a number may be anything: a log line, a list.
      if (/[^\s,\]}]/.test(text.charAt(at))) {
        readText(this.#scan, this.#surface, from, this.#to, this.#outside);
        this.#at = this.#to;
      } else readValue(this.#scan, this.#surface, from, at, this.#outside);
      return;
    }
    const meaning = this.#meaning();
    const telling = plain && at - from >= SHORTEST_NUMBER;
    if (frame.schema || (meaning.kind === undefined && !telling && this.#scan.options.rules === undefined))
      return;
    if (this.#pointers) this.#scan.base = from;
    const place: Place = { surface: this.#surface, from, to: at };
    if (frame.array || !this.#besideOthers(frame, place, meaning)) {
      readValue(this.#scan, this.#surface, from, at, meaning);
    }
  }
}

/** Reads the JSON text [from, to); `outside` is what the name of the whole says. */
export function readJson(
  scan: Scan,
  surface: Surface,
  from: number,
  to: number,
  outside: Meaning = NO_MEANING,
  pointers = false,
): void {
  const reader = new JsonReader(scan, surface, from, to, outside, pointers);
  if (to - from > LARGE) scan.later(reader);
  else reader.run(Infinity);
}
