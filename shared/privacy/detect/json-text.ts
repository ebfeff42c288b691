// JSON as it is written: every string is read where it stands, under the name it stands under. It is not parsed first,
// for a parser drops what a name was given twice, and gives nothing at all for a body that was cut.

import { readText } from './free-text.ts';
import type { Frame, Place, Spot } from './json-frames.ts';
import { isMetadata, neighboursOf, openFrame, PERSONAL } from './json-frames.ts';
import { judgeNamed } from './named-value.ts';
import { type Claim, type Job, LARGE, type Scan, type Whereabouts } from './scan.ts';
import {
  MARK,
  type Meaning,
  meaningIn,
  meaningOf,
  meaningWithin,
  nameHash,
  NO_MEANING,
  readName,
} from './sensitive-name.ts';
import type { Surface } from './surface.ts';
import { unescaped } from './unescaped.ts';
import { mayTell, readValue } from './value.ts';

/** Below this many digits a number without a name is nothing. */
const SHORTEST_NUMBER = 14;
/** Deeper values are reported at the path of the value around them: a path a value costs the square of a document. */
const DEEPEST_POINTER = 512;
const SHORTEST_KEY_PART = 16;
const LONGEST_PAIR_NAME = 40;
/** Longer strings are searched for their end by the engine. */
const SHORT = 48;

const QUOTE = 34;
const BACKSLASH = 92;

/** Reads one JSON text, or several one after another, in one turn or in several. */
class JsonReader implements Job, Whereabouts {
  readonly #scan: Scan;
  readonly #surface: Surface;
  readonly #text: string;
  readonly #to: number;
  /** Paths name the values of this document; else of the one around it. */
  readonly #pointers: boolean;
  #outer: Whereabouts | undefined;
  readonly #outside: Meaning;
  readonly #frames: Frame[] = [];
  #frame: Frame | undefined;
  #at: number;
  #afterColon = false;
  /** The string that was found last has escapes. */
  #escaped = false;

  constructor(scan: Scan, surface: Surface, from: number, to: number, outside: Meaning, pointers: boolean) {
    this.#scan = scan;
    this.#surface = surface;
    this.#text = surface.text;
    this.#at = from;
    this.#to = to;
    this.#outside = outside;
    this.#pointers = pointers;
  }

  get left(): number {
    return this.#to - this.#at;
  }

