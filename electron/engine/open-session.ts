// What every host sees of a session, live or saved, and what is said of one in a list.

import type { BodyText, SessionSummary } from '../../shared/contract.ts';
import { KeyholeError } from '../../shared/contract.ts';
import { foldMatrix } from '../../shared/matrix/fold.ts';
import type { IdentityState } from '../../shared/identity/identity.ts';
import type { BodyRef, EventId, IdentityName, StepId, TraceEvent } from '../../shared/trace/event.ts';
import { latestText } from '../../shared/trace/fold.ts';
import type { Trace } from '../../shared/trace/fold.ts';
import type { Session } from '../../shared/trace/session.ts';
import { IdentityKeeper } from './identities/identity-keeper.ts';
import type { Recorded } from './privacy/recorded.ts';
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

/** What a list of sessions says of one. */
export function summaryOf(
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
export function summaryOfRun(
  events: readonly TraceEvent[],
): Pick<SessionSummary, 'kind' | 'outcome' | 'revision'> {
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
  /** @param asJson the event as JSON, where it is known */
  events(event: TraceEvent, asJson?: string): void;
  summary(): void;
  /** What part of a large event is masked, 0 to 1. */
  masking?(done: number): void;
}
