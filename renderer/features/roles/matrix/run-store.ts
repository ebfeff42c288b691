// The run of the matrix on screen. A run is a session of its own at the engine: its trace is held like that of any
// session, and what the grid shows is the fold of it. A run that was opened as a file is the session on screen itself.

import { useEffect, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { EnginePort, MatrixState } from '../../../../shared/contract.ts';
import { MatrixFold } from '../../../../shared/matrix/fold.ts';
import type { Trace } from '../../../../shared/trace/fold.ts';
import { useEngine } from '../../../engine-context.ts';
import { createSessionStore, useSession, useSessionStore } from '../../../session-store.ts';
import type { SessionStore, SessionView } from '../../../session-store.ts';

/** A run as it is on screen. A new object for each batch of events. */
export interface Run {
  /** Id of its session at the engine. */
  readonly id: string;
  readonly store: SessionStore;
  readonly view: SessionView;
  readonly fold: MatrixFold;
  readonly state: MatrixState;
  /** It can go on; a run from a file can only be looked at. */
  readonly live: boolean;
  readonly busy: boolean;
}

const RESTS: MatrixState = { phase: 'rests', planned: 0, done: 0, asking: [] };
const KEPT = 'keyhole.runs';

interface Runs {
  /** The run that was opened last on a session. */
  readonly runOf: Readonly<Record<string, string>>;
  readonly states: Readonly<Record<string, MatrixState>>;
}

function kept(): Runs['runOf'] {
  try {
    const saved: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}');
    const entries = Object.entries(typeof saved === 'object' && saved !== null ? saved : {});
    return Object.fromEntries(
      entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    // A page without storage forgets its runs when it is loaded anew; the engine has them.
    return {};
  }
}

const runsStore = createStore<Runs>(() => ({ runOf: kept(), states: {} }));

/** Shows another run for a session, or none. */
export function showRun(session: string, run: string | undefined): void {
  const { [session]: _before, ...others } = runsStore.getState().runOf;
  const runOf = run === undefined ? others : { ...others, [session]: run };
  runsStore.setState({ runOf });
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(runOf));
  } catch {
    // As above.
  }
}

const listening = new WeakSet<EnginePort>();

/** Hears how runs stand, for as long as the page lives: a run goes on when its room is left. */
function listen(engine: EnginePort): void {
  if (listening.has(engine)) return;
  listening.add(engine);
  const waiting = new Map<string, MatrixState>();
  const flush = () => {
    runsStore.setState(({ states }) => ({ states: { ...states, ...Object.fromEntries(waiting) } }));
    waiting.clear();
  };
  engine.subscribe((notice) => {
    if (notice.topic !== 'matrix') return;
    if (waiting.size === 0) setTimeout(flush, 50);
    waiting.set(notice.matrix, notice.state);
  });
}

/** Asks how a run stands that was under way before this page listened. */
function askHow(engine: EnginePort, matrix: string): void {
  engine.call('matrix.state', { matrix }).then(
    (state) => {
      // A notice that came first is newer.
      runsStore.setState(({ states }) =>
        matrix in states ? { states } : { states: { ...states, [matrix]: state } },
      );
    },
    // A run from a file stands still.
    () => undefined,
  );
}

/** The store of the run that was looked at last; another run replaces it. */
let held: { readonly engine: EnginePort; readonly id: string; readonly store: SessionStore } | undefined;

function storeOf(engine: EnginePort, id: string): SessionStore {
  if (held?.engine === engine && held.id === id) return held.store;
  held?.store.close();
  const store = createSessionStore(engine);
  held = { engine, id, store };
  void store.show(id);
  return store;
}

const folds = new WeakMap<Trace, { readonly fold: MatrixFold; at: number }>();

/** The fold of a growing trace: only what is new is folded. */
function foldOf(trace: Trace): MatrixFold {
  let known = folds.get(trace);
  if (!known) folds.set(trace, (known = { fold: new MatrixFold(), at: 0 }));
  for (const event of trace.events.slice(known.at)) known.fold.append(event);
  known.at = trace.events.length;
  return known.fold;
}

/** The run of the session on screen, if one was opened. */
export function useRun(): Run | undefined {
  const engine = useEngine();
  const main = useSessionStore();
  const onScreen = useSession();
  const isRun = onScreen.trace.events[0]?.kind === 'matrix';
  const runId = useStore(runsStore, ({ runOf }) =>
    onScreen.id === undefined ? undefined : runOf[onScreen.id],
  );

  const store = isRun || runId === undefined ? main : storeOf(engine, runId);
  const view = useSyncExternalStore(store.subscribe, store.getView);
  const id = isRun ? onScreen.id : runId;
  useEffect(() => {
    listen(engine);
    if (id !== undefined) askHow(engine, id);
  }, [engine, id]);
  const told = useStore(runsStore, ({ states }) => (id === undefined ? undefined : states[id]));
  // A run that the engine no longer knows, after a restart, is forgotten.
  const isGone = !isRun && runId !== undefined && view.load === 'failed';
  const parent = onScreen.id;
  useEffect(() => {
    if (isGone && parent !== undefined) showRun(parent, undefined);
  }, [isGone, parent]);

  if (id === undefined || view.load !== 'ready') return undefined;
  const fold = foldOf(view.trace);
  if (!fold.plan) return undefined;
  const live = view.summary?.live === true;
  const state = told ?? RESTS;
  const busy = state.phase !== 'rests' && state.phase !== 'paused';
  return { id, store, view, fold, state, live, busy };
}
