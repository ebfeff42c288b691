import { describe, expect, onTestFinished, test } from 'vitest';
import type { CompatCell } from '../../../shared/compat/cell.ts';
import type { MethodInput, Notice } from '../../../shared/contract.ts';
import { startServer, type AServer, type Route } from '../flow/a-server.ts';
import { emptyFolder, refused, startEngine, type TestEngine } from './an-engine.ts';

type RunInput = MethodInput<'compat.run'>;
type CompatNotice = Extract<Notice, { topic: 'compat' }>;

const NEWEST_DCR = { revision: '2026-07-28', registration: 'dcr' } as const;

const run = (engine: TestEngine, target: string, rest: Partial<RunInput> = {}) =>
  engine.call('compat.run', { compat: 'grid', target, settings: {}, ...rest });

const words = (cells: readonly CompatCell[]): string[] =>
  cells.map(({ registration, revision, outcome }) => `${registration} ${revision} ${outcome}`);

/** A lab that runs in the engine, and one of its servers. */
async function labTarget(engine: TestEngine, variant: string) {
  const lab = await engine.call('lab.start', {});
  const target = lab.variants.find(({ id }) => id === variant)?.url ?? '';
  return { lab, target };
}

/** A right server of 2026-07-28 with some routes of its own. */
async function serverWith(routes: Readonly<Record<string, Route>>): Promise<AServer> {
  const server = await startServer(routes);
  onTestFinished(() => server.close());
  return server;
}

describe('with an identity of the lab', () => {
  test('every cell that the server offers works, in every way to register', async () => {
    const engine = startEngine();
    const { lab, target } = await labTarget(engine, 'dual');
    const { cells, cancelled } = await run(engine, target, {
      labIdentity: 'alice',
      settings: { clientId: lab.publicClientId, clientMetadataUrl: lab.clientMetadataUrl },
    });
    expect(cancelled).toBe(false);
    expect(cells).toHaveLength(12);
    expect(words(cells.filter(({ outcome }) => outcome === 'works'))).toEqual([
      'preregistered 2025-06-18 works',
      'dcr 2025-06-18 works',
      'preregistered 2025-11-25 works',
      'cimd 2025-11-25 works',
      'dcr 2025-11-25 works',
      'preregistered 2026-07-28 works',
      'cimd 2026-07-28 works',
      'dcr 2026-07-28 works',
    ]);
    expect(words(cells.filter(({ outcome }) => outcome !== 'works' && outcome !== 'not-offered'))).toEqual(
      [],
    );
    expect(cells.filter(({ outcome, errors }) => outcome === 'works' && errors.length > 0)).toEqual([]);
    expect(engine.opened).toEqual([]);
  });

  test('it signs in at the lab alone, and only somebody it knows', async () => {
    const engine = startEngine();
    const { target } = await labTarget(engine, 'modern');
    const server = await serverWith({});
    expect(await refused(engine, 'compat.run', runInput(server.target))).toMatchObject({ code: 'not-now' });
    expect(server.asked).toEqual([]);
    expect(
      await refused(engine, 'compat.run', { ...runInput(target), labIdentity: 'mallory' }),
    ).toMatchObject({ code: 'bad-input', message: expect.stringContaining('mallory') as unknown });
  });
});

const runInput = (target: string): RunInput => ({
  compat: 'grid',
  target,
  settings: {},
  labIdentity: 'alice',
});

describe('without anybody to sign in', () => {
  test('a cell ends at the authorization request, no browser opens, and nobody hears of its session', async () => {
    const engine = startEngine();
    const server = await serverWith({});
    const { cells } = await run(engine, server.target, { cells: [NEWEST_DCR] });
    expect(cells).toEqual([
      {
        ...NEWEST_DCR,
        outcome: 'offered',
        message: 'Reaches the authorization request, where a person signs in.',
        ruleId: null,
        stage: 'authorization-request',
        spoken: null,
        errors: [],
        lacks: null,
      },
    ]);
    expect(server.asked.map(({ path }) => path)).not.toContain('/authorize');
    expect(engine.opened).toEqual([]);
    expect(engine.notices.filter(({ topic }) => topic !== 'compat')).toEqual([]);
    expect((await engine.call('session.list', {})).sessions).toEqual([]);
  });

  test('client credentials need nobody and run to the end', async () => {
    const engine = startEngine();
    const server = await serverWith({});
    const { cells } = await run(engine, server.target, {
      cells: [{ ...NEWEST_DCR, registration: 'preregistered' }],
      settings: { grant: 'client_credentials', clientId: 'service' },
      secrets: { clientSecret: 'the-secret-of-the-service' },
    });
    expect(words(cells)).toEqual(['preregistered 2026-07-28 works']);
  });

  test('what has to be given first is said, and the rest is tried', async () => {
    const engine = startEngine();
    const server = await serverWith({});
    const { cells } = await run(engine, server.target);
    const lacking = cells.filter(({ outcome }) => outcome === 'not-tried');
    expect(new Set(lacking.map(({ lacks }) => lacks))).toEqual(new Set(['client-id', 'client-metadata-url']));
    expect(lacking).toHaveLength(6);
  });
});

