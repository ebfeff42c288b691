// Masks turned back: a text gets its secrets as the text around them demands.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Masker } from '../../../shared/privacy/mask.ts';
import { unmaskJson, unmaskText } from '../../../shared/privacy/unmask.ts';
import { growthOf } from '../../support/growth.ts';

const CARD = '4242424242424242';
const SECRET = 'a "quoted" back\\slash & more=%20é';
const reveal = (label: string): string | undefined =>
  ({ 'card number A': CARD, 'password A': SECRET, 'authorization code A': 'Spl+x/BeZ=' })[label];

describe('a mask', () => {
  test.each([
    ['in a sentence', 'Paid with ⟦card number A⟧.', `Paid with ${CARD}.`],
    ['of a header', 'Bearer ⟦authorization code A⟧', 'Bearer Spl+x/BeZ='],
    ['in JSON', '{"password": "⟦password A⟧"}', `{"password": ${JSON.stringify(SECRET)}}`],
    [
      'in a URL',
      'http://127.0.0.1/callback?state=1&code=⟦authorization code A⟧#x',
      'http://127.0.0.1/callback?state=1&code=Spl%2Bx%2FBeZ%3D#x',
    ],
    [
      'in a URL inside JSON',
      '{"u":"https://a.example/?code=⟦authorization code A⟧"}',
      '{"u":"https://a.example/?code=Spl%2Bx%2FBeZ%3D"}',
    ],
    ['in a path', '/cb?code=⟦authorization code A⟧', '/cb?code=Spl%2Bx%2FBeZ%3D'],
    [
      'in a form, after another',
      'password=⟦password A⟧&code=⟦authorization code A⟧',
      `password=${encodeURIComponent(SECRET)}&code=Spl%2Bx%2FBeZ%3D`,
    ],
    ['after an equals sign in a sentence', 'the code is x = ⟦card number A⟧', `the code is x = ${CARD}`],
    ['that is not known', '{"a":"⟦card number Z⟧"}', '{"a":"⟦card number Z⟧"}'],
    ['in what only looks like JSON', '[see ⟦password A⟧', `[see ${SECRET}`],
  ])('%s', (_where, masked, plain) => {
    expect(unmaskText(masked, reveal)).toBe(plain);
  });

  test('in any text of a value, and nothing else of it', () => {
    expect(unmaskJson({ a: ['⟦card number A⟧', 5, null], b: { c: true } }, reveal)).toEqual({
      a: [CARD, 5, null],
      b: { c: true },
    });
  });

  test('whose reveal throws is not passed over', () => {
    const refuse = (): never => {
      throw new Error('not known');
    };
    expect(() => unmaskText('⟦card number A⟧', refuse)).toThrow('not known');
  });
});

test('what was masked by name comes back as it was, whatever the secret is', () => {
  const secret = fc
    .string({ unit: 'grapheme', minLength: 8, maxLength: 40 })
    .filter((one) => !/[⟦⟧]/.test(one));
  fc.assert(
    fc.property(secret, (password) => {
      const masker = new Masker();
      const back = (text: string) => unmaskText(text, (label) => masker.reveal(label));
      const json = JSON.stringify({ password, id: 1 });
      expect(back(masker.maskText(json))).toBe(json);
      const url = `https://a.example/cb?client_secret=${encodeURIComponent(password)}&x=1`;
      const masked = masker.maskText(url);
      expect(masked).toContain('⟦');
      expect(back(masked)).toBe(url);
    }),
  );
});

test('takes time in proportion to the text, also where an address never ends', () => {
  const { ratio, limit } = growthOf(500, (size) => {
    unmaskText(`http://a/?x=${'⟦card number A⟧&y='.repeat(size)}`, reveal);
  });
  expect(ratio).toBeLessThan(limit);
});
