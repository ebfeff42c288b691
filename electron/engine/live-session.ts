// One session as a host sees it: a flow with its masked projection, its bodies and its place on disk.

import type { BodyText, SessionSummary } from '../../shared/contract.ts';
import { KeyholeError } from '../../shared/contract.ts';
import { foldMatrix } from '../../shared/matrix/fold.ts';
import { Masker } from '../../shared/privacy/mask.ts';
import { MASK_CLOSE, MASK_OPEN } from '../../shared/privacy/marks.ts';
import { savedIdentityStates } from '../../shared/identity/identity-state.ts';
import type { IdentityState } from '../../shared/identity/identity.ts';
import type { BodyRef, EventId, IdentityName, StepId, TraceEvent } from '../../shared/trace/event.ts';
import { DEFAULT_IDENTITY } from '../../shared/trace/event.ts';
import { foldTrace, latestText } from '../../shared/trace/fold.ts';
import type { Trace } from '../../shared/trace/fold.ts';
import type { Session } from '../../shared/trace/session.ts';
import type { TraceFile } from '../../shared/trace/file.ts';
import { bodyLine, eventLine, headerLine } from '../../shared/trace/file.ts';
import { BodyStore } from './capture/bodies.ts';
import type { KeeperPorts } from './identities/identity-keeper.ts';
import { IdentityKeeper } from './identities/identity-keeper.ts';
import { bodyKind, fileBody, showBody } from './masked-bodies.ts';
import type { Recorded } from './privacy/recorded.ts';
import { writeTraceFile } from './session-file.ts';
import type { SessionWriter } from './store.ts';

/** What both a live and a saved session can do. */
export interface OpenSession {
  readonly id: string;
  /** Masked, in order; grows. */
  readonly events: readonly TraceEvent[];
  /** The identities of a session that can go on. */
  readonly identities: IdentityKeeper | undefined;
  /** The first identity's session at its head; of a live one with its secrets in it, so it stays in the engine. */
  readonly folded: Session;
  /** The same of any identity. */
  foldedOf(identity: IdentityName): Session;
  /** The identity that a secret, by its label, belongs to. */
  holderOf(label: string): IdentityName;
  /** The session as it was at an event; as `folded`, with its secrets in it. Throws a `RangeError` when there is none. */
  sessionAt(id: EventId): Session;
  /** JSON as it may be shown. */
  mask(value: unknown): unknown;
  summary(): SessionSummary;
  /** How every identity stands, as a screen may know it. */
  identityStates(): IdentityState[];
  body(hash: string, reveal: boolean): BodyText;
  reveal(label: string): string;
  /** Everything as it was recorded, secrets included: it stays in the engine. */
  recorded(): Recorded;
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

/** What a run of the matrix says of itself in a list of sessions. */
function summaryOfRun(events: readonly TraceEvent[]): Pick<SessionSummary, 'kind' | 'outcome' | 'revision'> {
  const fold = foldMatrix(events);
  return {
    kind: 'matrix',
    outcome: fold.progress().open === 0 ? 'completed' : 'open',
    revision: fold.plan?.revision ?? 'auto',
  };
}

/** A body that an exchange carried, and the step that got it. Throws `KeyholeError` when none did. */
export function bodyOf(events: readonly TraceEvent[], hash: string): { ref: BodyRef; step: StepId } {
  for (const event of events) {
    if (event.kind === 'exchange' && event.response?.body?.hash === hash)
      return { ref: event.response.body, step: event.step };
  }
  throw new KeyholeError('not-found', 'This session has no such body.');
}

/** Name of a saved trace. */
export function fileName(target: string, at: number): string {
  const host = URL.canParse(target) ? new URL(target).host : 'trace';
  const stamp = new Date(at).toISOString().slice(0, 19).replaceAll(/[:T]/g, '-');
  return `${host.replaceAll(/[^\w.-]+/g, '-')}-${stamp}.keyhole`;
}

/** A session that can go on: the engine holds its secrets, sockets and listener. */
export class LiveSession implements OpenSession {
  readonly id: string;
  readonly events: TraceEvent[] = [];
  readonly identities: IdentityKeeper;
  readonly #masker = new Masker();
  readonly #bodies = new BodyStore();
  readonly #savedBodies = new Set<string>();
  readonly #startedAt = Date.now();
  #target: string;

