// The fold: events in, sessions out. Appending is O(1) on the head and O(path) when the head moves.

import type { IdentityDefinition } from '../identity/identity.ts';
import type {
  EventId,
  FlowSettings,
  IdentityName,
  StageId,
  TraceEvent,
  TraceEventBody,
  ValueName,
} from './event.ts';
import { DEFAULT_IDENTITY, STAGES } from './event.ts';
import type { EventOf, PendingDraft, Session, StageState, StageStatus, Stop } from './session.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

type MutableStage = Mutable<StageState> & { exchanges: EventId[] };

function freshStage(id: StageId): MutableStage {
  return { id, status: 'pending', exchanges: [], passed: 0, failed: 0, errors: 0 };
}

const freshStages = (): Map<StageId, MutableStage> => new Map(STAGES.map((id) => [id, freshStage(id)]));

/** The fold's own, growing state. Screens see it as the read-only `Session`. */
class FoldingSession implements Session {
  readonly identity: IdentityName;
  head: EventId = 0;
  target: string | undefined;
  settings: FlowSettings | undefined;
  events: TraceEvent[] = [];
  stages: Map<StageId, MutableStage>;
  stage: StageId | undefined;
  stageStart = 0;
  draft: PendingDraft | undefined;
  exchanges: EventOf<'exchange'>[] = [];
  callbacks: EventOf<'callback'>[] = [];
  values = new Map<ValueName, EventOf<'value'>[]>();
  findings: EventOf<'finding'>[] = [];
  overrides = new Set<string>();
  question: Session['question'];
  action: Session['action'];
  stop: Stop | undefined;
  completed = false;

  constructor(identity: IdentityName, stages = freshStages()) {
    this.identity = identity;
    this.stages = stages;
  }

  clear(): void {
    this.target = undefined;
    this.settings = undefined;
    this.events = [];
    this.stages = freshStages();
    this.stage = undefined;
    this.stageStart = 0;
    this.draft = undefined;
    this.exchanges = [];
    this.callbacks = [];
    this.values = new Map();
    this.findings = [];
    this.overrides = new Set();
    this.question = undefined;
    this.action = undefined;
    this.stop = undefined;
    this.completed = false;
  }

  stageOf(id: StageId): MutableStage {
    const known = this.stages.get(id);
    if (known) return known;
    const fresh = freshStage(id);
    this.stages.set(id, fresh);
    return fresh;
  }

  mark(id: StageId | undefined, status: StageStatus): void {
    if (id !== undefined) this.stageOf(id).status = status;
  }

  learn(event: EventOf<'value'>): void {
    const seen = this.values.get(event.name);
    if (seen) seen.push(event);
    else this.values.set(event.name, [event]);
  }
}

/** A copy for {@link Planned} events: what they do not touch is shared, and what they touch is replaced. */
class OutlookSession extends FoldingSession {
  constructor(session: FoldingSession) {
    const stages = new Map(session.stages);
    super(session.identity, stages);
    Object.assign(this, session, {
      stages,
      events: session.events.slice(),
      values: new Map(session.values),
    });
  }

  override mark(id: StageId | undefined, status: StageStatus): void {
    if (id !== undefined) this.stages.set(id, { ...this.stageOf(id), status });
  }

  override learn(event: EventOf<'value'>): void {
    this.values.set(event.name, [...(this.values.get(event.name) ?? []), event]);
  }
}

function enter(session: FoldingSession, stage: StageId): void {
  const left = session.stage;
  if (left !== undefined && session.stageOf(left).status === 'active') session.mark(left, 'done');
  session.stage = stage;
  session.stageStart = session.events.length - 1;
  session.mark(stage, 'active');
  session.stop = undefined;
  session.question = undefined;
  session.draft = undefined;
}

