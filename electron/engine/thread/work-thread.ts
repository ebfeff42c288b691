// Runs work in a thread of its own, which begins with the first work and keeps a program from ending only while it works.

import { Worker } from 'node:worker_threads';
import type { WorkerMessage, WorkerRequest } from './serve-work.ts';

interface Pending<W, R> {
  readonly request: WorkerRequest<W>;
  readonly onProgress: (done: number) => void;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** Megabytes. A large answer, its parsed form and what was found in it, several times over. */
const MOST_MEMORY = 4096;

/** What is told of work, and how it is given up. */
export interface WorkWatch {
  readonly onProgress: (done: number) => void;
  /** The work is then rejected with its reason. */
  readonly signal: AbortSignal;
}

/** Work that was given up may come to its end by itself: a new thread would first have to load its tables. Milliseconds. */
const PATIENCE = 400;

/** The thread. Work that was given up and goes on ends it; what else is under way begins again in a new one. */
export class WorkThread<W, R> {
  readonly #entry: URL;
  readonly #pending = new Map<number, Pending<W, R>>();
  /** What was given up, with the timers that end the thread. */
  readonly #givenUp = new Map<number, NodeJS.Timeout>();
  #worker: Worker | undefined;
  #last = 0;

  /** @param entry the module of the thread, which calls `serveWork` */
  constructor(entry: URL) {
    this.#entry = entry;
  }

  /** Rejects with the signal's reason when it is aborted. */
  run(work: W, { onProgress, signal }: WorkWatch): Promise<R> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    const id = (this.#last += 1);
    return new Promise<R>((resolve, reject) => {
      const stop = (): void => {
        this.#settled(id);
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
      const worker = this.#started();
      worker.ref();
      worker.postMessage({ id, work } satisfies WorkerRequest<W>);
    });
  }

  /** Ends the thread; what is under way is rejected. */
  close(): void {
    this.#failAll(new Error('The program is closing.'));
    this.#forgetGivenUp();
    void this.#worker?.terminate();
    this.#worker = undefined;
  }

  #settled(id: number): void {
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#worker?.unref();
  }

  #forgetGivenUp(): void {
    for (const timer of this.#givenUp.values()) clearTimeout(timer);
    this.#givenUp.clear();
  }

  #restart(): void {
    this.#forgetGivenUp();
    void this.#worker?.terminate();
    this.#worker = undefined;
    for (const { request } of this.#pending.values()) {
      const worker = this.#started();
      worker.ref();
      worker.postMessage(request);
    }
  }

  #failAll(error: unknown): void {
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.#entry, { resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY } });
    this.#worker = worker;
    worker.unref();
    worker.on('message', (message: WorkerMessage<R>) => this.#hear(message));
    worker.on('error', (error) => {
      if (this.#worker === worker) this.#worker = undefined;
      this.#failAll(error);
    });
    return worker;
  }

  #hear(message: WorkerMessage<R>): void {
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
    this.#settled(message.id);
    if (message.kind === 'done') pending.resolve(message.result);
    else pending.reject(message.error);
  }
}
