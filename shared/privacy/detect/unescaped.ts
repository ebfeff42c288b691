import { lastAtMost, type Places, type Surface } from './surface.ts';

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