  constructor(
    id: string,
    target: string,
    ports: Omit<KeeperPorts, 'bodies'>,
    tell: { events(event: TraceEvent): void; summary(): void },
    store: SessionWriter | undefined,
    program: string,
  ) {
    this.id = id;
    this.#target = target;
    this.identities = new IdentityKeeper(
      { ...ports, bodies: this.#bodies },
      (event) => {
        if (event.kind === 'flow-started' && event.identity === DEFAULT_IDENTITY) this.#target = event.target;
        const masked = this.#masker.maskEvent(event);
        this.events.push(masked);
        store?.append(id, this.#bodyLines(event) + eventLine(masked));
        tell.events(masked);
      },
      () => {
        tell.summary();
        if (!this.identities.busy) store?.summarise(this.summary());
      },
    );
    store?.append(
      id,
      headerLine({
        program,
        target: this.#masker.maskText(target),
        createdAt: this.#startedAt,
        masked: true,
      }),
    );
  }

  #bodyLines(event: TraceEvent): string {
    if (event.kind !== 'exchange') return '';
    const hash = event.response?.body?.hash;
    if (hash === undefined || this.#savedBodies.has(hash)) return '';
    this.#savedBodies.add(hash);
    const bytes = this.#bodies.get(hash);
    return bytes ? bodyLine(fileBody(hash, bytes, bodyKind(event.step), this.#masker)) : '';
  }

  summary(): SessionSummary {
    return summaryOf(this.identities.trace, {
      session: this.id,
      target: this.#masker.maskText(this.#target),
      startedAt: this.#startedAt,
      live: true,
      busy: this.identities.busy,
    });
  }

  body(hash: string, reveal: boolean): BodyText {
    const bytes = this.#bodies.get(hash);
    if (!bytes) throw new KeyholeError('not-found', 'This session has no such body.');
    const { ref, step } = bodyOf(this.events, hash);
    return showBody(ref, bytes, bodyKind(step), reveal ? undefined : this.#masker);
  }

  reveal(label: string): string {
    const text = this.#masker.reveal(label);
    if (text === undefined)
      throw new KeyholeError('not-found', `This session knows no secret named "${label}".`);
    return text;
  }

  recorded(): Recorded {
    return {
      events: this.identities.trace.events,
      body: (hash) => this.#bodies.get(hash),
      masked: false,
      nameOf: (secret, of) => this.#masker.nameOf(secret, of),
      unmask: <T>(value: T) => this.#masker.unmaskJson(value) as T,
    };
  }

  exportFile(program: string): { name: string; text: string } {
    const { events } = this.identities.trace;
    const text = writeTraceFile(
      { target: this.#target, createdAt: this.#startedAt, events },
      this.#bodies,
      this.#masker,
      program,
    );
    return { name: fileName(this.#target, this.#startedAt), text };
  }

  get folded(): Session {
    return this.identities.sessionOf(DEFAULT_IDENTITY);
  }

  foldedOf(identity: IdentityName): Session {
    return this.identities.sessionOf(identity);
  }

  holderOf(label: string): IdentityName {
    return this.identities.holderOf(this.reveal(label));
  }

  /** How every identity stands, as a screen may know it. */
  identityStates(): IdentityState[] {
    return this.identities
      .states((secret) => this.#masker.labelOf(secret))
      .map((state) => this.#masker.maskJson(state) as IdentityState);
  }

  sessionAt(id: EventId): Session {
    return this.identities.trace.sessionAt(id);
  }

  mask(value: unknown): unknown {
    return this.#masker.maskJson(value);
  }

  /** Names of its secrets, for sessions that use them too: the same secret has the same name in both. */
  get masker(): Masker {
    return this.#masker;
  }

  close(): void {
    this.identities.close();
  }
}

/** A session read from a file: everything can be looked at, nothing can go on, secrets are not in it. */
export class SavedSession implements OpenSession {
  readonly id: string;
  readonly events: readonly TraceEvent[];
  readonly identities = undefined;
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
    const summary = summaryOf(this.#trace, {
      session: this.id,
      target,
      startedAt: createdAt,
      live: false,
      busy: false,
    });
    return this.events[0]?.kind === 'matrix' ? { ...summary, ...summaryOfRun(this.events) } : summary;
  }

  body(hash: string): BodyText {
    const { ref } = bodyOf(this.events, hash);
    const body = this.#file.bodies.get(hash);
    if (!body) throw new KeyholeError('not-found', 'The file does not hold this body.');
    return { ref, ...(body.text === undefined ? { base64: body.base64 ?? '' } : { text: body.text }) };
  }

  get folded(): Session {
    return this.#trace.session();
  }

  foldedOf(identity: IdentityName): Session {
    return this.#trace.session(identity);
  }

  holderOf(label: string): IdentityName {
    const mask = `${MASK_OPEN}${label}${MASK_CLOSE}`;
    return (
      this.events.findLast((event) => event.kind === 'value' && event.value === mask)?.identity ??
      DEFAULT_IDENTITY
    );
  }

  identityStates(): IdentityState[] {
    return savedIdentityStates(this.#trace, Date.now());
  }

  sessionAt(id: EventId): Session {
    return this.#trace.sessionAt(id);
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

  recorded(): Recorded {
    const { bodies } = this.#file;
    // What a file shows plainly is named only here: it cannot be taken back, and is not spread any further.
    const masker = new Masker();
    return {
      events: this.events,
      body: (hash) => {
        const body = bodies.get(hash);
        return (
          body && Buffer.from(body.text ?? body.base64 ?? '', body.text === undefined ? 'base64' : 'utf8')
        );
      },
      masked: true,
      nameOf: (secret, of) => masker.nameOf(secret, of),
      unmask: (value) => value,
    };
  }

  exportFile(): { name: string; text: string } {
    const { target, createdAt } = this.#file.header;
    return { name: fileName(target, createdAt), text: this.#text };
  }

  close(): void {
    // Nothing is held open.
  }
}
