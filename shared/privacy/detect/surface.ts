// Texts inside texts: a JSON string, a percent-encoded parameter, Base64, the data of an event. Detectors read what was
// decoded; what they find is reported where it stands in the text that the caller knows.

/** Where the places of a decoded text lie in the text that it was decoded from. */
export interface Places {
  /** Where the character at `at` begins. */
  start(at: number): number;
  /** Where the character before `at` ends. */
  end(at: number): number;
  /** The other way round, where somebody asks. */
  decoded?(at: number): number;
  /** The text was a JSON string, whose quotes are escaped. */
  readonly escapes?: true;
  /** The pieces of [start, end), where the text was put together from several. */
  pieces?(start: number, end: number): readonly (readonly [start: number, end: number])[];
}

/** A text to read, and where it comes from; without `parent` it is the caller's own. */
export interface Surface {
  readonly text: string;
  readonly parent?: Surface;
  readonly places?: Places;
}

/** The last entry of an ascending list that is at most `value`; 0 when none is. */
function lastAtMost(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((list[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Decoded text whose characters correspond one to one, save at a few places where an escape was longer. */
class Breaks implements Places {
  readonly #decoded: readonly number[];
  readonly #written: readonly number[];

  /** `decoded[n]` corresponds to `written[n]`, and what follows both goes on in step. Both ascend. */
  constructor(decoded: readonly number[], written: readonly number[]) {
    this.#decoded = decoded;
    this.#written = written;
  }

  start(at: number): number {
    const index = lastAtMost(this.#decoded, at);
    return (this.#written[index] ?? 0) + at - (this.#decoded[index] ?? 0);
  }

  end(at: number): number {
    return this.start(at);
  }
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The character that the escape at `at` stands for, and where it ends; a broken one stands for itself. */
function escapeAt(text: string, at: number, to: number): { character: string; end: number } {
  const letter = text[at + 1] ?? '';
  if (letter === 'u') {
    const digits = /^[\da-f]{4}/i.exec(text.slice(at + 2, Math.min(at + 6, to)));
    if (digits !== null)
      return { character: String.fromCharCode(Number.parseInt(digits[0], 16)), end: at + 6 };
  }
  return { character: SIMPLE_ESCAPES[letter] ?? letter, end: at + 2 };
}

function decodeEscapes(text: string, from: number, to: number): string {
  const parts: string[] = [];
  let at = from;
  for (
    let escape = text.indexOf('\\', at);
    escape !== -1 && escape < to - 1;
    escape = text.indexOf('\\', at)
  ) {
    const { character, end } = escapeAt(text, escape, to);
    parts.push(text.slice(at, escape), character);
    at = end;
  }
  parts.push(text.slice(at, to));
  return parts.join('');
}

/** The places of a JSON string, worked out as far as somebody asks: in most strings nothing is found. */
class EscapedPlaces implements Places {
  readonly escapes = true;
  readonly #text: string;
  readonly #to: number;
  readonly #decoded: number[] = [0];
  readonly #written: number[];

  constructor(text: string, from: number, to: number) {
    this.#text = text;
    this.#to = to;
    this.#written = [from];
  }

  #extend(at: number): void {
    let decoded = this.#decoded.at(-1) ?? 0;
    let written = this.#written.at(-1) ?? 0;
    while (decoded <= at && written !== Infinity) {
      const escape = this.#text.indexOf('\\', written);
      if (escape === -1 || escape >= this.#to - 1) {
        // No further escape: what follows goes on in step, however far.
        this.#decoded.push(Infinity);
        this.#written.push(Infinity);
        return;
      }
      decoded += escape - written + 1;
      written =
        this.#text.charCodeAt(escape + 1) === 117 ? escapeAt(this.#text, escape, this.#to).end : escape + 2;
      this.#decoded.push(decoded);
      this.#written.push(written);
    }
  }

  /** Where what is written at `at` begins in the decoded text. */
  decoded(at: number): number {
    this.#extend(Infinity);
    const index = lastAtMost(this.#written, at);
    return (this.#decoded[index] ?? 0) + at - (this.#written[index] ?? 0);
  }

  start(at: number): number {
    this.#extend(at);
    const index = lastAtMost(this.#decoded, at);
    return (this.#written[index] ?? 0) + at - (this.#decoded[index] ?? 0);
  }

  end(at: number): number {
    return this.start(at);
  }
}

/** Decodes the escapes of a JSON string [from, to), quotes not included. */
export function unescaped(surface: Surface, from: number, to: number): Surface {
  const { text } = surface;
  let decoded: string;
  try {
    decoded = JSON.parse(
      text.charCodeAt(to) === 34 ? text.slice(from - 1, to + 1) : `"${text.slice(from, to)}"`,
    ) as string;
  } catch {
    // Cut off, or with a control character that JSON forbids.
    decoded = decodeEscapes(text, from, to);
  }
  return { text: decoded, parent: surface, places: new EscapedPlaces(text, from, to) };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** The byte of `%XX` at `at`, or -1. */
function escapedByte(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at + 1));
  const low = hexDigit(text.charCodeAt(at + 2));
  return text.charCodeAt(at) === 37 && high >= 0 && low >= 0 ? high * 16 + low : -1;
}

/** One percent-encoded character at `at`: the text it stands for and where it ends; what is not UTF-8 stands for itself. */
function escapedCharacter(
  text: string,
  at: number,
  to: number,
): { character: string; end: number } | undefined {
  const bytes: number[] = [];
  let end = at;
  let byte = escapedByte(text, end);
  while (byte >= 0 && end + 3 <= to && bytes.length < 4) {
    bytes.push(byte);
    end += 3;
    const next = escapedByte(text, end);
    if (byte < 0x80 || (next & 0xc0) !== 0x80) break;
    byte = next;
  }
  const [first] = bytes;
  if (first === undefined) return undefined;
  if (first < 0x80) return { character: String.fromCharCode(first), end };
  try {
    return { character: utf8.decode(Uint8Array.from(bytes)), end };
  } catch {
    return { character: text.slice(at, end), end };
  }
}

const PERCENT_OR_PLUS = /[%+]/g;

/** Decodes percent-encoding of [from, to), and `+` where it means a space. */
export function percentDecoded(surface: Surface, from: number, to: number, plus: boolean): Surface {
  const { text } = surface;
  const parts: string[] = [];
  const decoded = [0];
  const written = [from];
  let length = 0;
  let taken = from;
  PERCENT_OR_PLUS.lastIndex = from;
  for (let found = PERCENT_OR_PLUS.exec(text); found; found = PERCENT_OR_PLUS.exec(text)) {
    const at = found.index;
    if (at >= to) break;
    const escape =
      found[0] === '+'
        ? plus
          ? { character: ' ', end: at + 1 }
          : undefined
        : escapedCharacter(text, at, to);
    if (escape === undefined) continue;
    parts.push(text.slice(taken, at), escape.character);
    length += at - taken + escape.character.length;
    decoded.push(length);
    written.push(escape.end);
    taken = escape.end;
    PERCENT_OR_PLUS.lastIndex = taken;
  }
  parts.push(text.slice(taken, to));
  return { text: parts.join(''), parent: surface, places: new Breaks(decoded, written) };
}

/** Base64: four letters are three bytes, so a piece begins and ends between groups. */
class Base64Places implements Places {
  readonly #from: number;
  readonly #to: number;
  /** UTF-8 bytes before each character, or `undefined` where every character is one byte. */
  readonly #bytes: Uint32Array | undefined;

  constructor(from: number, to: number, bytes: Uint32Array | undefined) {
    this.#from = from;
    this.#to = to;
    this.#bytes = bytes;
  }

  start(at: number): number {
    return this.#from + Math.floor(((this.#bytes?.[at] ?? at) * 4) / 3);
  }

  end(at: number): number {
    return Math.min(this.#to, this.#from + Math.ceil(((this.#bytes?.[at] ?? at) * 4) / 3));
  }
}

function bytesBefore(text: string): Uint32Array {
  const places = new Uint32Array(text.length + 1);
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    places[at] = bytes;
    const code = text.charCodeAt(at);
    // Half of a surrogate pair is two of its four bytes.
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xe000 ? 2 : 3;
  }
  places[text.length] = bytes;
  return places;
}

/** Decodes Base64 or Base64url of UTF-8 text; `undefined` when it is something else, as most is. */
export function base64Decoded(surface: Surface, from: number, to: number): Surface | undefined {
  const written = surface.text.slice(from, to).replaceAll('-', '+').replaceAll('_', '/');
  try {
    const binary = atob(written);
    const text = utf8.decode(Uint8Array.from(binary, (letter) => letter.charCodeAt(0)));
    const places = new Base64Places(from, to, text.length === binary.length ? undefined : bytesBefore(text));
    return { text, parent: surface, places };
  } catch {
    return undefined;
  }
}

/** Pieces of a text put together: the data lines of an event, the parts of one text sent in several. */
class PiecePlaces implements Places {
  readonly #starts: readonly number[];
  readonly #pieces: readonly (readonly [from: number, to: number])[];

  constructor(starts: readonly number[], pieces: readonly (readonly [from: number, to: number])[]) {
    this.#starts = starts;
    this.#pieces = pieces;
  }

  start(at: number): number {
    const index = lastAtMost(this.#starts, at);
    return (this.#pieces[index]?.[0] ?? 0) + at - (this.#starts[index] ?? 0);
  }

  end(at: number): number {
    return at === 0 ? this.start(0) : this.start(at - 1) + 1;
  }

  pieces(start: number, end: number): (readonly [start: number, end: number])[] {
    const found: (readonly [number, number])[] = [];
    for (let index = lastAtMost(this.#starts, start); (this.#starts[index] ?? end) < end; index += 1) {
      const [from, to] = this.#pieces[index] ?? [0, 0];
      const at = this.#starts[index] ?? 0;
      const first = Math.max(from, from + start - at);
      const last = Math.min(to, from + end - at);
      if (first < last) found.push([first, last]);
    }
    return found;
  }
}

/** The pieces of a surface in order, with `joint` between any two (a line feed between the data lines of an event). */
export function joined(
  surface: Surface,
  pieces: readonly (readonly [from: number, to: number])[],
  joint: string,
): Surface {
  const starts: number[] = [];
  let length = 0;
  const texts = pieces.map(([start, end]) => {
    starts.push(length);
    length += end - start + joint.length;
    return surface.text.slice(start, end);
  });
  return { text: texts.join(joint), parent: surface, places: new PiecePlaces(starts, pieces) };
}
