import { createContext, use, useSyncExternalStore } from 'react';
import type { EnginePort, Notice, SessionSummary } from '../shared/contract.ts';
import type { IdentityState } from '../shared/identity/identity.ts';
import { DEFAULT_IDENTITY } from '../shared/trace/event.ts';
import type { IdentityName, TraceEvent } from '../shared/trace/event.ts';
import { Trace } from '../shared/trace/fold.ts';
import type { Session } from '../shared/trace/session.ts';

/**
 * The session on screen. A new object is made for each batch of events; `trace` and `session` inside it are the
 * same growing objects, so a memo must depend on `version` (or on the view itself), never on `session` alone.
 */
export interface SessionView {
  /** Id of the session at the engine; absent when none is open. */
  readonly id: string | undefined;
  readonly trace: Trace;
  /** The identity on show: whose flow the rooms tell of, and who acts. */
  readonly identity: IdentityName;
  /** How every identity stands, the first one first. */
  readonly identities: readonly IdentityState[];
  /** The fold at the head of the identity on show. */
  readonly session: Session;
  readonly summary: SessionSummary | undefined;
  /** Counts batches; changes whenever `trace` grew. */
  readonly version: number;
  readonly load: 'none' | 'loading' | 'ready' | 'failed';
  readonly error: unknown;
}

export interface SessionStore {
  readonly getView: () => SessionView;
  readonly subscribe: (listener: () => void) => () => void;
  /** Shows a session: asks for its events and folds them. Resolves when they are on screen or the load failed. */
  readonly show: (session: string) => Promise<void>;
  /** Shows the flow of another identity. */
  readonly showAs: (identity: IdentityName) => void;
  /** Leaves the session; the engine keeps it. */
  readonly leave: () => void;
  /** Asks for what was missed, after a transport was away. */
  readonly resync: () => Promise<void>;
  /** Stops listening to the engine. */
  readonly close: () => void;
}

/** Runs a function soon, once; the page gives animation frames, a test its own clock. */
export type Schedule = (run: () => void) => void;

/**
 * A hidden window gets no animation frames, and its events must not pile up unfolded: a timer backs the frame up.
 */
const onFrame: Schedule = (run) => {
  let ran = false;
  const once = () => {
    if (ran) return;
    ran = true;
    run();
  };
  requestAnimationFrame(once);
  setTimeout(once, 250);
};

function emptyView(load: SessionView['load'], id: string | undefined): SessionView {
  const trace = new Trace();
  const session = trace.session(DEFAULT_IDENTITY);
  return {
    id,
    trace,
    identity: DEFAULT_IDENTITY,
    identities: [],
    session,
    summary: undefined,
    version: 0,
    load,
    error: undefined,
  };
}

/** Folds the notices of an engine into the view of one session, a batch per frame. */
export function createSessionStore(engine: EnginePort, schedule: Schedule = onFrame): SessionStore {
  let view = emptyView('none', undefined);
  let queue: TraceEvent[] = [];
  let summary: SessionSummary | undefined;
  let identities: readonly IdentityState[] = [];
  let scheduled = false;
  let asking: Promise<void> | undefined;
  const listeners = new Set<() => void>();

  const publish = (next: SessionView) => {
    view = next;
    for (const listener of listeners) listener();
  };

  const flush = () => {
    scheduled = false;
    if (view.load !== 'ready') return;
    const before = view.trace.events.length;
    const waiting = queue.sort((a, b) => a.id - b.id);
    queue = [];
    let gap = false;
    for (const event of waiting) {
      const next = view.trace.events.length + 1;
      // Seen already: the answer to `session.events` and a notice may both carry an event.
      if (event.id < next) continue;
      if (event.id > next) {
        queue.push(event);
        gap = true;
        continue;
      }
      view.trace.append(event);
    }
    const grown = view.trace.events.length !== before;
    if (grown || summary !== view.summary || identities !== view.identities) {
      // Who was taken away cannot be on show.
      const gone =
        view.identity !== DEFAULT_IDENTITY &&
        identities.length > 0 &&
        !identities.some(({ definition }) => definition.name === view.identity);
      const identity = gone ? DEFAULT_IDENTITY : view.identity;
      publish({
        ...view,
        summary,
        identity,
        identities,
        session: view.trace.session(identity),
        version: view.version + 1,
      });
    }
    if (gap) void resync();
  };

  const soon = () => {
    if (scheduled) return;
    scheduled = true;
    schedule(flush);
  };

  const hear = (notice: Notice) => {
    if (notice.topic === 'events' && notice.session === view.id) {
      queue.push(...notice.events);
      soon();
    } else if (notice.topic === 'summary' && notice.summary.session === view.id) {
      summary = notice.summary;
      soon();
    } else if (notice.topic === 'identities' && notice.session === view.id) {
      identities = notice.identities;
      soon();
    }
  };
  const unsubscribe = engine.subscribe(hear);

  const askAfter = async (id: string, after: number) => {
    const answer = await engine.call('session.events', { session: id, after });
    // Another session may have been chosen meanwhile.
    if (view.id !== id) return;
    queue.push(...answer.events);
    summary = answer.summary;
    ({ identities } = answer);
    if (view.load === 'loading') view = { ...view, load: 'ready' };
    flush();
  };

  const resync = (): Promise<void> => {
    const { id } = view;
    if (id === undefined || view.load !== 'ready') return Promise.resolve();
    asking ??= askAfter(id, view.trace.events.length)
      .catch(() => {
        // The transport shows that it is away, and asks again once it is back.
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };

  const show = async (id: string) => {
    if (view.id === id && view.load !== 'failed') return;
    queue = [];
    summary = undefined;
    identities = [];
    publish(emptyView('loading', id));
    try {
      await askAfter(id, 0);
    } catch (error) {
      if (view.id === id) publish({ ...view, load: 'failed', error });
    }
  };

  return {
    getView: () => view,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    show,
    showAs: (identity) => {
      if (identity === view.identity) return;
      publish({ ...view, identity, session: view.trace.session(identity), version: view.version + 1 });
    },
    leave: () => {
      queue = [];
      summary = undefined;
      publish(emptyView('none', undefined));
    },
    resync,
    close: unsubscribe,
  };
}

/** The store of the session on screen. */
export const SessionStoreContext = createContext<SessionStore | undefined>(undefined);

export function useSessionStore(): SessionStore {
  const store = use(SessionStoreContext);
  if (!store) throw new Error('useSessionStore needs a SessionStoreContext above it');
  return store;
}

/** The session on screen; renders again for each batch of events. */
export function useSession(): SessionView {
  const store = useSessionStore();
  return useSyncExternalStore(store.subscribe, store.getView);
}
