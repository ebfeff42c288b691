// Answers side by side: what is the same stands on one line, whatever its place in each.

import { describe, expect, test } from 'vitest';
import {
  ABSENT,
  alignJson,
  differsFrom,
  onlyDifferent,
} from '../../../renderer/features/roles/compare/align-json.ts';

/** Lines as text, columns apart; `·` where a column has nothing. */
function text(columns: readonly unknown[]): string[] {
  return alignJson(columns).lines.map(
    ({ depth, name, texts }) =>
      `${' '.repeat(depth)}${name === undefined ? '' : `${name}: `}${texts.map((one) => one ?? '·').join(' | ')}`,
  );
}

const keysOf = (columns: readonly unknown[]) => alignJson(columns).lines.map(({ key }) => key);

describe('values side by side', () => {
  test('of no column, or of columns without an answer, are no lines', () => {
    expect(alignJson([])).toEqual({ lines: [], cut: false });
    expect(alignJson([ABSENT, ABSENT])).toEqual({ lines: [], cut: false });
  });

  test.each([
    ['texts', ['a', 'b'], ['"a" | "b"']],
    ['nothing and null', [null, ABSENT], ['null | ·']],
    ['empty containers', [{}, {}], ['{} | {}']],
    ['different kinds, each whole', [{ a: 1 }, [1]], ['{"a":1} | [1]']],
    ['a container and a text', [{ a: 1 }, 'a'], ['{"a":1} | "a"']],
    ['an empty list beside a full one', [[], [1]], ['[ | [', ' · | 1', '] | ]']],
  ])('%s', (_name, columns, lines) => {
    expect(text(columns)).toEqual(lines);
  });

  test('put the same member on the same line, in the order of the first, new ones behind what they followed', () => {
    expect(text([{ a: 1, c: 3 }, { a: 1, b: 2, c: 4 }, ABSENT])).toEqual([
      '{ | { | ·',
      ' a: 1 | 1 | ·',
      ' b: · | 2 | ·',
      ' c: 3 | 4 | ·',
      '} | } | ·',
    ]);
  });

  test('tell an absent member from one that is null, and from members that every object has', () => {
    expect(text([{ a: null }, {}])).toEqual(['{ | {', ' a: null | ·', '} | }']);
    const own = JSON.parse('{"__proto__": 1, "toString": 2}') as unknown;
    expect(text([own, { a: 1 }])).toContain(' toString: 2 | ·');
    expect(text([own, { a: 1 }])).toContain(' __proto__: 1 | ·');
  });

  test('follow an entry with an id to wherever it was moved', () => {
    const [one, two] = [
      { id: 1, at: 'x' },
      { id: 2, at: 'y' },
    ];
    expect(
      text([
        [one, two],
        [two, one],
      ]),
    ).toEqual(
      text([
        [one, two],
        [one, two],
      ]),
    );
    expect(text([[one, two], [two]])).toContain('  id: 1 | ·');
  });

  test.each([
    ['an id that is there twice', [[{ id: 1 }, { id: 1 }], [{ id: 1 }]], 2],
    ['ids that are the same as text', [[{ id: 1 }, { id: '1' }], [{ id: 1 }]], 2],
    ['an id that is missing once', [[{ id: 1 }, {}], [{ id: 1 }]], 2],
    ['an id that is no text', [[{ id: { a: 1 } }], [{ id: { a: 2 } }]], 1],
  ])('hold entries against each other by their place where there is %s', (_name, columns, entries) => {
    expect(keysOf(columns).filter((key) => /^\/\d$/.test(key))).toEqual(
      Array.from({ length: entries }, (_one, index) => `/${index}`),
    );
  });

  test('of entries without an id, and of repeated texts, go by their place and lose none', () => {
    expect(
      text([
        ['a', 'a'],
        ['b', 'a', 'a'],
      ]),
    ).toEqual(['[ | [', ' "a" | "b"', ' "a" | "a"', ' · | "a"', '] | ]']);
  });

  test('keep whatever characters a name has, and give each line a key of its own', () => {
    const names = ['', 'a/b', 'a~1b', '~', 'week', 'week end', 'week~', '名', '\u0000', '💥'];
    const whole = Object.fromEntries(names.map((name) => [name, { in: name }]));
    const { lines } = alignJson([whole, whole]);
    expect(lines.filter(({ depth }) => depth === 1).flatMap(({ name }) => name ?? [])).toEqual(names);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
  });

  test('deeper than anybody reads stand on one line', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 2000; level += 1) deep = { in: deep };
    const { lines, cut } = alignJson([deep, deep]);
    expect(cut).toBe(false);
    expect(lines.find(({ kind }) => kind === 'value')?.texts[0]).toContain('"end"');
  });

  test('longer than anybody reads are cut, and said to be', () => {
    const long = (from: number) => Array.from({ length: 60_000 }, (_one, index) => ({ id: from + index }));
    const { lines, cut } = alignJson([long(0), long(60_000)]);
    expect(cut).toBe(true);
    expect(lines).toHaveLength(4000);
    expect(alignJson([long(0).slice(0, 1000)]).cut).toBe(false);
  });
});

describe('what differs', () => {
  const columns = [
    { same: { a: 1 }, other: { deep: [1, 2] }, week: { a: 1 }, 'week end': 1 },
    { same: { a: 1 }, other: { deep: [1, 3] }, week: { a: 1 }, 'week end': 2 },
  ];
  const { lines } = alignJson(columns);

  test('is told by column, against any of them', () => {
    const line = alignJson([1, 2, 1, ABSENT]).lines[0];
    expect(line && differsFrom(line, 0)).toEqual([false, true, false, true]);
    expect(line && differsFrom(line, 1)).toEqual([true, false, true, true]);
    expect(line && differsFrom(line, 9)).toEqual([true, true, true, false]);
  });

  test('is shown with what it stands in and nothing else', () => {
    expect(onlyDifferent(lines, 0).map(({ key }) => key.replace(/~$/, ' closes'))).toEqual([
      '',
      '/other',
      '/other/deep',
      '/other/deep/1',
      '/other/deep closes',
      '/other closes',
      '/week end',
      ' closes',
    ]);
  });

  test('is nothing where all are the same, and where there is one column', () => {
    expect(onlyDifferent(alignJson([columns[0], columns[0]]).lines, 0)).toEqual([]);
    expect(onlyDifferent(alignJson([columns[0]]).lines, 0)).toEqual([]);
    expect(onlyDifferent([], 0)).toEqual([]);
  });
});