function apply(session: FoldingSession, event: TraceEvent): void {
  if (event.kind === 'flow-started') session.clear();
  session.head = event.id;
  session.events.push(event);
  switch (event.kind) {
    case 'flow-started':
      session.target = event.target;
      session.settings = event.settings;
      for (const rule of event.settings.overrides ?? []) session.overrides.add(rule);
      return;
    case 'stage-entered':
      enter(session, event.stage);
      return;
    case 'draft':
      session.draft = { event, request: event.request, edited: false };
      session.stop = undefined;
      return;
    case 'draft-edited':
      if (session.draft && session.draft.event.id === event.draft) {
        session.draft = { ...session.draft, request: event.request, edited: true };
      }
      return;
    case 'exchange':
      if (session.draft?.event.id === event.draft && event.step !== 'authorize-hop')
        session.draft = undefined;
      session.exchanges.push(event);
      session.stageOf(event.stage).exchanges.push(event.id);
      return;
    case 'browser-opened':
      if (session.draft && session.draft.event.id === event.draft) {
        session.draft = { ...session.draft, opened: event };
      }
      return;
    case 'callback':
      session.draft = undefined;
      session.question = undefined;
      session.callbacks.push(event);
      session.stageOf('authorization-response').exchanges.push(event.id);
      return;
    case 'value':
      session.learn(event);
      return;
    case 'finding': {
      session.findings.push(event);
      const stage = session.stageOf(event.stage);
      if (event.verdict === 'pass') stage.passed += 1;
      if (event.verdict === 'fail' && event.severity !== 'info') stage.failed += 1;
      if (event.verdict === 'fail' && event.severity === 'error') stage.errors += 1;
      return;
    }
    case 'override':
      session.overrides.add(event.ruleId);
      if (session.stop?.kind === 'refused') {
        session.mark(session.stop.event.stage, 'overridden');
        session.stop = undefined;
      }
      return;
    case 'waiting':
      session.question = { event: event.id, question: event.question };
      return;
    case 'answered':
      session.question = undefined;
      return;
    case 'refused':
      session.stop = { kind: 'refused', event };
      session.draft = undefined;
      session.question = undefined;
      session.mark(event.stage, 'refused');
      return;
    case 'failed':
      session.stop = { kind: 'failed', event };
      session.draft = undefined;
      session.question = undefined;
      session.mark(event.stage, 'failed');
      return;
    case 'completed':
      session.completed = true;
      session.action = undefined;
      if (session.stage !== undefined && session.stageOf(session.stage).status === 'active') {
        session.mark(session.stage, 'done');
      }
      return;
    case 'action':
      session.action = event.action;
      session.stop = undefined;
      session.draft = undefined;
      return;
    case 'signed-out':
      for (const name of ['access_token', 'refresh_token', 'id_token', 'session_id', 'expires_at'] as const) {
        session.values.delete(name);
      }
      session.draft = undefined;
      session.action = undefined;
      session.completed = true;
      return;
    case 'moved':
    case 'identity':
      return;
    default:
      // Of a run of the matrix (`shared/matrix/fold.ts`), or a kind of a newer version: kept in the trace, without meaning here.
      return;
  }
}

/**
 * All the events of one trace and the session of each identity.
 * Ids must be dense and parents must come before their children; anything else is refused with a `RangeError`.
 */
export class Trace {
  readonly events: TraceEvent[] = [];
  readonly #sessions = new Map<IdentityName, FoldingSession>();
  readonly #definitions = new Map<IdentityName, EventOf<'identity'>>();
  /** By event id; ids are dense, so a list does what a set would do at several times the cost. */
  readonly #hasChild: boolean[] = [false];

