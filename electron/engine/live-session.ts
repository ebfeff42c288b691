// One session as a host sees it: a flow with its masked projection, its bodies and its place on disk.

import type { BodyText, SessionSummary } from '../../shared/contract.ts';
import { KeyholeError } from '../../shared/contract.ts';
import { Masker } from '../../shared/privacy/mask.ts';
import { unmaskJson } from '../../shared/privacy/unmask.ts';
import type { IdentityState } from '../../shared/identity/identity.ts';
import type { BodyRef, EventId, IdentityName, TraceEvent } from '../../shared/trace/event.ts';
import { DEFAULT_IDENTITY } from '../../shared/trace/event.ts';
import type { Session } from '../../shared/trace/session.ts';
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
import type { OpenSession, SavedFile, SessionTeller } from './open-session.ts';
import { bodyOf, fileName, summaryOf } from './open-session.ts';

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
      tell: (masked, asJson) => tell.events(masked, asJson),
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