  pointer(): string {
    if (!this.#pointers) return this.#outer?.pointer() ?? '';
    return this.#frames
      .slice(0, DEEPEST_POINTER)
      .map(({ array, index, member }) =>
        array ? `/${index}` : `/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      )
      .join('');
  }

  names(): readonly string[] {
    const own = this.#frames
      .slice(0, DEEPEST_POINTER)
      .filter(({ array }) => !array)
      .map(({ member }) => member);
    return [...(this.#outer?.names() ?? []), ...own];
  }

  run(characters: number): boolean {
    const outer = this.#scan.whereabouts;
    // Asked anew each time: what is read later is told then where it stood.
    this.#outer = outer;
    this.#scan.whereabouts = this;
    this.#read(Math.min(this.#to, this.#at + characters));
    const done = this.#at >= this.#to;
    if (done) while (this.#frame !== undefined) this.#close();
    this.#scan.whereabouts = outer;
    return done;
  }

  #read(until: number): void {
    const text = this.#text;
    let at = this.#at;
    while (at < until) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) at = this.#string(at + 1);
      else if (code === 44) {
        this.#afterColon = false;
        if (this.#frame?.array === true) this.#frame.index += 1;
        at += 1;
      } else if (code === 58) {
        this.#afterColon = true;
        at += 1;
      } else if (code === 32 || (code >= 9 && code <= 13)) at += 1;
      else if (code === 123 || code === 91) {
        this.#open(code === 91);
        at += 1;
      } else if (code === 125 || code === 93) {
        this.#close();
        at += 1;
      } else if ((code >= 48 && code <= 57) || code === 45) at = this.#number(at);
      else at = this.#literal(at);
    }
    this.#at = at;
  }

  #literal(at: number): number {
    const word = ['true', 'false', 'null'].find((one) => this.#text.startsWith(one, at));
    return word === undefined ? this.#notJson(at) : at + word.length;
  }

  /** From here on it is something else. */
  #notJson(at: number): number {
    readText(this.#scan, this.#surface, at, this.#to, this.#frame === undefined ? this.#outside : NO_MEANING);
    return this.#to;
  }

  #meaning(): Meaning {
    const frame = this.#frame;
    if (frame === undefined) return this.#outside;
    return frame.array ? frame.meaning : frame.name;
  }

  #open(array: boolean): void {
    this.#frame = openFrame(this.#frame, array, this.#meaning(), this.#scan.mark);
    this.#frames.push(this.#frame);
    this.#afterColon = false;
  }

  #close(): void {
    const frame = this.#frames.pop();
    this.#frame = this.#frames.at(-1);
    this.#afterColon = false;
    if (frame === undefined || frame.marks === 0) return;
    for (const { spot, needs, claim } of frame.pending ?? []) {
      if ((frame.marks & needs) === 0) continue;
      this.#back(spot, () => this.#scan.add(spot.surface, spot.from, spot.to, claim));
    }
    if (isMetadata(frame.marks)) this.#scan.forget(frame.found, PERSONAL);
  }

  /** Does something as if the value at a spot were being read. */
  #back({ pointer, base, bare }: Spot, work: () => void): void {
    const scan = this.#scan;
    const { base: before, whereabouts, bare: wasBare } = scan;
    [scan.base, scan.bare] = [base, bare];
    scan.whereabouts = { pointer: () => pointer, names: () => this.names() };
    work();
    [scan.base, scan.whereabouts, scan.bare] = [before, whereabouts, wasBare];
  }

  /** Where the string ends whose first character is at `from`; notes whether it has escapes. */
  #endOfString(from: number): number {
    const text = this.#text;
    let at = from;
    this.#escaped = false;
    for (;;) {
      const limit = Math.min(this.#to, at + SHORT);
      while (at < limit) {
        const code = text.charCodeAt(at);
        if (code === QUOTE) return at;
        if (code === BACKSLASH) {
          this.#escaped = true;
          at += 1;
        }
        at += 1;
      }
      if (at >= this.#to) return this.#to;
      if (!this.#escaped) {
        // A long string without escapes is passed over at once; one with many must be walked.
        const quote = text.indexOf('"', at);
        const end = quote === -1 || quote > this.#to ? this.#to : quote;
        const backslash = text.slice(at, end).indexOf('\\');
        if (backslash === -1) return end;
        at += backslash;
      }
    }
  }

  /** Reads the string whose first character is at `from`; returns where to read on. */
  #string(from: number): number {
    const frame = this.#frame;
    if (frame !== undefined && !frame.array && !this.#afterColon) return this.#name(frame, from);
    const end = this.#endOfString(from);
    this.#afterColon = false;
    if (this.#escaped) {
      const decoded = unescaped(this.#surface, from, end);
      // Where paths name values, their offsets are of the decoded text.
      const own = this.#pointers ? { text: decoded.text } : decoded;
      this.#value(frame, own, 0, own.text.length, 0);
    } else if (end > from) this.#value(frame, this.#surface, from, end, this.#pointers ? from : 0);
    return Math.min(end + 1, this.#to);
  }

  /** Reads a member name; most are short, have no escapes, and were met before. */
  #name(frame: Frame, from: number): number {
    const text = this.#text;
    let end = from;
    let hash = 0;
    let code = text.charCodeAt(end);
    while (code !== QUOTE && code !== BACKSLASH && end < this.#to) {
      hash = nameHash(hash, code);
      end += 1;
      code = text.charCodeAt(end);
    }
    let own: Meaning;
    let surface = this.#surface;
    if (code === BACKSLASH && end < this.#to) {
      end = this.#endOfString(from);
      const decoded = unescaped(surface, from, end);
      own = meaningOf(decoded.text);
      surface = this.#pointers ? { text: decoded.text } : decoded;
    } else own = meaningIn(text, from, end, hash);
    frame.name = own.generic ? meaningWithin(frame.meaning, own) : own;
    frame.member = own.name;
    frame.marks |= own.mark;
    if (own.telling) this.#readName(surface, surface === this.#surface ? from : 0, own.name.length);
    return Math.min(end + 1, this.#to);
  }

  #readName(surface: Surface, from: number, length: number): void {
    this.#scan.inName = true;
    if (this.#pointers) this.#scan.base = from;
    readText(this.#scan, surface, from, from + length, NO_MEANING);
    this.#scan.inName = false;
  }

  #value(frame: Frame | undefined, surface: Surface, from: number, to: number, base: number): void {
    const meaning = this.#meaning();
    const plain = meaning.kind === undefined && meaning.mark === 0 && meaning.pair === undefined;
    if (plain && this.#scan.options.rules === undefined && !mayTell(surface.text, from, to)) return;
    if ((meaning.mark & MARK.published) !== 0) return;
    if (this.#pointers) this.#scan.base = base;
    if (frame?.schema === true) {
      const { mark } = this.#scan;
      readValue(this.#scan, surface, from, to, NO_MEANING);
      this.#scan.forget(mark, PERSONAL);
    } else if (plain || frame === undefined || frame.array) readValue(this.#scan, surface, from, to, meaning);
    else if (!this.#besideOthers(frame, { surface, from, to }, meaning)) {
      readValue(this.#scan, surface, from, to, meaning);
    }
  }

  /** Values that another member of their object gives meaning; true when nothing else is to be read in them. */
  #besideOthers(frame: Frame, place: Place, meaning: Meaning): boolean {
    const weak = meaning.kind === 'business-weak';
    const keyPart = (meaning.mark & MARK.privateKeyPart) !== 0 && place.to - place.from >= SHORTEST_KEY_PART;
    if (!weak && !keyPart && !this.#isHalf(frame, place, meaning)) return false;
    const spot: Spot = { ...place, pointer: this.pointer(), base: this.#scan.base, bare: this.#scan.bare };
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
    const named = readName(pairName.surface.text.slice(pairName.from, pairName.to));
    const { surface, from, to } = pairValue;
    this.#back(pairValue, () => readValue(this.#scan, surface, from, to, named));
    return meaning.pair === 'value';
  }

  /** Whether a value is half of `{"name": "password", "value": "…"}`, as far as it can tell by itself. */
  #isHalf(frame: Frame, { surface, from, to }: Place, { pair }: Meaning): boolean {
    if (pair !== 'name') return pair === 'value' && (frame.pairName !== undefined || !this.#isText(frame));
    return to - from <= LONGEST_PAIR_NAME && readName(surface.text.slice(from, to)).kind !== undefined;
  }

  /** The `text` of a content block has a `type` beside it, and no name. */
  #isText(frame: Frame): boolean {
    return frame.name.name === 'text' || frame.name.name === 'content';
  }

  /** Reads the number at `from`; returns where to read on. */
  #number(from: number): number {
    const text = this.#text;
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
    this.#afterColon = false;
    const frame = this.#frame;
    const meaning = this.#meaning();
    // What begins with a number may be anything: a log line, a list.
    if (frame === undefined && /[^\s,\]}]/.test(text.charAt(at))) return this.#notJson(from);
    const telling = plain && at - from >= SHORTEST_NUMBER;
    if (meaning.kind === undefined && !telling && this.#scan.options.rules === undefined) return at;
    if (frame?.schema === true) return at;
    if (this.#pointers) this.#scan.base = from;
    this.#scan.bare = true;
    if (
      frame === undefined ||
      frame.array ||
      !this.#besideOthers(frame, { surface: this.#surface, from, to: at }, meaning)
    ) {
      readValue(this.#scan, this.#surface, from, at, meaning);
    }
    this.#scan.bare = false;
    return at;
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
