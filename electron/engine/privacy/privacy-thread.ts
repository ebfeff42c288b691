// Runs privacy work in a thread of its own, which begins with the first work and never keeps a program from ending.

import { Worker } from 'node:worker_threads';
import type { doPrivacyWork, PrivacyWork } from '../../../shared/privacy/work/privacy-work.ts';
import type { WorkerMessage, WorkerRequest } from './privacy-worker.ts';

type Result = Awaited<ReturnType<typeof doPrivacyWork>>;

interface Pending {
  readonly request: WorkerRequest;
  readonly onProgress: (done: number) => void;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Megabytes. A large answer, its parsed form and what was found in it, several times over. */
const MOST_MEMORY = 4096;

/** Beside this file: its source while that is what runs, else its bundle. */
const entry = (): URL =>
  new URL(import.meta.url.endsWith('.ts') ? './privacy-worker.ts' : './privacy-worker.js', import.meta.url);

/** Work that was given up may come to its end by itself: a new thread would first have to load its tables. Milliseconds. */
const PATIENCE = 400;

/** The thread. Work that was given up and goes on ends it; what else is under way begins again in a new one. */
export class PrivacyThread {
  readonly #pending = new Map<number, Pending>();
  /** What was given up, with the timers that end the thread. */
  readonly #givenUp = new Map<number, NodeJS.Timeout>();
  #worker: Worker | undefined;
  #last = 0;

  /** Rejects with the signal's reason when it is aborted. */
  run(work: PrivacyWork, onProgress: (done: number) => void, signal: AbortSignal): Promise<Result> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    const id = (this.#last += 1);
    return new Promise<Result>((resolve, reject) => {
      const stop = (): void => {
        this.#pending.delete(id);
        reject(signal.reason as Error);
        this.#givenUp.set(id, setTimeout(() => this.#restart(), PATIENCE).unref());
      };
      signal.addEventListener('abort', stop, { once: true });
      const done = (): void => signal.removeEventListener('abort', stop);
      this.#pending.set(id, {
        request: { id, work },
        onProgress,
        resolve: (result) => {
          done();
          resolve(result);
        },
        reject: (error) => {
          done();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      });
      this.#started().postMessage({ id, work } satisfies WorkerRequest);
    });
  }

  /** Ends the thread; what is under way is rejected. */
  close(): void {
    this.#failAll(new Error('The program is closing.'));
    this.#forgetGivenUp();
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  #forgetGivenUp(): void {
    for (const timer of this.#givenUp.values()) clearTimeout(timer);
    this.#givenUp.clear();
  }

  #restart(): void {
    this.#forgetGivenUp();
    void this.#worker?.terminate();
    this.#worker = undefined;
    for (const { request } of this.#pending.values()) this.#started().postMessage(request);
  }

  #failAll(error: unknown): void {
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(entry(), { resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY } });
    this.#worker = worker;
    worker.unref();
    worker.on('message', (message: WorkerMessage) => this.#hear(message));
    worker.on('error', (error) => {
      if (this.#worker === worker) this.#worker = undefined;
      this.#failAll(error);
    });
    return worker;
  }

  #hear(message: WorkerMessage): void {
    if (message.kind !== 'progress') {
      clearTimeout(this.#givenUp.get(message.id));
      this.#givenUp.delete(message.id);
    }
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    if (message.kind === 'progress') {
      pending.onProgress(message.done);
      return;
    }
    this.#pending.delete(message.id);
    if (message.kind === 'done') pending.resolve(message.result);
    else pending.reject(message.error);
  }
}
