import { describe, expect, it } from 'vitest';
import { endOfMasks, secretLabels, secretParts } from '../../../renderer/ui/secret-parts.ts';

const A = '⟦access token A⟧';

describe('the secrets of projected text and JSON', () => {
  it('are found in texts, members, names and lists, each once', () => {
    const value = { [`seen by ${A}`]: [A, { deep: ['x ⟦card number B⟧ y', 5, null] }], other: '⟦not closed' };
    expect([...secretLabels(value).labels].toSorted()).toEqual(['access token A', 'card number B']);
    expect(secretLabels(`${A} and ${A}`)).toEqual({ labels: new Set(['access token A']), more: false });
    for (const nothing of [undefined, null, 5, '', 'plain', {}, []])
      expect(secretLabels(nothing)).toEqual({ labels: new Set(), more: false });
  });

  it('are counted up to a number, and looked for up to a size, and it is said that there may be more', () => {
    const many = Array.from({ length: 600 }, (_, index) => `⟦card number ${index}⟧`);
    expect(secretLabels(many)).toMatchObject({ more: true });
    expect(secretLabels(many.join(' '))).toMatchObject({ more: true });
    expect(secretLabels(`${A}${' '.repeat(600_000)}`)).toEqual({
      labels: new Set(['access token A']),
      more: true,
    });
    expect(secretLabels([A, ...Array<string>(600_000).fill('')])).toEqual({
      labels: new Set(['access token A']),
      more: true,
    });
  });

  it('are not torn where a text with many of them is cut', () => {
    const text = `${A} `.repeat(5);
    expect(text.slice(0, endOfMasks(text, 2))).toBe(`${A} ${A}`);
    expect(endOfMasks(text, 6)).toBeUndefined();
    expect(endOfMasks('plain', 1)).toBeUndefined();
  });

  it('part a text without losing any of it', () => {
    const text = `Bearer ${A}, once`;
    expect(secretParts(text)).toEqual([
      { kind: 'text', at: 0, text: 'Bearer ' },
      { kind: 'secret', at: 7, label: 'access token A' },
      { kind: 'text', at: 7 + A.length, text: ', once' },
    ]);
  });
});
