// The documented policy against the honest lab: every cell matches.

import { expect, test } from 'vitest';
import { aLab, matrixOf, SHOP_POLICY } from './a-matrix.ts';

test('every cell of the documented policy matches on the honest lab, and no rule fails', async () => {
  const lab = await aLab();
  const { fold, failed, cells } = await matrixOf(lab.mcp['open'] ?? '', SHOP_POLICY);
  expect(cells('over-permissive')).toEqual([]);
  expect(cells('over-restrictive')).toEqual([]);
  expect(cells('unknown')).toEqual([]);
  expect(failed).toEqual([]);
  const tools = new Set([...fold.cells()].flatMap(({ row }) => (row.kind === 'tool' ? [row.name] : [])));
  expect(tools.size).toBe(8);
  expect(fold.plan?.columns.map(({ definition }) => definition.name)).toEqual([
    'nobody',
    'alice',
    'bob',
    'admin',
  ]);
  expect(fold.counts().match).toBe([...fold.cells()].length);
});
