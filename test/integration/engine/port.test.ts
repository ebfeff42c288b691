// The engine's door: what a host may ask, how it is refused, and that no secret comes out unasked.

import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import type { MethodName } from '../../../shared/contract.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import { foldTrace } from '../../../shared/trace/fold.ts';
import { serve } from '../../support/recorder.ts';
import { refused, startEngine } from './an-engine.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());
const modern = (): string => lab.mcp['modern'] ?? '';

const outcome = (events: readonly TraceEvent[]): string => {
  const session = foldTrace(events).session();
  return session.stop?.kind ?? (session.completed ? 'completed' : 'open');
};

describe('a wrong question', () => {
  test.each<[method: string, input: unknown, words: string]>([
    ['no.such', {}, 'There is no method "no.such".'],
    ['constructor', {}, 'There is no method "constructor".'],
    ['session.open', undefined, 'session.open: the input'],
    ['session.open', { settings: {} }, 'session.open: "target"'],
    ['session.open', { target: 7, settings: {} }, 'session.open: "target"'],
    [
      'session.open',
      { target: 'https://a.example', settings: { revision: '2024-11-05' } },
      '"settings.revision"',
    ],
    ['session.open', { target: 'https://a.example', settings: { timeout: 5 } }, '"settings.timeout"'],
    [
      'session.open',
      { target: 'https://a.example', settings: { redirectPath: 'cb' } },
      '"settings.redirectPath"',
    ],
    ['session.open', { target: 'not a url', settings: {} }, '"not a url" is not a URL.'],
    ['session.open', { target: 'file:///etc/passwd', settings: {} }, 'uses the scheme "file"'],
    ['session.step', { session: 'x' }, 'session.step: "until"'],
    ['session.step', { session: 'x', until: { kind: 'leap' } }, '"until.kind"'],
    ['session.move', { session: 'x', to: -1 }, '"to"'],
    ['session.act', { session: 'x', action: { kind: 'dance' } }, '"action.kind"'],
    ['trace.import', { name: 'a.har', text: '{"log":{}}' }, 'a.har, line 1: This is not a Keyhole trace'],
    ['client-metadata.make', { url: 'http://a.example/c' }, 'must use https'],
    ['lab.fault', { id: 'x', on: 'yes' }, '"on"'],
  ])('%s %j is refused in a sentence', async (method, input, words) => {
    const error = await refused(startEngine(), method as MethodName, input as never);
    expect(error.code).toBe('bad-input');
    expect(error.message).toContain(words);
    expect(error.message).toMatch(/\.$/);
  });

  test('about a session that is not there is refused, and paths are no session names', async () => {
    const engine = startEngine();
    for (const session of ['nope', '../../etc/passwd', '..', 'a/b', 'constructor']) {
      for (const [method, input] of [
        ['session.events', { session }],
        ['session.step', { session, until: { kind: 'step' } }],
        ['session.close', { session }],
        ['trace.export', { session }],
        ['body.read', { session, hash: 'x' }],
        ['secret.reveal', { session, label: 'x' }],
      ] as const) {
        expect(await refused(engine, method, input)).toMatchObject({ code: 'not-found' });
      }
    }
    expect(await engine.call('session.delete', { session: '../../etc/passwd' })).toEqual({ done: true });
  });

  test('at the wrong moment is refused with what to do instead', async () => {
    const engine = startEngine();
    const session = await engine.open(modern());
    for (const [method, input, words] of [
      ['session.back', { session }, 'nothing to step back to'],
      ['session.open-browser', { session }, 'Nobody asked for this now.'],
      ['session.override', { session, ruleId: 'token/succeeded' }, 'not stopped by token/succeeded'],
      ['session.retry-stage', { session, stage: 'token' }, 'has not been reached yet'],
      ['session.answer', { session, answer: { kind: 'callback-url', url: 'https://x' } }, 'Nobody asked'],
      ['session.act', { session, action: { kind: 'refresh' } }, 'There is no refresh token'],
    ] as const) {
      expect(await refused(engine, method, input)).toMatchObject({
        code: 'not-now',
        message: expect.stringContaining(words) as string,
      });
    }
  });

  test('about an event, a label or a body that is not there is refused', async () => {
    const engine = startEngine();
    const session = await engine.open(modern());
    expect(await refused(engine, 'session.move', { session, to: 999 })).toMatchObject({ code: 'bad-input' });
    expect(await refused(engine, 'secret.reveal', { session, label: 'access token Q' })).toMatchObject({
      code: 'not-found',
    });
    expect(await refused(engine, 'body.read', { session, hash: 'f00' })).toMatchObject({ code: 'not-found' });
    expect(
      await refused(engine, 'session.edit', { session, request: { method: 'GET', url: 'x', headers: [] } }),
    ).toMatchObject({ code: 'bad-input' });
  });
});

