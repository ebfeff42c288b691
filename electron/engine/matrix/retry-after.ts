// How long a server asks us to wait (RFC 6585 §4, RFC 9110 §10.2.3).

import type { Captured } from '../capture/capture.ts';

/** Longest that a run waits for one server before it says that it was asked to slow down, in milliseconds. */
const LONGEST = 60_000;
/** Without a header: one second, then two, then four. */
const FIRST = 1_000;

/** What `Retry-After` says, in milliseconds from now; `undefined` when it is absent or means nothing. */
function said(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * Milliseconds to wait before the request is sent again; `undefined` when it is not to be.
 * @param waits how often this request has waited already
 */
export function retryAfter(
  { response }: Pick<Captured, 'response'>,
  now: number,
  waits: number,
): number | undefined {
  const header = response?.headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1];
  const wait = said(header, now);
  if (response?.status === 503) return wait === undefined || wait > LONGEST ? undefined : wait;
  if (response?.status !== 429) return undefined;
  const pause = wait ?? FIRST * 2 ** waits;
  return pause > LONGEST ? undefined : pause;
}
