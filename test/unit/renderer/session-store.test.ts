import { describe, expect, it } from 'vitest';
import { createSessionStore } from '../../../renderer/session-store.ts';
import { KeyholeError, type EnginePort, type Notice, type SessionSummary } from '../../../shared/contract.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';

const SUMMARY: SessionSummary = {
  session: 's1',
  target: 'https://shop.example/mcp',
  startedAt: 1,
  updatedAt: 1,
  live: true,
  busy: false,
  outcome: 'open',
  revision: 'auto',
  events: 0,
};

function event(id: number): TraceEvent {
  return { id, parent: id - 1, at: id, identity: 'default', kind: 'stage-entered', stage: 'challenge' };
}

const events = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_each, index) => event(from + index));

/** An engine that holds one session's events and tells them when the test says so. */
function scriptedEngine() {
  const held: TraceEvent[] = [];
  const listeners = new Set<(notice: Notice) => void>();
  const asked: number[] = [];
  let failing = false;
  const engine: EnginePort = {
    async call(method, input) {
      if (failing) throw new KeyholeError('not-now', 'away');
      if (method !== 'session.events') throw new KeyholeError('not-found', method);
      const { session, after = 0 } = input as { session: string; after?: number };
      asked.push(after);
      const answer = {
        events: session === 's1' ? held.slice(after) : held.slice(0, 1),
        summary: { ...SUMMARY, events: held.length },
        identities: [],
      };
      return answer as never;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const tell = (notice: Notice) => {
    for (const listener of listeners) listener(notice);
  };
  return {
    engine,
    asked,
    tell,
    hold: (more: readonly TraceEvent[]) => held.push(...more),
    fail: (now: boolean) => {
      failing = now;
    },
    listeners,
  };
}

function setUp() {
  const script = scriptedEngine();
  const frames: (() => void)[] = [];
  const store = createSessionStore(script.engine, (run) => frames.push(run));
  let published = 0;
  store.subscribe(() => {
    published += 1;
  });
  return {
    ...script,
    store,
    frames,
    published: () => published,
    frame: () => {
      for (const run of frames.splice(0)) run();
    },
    tellEvents: (from: number, to: number, session = 's1') =>
      script.tell({ topic: 'events', session, events: events(from, to) }),
  };
}

const ids = (store: ReturnType<typeof setUp>['store']) => store.getView().trace.events.map(({ id }) => id);
const range = (to: number) => Array.from({ length: to }, (_each, index) => index + 1);

describe('the session store', () => {
  it('folds what the engine holds when a session is shown', async () => {
    const { store, hold } = setUp();
    hold(events(1, 3));
    const shown = store.show('s1');
    expect(store.getView().load).toBe('loading');
    await shown;
    expect(store.getView()).toMatchObject({ id: 's1', load: 'ready', summary: { events: 3 } });
    expect(ids(store)).toEqual([1, 2, 3]);
    expect(store.getView().session.head).toBe(3);
  });

  it('folds a hundred notices in one batch, on the frame, and tells once', async () => {
    const { store, frame, frames, tellEvents, published } = setUp();
    await store.show('s1');
    const before = { told: published(), view: store.getView() };
    for (let id = 1; id <= 100; id += 1) tellEvents(id, id);
    expect(frames).toHaveLength(1);
    expect(store.getView()).toBe(before.view);
    frame();
    expect(published()).toBe(before.told + 1);
    expect(store.getView().version).toBe(before.view.version + 1);
    expect(ids(store)).toEqual(range(100));
  });

  it('takes an event once that came both in the answer and as a notice', async () => {
    const { store, hold, frame, tellEvents } = setUp();
    hold(events(1, 2));
    const shown = store.show('s1');
    tellEvents(1, 3);
    await shown;
    frame();
    expect(ids(store)).toEqual([1, 2, 3]);
  });

  it('asks for what it missed when ids jump, and keeps what came early', async () => {
    const { store, hold, asked, frame, tellEvents } = setUp();
    await store.show('s1');
    hold(events(1, 4));
    tellEvents(3, 4);
    frame();
    expect(ids(store)).toEqual([]);
    await store.resync();
    expect(asked).toEqual([0, 0]);
    expect(ids(store)).toEqual([1, 2, 3, 4]);
  });

  it('does not mix in the events of another session', async () => {
    const { store, frame, tellEvents } = setUp();
    await store.show('s1');
    tellEvents(1, 2, 's2');
    frame();
    expect(ids(store)).toEqual([]);
  });

  it('shows a changed summary without any event', async () => {
    const { store, tell, frame } = setUp();
    await store.show('s1');
    tell({ topic: 'summary', summary: { ...SUMMARY, busy: true } });
    frame();
    expect(store.getView().summary?.busy).toBe(true);
  });

  it('asks only for what is new after a reconnection', async () => {
    const { store, hold, asked } = setUp();
    hold(events(1, 5));
    await store.show('s1');
    hold(events(6, 7));
    await store.resync();
    expect(asked).toEqual([0, 5]);
    expect(ids(store)).toEqual(range(7));
  });

  it('says that a load failed, and loads when asked again', async () => {
    const { store, fail, hold } = setUp();
    hold(events(1, 1));
    fail(true);
    await store.show('s1');
    expect(store.getView()).toMatchObject({ load: 'failed', error: { message: 'away' } });
    fail(false);
    await store.show('s1');
    expect(ids(store)).toEqual([1]);
  });

  it('drops an answer that comes after another session was chosen', async () => {
    const { store, hold } = setUp();
    hold(events(1, 2));
    const first = store.show('s1');
    const second = store.show('s2');
    await Promise.all([first, second]);
    expect(store.getView().id).toBe('s2');
    expect(ids(store)).toEqual([1]);
  });

  it('stops listening when closed', () => {
    const { store, listeners } = setUp();
    expect(listeners.size).toBe(1);
    store.close();
    expect(listeners.size).toBe(0);
  });
});