describe('a cell says', () => {
  test('the rule that refuses', async () => {
    const engine = startEngine();
    const { target } = await labTarget(engine, 'modern');
    await engine.call('lab.fault', { id: 'as-issuer-mismatch', on: true });
    const { cells } = await run(engine, target, { cells: [NEWEST_DCR] });
    expect(cells).toMatchObject([
      {
        outcome: 'refused',
        ruleId: 'server-metadata/issuer-matches',
        stage: 'server-metadata',
        errors: ['server-metadata/issuer-matches'],
      },
    ]);
  });

  test('that the server does not register the client', async () => {
    const engine = startEngine();
    const server = await serverWith({
      '/register': () => ({ status: 403, json: { error: 'access_denied' } }),
    });
    const { cells } = await run(engine, server.target, { cells: [NEWEST_DCR] });
    expect(cells).toMatchObject([
      {
        outcome: 'refused',
        ruleId: 'registration/succeeded',
        message: expect.stringContaining('access_denied') as unknown,
      },
    ]);
  });

  test('that an open server speaks another revision, and that it asks for no authorization', async () => {
    const engine = startEngine();
    const { target } = await labTarget(engine, 'open');
    const { cells } = await run(engine, target, {
      cells: [{ ...NEWEST_DCR, revision: '2025-11-25' }, NEWEST_DCR],
    });
    expect(cells).toMatchObject([
      {
        outcome: 'not-offered',
        message: 'The server does not speak 2025-11-25; it speaks 2026-07-28.',
      },
      { outcome: 'works', message: expect.stringContaining('no authorization') as unknown },
    ]);
  });

  test('that nothing vouches for an endpoint which no document names', async () => {
    const engine = startEngine();
    const server = await serverWith({ '/.well-known/oauth-authorization-server': () => ({ status: 404 }) });
    const { cells } = await run(engine, server.target, {
      cells: [{ revision: '2025-03-26', registration: 'preregistered' }],
      settings: { clientId: 'known' },
    });
    expect(cells).toMatchObject([
      { outcome: 'not-tried', lacks: null, message: expect.stringContaining('default address') as unknown },
    ]);
    expect(server.asked.map(({ path }) => path)).not.toContain('/authorize');
  });

  test('that nobody answers', async () => {
    const { cells } = await run(startEngine(), 'http://127.0.0.1:9/mcp', { cells: [NEWEST_DCR] });
    expect(cells).toMatchObject([{ outcome: 'failed', stage: 'challenge' }]);
  });
});

