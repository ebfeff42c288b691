// Who calls may change while a run is open: what was answered to somebody else is not taken for the answer of the new one.

import { expect, test } from 'vitest';
import { parsePolicy } from '../../../shared/policy/parse.ts';
import { foldMatrix, type MatrixFold } from '../../../shared/matrix/fold.ts';
import type { IdentitySource } from '../../../shared/identity/identity.ts';
import { refused, startEngine, type TestEngine } from '../engine/an-engine.ts';
import { aLab } from './a-matrix.ts';

const folded = async (engine: TestEngine, matrix: string): Promise<MatrixFold> =>
  foldMatrix((await engine.call('session.events', { session: matrix })).events);

const ROW = 'resource:commerce://account';

/** A run as alice and one simulated caller, all of it asked. */
async function aRun(source: IdentitySource, faults: readonly string[] = []) {
  const lab = await aLab(faults);
  const engine = startEngine();
  const session = await engine.open(lab.mcp['modern'] ?? '', { scope: 'orders:read orders:write' });
  await engine.run(session);
  const save = (next: IdentitySource, title = 'spoiled') =>
    engine.call('identity.save', {
      session,
      definition: { name: 'sim', title, colour: 'grey', level: 'login', source: next },
    });
  await save(source);
  await engine.call('identity.sign-in', { session, identity: 'sim' });
  const { matrix } = await engine.call('matrix.open', { session });
  await engine.call('matrix.discover', { matrix });
  await engine.call('matrix.run', { matrix, consent: [] });
  return { engine, session, matrix, save, fold: () => folded(engine, matrix) };
}

test('a simulated caller that is made otherwise has no answers any more, and its findings are gone with them', async () => {
  const { engine, matrix, save, fold } = await aRun(
    { kind: 'simulated', from: 'default', how: 'flipped-signature' },
    ['signature-not-checked'],
  );
  const failed = (run: MatrixFold) =>
    run.findings.filter(({ verdict }) => verdict === 'fail').map(({ ruleId }) => ruleId);
  const before = await fold();
  expect(before.cell(ROW, 'sim')?.answer?.outcome.kind).toBe('allowed');
  expect(failed(before)).toContain('roles/signature-checked');

  await save({ kind: 'simulated', from: 'default', how: 'malformed' });
  const after = await fold();
  expect(after.cell(ROW, 'sim')?.column.definition.source).toMatchObject({ how: 'malformed' });
  expect(after.cell(ROW, 'sim')?.answers).toEqual([]);
  expect(after.cell(ROW, 'default')?.answer).toEqual(before.cell(ROW, 'default')?.answer);
  expect(failed(after)).toEqual([]);

  await engine.call('matrix.run', { matrix, consent: [] });
  expect((await fold()).cell(ROW, 'sim')?.answer?.outcome).toMatchObject({ how: 'http-401' });
});

test('another title costs no answer', async () => {
  const source = { kind: 'simulated', from: 'default', how: 'malformed' } as const;
  const { save, fold } = await aRun(source);
  const before = await fold();
  await save(source, 'Something that nobody issued');
  const after = await fold();
  expect(after.cell(ROW, 'sim')?.column.definition.title).toBe('Something that nobody issued');
  expect(after.cell(ROW, 'sim')?.answer).toEqual(before.cell(ROW, 'sim')?.answer);
});

test('the saved policy says how the caller is made now', async () => {
  const { engine, matrix, save } = await aRun({ kind: 'simulated', from: 'default', how: 'malformed' });
  // The identities come into the policy with the first expectation.
  await engine.call('matrix.edit', {
    matrix,
    edits: [
      {
        edit: 'expectation',
        kind: 'resource',
        name: 'commerce://account',
        identity: 'sim',
        expect: 'deny',
      },
    ],
  });
  const entry = async () => {
    const { text } = await engine.call('matrix.policy', { matrix });
    return parsePolicy(text, 'p').policy.identities['sim'];
  };
  expect(await entry()).toMatchObject({ how: 'malformed', title: 'spoiled' });
  await save({ kind: 'simulated', from: 'default', how: 'revoked' }, 'taken back');
  expect(await entry()).toMatchObject({ how: 'revoked', title: 'taken back' });
});

test('its own token is gone, and what it was cannot be gone on with under its name', async () => {
  const { engine, session, save, fold } = await aRun({
    kind: 'simulated',
    from: 'default',
    how: 'revoked',
  });
  const tip = (await engine.call('session.events', { session })).events.findLast(
    ({ identity }) => identity === 'sim',
  );
  const { identities } = await save({ kind: 'simulated', from: 'default', how: 'scope-removed' });
  const sim = identities.find(({ definition }) => definition.name === 'sim');
  expect(sim).toMatchObject({ status: 'none' });
  expect(sim?.token).toBeUndefined();
  expect((await fold()).cell(ROW, 'sim')?.answers).toEqual([]);
  expect(await refused(engine, 'session.move', { session, to: tip?.id ?? 0 })).toMatchObject({
    code: 'not-now',
  });
  const again = await engine.call('identity.sign-in', { session, identity: 'sim' });
  expect(again.identities.find(({ definition }) => definition.name === 'sim')).toMatchObject({
    status: 'ready',
    scopes: ['orders:read'],
  });
});

test('who signs in, and who is taken away, while a run is open is seen in it at once', async () => {
  const { engine, session, fold } = await aRun({ kind: 'simulated', from: 'default', how: 'malformed' });
  const columns = async () =>
    (await fold()).plan?.columns.map(({ definition, status }) => `${definition.name} ${status}`);
  await engine.call('identity.save', {
    session,
    definition: { name: 'bob', title: 'Bob', colour: 'teal', level: 'login', source: { kind: 'flow' } },
    settings: { login: 'auto', extraAuthorizationParameters: { login_hint: 'bob' } },
  });
  expect(await columns()).toEqual(['default ready', 'sim ready', 'bob none']);
  await engine.call('identity.sign-in', { session, identity: 'bob' });
  expect(await columns()).toEqual(['default ready', 'sim ready', 'bob ready']);
  await engine.call('identity.remove', { session, identity: 'sim' });
  expect(await columns()).toEqual(['default ready', 'bob ready']);
});
