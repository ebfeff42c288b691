// Keeps the beginning of a body and counts the rest, never holding more than the limit.

import { createContentDecoder, type ContentDecoder } from './content-decoding.ts';

/** Past the limit a body is only counted, and only so far: then the connection is given up. */
const COUNT_FACTOR = 4;
const COUNT_CEILING = 64 * 1024 * 1024;

export interface BodyEvents {
  /** Bytes after content decoding, kept or not. */
  readonly onBytes: (bytes: Buffer) => void;
  /** Enough was counted: no more bytes are wanted. */
  readonly onFull: () => void;
  /** The body was decoded to its end. */
  readonly onEnd: () => void;
  /** The bytes are not what Content-Encoding says. */
  readonly onError: (error: Error) => void;
  readonly onDrain: () => void;
}

/** One response body on its way in. The limit applies to decoded bytes, so a decompression bomb is cut like any body. */
export class BodyRecorder {
  #limit: number;
  readonly #ceiling: number;
  readonly #codings: readonly string[] | undefined;
  readonly #events: BodyEvents;
  readonly #chunks: Uint8Array[] = [];
  #decoder: ContentDecoder | undefined;
  #kept = 0;
  #total = 0;
  #closed = false;

  constructor(limit: number, codings: readonly string[] | undefined, events: BodyEvents) {
    this.#limit = limit;
    this.#ceiling = Math.max(limit, Math.min(limit * COUNT_FACTOR, COUNT_CEILING));
    this.#codings = codings;
    this.#events = events;
  }

  /** Decoded bytes seen. */
  get total(): number {
    return this.#total;
  }

  get cut(): boolean {
    return this.#total > this.#kept;
  }

  /** Takes bytes as they came. False asks the caller to pause until `onDrain`. */
  write(bytes: Buffer): boolean {
    if (this.#closed) return true;
    if (this.#codings === undefined) {
      this.#take(bytes);
      return true;
    }
    this.#decoder ??= createContentDecoder(this.#codings, bytes, {
      onBytes: (decoded) => this.#take(decoded),
      onDrain: this.#events.onDrain,
      onEnd: this.#events.onEnd,
      onError: (error) => {
        if (!this.#closed) this.#events.onError(error);
      },
    });
    return this.#decoder.write(bytes);
  }

  /** The last byte came; `onEnd` follows, at once when nothing was to be decoded. */
  end(): void {
    if (this.#decoder) this.#decoder.end();
    else this.#events.onEnd();
  }

  /** Keeps nothing of what follows, and only counts it. */
  stopKeeping(): void {
    this.#limit = this.#kept;
  }

  /** Stops taking bytes and frees the decoder. */
  close(): void {
    this.#closed = true;
    this.#decoder?.destroy();
  }

  /** The bytes kept, in one piece: the only copy that is made of them. */
  bytes(): Buffer {
    return Buffer.concat(this.#chunks, this.#kept);
  }

  #take(bytes: Buffer): void {
    if (this.#closed) return;
    this.#total += bytes.length;
    const room = this.#limit - this.#kept;
    if (room > 0) {
      const part = bytes.length > room ? bytes.subarray(0, room) : bytes;
      this.#chunks.push(part);
      this.#kept += part.length;
    }
    this.#events.onBytes(bytes);
    if (this.#total > this.#ceiling) this.#events.onFull();
  }
}
