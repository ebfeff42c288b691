// The thread that looks through large answers, so that nothing else has to wait for it.

import { parentPort } from 'node:worker_threads';
import type { PrivacyWork } from '../../../shared/privacy/work/privacy-work.ts';
import { doPrivacyWork } from '../../../shared/privacy/work/privacy-work.ts';

/** What the thread is given. */
export interface WorkerRequest {
  readonly id: number;
  readonly work: PrivacyWork;
}

/** What the thread tells of a piece of work. */
export type WorkerMessage = { readonly id: number } & (
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'done'; readonly result: Awaited<ReturnType<typeof doPrivacyWork>> }
  | { readonly kind: 'failed'; readonly error: unknown }
);

const tell = (message: WorkerMessage): void => parentPort?.postMessage(message);

parentPort?.on('message', ({ id, work }: WorkerRequest) => {
  doPrivacyWork(work, (done) => tell({ id, kind: 'progress', done })).then(
    (result) => tell({ id, kind: 'done', result }),
    (error: unknown) => tell({ id, kind: 'failed', error }),
  );
});
