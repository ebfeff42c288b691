// What the thread does, without the thread: a copy of a masker that never falls out of step with the one it copies.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MaskAnswer, MaskWork } from '../../../electron/engine/masking/mask-work.ts';
import { MaskCopies } from '../../../electron/engine/masking/mask-work.ts';
import { Masker } from '../../../shared/privacy/mask.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const ask = (copies: MaskCopies, work: MaskWork): MaskAnswer => copies.do(work, () => {});

/** A text that names some of ten addresses, and some of ten passwords by key. */
const text = fc
  .array(fc.tuple(fc.nat(9), fc.boolean()), { minLength: 1, maxLength: 12 })
  .map((parts) =>
    JSON.stringify(
      parts.map(([index, isPassword]) =>
        isPassword ? { password: `pass-word-${index}` } : { note: `ask a${index}@mail.example.org` },
      ),
    ),
  );

test('a text is masked as it would be by the masker itself, whatever that has named before', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
      const copies = new MaskCopies();
      const masker = new Masker();
      const alone = new Masker();
      let known = 0;
      for (const [index, one] of texts.entries()) {
        // Every other text is masked by the masker, of which the copy is told.
        if (index % 2 === 1) {
          expect(masker.maskContent(one)).toBe(alone.maskContent(one));
          continue;
        }
        const namings = masker.namings.slice(known);
        expect(ask(copies, { kind: 'learn', copy: 'a', known, namings })).toEqual({ kind: 'done' });
        known = masker.namings.length;
        const answer = ask(copies, {
          kind: 'mask',
          copy: 'a',
          known,
          task: { kind: 'body', bytes: bytesOf(one), of: 'content' },
        });
        const named = answer.kind === 'masked' ? answer.named : 0;
        const names = ask(copies, { kind: 'named', copy: 'a', from: known, to: named });
        if (names.kind !== 'names') throw new Error('the copy was lost');
        for (const { mask, ...naming } of names.names) expect(masker.repeat(naming)).toBe(mask);
        known = masker.namings.length;
        expect(ask(copies, { kind: 'take', copy: 'a', names: new Map(), keep: true })).toEqual({
          kind: 'taken',
          masked: { text: alone.maskContent(one) },
        });
      }
    }),
    { numRuns: 60 },
  );
});

test('a copy that does not know what it should says that it is lost', () => {
  const copies = new MaskCopies();
  const task = { kind: 'body', bytes: bytesOf('{}'), of: 'content' } as const;
  const lost = { kind: 'lost' };
  expect(ask(copies, { kind: 'mask', copy: 'a', known: 3, task })).toEqual(lost);
  expect(ask(copies, { kind: 'take', copy: 'a', names: new Map(), keep: true })).toEqual(lost);
  expect(ask(copies, { kind: 'mask', copy: 'a', known: 0, task })).toEqual({ kind: 'masked', named: 0 });
  expect(ask(copies, { kind: 'mask', copy: 'a', known: 1, task })).toEqual(lost);
  // Only so many are held; the one that was used longest ago is let go.
  for (const copy of ['b', 'c', 'd', 'e']) ask(copies, { kind: 'mask', copy, known: 0, task });
  expect(ask(copies, { kind: 'take', copy: 'a', names: new Map(), keep: true })).toEqual(lost);
  expect(ask(copies, { kind: 'take', copy: 'e', names: new Map(), keep: true })).toMatchObject({
    kind: 'taken',
  });
});
