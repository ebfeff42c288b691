import { lastAtMost, type Places, type Surface } from './surface.ts';

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
