// The store of bodies: content-addressed, each kept once.

import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { BodyStore } from '../../../electron/engine/capture/bodies.ts';

describe('the store of bodies', () => {
  test('names a body by the SHA-256 of its bytes and gives it back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const store = new BodyStore();
        const ref = store.put(bytes);
        expect(ref).toEqual({
          hash: createHash('sha256').update(bytes).digest('hex'),
          length: bytes.length,
          total: bytes.length,
          cut: false,
        });
        expect(store.get(ref.hash)).toEqual(bytes);
      }),
    );
  });

  test('keeps equal bodies once, and says of each how much of it was seen', () => {
    const store = new BodyStore();
    const whole = store.put(Buffer.from('same'));
    const cut = store.put(Buffer.from('same'), { total: 9000, cut: true });
    store.put(Buffer.from('other'));
    expect(cut.hash).toBe(whole.hash);
    expect(cut).toMatchObject({ length: 4, total: 9000, cut: true });
    expect([store.size, store.length]).toEqual([2, 9]);
    expect([...store].map(([, bytes]) => Buffer.from(bytes).toString())).toEqual(['same', 'other']);
  });

  test('knows nothing of a hash it was never given', () => {
    expect(new BodyStore().get('0'.repeat(64))).toBeUndefined();
  });
});
