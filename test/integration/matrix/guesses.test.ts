// Without a policy: levels taken from the server's own words, arguments found in its answers, all of it saved and read
// again with the same result.

import { expect, test } from 'vitest';
import { foldMatrix } from '../../../shared/matrix/fold.ts';
import type { MatrixFold } from '../../../shared/matrix/fold.ts';
import type { TestEngine } from '../engine/an-engine.ts';
import { startEngine } from '../engine/an-engine.ts';
import { aLab, matrixOf } from './a-matrix.ts';

const SCOPE = 'orders:read orders:write profile:write';

/** A session on the lab with four callers signed in, as a person sets them up by hand. */
async function fourCallers(target: string) {
  const engine = startEngine();
  const session = await engine.open(target);
  const people = [
    ['alice', 'login'],
    ['bob', 'login'],
    ['admin', 'admin'],
  ] as const;
  for (const [name, level] of people) {
    await engine.call('identity.save', {
      session,
      definition: { name, title: name, colour: 'teal', level, source: { kind: 'flow' } },
      settings: { login: 'auto', scope: SCOPE, extraAuthorizationParameters: { login_hint: name } },
    });
  }
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
  for (const identity of ['alice', 'bob', 'admin', 'nobody'])
    await engine.call('identity.sign-in', { session, identity });
  return { engine, session };
}

async function folded(engine: TestEngine, matrix: string): Promise<MatrixFold> {
  return foldMatrix((await engine.call('session.events', { session: matrix })).events);
}

/** `row · identity: verdict` of every cell. */
const verdicts = (fold: MatrixFold): string[] =>
  [...fold.cells()]
    .map(({ row, column, verdict }) => `${row.id} · ${column.definition.name}: ${verdict ?? 'none'}`)
    .toSorted();

test('a run without a policy reads levels from descriptions, finds whose objects are whose, and accuses nobody', async () => {
  const lab = await aLab();
  const { engine, session } = await fourCallers(lab.mcp['open'] ?? '');
  const { matrix } = await engine.call('matrix.open', { session });
  await engine.call('matrix.discover', { matrix });
  const before = await folded(engine, matrix);
  const rows = new Map((before.plan?.rows ?? []).map((row) => [row.id, row]));
  expect(rows.get('tool:search_products')).toMatchObject({
    level: 'public',
    levelBy: 'server',
    effect: 'reads',
  });
  expect(rows.get('tool:get_order#alice-1001')).toMatchObject({
    level: 'owner',
    owner: 'alice',
    arguments: { orderId: '1001' },
  });
  expect(rows.get('tool:get_order#bob-2001')).toMatchObject({ owner: 'bob' });
  expect(rows.get('tool:update_inventory#kettle')).toMatchObject({ level: 'admin', effect: 'may-destroy' });
  expect(rows.get('resource:commerce://orders/1001')).toMatchObject({ level: 'owner', owner: 'alice' });
  expect(before.plan?.columns.map(({ definition }) => definition.name)).toEqual([
    'alice',
    'bob',
    'admin',
    'nobody',
  ]);

  await engine.call('matrix.run', { matrix });
  const fold = await folded(engine, matrix);
  expect(fold.counts()).toMatchObject({ 'over-permissive': 0, 'over-restrictive': 0 });
  expect(fold.findings.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  expect(fold.cell('tool:get_order#alice-1001', 'bob')).toMatchObject({ verdict: 'match' });
  // Nobody said that administrators may see it.
  expect(fold.cell('tool:get_order#alice-1001', 'admin')).toMatchObject({ verdict: 'unknown' });
  // What changes something was not called, for nobody agreed to it.
  expect(fold.cell('tool:create_return#alice-1001', 'alice')?.answer?.outcome).toMatchObject({
    kind: 'not-run',
    why: 'needs-consent',
  });
  expect(fold.cell('tool:create_return#alice-1001', 'alice')?.answer?.exchange).toBeUndefined();
});

test('a server that contradicts its own words is found without any policy', async () => {
  const lab = await aLab(['owner-not-checked']);
  const { engine, session } = await fourCallers(lab.mcp['open'] ?? '');
  const { matrix } = await engine.call('matrix.open', { session });
  await engine.call('matrix.discover', { matrix });
  await engine.call('matrix.run', { matrix });
  const fold = await folded(engine, matrix);
  expect(fold.cell('tool:get_order#alice-1001', 'bob')).toMatchObject({ verdict: 'over-permissive' });
  // Whose a resource is was only guessed from who is told of it.
  expect(fold.cell('resource:commerce://orders/1001', 'bob')).toMatchObject({ verdict: 'unknown' });
  expect(fold.findings.filter(({ verdict }) => verdict === 'fail').map(({ ruleId }) => ruleId)).toEqual(
    Array(fold.counts()['over-permissive']).fill('roles/over-permissive'),
  );
});

test('a policy that was edited, saved and run elsewhere gives the same verdicts', async () => {
  const lab = await aLab(['owner-not-checked']);
  const target = lab.mcp['open'] ?? '';
  const { engine, session } = await fourCallers(target);
  const { matrix } = await engine.call('matrix.open', { session });
  await engine.call('matrix.discover', { matrix });
  await engine.call('matrix.edit', {
    matrix,
    edits: [
      {
        edit: 'expectation',
        kind: 'tool',
        name: 'get_order',
        set: 'alice-1001',
        identity: 'admin',
        expect: 'allow',
      },
      { edit: 'level', kind: 'resource', name: 'commerce://catalog', level: 'public' },
      { edit: 'consent', kind: 'tool', name: 'create_return', consent: true },
    ],
  });
  const consent = ['tool:create_return#alice-1001', 'tool:create_return#bob-2001'];
  await engine.call('matrix.run', { matrix, consent });
  const here = await folded(engine, matrix);
  expect(here.cell('tool:get_order#alice-1001', 'admin')).toMatchObject({ verdict: 'match' });
  const { text } = await engine.call('matrix.policy', { matrix });
  const there = await matrixOf(target, text);
  expect(verdicts(there.fold)).toEqual(verdicts(here));
  expect(there.failed).toEqual(['roles/over-permissive']);
  // Saved once more it is the same file: what a person and what Keyhole wrote is kept.
  expect((await there.engine.call('matrix.policy', { matrix: there.matrix })).text).toBe(text);
});