describe('a flow', () => {
  test('is told event by event, each once, exactly as it can be read afterwards', async () => {
    const engine = startEngine();
    const session = await engine.open(modern());
    const events = await engine.run(session);
    expect(outcome(events)).toBe('completed');
    expect(engine.told(session)).toEqual(events);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    const last = engine.notices.findLast((notice) => notice.topic === 'summary');
    expect(last).toMatchObject({
      summary: { session, outcome: 'completed', live: true, busy: false, events: events.length },
    });
  });

  test('is still there after a reload: from any event on, with nothing twice', async () => {
    const engine = startEngine();
    const session = await engine.open(modern());
    const events = await engine.run(session);
    for (const after of [0, 1, 17, events.length - 1, events.length, events.length + 5]) {
      const read = await engine.call('session.events', { session, after });
      expect(read.events).toEqual(events.slice(after));
    }
    const before = engine.told(session).length;
    await wait(20);
    expect(engine.told(session)).toHaveLength(before);
  });

  test('goes step by step, back, and on to another branch', async () => {
    const engine = startEngine();
    const session = await engine.open(modern());
    const step = { session, until: { kind: 'step' } } as const;
    await engine.call('session.step', step);
    await engine.call('session.step', step);
    await engine.call('session.back', { session });
    const events = await engine.run(session);
    expect(outcome(events)).toBe('completed');
    expect(events.some(({ kind }) => kind === 'moved')).toBe(true);
    expect(foldTrace(events).tips().length).toBe(2);
  });

  test('runs beside another one, and neither hears of the other', async () => {
    const engine = startEngine();
    const [a, b] = await Promise.all([
      engine.open(modern()),
      engine.open(lab.mcp['legacy'] ?? '', {
        login: 'auto',
        extraAuthorizationParameters: { login_hint: 'bob' },
      }),
    ]);
    const [first, second] = await Promise.all([engine.run(a), engine.run(b)]);
    expect([outcome(first), outcome(second)]).toEqual(['completed', 'completed']);
    expect(engine.told(a)).toEqual(first);
    expect(engine.told(b)).toEqual(second);
    const { sessions } = await engine.call('session.list', {});
    expect(sessions.map(({ session }) => session).toSorted()).toEqual([a, b].toSorted());
  });

  test('of a server that never answers is cancelled at once, says so, and can be tried again', async () => {
    const server = await serve(() => {});
    const engine = startEngine();
    const session = await engine.open(`${server.origin}/mcp`);
    const running = engine.run(session);
    while (server.requests.length === 0) await wait(5);
    expect(await refused(engine, 'session.step', { session, until: { kind: 'end' } })).toMatchObject({
      code: 'not-now',
    });
    await engine.call('session.cancel', { session });
    const events = await running;
    expect(outcome(events)).toBe('failed');
    expect(events.findLast(({ kind }) => kind === 'exchange')).toMatchObject({
      failure: { code: 'aborted' },
    });
    await engine.call('session.retry-stage', { session });
    const { events: again, summary } = await engine.call('session.events', { session });
    expect(foldTrace(again).session().draft?.event.step).toBe('mcp-probe');
    expect(summary.busy).toBe(false);
  });

  test('waits for a person with the address handed to the browser, and takes the pasted answer', async () => {
    const engine = startEngine();
    const session = await engine.open(modern(), {
      login: 'browser',
      extraAuthorizationParameters: { login_hint: 'alice' },
    });
    await engine.run(session);
    const url = engine.opened[0] ?? '';
    expect(new URL(url).origin).toBe(lab.issuer);
    await engine.call('session.open-browser', { session });
    expect(engine.opened).toEqual([url, url]);
    const callback = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
    await engine.call('session.answer', { session, answer: { kind: 'callback-url', url: callback } });
    expect(outcome((await engine.call('session.events', { session })).events)).toBe('completed');
  });
});

