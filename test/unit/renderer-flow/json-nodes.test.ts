import { describe, expect, it } from 'vitest';
import { ancestorsOf, jsonLines, searchJson } from '../../../renderer/features/flow/details/json-nodes.ts';
import { valueAt } from '../../../shared/protocol/json-pointer.ts';

const document = { issuer: 'https://h', 'a/b': { '~': [1, null] }, empty: {} };

describe('JSON as lines', () => {
  it('addresses each line by its JSON pointer, escaped', () => {
    expect(jsonLines(document, () => true).map((line) => line.path)).toEqual([
      '',
      '/issuer',
      '/a~1b',
      '/a~1b/~0',
      '/a~1b/~0/0',
      '/a~1b/~0/1',
      '/empty',
    ]);
  });

  it('leaves out what is closed, and tells depth, place and number of members', () => {
    const lines = jsonLines(document, (_, depth) => depth < 1);
    expect(
      lines.map(({ path, depth, position, siblings, members }) => [path, depth, position, siblings, members]),
    ).toEqual([
      ['', 0, 1, 1, 3],
      ['/issuer', 1, 1, 3, undefined],
      ['/a~1b', 1, 2, 3, 1],
      ['/empty', 1, 3, 3, 0],
    ]);
  });

  it('finds the value at every pointer that it gives', () => {
    for (const line of jsonLines(document, () => true))
      expect(valueAt(document, line.path)).toEqual(line.value);
    expect(valueAt(document, '/nothing/here')).toBeUndefined();
    expect(valueAt(document, '/constructor')).toBeUndefined();
  });

  it('names what contains a place, the whole first', () => {
    expect(ancestorsOf('/a~1b/~0/0')).toEqual(['', '/a~1b', '/a~1b/~0']);
    expect(ancestorsOf('')).toEqual([]);
  });

  it('searches names and values', () => {
    expect(searchJson(document, 'HTTPS')).toEqual(['/issuer']);
    expect(searchJson(document, 'empty')).toEqual(['/empty']);
    expect(searchJson(document, '')).toEqual([]);
  });

  it('survives a depth that would overflow a recursion', () => {
    let deep: unknown = 1;
    for (let n = 0; n < 50_000; n += 1) deep = [deep];
    expect(jsonLines(deep, (_, depth) => depth < 20_000)).toHaveLength(20_001);
  });
});
