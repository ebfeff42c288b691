// One session as a host sees it: a flow with its masked projection, its bodies and its place on disk.

import type { BodyText, SessionSummary } from '../../shared/contract.ts';
import { KeyholeError } from '../../shared/contract.ts';
import { Masker } from '../../shared/privacy/mask.ts';
import type { BodyRef, EventId, TraceEvent } from '../../shared/trace/event.ts';
import { DEFAULT_IDENTITY } from '../../shared/trace/event.ts';
import { foldTrace, latestText } from '../../shared/trace/fold.ts';
import type { Trace } from '../../shared/trace/fold.ts';
import type { Session } from '../../shared/trace/session.ts';
import type { TraceFile } from '../../shared/trace/file.ts';
import { bodyLine, eventLine, headerLine } from '../../shared/trace/file.ts';
import { BodyStore } from './capture/bodies.ts';
import type { RunnerPorts } from './flow/runner.ts';
import { FlowRunner } from './flow/runner.ts';
import { Recorder } from './flow/recorder.ts';
import { fileBody, showBody } from './masked-bodies.ts';
import { writeTraceFile } from './session-file.ts';
import type { SessionStore } from './store.ts';

/** What both a live and a saved session can do. */
export interface OpenSession {
  readonly id: string;
  /** Masked, in order; grows. */
  readonly events: readonly TraceEvent[];
  readonly runner: FlowRunner | undefined;
  /** The session at its head; of a live one with its secrets in it, so it stays in the engine. */
  readonly folded: Session;
  /** The session as it was at an event; as `folded`, with its secrets in it. Throws a `RangeError` when there is none. */
  sessionAt(id: EventId): Session;
  /** A body as it was received, or as the file holds it. */
  bytes(hash: string): Uint8Array | undefined;
  /** True for what was read from a file: names stand in place of secrets. */
  readonly masked: boolean;
  /** JSON as it may be shown. */
  mask(value: unknown): unknown;
  summary(): SessionSummary;
  body(hash: string, reveal: boolean): BodyText;
  reveal(label: string): string;
  exportFile(program: string): { name: string; text: string };
  close(): void;
}

function outcomeOf(trace: Trace): SessionSummary['outcome'] {
  const session = trace.session();
  if (session.stop) return session.stop.kind;
  return session.completed ? 'completed' : 'open';
}

function summaryOf(
  trace: Trace,
  facts: Pick<SessionSummary, 'session' | 'target' | 'startedAt' | 'live' | 'busy'>,
): SessionSummary {
  const session = trace.session();
  return {
    ...facts,
    updatedAt: trace.events.at(-1)?.at ?? facts.startedAt,
    outcome: outcomeOf(trace),
    revision: latestText(session, 'revision') ?? session.settings?.revision ?? 'auto',
    events: trace.events.length,
  };
}

function refOf(events: readonly TraceEvent[], hash: string): BodyRef {
  for (const event of events) {
    if (event.kind === 'exchange' && event.response?.body?.hash === hash) return event.response.body;
  }
  throw new KeyholeError('not-found', 'This session has no such body.');
}

function fileName(target: string, at: number): string {
  const host = URL.canParse(target) ? new URL(target).host : 'trace';
  const stamp = new Date(at).toISOString().slice(0, 19).replaceAll(/[:T]/g, '-');
  return `${host.replaceAll(/[^\w.-]+/g, '-')}-${stamp}.keyhole`;
}

/** A session that can go on: the engine holds its secrets, sockets and listener. */
export class LiveSession implements OpenSession {
  readonly id: string;
  readonly events: TraceEvent[] = [];
  readonly runner: FlowRunner;
  readonly masked = false;
  readonly #recorder = new Recorder(DEFAULT_IDENTITY);
  readonly #masker = new Masker();
  readonly #bodies = new BodyStore();
  readonly #savedBodies = new Set<string>();
  readonly #startedAt = Date.now();
  #target: string;
  #busy = false;

