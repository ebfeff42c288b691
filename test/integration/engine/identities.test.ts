// Several identities over one trace: each signs in by itself, none disturbs another, and simulated callers send what they say.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BodyStore } from '../../../electron/engine/capture/bodies.ts';
import { Capture } from '../../../electron/engine/capture/capture.ts';
import { IdentityKeeper } from '../../../electron/engine/identities/identity-keeper.ts';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import type { IdentityDefinition, IdentitySource, Simulation } from '../../../shared/identity/identity.ts';
import { SIMULATIONS } from '../../../shared/identity/identity.ts';
import { DEFAULT_IDENTITY } from '../../../shared/trace/event.ts';
import type { FlowSettings } from '../../../shared/trace/event.ts';
import { foldTrace, latestText } from '../../../shared/trace/fold.ts';
import { parseTraceFile } from '../../../shared/trace/file.ts';
import { refused, startEngine } from './an-engine.ts';
import type { TestEngine } from './an-engine.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ shortTokenSeconds: 2 });
});
afterAll(() => lab.close());

const define = (
  name: string,
  source: IdentitySource,
  level: IdentityDefinition['level'] = 'login',
): IdentityDefinition => ({ name, title: name, colour: 'teal', level, source });

const settingsAs = (hint: string): FlowSettings => ({
  revision: 'auto',
  registration: 'auto',
  grant: 'authorization_code',
  login: 'auto',
  timeout: 5_000,
  bodyLimit: 1024 * 1024,
  extraAuthorizationParameters: { login_hint: hint },
});

async function openWith(engine: TestEngine, variant = 'modern'): Promise<string> {
  const session = await engine.open(lab.mcp[variant] ?? '');
  await engine.run(session);
  return session;
}

