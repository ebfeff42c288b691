// A run of the matrix as a host sees it: a session of its own, so that the trace of the flow keeps only what a client does.
// It shares the identities and the names of secrets with the session it was opened on, and nothing else.

import type { BodyText, MatrixState, SessionSummary } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/contract.ts';
import type { IdentityDefinition, IdentityState } from '../../../shared/identity/identity.ts';
import { MatrixFold } from '../../../shared/matrix/fold.ts';
import type { Masker } from '../../../shared/privacy/mask.ts';
import { unmaskJson } from '../../../shared/privacy/unmask.ts';
import type { EventId, IdentityName, TraceEvent, TraceEventBody } from '../../../shared/trace/event.ts';
import { DEFAULT_IDENTITY } from '../../../shared/trace/event.ts';
import { Trace } from '../../../shared/trace/fold.ts';
import type { EventOf, Session } from '../../../shared/trace/session.ts';
import { headerLine } from '../../../shared/trace/file.ts';
import { BodyStore } from '../capture/bodies.ts';
import type { Capture } from '../capture/capture.ts';
import { Recorder } from '../flow/recorder.ts';
import type { LiveSession } from '../live-session.ts';
import type { OpenSession, SavedFile, SessionTeller } from '../open-session.ts';
import { bodyOf, fileName } from '../open-session.ts';
import { bodyKind, showBody } from '../masked-bodies.ts';
import { MaskLine } from '../masking/mask-line.ts';
import type { MaskingDesk } from '../masking/masking-desk.ts';
import type { Recorded } from '../privacy/recorded.ts';
import { writeInTurns } from '../session-file.ts';
import type { SessionStore } from '../store.ts';
import type { WorkWatch } from '../thread/work-thread.ts';
import { MatrixRun } from './matrix-run.ts';
import { PolicyDesk } from './policy-desk.ts';
import { PreparedCaller } from './prepared-caller.ts';

/** What a run needs of the engine. */
export interface MatrixPorts {
  readonly capture: Capture;
  readonly ca?: string;
  readonly store: SessionStore | undefined;
  readonly program: string;
  readonly desk: MaskingDesk;
  readonly tell: SessionTeller & { state(state: MatrixState): void };
}

/** Milliseconds between two tellings of how far a run is. */
const TELL_EVERY = 60;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A run that can go on. */
export class MatrixSession implements OpenSession {
  readonly id: string;
  readonly identities = undefined;
  readonly run: MatrixRun;
  readonly desk: PolicyDesk;
  readonly #parent: LiveSession;
  readonly #ports: MatrixPorts;
  readonly #masker: Masker;
  readonly #bodies = new BodyStore();
  readonly #trace = new Trace();
  readonly #fold = new MatrixFold();
  readonly #recorders = new Map<IdentityName, Recorder>();
  readonly #callers = new Map<IdentityName, PreparedCaller>();
  readonly #line: MaskLine;
  readonly #startedAt = Date.now();
  #toldPhase: MatrixState['phase'] = 'rests';
  #telling: NodeJS.Timeout | undefined;
  readonly #target: string;

  /** Throws `KeyholeError` when the policy cannot be read, or when the session has no target yet. */
  constructor(id: string, parent: LiveSession, ports: MatrixPorts, policy: string | undefined) {
    const { target, settings } = parent.folded;
    if (target === undefined || !settings)
      throw new KeyholeError('not-now', 'There is no target yet: start its flow first.');
    this.id = id;
    this.#parent = parent;
    this.#ports = ports;
    this.#masker = parent.masker;
    this.#target = target;
    const { revision } = parent.summary();
    this.desk = new PolicyDesk(
      {
        target,
        revision,
        closed: isClosed(parent.folded),
        identities: parent.identityStates(),
        settingsOf: (identity) => {
          const said = parent.identities.trace.settingsOf(identity);
          const isSimulated = ({ name, source }: IdentityDefinition): boolean =>
            name === identity && source.kind === 'simulated';
          // What is not said of a simulated caller is found out where its file is run.
          return parent.identities.definitions.some(isSimulated)
            ? said
            : (parent.foldedOf(identity).settings ?? said);
        },
      },
      policy,
    );
    const { capture, ca } = ports;
    this.run = new MatrixRun({
      capture,
      bodies: this.#bodies,
      ...(ca === undefined ? {} : { ca }),
      callerOf: (identity) => this.#callerOf(identity),
      recorderOf: (identity) => this.#recorderOf(identity),
      fold: this.#fold,
      desk: this.desk,
      bodyText: (exchange) => this.#bodyText(exchange),
      append: (event) => this.#append(event),
      refreshCallers: () => {
        this.#callers.clear();
        this.desk.setIdentities(parent.identityStates());
      },
      onState: (state) => this.#onState(state),
    });
    const { store, program } = ports;
    this.#line = new MaskLine({
      masker: this.#masker,
      bodies: this.#bodies,
      desk: ports.desk,
      write: store && ((lines) => store.append(id, lines)),
      tell: (masked, asJson) => ports.tell.events(masked, asJson),
      onProgress: (done) => ports.tell.masking?.(done),
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
    this.#append({ kind: 'matrix', plan: this.desk.plan });
  }

