// Bodies of a trace, kept apart from its events and addressed by what they contain.

import { hash } from 'node:crypto';

import type { BodyRef } from '../../../shared/trace/event.ts';

/** Bodies in memory, by SHA-256. The same bytes are stored once, however many exchanges carried them. */
export class BodyStore implements Iterable<readonly [hash: string, bytes: Uint8Array]> {
  readonly #bodies = new Map<string, Uint8Array>();
  #length = 0;

  /**
   * Stores bytes, which must not change afterwards, and names them.
   * @param seen What the recorder knows beyond the bytes kept: how many there were, and whether it stopped early.
   */
  put(bytes: Uint8Array, seen?: { readonly total: number; readonly cut: boolean }): BodyRef {
    const key = hash('sha256', bytes, 'hex');
    if (!this.#bodies.has(key)) {
      this.#bodies.set(key, bytes);
      this.#length += bytes.length;
    }
    return { hash: key, length: bytes.length, total: seen?.total ?? bytes.length, cut: seen?.cut ?? false };
  }

  get(hash: string): Uint8Array | undefined {
    return this.#bodies.get(hash);
  }

  /** A body as text; bytes that are not UTF-8 become replacement characters. */
  text(hash: string): string | undefined {
    const bytes = this.#bodies.get(hash);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  }

  /** Bodies stored. */
  get size(): number {
    return this.#bodies.size;
  }

  /** Bytes stored, duplicates counted once. */
  get length(): number {
    return this.#length;
  }

  [Symbol.iterator](): IterableIterator<[string, Uint8Array]> {
    return this.#bodies.entries();
  }
}