describe('identities of a session', () => {
  test('sign in each by itself, with tokens of their own, and leave each other alone', async () => {
    const engine = startEngine();
    const session = await openWith(engine);
    await engine.call('identity.save', {
      session,
      definition: define('bob', { kind: 'flow' }),
      settings: settingsAs('bob'),
    });
    const before = foldTrace((await engine.call('session.events', { session })).events).session();
    const { identities } = await engine.call('identity.sign-in', { session, identity: 'bob' });

    expect(identities.map(({ definition, status, subject }) => [definition.name, status, subject])).toEqual([
      ['default', 'ready', 'alice'],
      ['bob', 'ready', 'bob'],
    ]);
    expect(new Set(identities.map(({ token }) => token)).size).toBe(2);
    const trace = foldTrace((await engine.call('session.events', { session })).events);
    expect(trace.session().events).toEqual(before.events);
    expect(trace.session('bob').completed).toBe(true);
    expect(trace.definitions.map(({ name }) => name)).toEqual(['bob']);
  });

  test('may be two at once', async () => {
    const engine = startEngine();
    const session = await openWith(engine);
    for (const name of ['bob', 'admin']) {
      await engine.call('identity.save', {
        session,
        definition: define(name, { kind: 'flow' }),
        settings: settingsAs(name),
      });
    }
    await Promise.all(
      ['bob', 'admin'].map((identity) => engine.call('identity.sign-in', { session, identity })),
    );
    const { identities } = await engine.call('identity.list', { session });
    expect(identities.map(({ subject }) => subject)).toEqual(['alice', 'bob', 'admin']);
    const { events } = await engine.call('session.events', { session });
    expect(events.map(({ id }) => id)).toEqual(events.map((_event, index) => index + 1));
  });

  test('that turn out to be the same person are said to be', async () => {
    const engine = startEngine();
    const session = await openWith(engine);
    await engine.call('identity.save', {
      session,
      definition: define('bob', { kind: 'flow' }),
      settings: settingsAs('alice'),
    });
    const { identities } = await engine.call('identity.sign-in', { session, identity: 'bob' });
    expect(identities.map(({ sameSubjectAs }) => sameSubjectAs)).toEqual(['bob', 'default']);
  });

  test('step, act and step back in their own flows', async () => {
    const engine = startEngine();
    const session = await openWith(engine);
    await engine.call('identity.save', {
      session,
      definition: define('bob', { kind: 'flow' }),
      settings: settingsAs('bob'),
    });
    await engine.call('session.restart', { session, identity: 'bob', settings: settingsAs('bob') });
    await engine.call('session.step', { session, identity: 'bob', until: { kind: 'step' } });
    const after = foldTrace((await engine.call('session.events', { session })).events);
    expect(after.session('bob').exchanges).toHaveLength(1);
    expect(after.session().completed).toBe(true);
    await engine.call('session.back', { session, identity: 'bob' });
    await engine.call('session.step', { session, identity: 'bob', until: { kind: 'end' } });
    await engine.call('session.act', { session, identity: 'bob', action: { kind: 'list-tools' } });
    const { identities } = await engine.call('identity.list', { session });
    expect(identities.map(({ status }) => status)).toEqual(['ready', 'ready']);
  });

  test('without a token stop where one is asked for, and go on where none is', async () => {
    const engine = startEngine();
    for (const [variant, exchanges] of [
      ['modern', 1],
      ['open', 2],
    ] as const) {
      const session = await openWith(engine, variant);
      await engine.call('identity.save', {
        session,
        definition: define('nobody', { kind: 'nobody' }, 'public'),
      });
      const { identities } = await engine.call('identity.sign-in', { session, identity: 'nobody' });
      expect(identities[1]).toMatchObject({ status: 'ready' });
      expect(identities[1]?.token).toBeUndefined();
      const trace = foldTrace((await engine.call('session.events', { session })).events);
      expect(trace.session('nobody').exchanges).toHaveLength(exchanges);
      await engine.call('session.act', {
        session,
        identity: 'nobody',
        action: { kind: 'call-tool', name: 'list_orders', arguments: {} },
      });
      const { events } = await engine.call('session.events', { session });
      const last = foldTrace(events).session('nobody').exchanges.at(-1);
      expect([last?.step, last?.response?.status]).toEqual(['mcp-call-tool', 401]);
    }
  });

  test('take a token that was given, and say when the server refuses it', async () => {
    const engine = startEngine();
    const session = await openWith(engine);
    const { identities } = await engine.call('identity.list', { session });
    const { text } = await engine.call('secret.reveal', { session, label: identities[0]?.token ?? '' });
    for (const [name, accessToken, status] of [
      ['good', text, 'ready'],
      ['bad', 'not-a-token-of-this-server', 'failed'],
    ] as const) {
      await engine.call('identity.save', {
        session,
        definition: define(name, { kind: 'given' }),
        secrets: { accessToken },
      });
      const states = await engine.call('identity.sign-in', { session, identity: name });
      expect(states.identities.at(-1)).toMatchObject({ status });
    }
    const file = (await engine.call('trace.export', { session })).text;
    expect(file).not.toContain(text);
    expect(file).not.toContain('not-a-token-of-this-server');
  });

  test('are told to every page when they are defined and when they are taken away', async () => {
    const engine = startEngine();
    const session = await openWith(engine);
    const lastTold = () => {
      const notice = engine.notices.findLast(({ topic }) => topic === 'identities');
      return notice?.topic === 'identities' ? notice.identities.map(({ definition }) => definition.name) : [];
    };
    await engine.call('identity.save', {
      session,
      definition: define('nobody', { kind: 'nobody' }, 'public'),
    });
    expect(lastTold()).toEqual(['default', 'nobody']);
    await engine.call('identity.remove', { session, identity: 'nobody' });
    expect(lastTold()).toEqual(['default']);
  });

  test('keep the credentials in their headers when a form gives back their masks', async () => {
    const engine = startEngine();
    const session = await openWith(engine, 'open');
    const settings = settingsAs('bob');
    const definition = define('partner', { kind: 'nobody' });
    await engine.call('identity.save', {
      session,
      definition,
      settings: { ...settings, grant: 'none', extraHeaders: [['X-Api-Key', 'a-key-of-the-partner']] },
    });
    const told = foldTrace((await engine.call('session.events', { session })).events).settingsOf('partner');
    expect(JSON.stringify(told)).not.toContain('a-key-of-the-partner');
    await engine.call('identity.save', {
      session,
      definition: { ...definition, title: 'Partner' },
      settings: {
        ...settings,
        ...told,
        extraHeaders: (told?.extraHeaders ?? []).map(([name, value]) => [name, value]),
      },
    });
    await engine.call('identity.sign-in', { session, identity: 'partner' });
    const { events } = await engine.call('session.events', { session });
    const [sent] = foldTrace(events).session('partner').exchanges;
    const key = sent?.request.headers.find(([name]) => name === 'X-Api-Key')?.[1] ?? '';
    const { text } = await engine.call('secret.reveal', { session, label: key.slice(1, -1) });
    expect(text).toBe('a-key-of-the-partner');
  });

  test('are read again from a saved file', async () => {
    const engine = startEngine();
    const session = await openWith(engine);
    await engine.call('identity.save', {
      session,
      definition: define('bob', { kind: 'flow' }),
      settings: settingsAs('bob'),
    });
    await engine.call('identity.sign-in', { session, identity: 'bob' });
    const { name, text } = await engine.call('trace.export', { session });
    const saved = await engine.call('trace.import', { name, text });
    const { identities } = await engine.call('identity.list', saved);
    expect(identities.map(({ definition, status }) => [definition.name, status])).toEqual([
      ['default', 'ready'],
      ['bob', 'ready'],
    ]);
    expect(foldTrace(parseTraceFile(text, name).events).settingsOf('bob')).toMatchObject({ login: 'auto' });
    expect(await refused(engine, 'identity.sign-in', { ...saved, identity: 'bob' })).toMatchObject({
      code: 'not-now',
    });
  });

  test('are refused in a sentence when they make no sense', async () => {
    const engine = startEngine();
    const session = await openWith(engine);
    const save = (definition: IdentityDefinition) =>
      refused(engine, 'identity.save', { session, definition });
    const from = (name: string) => ({ kind: 'simulated', from: name, how: 'malformed' }) as const;
    expect((await save(define('a b', { kind: 'flow' }))).message).toContain('definition.name');
    expect((await save(define('x', from('carol')))).message).toContain('There is no identity "carol"');
    expect(await refused(engine, 'identity.remove', { session, identity: 'default' })).toMatchObject({
      code: 'not-now',
    });
    await engine.call('identity.save', { session, definition: define('x', from('default')) });
    expect((await save(define('y', from('x')))).message).toContain('is a simulated caller itself');
    await engine.call('identity.remove', { session, identity: 'x' });
    expect((await engine.call('identity.list', { session })).identities).toHaveLength(1);
  });
});

