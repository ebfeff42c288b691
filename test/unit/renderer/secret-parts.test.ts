import { describe, expect, it } from 'vitest';
import { secretLabels, secretParts } from '../../../renderer/ui/secret-parts.ts';

const A = '⟦access token A⟧';

describe('the secrets of projected text and JSON', () => {
  it('are found in texts, members, names and lists, each once', () => {
    const value = { [`seen by ${A}`]: [A, { deep: ['x ⟦card number B⟧ y', 5, null] }], other: '⟦not closed' };
    expect([...secretLabels(value)].toSorted()).toEqual(['access token A', 'card number B']);
    expect([...secretLabels(`${A} and ${A}`)]).toEqual(['access token A']);
    for (const nothing of [undefined, null, 5, '', 'plain', {}, []])
      expect(secretLabels(nothing).size).toBe(0);
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
