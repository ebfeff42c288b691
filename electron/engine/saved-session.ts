// A session read from a file: it can be looked at, and not go on.

import type { BodyText, SessionSummary } from '../../shared/contract.ts';
import { KeyholeError } from '../../shared/contract.ts';
import { savedContent } from '../../shared/privacy/work/content.ts';
import { MASK_CLOSE, MASK_OPEN } from '../../shared/privacy/marks.ts';
import { savedIdentityStates } from '../../shared/identity/identity-state.ts';
import type { IdentityState } from '../../shared/identity/identity.ts';
import type { EventId, IdentityName, TraceEvent } from '../../shared/trace/event.ts';
import { DEFAULT_IDENTITY } from '../../shared/trace/event.ts';
import { foldTrace } from '../../shared/trace/fold.ts';
import type { Trace } from '../../shared/trace/fold.ts';
import type { Session } from '../../shared/trace/session.ts';
import type { TraceFile } from '../../shared/trace/file.ts';
import type { Recorded } from './privacy/recorded.ts';
import type { OpenSession, SavedFile } from './open-session.ts';
import { bodyOf, fileName, summaryOf, summaryOfRun } from './open-session.ts';

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
