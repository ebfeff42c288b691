import type { Places, Surface } from './surface.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

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
