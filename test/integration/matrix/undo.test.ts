// Changes of a policy are taken back and made again, cells and file with them.

import { expect, test } from 'vitest';
import { foldMatrix } from '../../../shared/matrix/fold.ts';
import { startEngine } from '../engine/an-engine.ts';
import { aLab } from './a-matrix.ts';

/** A run on the open lab with nobody as its caller, listed and asked. */
async function aRun() {
  const lab = await aLab();
  const engine = startEngine();
  const session = await engine.open(lab.mcp['open'] ?? '');
  await engine.call('identity.save', {
    session,
    definition: {
      name: 'nobody',
      title: 'Nobody',
      colour: 'grey',
      level: 'public',
      source: { kind: 'nobody' },
    },
  });
  await engine.call('identity.sign-in', { session, identity: 'nobody' });
  const { matrix } = await engine.call('matrix.open', { session });
  await engine.call('matrix.discover', { matrix });
  await engine.call('matrix.run', { matrix });
  return {
    engine,
    matrix,
    /** The verdict on nobody's call of the catalogue, what may be undone, and the saved policy. */
    shown: async () => {
      const { events } = await engine.call('session.events', { session: matrix });
      const { canUndo = false, canRedo = false } = await engine.call('matrix.state', { matrix });
      const { text } = await engine.call('matrix.policy', { matrix });
      const cell = foldMatrix(events).cell('tool:search_products', 'nobody');
      return { verdict: cell?.verdict, canUndo, canRedo, text };
    },
    expectDenied: () =>
      engine.call('matrix.edit', {
        matrix,
        edits: [
          {
            edit: 'expectation',
            kind: 'tool',
            name: 'search_products',
            identity: 'nobody',
            expect: 'deny',
          },
        ],
      }),
  };
}

test('a change is taken back and made again, with the verdicts and the file', async () => {
  const { engine, matrix, shown, expectDenied } = await aRun();
  const before = await shown();
  expect(before).toMatchObject({ verdict: 'match', canUndo: false, canRedo: false });
  await expectDenied();
  const changed = await shown();
  expect(changed).toMatchObject({ verdict: 'over-permissive', canUndo: true, canRedo: false });
  await engine.call('matrix.undo', { matrix });
  expect(await shown()).toEqual({ ...before, canRedo: true });
  await engine.call('matrix.redo', { matrix });
  expect(await shown()).toEqual(changed);
});

test('a new change forgets what was taken back, and another policy as a whole can be taken back, too', async () => {
  const { engine, matrix, shown, expectDenied } = await aRun();
  await expectDenied();
  const denied = await shown();
  await engine.call('matrix.undo', { matrix });
  await engine.call('matrix.edit', { matrix, edits: [{ edit: 'run', concurrency: 2 }] });
  expect(await shown()).toMatchObject({ canUndo: true, canRedo: false });
  await engine.call('matrix.edit', { matrix, policy: denied.text });
  expect(await shown()).toMatchObject({ verdict: 'over-permissive' });
  await engine.call('matrix.undo', { matrix });
  expect(await shown()).toMatchObject({ verdict: 'match', canUndo: true, canRedo: true });
});

test('where nothing was changed, and nothing taken back, it is said so', async () => {
  const { engine, matrix } = await aRun();
  await expect(engine.call('matrix.undo', { matrix })).rejects.toMatchObject({ code: 'not-now' });
  await expect(engine.call('matrix.redo', { matrix })).rejects.toMatchObject({ code: 'not-now' });
});