describe('secrets', () => {
  /** Every secret of a session, by asking for each name until there is none. */
  async function secretsOf(
    engine: ReturnType<typeof startEngine>,
    session: string,
  ): Promise<Map<string, string>> {
    const labels = new Set(
      [...JSON.stringify(engine.told(session)).matchAll(/⟦([^⟧]+)⟧/g)].map(([, label]) => label ?? ''),
    );
    const found = new Map<string, string>();
    for (const label of labels)
      found.set(label, (await engine.call('secret.reveal', { session, label })).text);
    return found;
  }

  test.each(['modern', 'legacy', 'opaque', '2025-03-26'])(
    'of a whole session on %s are in no notice, answer or export',
    async (variant) => {
      const engine = startEngine();
      const session = await engine.open(lab.mcp[variant] ?? '', {
        login: 'auto',
        extraAuthorizationParameters: { login_hint: 'alice' },
      });
      await engine.run(session);
      for (const action of [
        { kind: 'call-tool', name: 'get_order', arguments: { orderId: '1001' } },
        { kind: 'list-resources' },
      ] as const) {
        await engine.call('session.act', { session, action });
      }
      const { events, summary } = await engine.call('session.events', { session });
      const secrets = await secretsOf(engine, session);
      expect([...secrets.keys()]).toEqual(
        expect.arrayContaining(['access token A', 'authorization code A', 'code verifier A']),
      );
      const hashes = events.flatMap((event) =>
        event.kind === 'exchange' && event.response?.body ? [event.response.body.hash] : [],
      );
      const bodies = await Promise.all(hashes.map((hash) => engine.call('body.read', { session, hash })));
      const output = JSON.stringify([
        engine.notices,
        events,
        summary,
        bodies,
        await engine.call('trace.export', { session }),
        await engine.call('session.list', {}),
        await engine.call('lab.state', {}),
        await engine.call('app.info', {}),
      ]);
      for (const [label, secret] of secrets) {
        expect(secret.length, label).toBeGreaterThan(0);
        if (secret.length >= 8) expect(output.includes(secret), label).toBe(false);
      }
    },
  );

  test('come out one by one when somebody asks, and so do bodies', async () => {
    const engine = startEngine();
    const session = await engine.open(modern());
    const events = await engine.run(session);
    const { text } = await engine.call('secret.reveal', { session, label: 'access token A' });
    expect(text.split('.')).toHaveLength(3);
    const exchange = events.find((event) => event.kind === 'exchange' && event.step === 'token-code');
    const hash = exchange?.kind === 'exchange' ? (exchange.response?.body?.hash ?? '') : '';
    const masked = await engine.call('body.read', { session, hash });
    expect(masked.text).toContain('"access_token":"⟦access token A⟧"');
    const revealed = await engine.call('body.read', { session, hash, reveal: true });
    expect(JSON.parse(revealed.text ?? '')).toMatchObject({ access_token: text });
  });
});

describe('the lab', () => {
  test('starts, takes a fault, tells about it, and stops', async () => {
    const engine = startEngine();
    const asleep = await engine.call('lab.state', {});
    expect(asleep.running).toBe(false);
    expect(asleep.variants.every(({ url }) => url === '')).toBe(true);
    expect(await refused(engine, 'lab.fault', { id: 'iss-wrong', on: true })).toMatchObject({
      code: 'not-now',
    });
    const { variants, faults, issuer } = await engine.call('lab.start', {});
    expect(await engine.call('lab.start', {})).toMatchObject({ issuer });
    const fault = faults.find(
      ({ trips, refuses }) => trips.includes('authorization-response/state') && refuses,
    );
    const faulty = await engine.call('lab.fault', { id: fault?.id ?? '', on: true });
    expect(faulty.faults.filter(({ on }) => on).map(({ id }) => id)).toEqual([fault?.id]);
    const session = await engine.open(variants[0]?.url ?? '');
    const stop = foldTrace(await engine.run(session)).session().stop;
    expect(stop).toMatchObject({ kind: 'refused', event: { ruleId: 'authorization-response/state' } });
    expect(await refused(engine, 'lab.fault', { id: 'no-such', on: true })).toMatchObject({
      code: 'bad-input',
    });
    expect(await engine.call('lab.stop', {})).toMatchObject({ running: false });
    const told = engine.notices.flatMap((notice) => (notice.topic === 'lab' ? [notice.lab.running] : []));
    expect(told).toEqual([true, true, true, false]);
    await expect(fetch(variants[0]?.url ?? '')).rejects.toThrow();
  });

  test('that was stopped can be started again', async () => {
    const engine = startEngine();
    await engine.call('lab.start', {});
    await engine.call('lab.stop', {});
    const { variants, faults } = await engine.call('lab.start', {});
    expect(faults.filter(({ on }) => on)).toEqual([]);
    expect((await fetch(variants[0]?.url ?? '', { method: 'POST' })).status).toBe(401);
  });
});

test('the host is described as it was told', async () => {
  expect(await startEngine().call('app.info', {})).toEqual({
    version: '9.9.9',
    node: process.versions.node,
    capabilities: {
      host: 'terminal',
      encryptedSecrets: false,
      nativeDialogs: false,
      deepLinks: false,
      browserProfiles: 'not-here',
    },
    notice: 'as told',
  });
});
