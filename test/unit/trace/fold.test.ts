// The fold: what a list of events means, however it was cut, branched or continued.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TraceEvent, TraceEventBody } from '../../../shared/trace/event.ts';
import { STAGES } from '../../../shared/trace/event.ts';
import { foldTrace, latest, latestText, Trace } from '../../../shared/trace/fold.ts';
import type { Session } from '../../../shared/trace/session.ts';
import { arbitraryTrace, SETTINGS } from '../../support/arbitrary-trace.ts';

/** Everything a session says, apart from which event it stands at. */
function meaning(session: Session): unknown {
  const { head: _head, events: _events, stages, values, overrides, ...rest } = session;
  return {
    ...rest,
    stages: [...stages],
    values: [...values].filter(([, seen]) => seen.length > 0),
    overrides: [...overrides],
  };
}

function everything(trace: Trace): unknown {
  return trace.identities.map((name) => {
    const session = trace.session(name);
    return [name, session.head, session.events, meaning(session), trace.tips(name)];
  });
}

function traceOf(...bodies: readonly (TraceEventBody & { readonly parent?: number })[]): Trace {
  return foldTrace(
    bodies.map(({ parent, ...body }, index) => event({ parent: parent ?? index, ...body }, index + 1)),
  );
}

function event(body: TraceEventBody & { readonly parent: number }, id: number): TraceEvent {
  return { id, at: id, identity: 'default', ...body };
}

const START = { kind: 'flow-started', target: 'https://shop.example/mcp', settings: SETTINGS } as const;

