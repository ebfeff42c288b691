// The one place that appends to a trace. Everybody else describes what happened.

import type {
  EventId,
  Finding,
  IdentityName,
  StageId,
  TraceEvent,
  TraceEventBody,
} from '../../../shared/trace/event.ts';
import { Trace } from '../../../shared/trace/fold.ts';
import type { EventOf, Session } from '../../../shared/trace/session.ts';
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
    return this.#add({ ...this.#next(parent), ...body });
  }

  /** Appends a verdict. A flow records a hundred: written out, for copying objects of varying shape costs more than judging. */
  appendFinding(finding: Finding): EventId {
    const { id, parent, at, identity } = this.#next(this.session.head);
    const { ruleId, verdict, severity, stage, message, evidence } = finding;
    const event: { -readonly [K in keyof EventOf<'finding'>]: EventOf<'finding'>[K] } = {
      id,
      parent,
      at,
      identity,
      kind: 'finding',
      ruleId,
      verdict,
      severity,
      stage,
      message,
      evidence,
    };
    if (finding.expected !== undefined) event.expected = finding.expected;
    if (finding.actual !== undefined) event.actual = finding.actual;
    if (finding.fix !== undefined) event.fix = finding.fix;
    return this.#add(event);
  }

  #next(parent: EventId): Pick<TraceEvent, 'id' | 'parent' | 'at' | 'identity'> {
    return { id: this.trace.events.length + 1, parent, at: this.#now(), identity: this.identity };
  }

  #add(event: TraceEvent): EventId {
    this.trace.append(event);
    for (const listener of this.#listeners) listener(event);
    return event.id;
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
