// The documented policy in every era and with every kind of token, and sessions that get lost on the way.

import { parseDocument } from 'yaml';
import { expect, test } from 'vitest';
import { foldMatrix } from '../../../shared/matrix/fold.ts';
import { latestText } from '../../../shared/trace/fold.ts';
import { foldTrace } from '../../../shared/trace/fold.ts';
import { aLab, matrixOf, SHOP_POLICY } from './a-matrix.ts';

/** The documented policy for a server where nothing is public. */
function closedPolicy(revision: string): string {
  const document = parseDocument(SHOP_POLICY);
  document.set('revision', revision);
  for (const section of ['lists', 'tools', 'resources', 'prompts']) {
    const entries = document.toJS() as Record<string, Record<string, unknown>>;
    for (const [key, level] of Object.entries(entries[section] ?? {}))
      if (level === 'public') document.setIn([section, key], 'login');
  }
  return document.toString();
}

test.each([
  ['modern', '2026-07-28'],
  ['opaque', '2026-07-28'],
  ['legacy', '2025-11-25'],
  ['legacy', '2025-06-18'],
  ['dual', 'auto'],
  ['2025-03-26', '2025-03-26'],
])('on "%s" in %s every cell matches and no rule fails', async (variant, revision) => {
  const lab = await aLab();
  const { cells, failed, fold } = await matrixOf(lab.mcp[variant] ?? '', closedPolicy(revision));
  expect([...cells('over-permissive'), ...cells('over-restrictive'), ...cells('unknown')]).toEqual([]);
  expect(failed).toEqual([]);
  expect(fold.counts().match).toBeGreaterThan(80);
});

test('a session that the server has lost is opened anew, once, and no cell suffers', async () => {
  const lab = await aLab();
  const url = lab.mcp['legacy'] ?? '';
  const { engine, session, matrix } = await matrixOf(url, closedPolicy('2025-11-25'));
  const trace = foldTrace((await engine.call('session.events', { session })).events);
  const label = (text: string | undefined): string => text?.replaceAll(/[⟦⟧]/g, '') ?? '';
  const reveal = async (text: string | undefined): Promise<string> =>
    (await engine.call('secret.reveal', { session, label: label(text) })).text;
  const alice = trace.session('alice');
  const ended = await fetch(url, {
    method: 'DELETE',
    headers: {
      authorization: `Bearer ${await reveal(latestText(alice, 'access_token'))}`,
      'mcp-session-id': await reveal(latestText(alice, 'session_id')),
      'mcp-protocol-version': '2025-11-25',
    },
  });
  expect(ended.status).toBe(200);
  const column = foldMatrix((await engine.call('session.events', { session: matrix })).events)
    .plan?.rows.filter(({ effect }) => effect === 'reads')
    .map(({ id }) => ({ row: id, identity: 'alice' }));
  await engine.call('matrix.run', { matrix, cells: column ?? [] });
  const fold = foldMatrix((await engine.call('session.events', { session: matrix })).events);
  expect(fold.counts()).toMatchObject({ 'over-permissive': 0, 'over-restrictive': 0, unknown: 0 });
  const after = foldTrace((await engine.call('session.events', { session })).events).session('alice');
  expect(after.exchanges.filter(({ step }) => step === 'mcp-initialize').length).toBe(
    alice.exchanges.filter(({ step }) => step === 'mcp-initialize').length + 1,
  );
});