describe('any trace', () => {
  const traces = arbitraryTrace({ identities: ['default', 'bob'] });

  test('folds at every prefix, and each prefix means what it meant while it was the whole', () => {
    fc.assert(
      fc.property(traces, ({ events }) => {
        const growing = new Trace();
        for (const [index, next] of events.entries()) {
          growing.append(next);
          expect(everything(growing)).toEqual(everything(foldTrace(events.slice(0, index + 1))));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('folds the same in two parts as in one', () => {
    fc.assert(
      fc.property(traces, fc.nat(), ({ events }, cut) => {
        const at = cut % (events.length + 1);
        const trace = foldTrace(events.slice(0, at));
        for (const next of events.slice(at)) trace.append(next);
        expect(everything(trace)).toEqual(everything(foldTrace(events)));
      }),
    );
  });

  test('means at its head what the path to the head means', () => {
    fc.assert(
      fc.property(traces, ({ events }) => {
        const trace = foldTrace(events);
        for (const name of trace.identities) {
          const session = trace.session(name);
          const again = trace.sessionAt(session.head);
          expect([session.head, session.events, meaning(session)]).toEqual([
            again.head,
            again.events,
            meaning(again),
          ]);
        }
      }),
    );
  });

  test('is moved to any event and means there exactly what it meant then', () => {
    fc.assert(
      fc.property(arbitraryTrace(), fc.nat(), ({ events }, pick) => {
        const to = (pick % events.length) + 1;
        const trace = foldTrace(events);
        const then = meaning(foldTrace(events.slice(0, to)).sessionAt(to));
        trace.append(event({ kind: 'moved', parent: to }, events.length + 1));
        expect(meaning(trace.session())).toEqual(then);
        expect(trace.session().head).toBe(events.length + 1);
      }),
    );
  });

  test('of one identity is not touched by what another one does', () => {
    fc.assert(
      fc.property(traces, ({ events }) => {
        const trace = foldTrace(events);
        for (const name of trace.identities) {
          const own = events.filter(({ identity }) => identity === name);
          const renumbered = new Map(own.map(({ id }, index) => [id, index + 1]));
          const alone = foldTrace(
            own.map((e, index) => ({ ...e, id: index + 1, parent: renumbered.get(e.parent) ?? 0 })),
          );
          expect(trace.session(name).events.map(({ id }) => renumbered.get(id))).toEqual(
            alone.session(name).events.map(({ id }) => id),
          );
          expect(trace.session(name).stage).toEqual(alone.session(name).stage);
          expect([...trace.session(name).overrides]).toEqual([...alone.session(name).overrides]);
        }
      }),
    );
  });

  test('has the events without a child as its tips, the head among them', () => {
    fc.assert(
      fc.property(traces, ({ events }) => {
        const trace = foldTrace(events);
        const parents = new Set(events.map(({ parent }) => parent));
        for (const name of trace.identities) {
          const childless = events.filter(({ id, identity }) => identity === name && !parents.has(id));
          expect(trace.tips(name)).toEqual(childless.map(({ id }) => id));
          expect(trace.tips(name)).toContain(trace.session(name).head);
        }
      }),
    );
  });
});

describe('branches', () => {
  test('keep both attempts: a step back leaves the old one in the trace and out of the session', () => {
    const trace = traceOf(
      START,
      { kind: 'stage-entered', stage: 'challenge' },
      { kind: 'value', name: 'state', value: 'first', secret: false, from: { kind: 'made', how: 'x' } },
      { kind: 'moved', parent: 2 },
      { kind: 'value', name: 'state', value: 'second', secret: false, from: { kind: 'made', how: 'x' } },
    );
    expect(trace.tips()).toEqual([3, 5]);
    expect(latestText(trace.session(), 'state')).toBe('second');
    expect(latestText(trace.sessionAt(3), 'state')).toBe('first');
    expect(trace.path(5)).toEqual([1, 2, 4, 5]);
    expect(trace.session().events.map(({ id }) => id)).toEqual([1, 2, 4, 5]);
  });

  test('of a restart begin at the root, and nothing of the flow before counts any more', () => {
    const trace = traceOf(
      START,
      { kind: 'stage-entered', stage: 'challenge' },
      { kind: 'failed', stage: 'challenge', message: 'no' },
      { ...START, parent: 0, target: 'https://other.example/mcp' },
    );
    const session = trace.session();
    expect(session.target).toBe('https://other.example/mcp');
    expect([session.stop, session.stage, session.events.length]).toEqual([undefined, undefined, 1]);
    expect(trace.tips()).toEqual([3, 4]);
  });
});

describe('an event out of place', () => {
  const base = (): Trace => traceOf(START, { kind: 'stage-entered', stage: 'challenge' });
  test.each([
    ['an id that was left out', 4, 2, 'event 4 cannot follow event 2: ids are dense'],
    ['an id that is there', 2, 1, 'event 2 cannot follow event 2: ids are dense'],
    ['itself as its parent', 3, 3, 'event 3 names 3 as its parent, which does not come before it'],
    ['a later parent', 3, 9, 'event 3 names 9 as its parent, which does not come before it'],
    ['a negative parent', 3, -1, 'event 3 names -1 as its parent, which does not come before it'],
    ['half a parent', 3, 1.5, 'event 3 names 1.5 as its parent, which does not come before it'],
    [
      'no number as its parent',
      3,
      Number.NaN,
      'event 3 names NaN as its parent, which does not come before it',
    ],
  ])('with %s is refused in a sentence, and the trace stays as it was', (_what, id, parent, message) => {
    const trace = base();
    expect(() => trace.append(event({ kind: 'completed', parent }, id))).toThrow(new RangeError(message));
    expect(everything(trace)).toEqual(everything(base()));
  });

  test('that nobody appended cannot be asked for', () => {
    expect(() => base().event(3)).toThrow(new RangeError('the trace has no event 3'));
    expect(() => base().sessionAt(0)).toThrow(RangeError);
  });
});

describe('a session', () => {
  test('of an identity that did nothing is empty', () => {
    const session = new Trace().session('nobody');
    expect([session.head, session.events, session.stage, session.completed]).toEqual([
      0,
      [],
      undefined,
      false,
    ]);
    expect([...session.stages.keys()]).toEqual([...STAGES]);
    expect(latest(session, 'issuer')).toBeUndefined();
  });

  test('keeps events of a kind it does not know, and they change nothing else', () => {
    const before = traceOf(START, { kind: 'stage-entered', stage: 'token' });
    const trace = traceOf(START, { kind: 'stage-entered', stage: 'token' });
    const foreign = JSON.parse(
      '{"id":3,"parent":2,"at":3,"identity":"default","kind":"sung","words":"la"}',
    ) as TraceEvent;
    trace.append(foreign);
    expect(trace.session().events.at(-1)).toEqual(foreign);
    expect(trace.session().head).toBe(3);
    expect(meaning(trace.session())).toEqual(meaning(before.session()));
  });

  test('shows each stage as it stands: done, active, refused, overridden, failed', () => {
    const status = (trace: Trace): Record<string, string> =>
      Object.fromEntries([...trace.session().stages.values()].map((s) => [s.id, s.status]));
    const events: TraceEventBody[] = [
      START,
      { kind: 'stage-entered', stage: 'challenge' },
      { kind: 'stage-entered', stage: 'server-metadata' },
      { kind: 'refused', stage: 'server-metadata', ruleId: 'a/b', finding: 1 },
    ];
    expect(status(traceOf(...events))).toMatchObject({
      challenge: 'done',
      'server-metadata': 'refused',
      token: 'pending',
    });
    expect(traceOf(...events).session().stop?.kind).toBe('refused');
    const overridden = [...events, { kind: 'override', ruleId: 'a/b', finding: 4 } as const];
    expect(status(traceOf(...overridden))).toMatchObject({ 'server-metadata': 'overridden' });
    expect(traceOf(...overridden).session().stop).toBeUndefined();
    expect(traceOf(...overridden).session().overrides).toEqual(new Set(['a/b']));
    const failed = [
      ...overridden,
      { kind: 'stage-entered', stage: 'token' } as const,
      { kind: 'failed', stage: 'token', message: 'no' } as const,
    ];
    expect(status(traceOf(...failed))).toMatchObject({ 'server-metadata': 'overridden', token: 'failed' });
  });

  test('forgets the tokens at sign-out and keeps the rest', () => {
    const from = { kind: 'made', how: 'x' } as const;
    const session = traceOf(
      START,
      { kind: 'value', name: 'access_token', value: 't', secret: true, from },
      { kind: 'value', name: 'client_id', value: 'c', secret: false, from },
      { kind: 'signed-out' },
    ).session();
    expect(latest(session, 'access_token')).toBeUndefined();
    expect(latest(session, 'client_id')).toBe('c');
  });

  test('holds the draft as edited until it is sent', () => {
    const request = { method: 'GET', url: 'https://a.example/', headers: [] };
    const drafted: TraceEventBody[] = [
      START,
      { kind: 'stage-entered', stage: 'challenge' },
      {
        kind: 'draft',
        stage: 'challenge',
        step: 'mcp-probe',
        to: 'mcp-server',
        by: 'keyhole',
        request,
        parts: [],
      },
      { kind: 'draft-edited', draft: 3, request: { ...request, url: 'https://b.example/' } },
    ];
    expect(traceOf(...drafted).session().draft).toMatchObject({
      edited: true,
      request: { url: 'https://b.example/' },
    });
    const sent = traceOf(...drafted, {
      kind: 'exchange',
      stage: 'challenge',
      step: 'mcp-probe',
      draft: 3,
      from: 'keyhole',
      to: 'mcp-server',
      request,
      timing: { startedAt: 0, total: 1, reusedConnection: false },
    }).session();
    expect(sent.draft).toBeUndefined();
    expect(sent.stages.get('challenge')?.exchanges).toEqual([5]);
  });
});
