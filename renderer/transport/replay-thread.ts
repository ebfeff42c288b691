import { KeyholeError } from '../../shared/keyhole-error.ts';
import type { MethodInput, MethodOutput, Notice } from '../../shared/contract.ts';
import { errorFrom } from './answer.ts';
import type { PrivacyMethod, ReplayMessage, ReplayRequest } from './replay-answers.ts';

/** A thread that runs. */
export interface RunningThread {
  readonly post: (request: ReplayRequest) => void;
  readonly end: () => void;
}

/** Starts a thread. `onFault` is told when it cannot be started, or ends by itself. */
export type StartThread = (
  onMessage: (message: ReplayMessage) => void,
  onFault: (words: string) => void,
) => RunningThread;

interface Pending {
  readonly request: ReplayRequest;
  readonly work: string | undefined;
  readonly resolve: (output: MethodOutput[PrivacyMethod]) => void;
  readonly reject: (error: unknown) => void;
}

/** What the viewer of saved traces looks through in a thread of its own, begun with the first question. */
export class ReplayThread {
  readonly #start: StartThread;
  readonly #trace: ReplayRequest;
  readonly #tell: (notice: Notice) => void;
  readonly #pending = new Map<number, Pending>();
  #thread: RunningThread | undefined;
  #last = 0;

  constructor(start: StartThread, text: string, name: string, tell: (notice: Notice) => void) {
    this.#start = start;
    this.#trace = { kind: 'open', text, name };
    this.#tell = tell;
  }

  ask<M extends PrivacyMethod>(method: M, input: MethodInput<M>): Promise<MethodOutput[M]> {
    const work = 'work' in input ? input.work : undefined;
    // Asked again with another policy before the last answer came: only the new one is wanted.
    if (work !== undefined) this.cancel(work);
    const id = (this.#last += 1);
    const request = { kind: 'ask', id, method, input } as ReplayRequest;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { request, work, resolve: resolve as Pending['resolve'], reject });
      this.#started().post(request);
    });
  }

  /** Ends a piece of work, and with it the thread, which hears nothing while it is at it; what else was asked begins again. */
  cancel(work: string): void {
    const given = [...this.#pending].filter(([, pending]) => pending.work === work);
    if (given.length === 0) return;
    for (const [id, { reject }] of given) {
      this.#pending.delete(id);
      reject(new KeyholeError('not-now', 'It was cancelled.'));
    }
    this.#end();
    for (const { request } of this.#pending.values()) this.#started().post(request);
  }

  close(): void {
    this.#end();
    this.#failAll(new KeyholeError('not-now', 'The viewer is closed.'));
  }

  #failAll(error: KeyholeError): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }

  #end(): void {
    this.#thread?.end();
    this.#thread = undefined;
  }

  #started(): RunningThread {
    if (this.#thread) return this.#thread;
    const thread = this.#start(
      (message) => this.#hear(message),
      (words) => {
        this.#end();
        this.#failAll(new KeyholeError('internal', words));
      },
    );
    this.#thread = thread;
    thread.post(this.#trace);
    return thread;
  }

  #hear(message: ReplayMessage): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    if (message.kind === 'progress') {
      if (pending.work !== undefined)
        this.#tell({ topic: 'privacy', work: pending.work, done: message.done });
      return;
    }
    this.#pending.delete(message.id);
    if (message.kind === 'done') pending.resolve(message.output);
    else pending.reject(errorFrom(message.error));
  }
}
