import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scopesMissing, scopeTokens, scopeUnion } from '../../../shared/protocol/scope.ts';

const scope = fc
  .array(fc.constantFrom('a', 'b', 'B', 'c:d', 'offline_access'), { maxLength: 6 })
  .map((t) => t.join(' '));

describe('scopes', () => {
  test.each([
    [undefined, []],
    ['', []],
    ['  a   b\ta ', ['a', 'b']],
    ['a A', ['a', 'A']],
    ['a,b', ['a,b']],
  ])('%j holds %j', (text, tokens) => {
    expect(scopeTokens(text)).toEqual(tokens);
  });

  test('of a union are all there, each once, what was asked for first in front', () => {
    expect(scopeUnion('orders:read', undefined, 'orders:write orders:read')).toBe('orders:read orders:write');
    fc.assert(
      fc.property(scope, scope, (a, b) => {
        const union = scopeUnion(a, b);
        expect(scopesMissing(union, a)).toEqual([]);
        expect(scopesMissing(union, b)).toEqual([]);
        expect(new Set(scopeTokens(union)).size).toBe(scopeTokens(union).length);
        expect(scopeUnion(union, a, b)).toBe(union);
        expect(union.startsWith(scopeTokens(a).join(' '))).toBe(true);
      }),
    );
  });

  test('that are missing are those of the second alone', () => {
    expect(scopesMissing('a b', 'b c')).toEqual(['c']);
    expect(scopesMissing(undefined, 'x y')).toEqual(['x', 'y']);
    expect(scopesMissing('a', undefined)).toEqual([]);
    expect(scopesMissing('a', 'A')).toEqual(['A']);
  });
});
