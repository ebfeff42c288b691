// Work that takes long, by the name its asker gave it: so it can be told how far it is, and given up.

import { KeyholeError } from '../../../shared/contract.ts';
import type { Notice } from '../../../shared/contract.ts';
import type { WorkWatch } from './work-thread.ts';

/** Everything under way that has a name. */
export class NamedWork {
  readonly #running = new Map<string, AbortController>();
  readonly #tell: (notice: Notice) => void;

  constructor(tell: (notice: Notice) => void) {
    this.#tell = tell;
  }

  /** Does something that can be given up by its name, from now on. */
  async run<T>(name: string | undefined, todo: (watch: WorkWatch) => T | Promise<T>): Promise<T> {
    const control = new AbortController();
    if (name !== undefined) {
      // Asked again with another policy before the last answer came: only the new one is wanted.
      this.cancel(name);
      this.#running.set(name, control);
    }
    const onProgress = (done: number): void => {
      if (name !== undefined) this.#tell({ topic: 'privacy', work: name, done });
    };
    try {
      return await todo({ onProgress, signal: control.signal });
    } finally {
      if (name !== undefined && this.#running.get(name) === control) this.#running.delete(name);
    }
  }

  /** Ends a piece of work; its caller gets an error that says so. */
  cancel(name: string): void {
    this.#running.get(name)?.abort(new KeyholeError('not-now', 'It was cancelled.'));
  }
}