/** A keeper as a session holds it, with its first flow signed in as alice. */
async function keeperOn(variant: string, scope?: string) {
  const capture = new Capture();
  const bodies = new BodyStore();
  const keeper = new IdentityKeeper(
    { capture, bodies, openExternal: () => Promise.reject(new Error('nobody is here to sign in')) },
    () => {},
    () => {},
  );
  const first = keeper.runnerOf(DEFAULT_IDENTITY);
  await first.start(lab.mcp[variant] ?? '', {
    ...settingsAs('alice'),
    ...(scope === undefined ? {} : { scope }),
  });
  await first.run({ kind: 'end' });
  return {
    keeper,
    statusOf: async (name: string, tool: string): Promise<number | string> => {
      const caller = keeper.callerOf(name);
      const ready = await caller.prepare();
      if (!ready.ready) return ready.why;
      const made = caller.request('mcp-call-tool', { name: tool, arguments: { orderId: '1001' } }, 99);
      if (made.kind === 'not-possible') return made.why;
      const { response } = await capture.send(made.request, {
        bodyLimit: 65_536,
        timeout: 5_000,
        signal: AbortSignal.timeout(10_000),
        bodies,
      });
      return response?.status ?? 'no answer';
    },
    close: async () => {
      keeper.close();
      await capture.close();
    },
  };
}

