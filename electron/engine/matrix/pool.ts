// Works through a list with a bounded number of hands and a bounded pace. Whoever is asked belongs to somebody: nothing
// begins while the server asks us to wait, after a pause, or after a cancellation.

import { setTimeout as sleep } from 'node:timers/promises';

/** How a pool behaves. */
export interface PoolSettings {
  /** Pieces of work under way at once. */
  readonly concurrency: number;
  /** Pieces begun in a second at most; 0 for no limit. */
  readonly rate: number;
}

/** One pass over a list. */
export class Pool {
  readonly #settings: PoolSettings;
  readonly #signal: AbortSignal;
  /** Ends waits early; the work itself is not touched. */
  readonly #halt = new AbortController();
  #nextStart = 0;
  #heldUntil = 0;

  constructor(settings: PoolSettings, signal: AbortSignal) {
    this.#settings = settings;
    this.#signal = signal;
  }

  /** Nothing more begins; what is under way ends. */
  halt(): void {
    this.#halt.abort();
  }

  get halted(): boolean {
    return this.#halt.signal.aborted || this.#signal.aborted;
  }

  /** Nothing begins before this time in epoch milliseconds. */
  holdUntil(time: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, time);
  }

  get heldUntil(): number | undefined {
    return this.#heldUntil > Date.now() ? this.#heldUntil : undefined;
  }

  /** Waits until something may begin. False when nothing may any more. */
  async #mayBegin(): Promise<boolean> {
    while (!this.halted) {
      const now = Date.now();
      const wait = Math.max(this.#heldUntil, this.#nextStart) - now;
      if (wait <= 0) {
        if (this.#settings.rate > 0) this.#nextStart = now + 1000 / this.#settings.rate;
        return true;
      }
      await this.pause(wait);
    }
    return false;
  }

  /** Waits, but not longer than the pool lives. */
  async pause(milliseconds: number): Promise<void> {
    const signal = AbortSignal.any([this.#signal, this.#halt.signal]);
    await sleep(milliseconds, undefined, { signal }).catch(() => {
      // Halted: whoever waits looks at `halted` next.
    });
  }

  /** Does the work for each item. Resolves when all of it has ended or, after a halt, what had begun. */
  async run<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    let next = 0;
    const hand = async (): Promise<void> => {
      while (next < items.length && (await this.#mayBegin())) {
        const item = items[next];
        next += 1;
        if (item !== undefined) await work(item);
      }
    };
    const hands = Math.min(this.#settings.concurrency, items.length);
    await Promise.all(Array.from({ length: hands }, hand));
  }
}
