// Which rows of a run the grid shows, in which order, and where each stands.

import { describe, expect, test } from 'vitest';
import {
  columnsOf,
  countsAs,
  isProblem,
  layoutGrid,
  ROW_HEIGHT,
  type GridFilter,
  type Grouping,
} from '../../../renderer/features/roles/matrix/grid-layout.ts';
import { DEFAULT_RUN } from '../../../shared/matrix/matrix.ts';
import { MatrixFold } from '../../../shared/matrix/fold.ts';
import { ARun, data, person, refusal, row } from '../matrix/a-run.ts';

const [ALICE, BOB] = [person('alice'), person('bob')];
const OPEN = row('search', { level: 'public', title: 'Find things' });
const HERS = row('get', { set: 'hers', owner: 'alice', arguments: { id: 'Ünïcode 名' } });
const HERS_TOO = row('get', { set: 'hers-too', owner: 'alice', arguments: { id: 2 } });
const ADMIN = row('drop', { level: 'admin' });
const { level: _level, ...unsaid } = row('tools/list', { kind: 'list' });
const FILE = row('file:///a b', { kind: 'resource', level: 'login' });

function shown(run: ARun, view: { grouping?: Grouping; filter?: GridFilter; words?: string } = {}) {
  const { grouping = 'level', filter = 'all', words = '' } = view;
  return layoutGrid(run.fold, { grouping, filter, words });
}
const idsOf = (run: ARun, view: Parameters<typeof shown>[1]) => shown(run, view).order.map(({ id }) => id);

describe('the grid', () => {
  const rows = [ADMIN, unsaid, HERS, OPEN, HERS_TOO, FILE];
  const run = new ARun(rows, [ALICE, BOB]);

  test('of a run without a plan, or without rows, is empty', () => {
    const nothing = { rows: [], order: [], height: 0 };
    expect(layoutGrid(new MatrixFold(), { grouping: 'level', filter: 'all', words: '' })).toEqual(nothing);
    expect(shown(new ARun([], [ALICE]))).toEqual(nothing);
  });

  test('puts rows under their level, from what is open to what is not said, in the order of the plan', () => {
    const { rows: lines } = shown(run);
    expect(
      lines.map((line) => (line.kind === 'group' ? `${line.group} ${line.count}` : line.row.id)),
    ).toEqual([
      'public 1',
      OPEN.id,
      'login 1',
      FILE.id,
      'owner 2',
      HERS.id,
      HERS_TOO.id,
      'admin 1',
      ADMIN.id,
      'unsaid 1',
      unsaid.id,
    ]);
  });

  test('puts rows under their kind', () => {
    expect(
      shown(run, { grouping: 'kind' }).rows.flatMap((line) => (line.kind === 'group' ? [line.group] : [])),
    ).toEqual(['tool', 'resource', 'list']);
  });

  test('stands without gaps, and its order and indices are those of the rows', () => {
    const { rows: lines, order, height } = shown(run);
    let y = 0;
    for (const line of lines) {
      expect(line.y).toBe(y);
      y += line.height;
    }
    expect(height).toBe(y);
    const placed = lines.flatMap((line) => (line.kind === 'row' ? [line] : []));
    expect(placed.map(({ row: { id }, index }) => [id, index])).toEqual(order.map(({ id }, at) => [id, at]));
    expect(placed.every((line) => line.height === ROW_HEIGHT)).toBe(true);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
  });

  test.each([
    ['a part of a name', 'sear', [OPEN.id]],
    ['a title', 'FIND', [OPEN.id]],
    ['arguments', '名', [HERS.id]],
    ['letters with marks, whatever their case', 'üNÏ', [HERS.id]],
    ['an owner', 'alice', [HERS.id, HERS_TOO.id]],
    ['a set', 'hers-too', [HERS_TOO.id]],
    ['all of several words, in any order', ' 2   get ', [HERS_TOO.id]],
    ['words that nothing has', 'get nothing', []],
    ['what would be a pattern', 'get(.*', []],
  ])('shows the rows with %s', (_name, words, ids) => {
    expect(idsOf(run, { words })).toEqual(ids);
  });

  test('of thousands of rows is laid out once each', () => {
    const many = Array.from({ length: 5000 }, (_one, index) => row(`tool_${index}`));
    const layout = shown(new ARun(many, [ALICE]), { words: 'tool_4999' });
    expect(layout.order.map(({ name }) => name)).toEqual(['tool_4999']);
    expect(shown(new ARun(many, [ALICE])).order).toHaveLength(5000);
  });
});