  /** Adds the next event and folds it into its identity's session. */
  append(event: TraceEvent): void {
    if (event.id !== this.events.length + 1) {
      throw new RangeError(`event ${event.id} cannot follow event ${this.events.length}: ids are dense`);
    }
    if (!Number.isInteger(event.parent) || event.parent < 0 || event.parent >= event.id) {
      throw new RangeError(
        `event ${event.id} names ${event.parent} as its parent, which does not come before it`,
      );
    }
    this.events.push(event);
    this.#hasChild.push(false);
    this.#hasChild[event.parent] = true;
    if (event.kind === 'identity') this.#define(event);
    let session = this.#sessions.get(event.identity);
    if (!session) {
      session = new FoldingSession(event.identity);
      this.#sessions.set(event.identity, session);
    }
    if (event.parent === session.head) {
      apply(session, event);
      return;
    }
    session.clear();
    session.head = 0;
    for (const id of this.path(event.id)) apply(session, this.event(id));
  }

  /** The event with this id. Throws a `RangeError` when there is none. */
  event(id: EventId): TraceEvent {
    const event = this.events[id - 1];
    if (!event) throw new RangeError(`the trace has no event ${id}`);
    return event;
  }

  /** Ids from the root to `id`, `id` included. */
  path(id: EventId): EventId[] {
    const ids: EventId[] = [];
    for (let at = id; at !== 0; at = this.event(at).parent) ids.push(at);
    return ids.reverse();
  }

  /** Names of the identities with a session, oldest first. */
  get identities(): IdentityName[] {
    return [...this.#sessions.keys()];
  }

  /** What an identity is comes from nowhere on a path: stepping back in a flow does not take its name away. */
  #define(event: EventOf<'identity'>): void {
    if (event.definition === null) this.#definitions.delete(event.identity);
    else this.#definitions.set(event.identity, event);
  }

  /** Identities that were defined and not taken away again, oldest first. */
  get definitions(): IdentityDefinition[] {
    return [...this.#definitions.values()].flatMap(({ definition }) => definition ?? []);
  }

  /** How the flow of a defined identity is to run; absent where its definition does not say. */
  settingsOf(identity: IdentityName): FlowSettings | undefined {
    return this.#definitions.get(identity)?.settings;
  }

  /** The session of an identity at its head; an empty one when nothing happened yet. */
  session(identity: IdentityName = DEFAULT_IDENTITY): Session {
    return this.#sessions.get(identity) ?? new FoldingSession(identity);
  }

  /** The session as it was at `id`: the fold of the path to it. */
  sessionAt(id: EventId): Session {
    const session = new FoldingSession(this.event(id).identity);
    for (const step of this.path(id)) apply(session, this.event(step));
    return session;
  }

  /** Last events of every branch of an identity, oldest first; the head is one of them. */
  tips(identity: IdentityName = DEFAULT_IDENTITY): EventId[] {
    return this.events
      .filter((event) => event.identity === identity && this.#hasChild[event.id] !== true)
      .map((event) => event.id);
  }
}

/** What a plan leads to before anything is sent. */
export type Planned = Extract<TraceEventBody, { kind: 'stage-entered' | 'value' | 'draft' }>;

/** What a session would become: events are folded on a copy, and no trace hears of them. */
export class Outlook {
  readonly #session: FoldingSession;
  #next: EventId;

  /** @param next id that the next event of the trace will have */
  constructor(session: Session, next: EventId) {
    if (!(session instanceof FoldingSession)) throw new TypeError('only a fold makes sessions');
    this.#session = new OutlookSession(session);
    this.#next = next;
  }

  get session(): Session {
    return this.#session;
  }

  append(body: Planned): void {
    const { identity, head } = this.#session;
    apply(this.#session, { id: this.#next, parent: head, at: 0, identity, ...body });
    this.#next += 1;
  }
}

/** Folds a list of events. */
export function foldTrace(events: Iterable<TraceEvent>): Trace {
  const trace = new Trace();
  for (const event of events) trace.append(event);
  return trace;
}

/** The value that counts under a name, or `undefined`. */
export function latest(session: Session, name: ValueName): unknown {
  return session.values.get(name)?.at(-1)?.value;
}

/** The value under a name when it is a string, or `undefined`. */
export function latestText(session: Session, name: ValueName): string | undefined {
  const value = latest(session, name);
  return typeof value === 'string' ? value : undefined;
}