describe('a simulated caller', () => {
  test.each<[Simulation, number]>([
    ['no-token', 401],
    ['malformed', 401],
    ['flipped-signature', 401],
    ['alg-none', 401],
    ['not-yet-valid', 401],
    ['wrong-issuer', 401],
    ['query-token', 401],
  ])('%s is refused by the honest lab', async (how, status) => {
    const { keeper, statusOf, close } = await keeperOn('modern');
    keeper.save(define('sim', { kind: 'simulated', from: 'default', how }));
    await keeper.signIn('sim');
    expect(await statusOf('default', 'get_order')).toBe(200);
    expect(await statusOf('sim', 'get_order')).toBe(status);
    await close();
  });

  test('with the token of another resource is refused', async () => {
    const { keeper, statusOf, close } = await keeperOn('modern');
    keeper.save(define('sim', { kind: 'simulated', from: 'default', how: 'wrong-audience' }), {
      ...settingsAs('alice'),
      resource: lab.mcp['dual'] ?? '',
    });
    await keeper.signIn('sim');
    expect(keeper.states(() => undefined)[1]).toMatchObject({ status: 'ready' });
    expect(await statusOf('sim', 'get_order')).toBe(401);
    expect(await statusOf('default', 'get_order')).toBe(200);
    await close();
  });

  test('with less scope gets 403 for what needs more', async () => {
    const { keeper, statusOf, close } = await keeperOn('modern', 'orders:read orders:write');
    keeper.save(define('sim', { kind: 'simulated', from: 'default', how: 'scope-removed' }));
    await keeper.signIn('sim');
    expect(latestText(keeper.sessionOf('sim'), 'scope_granted')).toBe('orders:read');
    expect(await statusOf('sim', 'get_order')).toBe(200);
    expect(await statusOf('sim', 'create_return')).toBe(403);
    await close();
  });

  test('that is revoked is refused where the server asks, and the identity it comes from is not', async () => {
    const { keeper, statusOf, close } = await keeperOn('opaque');
    keeper.save(define('sim', { kind: 'simulated', from: 'default', how: 'revoked' }));
    await keeper.signIn('sim');
    expect(await statusOf('sim', 'get_order')).toBe(401);
    expect(await statusOf('default', 'get_order')).toBe(200);
    await close();
  });

  test('that is expired waits until it is', async () => {
    const { keeper, statusOf, close } = await keeperOn('short');
    keeper.save(define('sim', { kind: 'simulated', from: 'default', how: 'expired' }));
    await keeper.signIn('sim');
    expect(await statusOf('sim', 'get_order')).toBe(401);
    expect(await statusOf('default', 'get_order')).toBe(200);
    await close();
  });

  test('whose token lives for an hour says when to come back', async () => {
    const { keeper, statusOf, close } = await keeperOn('modern');
    keeper.save(define('sim', { kind: 'simulated', from: 'default', how: 'expired' }));
    await keeper.signIn('sim');
    expect(await statusOf('sim', 'get_order')).toMatch(/runs out at \d\d:\d\d UTC/);
    await close();
  });

  test('that is made otherwise has no token of before, and one with another title has', async () => {
    const { keeper, statusOf, close } = await keeperOn('opaque', 'orders:read orders:write');
    const tokenOf = (name: string) => latestText(keeper.sessionOf(name), 'access_token');
    keeper.save(define('sim', { kind: 'simulated', from: 'default', how: 'revoked' }));
    await keeper.signIn('sim');
    expect(await statusOf('sim', 'get_order')).toBe(401);
    const revoked = tokenOf('sim');
    expect(revoked).toBeTruthy();

    keeper.save({ ...define('sim', { kind: 'simulated', from: 'default', how: 'revoked' }), title: 'Sim' });
    expect(tokenOf('sim')).toBe(revoked);
    keeper.save(define('sim', { kind: 'simulated', from: 'default', how: 'scope-removed' }));
    expect(tokenOf('sim')).toBeUndefined();
    expect(keeper.states(() => undefined)[1]).toMatchObject({
      status: 'none',
      why: 'It has not signed in yet.',
    });
    await keeper.signIn('sim');
    expect(tokenOf('sim')).not.toBe(revoked);
    expect(await statusOf('sim', 'get_order')).toBe(200);

    // The same way with another scope is another token.
    keeper.save(define('sim', { kind: 'simulated', from: 'default', how: 'scope-removed' }), {
      ...settingsAs('alice'),
      scope: 'orders:write',
    });
    expect(tokenOf('sim')).toBeUndefined();
    await close();
  });

  test('with the name of somebody who was taken away begins without their token', async () => {
    const { keeper, close } = await keeperOn('modern');
    const bob = define('bob', { kind: 'flow' });
    keeper.save(bob, settingsAs('bob'));
    await keeper.signIn('bob');
    keeper.remove('bob');
    keeper.save(bob, settingsAs('bob'));
    expect(keeper.states(() => undefined)[1]).toMatchObject({ status: 'none' });
    expect(foldTrace(keeper.trace.events).session('bob').completed).toBe(false);
    await close();
  });

  test('of an opaque token cannot forge claims, and says so', async () => {
    const { keeper, close } = await keeperOn('opaque');
    for (const how of ['alg-none', 'not-yet-valid', 'wrong-issuer', 'foreign-session'] as const) {
      keeper.save(define(how, { kind: 'simulated', from: 'default', how }));
    }
    const states = keeper.states(() => undefined).slice(1);
    expect(states.map(({ status }) => status)).toEqual(Array(4).fill('not-possible'));
    for (const { why } of states) expect(why).toMatch(/\.$/);
    await close();
  });

  test('borrows the session of another identity', async () => {
    const { keeper, close } = await keeperOn('legacy');
    keeper.save(define('bob', { kind: 'flow' }), settingsAs('bob'));
    await keeper.signIn('bob');
    keeper.save(define('sim', { kind: 'simulated', from: 'bob', how: 'foreign-session', other: 'default' }));
    const made = keeper.callerOf('sim').request('mcp-list-tools');
    const session = latestText(keeper.sessionOf('default'), 'session_id');
    expect(session).toBeTruthy();
    expect(made).toMatchObject({
      kind: 'request',
      request: { headers: expect.arrayContaining([['mcp-session-id', session]]) as unknown },
    });
    await close();
  });

  test('is known for every simulation there is', async () => {
    const { keeper, close } = await keeperOn('legacy', 'orders:read orders:write');
    for (const how of SIMULATIONS) {
      keeper.save(define(how, { kind: 'simulated', from: 'default', how, other: 'default' }));
    }
    expect(keeper.definitions).toHaveLength(SIMULATIONS.length + 1);
    for (const state of keeper.states(() => undefined)) {
      if (state.status !== 'ready') expect(state.why).toMatch(/\.$/);
    }
    await close();
  });
});
