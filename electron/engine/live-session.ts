// One session as a host sees it: a flow with its masked projection, its bodies and its place on disk.

import type { BodyText, SessionSummary } from '../../shared/contract.ts';
import { KeyholeError } from '../../shared/contract.ts';
import { foldMatrix } from '../../shared/matrix/fold.ts';
import { Masker } from '../../shared/privacy/mask.ts';
import { unmaskJson } from '../../shared/privacy/unmask.ts';
import { savedContent } from '../../shared/privacy/work/content.ts';
import { MASK_CLOSE, MASK_OPEN } from '../../shared/privacy/marks.ts';
import { savedIdentityStates } from '../../shared/identity/identity-state.ts';
import type { IdentityState } from '../../shared/identity/identity.ts';
import type { BodyRef, EventId, IdentityName, StepId, TraceEvent } from '../../shared/trace/event.ts';
import { DEFAULT_IDENTITY } from '../../shared/trace/event.ts';
import { foldTrace, latestText } from '../../shared/trace/fold.ts';
import type { Trace } from '../../shared/trace/fold.ts';
import type { Session } from '../../shared/trace/session.ts';
import type { TraceFile } from '../../shared/trace/file.ts';
import { headerLine } from '../../shared/trace/file.ts';
import { BodyStore } from './capture/bodies.ts';
import type { KeeperPorts } from './identities/identity-keeper.ts';
import { IdentityKeeper } from './identities/identity-keeper.ts';
import type { BodyKind } from './masked-bodies.ts';
import { bodyKind, showBody } from './masked-bodies.ts';
import { MaskLine } from './masking/mask-line.ts';
import type { MaskingDesk } from './masking/masking-desk.ts';
import type { Recorded } from './privacy/recorded.ts';
import { writeInTurns, writeTraceFile } from './session-file.ts';
import type { SessionWriter } from './store.ts';
import type { WorkWatch } from './thread/work-thread.ts';

/** A trace as a file. */
export interface SavedFile {
  readonly name: string;
  readonly text: string;
}

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
  /** A body, masked unless `reveal`; a large one takes a while. */
  body(hash: string, reveal: boolean, watch: WorkWatch): Promise<BodyText> | BodyText;
  reveal(label: string): string;
  /** Everything as it was recorded, secrets included: it stays in the engine. */
  recorded(): Recorded;
  exportFile(program: string, watch: WorkWatch): Promise<SavedFile> | SavedFile;
  /** Resolves when everything that was recorded can be seen in `events`. */
  settled(): Promise<void>;
  /** Resolves when everything that was recorded is written down. */
  saved(): Promise<void>;
  /** Gives up the masking of what was recorded last: it is then shown without its content. */
  cancelMasking(): void;
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

/** Whoever is told what happens in a session. */
export interface SessionTeller {
  events(event: TraceEvent): void;
  summary(): void;
  /** What part of a large event is masked, 0 to 1. */
  masking?(done: number): void;
}

/** A session that can go on: the engine holds its secrets, sockets and listener. */
export class LiveSession implements OpenSession {
  readonly id: string;
  readonly identities: IdentityKeeper;
  readonly #masker = new Masker();
  readonly #bodies = new BodyStore();
  readonly #line: MaskLine;
  readonly #startedAt = Date.now();
  #target: string;

  constructor(
    id: string,
    target: string,
    ports: Omit<KeeperPorts, 'bodies'>,
    tell: SessionTeller,
    store: SessionWriter | undefined,
    program: string,
    desk?: MaskingDesk,
  ) {
    this.id = id;
    this.#target = target;
    this.#line = new MaskLine({
      masker: this.#masker,
      bodies: this.#bodies,
      desk,
      write: store && ((lines) => store.append(id, lines)),
      tell: (masked) => tell.events(masked),
      onProgress: (done) => tell.masking?.(done),
    });
    this.identities = new IdentityKeeper(
      { ...ports, bodies: this.#bodies },
      (event) => {
        if (event.kind === 'flow-started' && event.identity === DEFAULT_IDENTITY) this.#target = event.target;
        this.#line.record(event);
      },
      () =>
        this.#line.afterwards(() => {
          tell.summary();
          if (!this.identities.busy) store?.summarise(this.summary());
        }),
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

  get events(): readonly TraceEvent[] {
    return this.#line.events;
  }

  summary(): SessionSummary {
    return summaryOf(this.identities.trace, {
      session: this.id,
      target: this.#masker.maskText(this.#target),
      startedAt: this.#startedAt,
      live: true,
      busy: this.identities.busy || this.#line.isBusy,
    });
  }

  #recordedBody(hash: string): { ref: BodyRef; bytes: Uint8Array; kind: BodyKind } {
    const bytes = this.#bodies.get(hash);
    if (!bytes) throw new KeyholeError('not-found', 'This session has no such body.');
    const { ref, step } = bodyOf(this.events, hash);
    return { ref, bytes, kind: bodyKind(step) };
  }

  async body(hash: string, reveal: boolean, watch: WorkWatch): Promise<BodyText> {
    const { ref, bytes, kind } = this.#recordedBody(hash);
    return reveal ? showBody(ref, bytes, kind) : this.#line.body(ref, bytes, kind, watch);
  }

  /** A masked body at once, however large. */
  bodyNow(hash: string): BodyText {
    const { ref, bytes, kind } = this.#recordedBody(hash);
    return showBody(ref, bytes, kind, this.#masker);
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
      unmask: <T>(value: T) => unmaskJson(value, (label) => this.#masker.reveal(label)) as T,
    };
  }

  async exportFile(program: string, watch: WorkWatch): Promise<SavedFile> {
    const text = await writeInTurns(
      this.#written(),
      this.#bodies,
      this.#line,
      { program, target: this.#masker.maskText(this.#target) },
      watch,
    );
    return { name: fileName(this.#target, this.#startedAt), text };
  }

  /** The text of the session's file at once, however large. */
  fileNow(program: string): string {
    return writeTraceFile(this.#written(), this.#bodies, this.#masker, program);
  }

  #written() {
    return { target: this.#target, createdAt: this.#startedAt, events: this.identities.trace.events };
  }

  settled(): Promise<void> {
    return this.#line.settled();
  }

  saved(): Promise<void> {
    return this.#line.saved();
  }

  cancelMasking(): void {
    this.#line.cancel();
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
    this.#line.close();
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
    return { ...savedContent(this.#file), unmask: (value) => value };
  }

  exportFile(): SavedFile {
    const { target, createdAt } = this.#file.header;
    return { name: fileName(target, createdAt), text: this.#text };
  }

  async settled(): Promise<void> {
    // It was masked before it was saved.
  }

  async saved(): Promise<void> {
    // It was read from a file.
  }

  cancelMasking(): void {
    // Nothing is masked.
  }

  close(): void {
    // Nothing is held open.
  }
}
