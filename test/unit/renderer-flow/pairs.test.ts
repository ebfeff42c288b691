import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPairs, readUrl, writePairs, writeUrl } from '../../../renderer/features/flow/details/pairs.ts';

describe('forms and queries as pairs', () => {
  it('keeps order, duplicates and empty values', () => {
    expect(readPairs('a=1&b=&a=2&c')).toEqual([
      { name: 'a', value: '1' },
      { name: 'b', value: '' },
      { name: 'a', value: '2' },
      { name: 'c', value: '' },
    ]);
  });

  it('keeps what cannot be decoded, and masked secrets with their spaces', () => {
    expect(readPairs('a=%zz&code=⟦code A⟧')).toEqual([
      { name: 'a', value: '%zz' },
      { name: 'code', value: '⟦code A⟧' },
    ]);
    expect(writePairs([{ name: 'code', value: 'x ⟦code A⟧/' }])).toBe('code=x+⟦code A⟧%2F');
  });

  it('reads back what it writes', () => {
    const pair = fc.record({ name: fc.string(), value: fc.string() });
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1 }), (pairs) => {
        // Half of a surrogate pair has no encoding at all; the platform replaces it.
        fc.pre(pairs.every(({ name, value }) => name.isWellFormed() && value.isWellFormed()));
        fc.pre(pairs.every(({ name, value }) => !`${name}${value}`.includes('\u27E6')));
        expect(readPairs(writePairs(pairs))).toEqual(pairs);
      }),
    );
  });
});

describe('a URL in parts', () => {
  it('is cut at query and fragment', () => {
    expect(readUrl('https://h/p?a=1#x?y')).toEqual({
      base: 'https://h/p',
      parameters: [{ name: 'a', value: '1' }],
      fragment: '#x?y',
    });
  });

  it('is put together again', () => {
    for (const url of ['https://h/p', 'https://h/p?a=1&b=2', 'https://h/p#f', 'nonsense?a=b']) {
      expect(writeUrl(readUrl(url))).toBe(url);
    }
  });
});