  /** Takes over the identities of a session, when it is the one the run was opened on. */
  identitiesChanged(of: OpenSession | undefined): void {
    if (of === this.#parent) this.run.identitiesChanged();
  }

  /** The same when one of them has come to be ready. What else a flow does is nothing to a run that rests. */
  identitiesStand(of: OpenSession): void {
    const known = new Map(this.desk.plan.columns.map(({ definition, status }) => [definition.name, status]));
    const changed = ({ definition: { name }, status }: IdentityState): boolean => {
      const before = known.get(name);
      return before !== undefined && before !== status && status === 'ready';
    };
    if (of === this.#parent && !this.run.busy && this.#parent.identityStates().some(changed))
      this.run.identitiesChanged();
  }

  #append(event: TraceEventBody): void {
    this.#recorderOf(DEFAULT_IDENTITY).append(event);
  }

  #recorderOf(identity: IdentityName): Recorder {
    const known = this.#recorders.get(identity);
    if (known) return known;
    const recorder = new Recorder(identity, Date.now, this.#trace);
    recorder.onEvent((event) => this.#onEvent(event));
    this.#recorders.set(identity, recorder);
    return recorder;
  }

  #onEvent(event: TraceEvent): void {
    this.#fold.append(event);
    this.#line.record(event);
  }

  /** Changes of phase and of the policy are told at once, the progress of cells a few times a second. */
  #onState(state: MatrixState): void {
    const { phase } = state;
    if (phase === this.#toldPhase && phase !== 'rests') {
      this.#telling ??= setTimeout(() => {
        this.#telling = undefined;
        this.#ports.tell.state(this.run.state);
      }, TELL_EVERY);
      return;
    }
    clearTimeout(this.#telling);
    this.#telling = undefined;
    this.#toldPhase = phase;
    this.#ports.tell.state(state);
    if (phase !== 'rests' && phase !== 'paused') return;
    this.#line.afterwards(() => {
      this.#ports.tell.summary();
      this.#ports.store?.summarise(this.summary());
    });
  }

  #callerOf(identity: IdentityName): PreparedCaller | string {
    const known = this.#callers.get(identity);
    if (known) return known;
    const { columns } = this.desk.plan;
    const index = columns.findIndex(({ definition }) => definition.name === identity);
    try {
      const caller = new PreparedCaller(this.#parent.identities.callerOf(identity), Math.max(0, index));
      this.#callers.set(identity, caller);
      return caller;
    } catch (error) {
      if (!(error instanceof KeyholeError)) throw error;
      return columns[index]?.why ?? error.message;
    }
  }

  #bodyText(exchange: EventOf<'exchange'>): string | undefined {
    const hash = exchange.response?.body?.hash;
    const bytes = hash === undefined ? undefined : this.#bodies.get(hash);
    if (!bytes) return undefined;
    try {
      return utf8.decode(bytes);
    } catch {
      return undefined;
    }
  }

  get events(): readonly TraceEvent[] {
    return this.#line.events;
  }

  summary(): SessionSummary {
    return {
      session: this.id,
      kind: 'matrix',
      target: this.#masker.maskText(this.#target),
      startedAt: this.#startedAt,
      updatedAt: this.#trace.events.at(-1)?.at ?? this.#startedAt,
      live: true,
      busy: this.run.busy,
      outcome: this.#fold.progress().open === 0 ? 'completed' : 'open',
      revision: this.desk.plan.revision,
      events: this.#trace.events.length,
    };
  }

  async body(hash: string, reveal: boolean, watch: WorkWatch): Promise<BodyText> {
    const bytes = this.#bodies.get(hash);
    if (!bytes) throw new KeyholeError('not-found', 'This run has no such body.');
    const { ref, step } = bodyOf(this.events, hash);
    const kind = bodyKind(step);
    return reveal ? showBody(ref, bytes, kind) : this.#line.body(ref, bytes, kind, watch);
  }

  reveal(label: string): string {
    return this.#parent.reveal(label);
  }

  sessionAt(id: EventId): Session {
    return this.#trace.sessionAt(id);
  }

  recorded(): Recorded {
    return {
      events: this.#trace.events,
      body: (hash) => this.#bodies.get(hash),
      masked: false,
      nameOf: (secret, of) => this.#masker.nameOf(secret, of),
      unmask: <T>(value: T) => unmaskJson(value, (label) => this.#masker.reveal(label)) as T,
    };
  }

  async exportFile(program: string, watch: WorkWatch): Promise<SavedFile> {
    const text = await writeInTurns(
      { target: this.#target, createdAt: this.#startedAt, events: this.#trace.events },
      this.#bodies,
      this.#line,
      { program, target: this.#masker.maskText(this.#target) },
      watch,
    );
    return { name: fileName(this.#target, this.#startedAt), text };
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
    return this.#trace.session();
  }

  foldedOf(identity: IdentityName): Session {
    return this.#trace.session(identity);
  }

  holderOf(label: string): IdentityName {
    return this.#parent.holderOf(label);
  }

  identityStates(): IdentityState[] {
    return this.#parent.identityStates();
  }

  mask(value: unknown): unknown {
    return this.#masker.maskJson(value);
  }

  close(): void {
    clearTimeout(this.#telling);
    this.run.cancel();
    this.#line.close();
  }
}

/** True when the first request of the flow, which carries no token, was answered with a challenge. */
function isClosed(flow: Session): boolean {
  const first = flow.exchanges.find(({ stage, to }) => stage === 'challenge' && to === 'mcp-server');
  return first?.response?.status === 401;
}