describe('the run', () => {
  test('tells each stage and each result as it goes', async () => {
    const engine = startEngine();
    const server = await serverWith({});
    const { cells } = await run(engine, server.target, { cells: [NEWEST_DCR] });
    const told = engine.notices.filter((notice): notice is CompatNotice => notice.topic === 'compat');
    expect(told.map(({ compat, revision, registration }) => `${compat} ${registration} ${revision}`)).toEqual(
      told.map(() => 'grid dcr 2026-07-28'),
    );
    expect(told.flatMap((notice) => notice.cell ?? [])).toEqual(cells);
    expect(told.flatMap((notice) => ('stage' in notice ? [notice.stage] : []))).toEqual([
      'challenge',
      'resource-metadata',
      'server-metadata',
      'registration',
      'authorization-request',
    ]);
  });

  test('is cancelled between requests: the cell under way says so, and no further one begins', async () => {
    const engine = startEngine();
    let asked = 0;
    const server = await serverWith({
      '/mcp': () => {
        asked += 1;
        void engine.call('compat.cancel', { compat: 'grid' });
        return { status: 401, headers: { 'www-authenticate': 'Bearer' } };
      },
    });
    const { cells, cancelled } = await run(engine, server.target, {
      cells: [NEWEST_DCR, { ...NEWEST_DCR, revision: '2025-11-25' }],
    });
    expect(cancelled).toBe(true);
    expect(asked).toBe(1);
    expect(cells).toMatchObject([{ ...NEWEST_DCR, outcome: 'not-tried', lacks: null }]);
  });

  test('is refused while it is under way', async () => {
    const engine = startEngine();
    const server = await serverWith({});
    const first = run(engine, server.target, { cells: [NEWEST_DCR] });
    expect(
      await refused(engine, 'compat.run', { compat: 'grid', target: server.target, settings: {} }),
    ).toEqual({ code: 'not-now', message: 'This compatibility run is under way already.' });
    await first;
  });

  test('refuses what is no target before anything is asked', async () => {
    const engine = startEngine();
    expect(
      await refused(engine, 'compat.run', { compat: 'grid', target: 'ftp://x.example', settings: {} }),
    ).toMatchObject({ code: 'bad-input' });
  });
});

describe('an opened cell', () => {
  test('is a session that a person goes on with where the run ended, saved like any other', async () => {
    const folder = await emptyFolder();
    const engine = startEngine(folder);
    const { target } = await labTarget(engine, 'modern');
    await run(engine, target, {
      cells: [NEWEST_DCR],
      settings: { extraAuthorizationParameters: { login_hint: 'alice' } },
    });
    const { session } = await engine.call('compat.open', { compat: 'grid', ...NEWEST_DCR });
    const before = await engine.call('session.events', { session });
    expect(before.summary).toMatchObject({ live: true, busy: false, outcome: 'open', target });

    await engine.call('session.step', { session, until: { kind: 'step' } });
    expect(engine.opened).toHaveLength(1);
    // What a browser would do: the lab signs alice in and leads back to the listener.
    await followInBrowser(engine.opened[0] ?? '');
    await engine.call('session.step', { session, until: { kind: 'end' } });
    const after = await engine.call('session.events', { session });
    expect(after.summary.outcome).toBe('completed');
    expect(engine.told(session)).toEqual(after.events.slice(before.events.length));

    await engine.close();
    const again = startEngine(folder);
    const saved = await again.call('session.events', { session });
    expect(saved.events).toEqual(after.events);
  });

  test('is the same session when it is opened twice, and another after the cell ran again', async () => {
    const engine = startEngine();
    const server = await serverWith({});
    const open = async () => (await engine.call('compat.open', { compat: 'grid', ...NEWEST_DCR })).session;
    await run(engine, server.target, { cells: [NEWEST_DCR] });
    const first = await open();
    expect(await open()).toBe(first);
    await run(engine, server.target, { cells: [NEWEST_DCR] });
    const second = await open();
    expect(second).not.toBe(first);
    expect((await engine.call('session.list', {})).sessions.map(({ session }) => session).toSorted()).toEqual(
      [first, second].toSorted(),
    );
  });

  test('is not there for a cell that was never run', async () => {
    const engine = startEngine();
    const server = await serverWith({});
    await run(engine, server.target, { cells: [NEWEST_DCR] });
    expect(
      await refused(engine, 'compat.open', { compat: 'grid', revision: '2025-03-26', registration: 'dcr' }),
    ).toMatchObject({ code: 'not-found' });
  });

  test('of an older grid is let go once two others have run', async () => {
    const engine = startEngine();
    const server = await serverWith({});
    for (const compat of ['one', 'two', 'three'])
      await run(engine, server.target, { compat, cells: [NEWEST_DCR] });
    expect(await refused(engine, 'compat.open', { compat: 'one', ...NEWEST_DCR })).toMatchObject({
      code: 'not-found',
    });
    await engine.call('compat.open', { compat: 'two', ...NEWEST_DCR });
  });
});

async function followInBrowser(url: string): Promise<void> {
  const cookies = new Map<string, string>();
  let next: string | undefined = url;
  while (next !== undefined) {
    const { headers }: Response = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const line of headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const location = headers.get('location');
    next = location === null ? undefined : new URL(location, next).href;
  }
}