describe('a filter', () => {
  const run = new ARun([OPEN, HERS, HERS_TOO, ADMIN, unsaid], [ALICE, BOB])
    .answer(OPEN, 'alice', data({ a: 1 }))
    .answer(OPEN, 'bob', data({ a: 1 }))
    .answer(HERS, 'alice', data({ a: 1 }))
    .answer(HERS, 'bob', data({ a: 1 }))
    .answer(HERS_TOO, 'alice', refusal('You are not allowed to see this.'))
    .answer(unsaid, 'alice', { result: { tools: [] } });

  test.each<[GridFilter, readonly string[]]>([
    ['all', [OPEN.id, HERS.id, HERS_TOO.id, ADMIN.id, unsaid.id]],
    ['match', [OPEN.id, HERS.id]],
    ['over-permissive', [HERS.id]],
    ['over-restrictive', [HERS_TOO.id]],
    ['problems', [HERS.id, HERS_TOO.id]],
    ['open', [HERS_TOO.id, ADMIN.id, unsaid.id]],
    ['unknown', [unsaid.id]],
  ])('for %s shows the rows with such a cell', (filter, ids) => {
    expect(idsOf(run, { filter })).toEqual(ids);
  });

  test('counts every cell once, and one that was answered never as not asked', () => {
    const counted = [...run.fold.cells()].map(countsAs);
    expect(counted).toHaveLength(10);
    expect(countsAs(run.fold.cell(unsaid.id, 'alice') ?? {})).toBe('unknown');
    expect(countsAs(run.fold.cell(unsaid.id, 'bob') ?? {})).toBe('open');
  });

  test('knows a problem by its verdict', () => {
    const problems = [...run.fold.cells()].filter(isProblem);
    expect(problems.map(({ row: { id }, column }) => `${id} ${column.definition.name}`)).toEqual([
      `${HERS.id} bob`,
      `${HERS_TOO.id} alice`,
    ]);
  });

  test('for what was not asked shows what is held back', () => {
    const held = new ARun([OPEN], [ALICE]);
    held.fold.append({
      id: 2,
      parent: 1,
      at: 0,
      identity: 'alice',
      kind: 'cell',
      row: OPEN.id,
      purpose: 'run',
      outcome: { kind: 'not-run', why: 'needs-consent', said: 'It changes something.' },
    });
    expect(idsOf(held, { filter: 'open' })).toEqual([OPEN.id]);
    expect(idsOf(held, { filter: 'unknown' })).toEqual([]);
  });
});

describe('the columns', () => {
  const simulated = person('spoiled', 'login', { kind: 'simulated', from: 'alice', how: 'malformed' });
  const of = (...columns: readonly ReturnType<typeof person>[]) =>
    columnsOf({ target: '', revision: '', rows: [], columns, said: {}, run: DEFAULT_RUN });

  test('are those who live, then those who are simulated, each in the order of the plan', () => {
    const { columns, live } = of(simulated, BOB, ALICE);
    expect(columns.map(({ definition: { name } }) => name)).toEqual(['bob', 'alice', 'spoiled']);
    expect(live).toBe(2);
  });

  test('may be none, or none that lives', () => {
    expect(of()).toEqual({ columns: [], live: 0 });
    expect(of(simulated).live).toBe(0);
  });
});
