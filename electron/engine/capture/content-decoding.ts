// Undoes Content-Encoding as bytes arrive, for display and for judges.

import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import type { Transform } from 'node:stream';

/** More layers than this are nobody's honest server, and each costs memory. */
const MAX_LAYERS = 3;

/** A chain of decoders with one way in and one way out. Bytes come out a bounded piece at a time. */
export interface ContentDecoder {
  /** False asks the writer to wait for `onDrain`. */
  write(bytes: Uint8Array): boolean;
  end(): void;
  destroy(): void;
}

export interface DecoderEvents {
  readonly onBytes: (bytes: Buffer) => void;
  readonly onDrain: () => void;
  readonly onEnd: () => void;
  readonly onError: (error: Error) => void;
}

/**
 * Content codings in the order they were applied, or undefined when there is nothing to undo, or a coding is unknown:
 * the body is then kept as it came.
 * @see RFC 9110 §8.4
 */
export function contentCodings(value: string | undefined): readonly string[] | undefined {
  const codings = (value ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length === 0 || codings.length > MAX_LAYERS) return undefined;
  return codings.every((coding) => KNOWN.has(coding)) ? codings : undefined;
}

const KNOWN = new Set(['gzip', 'x-gzip', 'br', 'deflate', 'zstd']);

/** Makes the decoder. `first` is the first chunk of the body: it tells the two meanings of `deflate` apart. */
export function createContentDecoder(
  codings: readonly string[],
  first: Uint8Array,
  events: DecoderEvents,
): ContentDecoder {
  const layers = codings
    .toReversed()
    .map((coding, depth) => createLayer(coding, depth === 0 ? first : undefined));
  const [inner] = layers;
  const outer = layers.at(-1);
  if (inner === undefined || outer === undefined)
    throw new Error('a decoder needs at least one content coding');
  layers.forEach((layer, index) => {
    layer.on('error', events.onError);
    const next = layers[index + 1];
    if (next) layer.pipe(next);
  });
  inner.on('drain', events.onDrain);
  outer.on('data', events.onBytes);
  outer.on('end', events.onEnd);
  return {
    write: (bytes) => inner.write(bytes),
    end: () => inner.end(),
    destroy: () => {
      for (const layer of layers) layer.destroy();
    },
  };
}

function createLayer(coding: string, first: Uint8Array | undefined): Transform {
  switch (coding) {
    case 'br':
      return createBrotliDecompress();
    case 'zstd':
      return createZstdDecompress();
    case 'deflate':
      // Servers disagree whether `deflate` has a zlib header; its low nibble is always 8 (RFC 1950 §2.2).
      return first === undefined || ((first[0] ?? 0) & 0x0f) === 0x08 ? createInflate() : createInflateRaw();
    default:
      return createGunzip();
  }
}
