// The other side of a `WorkThread`: one piece of work after another, each with its progress and its end.

import { parentPort } from 'node:worker_threads';

/** What a thread is given. */
export interface WorkerRequest<W> {
  readonly id: number;
  readonly work: W;
}

/** What a thread tells of a piece of work. */
export type WorkerMessage<R> = { readonly id: number } & (
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'done'; readonly result: R }
  | { readonly kind: 'failed'; readonly error: unknown }
);

/** Does what this thread is asked to do, from now on. */
export function serveWork<R>(
  doWork: (work: never, onProgress: (done: number) => void) => R | Promise<R>,
): void {
  const tell = (message: WorkerMessage<R>): void => parentPort?.postMessage(message);
  parentPort?.on('message', ({ id, work }: WorkerRequest<never>) => {
    void (async () => {
      try {
        tell({
          id,
          kind: 'done',
          result: await doWork(work, (done) => tell({ id, kind: 'progress', done })),
        });
      } catch (error) {
        tell({ id, kind: 'failed', error });
      }
    })();
  });
}
