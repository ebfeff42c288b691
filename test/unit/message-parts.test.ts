import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MessageParts, partsOf } from '../../shared/message-parts.ts';

const received = (texts: Iterable<string>): string[] => {
  const parts = new MessageParts();
  return [...texts].flatMap((text) => parts.add(text) ?? []);
};

test('a message comes together again, however it was cut, and each part is a text that can be sent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 2, max: 20 }), (text, size) => {
      const message = JSON.stringify({ output: text });
      const sent = [...partsOf(message, size)];
      expect(received(sent)).toEqual([message]);
      for (const part of sent) expect(part.isWellFormed()).toBe(true);
    }),
  );
});

test('a small message is sent as it is; messages come one after the other', () => {
  expect([...partsOf('{}')]).toEqual(['{}']);
  expect(received(['{"a":1}', '+{"b"', '=:2}', '{"c":3}'])).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
});

test('what came of a message before the connection broke is not put before the next one', () => {
  const parts = new MessageParts();
  expect(parts.add('+{"lost"')).toBeUndefined();
  parts.clear();
  expect(parts.add('+{"kept"')).toBeUndefined();
  expect(parts.add('=:1}')).toBe('{"kept":1}');
});
