// Sessions on disk: masked, found again, readable but not runnable, and gone when they are deleted.

import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import { serve } from '../../support/recorder.ts';
import { emptyFolder, refused, startEngine } from './an-engine.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());
const modern = (): string => lab.mcp['modern'] ?? '';

async function textOf(folder: string): Promise<string> {
  const names = await readdir(folder);
  return (await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')))).join('\n');
}

describe('a saved session', () => {
  test('is found by a second engine, with every event and body, and no secret', async () => {
    const folder = await emptyFolder();
    const first = startEngine(folder);
    const session = await first.open(modern());
    const events = await first.run(session);
    const token = (await first.call('secret.reveal', { session, label: 'access token A' })).text;
    const refresh = (await first.call('secret.reveal', { session, label: 'refresh token A' })).text;
    await first.close();
    const saved = await textOf(folder);
    for (const secret of [token, refresh]) expect(saved.includes(secret)).toBe(false);
    for (const name of await readdir(folder)) {
      expect((await stat(path.join(folder, name))).mode & 0o077).toBe(0);
    }

    const second = startEngine(folder);
    const { sessions } = await second.call('session.list', {});
    expect(sessions).toMatchObject([
      { session, target: modern(), live: false, busy: false, outcome: 'completed', events: events.length },
    ]);
    const read = await second.call('session.events', { session });
    expect(read.events).toEqual(JSON.parse(JSON.stringify(events)));
    for (const event of read.events) {
      const hash = event.kind === 'exchange' ? event.response?.body?.hash : undefined;
      if (hash !== undefined)
        expect(await second.call('body.read', { session, hash })).toHaveProperty('ref.hash', hash);
    }
  });

  test('can be read and exported, but not run, and holds no secret to reveal', async () => {
    const folder = await emptyFolder();
    const first = startEngine(folder);
    const session = await first.open(modern());
    await first.run(session);
    await first.close();
    const second = startEngine(folder);
    for (const [method, input] of [
      ['session.step', { session, until: { kind: 'end' } }],
      ['session.back', { session }],
      ['session.restart', { session }],
      ['session.act', { session, action: { kind: 'list-tools' } }],
    ] as const) {
      expect(await refused(second, method, input)).toMatchObject({
        code: 'not-now',
        message: expect.stringContaining('This is a saved session') as string,
      });
    }
    expect(await refused(second, 'secret.reveal', { session, label: 'access token A' })).toMatchObject({
      code: 'not-found',
    });
    expect((await second.call('trace.export', { session })).text).toContain('"keyhole":"trace"');
  });

  test('is gone when it is deleted, from disk and from every list', async () => {
    const folder = await emptyFolder();
    const engine = startEngine(folder);
    const session = await engine.open(modern());
    await engine.run(session);
    await engine.call('session.delete', { session });
    expect(await engine.call('session.list', {})).toEqual({ sessions: [] });
    expect(await refused(engine, 'session.events', { session })).toMatchObject({ code: 'not-found' });
    await engine.close();
    expect(await readdir(folder)).toEqual([]);
  });

  test('stays gone when it was deleted in the middle of an exchange', async () => {
    const folder = await emptyFolder();
    const server = await serve(() => {});
    const engine = startEngine(folder);
    const session = await engine.open(`${server.origin}/mcp`);
    const running = engine.call('session.step', { session, until: { kind: 'end' } }).catch(() => undefined);
    while (server.requests.length === 0) await wait(5);
    await engine.call('session.delete', { session });
    await running;
    expect(await engine.call('session.list', {})).toEqual({ sessions: [] });
    await engine.close();
    expect(await readdir(folder)).toEqual([]);
  });

  test('that was closed while it ran keeps what happened until then', async () => {
    const folder = await emptyFolder();
    const server = await serve(() => {});
    const first = startEngine(folder);
    const session = await first.open(`${server.origin}/mcp`);
    const running = first.call('session.step', { session, until: { kind: 'end' } }).catch(() => undefined);
    while (server.requests.length === 0) await wait(5);
    await first.close();
    await running;
    const second = startEngine(folder);
    const { sessions } = await second.call('session.list', {});
    expect(sessions).toMatchObject([{ session, live: false, busy: false }]);
    const { events } = await second.call('session.events', { session });
    expect(events.some(({ kind }) => kind === 'draft')).toBe(true);
  });

  test('in a broken file is refused by name and line; foreign files in the folder are left alone', async () => {
    const folder = await emptyFolder();
    const first = startEngine(folder);
    const session = await first.open(modern());
    await first.run(session);
    await first.close();
    const file = path.join(folder, `${session}.keyhole`);
    const lines = (await readFile(file, 'utf8')).split('\n');
    lines[2] = '{"broken":';
    await writeFile(file, lines.join('\n'));
    await writeFile(path.join(folder, 'notes.summary.json'), 'not ours');
    await writeFile(
      path.join(folder, 'x.summary.json'),
      '{"session":"../x","target":"t","updatedAt":1,"outcome":"open"}',
    );
    const second = startEngine(folder);
    expect((await second.call('session.list', {})).sessions.map((one) => one.session)).toEqual([session]);
    const error = await refused(second, 'session.events', { session });
    expect(error.code).toBe('bad-input');
    expect(error.message).toMatch(/, line 3: .* ask for a fresh copy\.$/);
  });
});

describe('a trace', () => {
  test('that is exported and imported is the same trace, and exports as the same file', async () => {
    const engine = startEngine();
    const session = await engine.open(modern());
    await engine.run(session);
    const exported = await engine.call('trace.export', { session });
    expect(exported.name).toMatch(/^127\.0\.0\.1-\d+-\d{4}-[\d-]+\.keyhole$/);
    const copy = await engine.call('trace.import', exported);
    expect(copy.session).not.toBe(session);
    const [original, read] = await Promise.all(
      [session, copy.session].map((one) => engine.call('session.events', { session: one })),
    );
    expect(read?.events).toEqual(JSON.parse(JSON.stringify(original?.events)));
    expect(read?.summary).toMatchObject({ target: modern(), live: false, outcome: 'completed' });
    expect((await engine.call('trace.export', { session: copy.session })).text).toBe(exported.text);
    const hash = original?.events.flatMap((event) =>
      event.kind === 'exchange' && event.response?.body ? [event.response.body.hash] : [],
    )[0];
    expect(await engine.call('body.read', { session: copy.session, hash: hash ?? '', reveal: true })).toEqual(
      await engine.call('body.read', { session, hash: hash ?? '' }),
    );
  });

  test('that cannot be saved is said once in a sentence, and the flow goes on', async () => {
    const folder = await emptyFolder();
    const blocked = path.join(folder, 'file');
    await writeFile(blocked, '');
    const engine = startEngine(path.join(blocked, 'below'));
    const session = await engine.open(modern());
    await engine.run(session);
    expect((await engine.call('session.events', { session })).summary.outcome).toBe('completed');
    const { notice } = await engine.call('app.info', {});
    expect(notice).toMatch(/^Sessions cannot be saved in .*below: /);
  });
});
