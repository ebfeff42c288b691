// The one place that appends to a trace. Everybody else describes what happened.

import type {
  EventId,
  IdentityName,
  StageId,
  TraceEvent,
  TraceEventBody,
} from '../../../shared/trace/event.ts';
import { Trace } from '../../../shared/trace/fold.ts';
import type { Session } from '../../../shared/trace/session.ts';
import type { NewValue } from './plan/move.ts';

/** Appends events for one identity after its head and tells listeners. */
export class Recorder {
  readonly trace: Trace;
  readonly identity: IdentityName;
  readonly #listeners = new Set<(event: TraceEvent) => void>();
  readonly #now: () => number;

  constructor(identity: IdentityName, now: () => number = Date.now, trace: Trace = new Trace()) {
    this.identity = identity;
    this.#now = now;
    this.trace = trace;
  }

  get session(): Session {
    return this.trace.session(this.identity);
  }

  /** Appends after the head, or after `parent` when the head is to move there. Returns the new id. */
  append(body: TraceEventBody, parent: EventId = this.session.head): EventId {
    const id = this.trace.events.length + 1;
    const event: TraceEvent = { id, parent, at: this.#now(), identity: this.identity, ...body };
    this.trace.append(event);
    for (const listener of this.#listeners) listener(event);
    return id;
  }

  /** Records values that were not read from an exchange. */
  learn(values: readonly NewValue[]): void {
    for (const { name, value, secret, from } of values) {
      this.append({ kind: 'value', name, value, secret: secret ?? false, from });
    }
  }

  /** Records that the flow cannot go on, in a sentence: what happened and what to try. */
  fail(stage: StageId, message: string, exchange?: EventId): void {
    this.append({ kind: 'failed', stage, message, ...(exchange === undefined ? {} : { exchange }) });
  }

  onEvent(listener: (event: TraceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
