// How long a throttled run waits (RFC 9110 §10.2.3, RFC 6585 §4).

import { expect, test } from 'vitest';
import { retryAfter } from '../../../electron/engine/matrix/retry-after.ts';

const NOW = Date.parse('2026-07-28T12:00:00Z');

test.each<[number, string | undefined, number, number | undefined]>([
  [429, '2', 0, 2_000],
  [429, 'Tue, 28 Jul 2026 12:00:05 GMT', 0, 5_000],
  [429, 'Tue, 28 Jul 2026 11:00:00 GMT', 0, 0],
  [429, undefined, 0, 1_000],
  [429, undefined, 2, 4_000],
  [429, 'soon', 1, 2_000],
  [429, '3600', 0, undefined],
  [503, '1', 0, 1_000],
  [503, undefined, 0, undefined],
  [200, '5', 0, undefined],
])('HTTP %d with Retry-After %s after %d waits: %s', (status, value, waits, expected) => {
  const headers = value === undefined ? [] : [['Retry-After', value] as const];
  expect(retryAfter({ response: { status, statusText: '', headers } }, NOW, waits)).toBe(expected);
});