  constructor(
    id: string,
    target: string,
    ports: Omit<RunnerPorts, 'bodies'>,
    tell: { events(event: TraceEvent): void; summary(): void },
    store: SessionStore | undefined,
    program: string,
  ) {
    this.id = id;
    this.#target = target;
    this.runner = new FlowRunner(this.#recorder, { ...ports, bodies: this.#bodies }, {}, (busy) => {
      this.#busy = busy;
      tell.summary();
      if (!busy) store?.summarise(this.summary());
    });
    store?.append(
      id,
      headerLine({
        program,
        target: this.#masker.maskText(target),
        createdAt: this.#startedAt,
        masked: true,
      }),
    );
    this.#recorder.onEvent((event) => {
      if (event.kind === 'flow-started') this.#target = event.target;
      const masked = this.#masker.maskEvent(event);
      this.events.push(masked);
      store?.append(id, this.#bodyLines(event) + eventLine(masked));
      tell.events(masked);
    });
  }

  #bodyLines(event: TraceEvent): string {
    const hash = event.kind === 'exchange' ? event.response?.body?.hash : undefined;
    if (hash === undefined || this.#savedBodies.has(hash)) return '';
    this.#savedBodies.add(hash);
    const bytes = this.#bodies.get(hash);
    return bytes ? bodyLine(fileBody(hash, bytes, this.#masker)) : '';
  }

  summary(): SessionSummary {
    return summaryOf(this.#recorder.trace, {
      session: this.id,
      target: this.#masker.maskText(this.#target),
      startedAt: this.#startedAt,
      live: true,
      busy: this.#busy,
    });
  }

  body(hash: string, reveal: boolean): BodyText {
    const bytes = this.#bodies.get(hash);
    if (!bytes) throw new KeyholeError('not-found', 'This session has no such body.');
    return showBody(refOf(this.events, hash), bytes, reveal ? undefined : this.#masker);
  }

  reveal(label: string): string {
    const text = this.#masker.reveal(label);
    if (text === undefined)
      throw new KeyholeError('not-found', `This session knows no secret named "${label}".`);
    return text;
  }

  exportFile(program: string): { name: string; text: string } {
    const { events } = this.#recorder.trace;
    const text = writeTraceFile(
      { target: this.#target, createdAt: this.#startedAt, events },
      this.#bodies,
      this.#masker,
      program,
    );
    return { name: fileName(this.#target, this.#startedAt), text };
  }

  get folded(): Session {
    return this.runner.session;
  }

  sessionAt(id: EventId): Session {
    return this.#recorder.trace.sessionAt(id);
  }

  bytes(hash: string): Uint8Array | undefined {
    return this.#bodies.get(hash);
  }

  mask(value: unknown): unknown {
    return this.#masker.maskJson(value);
  }

  close(): void {
    this.runner.close();
  }
}

/** A session read from a file: everything can be looked at, nothing can go on, secrets are not in it. */
export class SavedSession implements OpenSession {
  readonly id: string;
  readonly events: readonly TraceEvent[];
  readonly runner = undefined;
  readonly masked = true;
  readonly #file: TraceFile;
  readonly #text: string;
  readonly #trace: Trace;

  constructor(id: string, file: TraceFile, text: string) {
    this.id = id;
    this.#file = file;
    this.#text = text;
    this.#trace = foldTrace(file.events);
    this.events = file.events;
  }

  summary(): SessionSummary {
    const { target, createdAt } = this.#file.header;
    return summaryOf(this.#trace, {
      session: this.id,
      target,
      startedAt: createdAt,
      live: false,
      busy: false,
    });
  }

  body(hash: string): BodyText {
    const ref = refOf(this.events, hash);
    const body = this.#file.bodies.get(hash);
    if (!body) throw new KeyholeError('not-found', 'The file does not hold this body.');
    return { ref, ...(body.text === undefined ? { base64: body.base64 ?? '' } : { text: body.text }) };
  }

  get folded(): Session {
    return this.#trace.session();
  }

  sessionAt(id: EventId): Session {
    return this.#trace.sessionAt(id);
  }

  bytes(hash: string): Uint8Array | undefined {
    const body = this.#file.bodies.get(hash);
    if (!body) return undefined;
    return body.text === undefined
      ? Buffer.from(body.base64 ?? '', 'base64')
      : new TextEncoder().encode(body.text);
  }

  /** Masked already: it was read from a file. */
  mask(value: unknown): unknown {
    return value;
  }

  reveal(label: string): never {
    throw new KeyholeError(
      'not-found',
      `"${label}" is not in the file: saved traces hold names instead of secrets.`,
    );
  }

  exportFile(): { name: string; text: string } {
    const { target, createdAt } = this.#file.header;
    return { name: fileName(target, createdAt), text: this.#text };
  }

  close(): void {
    // Nothing is held open.
  }
}
