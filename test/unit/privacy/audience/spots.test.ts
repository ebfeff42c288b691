// Content in pieces: put together again it is what it was, raw or with its spans replaced.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Piece } from '../../../../shared/privacy/audience/spots.ts';
import { piecesOf, placeSpots, shorten } from '../../../../shared/privacy/audience/spots.ts';
import type { Replacement } from '../../../../shared/privacy/redact/redact.ts';

const replacement = (path: string, start: number, end: number, inName = false): Replacement => ({
  class: 'token',
  action: 'mask',
  placeholder: 'P',
  path,
  start,
  end,
  at: [start, start + 1],
  ...(inName ? { inName } : {}),
});
const cut = (value: unknown, spots: readonly Replacement[], indent = 2) =>
  piecesOf({ kind: 'json', name: 'json', path: '', value }, placeSpots(spots), indent);
const written = (pieces: readonly Piece[]) =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : `<${piece}>`)).join('');

describe('pieces', () => {
  test('of a document without spots are its JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const joined = written(cut(value, [], indent));
        // JSON.stringify writes empty objects and lists as we do, whatever the indentation.
        expect(JSON.parse(joined)).toEqual(JSON.parse(text));
        expect(joined).toBe(text);
      }),
    );
  });

  test.each<[string, unknown, readonly Replacement[], string]>([
    ['a span of a text', { a: 'say xyz now' }, [replacement('/a', 4, 7)], '{"a":"say <0> now"}'],
    [
      'two spans, in their order',
      { a: 'xy' },
      [replacement('/a', 1, 2), replacement('/a', 0, 1)],
      '{"a":"<1><0>"}',
    ],
    ['a number', { n: 42 }, [replacement('/n', 0, 2)], '{"n":<0>}'],
    ['the name of a member', { secret: 1 }, [replacement('/secret', 0, 6, true)], '{"<0>":1}'],
    [
      'escapes around a span',
      { 'a/b': '"\n"x' },
      [replacement('/a~1b', 3, 4)],
      String.raw`{"a/b":"\"\n\"<0>"}`,
    ],
    ['a list', ['a', ['b']], [replacement('/1/0', 0, 1)], '["a",["<0>"]]'],
  ])('cut out %s', (_name, value, spots, expected) => {
    expect(written(cut(value, spots, 0))).toBe(expected);
  });

  test('of a text are the text around its spans; one inside another is passed over', () => {
    const field = { kind: 'text', name: 'text', path: '/t', text: 'abcdef' } as const;
    const spots = placeSpots([replacement('/t', 1, 4), replacement('/t', 2, 3), replacement('/other', 0, 1)]);
    expect(written(piecesOf(field, spots))).toBe('a<0>ef');
  });

  test('of a document of any depth cost no stack', () => {
    let value: unknown = 'x';
    for (let depth = 0; depth < 50_000; depth += 1) value = [value];
    expect(written(cut(value, [], 0)).length).toBe(100_003);
  });
});

describe('shortened', () => {
  test('pieces keep their beginning, join their neighbours, and say how much is left', () => {
    expect(shorten(['ab', 'cd', 0, 'efgh', 1, 'i'], 6)).toEqual({ pieces: ['abcd', 0, 'ef'], left: 3 });
    expect(shorten(['ab'], 6)).toEqual({ pieces: ['ab'], left: 0 });
    const dense = Array.from({ length: 1000 }, (_, index) => [index, 'x']).flat();
    const cut = shorten(dense, 100_000);
    expect(cut.pieces.filter((piece) => typeof piece === 'number')).toHaveLength(250);
    expect(cut.left).toBe(751);
  });
});
