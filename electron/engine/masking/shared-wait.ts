import type { WorkWatch } from '../thread/work-thread.ts';

/** Work that one asked for and others wait for, too: each is told how far it is, and may stop waiting. */
export class SharedWait {
  readonly #ended = Promise.withResolvers<void>();
  readonly #told: Set<(done: number) => void>;
  /** For who does the work. It ends when the one who asked for it gives up; the others may then ask again. */
  readonly watch: WorkWatch;

  constructor({ onProgress, signal }: WorkWatch) {
    this.#told = new Set([onProgress]);
    this.watch = {
      signal,
      onProgress: (done) => {
        for (const told of this.#told) told(done);
      },
    };
  }

  /** The work has ended, well or not. */
  end(): void {
    this.#ended.resolve();
  }

  /** Resolves when the work has ended; rejects when this one gives up. */
  async wait({ onProgress, signal }: WorkWatch): Promise<void> {
    const stopped = Promise.withResolvers<never>();
    const stop = (): void => stopped.reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    this.#told.add(onProgress);
    try {
      await Promise.race([this.#ended.promise, stopped.promise]);
    } finally {
      this.#told.delete(onProgress);
      signal.removeEventListener('abort', stop);
    }
  }
}
