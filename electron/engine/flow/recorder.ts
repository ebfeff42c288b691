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
import { valueBody } from './plan/move.ts';

/** What every event begins with. */
type Header = Mutable<Pick<TraceEvent, 'id' | 'parent' | 'at' | 'identity'>>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function written(finding: Finding, { id, parent, at, identity }: Header): EventOf<'finding'> {
  const { ruleId, verdict, severity, stage, message, evidence, expected, actual, fix } = finding;
  const event: Mutable<EventOf<'finding'>> = {
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
  if (expected !== undefined) event.expected = expected;
  if (actual !== undefined) event.actual = actual;
  if (fix !== undefined) event.fix = fix;
  return event;
}

/** Appends events for one identity after its head and tells listeners. */
export class Recorder {
  readonly trace: Trace;
  readonly identity: IdentityName;
  #listeners: readonly ((event: TraceEvent) => void)[] = [];
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

  /**
   * Appends the verdicts on one subject and returns the id of the first. A flow records a hundred: they are written out,
   * for copying objects of varying shape costs more than judging.
   */
  appendFindings(findings: readonly Finding[]): EventId {
    const header = this.#next(this.session.head);
    const first = header.id;
    for (const finding of findings) {
      this.#add(written(finding, header));
      header.parent = header.id;
      header.id += 1;
    }
    return first;
  }

  #next(parent: EventId): Header {
    return { id: this.trace.events.length + 1, parent, at: this.#now(), identity: this.identity };
  }

  #add(event: TraceEvent): EventId {
    this.trace.append(event);
    for (const listener of this.#listeners) listener(event);
    return event.id;
  }

  /** Records values that were not read from an exchange. */
  learn(values: readonly NewValue[]): void {
    for (const value of values) this.append(valueBody(value));
  }

  /** Records that the flow cannot go on, in a sentence: what happened and what to try. */
  fail(stage: StageId, message: string, exchange?: EventId): void {
    this.append({ kind: 'failed', stage, message, ...(exchange === undefined ? {} : { exchange }) });
  }

  onEvent(listener: (event: TraceEvent) => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }
}
