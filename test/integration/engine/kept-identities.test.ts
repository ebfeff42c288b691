// Identities outlive their session; their secrets only where the system can seal them.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLab } from '../../../electron/lab/lab.ts';
import type { Lab } from '../../../electron/lab/lab.ts';
import type { SecretVault } from '../../../electron/engine/secret-vault.ts';
import type { IdentityDefinition } from '../../../shared/identity/identity.ts';
import { emptyFolder, startEngine } from './an-engine.ts';
import type { TestEngine } from './an-engine.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

const SECRET = 'a-token-that-a-person-pasted';
const ROBOT: IdentityDefinition = {
  name: 'robot',
  title: 'Robot',
  colour: 'violet',
  level: 'login',
  source: { kind: 'given' },
};
const DERIVED: IdentityDefinition = {
  ...ROBOT,
  name: 'broken',
  title: 'Broken robot',
  source: { kind: 'simulated', from: 'robot', how: 'malformed' },
};

/** Turns the bytes round: enough to see what was sealed, and that it was unsealed again. */
const vault: SecretVault = {
  seal: (text) => Promise.resolve(Buffer.from(text).reverse().toString('base64')),
  open: (sealed) => Promise.resolve(Buffer.from(sealed, 'base64').reverse().toString()),
};

async function define(engine: TestEngine): Promise<void> {
  const session = await engine.open(lab.mcp['modern'] ?? '');
  await engine.call('identity.save', {
    session,
    definition: ROBOT,
    settings: { grant: 'token', extraHeaders: [['x-api-key', 'key-of-the-robot']] },
    secrets: { accessToken: SECRET },
  });
  await engine.call('identity.save', { session, definition: DERIVED });
}

async function files(folder: string): Promise<string> {
  const dir = path.join(folder, 'identities');
  const names = await readdir(dir);
  return (await Promise.all(names.map((name) => readFile(path.join(dir, name), 'utf8')))).join('');
}

test('identities of a target are there again in its next session', async () => {
  const folder = await emptyFolder();
  await define(startEngine(folder));
  const again = startEngine(folder);
  const session = await again.open(lab.mcp['modern'] ?? '');
  const { identities } = await again.call('identity.list', { session });
  expect(identities.map(({ definition }) => definition)).toEqual([
    expect.objectContaining({ name: 'default' }),
    ROBOT,
    DERIVED,
  ]);
  const other = await again.open(lab.mcp['dual'] ?? '');
  expect((await again.call('identity.list', { session: other })).identities).toHaveLength(1);
});

test('without a vault no secret touches the disk', async () => {
  const folder = await emptyFolder();
  await define(startEngine(folder));
  const text = await files(folder);
  expect(text).toContain('Robot');
  expect(text).not.toContain(SECRET);
  expect(text).not.toContain('key-of-the-robot');
  expect(text).not.toContain('sealed');
});

test('with a vault secrets are sealed, and used again', async () => {
  const folder = await emptyFolder();
  await define(startEngine(folder, vault));
  const text = await files(folder);
  expect(text).not.toContain(SECRET);
  expect(text).not.toContain('key-of-the-robot');

  const again = startEngine(folder, vault);
  const session = await again.open(lab.mcp['modern'] ?? '');
  await again.run(session);
  await again.call('identity.sign-in', { session, identity: 'robot' });
  const label = (await again.call('identity.list', { session })).identities[1]?.token ?? '';
  expect((await again.call('secret.reveal', { session, label })).text).toBe(SECRET);
});

test('a file that was altered costs its secrets, or the identities, and nothing else', async () => {
  const folder = await emptyFolder();
  await define(startEngine(folder, vault));
  const dir = path.join(folder, 'identities');
  const [name = ''] = await readdir(dir);
  const text = await readFile(path.join(dir, name), 'utf8');
  for (const [altered, left] of [
    [text.replace(/"sealed": "./, '"sealed": "!'), 3],
    [text.replace('"given"', '"taken"'), 1],
    [text.replace('"from": "robot"', '"from": "gone"'), 2],
    [text.replace('"how": "malformed"', '"how": "malformed", "other": "gone"'), 2],
    ['{', 1],
  ] as const) {
    await writeFile(path.join(dir, name), altered);
    const engine = startEngine(folder, vault);
    const session = await engine.open(lab.mcp['modern'] ?? '');
    expect((await engine.call('identity.list', { session })).identities).toHaveLength(left);
  }
});

test('who was removed is not there again', async () => {
  const folder = await emptyFolder();
  const engine = startEngine(folder);
  await define(engine);
  const { sessions } = await engine.call('session.list', {});
  const session = sessions[0]?.session ?? '';
  for (const identity of ['broken', 'robot']) await engine.call('identity.remove', { session, identity });
  expect(await readdir(path.join(folder, 'identities'))).toEqual([]);
});
